"""Where and under which names a build will not write."""

import re
from collections.abc import Collection, Iterable
from pathlib import Path
from unicodedata import normalize

from statusgen.publish.tree import Tree, folders_of

MANIFEST = ".statusgen-manifest.json"  # in the published tree: what in it is ours
PAST = "as-of.txt"  # only in a site of the past: the moment that it shows
AUDIENCE = "audience.txt"  # only in a site that is not for everyone: whom it is for

_UNSAFE = re.compile(r"(?:^|/)\.{0,2}(?:/|$)|[\\\x00-\x1f\x7f\ud800-\udfff]")


class OutputError(Exception):
    """The output cannot be written as asked; nothing was changed."""


class BadPath(OutputError):
    """A path leads out of the output, or two cannot stand side by side: a mistake in a theme, or ours."""


class BadOutput(OutputError):
    """The output folder is no place for a site."""


class ForeignFolder(OutputError):
    """The output folder holds things, and no statusgen made it."""


class ForeignFile(OutputError):
    """Something put into the output by hand stands where the site now has a file of its own."""


def check_paths(paths: Iterable[str]) -> None:
    """Raises BadPath unless all are relative, plain, and able to stand side by side on any file system."""
    named = {MANIFEST: MANIFEST}
    for path in paths:
        if _UNSAFE.search(path):
            raise BadPath(f"{path!r} is no path of the site: relative, with forward slashes, and without '.' or '..'.")
        folded = _folded(path)
        if folded in named:
            raise BadPath(f"{path!r} and {named[folded]!r} would be one file where upper and lower case are the same.")
        named[folded] = path
    if both := sorted(folders_of(named) & named.keys()):
        raise BadPath(f"{named[both[0]]!r} would have to be a file and a folder at once.")


def output_folder(out: Path) -> Path:
    """`out` as an absolute path, its parents resolved. Raises BadOutput if a site must never be written there."""
    folder = out.absolute().parent.resolve() / out.absolute().name
    if not out.absolute().name or out.absolute().name == "..":
        raise BadOutput(
            f"{out} is no folder that can be replaced as a whole. Name a folder of its own, such as public."
        )
    if folder.is_symlink():
        raise BadOutput(
            f"{out} is a symbolic link, and a build replaces the folder itself. Name the folder it leads to."
        )
    if folder.exists() and not folder.is_dir():
        raise BadOutput(f"{out} is a file. Name a folder for the site, or move the file away.")
    if (folder / "content" / "site.yaml").exists():
        raise BadOutput(
            f"{out} holds content/, the source of a site. Name another folder for the output, such as public."
        )
    for parent in (folder, *folder.parents):
        if parent.name == "content" and (parent / "site.yaml").exists():
            raise BadOutput(
                f"{out} lies within content/, the source of the site. Name a folder beside it, such as public."
            )
    if folder.is_mount():
        raise BadOutput(in_the_way_of_a_swap(folder))
    return folder


def in_the_way_of_a_swap(out: Path) -> str:
    """Why a mount point or a folder of a container's image cannot be the output, and what to do."""
    return (
        f"{out} cannot be replaced in one step: it is a mount point, or comes with a container's image. "
        f"Nothing was touched. Build into a folder below it ({out / 'site'}) and serve that."
    )


def foreign_folder(out: Path) -> ForeignFolder:
    return ForeignFolder(
        f"{out} is not empty and was not made by statusgen ({MANIFEST} is missing or damaged). Nothing was touched. "
        "Name another folder, or empty this one if nothing in it is needed."
    )


def check_same_time(out: Path, made: Collection[str], wanted: Collection[str]) -> None:
    """Raises BadOutput if a site of the past would take the place of the present one, or the other way round."""
    if not made or not wanted or (PAST in made) is (PAST in wanted):
        return
    there, here = ("the past", "the present one") if PAST in made else ("the present", "one of the past")
    raise BadOutput(
        f"{out} holds a site of {there}, and this is {here}: readers would take one for the other. Nothing was "
        "touched. Name another folder, or remove that one if it is not needed."
    )


def check_same_readers(out: Path, there: str | None, here: str | None) -> None:
    """Raises BadOutput if a site for some readers would take the place of one for others. Digests of AUDIENCE."""
    if there != here:
        raise BadOutput(
            f"{out} holds a site for other readers, who would see what is not for them, or miss what is. Nothing was "
            "touched. Name another folder, or remove that site if it is not needed."
        )


def check_kept_apart(folder: Path) -> None:
    """Raises BadOutput if a site that is not for everyone would be served as a part of another."""
    for parent in folder.parents:
        if (parent / MANIFEST).exists():
            raise BadOutput(
                f"{folder} lies within {parent}, which is a site of its own: whoever may read that could read this, "
                "too. Nothing was touched. Name a folder beside it."
            )


def check_foreign(out: Path, foreign: Tree, wanted: set[str]) -> None:
    """Raises ForeignFile if something that is not ours is in the way of a wanted file or its folders, or is a link."""
    clashes = (foreign.files.keys() & (wanted | folders_of(wanted))) | (foreign.folders & wanted)
    if clashes:
        path = min(clashes)
        raise ForeignFile(
            f"{out / path} was put there by hand, and the site now has its own {path}. Nothing was touched. "
            "Move yours away or give it another name."
        )
    if foreign.odd:
        raise ForeignFile(
            f"{out / min(foreign.odd)} is a symbolic link, a pipe or a device, and whoever copies or serves the site "
            "would follow it out of the site. Nothing was touched. Remove it, or put the file itself there."
        )


def _folded(path: str) -> str:
    return path if path.isascii() and path.islower() else normalize("NFC", path).casefold()
