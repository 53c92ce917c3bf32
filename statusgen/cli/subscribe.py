"""`statusgen subscribe`: someone is put on an incident, and told at once."""

from typing import Any

import click

from statusgen.author.draft import Refused
from statusgen.author.joining import joined_draft
from statusgen.author.putting import text_of
from statusgen.cli.affairs import affair_named, incidents_of, open_incidents, works_of
from statusgen.cli.codes import FINE
from statusgen.cli.commands import nearest
from statusgen.cli.desk import Desk, desk, finish
from statusgen.cli.here import Here
from statusgen.cli.output import say
from statusgen.cli.said import WRITING, options
from statusgen.cli.site import locked


@click.command()
@click.argument("who", metavar="PERSON|TEAM")
@click.argument("incident", metavar="[INCIDENT]", required=False)
@click.option("--summary", metavar="TEXT", help="What it means in plain words; needed where it has no summary yet.")
@options(*WRITING)
@click.pass_obj
def command(here: Here, /, *, who: str, incident: str | None, summary: str | None, **given: Any) -> int:
    """Put a person or a team on an incident.

    Or on planned work. They are told at once, with the state so far. Adds to `stakeholders` in its file, and changes no
    other byte of it. PERSON is the id of a subscriber, TEAM that of a team, with or without `team:`. INCIDENT is its
    id, or as much of it as names only one; if one incident is open, it may be left out.
    """
    with desk(here, given) as at:
        known = [*incidents_of(at.reading, here), *works_of(at.reading)]
        affair = affair_named(here, at.reading, incident, open_incidents(here), known)
        reference = _reference(at, who)
        if reference in affair.stakeholders:
            say(f"{reference} is on {affair.id} already; nothing was written.")
            return FINE
        if summary and affair.summary:
            raise Refused(f"{affair.id} has a summary: change it in {affair.span.path}")
        if not affair.summary:
            otherwise = "It has no summary yet, and whoever is put on it must understand it: --summary TEXT."
            summary = summary or at.ask("What it means, in plain words", otherwise)
        text = text_of(at.root, affair.span.path)
        return finish(at, joined_draft(affair, reference, summary or "", text))


def _reference(at: Desk, who: str) -> str:
    """A person's id or `team:<id>`."""
    people, teams = at.site.people.subscribers, at.site.people.teams
    if who in people:
        return who
    team = who.removeprefix("team:")
    if team in teams:
        return f"team:{team}"
    if at.site.people.locked:
        raise Refused(f"Who {who!r} is nobody knows: {locked(at.site)}.")
    raise Refused(f"There is no person or team {who!r}.{nearest(team, [*people, *teams])}")
