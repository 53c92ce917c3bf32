"""When a maintenance is to be: as first planned, and as it was moved since."""

from dataclasses import dataclass
from datetime import UTC, datetime

from statusgen.model.course import entries, said
from statusgen.model.incident import Phase, Update
from statusgen.model.maintenance import Maintenance

BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Plan:
    """From `starts` to `ends`, as it was said at `since` by `update`; as first planned: at no particular moment."""

    starts: datetime
    ends: datetime
    since: datetime = BEFORE_ALL
    update: str | None = None


def plans(maintenance: Maintenance, now: datetime) -> tuple[Plan, ...]:
    """Every plan so far, the one in force last."""
    found = [Plan(maintenance.starts, maintenance.ends)]
    if not any(update.starts or update.ends for update in maintenance.updates):
        return tuple(found)  # a glance that spares most of them the telling of their course
    for entry in entries(maintenance.updates, now):
        plan = moved(found[-1], entry.current)
        if (plan.starts, plan.ends) != (found[-1].starts, found[-1].ends) and plan.starts < plan.ends:
            found.append(plan)
    return tuple(found)


def moved(plan: Plan, update: Update) -> Plan:
    """A new start alone keeps the length, a new end alone keeps the start."""
    starts = update.starts or plan.starts
    ends = update.ends or (starts + (plan.ends - plan.starts))
    return Plan(starts, ends, update.at, update.id)


def planned(maintenance: Maintenance, now: datetime) -> tuple[datetime, datetime]:
    """Start and end of the plan in force."""
    plan = plans(maintenance, now)[-1]
    return plan.starts, plan.ends


def revisions(maintenance: Maintenance, now: datetime) -> int:
    """How often something was said that a calendar must know: moved, called off, on again. It never falls."""
    count, off = 0, False
    for update in said(maintenance.updates, now):
        was_off, off = off, update.phase is Phase.CANCELLED if update.phase else off
        count += bool(update.starts or update.ends) or off != was_off
    return count


def reminders(maintenance: Maintenance, now: datetime) -> tuple[datetime, ...]:
    """When people are reminded of it, by the plan in force; not of what was called off or has been done.

    A moment that had passed when the plan was made is left out: the news of the plan is the reminder.
    """
    made = plans(maintenance, now)
    if _stands(maintenance, made, now) is not Phase.SCHEDULED:
        return ()
    plan = made[-1]
    return tuple(sorted(at for before in maintenance.reminders if (at := plan.starts - before) > plan.since))


def _stands(maintenance: Maintenance, made: tuple[Plan, ...], now: datetime) -> Phase:
    """By words alone, whatever the clock says. What is moved to a start that lies ahead is scheduled again."""
    anew = {plan.update for plan in made if plan.starts > plan.since}
    stated = (
        entry.phase or (Phase.SCHEDULED if entry.update.id in anew else None)
        for entry in reversed(entries(maintenance.updates, now))
    )
    return next(filter(None, stated), Phase.SCHEDULED)
