"""Services and groups: as rows with their state and bars, and on their own pages."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from statusgen.model.languages import Markdown
from statusgen.model.service import Effect, Service
from statusgen.model.site import Group
from statusgen.model.status import group_effect
from statusgen.model.uptime import Day
from statusgen.publish.views.history import HistoryItem
from statusgen.publish.views.incident import IncidentCard, incident_card
from statusgen.publish.views.maintenance import MaintenanceCard, ahead_cards, running_cards
from statusgen.publish.views.parts import Link, Reference, ServiceMark, links
from statusgen.publish.views.paths import group_path, incident_path, service_path, team_path
from statusgen.publish.views.scene import Scene

RECENT = 15  # incidents in a service's own history; the site's history has all


@dataclass(frozen=True, slots=True)
class Run:
    """`length` days in a row with the same worst effect, from the day number `start` on; None is unknown."""

    effect: Effect | None
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Bars:
    """Some days, oldest first. `percent` is the uptime of the `known` ones among them, None if there are none.

    `outages` counts days with a partial or major outage, `slow` other days with degraded performance if
    these do not lower `percent`.
    """

    days: int
    known: int
    percent: str | None
    outages: int
    slow: int
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service in a list. `bars` is None where the service does not show its uptime.

    `through` are affected services that it needs, while it is said to work: what may follow, which nobody claims.
    """

    id: str
    name: str
    path: str
    effect: Effect
    through: tuple[ServiceMark, ...]
    bars: Bars | None


@dataclass(frozen=True, slots=True)
class GroupRow:
    """Services under one heading; `effect` is their worst. Those of no group have empty `id`, `name` and `path`.

    `folded`: the list starts closed, which it never does while one of its services is affected.
    """

    id: str
    name: str
    path: str
    effect: Effect
    folded: bool
    services: tuple[ServiceRow, ...]


@dataclass(frozen=True, slots=True)
class DayLine:
    """A line of the table of days, `first` to `last`. `spent`: minutes of each effect but operational, worst first."""

    first: date
    last: date
    effect: Effect | None
    spent: tuple[tuple[Effect, int], ...]
    incidents: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class ServiceView:
    """Template `service.html`. `days` are newest first, days alike in one line.

    `through` is that of ServiceRow. `past` are its latest incidents; `years` lead to all that touched it.
    """

    id: str
    name: str
    description: Markdown
    effect: Effect
    through: tuple[ServiceMark, ...]
    retired: date | None
    group: Reference | None
    team: Reference | None
    bars: Bars
    days: tuple[DayLine, ...]
    incidents: tuple[IncidentCard, ...]
    running: tuple[MaintenanceCard, ...]
    ahead: tuple[MaintenanceCard, ...]
    needs: tuple[ServiceMark, ...]
    needed_by: tuple[ServiceMark, ...]
    links: tuple[Link, ...]
    past: tuple[HistoryItem, ...]
    years: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class GroupView:
    """Template `group.html`: a group with what goes on in it."""

    group: GroupRow
    incidents: tuple[IncidentCard, ...]
    running: tuple[MaintenanceCard, ...]
    ahead: tuple[MaintenanceCard, ...]


def bars(scene: Scene, service: str) -> Bars:
    days = scene.days[service]
    worst = [day.effect for day in days]
    lowers = scene.site.settings.uptime.weights.get(Effect.DEGRADED_PERFORMANCE, 0) > 0
    return Bars(
        days=len(days),
        known=sum(effect is not None for effect in worst),
        percent=scene.uptimes[service],
        outages=sum(effect in {Effect.PARTIAL_OUTAGE, Effect.MAJOR_OUTAGE} for effect in worst),
        slow=0 if lowers else sum(effect is Effect.DEGRADED_PERFORMANCE for effect in worst),
        runs=_runs(worst),
    )


def _runs(effects: Iterable[Effect | None]) -> tuple[Run, ...]:
    runs: list[Run] = []
    start = 0
    for effect, same in groupby(effects):
        length = len(list(same))
        runs.append(Run(effect, start, length))
        start += length
    return tuple(runs)


def service_row(scene: Scene, service: Service) -> ServiceRow:
    return ServiceRow(
        id=service.id,
        name=service.name,
        path=service_path(service.id),
        effect=scene.effect(service.id),
        through=_through(scene, service),
        bars=bars(scene, service.id) if service.showcase_uptime else None,
    )


def group_row(scene: Scene, group: Group | None) -> GroupRow:
    """None: the services of no group."""
    effect = group_effect(scene.site, scene.status, group.id if group else None)
    return GroupRow(
        id=group.id if group else "",
        name=group.name if group else "",
        path=group_path(group.id) if group else "",
        effect=effect,
        folded=group is not None and group.collapsed and effect is Effect.OPERATIONAL,
        services=tuple(service_row(scene, one) for one in _alive(scene, group)),
    )


