"""What a run did, or would do: a sentence, a story for whoever answers for it, and plain values for programs."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

from statusgen.cli.facts import moment
from statusgen.model.incident import Incident
from statusgen.model.site import Site
from statusgen.notify.ledger.rows import State
from statusgen.notify.news import Affair, Kind, News
from statusgen.notify.notification import Because, Notification, Reason, Silence, WhyNot
from statusgen.notify.sending.outbox import Done
from statusgen.notify.sending.planning import Job
from statusgen.report.terminal import safe

# Whom it never concerned is no news: it would be nearly everyone, nearly always.
_UNSAID = frozenset({WhyNot.NOT_CONCERNED, WhyNot.TOLD, WhyNot.BEFORE})
_HELD = frozenset({WhyNot.QUIET, WhyNot.DIGEST})

KINDS = {
    Kind.OPENED: "has begun",
    Kind.UPDATED: "an update",
    Kind.RESOLVED: "resolved",
    Kind.REOPENED: "open again",
    Kind.REAL: "real, no longer an exercise",
    Kind.POSTMORTEM: "a postmortem",
    Kind.CORRECTED: "a correction",
    Kind.ADDED: "the state so far, for someone new to it",
    Kind.REMOVED: "no longer on it",
    Kind.SCHEDULED: "planned",
    Kind.RESCHEDULED: "moved",
    Kind.REMINDER: "a reminder",
    Kind.STARTED: "has started",
    Kind.COMPLETED: "completed",
    Kind.CANCELLED: "cancelled",
    Kind.ANNOUNCEMENT: "an announcement",
    Kind.SUMMARY: "a summary of where things stand",
}
_BECAUSE = {
    Because.PUT_ON: "was put on it",
    Because.TEAM_PUT_ON: "the team {who} was put on it",
    Because.RULE: "a rule of the site puts them on it",
    Because.FOLLOWS: "follows it",
    Because.WANTS: "wants to hear of {services}",
    Because.TEAM_WANTS: "their team {who} wants to hear of {services}",
    Because.TOLD_BEFORE: "was told of it before",
    Because.TOLD_WRONG: "was told what is now corrected",
}
_WHY_NOT = {
    WhyNot.SEVERITY: "wants to hear only of worse",
    WhyNot.EVENT: "wants no news of this kind",
    WhyNot.LABELS: "wants it only with other labels",
    WhyNot.MAY_NOT_SEE: "may not see it",
    WhyNot.IGNORES: "ignores it",
    WhyNot.MUTED: "is mute",
    WhyNot.OWN_UPDATE: "wrote it",
    WhyNot.DRILL: "is not put on this exercise",
    WhyNot.THROUGH_LIST: "hears of it through the list {who}",
    WhyNot.SAME_ADDRESS: "has the same address as {who}, who is told",
    WhyNot.NO_CONTACT: "has no contact that is set up and works",
    WhyNot.QUIET: "has quiet hours",
    WhyNot.DIGEST: "gets a daily summary",
    WhyNot.SUPERSEDED: "a newer message says where things stand",
    WhyNot.TOO_OLD: "too old by now",
    WhyNot.OVER: "came to it after its end",
    WhyNot.NOT_CONCERNED: "nothing connects them with it",
    WhyNot.BEFORE: "it was there before anybody was told anything",
}


def sentence(done: Done, zone: ZoneInfo, now: datetime, *, would: bool = False) -> str:
    """`Told 14 people of 2 things by email; 3 held until 07:00; 1 refused.`"""
    told = [job for job in done.jobs.values() if would or done.state(job) is State.SENT]
    parts = [_told(told, would=would), _held(done.routing.silences, zone, now)]
    states = Counter(done.state(job) for job in (*done.jobs.values(), *done.later))
    if would:
        states.clear()
    parts += [f"{states[state]:,} {words}" for state, words in _ENDS.items() if states[state]]
    if would and done.later:
        parts.append(f"{len(done.later):,} refused for now and tried again later")
    return "; ".join(filter(None, parts)) + "."


_ENDS = {
    State.DEAD: "refused for good",
    State.RETRY: "refused for now, and tried again later",
    State.UNKNOWN: "sent without an answer, and tried again later",
    State.PLANNED: "left for the next run",
}


def _told(jobs: list[Job], *, would: bool) -> str:
    people = len({job.row.subscriber for job in jobs})
    things = len({thread for job in jobs for thread in _threads(job.notification)})
    channels = " and ".join(sorted({job.contact.channel for job in jobs}))
    if not people:
        return "Would tell nobody" if would else "Told nobody"
    who, what = _count(people, "person", "people"), _count(things, "thing", "things")
    return f"{'Would tell' if would else 'Told'} {who} of {what} by {channels}"


def _held(silences: Iterable[Silence], zone: ZoneInfo, now: datetime) -> str:
    held = [one for one in silences if one.why in _HELD]
    people = len({one.subscriber.id for one in held})
    if not people:
        return ""
    ends = {one.until for one in held if one.until}
    return (
        f"{people:,} held until {local(min(ends), zone, now)}" + (" or later" if len(ends) > 1 else "")
        if ends
        else f"{people:,} held"
    )


def _threads(notification: Notification) -> Iterator[str]:
    yield notification.news.thread
    yield from (news.thread for news in notification.others)


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def local(moment: datetime, zone: ZoneInfo, now: datetime) -> str:
    """The time of day where that says enough, else with the date, on the site's clock."""
    there = moment.astimezone(zone)
    near = timedelta() <= moment - now < timedelta(hours=20)
    return f"{there:%H:%M %Z}" if near else f"{there:%Y-%m-%d %H:%M %Z}"


