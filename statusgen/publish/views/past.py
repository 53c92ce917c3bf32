"""All that was, told once: by months for everybody, and by services and years for those who care for one of them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from statusgen.model.service import Service
from statusgen.publish.views.history import HistoryItem, MonthLine, MonthView, Sort, folded, month_line
from statusgen.publish.views.parts import Reference
from statusgen.publish.views.paths import month_path, service_path, service_year_path
from statusgen.publish.views.scene import Scene

Months = Mapping[str, tuple[HistoryItem, ...]]  # "2026-11" -> what began in it; everything newest first


@dataclass(frozen=True, slots=True)
class Past:
    """`months` of everything, and by the path of each service's page those with something that touched it."""

    months: Months
    by_service: Mapping[str, Months]

    def of(self, service: Service) -> Months:
        return self.by_service.get(service_path(service.id), {})

    def incidents(self, service: Service) -> tuple[HistoryItem, ...]:
        return tuple(item for items in self.of(service).values() for item in items if item.sort is Sort.INCIDENT)

    def years(self, service: Service) -> tuple[str, ...]:
        return tuple(dict.fromkeys(map(_year, self.of(service))))

    def lines(self) -> tuple[MonthLine, ...]:
        return tuple(month_line(month, items) for month, items in self.months.items())


@dataclass(frozen=True, slots=True)
class MonthItems:
    """A month of a year. `items` are newest first; `path` leads to the page with all of that month."""

    month: str
    path: str
    items: tuple[HistoryItem, ...]


@dataclass(frozen=True, slots=True)
class ServiceYearView:
    """Template `service-year.html`: what touched one service in a year, by months, newest first.

    The titles of `itself`, `newer` and `older` are years.
    """

    service: Reference
    itself: Reference
    newer: Reference | None
    older: Reference | None
    months: tuple[MonthItems, ...]


def past(scene: Scene) -> Past:
    months = {month: folded(scene, things) for month, things in scene.months.items()}
    return Past(months, _by_service(months))


def _by_service(months: Months) -> Mapping[str, Months]:
    found: dict[str, dict[str, list[HistoryItem]]] = defaultdict(lambda: defaultdict(list))
    for month, items in months.items():
        for item in items:
            for mark in item.services:
                found[mark.path][month].append(item)
    return {path: {month: tuple(items) for month, items in its.items()} for path, its in found.items()}


def month_view(scene: Scene, happened: Past, month: str, neighbours: tuple[str | None, str | None]) -> MonthView:
    """`neighbours` are the next newer and the next older month with something in them."""
    newer, older = (Reference(one, month_path(one)) if one else None for one in neighbours)
    touched = (service for service in scene.site.services.values() if month in happened.of(service))
    return MonthView(
        month=month,
        newer=newer,
        older=older,
        services=tuple(Reference(one.name, f"{service_year_path(one.id, _year(month))}#{month}") for one in touched),
        items=happened.months[month],
    )


def service_years(happened: Past, service: Service) -> Iterator[ServiceYearView]:
    """A page for every year in which something touched the service, newest first."""
    years = happened.years(service)
    for newer, year, older in zip((None, *years), years, (*years[1:], None), strict=False):
        its = {month: items for month, items in happened.of(service).items() if _year(month) == year}
        yield ServiceYearView(
            service=Reference(service.name, service_path(service.id)),
            itself=_reference(service, year),
            newer=_reference(service, newer) if newer else None,
            older=_reference(service, older) if older else None,
            months=tuple(MonthItems(month, month_path(month), items) for month, items in its.items()),
        )


def _reference(service: Service, year: str) -> Reference:
    return Reference(year, service_year_path(service.id, year))


def _year(month: str) -> str:
    return month.partition("-")[0]
