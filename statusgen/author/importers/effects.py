"""From `how every component stands now`, which other tools keep, to `what changes`, which our files say."""

from collections.abc import Iterable, Sequence

from statusgen.author.importers.history import EFFECTS, Affair, Said
from statusgen.model.incident import Phase, Severity
from statusgen.model.service import Effect, Effects

Changes = dict[str, Effect]

_OVER = (Phase.RESOLVED, Phase.POSTMORTEM)
_RUNNING = (Phase.IN_PROGRESS, Phase.VERIFYING)


def changes(affair: Affair, said: Sequence[Said]) -> tuple[Changes, list[Changes]]:
    """By component id: what holds from the start, and what each of `said` changes. Operational ones are named at the
    start, so that the affair is known to concern them."""
    return _of_maintenance(affair, said) if affair.window else _of_incident(affair, said)


def _of_incident(affair: Affair, said: Sequence[Said]) -> tuple[Changes, list[Changes]]:
    if all(one.states is None for one in said):
        effect = EFFECTS[affair.severity or Severity.MINOR]
        return dict.fromkeys(affair.components, effect), [{} for _ in said]
    first = dict(said[0].states or {})
    start = {component: first.get(component, Effect.OPERATIONAL) for component in [*first, *affair.components]}
    return start, list(_course(start, said))


def _course(start: Changes, said: Sequence[Said]) -> Iterable[Changes]:
    """What each update changes. `resolved` ends all effects by itself, and reopening restores them by itself.

    How a component stood when its incident was resolved is not kept: what ended that later is in no incident, so the
    page would call it broken for ever.
    """
    now, before, is_over = dict(start), dict(start), False
    for one in said:
        if one.phase is Phase.RESOLVED and not is_over:
            now, before, is_over = {}, now, True
        elif is_over and one.phase and one.phase not in _OVER:
            now, is_over = dict(before), False
        changed = {} if is_over else _changed(now, one.states or {}, Effect.OPERATIONAL)
        now.update(changed)
        yield changed


def _of_maintenance(affair: Affair, said: Sequence[Said]) -> tuple[Changes, list[Changes]]:
    """A maintenance affects nothing before and after it runs, so only what differs while it runs is said."""
    named = [component for one in said for component in one.states or {}]
    now = dict.fromkeys([*affair.components, *named], Effect.UNDER_MAINTENANCE)
    start, course = dict(now), []
    for one in said:
        changed = _changed(now, one.states or {}, Effect.UNDER_MAINTENANCE) if one.phase in _RUNNING else {}
        now.update(changed)
        course.append(changed)
    return start, course


def _changed(now: Changes, states: Effects, default: Effect) -> Changes:
    return {component: effect for component, effect in states.items() if now.get(component, default) != effect}
