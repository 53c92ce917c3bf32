"""How the base came to be: the contents that it had before, as far as what people heard of them matters now."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Set
from datetime import datetime
from pathlib import Path

from statusgen.model.site import Site
from statusgen.notify.routing.replaying import Step, beginning
from statusgen.notify.sending.foretelling import only
from statusgen.problems import errors
from statusgen.read.encrypted import people_files
from statusgen.read.load import load
from statusgen.read.names import PEOPLE
from statusgen.read.root import SETTINGS
from statusgen.read.tree import Dated, Tree, changes_of, tree_of, unpack

_MOST = 40  # commits: a long incident has fewer
_AFFAIRS = 50  # of more only what they say now is followed
_AROUND = (SETTINGS, "content/services", *people_files(PEOPLE))
_FOLDERS = ("incidents", "maintenance", "announcements")


def steps(
    base: Tree, site: Site, now: datetime, subscribers: Path | None, cut: Callable[[Site], Site]
) -> tuple[Step, ...]:
    """The contents that were in force, the last of which is `site`: the base's with nothing on it but what matters.

    `cut` leaves in those before it what may be looked at. Where git does not say since when something was there, its
    own words do: so for all that is in the oldest commit, and for a moment that has passed. Raises Unreadable.
    """
    affairs = frozenset(one.id for one in site.affairs)
    there = len(affairs) <= _AFFAIRS
    commits = changes_of(base.root, base.commit, [*_paths(affairs)], _MOST) if affairs and there else ()
    if not commits or any(one.at > now for one in commits):
        return (Step(beginning(site, now), site),)
    *before, last = commits
    found = [(one, some) for one in before for some in _read(base, one, affairs, subscribers)]
    contents = [*((one, only(cut(some), affairs)) for one, some in found), (last, site)]
    return _in_order(Step(beginning(some, one.at) if one.is_first else one.at, some) for one, some in contents)


def _paths(affairs: Iterable[str]) -> Iterator[str]:
    for one in sorted(affairs):
        yield from (f"content/{folder}/{one}" for folder in _FOLDERS)
        yield f"content/announcements/{one}.md"


def _read(base: Tree, one: Dated, affairs: Set[str], subscribers: Path | None) -> Iterator[Site]:
    """The site of a commit; none where a run would have refused it."""
    with tempfile.TemporaryDirectory(prefix="statusgen-review-", ignore_cleanup_errors=True) as folder:
        unpack(tree_of(base.root, one.commit, [*_AROUND, *_paths(affairs)]), Path(folder))
        reading = load(Path(folder), one.at, subscribers, alone=True)
    # Of the settings no theme and no picture is there, and nobody asks for them.
    if all(problem.span.path == SETTINGS for problem in errors(reading.problems)):
        yield reading.site


def _in_order(steps: Iterable[Step]) -> tuple[Step, ...]:
    """Clocks of those who commit differ: none is in force before the one before it."""
    found: list[Step] = []
    for one in steps:
        found.append(one._replace(at=max(one.at, found[-1].at)) if found else one)
    return tuple(found)
