"""`statusgen explain`: why someone was told of something, or why not."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import click

from statusgen.cli.codes import WORLD, Failure
from statusgen.cli.commands import nearest
from statusgen.cli.deliveries import facts as row_facts
from statusgen.cli.facts import moment
from statusgen.cli.find import thing_named
from statusgen.cli.here import Here
from statusgen.cli.output import data, say
from statusgen.cli.sending import in_exit_codes, key_if_fit
from statusgen.cli.site import locked, read_site, root_of, warn_of_gaps
from statusgen.cli.store import acquaint, opened
from statusgen.model.people import Subscriber
from statusgen.model.site import Site
from statusgen.notify.ledger.rows import NoLedger, Row, State
from statusgen.notify.mail.letters import CHANNEL
from statusgen.notify.news import Kind
from statusgen.notify.notification import Because, Past, Reason, WhyNot
from statusgen.notify.routing.explaining import Explanation, explain, news_about
from statusgen.notify.sending.planning import past
from statusgen.notify.writing.wording import KINDS, because, local, silent_because, why_not
from statusgen.report.json import document
from statusgen.report.terminal import safe

_SET_UP = frozenset({CHANNEL})
_STATES = {
    State.SENT: "was told",
    State.DEAD: "could not be told",
    State.RETRY: "could not be told yet",
    State.UNKNOWN: "was perhaps told",
}


@click.command()
@click.argument("person", metavar="PERSON")
@click.argument("incident", metavar="INCIDENT")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def command(here: Here, *, person: str, incident: str, as_json: bool) -> int:
    """Say why someone was told of something, or why not.

    PERSON is the id of a subscriber, INCIDENT that of an incident, a maintenance or an announcement. What was sent is
    in the ledger; without one it is said what would be, had nobody been told anything.
    """
    _, reading = read_site(here)
    site = reading.site
    who, about = subscriber_named(site, person), thing_named(site, incident, here.now).id
    with in_exit_codes():
        found = explain(site, who, about, _past(here, site, about), _SET_UP, here.now)
    if as_json:
        data(document({"subscriber": who.id, "incident": about, "threads": [_facts(one) for one in found]}))
    else:
        data("".join(f"{line}\n" for one in found for line in _lines(one, who, site, here)))
        if not found:
            say(f"There is nothing to tell of {safe(about)}.")
    return warn_of_gaps(reading)


def subscriber_named(site: Site, name: str) -> Subscriber:
    """The subscriber of that id."""
    known = site.people.subscribers
    if name not in known:
        if site.people.locked:
            raise Failure(WORLD, f"who {name!r} is nobody knows: {locked(site)}")
        gaps = " Not everything could be read: see `statusgen check`." if site.left_out else ""
        raise click.UsageError(f"There is no subscriber {name!r}.{nearest(name, known)}{gaps}")
    return known[name]


def _past(here: Here, site: Site, about: str) -> Past:
    """What the ledger has of it; nothing, and a word about that, where there is none."""
    try:
        with closing(opened(here, root_of(here))) as ledger:
            acquaint(ledger, site, key_if_fit(here), only_looks=True)
            return past(ledger, news_about(site, about, here.now), site, key_if_fit(here))
    except NoLedger:
        say("There is no ledger here, so this is as if nobody had been told anything.")
        return Past()


def _lines(one: Explanation, who: Subscriber, site: Site, here: Here) -> Iterator[str]:
    day = f", {one.news.thread.rpartition('/')[2]}" if one.news.thread.count("/") > 1 else ""
    yield f"{safe(who.name)}, and {safe(one.news.affair.title)} ({one.news.affair.id}{day}):"
    for row in one.rows:
        yield f"  {local(row.at, site.settings.zone, here.now)}: {_row(row, one.reason, site)}"
    yield f"  {_now(one, site, here)}"


def _row(row: Row, reason: Reason | None, site: Site) -> str:
    """What the ledger has, and why: with names, where that still connects them."""
    kind = KINDS[Kind(row.kind)]
    if row.state is State.SKIPPED:
        return f"not told ({kind}): {_skipped(row, site)}"
    code = Because(row.reason)
    known = reason if reason and reason.code is code else Reason(code)
    why = because(Kind(row.kind), known, site)
    told = f"{_STATES.get(row.state, 'is to be told')} by {row.channel} ({kind}), because: {why}"
    answer = f"; {safe(row.detail)}" if row.detail and row.state is not State.SENT else ""
    return told + answer + ("; perhaps twice" if row.duplicate else "")


def _skipped(row: Row, site: Site) -> str:
    known = row.detail in set(WhyNot)
    return why_not(WhyNot(row.detail), "", site) if known else safe(row.detail)


def _now(one: Explanation, site: Site, here: Here) -> str:
    if one.told:
        by = one.told.contacts[0].channel
        why = because(one.told.kind, one.told.reason, site)
        return f"The next run tells them by {by} ({KINDS[one.told.kind]}), because: {why}."
    if one.silence is None:
        return "Nothing is to be told."
    if one.silence.why is WhyNot.TOLD:
        return "Nothing new is to be told."
    return f"Not told of the newest: {silent_because(one.silence, site, here.now, _SET_UP)}."


def _facts(one: Explanation) -> dict[str, Any]:
    told, silence = one.told, one.silence
    reason = told.reason if told else one.reason
    return {
        "thread": one.news.thread,
        "event": told.news.id if told else one.news.id,
        "kind": (told.kind if told else one.news.kind).value,
        "deliveries": [row_facts(row) for row in one.rows],
        "told": told is not None,
        "channel": told.contacts[0].channel if told else None,
        "reason": reason.code.value if reason else None,
        "through": reason.who or None if reason else None,
        "services": list(reason.services) if reason else [],
        "least": reason.least.value if reason and reason.services else None,
        "labels": dict(reason.labels) if reason else {},
        "why_not": silence.why.value if silence else None,
        "until": moment(silence.until) if silence else None,
    }
