"""Writes the planned files as one whole site: the only module of this wing that touches the disk.

The new tree is built beside the output, out of hard links to what stays the same, flushed to the disk, and
exchanged with the output in one step. Killed at any moment, or out of space, the output is the old site or the new.

What readers may rely on:
- One file, opened by its path at any moment, is whole: of the old site or of the new one.
- Two files opened by path one after the other may be of two sites, if a build ended in between.
- Whoever opens the *folder* and reads relative to it (`cd public`, `openat`) has one site, until the next build but
  one that changes something. For as long as they like, if they then take a shared lock on the folder and it is
  still the one of that name: `cd public && flock -s . rsync -a ./ host:/srv/status/`.
- The folder itself is replaced by each build. What pins it (a bind mount of a container, a shell in it) goes on
  seeing an earlier site: mount the folder above it instead.
"""

import errno
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from statusgen.publish.artefact import Artefact, digest
from statusgen.publish.refusals import (
    AUDIENCE,
    MANIFEST,
    BadOutput,
    check_foreign,
    check_kept_apart,
    check_paths,
    check_same_readers,
    check_same_time,
    in_the_way_of_a_swap,
    output_folder,
)
from statusgen.publish.staging import Stage, at_work, home_of, stage_of, staging
from statusgen.publish.standing import (
    Book,
    Made,
    Standing,
    label,
    manifest_of,
    save_book,
    stamp_in,
    standing_in,
)
from statusgen.publish.swap import exchange, flush, flush_one
from statusgen.publish.tree import Seen, Tree, folders_of, tree


class Written(NamedTuple):
    """Paths whose bytes are new, how many files were left as they are, and paths that are gone; sorted."""

    written: tuple[str, ...]
    unchanged: int
    removed: tuple[str, ...]


def write(
    artefacts: Sequence[Artefact],
    out: Path,
    *,
    stamp: str = "",
    wait: float = 30.0,
    guard: Callable[[str], None] = lambda _: None,
    waiting: Callable[[], None] = lambda: None,
) -> Written:
    """Makes `out` hold exactly these artefacts, and what people put there by hand.

    `stamp` (say, a commit) is remembered beside the site. `guard` is called with the one of the site that stands, while
    no other build can come in between, and stops this one by raising. `waiting` is called once another build is in the
    way for longer than a moment. Raises OutputError, Busy after `wait` seconds, OSError; the site is then as it was.
    """
    folder, wanted = _place(out, artefacts), _in_order(artefacts)
    with at_work(folder, wait, waiting) as home:
        standing = standing_in(folder, home)
        guard(standing.stamp)
        before = tree(folder)
        foreign = _foreign(before, standing)
        _check(folder, foreign, standing, wanted)
        right = _right(wanted, standing)
        if len(right) < len(wanted) or standing.label != label(manifest_of(right)):
            return _replace(_Work(folder, home, before, foreign, standing), wanted, right, stamp)
        _take_note(home, standing, stamp)
        return Written((), len(wanted), ())


def dry_run(artefacts: Sequence[Artefact], out: Path) -> Written:
    """What `write` would do, without touching the disk."""
    folder, wanted = _place(out, artefacts), _in_order(artefacts)
    standing = standing_in(folder, home_of(folder))
    _check(folder, _foreign(tree(folder), standing), standing, wanted)
    written = [
        artefact.path
        for artefact in wanted
        if not standing.has(artefact) and not standing.holds(artefact.path, digest(artefact.make()))
    ]
    return _written(written, wanted, standing)


def _place(out: Path, artefacts: Sequence[Artefact]) -> Path:
    """The folder, if such a site may be there at all: asked before there is so much as a lock."""
    folder = output_folder(out)
    if any(artefact.path == AUDIENCE for artefact in artefacts):
        check_kept_apart(folder)
    return folder


def _check(folder: Path, foreign: Tree, standing: Standing, wanted: Sequence[Artefact]) -> None:
    paths = {artefact.path for artefact in wanted}
    check_same_time(folder, standing.made, paths)
    _check_readers(folder, standing, wanted)
    check_foreign(folder, foreign, paths)


def _check_readers(folder: Path, standing: Standing, wanted: Sequence[Artefact]) -> None:
    """A site that is given up, and so has no files any more, is for nobody."""
    here = next((digest(one.make()) for one in wanted if one.path == AUDIENCE), None)
    if standing.made and wanted:
        there = standing.made.get(AUDIENCE)
        check_same_readers(folder, there.digest if there else None, here)


