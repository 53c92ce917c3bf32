"""How things stand at a moment: what the banner says, and every service with the reasons for its state."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from statusgen.model.course import effects_at, is_open, worst_effects
from statusgen.model.incident import Incident, Severity
from statusgen.model.maintenance import Maintenance
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
    """Services in the page's order, retired ones left out. `incidents` are open, worst then newest first, no drills.

    `maintenances` are those running, in the order of their planned ends.
    """

    indicator: Indicator
    services: Mapping[str, ServiceState]
    incidents: tuple[Incident, ...] = ()
    drills: tuple[Incident, ...] = ()
    maintenances: tuple[Maintenance, ...] = ()


def status_at(site: Site, now: datetime) -> Status:
    """How things stand. An open incident is at least minor, whatever its services say; drills never count."""
    open_incidents = [incident for incident in site.incidents if is_open(incident, now)]
    incidents = sorted((one for one in open_incidents if not one.drill), key=lambda one: _urgency(one, now))
    running = [one for one in site.maintenances if not one.drill and is_running(one, now)]
    services = _services(site, now)
    return Status(
        indicator=_indicator(services, incidents, running, now),
        services=services,
        incidents=tuple(incidents),
        drills=tuple(incident for incident in open_incidents if incident.drill),
        maintenances=tuple(sorted(running, key=lambda one: (one.ends, one.id))),
    )


def incident_indicator(incident: Incident, now: datetime) -> Indicator:
    """What an open incident alone would make of the page. Its severity speaks only where it never named a service."""
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


def _services(site: Site, now: datetime) -> dict[str, ServiceState]:
    causes: dict[str, list[tuple[Effect, str]]] = {}
    for service, effect, cause in _effects(site, now):
        causes.setdefault(service, []).append((effect, cause))
    return {
        service.id: _state(service.id, causes.get(service.id, []))
        for service in site.services.values()
        if not is_retired(service, site, now)
    }


def _state(service: str, causes: list[tuple[Effect, str]]) -> ServiceState:
    worst_first = sorted(causes, key=lambda cause: -cause[0].rank)
    return ServiceState(
        service, worst(effect for effect, _ in causes), tuple(cause for _, cause in worst_first)
    )


def _effects(site: Site, now: datetime) -> Iterator[tuple[str, Effect, str]]:
    """(service, effect, id of the cause). Resolved incidents too: a resolution may leave a service degraded."""
    for incident in site.incidents:
        if not incident.drill:
            yield from (
                (service, effect, incident.id) for service, effect in effects_at(incident, now).items()
            )
    for maintenance in site.maintenances:
        if not maintenance.drill:
            found = maintenance_effects_at(maintenance, now)
            yield from ((service, effect, maintenance.id) for service, effect in found.items())
