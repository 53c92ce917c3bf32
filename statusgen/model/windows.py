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
from statusgen.model.service import Effect, Effects

_RUNNING = (Phase.IN_PROGRESS, Phase.VERIFYING)
_OVER = (Phase.COMPLETED, Phase.CANCELLED)


class _Mark(NamedTuple):
    """Something that happened to a maintenance: a planned time was reached, or an update was said."""

    at: datetime
    phase: Phase | None
    effects: Effects
    by_clock: bool


def maintenance_course(maintenance: Maintenance, now: datetime) -> tuple[Step, ...]:
    """Its steps until `now`, oldest first. The first is that it was scheduled, at no particular moment."""
    marks = sorted(_marks(maintenance, now), key=lambda mark: (mark.at, not mark.by_clock))
    earliest = min(chain([maintenance.starts], (mark.at for mark in marks)))
    scheduled = Step(earliest, Phase.SCHEDULED, harmful(maintenance.effects))
    return tuple(accumulate(marks, _after, initial=scheduled))


def _marks(maintenance: Maintenance, now: datetime) -> Iterator[_Mark]:
    if maintenance.starts <= now:
        yield _Mark(maintenance.starts, Phase.IN_PROGRESS, {}, by_clock=True)
    if maintenance.ends <= now:
        yield _Mark(maintenance.ends, Phase.COMPLETED, {}, by_clock=True)
    for entry in entries(maintenance.updates, now):
        update = entry.current
        yield _Mark(update.at, update.phase, update.effects, by_clock=False)


def _after(step: Step, mark: _Mark) -> Step:
    if mark.by_clock and not _clock_may(step.phase, mark.phase):
        return step
    return Step(mark.at, mark.phase or step.phase, harmful({**step.effects, **mark.effects}))


def _clock_may(phase: Phase | None, into: Phase | None) -> bool:
    """The planned start begins only what is scheduled; the planned end completes all that is not over."""
    return phase is Phase.SCHEDULED if into is Phase.IN_PROGRESS else phase not in _OVER


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

    While it is running over, the end is the planned one, and lies in the past. Put off, it has only a plan again.
    """
    steps = maintenance_course(maintenance, now)
    runs = [number for number, step in enumerate(steps) if step.phase in _RUNNING]
    if not runs or steps[-1].phase is Phase.SCHEDULED:
        return maintenance.starts, maintenance.ends
    started = steps[runs[0]].at
    if steps[-1].phase in _RUNNING:
        return started, max(started, maintenance.ends)
    return started, steps[runs[-1] + 1].at


def maintenance_effects_at(maintenance: Maintenance, now: datetime) -> dict[str, Effect]:
    """What it does to services at `now`; nothing unless it is running."""
    return _effects(maintenance_course(maintenance, now)[-1])


def maintenance_spells(maintenance: Maintenance, now: datetime) -> tuple[Spell, ...]:
    """When it had which effect on which service, until `now`, in order of start."""
    return joined(((step.at, _effects(step)) for step in maintenance_course(maintenance, now)), now)


def _effects(step: Step) -> dict[str, Effect]:
    return step.effects if step.phase in _RUNNING else {}