def read_stamp(out: Path) -> str:
    """The `stamp` of the site that stands in `out`; empty if there is none."""
    folder = output_folder(out)
    home = home_of(folder)
    return stamp_in(folder if folder.exists() else home / "aside", home)


def _in_order(artefacts: Sequence[Artefact]) -> list[Artefact]:
    check_paths(artefact.path for artefact in artefacts)
    return sorted(artefacts, key=attrgetter("path"))


def _right(wanted: Sequence[Artefact], standing: Standing) -> dict[str, Made]:
    """The artefacts whose very bytes stand there already, up to the first whose do not. All of them: nothing is to do,
    but for a manifest that says otherwise (as of an empty site that was never written)."""
    right: dict[str, Made] = {}
    for artefact in wanted:
        path = artefact.path
        found = standing.made[path] if standing.has(artefact) else None
        if found is None and path in standing.seen:
            made = Made(artefact.key, digest(artefact.make()))
            found = made if standing.holds(path, made.digest) else None
        if found is None:
            return right
        right[path] = found
    return right


@dataclass(frozen=True, slots=True)
class _Work:
    """What a build begins with: the output, the folder beside it, and what stands in the output."""

    folder: Path
    home: Path
    before: Tree
    foreign: Tree
    standing: Standing


def _replace(work: _Work, wanted: Sequence[Artefact], right: Mapping[str, Made], stamp: str) -> Written:
    """`right` are files that are known to stay."""
    home, foreign, standing = work.home, work.foreign, work.standing
    paths = {artefact.path for artefact in wanted}
    with staging(home) as top:
        stage = stage_of(top, work.folder, work.before, paths | foreign.files.keys(), foreign.folders)
        for path in foreign.files:
            stage.keep(path)
        made, seen = _fill(stage, wanted, standing, right)
        stage.copy_modes(foreign.folders)
        manifest = manifest_of(made)
        stage.put(MANIFEST, manifest)
        # Before the exchange, with the stamps of both trees, so that after it nothing is left to be lost.
        known = {standing.label: standing.stamp} if standing.is_known else {}
        save_book(home, Book(known | {label(manifest): stamp}, seen))
        flush(home)
        _exchange(top, work.folder, home)
    written = [path for path in made if not standing.holds(path, made[path].digest)]
    return _written(written, wanted, standing)


def _fill(
    stage: Stage, wanted: Sequence[Artefact], standing: Standing, right: Mapping[str, Made]
) -> tuple[dict[str, Made], dict[str, Seen]]:
    """Places every artefact; makes only those whose key differs, and writes only those whose bytes do."""
    made, seen = {}, {}
    for artefact in wanted:
        path = artefact.path
        there = right.get(path) or (standing.made[path] if standing.has(artefact) else None)
        content = b"" if there else artefact.make()
        made[path] = there or Made(artefact.key, digest(content))
        if standing.holds(path, made[path].digest):
            stage.keep(path)
            seen[path] = standing.seen[path]
        else:
            status = stage.put(path, content)
            seen[path] = Seen(status.st_size, status.st_mtime_ns, made[path].digest)
    return made, seen


def _exchange(top: Path, folder: Path, home: Path) -> None:
    try:
        exchange(top, folder, home / "aside")
    except OSError as error:
        if error.errno in (errno.EBUSY, errno.EXDEV):
            raise BadOutput(in_the_way_of_a_swap(folder)) from error
        raise
    flush_one(folder.parent)
    flush_one(home)


def _foreign(there: Tree, standing: Standing) -> Tree:
    """What in the tree was put there by hand."""
    files = {path: there.files[path] for path in there.files.keys() - standing.made.keys() - {MANIFEST}}
    return Tree(there.folders - folders_of(standing.made), files, there.odd & files.keys())


def _take_note(home: Path, standing: Standing, stamp: str) -> None:
    """Remembers the stamp and what had to be read again; the tree itself stays untouched."""
    book = Book({standing.label: stamp}, standing.seen)
    if not standing.is_known or (standing.stamp, standing.seen) != (stamp, standing.book.seen):
        save_book(home, book)


def _written(written: Sequence[str], wanted: Sequence[Artefact], standing: Standing) -> Written:
    removed = standing.made.keys() - {artefact.path for artefact in wanted}
    return Written(tuple(written), len(wanted) - len(written), tuple(sorted(removed)))
