"""The two contents that are compared: each a commit's files, unpacked into a folder of their own and read as ever."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from statusgen.lint.placing import located
from statusgen.lint.rules import findings
from statusgen.model.incident import Incident
from statusgen.model.maintenance import Maintenance
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
    """A commit's content. `root` is where its files lie now, `problems` are all of them with notes on wording."""

    commit: str
    root: Path
    tree: Tree
    site: Site
    problems: tuple[Problem, ...]


def unpacked(tree: Tree, folder: Path, now: datetime, subscribers: Path | None) -> Side:
    """Raises Unreadable. `subscribers`: see `load`."""
    folder.mkdir(mode=0o700)
    refused = unpack(tree, folder)
    reading = load(folder, now, subscribers)
    notes = located(findings(reading.site, now), folder)
    problems = tuple(sorted((*reading.problems, *notes, *_of_refused(refused))))
    return Side(tree.commit, folder, tree, reading.site, problems)


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
