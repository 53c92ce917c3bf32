"""The files of a commit, read from git's objects.

Nothing is checked out, so no hook, filter or attribute has a say; and nothing that a branch or the repository's
configuration names is ever run or fetched.
"""

import hashlib
import os
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import IO

from statusgen.read.encrypted import people_files
from statusgen.read.git import ALONE, SAFE, surroundings
from statusgen.read.names import PEOPLE

# What a site is made of. Nothing else of a commit is looked at.
_BULK = ("subscribers.jsonl", "subscribers.jsonl.age")
SITE = ("content", "themes", *people_files(PEOPLE), "subscribers.yml")

MOST_FILES = 100_000
MOST_BYTES = 300_000_000
LARGEST = 5_000_000  # bytes of one file: fonts and pictures of themes are smaller; subscribers by the thousand are not
LONGEST = 400  # characters of a path: twice what ids and folders of a site can make

_STRICT = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_NO_REPLACE_OBJECTS": "1"}
_OBJECT = re.compile(r"[0-9a-f]{40,64}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_NEVER = {"", ".", "..", ".git"}  # parts of a path
_CHUNK = 1 << 16
_SHA1 = 40  # digits of an id; of SHA-256 they are more


class NoRevision(Exception):
    """What was named is no commit here: in words, with what to write instead."""


class Unreadable(Exception):
    """A commit cannot be read, or is more than any site."""


class Refusal(StrEnum):
    """Why a path of a commit is never written."""

    SYMLINK = "symlink"
    SUBMODULE = "submodule"
    NAME = "name"
    LARGE = "large"


_ODD = {"120000": Refusal.SYMLINK, "160000": Refusal.SUBMODULE}  # modes of entries that are no files


@dataclass(frozen=True, slots=True)
class Blob:
    """A file's content as git has it; `size` in bytes."""

    id: str
    size: int


@dataclass(frozen=True, slots=True)
class Dated:
    """A commit, and when it was made. `is_first`: nothing is known of what was before it."""

    commit: str
    at: datetime
    is_first: bool


@dataclass(frozen=True, slots=True)
class Tree:
    """The site's files in a commit, by path from the site's root, and what is there but refused."""

    root: Path
    commit: str
    blobs: Mapping[str, Blob]
    refused: Mapping[str, Refusal]

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(self.blobs)

    def bytes_of(self, path: str) -> bytes:
        """KeyError where there is no such file."""
        return next(content for _, content in self.contents([path]))

    def contents(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """These files, in this order, each as it is asked for. Raises Unreadable."""
        wanted = [(path, self.blobs[path]) for path in paths]
        with tempfile.TemporaryFile() as names:
            names.write(b"".join(f"{blob.id}\n".encode() for _, blob in wanted))
            names.seek(0)
            with _talk(self.root, "cat-file", "--batch", stdin=names) as answers:
                for path, blob in wanted:
                    yield path, _content(answers, blob)


def commit_of(root: Path, revision: str) -> str:
    """The commit that a person named: a branch, a tag, an id, `HEAD~2`. Raises NoRevision, Unreadable."""
    shown = ascii(revision)
    if revision.startswith("-"):
        raise NoRevision(f"{shown} is no revision: none begins with a dash. Name a branch, a tag or a commit")
    if not revision or _CONTROL.search(revision):
        raise NoRevision(f"{shown} is no revision: name a branch, a tag or a commit")
    _refuse_outside(root)
    found = _object(root, revision, "commit")
    if found is None:
        hint = "a shallow clone has only the newest commits, and branches of others as `origin/NAME`"
        raise NoRevision(f"there is no commit {shown} here ({hint})")
    return found


def merge_base(root: Path, one: str, other: str) -> str:
    """Where two commits parted. Raises NoRevision where they have nothing in common, as far as can be seen here."""
    found = _line(root, "merge-base", "--end-of-options", one, other)
    if found is None or not _OBJECT.fullmatch(found):
        hint = "in a shallow clone fetch the whole history first: `git fetch --unshallow`, or `fetch-depth: 0` in CI"
        raise NoRevision(f"{one[:12]} and {other[:12]} have no commit in common here; {hint}")
    return found


def changes_of(root: Path, commit: str, paths: Sequence[str], most: int) -> tuple[Dated, ...]:
    """The last commits that led to this one and changed anything at these paths, oldest first.

    Of what was merged the merge itself counts. Paths are from the site's root. Raises Unreadable.
    """
    listing = ("rev-list", "--first-parent", "--timestamp", f"--max-count={most}")
    with _talk(root, "--literal-pathspecs", *listing, "--end-of-options", commit, "--", *paths) as answer:
        lines = answer.read().decode("ascii").splitlines()
    found = [(id_, datetime.fromtimestamp(int(at), UTC)) for at, _, id_ in (line.partition(" ") for line in lines)]
    oldest = found[-1][0] if found else ""
    cut = len(found) == most or _object(root, f"{oldest}^", "commit") is None
    return tuple(Dated(id_, at, cut and id_ == oldest) for id_, at in reversed(found))


def tree_of(root: Path, commit: str, paths: Sequence[str] = SITE) -> Tree:
    """What is the site's in a commit (its id), where the site lies at `root`; nothing where it was not there yet.

    `paths` are files and folders of it that are wanted. Raises Unreadable.
    """
    place = _place(root, commit)
    tree = Tree(root, commit, {}, {})
    if place is None:
        return tree
    blobs, refused, size = dict(tree.blobs), dict(tree.refused), 0
    with _talk(root, "ls-tree", "-r", "-z", "-l", "--full-tree", place, "--", *paths) as answer:
        for path, blob, refusal in map(_entry, _records(answer)):
            if refusal:
                refused[path] = refusal
            else:
                blobs[path] = blob
                size += blob.size
            if len(blobs) + len(refused) > MOST_FILES or size > MOST_BYTES:
                limits = f"more than {MOST_FILES:,} files or {MOST_BYTES // 1_000_000:,} MB"
                raise Unreadable(f"the site in commit {commit[:12]} has {limits}")
    return Tree(root, commit, blobs, refused)


def unpack(tree: Tree, folder: Path) -> Mapping[str, Refusal]:
    """Writes the files below an empty folder, readable for us alone. What was not written, and why. Raises Unreadable.

    A name that stands twice in a commit, or that this disk cannot tell from another, is written once.
    """
    refused = dict(tree.refused)
    for path, content in tree.contents(tree.blobs):
        place = folder / path
        try:
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with place.open("xb") as file:
                file.write(content)
        except (FileExistsError, NotADirectoryError):
            refused[path] = Refusal.NAME
    return refused


def differs(tree: Tree, root: Path) -> bool:
    """Whether the site that lies at `root` is another one than the commit has. Ends of lines do not count."""
    there = {path for path in _lying(root) if _is_harmless(path)}
    if there != set(tree.blobs):
        return True
    return any(not _is_same(root / path, blob) for path, blob in tree.blobs.items())


def _lying(root: Path) -> Iterator[str]:
    for name in SITE:
        if (root / name).is_file():
            yield name
        for place, _, names in os.walk(root / name):
            yield from ((Path(place) / one).relative_to(root).as_posix() for one in names)


def _is_same(path: Path, blob: Blob) -> bool:
    """By git's own digest of a blob: of its size and its bytes."""
    try:
        content = path.read_bytes()
    except OSError:
        return False
    kind = hashlib.sha1 if len(blob.id) == _SHA1 else hashlib.sha256
    spellings = {content, content.replace(b"\r\n", b"\n")}
    return any(kind(b"blob %d\0" % len(one) + one).hexdigest() == blob.id for one in spellings)


def _entry(record: bytes) -> tuple[str, Blob, Refusal | None]:
    """`<mode> <type> <id> <size>\\t<path>` (git-ls-tree(1)); links and submodules have no size that matters."""
    facts, _, name = record.partition(b"\t")
    mode, _, object_, size = facts.decode("ascii").split()
    path = os.fsdecode(name)
    if size == "BAD":
        raise Unreadable(f"the object {object_[:12]} is missing; in a partial clone, fetch it first")
    blob = Blob(object_, int(size) if size.isdigit() else 0)
    if mode in _ODD:
        return path, blob, _ODD[mode]
    if not _is_harmless(path):
        return path, blob, Refusal.NAME
    return path, blob, Refusal.LARGE if blob.size > LARGEST and path not in _BULK else None


def _is_harmless(path: str) -> bool:
    """Whether a path leads to a place below the folder that it is written to, and to no place of git."""
    parts = path.split("/")
    return len(path) <= LONGEST and not any(part.lower() in _NEVER or "\\" in part for part in parts)


def _place(root: Path, commit: str) -> str | None:
    """The folder of the site in the commit, as git names trees; None where there was none."""
    _refuse_outside(root)
    below = (_line(root, "rev-parse", "--show-prefix") or "").rstrip("/")
    if not below:
        return f"{commit}^{{tree}}"
    return _object(root, f"{commit}:{below}", "tree")


def _object(root: Path, name: str, kind: str) -> str | None:
    """The id of what is named, as an object of this kind. In two steps: after a colon everything is a path."""
    ask = ("rev-parse", "--verify", "--quiet", "--end-of-options")
    found = _line(root, *ask, name)
    if found is None or not _OBJECT.fullmatch(found):
        return None
    return _line(root, *ask, f"{found}^{{{kind}}}")


def _refuse_outside(root: Path) -> None:
    if _line(root, "rev-parse", "--git-dir") is None:
        raise Unreadable("this is no git repository, or there is no git: a change is what lies between two commits")


def _content(answers: IO[bytes], blob: Blob) -> bytes:
    """`<id> blob <size>`, a line's end, the bytes, and another line's end (git-cat-file(1), --batch)."""
    head = answers.readline(_CHUNK).split()
    content = answers.read(blob.size + 1)
    if head != [blob.id.encode(), b"blob", str(blob.size).encode()] or len(content) != blob.size + 1:
        raise Unreadable(f"the object {blob.id[:12]} is damaged or missing; in a partial clone, fetch it first")
    return content[:-1]


def _records(answer: IO[bytes]) -> Iterator[bytes]:
    """What NUL ends."""
    rest = b""
    while chunk := answer.read(_CHUNK):
        *whole, rest = (rest + chunk).split(b"\0")
        yield from whole
        if len(rest) > _CHUNK:
            raise Unreadable("a file has a name that is longer than any disk could hold")


@contextmanager
def _talk(root: Path, *arguments: str, stdin: IO[bytes] | None = None) -> Iterator[IO[bytes]]:
    """What git says, as it says it. Raises Unreadable where it cannot be run or does not end well."""
    try:
        process = subprocess.Popen(  # noqa: S603 - a list of arguments, never a shell
            _command(root, *arguments),
            stdin=stdin or subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
        )
    except OSError as error:
        raise Unreadable(f"git cannot be run: {error.strerror}") from error
    with process:
        try:
            assert process.stdout  # noqa: S101 (a pipe was asked for)
            yield process.stdout
            if process.stdout.read(1) or process.wait():
                raise Unreadable(f"git {arguments[0]} failed: objects are damaged or missing (in a partial clone)")
        finally:
            process.kill()


def _line(root: Path, *arguments: str) -> str | None:
    """The line that git answers; None where it fails."""
    try:
        with _talk(root, *arguments) as answer:
            said = answer.read()
    except Unreadable:
        return None
    return os.fsdecode(said.removesuffix(b"\n"))


def _command(root: Path, *arguments: str) -> list[str]:
    # Whoever owns the repository: of its configuration nothing that is asked here has a use.
    return ["git", *SAFE, "-c", "safe.directory=*", "--no-pager", "-C", str(root), *arguments]


def _environment() -> dict[str, str]:
    return {**surroundings(), **ALONE, **_STRICT}
