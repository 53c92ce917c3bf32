"""The course of a maintenance: by its planned times, and by what was said about it.

Whichever came last decides, with one exception: the clock never starts or ends what was said to be over.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import accumulate, chain
from typing import NamedTuple

from statusgen.model.course import Step, entries, harmful, joined
from statusgen.model.incident import Phase, Spell
from statusgen.model.maintenance import Maintenance
from statusgen.model.plans import Plan, plans
from statusgen.model.service import Effect, Effects

_RUNNING = (Phase.IN_PROGRESS, Phase.VERIFYING)
_OVER = (Phase.COMPLETED, Phase.CANCELLED)


class _Mark(NamedTuple):
    """Something that happened to a maintenance: a planned time was reached, or an update was said.

    `rank` orders what happens at one moment: a time that was planned before, a word, a time that it put in the past.
    """

    at: datetime
    rank: int
    phase: Phase | None
    effects: Effects
    plan: Plan | None = None  # what an update moved it to


_BY_CLOCK, _SAID, _BY_NEW_PLAN = range(3)


def maintenance_course(maintenance: Maintenance, now: datetime) -> tuple[Step, ...]:
    """Its steps until `now`, oldest first. The first is that it was scheduled, at no particular moment."""
    if not maintenance.updates:
        return tuple(_by_clock_alone(maintenance, now))
    made = plans(maintenance, now)
    marks = sorted(chain(_reached(made, now), _said(maintenance, made, now)), key=lambda mark: (mark.at, mark.rank))
    earliest = min(chain([made[-1].starts], (mark.at for mark in marks)))
    scheduled = Step(earliest, Phase.SCHEDULED, harmful(maintenance.effects))
    return tuple(accumulate(marks, _after, initial=scheduled))


def _by_clock_alone(maintenance: Maintenance, now: datetime) -> Iterator[Step]:
    """The same for what nobody said anything of: thousands of occurrences."""
    effects = harmful(maintenance.effects)
    yield Step(maintenance.starts, Phase.SCHEDULED, effects)
    if maintenance.starts <= now:
        yield Step(maintenance.starts, Phase.IN_PROGRESS, effects)
    if maintenance.ends <= now:
        yield Step(maintenance.ends, Phase.COMPLETED, effects)


def _reached(made: tuple[Plan, ...], now: datetime) -> Iterator[_Mark]:
    """The planned times that came while their plan was in force. One already past counts when its plan is made."""
    for plan, following in zip(made, (*made[1:], None), strict=True):
        for time, phase in ((plan.starts, Phase.IN_PROGRESS), (plan.ends, Phase.COMPLETED)):
            at = max(time, plan.since)
            if at <= now and (following is None or at < following.since):
                yield _Mark(at, _BY_CLOCK if time > plan.since else _BY_NEW_PLAN, phase, {})


def _said(maintenance: Maintenance, made: tuple[Plan, ...], now: datetime) -> Iterator[_Mark]:
    moved = {plan.update: plan for plan in made}
    for entry in entries(maintenance.updates, now):
        update = entry.current
        yield _Mark(update.at, _SAID, update.phase, update.effects, moved.get(update.id))


def _after(step: Step, mark: _Mark) -> Step:
    if mark.rank != _SAID and not _clock_may(step.phase, mark.phase):
        return step
    phase = mark.phase or _planned_anew(step, mark) or step.phase
    return Step(mark.at, phase, harmful({**step.effects, **mark.effects}))


def _clock_may(phase: Phase | None, into: Phase | None) -> bool:
    """The planned start begins only what is scheduled; the planned end completes all that is not over."""
    return phase is Phase.SCHEDULED if into is Phase.IN_PROGRESS else phase not in _OVER


def _planned_anew(step: Step, mark: _Mark) -> Phase | None:
    """What is moved is scheduled again, unless it runs on, or its new end has passed as well."""
    plan = mark.plan
    if plan is None or plan.ends <= mark.at or (plan.starts <= mark.at and step.phase in _RUNNING):
        return None
    return Phase.SCHEDULED


def maintenance_phase_at(maintenance: Maintenance, now: datetime) -> Phase:
    """Scheduled, in progress, verifying, completed or cancelled."""
    return maintenance_course(maintenance, now)[-1].phase or Phase.SCHEDULED


def is_running(maintenance: Maintenance, now: datetime) -> bool:
    return maintenance_phase_at(maintenance, now) in _RUNNING


def is_ahead(maintenance: Maintenance, now: datetime) -> bool:
    return maintenance_phase_at(maintenance, now) is Phase.SCHEDULED


def is_over(maintenance: Maintenance, now: datetime) -> bool:
    return maintenance_phase_at(maintenance, now) in _OVER


def window(maintenance: Maintenance, now: datetime) -> tuple[datetime, datetime]:
    """From when until when: the real start and end as far as they are known at `now`, else the planned ones.

    While it is running over, the end is the planned one, and lies in the past. Put off, it has only a plan again, and
    what ran before its start was moved does not count.
    """
    made = plans(maintenance, now)
    plan, since = made[-1], next(one.since for one in made if one.starts == made[-1].starts)
    steps = maintenance_course(maintenance, now)
    runs = [number for number, step in enumerate(steps) if step.phase in _RUNNING and _lasts(steps, number, since)]
    if not runs or steps[-1].phase is Phase.SCHEDULED:
        return plan.starts, plan.ends
    started = steps[runs[0]].at
    if steps[-1].phase in _RUNNING:
        return started, max(started, plan.ends)
    return started, steps[runs[-1] + 1].at


def _lasts(steps: tuple[Step, ...], number: int, beyond: datetime) -> bool:
    return number + 1 == len(steps) or steps[number + 1].at > beyond


def maintenance_effects_at(maintenance: Maintenance, now: datetime) -> dict[str, Effect]:
    """What it does to services at `now`; nothing unless it is running."""
    return _effects(maintenance_course(maintenance, now)[-1])


def maintenance_spells(maintenance: Maintenance, now: datetime) -> tuple[Spell, ...]:
    """When it had which effect on which service, until `now`, in order of start."""
    return joined(((step.at, _effects(step)) for step in maintenance_course(maintenance, now)), now)


def _effects(step: Step) -> dict[str, Effect]:
    return step.effects if step.phase in _RUNNING else {}
