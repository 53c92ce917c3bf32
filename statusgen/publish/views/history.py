"""What was: by recent days on the index, by months in the history."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby, islice

from statusgen.model.affair import Affair
from statusgen.model.course import course, said, worst_effects
from statusgen.model.history import recent_days
from statusgen.model.incident import Incident, Phase, Severity
from statusgen.model.maintenance import Maintenance
from statusgen.model.service import Effect
from statusgen.model.windows import maintenance_phase_at, window
from statusgen.publish.views.parts import Occurrence, Reference, ServiceMark, marks, occurrence
from statusgen.publish.views.paths import announcement_path, incident_path, maintenance_path, month_path
from statusgen.publish.views.scene import Scene

Series = Mapping[str, Sequence[Maintenance]]  # what repeats, by id: each time, newest first


class Sort(StrEnum):
    INCIDENT = "incident"
    MAINTENANCE = "maintenance"
    ANNOUNCEMENT = "announcement"


@dataclass(frozen=True, slots=True)
class HistoryItem:
    """A line of history. `severity` is an incident's; `end` is None while it goes on; `summary` is plain text.

    `times` are those of work that repeats which came more than once in a month, newest first: one line has them all,
    and the rest of it is about the newest. Of all else it is empty.
    """

    sort: Sort
    title: str
    path: str
    start: datetime
    end: datetime | None
    phase: Phase | None
    severity: Severity | None
    drill: bool
    summary: str
    services: tuple[ServiceMark, ...]
    times: tuple[Occurrence, ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryDays:
    """A day with what began on it, or (`first` to `last`, no items) a run of days on which nothing did."""

    first: date
    last: date
    items: tuple[HistoryItem, ...]


@dataclass(frozen=True, slots=True)
class MonthView:
    """Template `month.html`. `month` is `2026-11`; `items` are newest first.

    `services` are those that something of it touched; their paths lead to the same month of that service alone.
    """

    month: str
    newer: Reference | None
    older: Reference | None
    services: tuple[Reference, ...]
    items: tuple[HistoryItem, ...]


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A month in the list of all. `path` leads to it."""

    month: str
    path: str
    incidents: int
    maintenances: int
    announcements: int


@dataclass(frozen=True, slots=True)
class HistoryYear:
    """A year in the list of all. `months` are those with something in them, newest first."""

    year: str
    months: tuple[MonthLine, ...]


@dataclass(frozen=True, slots=True)
class HistoryView:
    """Template `history.html`. `years` are newest first."""

    years: tuple[HistoryYear, ...]


@dataclass(frozen=True, slots=True)
class SearchView:
    """Template `search.html`. `months` are what is left where nothing can be searched."""

    months: tuple[MonthLine, ...]


def history_item(scene: Scene, happening: Affair) -> HistoryItem:
    if isinstance(happening, Incident):
        return _of_incident(scene, happening)
    if isinstance(happening, Maintenance):
        return _of_maintenance(scene, happening)
    return HistoryItem(
        sort=Sort.ANNOUNCEMENT,
        title=happening.title,
        path=announcement_path(happening.id),
        start=happening.at,
        end=None,
        phase=None,
        severity=None,
        drill=False,
        summary="",
        services=marks(scene.site, dict.fromkeys(happening.services, Effect.OPERATIONAL)),
    )


def folded(scene: Scene, things: Sequence[Affair], most: int | None = None) -> tuple[HistoryItem, ...]:
    """A line for each of these, newest first, or for the first of them; one for all times of what repeats, where the
    newest is."""
    series = _series(things)
    leading = (thing for thing in things if _leads(thing, series))
    return tuple(_line(scene, thing, series) for thing in islice(leading, most))


def _series(things: Iterable[Affair]) -> Series:
    found: dict[str, list[Maintenance]] = {}
    for thing in things:
        if isinstance(thing, Maintenance) and thing.occurrence:
            found.setdefault(thing.id, []).append(thing)
    return found


def _leads(thing: Affair, series: Series) -> bool:
    """Whether it has a line: of what repeats the newest."""
    return not isinstance(thing, Maintenance) or thing.occurrence is None or series[thing.id][0] is thing


def _line(scene: Scene, thing: Affair, series: Series) -> HistoryItem:
    item = history_item(scene, thing)
    each = series.get(thing.id, ()) if item.sort is Sort.MAINTENANCE else ()
    return replace(item, times=tuple(occurrence(one, scene.now) for one in each)) if len(each) > 1 else item


def _of_incident(scene: Scene, incident: Incident) -> HistoryItem:
    last = course(incident, scene.now)[-1]
    impacts = (update.impact for update in reversed(said(incident.updates, scene.now)) if update.impact)
    return HistoryItem(
        sort=Sort.INCIDENT,
        title=incident.title,
        path=incident_path(incident.id),
        start=incident.started,
        end=last.ended,
        phase=last.phase,
        severity=incident.severity,
        drill=incident.drill,
        summary=incident.summary or next(impacts, ""),
        services=marks(scene.site, worst_effects(incident, scene.now)),
    )


def _of_maintenance(scene: Scene, maintenance: Maintenance) -> HistoryItem:
    start, end = window(maintenance, scene.now)
    return HistoryItem(
        sort=Sort.MAINTENANCE,
        title=maintenance.title,
        path=maintenance_path(maintenance.id),
        start=start,
        end=end,
        phase=maintenance_phase_at(maintenance, scene.now),
        severity=None,
        drill=maintenance.drill,
        summary=maintenance.summary,
        services=marks(scene.site, maintenance.effects),
    )


def recent(scene: Scene) -> tuple[HistoryDays, ...]:
    """The recent days, today first; quiet days in a row are one. What repeats stands where it was last."""
    days = recent_days(scene.site, scene.now, scene.site.settings.history.recent_days)
    series = _series(thing for _, things in days for thing in things)
    lines = ((day, tuple(_line(scene, one, series) for one in things if _leads(one, series))) for day, things in days)
    return tuple(_merged(lines))


def _merged(days: Iterable[tuple[date, tuple[HistoryItem, ...]]]) -> Iterator[HistoryDays]:
    for quiet, run in groupby(days, key=lambda day: not day[1]):
        listed = list(run)
        if quiet:
            yield HistoryDays(listed[-1][0], listed[0][0], ())
        else:
            yield from (HistoryDays(day, day, items) for day, items in listed)


def month_line(month: str, items: tuple[HistoryItem, ...]) -> MonthLine:
    count: Counter[Sort] = Counter()
    for item in items:
        count[item.sort] += len(item.times) or 1
    return MonthLine(month, month_path(month), count[Sort.INCIDENT], count[Sort.MAINTENANCE], count[Sort.ANNOUNCEMENT])


def history_view(lines: Iterable[MonthLine]) -> HistoryView:
    """Of months that are newest first."""
    years = groupby(lines, key=lambda line: line.month.partition("-")[0])
    return HistoryView(tuple(HistoryYear(year, tuple(months)) for year, months in years))
