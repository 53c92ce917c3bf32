"""The course of an incident: what was said by a moment, and what follows: phase, effects, promises."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import reduce
from itertools import accumulate, pairwise

from statusgen.model.incident import Incident, Phase, Spell, Update
from statusgen.model.service import Effect, Effects, worst


@dataclass(frozen=True, slots=True)
class Entry:
    """An update, and what was said later to correct it, oldest first.

    A correction stands in the place of what it corrects, and at its time: it replaces the text, and the phase,
    effects and so on that it states itself. So mending an old update never reopens a resolved incident.
    """

    update: Update
    corrections: tuple[Update, ...] = ()

    @property
    def current(self) -> Update:
        """The update as it reads now: its id and time, and what was said of it last."""
        return reduce(_corrected, self.corrections, self.update)

    @property
    def at(self) -> datetime:
        return self.update.at

    @property
    def text(self) -> str:
        return self.current.text

    @property
    def phase(self) -> Phase | None:
        return self.current.phase

    @property
    def effects(self) -> Effects:
        return self.current.effects

    @property
    def impact(self) -> str:
        return self.current.impact

    @property
    def action(self) -> str:
        return self.current.action

    @property
    def counts_from(self) -> datetime:
        """From when a promise of the next update counts: a correction that changed the phase is news itself."""
        since, phase = self.update.at, self.update.phase
        for correction in self.corrections:
            if correction.phase not in (None, phase):
                since, phase = correction.at, correction.phase
        return since

    @property
    def corrected_at(self) -> datetime | None:
        return self.corrections[-1].at if self.corrections else None


@dataclass(frozen=True, slots=True)
class Step:
    """How things stand from `at` on, until the next step. `effects` are non-operational ones only.

    `ended` is when the resolution in force was said; `before` are the effects that it put an end to.
    """

    at: datetime
    phase: Phase | None = None
    effects: dict[str, Effect] = field(default_factory=dict)
    ended: datetime | None = None
    before: dict[str, Effect] = field(default_factory=dict)


def said(updates: Iterable[Update], now: datetime) -> tuple[Update, ...]:
    """What has been said by `now`, oldest first."""
    return tuple(update for update in updates if update.at <= now)


def entries(updates: Iterable[Update], now: datetime) -> tuple[Entry, ...]:
    """What has been said by `now`, oldest first, each with its corrections (and corrections of those).

    A correction of something that is not there, or not yet, stands by itself.
    """
    threads: list[list[Update]] = []  # an update and its corrections
    by_id: dict[str, list[Update]] = {}
    for update in said(updates, now):
        thread = by_id.get(update.corrects) if update.corrects else None
        if thread is None:
            threads.append(thread := [])
        thread.append(update)
        by_id[update.id] = thread
    return tuple(Entry(first, tuple(corrections)) for first, *corrections in threads)


def _corrected(update: Update, correction: Update) -> Update:
    promise = correction.next_update
    return replace(
        update,
        text=correction.text or update.text,
        phase=correction.phase or update.phase,
        effects={**update.effects, **correction.effects},
        impact=correction.impact or update.impact,
        action=correction.action or update.action,
        next_update=update.next_update if promise is None else promise,
        starts=correction.starts or update.starts,
        ends=correction.ends or update.ends,
    )


def course(incident: Incident, now: datetime) -> tuple[Step, ...]:
    """Its steps from the start until `now`, oldest first; empty before it started."""
    if incident.started > now:
        return ()
    first = Step(incident.started, None, harmful(incident.effects))
    updates = (entry.current for entry in entries(incident.updates, now))
    return tuple(accumulate(updates, _after, initial=first))


def _after(step: Step, update: Update) -> Step:
    """How things stand once this has been said. What was said before the start counts from the start."""
    at = max(step.at, update.at)
    phase = update.phase or step.phase
    if update.phase is Phase.RESOLVED:
        if step.ended:  # resolving twice changes no date
            return Step(at, phase, harmful(update.effects), step.ended, step.before)
        return Step(at, phase, harmful(update.effects), at, step.effects)
    if step.ended is None or update.phase in (None, Phase.POSTMORTEM):
        return Step(at, phase, harmful({**step.effects, **update.effects}), step.ended, step.before)
    restored = {} if update.effects else step.before
    return Step(at, phase, harmful({**restored, **step.effects, **update.effects}))


def is_settled(incident: Incident, by: datetime) -> bool:
    """Whether it is plain to see that it was over by then, with nothing left of it. False says: look closely.

    A glance that spares thousands of old incidents the telling of their whole course.
    """
    for update in reversed(incident.updates):
        if update.at > by or update.effects or update.corrects:
            return False
        if update.phase not in (None, Phase.POSTMORTEM):
            return update.phase is Phase.RESOLVED
    return False


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
    updates = (entry.current for entry in entries(incident.updates, now))
    for effects in (incident.effects, *(update.effects for update in updates)):
        for service, effect in effects.items():
            found[service] = worst((effect, found.get(service, effect)))
    return found


def spells(incident: Incident, now: datetime) -> tuple[Spell, ...]:
    """When it had which effect on which service, until `now`, in order of start. Never operational."""
    return joined(((step.at, step.effects) for step in course(incident, now)), now)


def joined(steps: Iterable[tuple[datetime, Mapping[str, Effect]]], now: datetime) -> tuple[Spell, ...]:
    """Steps in order of time, each the effects from then on, as spells as long as possible, cut at `now`."""
    found: dict[tuple[str, datetime], Spell] = {}
    latest: dict[str, Spell] = {}
    for piece in _pieces(steps, now):
        spell = _prolonged(latest.get(piece.service), piece)
        latest[spell.service] = found[spell.service, spell.start] = spell
    return tuple(found.values())


def _prolonged(spell: Spell | None, piece: Spell) -> Spell:
    """The spell with the piece at its end if that continues it, else the piece alone."""
    if spell and spell.end == piece.start and spell.effect is piece.effect:
        return replace(spell, end=piece.end)
    return piece


def _pieces(steps: Iterable[tuple[datetime, Mapping[str, Effect]]], now: datetime) -> Iterator[Spell]:
    for (start, effects), (end, _) in pairwise((*steps, (now, {}))):
        if start < end:
            yield from (Spell(service, effect, start, end) for service, effect in effects.items())


def advice(incident: Incident, now: datetime) -> tuple[str, str]:
    """Impact and action as stated last; before any impact was stated, the summary speaks for it."""
    spoken = said(incident.updates, now)
    impact = next((update.impact for update in reversed(spoken) if update.impact), incident.summary)
    return impact, next((update.action for update in reversed(spoken) if update.action), "")


def promised_at(incident: Incident, promise: timedelta | None, now: datetime) -> datetime | None:
    """When the next update is due; None if resolved, or if none is promised. `promise` is the site's default.

    Whoever has not said anything yet has promised nothing.
    """
    if not is_open(incident, now):
        return None
    spoken = entries(incident.updates, now)
    return promised_by(spoken[-1], promise) if spoken else None


def promised_by(entry: Entry, promise: timedelta | None) -> datetime | None:
    """When this entry says that the next one comes. A correction of the text alone gives no more time."""
    stated = entry.current.next_update
    due = promise if stated is None else stated
    if isinstance(due, timedelta):
        return entry.counts_from + due
    return due if isinstance(due, datetime) else None
