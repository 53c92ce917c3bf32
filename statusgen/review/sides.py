"""The two contents that are compared: each a commit's files, unpacked into a folder of their own and read as ever."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath

from statusgen.lint.placing import located
from statusgen.lint.rules import findings
from statusgen.model.access import may_see, visible
from statusgen.model.incident import Incident
from statusgen.model.maintenance import Maintenance
from statusgen.model.service import EVERYONE, Audience
from statusgen.model.site import Site
from statusgen.problems import Problem, Span
from statusgen.read.load import load
from statusgen.read.tree import Refusal, Tree, unpack

_AHEAD = timedelta(minutes=10)  # what is written for a moment later than that is an error
_FOR_SOME = ("content/announcements/", "content/incidents/", "content/maintenance/", "content/services/")
_MAIN = ("incident.yaml", "maintenance.yaml")
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


def unpacked(tree: Tree, folder: Path, now: datetime, subscribers: Path | None) -> Side:
    """All of it. Raises Unreadable. `subscribers`: see `load`."""
    folder.mkdir(mode=0o700)
    refused = unpack(tree, folder)
    reading = load(folder, now, subscribers)
    problems = tuple(sorted((*reading.problems, *_of_refused(refused))))
    return Side(tree.commit, folder, tree, reading.site, problems, _closed(reading.site), _unread(reading.site))


def for_everyone(site: Site) -> Site:
    """As if nothing but what is for everyone had been written; but people, and what they are put on, stay."""
    seen = visible(site, None)
    put_on = {one.id: one.stakeholders for one in site.incidents}
    put_on |= {one.id: one.stakeholders for one in site.maintenances}
    return replace(
        site,
        services=seen.services,
        incidents=tuple(replace(one, stakeholders=put_on[one.id]) for one in seen.incidents),
        maintenances=tuple(replace(one, stakeholders=put_on[one.id]) for one in seen.maintenances),
        announcements=seen.announcements,
    )


def advised(side: Side, now: datetime) -> Side:
    """With notes on the wording of what is in the site."""
    notes = located(findings(side.site, now), side.root)
    return replace(side, problems=tuple(sorted((*side.problems, *notes))))


def _closed(site: Site) -> tuple[str, ...]:
    """Where the files are of what not everyone may read: what their paths begin with."""
    found = [f"content/services/{one.id}." for one in site.services.values() if not _is_open(one.audience)]
    affairs: tuple[Incident | Maintenance, ...] = (*site.incidents, *site.maintenances)
    for one in affairs:
        folder = "incidents" if isinstance(one, Incident) else "maintenance"
        if not _is_open(one.audience):
            found.append(f"content/{folder}/{one.id}/")
        found += [f"content/{folder}/{one.id}/{said.id}." for said in one.updates if not _is_open(said.audience)]
    found += [f"content/announcements/{one.id}." for one in site.announcements if not _is_open(one.audience)]
    return tuple(sorted(found))


def _unread(site: Site) -> tuple[str, ...]:
    """Of what can be for some alone and has errors: with an incident's own file, all that was said of it."""
    paths = [PurePosixPath(span.path) for span in site.left_out if span.path.startswith(_FOR_SOME)]
    return tuple(f"{path.parent}/" if path.name in _MAIN else str(path) for path in paths)


def _is_open(audience: Audience) -> bool:
    return may_see(frozenset(EVERYONE), audience)


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
