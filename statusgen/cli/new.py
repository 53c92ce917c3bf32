"""`statusgen new …`: something begins."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import click

from statusgen.author.moments import end, lasting, written
from statusgen.author.opening import (
    USUAL,
    Affair,
    Work,
    announcement_draft,
    chosen_id,
    dated_id,
    incident_draft,
    maintenance_draft,
    service_draft,
    slug,
)
from statusgen.cli.desk import Desk, desk, finish
from statusgen.cli.find import service_named
from statusgen.cli.here import Here
from statusgen.cli.said import (
    SAID,
    TEXT,
    WRITING,
    Subject,
    effects,
    options,
    pairs,
    prepared,
    saying,
    worded,
    worded_title,
)
from statusgen.model.incident import INCIDENT_PHASES, Phase, Severity
from statusgen.model.service import Effect

_AFFAIR = (
    click.option("--id", "name", metavar="ID", help="Its id. Default: the date and the words of the title."),
    click.option("--summary", metavar="TEXT", help="What it means, for someone who knows nothing of it."),
    click.option("--owner", metavar="PERSON", help="Who keeps the promises."),
    click.option("--stakeholder", "stakeholders", metavar="PERSON", multiple=True, help="A person or team:ID to put on "
                 "it; told at once."),
    click.option("--label", "labels", metavar="NAME=TEXT", multiple=True, help="A label that rules can match."),
    click.option("--drill", is_flag=True, help="An exercise."),
)  # fmt: skip


@click.group()
def command() -> None:
    """Begin an incident, planned work, an announcement or a service.

    Each command prints the files that it wrote, overwrites none, and says who would be told. Times may be `now`,
    `10m ago`, `+2h`, `14:05` or `tomorrow 22:00` on the site's clock, or 2026-11-21T14:05:00Z.
    """


@command.command("incident")
@click.argument("title", metavar="[TITLE]", required=False)
@click.option(
    "--severity", type=click.Choice([one.value for one in Severity]), help="How bad it is as a whole. Default: minor."
)
@click.option("--started", metavar="TIME", help="When it began. Default: when it is said.")
@click.option(
    "--phase",
    type=click.Choice([one.value for one in INCIDENT_PHASES[:3]]),
    default=Phase.INVESTIGATING.value,
    show_default=True,
    help="Where it stands.",
)
@options(*_AFFAIR, *SAID, *WRITING)
@click.pass_obj
def incident(here: Here, /, *, title: str | None, phase: str, **given: Any) -> int:
    """Begin an incident: its file, and the first that is said of it.

    TITLE is the effect in plain words. A service without an effect (--service checkout) gets the usual one of the
    severity. Where --template or the services have wording in content/templates/, it is used.
    """
    with desk(here, given) as at:
        said_at = at.moment(given["at"]) or at.now
        started = at.moment(given["started"]) or said_at
        services = tuple(effects(at, given["services"], Effect.OPERATIONAL))
        about = Subject("incident", Phase(phase), services, title or "", started)
        ready = prepared(at, about, given)
        stated = Severity(given["severity"] or ready.severity or Severity.MINOR)
        named = effects(at, given["services"] or ready.services, USUAL[stated])
        about = replace(about, services=tuple(named))
        title = worded_title(at, about, title, given)
        affair = _affair(at, title, {**given, "effects": named}, started)
        said = saying(at, about.titled(title), {**given, "services": ()})
        draft = incident_draft(affair, stated, started, said, at.now)
        return finish(at, at.at_home(draft, given["audience"]))


@command.command("maintenance")
@click.argument("title", metavar="[TITLE]", required=False)
@click.option("--starts", metavar="TIME", help="When it begins.")
@click.option("--ends", metavar="TIME", help="When it ends: a time, or +2h after it starts.")
@click.option("--for", "lasts", metavar="DURATION", help="How long it takes, instead of --ends.")
@click.option("--remind", metavar="DURATION", multiple=True, help="How long before the start people are reminded.")
@click.option("--repeats", metavar="RULE", help="When it comes again: FREQ=MONTHLY;BYDAY=1TU (RFC 5545).")
@options(*_AFFAIR, *SAID, *WRITING)
@click.pass_obj
def maintenance(here: Here, /, *, title: str | None, **given: Any) -> int:
    """Plan work: its file, and the update that announces it.

    A service without an effect (--service checkout) is under maintenance while the work runs.
    """
    with desk(here, given) as at:
        work = _work(at, given)
        named = effects(at, given["services"], Effect.UNDER_MAINTENANCE)
        about = Subject("maintenance", Phase.SCHEDULED, tuple(named), title or "", work.starts)
        title = worded_title(at, about, title, given)
        affair = _affair(at, title, {**given, "effects": named}, work.starts)
        said = saying(at, about.titled(title), {**given, "services": ()})
        return finish(at, at.at_home(maintenance_draft(affair, work, said, at.now), given["audience"]))


@command.command("announcement")
@click.argument("title", metavar="[TITLE]", required=False)
@click.option("--id", "name", metavar="ID", help="Its id. Default: the date and the words of the title.")
@click.option("--at", metavar="TIME", help="From when it is shown. Default: now.")
@click.option("--until", metavar="TIME", help="Until when it is shown as current. Default: for ever.")
@click.option("--service", "services", metavar="ID", multiple=True, help="A service that it is about.")
@click.option("--by", metavar="PERSON", help="Who says it.")
@click.option("--audience", metavar="ID", multiple=True, help="Only for this audience.")
@click.option("--quiet", is_flag=True, help="On the page and in feeds, but nobody is told (`notify: false`).")
@options(*TEXT, *WRITING)
@click.pass_obj
def announcement(here: Here, /, *, title: str | None, **given: Any) -> int:
    """Say something that is neither an incident nor planned work."""
    with desk(here, given) as at:
        begins, until = at.moment(given["at"]) or at.now, at.moment(given["until"])
        named = tuple(service_named(at.site, one) for one in given["services"])
        about = Subject("announcement", None, named, title or "", begins)
        title = worded_title(at, about, title, given)
        fields = {
            "title": title,
            "at": written(begins),
            "until": until and written(until),
            "services": list(named),
            "audience": list(given["audience"]),
            "notify": False if given["quiet"] else None,
            "by": given["by"],
        }
        draft = announcement_draft(_id(at, title, begins, given["name"]), fields, worded(at, about, given).text)
        return finish(at, at.at_home(draft, given["audience"]))


@command.command("service")
@click.argument("name", metavar="[NAME]", required=False)
@click.option("--id", "chosen", metavar="ID", help="Its id, which never changes. Default: the words of the name.")
@click.option("--description", metavar="TEXT", help="What it does for its users, in a sentence or two.")
@click.option("--group", metavar="ID", help="A group of content/site.yaml.")
@click.option("--owner", metavar="PERSON", help="Who looks after it: a person, or team:ID.")
@click.option("--needs", metavar="ID", multiple=True, help="A service that it depends on.")
@click.option("--audience", metavar="ID", multiple=True, help="Only for this audience.")
@click.option("--since", metavar="DATE", help="First day on which it is watched. Default: today.")
@options(*WRITING)
@click.pass_obj
def service(here: Here, /, *, name: str | None, **given: Any) -> int:
    """Add a service to the page.

    Days before --since are shown as unknown, not as good.
    """
    with desk(here, given) as at:
        name = name or at.ask("Name on the page", "It needs a name: what people call it, in quotes.")
        aliases = (old for one in at.site.services.values() for old in one.aliases)
        known = (*at.taken_anywhere("content/services"), *aliases)
        fields = {
            "name": name,
            "description": given["description"],
            "group": given["group"],
            "owner": given["owner"],
            "depends_on": [service_named(at.site, one) for one in given["needs"]],
            "audience": list(given["audience"]),
            "since": given["since"] or f"{at.now.astimezone(at.zone):%Y-%m-%d}",
        }
        draft = service_draft(chosen_id(given["chosen"] or slug(name), known), fields)
        return finish(at, at.at_home(draft, given["audience"]))


def _work(at: Desk, given: Mapping[str, Any]) -> Work:
    starts = at.moment(given["starts"] or at.ask("When does it begin", "When does it begin? Write it with --starts."))
    assert starts  # noqa: S101 - there was a text
    if given["lasts"]:
        ends = starts + lasting(given["lasts"])
    else:
        ends = end(
            given["ends"] or at.ask("When does it end", "When does it end? Say --ends or --for."), starts, at.zone
        )
    return Work(starts, ends, tuple(lasting(one) for one in given["remind"]), given["repeats"])


def _affair(at: Desk, title: str, given: Mapping[str, Any], begins: datetime) -> Affair:
    return Affair(
        id=_id(at, title, begins, given["name"]),
        title=title,
        summary=given["summary"] or "",
        effects=given["effects"],
        owner=given["owner"],
        audience=tuple(given["audience"]),
        stakeholders=tuple(given["stakeholders"]),
        labels=pairs(given["labels"], "--label"),
        drill=given["drill"],
    )


def _id(at: Desk, title: str, begins: datetime, name: str | None) -> str:
    """Incidents, maintenances and announcements share one space of ids, whether they can be read or not."""
    kinds = ("incidents", "maintenance", "announcements")
    taken = [one for kind in kinds for one in at.taken_anywhere(f"content/{kind}")]
    return chosen_id(name, taken) if name else dated_id(title, begins.astimezone(at.zone).date(), taken)