# The story


def story(done: Done, site: Site, now: datetime, *, addresses: bool) -> str:
    """Of every piece of news: who is told, how and why, and who is not."""
    silences = [one for one in done.routing.silences if one.why not in _UNSAID]
    told: dict[tuple[str, Kind], list[Job]] = {}
    for job in done.jobs.values():
        told.setdefault((job.row.event, job.notification.kind), []).append(job)
    lines: list[str] = []
    for (event, kind), jobs in told.items():
        lines += ["", _head(jobs[0].notification.news, kind, site, now), *_jobs(jobs, site, addresses=addresses)]
        lines += _silent([one for one in silences if one.news.id == event], site, now)
        silences = [one for one in silences if one.news.id != event]
    for _, group in groupby(sorted(silences, key=lambda one: (one.news.at, one.news.id)), attrgetter("news")):
        rest = list(group)
        lines += ["", _head(rest[0].news, rest[0].news.kind, site, now), *_silent(rest, site, now)]
    return "".join(f"{line}\n" for line in lines[1:])


def _head(news: News, kind: Kind, site: Site, now: datetime) -> str:
    if kind is Kind.SUMMARY:
        return "A summary of where things stand"
    said = local(news.at, site.settings.zone, now)
    drill = "[drill] " if getattr(news.affair, "drill", False) else ""
    return f"{drill}{safe(news.affair.title)} ({news.affair.id}): {KINDS[kind]}, {_level(news.affair)}{said}"


def _level(affair: Affair) -> str:
    return f"{affair.severity.value}, " if isinstance(affair, Incident) else ""


def _jobs(jobs: list[Job], site: Site, *, addresses: bool) -> Iterator[str]:
    for channel, group in groupby(sorted(jobs, key=lambda job: job.contact.channel), lambda job: job.contact.channel):
        same = list(group)
        yield f"  by {channel}, {_count(len(same), 'person', 'people')}:"
        for job in sorted(same, key=lambda job: job.notification.subscriber.name.casefold()):
            yield f"    {_name(job, addresses=addresses)}: {because(job.notification.reason, site)}{_again(job)}"


def _name(job: Job, *, addresses: bool) -> str:
    name = safe(job.notification.subscriber.name)
    return f"{name} <{safe(job.contact.address)}>" if addresses else name


def _again(job: Job) -> str:
    return " (once more: it may have arrived already)" if job.row.duplicate else ""


def _silent(silences: list[Silence], site: Site, now: datetime) -> Iterator[str]:
    if silences:
        yield "  not told:"
    for one in sorted(silences, key=lambda one: one.subscriber.name.casefold()):
        until = f" until {local(one.until, site.settings.zone, now)}" if one.until else ""
        yield f"    {safe(one.subscriber.name)}: {why_not(one.why, one.who, site)}{until}"


def because(reason: Reason, site: Site) -> str:
    """Why someone is told, in words, with names."""
    services = ", ".join(_service(one, site) for one in reason.services) or "everything"
    return _BECAUSE[reason.code].format(who=_who(reason.who, site), services=services)


def why_not(why: WhyNot, who: str, site: Site) -> str:
    """Why someone is not told, in words; `who` is the list that it is about."""
    return _WHY_NOT.get(why, why.value.replace("_", " ")).format(who=_who(who, site))


def _who(id_: str, site: Site) -> str:
    people, name = site.people, id_.removeprefix("team:")
    found = people.teams.get(name) or people.subscribers.get(name)
    return safe(found.name) if found else name


def _service(id_: str, site: Site) -> str:
    if id_ == "all":
        return "everything"
    group = next((one.name for one in site.settings.groups if f"group:{one.id}" == id_), id_)
    return safe(site.services[id_].name if id_ in site.services else group)


# Values


def facts_of(done: Done, *, addresses: bool) -> dict[str, Any]:
    """`deliveries` and `skipped`, as docs/commands.md describes them."""
    jobs = (*done.jobs.values(), *(job for job in done.later if job.row.key not in done.jobs))
    return {
        "deliveries": [_delivery(job, done.state(job), addresses=addresses) for job in jobs],
        "skipped": [
            {
                "event": one.news.id,
                "subscriber": one.subscriber.id,
                "reason": one.why.value,
                "until": moment(one.until),
            }
            for one in done.routing.silences
            if one.why not in _UNSAID
        ],
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
    return found | ({"address": job.contact.address} if addresses else {})