def group_rows(scene: Scene) -> tuple[GroupRow, ...]:
    """Groups with something in them, in the page's order; services of no group come last."""
    rows = (group_row(scene, group) for group in (*scene.site.settings.groups, None))
    return tuple(row for row in rows if row.services)


def _alive(scene: Scene, group: Group | None) -> list[Service]:
    members = scene.site.in_group(group.id if group else None)
    return [service for service in members if service.id in scene.status.services]


def service_view(
    scene: Scene, service: Service, past: Sequence[HistoryItem], years: Iterable[Reference]
) -> ServiceView:
    """`past` are all incidents that ever touched the service, newest first; `years` lead to everything that did."""
    group = next((one for one in scene.site.settings.groups if one.id == service.group), None)
    team = next((one for one in scene.site.people.teams.values() if one.reference == service.owner), None)
    mark = _marker(scene)
    return ServiceView(
        id=service.id,
        name=service.name,
        description=Markdown(service.description),
        effect=scene.effect(service.id),
        through=_through(scene, service),
        retired=service.retired if service.id not in scene.status.services else None,
        group=Reference(group.name, group_path(group.id)) if group else None,
        team=Reference(team.name, team_path(team.id)) if team else None,
        bars=bars(scene, service.id),
        days=_day_lines(scene, scene.days[service.id]),
        incidents=open_cards(scene, {service.id}),
        running=touching(running_cards(scene), {service_path(service.id)}),
        ahead=touching(ahead_cards(scene), {service_path(service.id)}),
        needs=tuple(mark(one) for one in service.depends_on),
        needed_by=tuple(mark(one.id) for one in scene.site.services.values() if service.id in one.depends_on),
        links=links(service.links),
        past=tuple(past[:RECENT]),
        years=tuple(years),
    )


def _through(scene: Scene, service: Service) -> tuple[ServiceMark, ...]:
    return tuple(map(_marker(scene), scene.reached.get(service.id, ())))


def _marker(scene: Scene) -> Callable[[str], ServiceMark]:
    return lambda id_: ServiceMark(scene.site.services[id_].name, service_path(id_), scene.effect(id_))


def group_view(scene: Scene, group: Group) -> GroupView:
    row = group_row(scene, group)
    paths = {service.path for service in row.services}
    return GroupView(
        group=row,
        incidents=open_cards(scene, {service.id for service in row.services}),
        running=touching(running_cards(scene), paths),
        ahead=touching(ahead_cards(scene), paths),
    )


def open_cards(scene: Scene, services: set[str]) -> tuple[IncidentCard, ...]:
    """Open incidents that affect one of `services` now, or named one from the start; drills too."""
    status = scene.status
    because = {id_ for one in services if one in status.services for id_ in status.services[one].because}
    concerned = (
        incident
        for incident in (*status.incidents, *status.drills)
        if incident.id in because or services & incident.effects.keys()
    )
    return tuple(incident_card(scene, incident) for incident in concerned)


def touching(cards: Iterable[MaintenanceCard], paths: set[str]) -> tuple[MaintenanceCard, ...]:
    """Those that concern a service whose page is among `paths`."""
    return tuple(card for card in cards if any(service.path in paths for service in card.services))


def _day_lines(scene: Scene, days: Iterable[Day]) -> tuple[DayLine, ...]:
    """Newest first. Only days before today have minutes: those of today would change with every build."""
    titles = {incident.id: incident.title for incident in scene.site.incidents}
    lines = [_day_line(day, titles, complete=day.date < scene.today) for day in reversed(tuple(days))]
    merged: list[DayLine] = []
    for _, run in groupby(lines, key=lambda line: (line.effect, line.spent, line.incidents)):
        alike = list(run)
        newest, oldest = alike[0], alike[-1]
        merged.append(DayLine(oldest.first, newest.last, newest.effect, newest.spent, newest.incidents))
    return tuple(merged)


def _day_line(day: Day, titles: dict[str, str], *, complete: bool) -> DayLine:
    worst_first = sorted(day.seconds.items(), key=lambda item: -item[0].rank)
    spent = ((effect, seconds // 60) for effect, seconds in worst_first if effect is not Effect.OPERATIONAL)
    return DayLine(
        first=day.date,
        last=day.date,
        effect=day.effect,
        spent=tuple(spent) if complete else (),
        incidents=tuple(Reference(titles[id_], incident_path(id_)) for id_ in day.incidents),
    )
