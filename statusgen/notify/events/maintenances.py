"""What is worth telling of planned work: from what was said of it, and where nothing was, from its times."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from statusgen.model.course import Entry, entries
from statusgen.model.incident import Phase
from statusgen.model.maintenance import Maintenance
from statusgen.model.plans import Plan, plans, reminders
from statusgen.model.windows import maintenance_course
from statusgen.notify.events.incidents import entry_news
from statusgen.notify.news import Kind, News, thread_of

_RUNNING = (Phase.IN_PROGRESS, Phase.VERIFYING)


def maintenance_news(maintenance: Maintenance, now: datetime) -> Iterator[News]:
    """Of one that comes once, or of one occurrence: that it was planned is told of the series then."""
    made, said = plans(maintenance, now), entries(maintenance.updates, now)
    own = tuple(entry for entry in said if entry.update.occurrence) if maintenance.occurrence else said
    found = [
        *_said(maintenance, own, made),
        *_reminders(maintenance, made[-1], now),
        *_by_clock(maintenance, said, made, now),
    ]
    if not maintenance.occurrence and made[-1].update is None and not _schedules(own):
        yield _planned(maintenance, made[-1], found, now)
    yield from sorted(found, key=lambda one: one.at)


def series_news(maintenance: Maintenance, now: datetime) -> Iterator[News]:
    """Of one that repeats as a whole: announced once, and what was said of all that comes."""
    common = tuple(entry for entry in entries(maintenance.updates, now) if not entry.update.occurrence)
    plan = Plan(maintenance.starts, maintenance.ends)
    found = [replace(one, until=None) for one in _said(maintenance, common, (plan,))]
    if not _schedules(common):
        yield replace(_planned(maintenance, plan, found, now), until=None)
    yield from found


def _schedules(said: tuple[Entry, ...]) -> bool:
    return any(entry.phase is Phase.SCHEDULED for entry in said)


def _planned(maintenance: Maintenance, plan: Plan, later: list[News], now: datetime) -> News:
    thread = thread_of(maintenance)
    at = min([now, plan.starts, *(one.at for one in later)])
    name = f"{thread}/scheduled/{stamp(plan.starts)}"
    return News(name, Kind.SCHEDULED, thread, maintenance, at, plan.starts, audience=maintenance.audience)


def _said(maintenance: Maintenance, own: tuple[Entry, ...], made: tuple[Plan, ...]) -> Iterator[News]:
    """A plan that is announced or moved has its start in the id: should that be edited, it is news again."""
    moves = {plan.update for plan in made}
    stands: Phase | None = None
    for entry in own:
        kind = _kind(entry, stands, moves)
        stands = entry.phase or stands
        if kind in (Kind.SCHEDULED, Kind.RESCHEDULED):
            starts = _plan_at(made, entry.at).starts
            yield from entry_news(maintenance, entry, kind, stamp(starts), starts)
        else:
            yield from entry_news(maintenance, entry, kind)


def _kind(entry: Entry, stands: Phase | None, moves: set[str | None]) -> Kind:
    """`stands`: the phase that was said before, if one was."""
    phase = entry.phase
    if phase is Phase.COMPLETED:
        return Kind.COMPLETED
    if phase is Phase.CANCELLED:
        return Kind.CANCELLED
    if entry.update.id in moves:
        return Kind.RESCHEDULED
    if phase is Phase.SCHEDULED and stands in (None, Phase.CANCELLED):
        return Kind.SCHEDULED
    return Kind.STARTED if phase in _RUNNING and stands not in _RUNNING else Kind.UPDATED


def _reminders(maintenance: Maintenance, plan: Plan, now: datetime) -> Iterator[News]:
    thread, due = thread_of(maintenance), reminders(maintenance, now)
    for before in maintenance.reminders:
        at = plan.starts - before
        if at in due and at <= now:
            name = f"{thread}/reminder/{stamp(plan.starts)}/{_length(before)}"
            yield News(name, Kind.REMINDER, thread, maintenance, at, plan.starts, audience=maintenance.audience)


def _by_clock(
    maintenance: Maintenance, said: tuple[Entry, ...], made: tuple[Plan, ...], now: datetime
) -> Iterator[News]:
    """The start and end by the plan, unless someone says the same by then or later."""
    thread = thread_of(maintenance)
    for before, step in pairwise(maintenance_course(maintenance, now)):
        phase, plan = step.phase, _plan_at(made, step.at)
        if phase is before.phase or any(entry.phase is phase and entry.at >= step.at for entry in said):
            continue
        if phase is Phase.IN_PROGRESS:
            name = f"{thread}/started/{stamp(plan.starts)}"
            yield News(name, Kind.STARTED, thread, maintenance, step.at, plan.ends, audience=maintenance.audience)
        if phase is Phase.COMPLETED:
            name = f"{thread}/completed/{stamp(plan.ends)}"
            yield News(name, Kind.COMPLETED, thread, maintenance, step.at, audience=maintenance.audience)


def _plan_at(made: tuple[Plan, ...], at: datetime) -> Plan:
    """The plan that was in force then."""
    return next((plan for plan in reversed(made) if plan.since <= at), made[0])


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%MZ")


def _length(before: timedelta) -> str:
    """As `24h`, `1h30m` or `30m`."""
    hours, minutes = divmod(int(before.total_seconds()) // 60, 60)
    return (f"{hours}h" if hours else "") + (f"{minutes}m" if minutes else "")
