"""Who must hear of what and who must not: the rules of docs/notify.md once more, as plainly as can be, to judge by what
arrived. Nothing here asks the routing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from statusgen.model.affair import Affair
from statusgen.model.course import Entry, ended_at, entries
from statusgen.model.incident import Incident, Phase, Severity, Update
from statusgen.model.maintenance import Announcement, Maintenance
from statusgen.model.people import Event, Subscriber, Want
from statusgen.model.plans import planned
from statusgen.model.service import EVERYONE, Audience
from statusgen.model.site import Site
from statusgen.model.windows import maintenance_phase_at, window
from statusgen.notify.news import Kind
from statusgen.notify.notification import Because

BY_HAND = (Because.PUT_ON, Because.TEAM_PUT_ON)
OVER = (Phase.COMPLETED, Phase.CANCELLED)


@dataclass(frozen=True)
class Heard:
    """One thing that a message was about. `at` is when it was said, `arrived` when the message came."""

    affair: Affair
    kind: Kind
    at: datetime
    arrived: datetime
    update: Update | None
    reason: Because

    @property
    def is_end(self) -> bool:
        return self.update is not None and self.update.phase is Phase.RESOLVED


def may_hear(site: Site, who: str, heard: Heard, *, told: bool) -> str:
    """Why not; empty if they may. `told`: of something of this affair before."""
    person, affair, now = site.people.subscribers[who], _whole(site, heard.affair), heard.arrived
    if affair.id in person.ignores:
        return "ignores it"
    if person.mute_until and now < person.mute_until:
        return "is mute"
    if not _sees(site, who, affair.audience) or (heard.update and not _sees(site, who, heard.update.audience)):
        return "may not see it"
    if not told and not is_theirs(site, person, affair):
        return "did not ask for it"
    if isinstance(affair, Incident | Maintenance) and affair.drill and not told and not _is_put_on(site, who, affair):
        return "has no part in the exercise"
    if _is_quiet(site, person, _rank(affair), now):
        return "has quiet hours"
    return _unwanted(site, person, heard)


def _unwanted(site: Site, person: Subscriber, heard: Heard) -> str:
    """By the kind of news, and whose words they are."""
    update = heard.update
    if update and heard.kind not in (Kind.ADDED, Kind.REMOVED, Kind.SUMMARY):
        # That it is over they may hear with the beginning, which somebody else had said.
        if update.by == person.id and not person.own_updates and not heard.is_end:
            return "said it"
        if not update.notify and update.phase not in (Phase.RESOLVED, *OVER):
            return "is not to be told"
    if heard.kind is Kind.UPDATED and isinstance(heard.affair, Incident) and not heard.is_end:
        theirs = is_theirs(site, person, _whole(site, heard.affair), frozenset({Event.UPDATED, Event.OPENED}))
        return "" if theirs else "did not ask for updates"
    return ""


def is_theirs(site: Site, person: Subscriber, affair: Affair, events: frozenset[Event] = frozenset(Event)) -> bool:
    """Put on it, follows it, or wants one of these kinds of news of it, as far as they see it."""
    affair = _as_seen(site, person.id, affair)
    if affair.id in person.follows or _is_put_on(site, person.id, affair):
        return True
    if isinstance(affair, Incident) and any(_puts_on(site, one, person.id, affair) for one in site.settings.rules):
        return True
    wants = [(want, Severity.NONE) for want in person.wants] or [
        (want, team.defaults.severity or Severity.NONE)
        for team in site.people.teams.values()
        if person.id in team.members
        for want in team.defaults.wants
    ]
    return any(_is_about(want, floor, affair) and (not want.events or events & {*want.events}) for want, floor in wants)


def _is_put_on(site: Site, who: str, affair: Affair) -> bool:
    return not isinstance(affair, Announcement) and who in site.people.behind(affair.stakeholders)


def _puts_on(site: Site, rule: object, who: str, incident: Incident) -> bool:
    """A rule of the site; members of a team only for what is as bad as their team says."""
    if incident.severity.rank < rule.severity.rank or (rule.services and not {*rule.services} & _services(incident)):
        return False
    for name in rule.add:
        team = site.people.teams.get(name.removeprefix("team:"))
        least = (team and team.defaults.severity) or Severity.NONE
        if who in site.people.behind([name]) and incident.severity.rank >= least.rank:
            return True
    return False


def _is_about(want: Want, floor: Severity, affair: Affair) -> bool:
    least = max(want.severity.rank, floor.rank) if want.severity is Severity.NONE else want.severity.rank
    bad = not isinstance(affair, Incident) or affair.severity.rank >= least
    return bad and bool({"all", *_services(affair)} & {*want.services})


def _services(affair: Affair) -> set[str]:
    """All that it ever named."""
    if isinstance(affair, Announcement):
        return {*affair.services}
    return {*affair.effects, *(name for update in affair.updates for name in update.effects)}


def _whole(site: Site, affair: Affair) -> Affair:
    """With what was cut from it for the reader."""
    return next(one for one in _affairs(site) if type(one) is type(affair) and one.id == affair.id)


def _as_seen(site: Site, who: str, affair: Affair) -> Affair:
    if isinstance(affair, Announcement):
        return affair
    return replace(affair, updates=tuple(one for one in affair.updates if _sees(site, who, one.audience)))


def _affairs(site: Site) -> tuple[Affair, ...]:
    return (*site.incidents, *site.maintenances, *site.announcements)


def _sees(site: Site, who: str, audience: Audience) -> bool:
    mine = {one.id for one in site.settings.audiences if who in site.people.behind(one.members)}
    return bool({*EVERYONE, *mine} & {*audience})


def _rank(affair: Affair) -> int:
    return affair.severity.rank if isinstance(affair, Incident) else -1


def _is_quiet(site: Site, person: Subscriber, rank: int, now: datetime) -> bool:
    quiet = person.quiet_hours
    if quiet is None or (quiet.exception and rank >= quiet.exception.rank):
        return False
    clock: time = now.astimezone(ZoneInfo(person.timezone or site.settings.timezone)).time()
    if quiet.start < quiet.end:
        return quiet.start <= clock < quiet.end
    return clock >= quiet.start or clock < quiet.end


# Once all runs have ended

History = Mapping[tuple[str, str], list[Heard]]  # by thread and person


def all_hear(site: Site, history: tuple[History, History], gave_up: Callable[[str, str], bool], now: datetime) -> None:
    """Asserts that everyone knows how things stand with what is theirs. `history`: what came to themselves, and to
    lists that they were on then."""
    for affair in _affairs(site):
        thread = _THREADS[type(affair)] + affair.id
        for person in site.people.subscribers.values():
            if gave_up(thread, person.id) or affair.id in person.ignores or not _sees(site, person.id, affair.audience):
                continue
            mine, through = (some.get((thread, person.id), []) for some in history)
            both = sorted([*mine, *through], key=lambda one: one.arrived)
            lacking = _LACKING[type(affair)](site, person, affair, (mine, both), now)
            heard = [f"{one.kind} of {one.at:%d %H:%M} at {one.arrived:%d %H:%M}" for one in both]
            assert not lacking, f"{person.id} does not know of {affair.id}: {lacking}; heard {heard}"


_THREADS = {Incident: "incidents/", Maintenance: "maintenance/", Announcement: "announcements/"}
Known = tuple[list[Heard], list[Heard]]  # themselves; and with what their lists were told


def _incident_lacks(site: Site, person: Subscriber, incident: Incident, known: Known, now: datetime) -> str:
    mine, some = known
    said = [one for one in entries(incident.updates, now) if _sees(site, person.id, one.update.audience)]
    turns = [one for one in said if one.phase not in (None, Phase.POSTMORTEM)]
    if turns and turns[-1].phase is Phase.RESOLVED:
        again = [number for number, one in enumerate(turns) if one.phase is not Phase.RESOLVED]
        end = turns[again[-1] + 1 if again else 0]  # resolving twice changes nothing
        said_it = end.update.by == person.id and not person.own_updates
        return "" if said_it or person.mute_until or not mine or _knows_end(end, some) else "its end"
    theirs = is_theirs(site, person, incident, frozenset({Event.UPDATED}))
    if incident.drill and not _is_put_on(site, person.id, incident):
        return ""
    if theirs and not _knows_news(said, some, person):
        return "the newest"
    if not person.mute_until and _is_back(said, person) and _believes_it_over(mine, some):
        return "that it is back"
    left = mine and mine[-1].reason in BY_HAND and mine[-1].kind is not Kind.REMOVED
    return "that they are off" if left and not is_theirs(site, person, incident) else ""


def _is_back(said: list[Entry], person: Subscriber) -> bool:
    """By a word that is to be told, be it not the first since then."""
    ends = [number for number, one in enumerate(said) if one.phase is Phase.RESOLVED]
    since = said[ends[-1] + 1 :] if ends else []
    return any(one.update.notify and (person.own_updates or one.update.by != person.id) for one in since)


def _believes_it_over(mine: list[Heard], some: list[Heard]) -> bool:
    """By the last message to themselves, if no list of theirs has told them otherwise since."""
    known = [one for one in mine if one.kind not in _ASIDE]
    if not known or not isinstance(known[-1].affair, Incident):
        return False
    since = [one for one in some if one.kind not in _ASIDE and one.arrived > known[-1].arrived]
    return not since and ended_at(known[-1].affair, known[-1].arrived) is not None


def _knows_end(end: Entry, known: list[Heard]) -> bool:
    """Who heard last that it was over, and not that it was open again, knows how things stand."""
    at, worth = end.counts_from, [one for one in known if one.kind not in _ASIDE]
    return any(one.at > at or (one.at == at and one.is_end) for one in worth) or bool(worth and worth[-1].is_end)


def _knows_news(said: list[Entry], known: list[Heard], person: Subscriber) -> bool:
    """Of what is open: that it was over once, before it came back, is no news."""
    told = [one for one in said if one.update.notify and one.phase is not Phase.RESOLVED]
    worth = [one for one in told if person.own_updates or one.update.by != person.id]
    if not worth:
        return bool(known) or bool(said)  # nothing is said that is to be told: but that it has begun
    return any(one.at >= worth[-1].counts_from for one in known if one.kind not in _ASIDE)


_ASIDE = (Kind.CORRECTED, Kind.REMOVED)


def _maintenance_lacks(site: Site, person: Subscriber, work: Maintenance, known: Known, now: datetime) -> str:
    """That it is ahead and when, that it runs, or that it is over: what they heard last must still be so."""
    mine, some = known
    if work.repeats or (work.drill and not _is_put_on(site, person.id, work)):
        return ""
    phase, last = maintenance_phase_at(work, now), _state(some)
    lists = [one for one in site.people.subscribers.values() if person.id in site.people.behind(one.members)]
    waits = any(one.digest or one.quiet_hours for one in (person, *lists))
    if phase in OVER and waits and now - window(work, now)[1] < timedelta(days=1):
        return ""  # its time has not come
    if phase in OVER:
        return "" if person.mute_until or not mine or (last and last[1] in OVER) else f"{phase}, not {last}"
    if not is_theirs(site, person, work, frozenset({Event.MAINTENANCE})):
        return ""
    silently = any(not one.notify for one in work.updates if one.phase in (Phase.IN_PROGRESS, Phase.VERIFYING))
    if last is None:
        return "" if silently else "all of it"
    if phase is Phase.SCHEDULED and last[1] is Phase.IN_PROGRESS:
        return ""  # that it began was taken out of the content: nobody is told of what was a slip
    if phase is Phase.SCHEDULED:
        return "" if last == (planned(work, now)[0], phase) else f"{planned(work, now)[0]}, not {last}"
    # Of who waits: the work may be over before their time has come.
    return "" if silently or waits or last[1] in (Phase.IN_PROGRESS, Phase.VERIFYING) else f"{phase}, not {last}"


def _state(known: list[Heard]) -> tuple[datetime, Phase] | None:
    """As the last message had it."""
    found = [one for one in known if one.kind not in _ASIDE and isinstance(one.affair, Maintenance)]
    if not found:
        return None
    last = sorted(found, key=lambda one: one.arrived)[-1]
    return planned(last.affair, last.arrived)[0], maintenance_phase_at(last.affair, last.arrived)


def _announcement_lacks(site: Site, person: Subscriber, one: Announcement, known: Known, now: datetime) -> str:
    if one.until is None or one.until <= now or not one.notify or (one.by == person.id and not person.own_updates):
        return ""
    return "" if known[1] or not is_theirs(site, person, one, frozenset({Event.ANNOUNCEMENT})) else "all of it"


_LACKING = {Incident: _incident_lacks, Maintenance: _maintenance_lacks, Announcement: _announcement_lacks}
