"""Maintenance that repeats: each time that it comes is a maintenance of its own, with its own times and updates."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from statusgen.model.course import Entry, entries, said
from statusgen.model.incident import Phase, Update
from statusgen.model.maintenance import Maintenance
from statusgen.model.plans import Plan, planned, plans
from statusgen.model.recurrence import moments
from statusgen.model.site import Site
from statusgen.model.windows import is_ahead, is_running

# How many days ahead is looked, and how many of what is still to come are shown: a rule has no end.
REACH = timedelta(days=400)
AHEAD = 5


def occurrences(maintenance: Maintenance, zone: ZoneInfo, now: datetime, until: datetime) -> Iterator[Maintenance]:
    """Each time that it was first planned to begin until then, oldest first; all that knows what was said by `now`.

    What does not repeat comes once. What an update says without naming an occurrence holds for all that begin later;
    if it calls them off, the next one stands as cancelled, and there are no further ones.
    """
    if maintenance.repeats is None or maintenance.occurrence:
        yield maintenance
        return
    own, common = _by_occurrence(said(maintenance.updates, now))
    length, ended_by = maintenance.ends - maintenance.starts, None
    stated = [entry for entry in entries(common, now) if entry.phase]
    for day, starts in moments(maintenance.repeats, maintenance.starts, zone, until):
        last = _last_before(starts, stated)
        end = last.update.id if last and last.phase is Phase.CANCELLED else None
        if end is None or end != ended_by or day in own:
            updates = (*_said_before(starts, common), *own.get(day, ()))
            times = {"starts": starts, "ends": starts + length}
            yield replace(maintenance, occurrence=day, updates=_in_order(updates), **times)  # type: ignore[arg-type]
        ended_by = end


def _by_occurrence(updates: Iterable[Update]) -> tuple[dict[date, list[Update]], list[Update]]:
    """Updates by the occurrence that they name, and those that name none; corrections go with what they correct."""
    day_of: dict[str, date | None] = {}
    own: dict[date, list[Update]] = {}
    common: list[Update] = []
    for update in updates:
        day = day_of[update.id] = day_of.get(update.corrects or "", update.occurrence)
        (own.setdefault(day, []) if day else common).append(update)
    return own, common


def _said_before(starts: datetime, updates: Iterable[Update]) -> Iterator[Update]:
    """With later corrections of what was said before."""
    kept: set[str] = set()
    for update in updates:
        if update.corrects in kept or (update.at < starts):
            kept.add(update.id)
            yield update


def _last_before(starts: datetime, stated: Iterable[Entry]) -> Entry | None:
    return next((entry for entry in reversed(list(stated)) if entry.at < starts), None)


def _in_order(updates: Iterable[Update]) -> tuple[Update, ...]:
    return tuple(sorted(updates, key=lambda update: (update.at, update.id)))


def maintenances_at(site: Site, now: datetime) -> tuple[Maintenance, ...]:
    """All that was, runs or is planned at `now`, latest plan first; of one that repeats, what is said to come
    otherwise than usual, and the next few."""
    zone = site.settings.zone
    found = [one for maintenance in site.maintenances for one in _known(maintenance, zone, now)]
    return tuple(sorted(found, key=lambda one: (planned(one, now)[0], one.id), reverse=True))


def _known(maintenance: Maintenance, zone: ZoneInfo, now: datetime) -> list[Maintenance]:
    """In order of their plans."""
    if maintenance.repeats is None or maintenance.occurrence:
        return [maintenance]
    until = datetime.combine(now.astimezone(zone).date() + REACH, time(), zone)  # moves on at midnight, as all does
    in_order = sorted(occurrences(maintenance, zone, now, until), key=lambda one: planned(one, now))
    begun = [one for one in in_order if planned(one, now)[0] <= now]
    ahead = in_order[len(begun) :]
    return [*begun, *ahead[:AHEAD], *(one for one in ahead[AHEAD:] if _has_its_own(one))]


def _has_its_own(occurrence: Maintenance) -> bool:
    """Whether something was said of this one: what was moved or called off stays known however far ahead it is."""
    return any(update.occurrence == occurrence.occurrence for update in occurrence.updates)


def moves(maintenance: Maintenance, zone: ZoneInfo, now: datetime) -> dict[str, tuple[Plan, Plan]]:
    """What each update that moved it moved: the plan before and after, by the update's id."""
    pairs = (pair for one in _known(maintenance, zone, now) for pair in pairwise(plans(one, now)))
    return {after.update: (before, after) for before, after in pairs if after.update}


def latest(maintenance: Maintenance, zone: ZoneInfo, now: datetime) -> Maintenance:
    """The occurrence that was to begin last; before the first, that one."""
    known = _known(maintenance, zone, now)
    begun = [one for one in known if planned(one, now)[0] <= now]
    return (begun[-1:] or known[:1] or [maintenance])[0]


def present(maintenance: Maintenance, zone: ZoneInfo, now: datetime) -> Maintenance:
    """The occurrence that runs, else the next, else the last; the maintenance itself if it does not repeat."""
    known = _known(maintenance, zone, now)
    found = next((one for one in reversed(known) if is_running(one, now)), None)
    found = found or next((one for one in known if is_ahead(one, now)), None)
    return found or (known[-1] if known else maintenance)
