"""Why someone is told or is not, in words: `explain`, `replay`, `review` and `notify --dry-run` say the same."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from statusgen.model.people import Subscriber
from statusgen.model.site import Site
from statusgen.notify.news import Kind
from statusgen.notify.notification import Because, Reason, Silence, WhyNot
from statusgen.notify.writing.reasons import asked_for
from statusgen.render.words import words
from statusgen.report.terminal import safe

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
    Kind.REVIVED: "to take place after all",
    Kind.REMINDER: "a reminder",
    Kind.STARTED: "has started",
    Kind.COMPLETED: "completed",
    Kind.CANCELLED: "cancelled",
    Kind.ANNOUNCEMENT: "an announcement",
    Kind.SUMMARY: "a summary of where things stand",
    Kind.OVERDUE: "a reminder that an update is overdue",
}
# Of one, and of several.
_BECAUSE = {
    Because.PUT_ON: ("was put on it", "were put on it"),
    Because.TEAM_PUT_ON: ("the team {who} was put on it",),
    Because.RULE: ("a rule of the site puts them on it",),
    Because.FOLLOWS: ("follows it", "follow it"),
    Because.WANTS: ("wants to hear of {services}", "want to hear of {services}"),
    Because.TEAM_WANTS: ("their team {who} wants to hear of {services}",),
    Because.TOLD_BEFORE: ("was told of it before", "were told of it before"),
    Because.TOLD_WRONG: ("was told what is now corrected", "were told what is now corrected"),
    Because.OWNER: ("owns it", "own it"),
    Because.OWNER_TEAM: ("their team {who} owns it",),
}
_TAKEN_OFF = {
    Because.PUT_ON: ("was put on it, and no longer is", "were put on it, and no longer are"),
    Because.TEAM_PUT_ON: ("was put on it with their team, and no longer is", "were put on it, and no longer are"),
}
_NAMELESS = {
    Because.TEAM_PUT_ON: ("their team was put on it",),
    Because.TEAM_WANTS: ("their team wants to hear of it",),
    Because.WANTS: ("wants to hear of it", "want to hear of it"),
}
_WHY_NOT = {
    WhyNot.SEVERITY: ("wants to hear only of worse", "want to hear only of worse"),
    WhyNot.EVENT: ("wants no news of this kind", "want no news of this kind"),
    WhyNot.LABELS: ("wants it only with other labels", "want it only with other labels"),
    WhyNot.MAY_NOT_SEE: ("may not see it",),
    WhyNot.IGNORES: ("ignores it", "ignore it"),
    WhyNot.MUTED: ("has muted everything", "have muted everything"),
    WhyNot.OWN_UPDATE: ("wrote it",),
    WhyNot.DRILL: ("is not put on this exercise", "are not put on this exercise"),
    WhyNot.THROUGH_LIST: ("hears of it through the list {who}", "hear of it through the list {who}"),
    WhyNot.SAME_ADDRESS: ("has the same address as {who}, who is told", "have the same address as {who}, who is told"),
    WhyNot.NO_CONTACT: ("has no contact that is set up and works", "have no contact that is set up and works"),
    WhyNot.QUIET: ("has quiet hours", "have quiet hours"),
    WhyNot.DIGEST: ("gets a daily summary, next", "get a daily summary, next"),
    WhyNot.SUPERSEDED: ("a newer message says where things stand",),
    WhyNot.TOO_OLD: ("it was said too long ago to be told now",),
    WhyNot.OVER: ("it was over when they came to it",),
    WhyNot.NOT_CONCERNED: ("nothing connects them with it",),
    WhyNot.BEFORE: ("it was there before anybody was told anything",),
}


def because(kind: Kind, reason: Reason, site: Site, *, several: bool = False) -> str:
    """Why someone is told, in words, with names; of what only the ledger has, without those that it has not."""
    found = _BECAUSE[reason.code]
    if kind is Kind.REMOVED and reason.code in _TAKEN_OFF:
        found = _TAKEN_OFF[reason.code]
    elif reason.code in _NAMELESS and not (reason.who or reason.services):
        found = _NAMELESS[reason.code]
    services = safe(asked_for(reason, words("en"), lambda id_: _service(id_, site))) or "it"
    return found[-1 if several else 0].format(who=_who(reason.who, site), services=services)


def why_not(why: WhyNot, who: str, site: Site, *, several: bool = False) -> str:
    """Why someone is not told, in words; `who` is the list or person that it is about."""
    found = _WHY_NOT.get(why, (why.value.replace("_", " "),))
    return found[-1 if several else 0].format(who=_who(who, site) if who else "of theirs")


def silent_because(silence: Silence, site: Site, now: datetime, set_up: Iterable[str], *, several: bool = False) -> str:
    """The same of one who is asked about now, with how long it lasts; `set_up` are the channels that are."""
    if silence.why is WhyNot.NO_CONTACT:
        return unreachable(silence.subscriber, set_up, several=several)
    why = why_not(silence.why, silence.who, site, several=several)
    if silence.until is None:
        return why
    return f"{why} {'at' if silence.why is WhyNot.DIGEST else 'until'} {local(silence.until, site.settings.zone, now)}"


def unreachable(person: Subscriber, set_up: Iterable[str], *, several: bool = False) -> str:
    """Why there is no way to someone."""
    theirs = dict.fromkeys(one.channel for one in person.contacts)
    if tried := [one for one in theirs if one in set(set_up)]:
        return f"cannot be reached: {series(tried)} to them was refused for good"
    have = f"{'have' if several else 'has'} only {series(list(theirs))}" if theirs else "no contact"
    return f"cannot be reached: {have}, and only {series(sorted(set_up))} is set up"


def series(words: Sequence[str]) -> str:
    """`a`, `a and b`, or `a, b and c`."""
    *first, last = words or [""]
    return f"{', '.join(first)} and {last}" if first else last


def counted(people: Iterable[Subscriber]) -> str:
    """`3 people and 1 list`."""
    lists = [one.is_list for one in {one.id: one for one in people}.values()]
    many, some = sum(lists), len(lists) - sum(lists)
    return " and ".join(
        [*([count(some, "person", "people")] if some else []), *([count(many, "list", "lists")] if many else [])]
    )


def count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def local(moment: datetime, zone: ZoneInfo, now: datetime) -> str:
    """The time of day where that says enough, else with the date, on the site's clock."""
    there = moment.astimezone(zone)
    near = there.date() == now.astimezone(zone).date() or timedelta() <= moment - now < timedelta(hours=20)
    return f"{there:%H:%M %Z}" if near else f"{there:%Y-%m-%d %H:%M %Z}"


def _who(id_: str, site: Site) -> str:
    people, name = site.people, id_.removeprefix("team:")
    found = people.teams.get(name) or people.subscribers.get(name)
    return safe(found.name) if found else name


def _service(id_: str, site: Site) -> str:
    if id_ == "all":
        return "everything"
    if id_ in site.services:
        return safe(site.services[id_].name)
    group = next((one.name for one in site.settings.groups if f"group:{one.id}" == id_), "")
    return f"the group “{safe(group)}”" if group else safe(id_)
