"""What a run did, or would do: a sentence for people, and plain values for programs."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from statusgen.cli.facts import moment
from statusgen.cli.reached import Unreached
from statusgen.model.site import Site
from statusgen.notify.ledger.rows import State
from statusgen.notify.ledger.scrub import without_addresses
from statusgen.notify.news import Kind
from statusgen.notify.notification import Notification, Silence, WhyNot
from statusgen.notify.sending.outbox import Done
from statusgen.notify.sending.planning import Job
from statusgen.notify.writing.wording import count, counted, local
from statusgen.report.terminal import safe

# Whom it never concerned is no news: it would be nearly everyone, nearly always.
UNSAID = frozenset({WhyNot.NOT_CONCERNED, WhyNot.TOLD, WhyNot.BEFORE})
HELD = frozenset({WhyNot.QUIET, WhyNot.DIGEST})


def sentence(done: Done, lost: Unreached, site: Site, now: datetime, *, would: bool = False) -> str:
    """`Told 14 people of 2 things by email; 3 held until 07:00 CET; 1 cannot be reached at all (…).`"""
    told = [job for job in done.jobs.values() if would or done.state(job) is State.SENT]
    parts = [_told(told, would=would), _held(done.routing.silences, site, now)]
    states = Counter(done.state(job) for job in _all_jobs(done))
    if would:
        states.clear()
    parts += [f"{states[state]:,} {words}" for state, words in _ENDS.items() if states[state]]
    if would and done.later:
        parts.append(f"{len(done.later):,} refused for now and tried again later")
    if lost.at_all:
        where = "see above" if would else "`statusgen notify --dry-run` says who and why"
        parts.append(f"{len(lost.at_all):,} cannot be reached at all ({where})")
    return "; ".join(filter(None, parts)) + "."


_ENDS = {
    State.RETRY: "refused for now, and tried again later",
    State.UNKNOWN: "sent without an answer, and tried again later",
    State.PLANNED: "left for the next run",
}


def answers(done: Done) -> str:
    """What the other side said most often to what it did not take in this run; empty where it took all."""
    said = Counter(
        without_addresses(one.detail)
        for one in done.outcomes.values()
        if one.state in (State.DEAD, State.RETRY) and one.detail
    )
    if not said:
        return ""
    (most, number), others = said.most_common(1)[0], said.total() - said.most_common(1)[0][1]
    more = f", and {count(others, 'other answer', 'other answers')}" if others else ""
    return f"Refused {count(number, 'time', 'times')} with: {safe(most)}{more}. `statusgen deliveries` lists each."


def _all_jobs(done: Done) -> tuple[Job, ...]:
    return (*done.jobs.values(), *(job for job in done.later if job.row.key not in done.jobs))


def _told(jobs: list[Job], *, would: bool) -> str:
    things = len({thread for job in jobs for thread in _threads(job.notification)})
    channels = " and ".join(sorted({job.contact.channel for job in jobs}))
    if not jobs:
        return "Would tell nobody" if would else "Told nobody"
    who, what = counted(job.notification.subscriber for job in jobs), count(things, "thing", "things")
    return f"{'Would tell' if would else 'Told'} {who} of {what} by {channels}"


def _held(silences: Iterable[Silence], site: Site, now: datetime) -> str:
    held = [one for one in silences if one.why in HELD]
    people = len({one.subscriber.id for one in held})
    if not people:
        return ""
    ends = {one.until for one in held if one.until}
    until = f" until {local(min(ends), site.settings.zone, now)}" if ends else ""
    return f"{people:,} held{until}" + (" or later" if len(ends) > 1 else "")


def _threads(notification: Notification) -> Iterator[str]:
    yield notification.news.thread
    yield from (news.thread for news in notification.others)


# Values


def facts_of(done: Done, lost: Unreached, *, addresses: bool) -> dict[str, Any]:
    """`deliveries`, `skipped` and `unreached`, as docs/commands.md describes them."""
    return {
        "deliveries": [_delivery(job, done.state(job), addresses=addresses) for job in _all_jobs(done)],
        "skipped": [
            {
                "event": one.news.id,
                "subscriber": one.subscriber.id,
                "reason": one.why.value,
                "until": moment(one.until),
            }
            for one in done.routing.silences
            if one.why not in UNSAID
        ],
        "unreached": {"now": sorted(lost.now), "at_all": sorted(lost.at_all)},
    }


def _delivery(job: Job, state: State, *, addresses: bool) -> dict[str, Any]:
    news = job.notification.news
    found = {
        "event": job.row.event,
        "kind": job.notification.kind.value,
        "incident": None if job.notification.kind is Kind.SUMMARY else news.affair.id,
        "update": news.update.id if news.update else None,
        "subscriber": job.row.subscriber,
        "channel": job.contact.channel,
        "reason": job.notification.reason.code.value,
        "state": state.value,
        "duplicate": job.row.duplicate,
    }
    return found | ({"address": job.contact.address.reveal()} if addresses else {})
