"""Kills and failing system calls at every step of a real build, a real full disk, and readers while builds go on."""

import fcntl
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from statusgen.publish.artefact import Artefact, of_bytes
from statusgen.publish.output import read_stamp, write

ROOT = Path(__file__).parents[2]
OLDEST = {"index.html": "oldest", "same.html": "same", "gone/a.html": "a", "x/y.html": "1"}
OLD = {"index.html": "old", "same.html": "same", "gone/a.html": "a", "x/y.html": "1"}
NEW = {"index.html": "new", "same.html": "same", "come/b.html": "b", "x/y.html": "2"}
BY_HAND = {"CNAME": "status.example", "mine/note.txt": "note"}
TIDY = {"lock", "book.json", "spare", ".gitignore"}

# The folder is entered just before the build begins: that tells the interpreter's own calls from the build's.
BUILD = f"""
import os, sys
sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from statusgen.publish.artefact import of_bytes
from statusgen.publish.output import write
artefacts = [of_bytes(path, content.encode()) for path, content in {NEW!r}.items()]
os.chdir(sys.argv[1])
write(artefacts, Path("public"), stamp="new")
"""

# Everything that changes the disk, or opens something on it. `?`: not every processor's kernel has each of them.
CALLS = (
    "rename", "renameat", "renameat2", "link", "linkat", "write", "fsync", "syncfs", "unlink", "unlinkat", "rmdir",
    "mkdir", "mkdirat", "openat", "chmod", "fchmodat", "flock",
)  # fmt: skip


def traceable() -> bool:
    command = ["strace", "-e", "trace=none", "true"]
    return bool(shutil.which("strace")) and subprocess.run(command, capture_output=True, check=False).returncode == 0


needs_strace = pytest.mark.skipif(not traceable(), reason="strace is missing, or ptrace is not permitted here")


class World(NamedTuple):
    """How a build begins, which calls the system does not know, and which ones are to fail (of the later builds only
    those that are made in place of the unknown ones)."""

    name: str
    history: tuple[dict[str, str], ...]
    unsupported: tuple[str, ...] = ()
    calls: tuple[str, ...] = CALLS

    @property
    def old(self) -> dict[str, str] | None:
        return {**self.history[-1], **BY_HAND} if self.history else None


WORLDS = {
    world.name: world
    for world in (
        World("first", ()),
        World("second", (OLD,)),
        World("later", (OLDEST, OLD)),
        World("no-exchange", (OLDEST, OLD), ("renameat2:error=EINVAL",), ("rename", "renameat")),
        World("no-syncfs", (OLDEST, OLD), ("syncfs:error=ENOSYS",), ("openat", "fsync")),
    )
}


def planned(site: dict[str, str]) -> list[Artefact]:
    return [of_bytes(path, content.encode()) for path, content in site.items()]


def prepare(folder: Path, world: World) -> None:
    out = folder / "public"
    for number, site in enumerate(world.history):
        write(planned(site), out, stamp="old")
        if number == 0:
            (out / "mine").mkdir()
            for path, content in BY_HAND.items():
                (out / path).write_text(content, encoding="utf-8")


def traced_build(folder: Path, *rules: str, log: Path | None = None) -> int:
    options = [option for rule in rules for option in ("-e", f"inject=?{rule}")]
    trace = ",".join(f"?{call}" for call in (*CALLS, "chdir"))
    command = ["strace", "-qq", "-o", str(log or os.devnull), "-e", f"trace={trace}", "-e", "signal=none", *options]
    python = [sys.executable, "-ISB", "-c", BUILD, str(folder)]
    return subprocess.run([*command, *python], capture_output=True, check=False).returncode


@cache
def calls_of(name: str, base: Path) -> tuple[Counter[str], Counter[str]]:
    """How often each call is made before the build begins, and up to its end."""
    world, folder = WORLDS[name], base / f"measure-{name}"
    folder.mkdir()
    prepare(folder, world)
    traced_build(folder)  # the second time, all modules are as compiled as they will be
    shutil.rmtree(folder)
    folder.mkdir()
    prepare(folder, world)
    assert traced_build(folder, *world.unsupported, log=base / "log") == 0
    names = re.findall(r"^(\w+)\(", (base / "log").read_text(encoding="utf-8"), re.MULTILINE)
    return Counter(names[: names.index("chdir")]), Counter(names)


def site_in(out: Path) -> dict[str, str] | None:
    if not out.exists():
        return None
    found = {str(path.relative_to(out)): path.read_text(encoding="utf-8") for path in out.rglob("*") if path.is_file()}
    found.pop(".statusgen-manifest.json", None)
    return found


