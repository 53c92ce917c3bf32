"""What the times of a maintenance, its rule and its updates must agree on."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

from statusgen.model.incident import Phase
from statusgen.model.maintenance import Maintenance
from statusgen.model.plans import Plan, moved
from statusgen.model.recurrence import moments
from statusgen.problems import Problem
from statusgen.read.document import Document
from statusgen.read.fields import YEARS
from statusgen.read.names import Names
from statusgen.read.schema import MaintenanceShape, MaintenanceUpdateShape

# Far enough for every rule that anybody follows, and a leap day in it.
_FORESIGHT = timedelta(days=9 * 366)

# What is said of work that happens; where it happens often, nobody knows of which.
_OF_ONE = (Phase.IN_PROGRESS, Phase.VERIFYING, Phase.COMPLETED)


def time_problems(shape: MaintenanceShape, document: Document, names: Names) -> Iterator[Problem]:
    """What is wrong with when it is; at most one."""
    if shape.ends <= shape.starts:
        yield document.problem("ends-before-start", "`ends` is not after `starts`", ("ends",))
    elif shape.repeats:
        yield from _rule_problems(shape, document, names)


def _rule_problems(shape: MaintenanceShape, document: Document, names: Names) -> Iterator[Problem]:
    first = list(islice(_foreseen(shape, names), 50))
    if not first:
        yield document.problem("bad-value", "no day fits this rule", ("repeats",), "look at its numbers and its end")
    elif first[0][1] != shape.starts:
        local = shape.starts.astimezone(names.settings.zone).date()
        message = f"the rule does not fit the day of `starts`, {local:%A} {local}"
        yield document.problem("bad-value", message, ("repeats",), f"the first day that fits is {first[0][0]}")
    elif any(after - before < shape.ends - shape.starts for (_, before), (_, after) in pairwise(first)):
        yield document.problem("bad-value", "it begins again before it has ended", ("ends",), "end it earlier")


def _foreseen(shape: MaintenanceShape, names: Names) -> Iterator[tuple[date, datetime]]:
    if shape.repeats is None:
        return iter(())
    return moments(shape.repeats, shape.starts, names.settings.zone, shape.starts + _FORESIGHT)


def saying_problem(
    document: Document, update: MaintenanceUpdateShape, shape: MaintenanceShape, names: Names
) -> Problem | None:
    """What is wrong with whether an update names an occurrence."""
    if shape.repeats is None:
        if update.occurrence is None:
            return None
        return document.problem("bad-value", "this maintenance does not repeat", ("occurrence",), "remove the line")
    if update.occurrence:
        return _unknown(document, update.occurrence, shape, names)
    if update.corrects or not (update.phase in _OF_ONE or update.starts or update.ends):
        return None
    hint = f"add a line `occurrence: {_nearest(update.at.date(), shape, names)}`"
    return document.problem("missing-field", "this maintenance repeats: which one is meant?", (), hint)


def _unknown(document: Document, day: date, shape: MaintenanceShape, names: Names) -> Problem | None:
    nearest = _nearest(day, shape, names)
    if nearest == day:
        return None
    hint = f"the nearest is {nearest}; name the day for which it was first planned"
    return document.problem("unknown-occurrence", f"it does not come on {day:%A} {day}", ("occurrence",), hint)


def _nearest(day: date, shape: MaintenanceShape, names: Names) -> date:
    """The occurrence closest to a day; up to a year later if that is so."""
    first = shape.starts.astimezone(names.settings.zone).date()
    if shape.repeats is None or not first <= day or day.year not in YEARS:
        return first
    until = datetime.combine(day, shape.starts.timetz()) + timedelta(days=366)
    near = (found for found, _ in moments(shape.repeats, shape.starts, names.settings.zone, until))
    return min(near, key=lambda found: abs(found - day))


def move_problems(maintenance: Maintenance, documents: Mapping[str, Document], zone: ZoneInfo) -> Iterator[Problem]:
    """Updates that would let it end before it starts."""
    plans: dict[date | None, Plan] = {}
    for update in maintenance.updates:
        if update.corrects or not (update.starts or update.ends):
            continue
        before = plans.get(update.occurrence) or _first_plan(maintenance, update.occurrence, zone)
        plan = plans[update.occurrence] = moved(before, update)
        if plan.ends <= plan.starts:
            message = f"by this, it starts at {plan.starts:%Y-%m-%dT%H:%MZ} and ends at {plan.ends:%Y-%m-%dT%H:%MZ}"
            field = "ends" if update.ends else "starts"
            yield documents[update.id].problem("ends-before-start", message, (field,))


def _first_plan(maintenance: Maintenance, occurrence: date | None, zone: ZoneInfo) -> Plan:
    starts = maintenance.starts
    if maintenance.repeats and occurrence:
        until = datetime.combine(occurrence, starts.timetz()) + timedelta(days=2)
        found = moments(maintenance.repeats, maintenance.starts, zone, until)
        starts = next((at for day, at in found if day == occurrence), starts)
    return Plan(starts, starts + (maintenance.ends - maintenance.starts))
