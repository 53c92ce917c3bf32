"""What a site is asked for: of each tree some files of every kind, as the build left them."""

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from statusgen.access.listing import OWN_PAGE, Listing, Tree, Unusable

_MOST = 16  # of a tree
_PAGES = 3  # of single people


@dataclass(frozen=True, slots=True)
class Sample:
    """`file` is the address with its name, `path` how people write it: without `index.html`."""

    tree: Tree
    file: str
    content: bytes

    @property
    def path(self) -> str:
        return self.file.removesuffix("index.html")

    @property
    def ways(self) -> tuple[str, ...]:
        """Also with the name of the file, and without the slash at the end."""
        return tuple(dict.fromkeys((self.path, self.file, self.path.rstrip("/"))))


@dataclass(frozen=True, slots=True, repr=False)
class Own:
    """A private page: the name of its folder, which is a secret, and its files by name."""

    token: str
    files: dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Samples:
    """By audience; `names` are the addresses of all files there are. `own` are some private pages, `hidden` what lies
    beside these and is served to nobody."""

    of: dict[str, tuple[Sample, ...]]
    names: frozenset[str]
    own: tuple[Own, ...] = ()
    hidden: tuple[bytes, ...] = ()

    def in_every_form(self, tree: Tree) -> tuple[Sample, ...]:
        """The front page, the page that lies deepest, and a file that is no page."""
        found = self.of[tree.audience]
        deepest = max(found, key=lambda one: (one.path != one.file, one.file.count("/"), one.file))
        no_page = next((one for one in found if one.path == one.file), found[-1])
        return tuple(dict.fromkeys((found[0], deepest, no_page)))


def samples(listing: Listing, build: Path) -> Samples:
    """Reads the build. Raises OSError, and Unusable for a tree without a front page."""
    trees = (listing.everyone, *listing.trees)
    files = {tree.audience: _files(tree, build) for tree in trees}
    names = frozenset(f"{tree.prefix}{name}" for tree in trees for name in files[tree.audience])
    of = {tree.audience: _samples(tree, files[tree.audience], build) for tree in trees}
    if listing.private is None:
        return Samples(of, names)
    folder = build / listing.private.folder
    beside = tuple(file.read_bytes() for file in sorted(folder.parent.iterdir()) if file.is_file())
    pages = sorted(one for one in folder.glob("*") if re.fullmatch(OWN_PAGE, one.name))  # none, if only lists are told
    return Samples(of, names, tuple(map(_own, pages[:_PAGES])), beside)


def _own(folder: Path) -> Own:
    return Own(folder.name, {file.name: file.read_bytes() for file in sorted(folder.iterdir()) if file.is_file()})


def _files(tree: Tree, build: Path) -> list[str]:
    folder = build / tree.folder
    found = sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())
    if "index.html" not in found:
        raise Unusable(f"{folder} has no front page: is it the folder of a build for all audiences?")
    return ["index.html", *(name for name in found if name != "index.html" and not name.startswith("."))]


def _samples(tree: Tree, names: list[str], build: Path) -> tuple[Sample, ...]:
    """One of each kind: of each folder at the top, and of each ending in it."""
    kinds = {(PurePosixPath(name).parts[0], PurePosixPath(name).suffix): name for name in reversed(names)}
    chosen = [name for name in names if name in set(kinds.values())][:_MOST]
    return tuple(Sample(tree, f"{tree.prefix}{name}", (build / tree.folder / name).read_bytes()) for name in chosen)
