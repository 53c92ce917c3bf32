"""The two contents that are compared: each a commit's files, unpacked into a folder of their own and read as ever."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from statusgen.lint.placing import located
from statusgen.lint.rules import findings
from statusgen.model.access import Readers, closed_to, unclear, visible
from statusgen.model.incident import Incident
from statusgen.model.maintenance import Maintenance
from statusgen.model.service import EVERYONE
from statusgen.model.site import Site
from statusgen.problems import Problem, Span
from statusgen.read.load import load
from statusgen.read.tree import Refusal, Tree, unpack

_AHEAD = timedelta(minutes=10)  # what is written for a moment later than that is an error
_REFUSED = {
    Refusal.SYMLINK: ("symlink", "this is a symbolic link", "put the file itself here"),
    Refusal.SUBMODULE: ("unexpected-file", "this is a submodule, and nothing is read from it", ""),
    Refusal.NAME: ("bad-id", "this name is none that a file of a site can have", "rename it"),
    Refusal.LARGE: ("file-too-large", "is larger than anything that a site is made of", ""),
}


@dataclass(frozen=True, slots=True)
class Side:
    """A commit's content. `root` is where its files lie now. `closed` is how paths begin that not everyone may read,
    and `unread` how those begin of which nobody can say for whom they are.
    """

    commit: str
    root: Path
    tree: Tree
    site: Site
    problems: tuple[Problem, ...]
    closed: tuple[str, ...]
    unread: tuple[str, ...]


def unpacked(tree: Tree, folder: Path, now: datetime, subscribers: Path | None, readers: Readers | None) -> Side:
    """All of it. Raises Unreadable. `subscribers`: see `load`. With `readers` no problem of what is not for them."""
    folder.mkdir(mode=0o700)
    refused = unpack(tree, folder)
    # Nothing that a branch names is looked at elsewhere.
    reading = load(folder, now, subscribers, readers, alone=True)
    hidden = closed_to(reading.site, readers) if readers else ()
    found = (one for one in (*reading.problems, *_of_refused(refused)) if not one.span.path.startswith(hidden))
    closed = closed_to(reading.site, frozenset(EVERYONE))
    return Side(tree.commit, folder, tree, reading.site, tuple(sorted(found)), closed, unclear(reading.site))


def for_everyone(site: Site) -> Site:
    """As if nothing but what is for everyone had been written; but people, and what they are put on, stay."""
    seen, closed = visible(site, None), closed_to(site, frozenset(EVERYONE))
    put_on = {one.id: one.stakeholders for one in site.incidents}
    put_on |= {one.id: one.stakeholders for one in site.maintenances}
    return replace(
        site,
        services=seen.services,
        incidents=tuple(replace(one, stakeholders=put_on[one.id]) for one in seen.incidents),
        maintenances=tuple(replace(one, stakeholders=put_on[one.id]) for one in seen.maintenances),
        announcements=seen.announcements,
        left_out=tuple(one for one in site.left_out if not one.path.startswith(closed)),
    )


def advised(side: Side, now: datetime) -> Side:
    """With notes on the wording of what is in the site."""
    notes = located(findings(side.site, now), side.root)
    return replace(side, problems=tuple(sorted((*side.problems, *notes))))


def moment_of(sites: Iterable[Site], now: datetime) -> datetime:
    """When a merge can be at the earliest, so that what is written for the next minutes counts as said."""
    return max([now, *(at for site in sites for at in _said(site) if at <= now + _AHEAD)])


def _said(site: Site) -> Iterator[datetime]:
    affairs: tuple[Incident | Maintenance, ...] = (*site.incidents, *site.maintenances)
    for affair in affairs:
        yield from (update.at for update in affair.updates)
    yield from (one.at for one in site.announcements)


def _of_refused(refused: Mapping[str, Refusal]) -> Iterator[Problem]:
    for path, why in refused.items():
        code, message, hint = _REFUSED[why]
        yield Problem(Span(os.fsencode(path).decode("utf-8", "backslashreplace")), code, message, hint)
