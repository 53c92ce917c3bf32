"""How long builds take, as ratios to copying the same files: python bench/build.py [INCIDENTS …]

Prints wall seconds and peak memory of `statusgen build`: cold, unchanged, with one new update, and when only time has
passed, each beside `cp -r` of the sources and the output in the same run. Uses /dev/shm where there is one.
"""

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sites import NOW, write_site, write_update

STATUSGEN = [sys.executable, "-m", "statusgen"]


def seconds(action: Callable[[], object]) -> float:
    begin = time.perf_counter()
    action()
    return time.perf_counter() - begin


def build(root: Path, now: datetime = NOW) -> str:
    """What the build said."""
    command = [*STATUSGEN, "-C", str(root), "--now", f"{now:%Y-%m-%dT%H:%M:%SZ}", "build"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stderr.strip().splitlines()[-1]


def copy(root: Path) -> None:
    for name in ("content", "public"):
        subprocess.run(["cp", "-r", str(root / name), str(root / f"{name}.copy")], check=True)


def measure(scratch: Path, incidents: int) -> float:
    """Prints one table; returns the seconds of the cold build."""
    root = scratch / str(incidents)
    write_site(root, incidents)
    said: list[str] = []
    rows = {"cold": seconds(lambda: said.append(build(root)))}
    limit = seconds(lambda: copy(root))
    rows["unchanged"] = seconds(lambda: said.append(build(root)))
    write_update(root, incidents // 2, minute=5)
    rows["one new update"] = seconds(lambda: said.append(build(root)))
    rows["a day later"] = seconds(lambda: said.append(build(root, NOW + timedelta(days=1))))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"\n{incidents:,} incidents of 4 updates; cp -r of sources and output {limit:.2f} s; peak {peak:.0f} MiB")
    for (name, took), words in zip(rows.items(), said, strict=True):
        print(f"  {name:15} {took:6.2f} s  {took / limit:6.1f} x cp  {took / rows['cold']:5.2f} x cold   {words}")
    shutil.rmtree(root)
    return rows["cold"]


def main() -> None:
    sizes = [int(argument) for argument in sys.argv[1:]] or [1000]
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as scratch:
        print(f"{datetime.now(UTC):%Y-%m-%d}, Python {sys.version.split()[0]}, in {scratch}")
        cold = [measure(Path(scratch), size) for size in sizes]
    if len(sizes) > 1:
        print(f"\ngrowth: {sizes[-1] / sizes[0]:.0f} x the incidents take {cold[-1] / cold[0]:.1f} x the time")


if __name__ == "__main__":
    main()
