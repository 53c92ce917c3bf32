"""`statusgen update`: what is new of an incident or of planned work."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import click

from statusgen.author.draft import Refused
from statusgen.author.joining import with_severity
from statusgen.author.putting import text_of
from statusgen.author.saying import folder_of, update_draft
from statusgen.cli.affairs import Affair, affair_named, incidents_of, open_incidents, works_of
from statusgen.cli.desk import Desk, desk, finish
from statusgen.cli.here import Here
from statusgen.cli.said import SAID, WHICH, WRITING, Subject, effects, options, saying
from statusgen.model.course import ended_at, is_open
from statusgen.model.incident import INCIDENT_PHASES, MAINTENANCE_PHASES, Incident, Phase, Severity
from statusgen.model.maintenance import Maintenance
from statusgen.model.occurrences import present

_REOPENS = INCIDENT_PHASES[:3]
_OF_ONE = (Phase.IN_PROGRESS, Phase.VERIFYING, Phase.COMPLETED)


@click.command()
@click.argument("incident", metavar="[INCIDENT]", required=False)
@click.option(
    "--phase",
    type=click.Choice([one.value for one in Phase]),
    help="Where it stands now. Without it, the phase stays as it was.",
)
@click.option(
    "--severity", type=click.Choice([one.value for one in Severity]), help="How bad it is as a whole from now on."
)
@options(*SAID, *WHICH, *WRITING)
@click.pass_obj
def command(here: Here, /, *, incident: str | None, phase: str | None, **given: Any) -> int:
    """Write what is new of an incident, or of planned work.

    INCIDENT is its id, or as much of it as names only one; if one incident is open, it may be left out. Prints the
    file that it wrote, and says who would be told. With errors nothing is written.
    """
    with desk(here, given) as at:
        known = [*incidents_of(at.reading, here), *works_of(at.reading)]
        affair = affair_named(here, at.reading, incident, open_incidents(here), known)
        stated = _fitting(affair, Phase(phase) if phase else None, at)
        return say_of(at, affair, stated, given)


def say_of(at: Desk, affair: Affair, phase: Phase | None, given: Mapping[str, Any]) -> int:
    """Writes one more update of something, from the options SAID."""
    about = subject(affair, phase)
    named = dict.fromkeys((*about.services, *effects(at, given["services"])))
    said = saying(at, replace(about, services=tuple(named)), given)
    if isinstance(affair, Maintenance):
        said = replace(said, occurrence=occurrence_of(at, affair, given["occurrence"], needed=phase in _OF_ONE))
    draft = update_draft(affair, said, at.now, at.taken(folder_of(affair)))
    if given.get("severity"):
        if not isinstance(affair, Incident):
            raise Refused(f"{affair.id} is planned work, which has no severity")
        text = text_of(at.root, affair.span.path)
        draft = with_severity(draft, affair, Severity(given["severity"]), text)
    return finish(at, draft)


def occurrence_of(at: Desk, work: Maintenance, day: str | None, *, needed: bool) -> date | None:
    """Which one of work that repeats: as told, or where one is needed the one that runs or comes next."""
    if day is None:
        return present(work, at.zone, at.now).occurrence if needed else None
    try:
        return date.fromisoformat(day)
    except ValueError:
        raise Refused(f"`{day}` is not a date: write the day for which it was planned, as 2026-12-01") from None


def subject(affair: Affair, phase: Phase | None) -> Subject:
    began = affair.started if isinstance(affair, Incident) else affair.starts
    services = (*affair.effects, *(service for update in affair.updates for service in update.effects))
    return Subject("update", phase, tuple(dict.fromkeys(services)), affair.title, began)


def _fitting(affair: Affair, phase: Phase | None, at: Desk) -> Phase | None:
    """The phase, if it is one of this kind of thing, and not one that another command is for."""
    phases = INCIDENT_PHASES if isinstance(affair, Incident) else MAINTENANCE_PHASES
    if phase and phase not in phases:
        raise Refused(f"{affair.id} has no phase {phase}: there is {', '.join(phases)}.")
    if isinstance(affair, Incident) and phase in _REOPENS and not is_open(affair, at.now):
        since = ended_at(affair, at.now)
        over = f"is resolved since {since:%Y-%m-%d %H:%M} UTC" if since else "has not begun"
        raise Refused(f"{affair.id} {over}: `statusgen reopen` opens it again.")
    return phase
