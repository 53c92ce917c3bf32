"""Maintenance that repeats: each time that it comes is a maintenance of its own, with its own times and updates."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from statusgen.model.course import Entry, entries, said
from statusgen.model.incident import Phase, Update
from statusgen.model.maintenance import Maintenance
from statusgen.model.plans import Plan, planned, plans
from statusgen.model.recurrence import Rule, moments
from statusgen.model.site import Site
from statusgen.model.windows import is_ahead, is_running

# How far ahead is looked, and how many of what is still to come as usual are known: a rule has no end.
REACH = timedelta(days=400)
AHEAD = 5


@dataclass(frozen=True, slots=True)
class _Series:
    """What repeats, with what was said of it by a moment: of single days (`own`), and of all that comes later."""

    maintenance: Maintenance
    rule: Rule
    own: Mapping[date, list[Update]]
    common: tuple[Update, ...]
    phases: tuple[Entry, ...]  # of what was said of all, that which states one

    def dates(self, zone: ZoneInfo, until: datetime, since: datetime | None) -> Iterator[tuple[date, datetime]]:
        """When it was first planned to begin; what was over by `since`, as planned, need not be there, unless something
        was said of it. Where all were called off, the next stands as cancelled, and there are no further ones.
        """
        called_off = any(entry.phase is Phase.CANCELLED for entry in self.phases)  # since when, only all dates tell
        first = None
        if since and not called_off:
            first = min([(since - self.length).astimezone(zone).date(), *self.own])
        ended_by = None
        for day, starts in moments(self.rule, self.maintenance.starts, zone, until, first):
            last = next((entry for entry in reversed(self.phases) if entry.at < starts), None)
            end = last.update.id if last and last.phase is Phase.CANCELLED else None
            if end is None or end != ended_by or day in self.own:
                yield day, starts
            ended_by = end

    @property
    def length(self) -> timedelta:
        return self.maintenance.ends - self.maintenance.starts

    def occurrence(self, day: date, starts: datetime) -> Maintenance:
        updates = (*_said_before(starts, self.common), *self.own.get(day, ()))
        in_order = tuple(sorted(updates, key=lambda update: (update.at, update.id)))
        return replace(self.maintenance, occurrence=day, starts=starts, ends=starts + self.length, updates=in_order)


def occurrences(
    maintenance: Maintenance, zone: ZoneInfo, now: datetime, until: datetime, since: datetime | None = None
) -> Iterator[Maintenance]:
    """Each time that it was first planned to begin until then, oldest first; all that knows what was said by `now`.

    What does not repeat comes once. With `since`, what was over by then, as planned, is left out, unless something
    was said of it. What an update says without naming an occurrence holds for all that begin later.
    """
    series = _series(maintenance, now)
    if series is None:
        return iter((maintenance,))
    return (series.occurrence(*date) for date in series.dates(zone, until, since))


def _series(maintenance: Maintenance, now: datetime) -> _Series | None:
    if maintenance.repeats is None or maintenance.occurrence:
        return None
    own, common = _by_occurrence(said(maintenance.updates, now))
    phases = tuple(entry for entry in entries(common, now) if entry.phase)
    return _Series(maintenance, maintenance.repeats, own, common, phases)


def _by_occurrence(updates: Iterable[Update]) -> tuple[dict[date, list[Update]], tuple[Update, ...]]:
    """Updates by the occurrence that they name, and those that name none; corrections go with what they correct."""
    day_of: dict[str, date | None] = {}
    own: dict[date, list[Update]] = {}
    common: list[Update] = []
    for update in updates:
        day = day_of[update.id] = day_of.get(update.corrects or "", update.occurrence)
        (own.setdefault(day, []) if day else common).append(update)
    return own, tuple(common)


def _said_before(starts: datetime, updates: Iterable[Update]) -> Iterator[Update]:
    """With later corrections of what was said before."""
    kept: set[str] = set()
    for update in updates:
        if update.corrects in kept or update.at < starts:
            kept.add(update.id)
            yield update


def maintenances_at(site: Site, now: datetime, since: datetime | None = None) -> tuple[Maintenance, ...]:
    """All that was, runs or is planned at `now`, latest plan first; of what repeats, the next few and all of which
    something was said. With `since`, occurrences that were over by then, as planned, are left out."""
    zone = site.settings.zone
    found = [one for maintenance in site.maintenances for one in _known(maintenance, zone, now, since)]
    return tuple(sorted(found, key=lambda one: (planned(one, now)[0], one.id), reverse=True))


def _known(maintenance: Maintenance, zone: ZoneInfo, now: datetime, since: datetime | None) -> list[Maintenance]:
    """In order of their plans."""
    series = _series(maintenance, now)
    if series is None:
        return [maintenance]
    until = datetime.combine(now.astimezone(zone).date() + REACH, time(), zone)  # moves on at midnight, as all does
    dates = list(series.dates(zone, until, since))
    usual = [date for date in dates if date[0] not in series.own]
    begun = sum(starts <= now for _, starts in usual)
    wanted = sorted([*usual[: begun + AHEAD], *(date for date in dates if date[0] in series.own)])
    return sorted((series.occurrence(*date) for date in wanted), key=lambda one: planned(one, now))


def _nearby(maintenance: Maintenance, zone: ZoneInfo, now: datetime) -> list[Maintenance]:
    """Those of about the last year, or all if it is longer ago that something was."""
    near = _known(maintenance, zone, now, now - REACH)
    begun = near and planned(near[0], now)[0] <= now
    return near if begun else _known(maintenance, zone, now, None)


def moves(maintenance: Maintenance, zone: ZoneInfo, now: datetime) -> dict[str, tuple[Plan, Plan]]:
    """What each update that moved it moved: the plan before and after, by the update's id."""
    pairs = (pair for one in _known(maintenance, zone, now, now) for pair in pairwise(plans(one, now)))
    return {after.update: (before, after) for before, after in pairs if after.update}


def latest(maintenance: Maintenance, zone: ZoneInfo, now: datetime) -> Maintenance:
    """The occurrence that was to begin last; before the first, that one."""
    known = _nearby(maintenance, zone, now)
    begun = [one for one in known if planned(one, now)[0] <= now]
    return (begun[-1:] or known[:1] or [maintenance])[0]


def present(maintenance: Maintenance, zone: ZoneInfo, now: datetime) -> Maintenance:
    """The occurrence that runs, else the next, else the last; the maintenance itself if it does not repeat."""
    known = _nearby(maintenance, zone, now)
    found = next((one for one in reversed(known) if is_running(one, now)), None)
    found = found or next((one for one in known if is_ahead(one, now)), None)
    return found or (known[-1] if known else maintenance)