def faults(call: str, how: str, world: World, base: Path) -> Iterator[str]:
    before, until = calls_of(world.name, base)
    for number in range(before[call] + 1, until[call] + 1):
        yield f"{call}:{how}:when={number}"


def stopped(_stamp: str) -> None:
    raise InterruptedError("stopped by the test")


def check_recovery(folder: Path, world: World, *, completed: bool, may_vanish: bool) -> None:
    """The site is old or new, stamped as what it is; the next run repairs what there is to repair, and tidies up."""
    out = folder / "public"
    new = {**NEW, **(BY_HAND if world.history else {})}
    if may_vanish and not out.exists():
        assert read_stamp(out) == "old"
        with pytest.raises(InterruptedError):
            write(planned(NEW), out, guard=stopped)
        assert site_in(out) == world.old
    found = site_in(out)
    assert found in ([new] if completed else [world.old, new])
    assert read_stamp(out) == ("new" if found == new else "old" if world.history else "")
    write(planned(NEW), out, stamp="new", wait=0)
    assert site_in(out) == new
    assert {path.name for path in folder.iterdir()} == {"public", ".public.statusgen"}
    assert {path.name for path in (folder / ".public.statusgen").iterdir()} <= TIDY
    write(planned({**NEW, "index.html": "newer"}), out, wait=0)
    assert site_in(out) == {**new, "index.html": "newer"}


def sweep(world: World, call: str, how: str, base: Path) -> int:
    tried = 0
    for tried, fault in enumerate(faults(call, how, world, base), start=1):
        folder = base / f"{world.name}-{call}-{tried}"
        folder.mkdir()
        prepare(folder, world)
        rules = [rule for rule in world.unsupported if not rule.startswith(f"{call}:")]
        status = traced_build(folder, *rules, fault)
        if "KILL" in how:
            assert status == -9, fault
        vanishing = world.name == "no-exchange" and "KILL" in how and call.startswith("rename")
        check_recovery(folder, world, completed=status == 0, may_vanish=vanishing)
        shutil.rmtree(folder)
    return tried


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("faults")


@needs_strace
@pytest.mark.slow
@pytest.mark.parametrize("how", ["signal=KILL", "error=ENOSPC"])
@pytest.mark.parametrize("world", WORLDS.values(), ids=WORLDS)
def test_a_build_that_fails_at_any_step_leaves_the_old_site_or_the_new(world: World, how: str, base: Path) -> None:
    tried = {call: sweep(world, call, how, base) for call in world.calls}
    print(world.name, how, {call: number for call, number in tried.items() if number})
    assert sum(tried.values()) > 5
    assert tried.get("rename", 0) + tried.get("renameat", 0) + tried.get("fsync", 0) >= 2


@needs_strace
def test_everything_is_on_the_disk_before_the_site_is_exchanged(base: Path) -> None:
    folder = base / "order"
    folder.mkdir()
    prepare(folder, WORLDS["later"])
    assert traced_build(folder, log=base / "order.log") == 0
    calls = (base / "order.log").read_text(encoding="utf-8").splitlines()
    names = [call.partition("(")[0] for call in calls]
    exchanged, flushed = names.index("renameat2"), names.index("syncfs")
    last_change = max(at for at, name in enumerate(names[:exchanged]) if name in ("write", "linkat", "rename", "mkdir"))
    assert last_change < flushed < exchanged
    assert names[exchanged:].count("fsync") == 2


def test_leftovers_of_a_killed_run_go_even_if_there_is_nothing_to_build(base: Path) -> None:
    out, home = base / "left" / "public", base / "left" / ".public.statusgen"
    write(planned(OLD), out)
    shutil.copytree(out, home / "staging")
    (home / "book.json.new").write_text("{", encoding="utf-8")
    assert write(planned(OLD), out).written == ()
    assert {path.name for path in home.iterdir()} <= TIDY


FULL_DISK = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from statusgen.publish.artefact import of_bytes
from statusgen.publish.output import write
out = Path(sys.argv[1]) / "public"
small = [of_bytes(f"{{name}}/index.html", b"small" * 100) for name in range(20)]
write(small, out)
before = {{path: path.read_bytes() for path in out.rglob("*") if path.is_file()}}
for attempt in range(3):
    try:
        write([of_bytes(f"{{name}}/index.html", b"large" * 20_000) for name in range(20)], out)
    except OSError as error:
        print(error.strerror)
    assert before == {{path: path.read_bytes() for path in out.rglob("*") if path.is_file()}}
    assert not (out.parent / ".public.statusgen" / "staging").exists()
