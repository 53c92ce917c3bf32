"""A build of all audiences that fails, or dies, at one system call: what may then be there, and what never."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from fault_desk import CALLS, Desk, Ended
from fault_worlds import Files, World

Tree = dict[str, bytes] | None
PLACING = {"link", "linkat", "mkdir", "mkdirat"}
HOWS = ("signal=KILL", "error=ENOSPC")
LISTING = "access.json"
TIDY = {"lock", "book.json", "spare", ".gitignore"}
COLOURS = ("red", "blue", "rose", "green")


def tree(folder: Path) -> Tree:
    if not folder.is_dir():
        return None
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@dataclass(frozen=True, slots=True)
class State:
    """Everything in an output: the listing, and each tree by its folder."""

    listing: bytes
    trees: dict[str, Tree]

    def of(self, name: str) -> Tree:
        return self.trees.get(name)


def state(out: Path) -> State:
    places = [*out.glob("a/[!.]*"), *out.glob("[!.a]*")] if out.exists() else []
    listing = (out / LISTING).read_bytes() if (out / LISTING).exists() else b""
    return State(listing, {str(path.relative_to(out)): tree(path) for path in places if path.is_dir()})


def room() -> "tempfile.TemporaryDirectory[str]":
    """In memory where there is such a place: each build flushes the whole file system, and others may be writing."""
    memory = Path("/dev/shm")
    return tempfile.TemporaryDirectory(prefix="statusgen-faults-", dir=memory if memory.is_dir() else None)


@dataclass(slots=True)
class Bench:
    """A world prepared: the output as it was, and as it is to be; and the calls that lead from one to the other."""

    desk: Desk
    world: World
    base: Path
    old: State = field(init=False)
    new: State = field(init=False)
    calls: Counter[str] = field(init=False)
    outcomes: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        (self.base / "old").mkdir(parents=True)
        for files in self.world.history:
            _put(self.base / "old", files)
            assert self.desk.build(self.base / "old", how="here").status == 0
        self.old = state(self.base / "old/dist")
        done = self.run()
        assert done.status == 0, done.said
        self.calls = Counter(done.calls)
        self.new = state(self.root / "dist")
        _put(self.base / "clean", self.world.new)
        assert self.desk.build(self.base / "clean", how="here").status == 0
        self.check_completed()

    @property
    def root(self) -> Path:
        return self.base / "now"

    def run(self, *rules: str) -> Ended:
        """The build over the old output, times and links of its files as they were."""
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.copytree(self.base / "old", self.root)
        _put(self.root, self.world.new)
        return self.desk.build(self.root, *filter(None, [self.world.unsupported]), *rules)

    def faults(self) -> Iterator[tuple[str, str, int]]:
        """Every one that there can be; of calls that place one of many files, all that write, and one in five others.

        Where folders cannot be exchanged, only those that are made in its place are of interest.
        """
        for call in CALLS:
            if not self.world.unsupported or call in ("rename", "fsync"):
                every = 5 if call in PLACING else 1
                numbers = range(1, self.calls[call] + 1, every)
                yield from ((call, how, number) for how in HOWS for number in numbers)

    def try_fault(self, call: str, how: str, number: int) -> None:
        """Runs into it, looks at what is there, and lets the next run mend it."""
        done = self.run(f"{call}:{how}:when={number}")
        name = f"{self.world.name}: {call}:{how}:when={number}: {done.said[-300:]}"
        assert done.status in ((-9,) if "KILL" in how else (0, 3)), name
        assert "Traceback" not in done.said, name
        may_vanish = bool(self.world.unsupported) and "KILL" in how and call.startswith("rename")
        self.outcomes[self.check_midway(name, done=done.status == 0, may_vanish=may_vanish)] += 1
        assert self.desk.build(self.root, how="plain").status == 0, name
        self.check_completed(name)

    def check_midway(self, name: str, *, done: bool, may_vanish: bool) -> str:
        """Each tree is old or new; what comes later is new only after what comes earlier; nothing lies where it must
        not. Says how far it got."""
        there = state(self.root / "dist")
        flags = []
        for one in self.order():
            found, old, new = there.of(one), self.old.of(one), self.new.of(one)
            if found is None and old is not None and may_vanish:
                continue
            assert found in (old, new) or (found == {} and old is None), f"{name}: {one} is a mixture"
            if old != new:
                flags.append(found == new)
        assert there.trees.keys() <= {*self.old.trees, *self.new.trees, "a"}, name
        assert there.listing in (self.old.listing, self.new.listing), name
        if self.old.listing != self.new.listing:
            flags.insert(self.before_listing(), there.listing == self.new.listing)
        if not may_vanish:
            assert flags == sorted(flags, reverse=True), f"{name}: {flags}"
        assert not done or all(flags), name
        self.check_secrets(name)
        return "all new" if all(flags) else "some new" if any(flags) else "all old"

    def order(self) -> list[str]:
        """Trees as they are replaced: those of now, then those that are given up."""
        now = sorted(self.new.trees.keys() & {"everyone"})
        audiences = [one for one in _audiences(self.world.new) if one in self.new.trees]
        gone = sorted(self.new.trees.keys() - {"everyone", *audiences, "private"})
        private = ["private"] if "private" in self.new.trees else []
        kept = "private_pages: true" in self.world.new["content/site.yaml"]
        return [*now, *audiences, *(private if kept else ()), *gone, *(() if kept else private)]

    def before_listing(self) -> int:
        """How many of those that change come before the listing."""
        kept = {"everyone", *_audiences(self.world.new)}
        kept |= {"private"} if "private_pages: true" in self.world.new["content/site.yaml"] else set()
        return sum(self.old.of(one) != self.new.of(one) for one in self.order() if one in kept)

    def check_secrets(self, name: str) -> None:
        """What is for some alone is in no other tree, nor in what lies hidden beside another tree; and whatever lies
        hidden is closed to other users, and below nothing that is served."""
        out = self.root / "dist"
        for home in [path for path in self.root.rglob(".*.statusgen") if path.is_dir()]:
            assert home.stat().st_mode & 0o777 == 0o700, f"{name}: {home}"
            assert home.parent in (self.root, out, out / "a"), f"{name}: {home}"
        for path in (*out.rglob("*"), *self.root.glob(".*/**/*")):
            if path.is_file():
                owner = _owner(path.relative_to(self.root))
                heard = [one for one in COLOURS if f"only-{one}-".encode() in path.read_bytes() and one not in owner]
                assert not heard, f"{name}: {heard} in {path}"

    def check_completed(self, name: str = "") -> None:
        """All as a clean build has it, byte for byte; what was given up is empty, and no leftovers."""
        there, clean = state(self.root / "dist"), state(self.base / "clean/dist")
        assert there.listing == clean.listing == self.new.listing, name
        assert {one: there.of(one) for one in clean.trees} == clean.trees, name
        for one in there.trees.keys() - clean.trees.keys():
            assert set(there.of(one) or {}) <= {".statusgen-manifest.json"}, f"{name}: {one}"
        assert there == self.new, name
        for home in (path for path in self.root.rglob(".*.statusgen") if path.is_dir()):
            kept = TIDY - (set() if self.is_built(home) else {"spare"})
            assert {path.name for path in home.iterdir()} <= kept, f"{name}: {home}"
        self.check_secrets(name)

    def is_built(self, home: Path) -> bool:
        """Whether what it lies beside is a site of now, and not given up."""
        out = home.parent / home.name.removeprefix(".").removesuffix(".statusgen")
        return (
            out == self.root / "dist"
            or str(out.relative_to(self.root / "dist")) in state(self.base / "clean/dist").trees
        )


def _owner(path: Path) -> set[str]:
    """Whose words a file may have: those of its tree, or of the tree that it lies hidden beside. Ana, who is in every
    audience, has pages of her own."""
    parts = [part.removeprefix(".").removesuffix(".statusgen") for part in path.parts[1:]]
    if parts[:1] == ["private"]:
        return set(COLOURS)
    return {parts[1]} if parts[:1] == ["a"] and len(parts) > 1 else set()


def _audiences(files: Files) -> list[str]:
    return [f"a/{one}" for one in COLOURS if f"{one}: {{name" in files["content/site.yaml"]]


def _put(root: Path, files: Files) -> None:
    """The content of the site, and nothing of another one."""
    shutil.rmtree(root / "content", ignore_errors=True)
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
