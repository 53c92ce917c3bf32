"""`statusgen new …`: something begins."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import click

from statusgen.author.opening import USUAL, Affair, chosen_id, dated_id, incident_draft
from statusgen.cli.desk import Desk, desk, finish
from statusgen.cli.here import Here
from statusgen.cli.said import SAID, WRITING, Subject, effects, options, pairs, saying, worded_title
from statusgen.model.incident import INCIDENT_PHASES, Phase, Severity

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
def incident(here: Here, /, *, title: str | None, phase: str, dry: bool, **given: Any) -> int:
    """Begin an incident: its file, and the first that is said of it.

    TITLE is the effect in plain words. A service without an effect (--service checkout) gets the usual one of the
    severity. Where --template or the services have wording in content/templates/, it is used.
    """
    with desk(here) as at:
        said_at = at.moment(given["at"]) or at.now
        started = at.moment(given["started"]) or said_at
        stated = _severity(at, given)
        named = effects(at, given["services"], USUAL[stated])
        about = Subject("incident", Phase(phase), tuple(named), title or "", started)
        title = worded_title(at, about, title, given)
        affair = _affair(at, title, {**given, "effects": named}, started)
        said = saying(at, about.titled(title), {**given, "services": ()})
        return finish(at, incident_draft(affair, stated, started, said, at.now), dry=dry)


def _severity(at: Desk, given: Mapping[str, Any]) -> Severity:
    if given["severity"]:
        return Severity(given["severity"])
    template = at.site.templates.get(given["template"] or "")
    return Severity(template.meta.get("severity", "minor") if template else "minor")


def _affair(at: Desk, title: str, given: Mapping[str, Any], begins: datetime) -> Affair:
    taken = taken_ids(at)
    name = given["name"]
    return Affair(
        id=chosen_id(name, taken) if name else dated_id(title, begins.astimezone(at.zone).date(), taken),
        title=title,
        summary=given["summary"] or "",
        effects=given["effects"],
        owner=given["owner"],
        audience=tuple(given["audience"]),
        stakeholders=tuple(given["stakeholders"]),
        labels=pairs(given["labels"], "--label"),
        drill=given["drill"],
    )


def taken_ids(at: Desk) -> tuple[str, ...]:
    """Ids of incidents, maintenances and announcements, which share one space, whether they can be read or not."""
    return tuple(name for kind in ("incidents", "maintenance", "announcements") for name in at.taken(f"content/{kind}"))
