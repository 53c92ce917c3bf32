"""`statusgen replay`: what someone's preferences would have sent."""

import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from statusgen.cli.clock import moment as moment_given
from statusgen.cli.codes import CONTENT, Failure
from statusgen.cli.explain import subscriber_named
from statusgen.cli.facts import moment
from statusgen.cli.here import Here
from statusgen.cli.output import data, say
from statusgen.cli.site import read_site, warn_of_gaps
from statusgen.model.people import Subscriber
from statusgen.model.site import Site
from statusgen.notify.news import Kind
from statusgen.notify.routing.replaying import Told, replay
from statusgen.notify.writing.wording import KINDS, because
from statusgen.problems import errors
from statusgen.read.fields import CHANNELS
from statusgen.read.people import read_person
from statusgen.report import report
from statusgen.report.json import document
from statusgen.report.terminal import safe

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _since(context: click.Context, option: click.Parameter, text: str) -> datetime | None:
    """A moment, or the beginning of a day in UTC."""
    return moment_given(context, option, f"{text}T00:00:00Z" if _DAY.fullmatch(text) else text)


@click.command()
@click.argument("person", metavar="PERSON|FILE")
@click.option(
    "--since",
    metavar="DATE",
    required=True,
    callback=_since,
    help="From when on, for example 2026-07-01 or 2026-07-01T08:00:00Z. What was said before counts as told.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def command(here: Here, *, person: str, since: datetime, as_json: bool) -> int:
    """Say what someone's preferences would have sent.

    It is as if they had held since then. PERSON is the id of a subscriber. FILE is a file as in subscribers/, such as
    `ana.yaml`: for trying preferences before they are anybody's. Every channel counts as set up. Nothing is sent, and
    the ledger is not asked.
    """
    if since > here.now:
        raise click.UsageError("--since looks back, and that moment is yet to come.")
    _, reading = read_site(here)
    site, who = _with(reading.site, person, here)
    found = list(replay(site, [who], since, here.now, frozenset(CHANNELS)))
    if as_json:
        data(document({"subscriber": who.id, "since": moment(since), "messages": [_facts(one) for one in found]}))
    else:
        data("".join(f"{_line(one, site)}\n" for one in found))
        say(_counted(found, who))
    return warn_of_gaps(reading)


def _with(site: Site, person: str, here: Here) -> tuple[Site, Subscriber]:
    path = Path(person)
    if path.suffix != ".yaml":
        if path.exists() and person not in site.people.subscribers:
            raise click.UsageError(
                f"{person} must have a name that ends in .yaml, such as {path.with_suffix('.yaml')}."
            )
        return site, subscriber_named(site, person)
    who, problems = read_person(path, site)
    if who is None or errors(problems):
        say(report(problems, "text", color=here.colors(sys.stderr)).rstrip())
        raise Failure(CONTENT, f"{person} cannot be used as it is")
    people = replace(site.people, subscribers={**site.people.subscribers, who.id: who})
    return replace(site, people=people), who


def _line(one: Told, site: Site) -> str:
    told = one.notification
    when = one.at.astimezone(site.settings.zone).strftime("%Y-%m-%d %H:%M %Z")
    titles = [safe(news.affair.title) for news in (told.news, *told.others)]
    what = f"{len(titles)} things" if told.kind is Kind.SUMMARY else titles[0]
    return f"{when}  {told.contacts[0].channel:5}  {what}: {KINDS[told.kind]} ({because(told.kind, told.reason, site)})"


def _counted(found: Sequence[Told], who: Subscriber) -> str:
    by = {one.notification.contacts[0].channel for one in found}
    messages = "1 message" if len(found) == 1 else f"{len(found):,} messages"
    return f"{safe(who.name)} would have got {messages}{' by ' + ' and '.join(sorted(by)) if by else ''}."


def _facts(one: Told) -> dict[str, Any]:
    told = one.notification
    return {
        "at": moment(one.at),
        "event": told.news.id,
        "kind": told.kind.value,
        "incident": None if told.kind is Kind.SUMMARY else told.news.affair.id,
        "incidents": [news.affair.id for news in (told.news, *told.others)],
        "channel": told.contacts[0].channel,
        "reason": told.reason.code.value,
    }
