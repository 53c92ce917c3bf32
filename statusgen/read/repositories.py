"""The folders of `sources`: which of them are there to be read, and what cannot be one."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from statusgen.model.access import Readers, all_may_see, may_see
from statusgen.model.repositories import HERE, prefix_of
from statusgen.model.service import EVERYONE, Audience
from statusgen.model.site import Repository, Settings
from statusgen.problems import Problem, Span
from statusgen.read.document import Document
from statusgen.read.encrypted import people_files
from statusgen.read.git import in_repository
from statusgen.read.names import PEOPLE
from statusgen.read.root import CONTENT, SETTINGS
from statusgen.read.source import is_there

_OURS = (CONTENT, "themes", PEOPLE)  # folders of the site, in which everything has a meaning already
_OF_THE_SITE = (SETTINGS, *people_files(PEOPLE))
_EMPTY = f"put {CONTENT}/ there (with an empty .gitkeep in it while there is nothing else), or correct the path"


class _NoSource(Exception):
    """A folder cannot be a source: a message and a hint."""


@dataclass(slots=True)
class Sources:
    """`there` can be read. `missing` are not there, as for whoever may not read them, or cannot be sources. `right` are
    all, the site's own folder among them, that say who can read what."""

    right: list[Repository] = field(default_factory=list)
    there: list[Repository] = field(default_factory=list)
    missing: list[Repository] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def sources_of(
    root: Path, settings: Settings, document: Document, people: Path | None, readers: Readers | None, *, alone: bool
) -> Sources:
    """The further folders that the settings of the site at `root` name. `people`, `readers`, `alone`: see `load`."""
    found, places = Sources(), dict[Path, str]()
    home = next((one.readers for one in settings.sources if one.path == HERE), EVERYONE)
    for index, one in enumerate(settings.sources):
        is_there = False
        try:
            _refuse_words(one, found.right)
            if one.path != HERE and not alone:
                is_there = _is_fit(root, one, places, home, told=readers is None or may_see(readers, one.readers))
            if is_there:
                found.problems.extend(_not_here(root, one, people))
            found.right.append(one)
        except _NoSource as error:
            found.problems.append(
                document.problem("bad-source", error.args[0], ("sources", index, "path"), error.args[1])
            )
        if one.path != HERE:
            (found.there if is_there else found.missing).append(one)
    return found


def _refuse_words(one: Repository, before: Iterable[Repository]) -> None:
    """What is wrong wherever the site lies. Raises _NoSource."""
    if any(other.path == one.path for other in before):
        raise _NoSource(f"`{one.path}` is named already", "name each once, with all its readers")
    if one.path == HERE and one.source_url:
        raise _NoSource("this is the folder of the site itself", "write `source_url` on the left, for the whole site")
    if (top := one.path.partition("/")[0]) in _OURS:
        raise _NoSource(f"`{one.path}` lies in {top}/ of the site", "put it beside that")


def _is_fit(root: Path, one: Repository, places: dict[Path, str], home: Audience, *, told: bool) -> bool:
    """Whether it can be read. What stands in the way is said to its readers alone; for others it is as if it were not
    there. `home` are the readers of the site's own folder. Raises _NoSource."""
    try:
        if not _is_there(root, one):
            return False
        _refuse_place(root, one, places)
        _refuse_open(root, one, home)
    except _NoSource:
        if told:
            raise
        return False
    return True


def _is_there(root: Path, one: Repository) -> bool:
    """Whether anything can be read. An empty folder is a submodule that was not fetched. Raises _NoSource."""
    for step in _steps(root, one.path):
        if os.path.islink(step):  # noqa: PTH114 - False where nobody may look; listing it says so
            raise _NoSource(f"`{one.path}` leads over a symbolic link", "name the folder that it leads to")
    place = root / one.path
    if not is_there(place):
        return False
    try:
        names = os.listdir(place)  # noqa: PTH208 - names, not paths
        if CONTENT in names and not (place / CONTENT).is_symlink():
            os.listdir(place / CONTENT)  # noqa: PTH208
    except NotADirectoryError:
        raise _NoSource(f"`{one.path}` is a file", f"name a folder with {CONTENT}/ in it") from None
    except OSError as error:
        raise _NoSource(f"`{one.path}` cannot be read: {error.strerror or error}", "") from error
    if names and CONTENT not in names:
        raise _NoSource(f"there is no {CONTENT}/ in `{one.path}`", _EMPTY)
    if CONTENT in names and (place / CONTENT).is_symlink():
        raise _NoSource(f"{CONTENT}/ in `{one.path}` is a symbolic link", "put the folder itself there")
    return bool(names)


def _steps(root: Path, path: str) -> Iterator[Path]:
    """The folders on the way."""
    parts = PurePosixPath(path).parts
    for length in range(1, len(parts) + 1):
        yield root.joinpath(*parts[:length])


def _refuse_place(root: Path, one: Repository, places: dict[Path, str]) -> None:
    """One folder in another would be read twice, for two kinds of readers. Raises _NoSource, else notes the place."""
    place, home = (root / one.path).resolve(), root.resolve()
    if home.is_relative_to(place):
        raise _NoSource(f"the site itself lies in `{one.path}`", f"write `path: {HERE}` if the site's folder is meant")
    if inside := next((name for name in _OURS if place.is_relative_to(home / name)), None):
        raise _NoSource(f"`{one.path}` lies in {inside}/ of the site", "put it beside that")
    for other, path in places.items():
        if place == other:
            raise _NoSource(f"`{one.path}` is the folder of `{path}`", "name each once, with all its readers")
        if place.is_relative_to(other) or other.is_relative_to(place):
            inner, outer = (one.path, path) if place.is_relative_to(other) else (path, one.path)
            raise _NoSource(f"`{inner}` lies in `{outer}`", "keep them beside each other")
    places[place] = one.path


def _refuse_open(root: Path, one: Repository, home: Audience) -> None:
    """What lies in the site's own repository is for all who can read that. Raises _NoSource."""
    if not all_may_see(home, one.readers) and in_repository(root, one.path):
        hint = f"make it a repository of its own; the site's own, which {' and '.join(home)} can read, is to ignore it"
        raise _NoSource(f"`{one.path}` lies in the repository of the site", hint)


def _not_here(root: Path, one: Repository, people: Path | None) -> Iterator[Problem]:
    """Settings and people of a source: nobody reads them, and somebody may believe that they count."""
    for name in _OF_THE_SITE:
        path = f"{prefix_of(one)}{name}"
        if is_there(root / path) and not (people and _is_same(people, root / path)):
            what = "settings" if name == SETTINGS else "people"
            hint = f"there is one place for {what}: the site that names this source"
            yield Problem(Span(path), "bad-source", f"{what} are not read from a source", hint)


def _is_same(people: Path, path: Path) -> bool:
    """Whether people are read from there because somebody said so."""
    return people.resolve() == path.resolve()
