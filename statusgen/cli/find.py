"""What there is, and what of it was meant."""

import re
import sys
from collections.abc import Iterable
from datetime import datetime
from operator import itemgetter

import click

from statusgen.cli.codes import CONTENT, Failure
from statusgen.cli.commands import nearest
from statusgen.cli.facts import Facts
from statusgen.cli.here import Here
from statusgen.cli.output import write
from statusgen.model.affair import Affair
from statusgen.model.occurrences import present
from statusgen.model.plans import planned
from statusgen.model.site import Site
from statusgen.problems import Problem, errors
from statusgen.read.load import Reading
from statusgen.report import report

_FILE = re.compile(
    r"(?:.*/)?content/(?:(?:incidents|maintenance)/([^/]+)(?:/.*)?|(?:announcements|services)/([^/.]+)[^/]*)"
)


def things(site: Site, now: datetime) -> list[Affair]:
    """All that has begun or been announced by `now`, newest first, and the work planned for later before that.

    Of work that repeats, the occurrence that runs, or else comes next.
    """
    works = [present(one, site.settings.zone, now) for one in site.maintenances]
    dated: list[tuple[datetime, str, Affair]] = [
        *((one.started, one.id, one) for one in site.incidents if one.started <= now),
        *((planned(one, now)[0], one.id, one) for one in works),
        *((one.at, one.id, one) for one in site.announcements if one.at <= now),
    ]
    return [thing for *_, thing in sorted(dated, key=itemgetter(0, 1), reverse=True)]


def thing_named(site: Site, name: str, now: datetime) -> Affair:
    """What has that id; incidents, maintenances and announcements share one space of ids."""
    known = {thing.id: thing for thing in things(site, now)}
    if name not in known:
        raise click.UsageError(f"There is nothing with the id {name!r}.{nearest(name, known)}")
    return known[name]


def refuse_broken(here: Here, reading: Reading, name: str, now: datetime) -> None:
    """Ends the command, and lists the errors, if it is for them that nothing of that id is there."""
    if wrong := _why_missing(reading.site, name, now, reading.problems):
        write(sys.stderr, report(wrong, "text", color=here.colors(sys.stderr)))
        raise Failure(CONTENT, f"{name} cannot be shown: what is wrong with its files stands above")


def _why_missing(site: Site, name: str, now: datetime, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The errors for which nothing of that id is there, though it has files; none if it is there, or has none."""
    if any(thing.id == name for thing in things(site, now)):
        return ()
    return tuple(problem for problem in errors(problems) if _id_of(problem.span.path) == name)


def left_out(site: Site) -> list[Facts]:
    """What could not be read, in whole or in part: its path and the id of what it is about."""
    return [{"path": span.path, "id": _id_of(span.path)} for span in site.left_out]


def _id_of(path: str) -> str | None:
    """The id of what a file of content is about; None for settings, people and templates."""
    found = _FILE.fullmatch(path)
    return found and (found[1] or found[2])


def service_named(site: Site, name: str) -> str:
    """The id of the service of that id or alias."""
    known = {name: service.id for service in site.services.values() for name in (service.id, *service.aliases)}
    if name not in known:
        raise click.UsageError(f"There is no service {name!r}.{nearest(name, known)}")
    return known[name]
