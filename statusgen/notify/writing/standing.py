"""Where an affair stands, and the facts of it, in words."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from statusgen.model.course import advice, course, promised_at, worst_effects
from statusgen.model.incident import Incident, Phase, Severity
from statusgen.model.maintenance import Announcement, Maintenance
from statusgen.model.occurrences import maintenances_at
from statusgen.model.plans import plans
from statusgen.model.service import Effect, Effects
from statusgen.model.site import Site
from statusgen.model.windows import is_ahead, maintenance_phase_at, window
from statusgen.notify.writing.occasion import Matter
from statusgen.notify.writing.press import Voice

# Severities borrow the colours of effects, as on the page.
_EFFECTS = {
    Severity.NONE: Effect.DEGRADED_PERFORMANCE,
    Severity.MINOR: Effect.DEGRADED_PERFORMANCE,
    Severity.MAJOR: Effect.PARTIAL_OUTAGE,
    Severity.CRITICAL: Effect.MAJOR_OUTAGE,
}
_OVER = (Phase.COMPLETED, Phase.CANCELLED)
NEXT_DATES = 5  # of what repeats

Fact = tuple[str, str]  # its name and what it is; plain text, as long as it was written


@dataclass(frozen=True, slots=True)
class Standing:
    """`rank` orders affairs: the gravest first. `state` is a line, `phase` a word of it; both may be empty."""

    rank: int
    state: str
    phase: str
    effect: Effect | None
    over: bool


def standing(matter: Matter, voice: Voice, now: datetime) -> Standing:
    affair = matter.affair
    if isinstance(affair, Incident):
        return _of_incident(affair, voice, now)
    if isinstance(affair, Maintenance):
        return _of_maintenance(foremost(affair, matter.site, now), voice, now)
    over = affair.until is not None and affair.until <= now
    return Standing(9 if over else 6, voice.say("history.announcement"), "", None, over)


def _of_incident(incident: Incident, voice: Voice, now: datetime) -> Standing:
    steps = course(incident, now)
    over = bool(steps) and steps[-1].ended is not None
    phase = steps[-1].phase if steps else None
    effect = Effect.OPERATIONAL if over else _EFFECTS[incident.severity]
    rank = 7 if over else 3 - incident.severity.rank
    return _standing(voice, rank, f"severity.{incident.severity}", phase, effect, over=over)


def _of_maintenance(maintenance: Maintenance, voice: Voice, now: datetime) -> Standing:
    phase = maintenance_phase_at(maintenance, now)
    over = phase in _OVER
    effect = Effect.OPERATIONAL if phase is Phase.COMPLETED else Effect.UNDER_MAINTENANCE
    rank = 8 if over else 5 if phase is Phase.SCHEDULED else 4
    return _standing(voice, rank, "maintenance.one", phase, effect, over=over)


def _standing(voice: Voice, rank: int, sort: str, phase: Phase | None, effect: Effect, *, over: bool) -> Standing:
    name = voice.say(f"phase.{phase}") if phase else ""
    state = voice.say("mail.state", sort=voice.say(sort), phase=name) if name else voice.say(sort)
    return Standing(rank, state, name, effect, over)


def facts_of(matter: Matter, voice: Voice, now: datetime) -> Iterator[Fact]:
    """What holds now, the most urgent first."""
    affair = matter.affair
    if isinstance(affair, Incident):
        yield from _incident_facts(affair, matter, voice, now)
    elif isinstance(affair, Maintenance):
        yield from _maintenance_facts(affair, matter, voice, now)
    elif affair.until:
        over = affair.until <= now
        name = voice.say("maintenance.when")
        yield name, voice.say("announcement.over" if over else "announcement.until", time=voice.moment(affair.until))


def _incident_facts(incident: Incident, matter: Matter, voice: Voice, now: datetime) -> Iterator[Fact]:
    steps = course(incident, now)
    if steps and steps[-1].ended:
        yield voice.say("incident.duration"), voice.lasted(incident.started, steps[-1].ended)
        return
    impact, action = advice(incident, now)
    if impact:
        yield voice.say("incident.impact"), impact
    if action:
        yield voice.say("incident.action"), action
    due = promised_at(incident, matter.site.settings.promise, now)
    if due:
        key = "incident.overdue" if due < now else "incident.next_by"
        yield voice.say("incident.next"), voice.say(key, time=voice.moment(due))
    yield voice.say("incident.since"), voice.moment(incident.started)


def _maintenance_facts(maintenance: Maintenance, matter: Matter, voice: Voice, now: datetime) -> Iterator[Fact]:
    ahead = upcoming(maintenance, matter.site, now)
    shown = ahead[0] if ahead else maintenance
    yield voice.say("maintenance.when"), voice.period(*window(shown, now))
    *before, plan = plans(shown, now)
    if before and (before[-1].starts, before[-1].ends) != (plan.starts, plan.ends):
        was = voice.period(before[-1].starts, before[-1].ends)
        yield voice.say("maintenance.planned"), voice.say("maintenance.moved", was=was)
    if len(ahead) > 1:
        dates = "; ".join(voice.period(*window(one, now)) for one in ahead[1:])
        yield voice.say("maintenance.next"), dates


def upcoming(maintenance: Maintenance, site: Site, now: datetime) -> tuple[Maintenance, ...]:
    """The next times of a whole series, the next first; of a single maintenance or occurrence nothing."""
    if maintenance.repeats is None or maintenance.occurrence:
        return ()
    alone = replace(site, maintenances=(maintenance,))
    ahead = [one for one in reversed(maintenances_at(alone, now, now)) if is_ahead(one, now)]
    return tuple(ahead[:NEXT_DATES])


def foremost(maintenance: Maintenance, site: Site, now: datetime) -> Maintenance:
    """What of it matters: the next time of a whole series, as its first may long be over; else itself."""
    return next(iter(upcoming(maintenance, site, now)), maintenance)


def effects_of(matter: Matter, now: datetime) -> tuple[str, Effects]:
    """The key of what to call the services, and what each is, was or will be; the worst first."""
    affair = matter.affair
    if isinstance(affair, Announcement):
        return "announcement.services", dict.fromkeys(affair.services, Effect.OPERATIONAL)
    if isinstance(affair, Maintenance):
        return "maintenance.services", affair.effects
    steps = course(affair, now)
    present = steps[-1].effects if steps else {}
    name, found = ("incident.services", present) if present else ("incident.services_then", worst_effects(affair, now))
    return name, dict(sorted(found.items(), key=lambda item: -item[1].rank))
