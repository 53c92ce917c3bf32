"""How things stand at a moment: what the banner says, and every service with the reasons for its state."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import chain
from typing import NamedTuple

from statusgen.model.course import effects_at, is_open, is_settled, worst_effects
from statusgen.model.incident import Incident, Severity
from statusgen.model.maintenance import Maintenance
from statusgen.model.occurrences import maintenances_at
from statusgen.model.plans import planned
from statusgen.model.service import Effect, Service, worst
from statusgen.model.site import Site
from statusgen.model.windows import is_running, maintenance_effects_at


class Indicator(StrEnum):
    """The whole page in one word, as Statuspage's API v2 names it, in rising order."""

    NONE = "none"
    MAINTENANCE = "maintenance"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for none to 4 for critical."""
        return _RANKS[self]


_RANKS = {indicator: rank for rank, indicator in enumerate(Indicator)}

_OF_EFFECT = {
    Effect.OPERATIONAL: Indicator.NONE,
    Effect.UNDER_MAINTENANCE: Indicator.MAINTENANCE,
    Effect.DEGRADED_PERFORMANCE: Indicator.MINOR,
    Effect.PARTIAL_OUTAGE: Indicator.MAJOR,
    Effect.MAJOR_OUTAGE: Indicator.CRITICAL,
}

_OF_SEVERITY = {
    Severity.NONE: Indicator.NONE,
    Severity.MINOR: Indicator.MINOR,
    Severity.MAJOR: Indicator.MAJOR,
    Severity.CRITICAL: Indicator.CRITICAL,
}


@dataclass(frozen=True, slots=True)
class ServiceState:
    """`because`: ids of the incidents and maintenances that make it other than operational, worst first."""

    service: str
    effect: Effect
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Status:
    """`services` in the page's order, without retired ones.

    `incidents` are those open, worst then newest first; `maintenances` those running, by planned end. Drills are
    in neither.
    """

    indicator: Indicator
    services: Mapping[str, ServiceState]
    incidents: tuple[Incident, ...] = ()
    drills: tuple[Incident, ...] = ()
    maintenances: tuple[Maintenance, ...] = ()


class _Cause(NamedTuple):
    """That the incident or maintenance `id` has an effect on a service."""

    service: str
    effect: Effect
    id: str


def status_at(site: Site, now: datetime) -> Status:
    """How things stand. An open incident is at least minor, whatever its services say; drills never count."""
    unsettled = [one for one in site.incidents if not is_settled(one, now)]
    counting = [one for one in unsettled if not one.drill]
    incidents = sorted((one for one in counting if is_open(one, now)), key=lambda one: _urgency(one, now))
    running = [one for one in maintenances_at(site, now, now) if not one.drill and is_running(one, now)]
    services = _services(site, chain(_harm(counting, now), _planned(running, now)), now)
    return Status(
        indicator=_indicator(services, incidents, running, now),
        services=services,
        incidents=tuple(incidents),
        drills=tuple(one for one in unsettled if one.drill and is_open(one, now)),
        maintenances=tuple(sorted(running, key=lambda one: (planned(one, now)[1], one.id))),
    )


def incident_indicator(incident: Incident, now: datetime) -> Indicator:
    """What an open incident alone makes of the page. Its severity counts only if it never named a service."""
    harm = _OF_EFFECT[worst(effects_at(incident, now).values())]
    declared = Indicator.NONE if worst_effects(incident, now) else _OF_SEVERITY[incident.severity]
    return max(Indicator.MINOR, harm, declared, key=_RANKS.__getitem__)


def group_effect(site: Site, status: Status, group: str | None) -> Effect:
    """The worst state among the group's services; None is for those of no group."""
    states = (status.services.get(service.id) for service in site.in_group(group))
    return worst(state.effect for state in states if state)


def is_retired(service: Service, site: Site, now: datetime) -> bool:
    """From the beginning of the day, in the site's zone, on which it is retired."""
    return service.retired is not None and service.retired <= now.astimezone(site.settings.zone).date()


def _urgency(incident: Incident, now: datetime) -> tuple[int, int, float, str]:
    """Sorts the worst first, then the newest."""
    harm = incident_indicator(incident, now).rank
    return -harm, -incident.severity.rank, -incident.started.timestamp(), incident.id


def _indicator(
    services: Mapping[str, ServiceState], incidents: list[Incident], running: list[Maintenance], now: datetime
) -> Indicator:
    found = [_OF_EFFECT[state.effect] for state in services.values()]
    found += [incident_indicator(incident, now) for incident in incidents]
    found += [Indicator.MAINTENANCE] * bool(running)
    return max(found, key=_RANKS.__getitem__, default=Indicator.NONE)


def _services(site: Site, causes: Iterable[_Cause], now: datetime) -> dict[str, ServiceState]:
    by_service: dict[str, list[_Cause]] = {}
    for cause in causes:
        by_service.setdefault(cause.service, []).append(cause)
    return {
        service.id: _state(service.id, by_service.get(service.id, []))
        for service in site.services.values()
        if not is_retired(service, site, now)
    }


def _state(service: str, causes: list[_Cause]) -> ServiceState:
    worst_first = sorted(causes, key=lambda cause: -cause.effect.rank)
    effect = worst(cause.effect for cause in causes)
    return ServiceState(service, effect, tuple(cause.id for cause in worst_first))


def _harm(incidents: Iterable[Incident], now: datetime) -> Iterator[_Cause]:
    """Of resolved incidents too: a resolution may leave a service degraded."""
    for incident in incidents:
        for service, effect in effects_at(incident, now).items():
            yield _Cause(service, effect, incident.id)


def _planned(maintenances: Iterable[Maintenance], now: datetime) -> Iterator[_Cause]:
    for maintenance in maintenances:
        for service, effect in maintenance_effects_at(maintenance, now).items():
            yield _Cause(service, effect, maintenance.id)
