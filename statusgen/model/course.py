"""The course of an incident: what was said by a moment, and the phases, effects and promises that follow from it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import accumulate, chain, pairwise

from statusgen.model.incident import NO_PROMISE, Incident, Phase, Promise, Spell, Update
from statusgen.model.service import Effect, Effects


@dataclass(frozen=True, slots=True)
class Entry:
    """An update, and what was said later to correct it, oldest first.

    A correction stands in the place of what it corrects: the text is replaced, and so are the phase, effects and
    other fields that it states itself. It counts from the corrected update's moment, so that mending an old
    update never reopens an incident that has been resolved since.
    """

    update: Update
    corrections: tuple[Update, ...] = ()

    @property
    def at(self) -> datetime:
        return self.update.at

    @property
    def text(self) -> str:
        """The text that holds now."""
        return next((version.text for version in reversed(self._versions) if version.text), "")

    @property
    def corrected_at(self) -> datetime | None:
        return self.corrections[-1].at if self.corrections else None

    @property
    def phase(self) -> Phase | None:
        return next((version.phase for version in reversed(self._versions) if version.phase), None)

    @property
    def effects(self) -> Effects:
        if not self.corrections:
            return self.update.effects
        return dict(chain.from_iterable(version.effects.items() for version in self._versions))

    @property
    def impact(self) -> str:
        return next((version.impact for version in reversed(self._versions) if version.impact), "")

    @property
    def action(self) -> str:
        return next((version.action for version in reversed(self._versions) if version.action), "")

    @property
    def next_update(self) -> Promise:
        return next(
            (one.next_update for one in reversed(self._versions) if one.next_update is not None), None
        )

    @property
    def _versions(self) -> tuple[Update, ...]:
        return (self.update, *self.corrections)


@dataclass(frozen=True, slots=True)
class Step:
    """How things stand from `at` on, until the next step. `effects` are non-operational ones only.

    `ended` is when the resolution in force was said; `before` are the effects that it put an end to.
    """

    at: datetime
    phase: Phase | None = None
    ended: datetime | None = None
    effects: dict[str, Effect] = field(default_factory=dict)
    before: dict[str, Effect] = field(default_factory=dict)


def said(updates: Iterable[Update], now: datetime) -> tuple[Update, ...]:
    """What has been said by `now`, oldest first."""
    return tuple(update for update in updates if update.at <= now)


def entries(updates: Iterable[Update], now: datetime) -> tuple[Entry, ...]:
    """What has been said by `now`, oldest first, each with its corrections (and corrections of those).

    A correction of something that is not there, or not yet, stands by itself.
    """
    threads: dict[
        str, list[Update]
    ] = {}  # by the id of each update in the thread: corrections of corrections
    roots: list[list[Update]] = []
    for update in said(updates, now):
        thread = threads.get(update.corrects) if update.corrects else None
        if thread is None:
            roots.append(thread := [])
        thread.append(update)
        threads[update.id] = thread
    return tuple(Entry(first, tuple(corrections)) for first, *corrections in roots)


def course(incident: Incident, now: datetime) -> tuple[Step, ...]:
    """Its steps from the start until `now`, oldest first; empty before it started."""
    if incident.started > now:
        return ()
    first = Step(incident.started, effects=harmful(incident.effects))
    return tuple(accumulate(entries(incident.updates, now), _after, initial=first))


def _after(step: Step, entry: Entry) -> Step:
    """How things stand once `entry` has been said. What was said before the start counts from the start."""
    phase = entry.phase
    moved = replace(step, at=max(step.at, entry.at), phase=phase or step.phase)
    if phase is Phase.RESOLVED:
        return _resolved(moved, entry)
    if phase in (None, Phase.POSTMORTEM) or step.ended is None:
        return replace(moved, effects=harmful({**step.effects, **entry.effects}))
    return _reopened(moved, entry)


def _resolved(step: Step, entry: Entry) -> Step:
    """Everything is operational again, but for what the resolution says. Saying it twice changes no date."""
    effects = harmful(entry.effects)
    if step.ended is None:
        return replace(step, ended=step.at, before=step.effects, effects=effects)
    return replace(step, effects=effects)


def _reopened(step: Step, entry: Entry) -> Step:
    """Open again, with the effects that it names or, if it names none, those of before the resolution."""
    known = step.effects if entry.effects else {**step.before, **step.effects}
    return replace(step, ended=None, before={}, effects=harmful({**known, **entry.effects}))


def harmful(effects: Effects) -> dict[str, Effect]:
    """Without those that are operational."""
    return {service: effect for service, effect in effects.items() if effect is not Effect.OPERATIONAL}


def phase_at(incident: Incident, now: datetime) -> Phase | None:
    """The phase stated last; None while none was stated."""
    steps = course(incident, now)
    return steps[-1].phase if steps else None


def ended_at(incident: Incident, now: datetime) -> datetime | None:
    """When the resolution that is in force was said; None while open."""
    steps = course(incident, now)
    return steps[-1].ended if steps else None


def is_open(incident: Incident, now: datetime) -> bool:
    """Started, and not resolved."""
    steps = course(incident, now)
    return bool(steps) and steps[-1].ended is None


def effects_at(incident: Incident, now: datetime) -> dict[str, Effect]:
    """What it does to services at `now`, without those that are operational."""
    steps = course(incident, now)
    return steps[-1].effects if steps else {}


def worst_effects(incident: Incident, now: datetime) -> dict[str, Effect]:
    """The worst effect on each service that it ever named, in the order of first mention."""
    found: dict[str, Effect] = {}
    if incident.started > now:
        return found
    statements = (incident.effects, *(entry.effects for entry in entries(incident.updates, now)))
    for service, effect in chain.from_iterable(effects.items() for effects in statements):
        found[service] = max(effect, found.get(service, effect), key=lambda one: one.rank)
    return found


def spells(incident: Incident, now: datetime) -> tuple[Spell, ...]:
    """When it had which effect on which service, until `now`, in order of start; never operational, never empty."""
    return joined(((step.at, step.effects) for step in course(incident, now)), now)


def joined(steps: Iterable[tuple[datetime, Mapping[str, Effect]]], now: datetime) -> tuple[Spell, ...]:
    """Steps in order of time, each the effects from then on, as spells as long as possible, cut at `now`."""
    found: dict[tuple[str, datetime], Spell] = {}
    running: dict[str, Spell] = {}
    for piece in _pieces(steps, now):
        last = running.get(piece.service)
        if last and last.end == piece.start and last.effect is piece.effect:
            piece = replace(last, end=piece.end)  # noqa: PLW2901 -- the piece prolongs the spell it continues
        running[piece.service] = found[piece.service, piece.start] = piece
    return tuple(found.values())


def _pieces(steps: Iterable[tuple[datetime, Mapping[str, Effect]]], now: datetime) -> Iterator[Spell]:
    for (start, effects), (end, _) in pairwise((*steps, (now, {}))):
        if start < end:
            yield from (Spell(service, effect, start, end) for service, effect in effects.items())


def promised_at(incident: Incident, promise: timedelta | None, now: datetime) -> datetime | None:
    """When the next update is due, `promise` being the site's default; None if it is resolved or nothing is promised.

    A correction keeps no promise: the time runs from the update that it corrects.
    """
    if not is_open(incident, now):
        return None
    latest = entries(incident.updates, now)[-1:]
    stated = latest[0].next_update if latest else None
    due = promise if stated is None else stated
    if isinstance(due, timedelta):
        return (latest[0].at if latest else incident.started) + due
    return None if due == NO_PROMISE or isinstance(due, str) else due
