"""`statusgen overdue`: promises of a next update that were broken, or soon will be."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import click

from statusgen.author.draft import Refused
from statusgen.author.moments import lasting
from statusgen.cli.facts import Facts, moment
from statusgen.cli.find import left_out
from statusgen.cli.here import Here
from statusgen.cli.lines import restricted
from statusgen.cli.notify import ended, tell
from statusgen.cli.output import data, say
from statusgen.cli.reached import unreached
from statusgen.cli.sending import in_exit_codes
from statusgen.cli.site import read_site, warn_of_gaps
from statusgen.cli.spans import columns, span
from statusgen.cli.told import facts_of
from statusgen.model.promises import DueUpdate, outstanding, owner_of
from statusgen.model.site import Site
from statusgen.notify.sending.reminding import reminders
from statusgen.notify.writing.wording import count, local
from statusgen.report.json import document
from statusgen.report.terminal import safe


def _soon(_context: click.Context, _option: click.Parameter, text: str) -> timedelta:
    try:
        return lasting(text)
    except Refused as error:
        raise click.BadParameter(str(error)) from None


@click.command()
@click.option(
    "--soon",
    metavar="DURATION",
    default="10m",
    show_default=True,
    callback=_soon,
    help="Also those that are due within this time.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--remind", is_flag=True, help="Tell the owners of what is broken, each once of each promise.")
@click.pass_obj
def command(here: Here, *, soon: timedelta, as_json: bool, remind: bool) -> int:
    """List promises of a next update that are broken or soon due.

    The longest overdue comes first, each with who is to keep it: the owner of the incident; else the owner of the
    service that it harms most. The exit code is 0 whether there are any or not.

    --remind writes to owners, and to nobody else, through the ledger of `statusgen notify` and with its environment and
    exit codes: 5 if an owner cannot be reached, 75 if another run is at it. Quiet hours do not hold a reminder back,
    for an owner is on duty; a mute does.
    """
    _, reading = read_site(here)
    site, now = reading.site, here.now
    found = outstanding(site, now + soon, now)
    facts: Facts = {"promises": [_facts(one, site, now) for one in found], "left_out": left_out(site)}
    if not as_json:
        data("".join(columns([_row(one, site, now) for one in found])))
        say(_counted(found, now, soon))
    if remind:
        with in_exit_codes():
            return _remind(here, facts, as_json=as_json)
    if as_json:
        data(document(facts))
    return warn_of_gaps(reading)


def _remind(here: Here, facts: Facts, *, as_json: bool) -> int:
    run = tell(here, decide=reminders, forgets=False)
    lost = unreached(run.done, run.site, here.now)
    if as_json:
        data(document(facts | facts_of(run.done, lost, addresses=False)))
    return ended(run, lost, here.now)


def _row(one: DueUpdate, site: Site, now: datetime) -> tuple[str, ...]:
    incident, late = one.incident, one.late(now)
    stands = f"{span(late)} late" if one.is_broken(now) else f"in {span(-late)}"
    due = f"due {local(one.due, site.settings.zone, now)}"
    return stands, due, incident.id, _owner(owner_of(incident, site, now), site), _title(one)


def _title(one: DueUpdate) -> str:
    incident = one.incident
    return ("[drill] " if incident.drill else "") + restricted({"audience": incident.audience}) + safe(incident.title)


def _owner(owner: str | None, site: Site) -> str:
    return safe(name_of(owner, site)) if owner else "no owner"


def name_of(owner: str, site: Site) -> str:
    """What a person or `team:<id>` is called; its id where nobody knows it."""
    people = site.people
    team = people.teams.get(owner.removeprefix("team:")) if owner.startswith("team:") else None
    found = team or people.subscribers.get(owner)
    return found.name if found else owner


def _counted(found: Sequence[DueUpdate], now: datetime, soon: timedelta) -> str:
    broken = sum(one.is_broken(now) for one in found)
    late = f"{count(broken, 'promise', 'promises')} broken" if broken else "No promise is broken"
    ahead = len(found) - broken
    return f"{late}; {ahead or 'none'} due within {span(soon)}."


def _facts(one: DueUpdate, site: Site, now: datetime) -> Facts:
    owner = owner_of(one.incident, site, now)
    return {
        "incident": one.incident.id,
        "title": one.incident.title,
        "drill": one.incident.drill,
        "audience": list(one.incident.audience),
        "update": one.by,
        "due": moment(one.due),
        "overdue": one.is_broken(now),
        "late_seconds": int(one.late(now).total_seconds()),
        "owner": owner,
        "owner_name": name_of(owner, site) if owner else None,
    }
