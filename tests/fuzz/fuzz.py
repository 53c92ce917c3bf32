#!/usr/bin/env python3
"""Fuzzing for as long as you like: `python tests/fuzz/fuzz.py --minutes 60`. See docs/hardening.md.

Targets, inputs and limits are those of the test; here they get time. Each slice is a process of its own, with a limit
on its memory, and begins with another seed. What fails is made as small as can be, and kept in a file.
"""

import argparse
import json
import pickle
import resource
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded

sys.path.insert(0, str(Path(__file__).parents[2]))
from fuzz_limits import limited
from fuzz_targets import TARGETS

LIMIT = 200  # megabytes that a whole process of the program may have had at once
CEILING = 2 << 30  # bytes of address space: far above, so that a bomb takes this process and not the machine
ROUND = 200  # inputs with one seed; what Hypothesis remembers of them is then given back
PHASES = (Phase.generate, Phase.shrink)  # explaining would trace every line, and so take too long by itself
PATIENCE = 300  # seconds for a process to end on its own: shrinking takes time


@dataclass
class Slice:
    """What came of one process. Seconds are of the processor, megabytes the peak of everything in it."""

    target: str
    inputs: int = 0
    slowest: float = 0.0
    megabytes: int = 0
    failures: list[str] = field(default_factory=list)


def main() -> int:
    given = _arguments()
    if given.child:
        print(json.dumps(asdict(_fuzzed(given.child, given.seed, given.slice, given.keep))))
        return 0
    given.keep.mkdir(parents=True, exist_ok=True)
    found: dict[str, Slice] = {}
    try:
        for one in _slices(given):
            _add(found, one)
            print(_line(one), flush=True)
    except KeyboardInterrupt:
        pass
    print(f"\n{'target':<18}{'inputs':>10}{'slowest':>10}{'peak':>9}  failures")
    for one in found.values():
        print(_line(one))
    print(f"{'all':<18}{sum(one.inputs for one in found.values()):>10,}")
    return 1 if any(one.failures for one in found.values()) else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--slice", type=float, default=20, help="seconds of one process")
    parser.add_argument("--target", action="append", help="only this one; may be repeated")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="of the first process; default: the time")
    parser.add_argument("--keep", type=Path, default=Path("fuzz-findings"), help="folder for inputs that fail")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    return parser.parse_args()


def _slices(given: argparse.Namespace) -> Iterator[Slice]:
    """One after the other, each target in turn, until the time is over."""
    end, seed = time.monotonic() + 60 * given.minutes, given.seed
    while True:
        for name in given.target or TARGETS:
            if time.monotonic() > end:
                return
            seed += 1
            yield _process(name, seed, given.slice, given.keep)


def _process(name: str, seed: int, seconds: float, keep: Path) -> Slice:
    command = [
        sys.executable,
        __file__,
        "--child",
        name,
        "--seed",
        str(seed),
        "--slice",
        str(seconds),
        "--keep",
        str(keep),
    ]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return Slice(name, failures=[f"seed {seed} did not end; its last input is in {_current(keep)}"])
    if done.returncode:
        return Slice(
            name, failures=[f"seed {seed} ended with {done.returncode}: {done.stderr[-400:]}; {_current(keep)}"]
        )
    return Slice(**json.loads(done.stdout.splitlines()[-1]))


def _current(keep: Path) -> Path:
    return keep / "current.pickle"


def _fuzzed(name: str, seed: int, seconds: float, keep: Path) -> Slice:
    """In a process of its own."""
    resource.setrlimit(resource.RLIMIT_AS, (CEILING, CEILING))
    target, made, last = TARGETS[name], Slice(name), [None]
    failing: list[BaseException] = []

    @settings(max_examples=ROUND, deadline=None, suppress_health_check=list(HealthCheck), database=None, phases=PHASES)
    @given(target.inputs)
    def asked(value: Any) -> None:
        if time.monotonic() > end and not failing:
            return
        last[0] = value
        _current(keep).write_bytes(pickle.dumps(value))
        before = time.process_time()
        try:
            with limited(target.seconds):
                target.check(value)
        except Exception as error:
            failing.append(error)
            raise
        made.inputs += 1
        made.slowest = max(made.slowest, time.process_time() - before)

    end = time.monotonic() + seconds
    while time.monotonic() < end and not made.failures:
        seed += 1_000_003
        try:
            seeded(seed)(asked)()
        except Exception as error:  # noqa: BLE001 - whatever it is: that is what we look for
            made.failures.append(_kept(name, last[0], error, keep))
    made.megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    if made.megabytes > LIMIT:
        made.failures.append(f"{made.megabytes} MB with seed {seed}")
    return made


def _kept(name: str, value: object, error: BaseException, keep: Path) -> str:
    told = "".join(traceback.format_exception(error))
    path = keep / f"{name}-{sha256(repr(value).encode()).hexdigest()[:12]}.txt"
    path.write_text(f"{value!r}\n\n{told}", encoding="utf-8", errors="backslashreplace")
    return f"{type(error).__name__}: {path}"


def _add(found: dict[str, Slice], one: Slice) -> None:
    total = found.setdefault(one.target, Slice(one.target))
    total.inputs += one.inputs
    total.slowest = max(total.slowest, one.slowest)
    total.megabytes = max(total.megabytes, one.megabytes)
    total.failures += one.failures


def _line(one: Slice) -> str:
    told = "; ".join(one.failures) or "none"
    return f"{one.target:<18}{one.inputs:>10,}{one.slowest:>8.2f} s{one.megabytes:>6} MB  {told}"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="statusgen-fuzz-") as folder:
        tempfile.tempdir = folder
        sys.exit(main())