result = write([*small[1:], of_bytes("0/index.html", b"changed")], out)
assert (result.written, result.unchanged) == (("0/index.html",), 19)
print("written again")
"""


def test_a_disk_that_is_really_full_leaves_the_site_and_room_to_go_on(tmp_path: Path) -> None:
    script = 'mount -t tmpfs -o size=600k tmpfs "$0" && exec "$@"'
    namespace = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
    probe = [*namespace, script, str(tmp_path), "true"]
    if not shutil.which("unshare") or subprocess.run(probe, capture_output=True, check=False).returncode != 0:
        pytest.skip("no file system of its own can be mounted here")
    command = [*namespace, script, str(tmp_path), sys.executable, "-ISB", "-c", FULL_DISK, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.splitlines() == ["No space left on device"] * 3 + ["written again"]


# Walks the site again and again until its input ends. `locked`: opens the folder, locks it, and reads relative to it;
# `paths`: opens each file by its whole path, as a web server does. Prints how many passes, and each mixture it saw.
READER = """
import fcntl, os, select, sys
out, way, names = sys.argv[1], sys.argv[2], [f"{n % 7}/{n}.html" for n in range(40)]
def opened():
    while True:
        folder = os.open(out, os.O_RDONLY | os.O_DIRECTORY)
        fcntl.flock(folder, fcntl.LOCK_SH)
        if os.fstat(folder).st_ino == os.stat(out).st_ino:
            return folder
        os.close(folder)
def content(name):
    with open(name, "rb", buffering=0) as file:
        return b"".join(iter(lambda: file.read(1000), b""))
def whole(data):
    return len(data) == 9 * 500 and len(set(data.split())) == 1
passes, versions = 0, set()
print("ready", flush=True)
while not select.select([sys.stdin], [], [], 0)[0]:
    if way == "locked":
        folder = opened()
        os.fchdir(folder)
    found = [content(name if way == "locked" else f"{out}/{name}") for name in names]
    if way == "locked":
        listed = {f"{top[2:]}/{file}" for top, _, files in os.walk(".") for file in files}
        if len(set(found)) != 1 or listed != {*names, f"9/{found[0][:8].decode()}.html", "/.statusgen-manifest.json"}:
            print("mixture", {data[:8] for data in found}, listed)
        os.close(folder)
    if not all(map(whole, found)):
        print("torn file")
    passes, versions = passes + 1, versions | set(found)
print(passes, len(versions))
"""


def version(number: int) -> list[Artefact]:
    """Every file says which site it belongs to, and one is named after it."""
    content = f"{number:08}\n".encode() * 500
    paths = [*(f"{n % 7}/{n}.html" for n in range(40)), f"9/{number:08}.html"]
    return [of_bytes(path, content) for path in paths]


@pytest.mark.parametrize("way", ["locked", "paths"])
def test_readers_never_see_a_mixture_while_builds_go_on(tmp_path: Path, way: str) -> None:
    out = tmp_path / "public"
    write(version(0), out)
    command = [sys.executable, "-ISB", "-c", READER, str(out), way]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdout
        assert reader.stdout.readline() == "ready\n"
        for number in range(1, 31):
            write(version(number), out)
        said, _ = reader.communicate("stop")
    *mixtures, counts = said.splitlines()
    assert mixtures == []
    passes, versions = map(int, counts.split())
    assert passes >= versions > 1


def test_an_open_folder_keeps_its_site_over_the_next_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(version(1), tmp_path / "public")
    write(version(2), tmp_path / "public")
    monkeypatch.chdir(tmp_path / "public")
    before = site_in(Path())
    write(version(3), tmp_path / "public")
    assert site_in(Path()) == before


def test_a_locked_folder_keeps_its_site_over_any_number_of_builds_and_then_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, home = tmp_path / "public", tmp_path / ".public.statusgen"
    write(version(1), out)
    monkeypatch.chdir(out)
    folder = os.open(".", os.O_RDONLY | os.O_DIRECTORY)
    fcntl.flock(folder, fcntl.LOCK_SH)
    before = site_in(Path())
    for number in range(2, 6):
        write(version(number), out, wait=0)
        assert site_in(Path()) == before
    assert any(path.name.startswith("held-") for path in home.iterdir())
    os.close(folder)
    write(version(5), out, wait=0)
    assert {path.name for path in home.iterdir()} <= TIDY
