"""Metrics for Prometheus, in its text exposition format, version 0.0.4."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from statusgen.model.course import promised_at
from statusgen.model.incident import Severity
from statusgen.model.maintenance import Maintenance
from statusgen.model.service import Effect, Service
from statusgen.model.site import Site
from statusgen.publish.api.changes import incident_changed, maintenance_changed
from statusgen.publish.artefact import Artefact, of_bytes
from statusgen.publish.views.banner import Look, banner
from statusgen.publish.views.scene import Scene

PATH = "metrics"

Labels = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Gauge:
    """One metric. `samples` are labels, each with a value as it is written."""

    name: str
    help: str
    samples: tuple[tuple[Labels, str], ...]

    def text(self) -> str:
        head = f"# HELP statusgen_{self.name} {self.help}\n# TYPE statusgen_{self.name} gauge\n"
        return head + "".join(f"statusgen_{self.name}{_braced(labels)} {value}\n" for labels, value in self.samples)


def metrics(scene: Scene) -> Iterator[Artefact]:
    yield of_bytes(PATH, "".join(gauge.text() for gauge in gauges(scene)).encode())


def gauges(scene: Scene) -> tuple[Gauge, ...]:
    """Every metric, in the order in which it is written."""
    alive = [scene.site.services[id_] for id_ in scene.status.services]
    days, stale = scene.site.settings.uptime.days, _moment(scene.stale_after)
    return (
        Gauge("page_state", "1 for what the banner says, 0 for the rest.", _states((), banner(scene).look, Look)),
        Gauge("service_info", "Always 1: what a service is called, and who looks after it.", _infos(scene.site, alive)),
        Gauge("service_state", "1 for the state that a service is in, 0 for the others.", _service_states(scene)),
        Gauge("service_uptime_ratio", f"Uptime in the last {days} days, 0 to 1, cut after 4 decimals.", _ratios(scene)),
        Gauge("incidents_open", "Open incidents by severity, without exercises.", _open(scene)),
        Gauge("incidents_overdue", "Open incidents whose promised update is overdue.", _one(_overdue(scene))),
        Gauge("maintenance_running", "Maintenances under way.", _one(len(scene.status.maintenances))),
        Gauge("last_change_timestamp_seconds", "When something last began or was said.", _moment(_last_change(scene))),
        Gauge("stale_after_timestamp_seconds", "From when on this should have been made anew.", stale),
    )


def _states(labels: Labels, actual: str, possible: Iterable[str]) -> tuple[tuple[Labels, str], ...]:
    """A sample for every state, so that a series never vanishes where an alert waits for it."""
    return tuple(((*labels, ("state", state)), str(int(state == actual))) for state in possible)


def _service_states(scene: Scene) -> tuple[tuple[Labels, str], ...]:
    states = scene.status.services.values()
    return tuple(
        sample for state in states for sample in _states((("service", state.service),), state.effect, tuple(Effect))
    )


def _infos(site: Site, services: Iterable[Service]) -> tuple[tuple[Labels, str], ...]:
    return tuple((_info(site, service), "1") for service in services)


def _info(site: Site, service: Service) -> Labels:
    team = next((team.id for team in site.people.teams.values() if team.reference == service.owner), "")
    return ("service", service.id), ("name", service.name), ("group", service.group or ""), ("team", team)


def _ratios(scene: Scene) -> tuple[tuple[Labels, str], ...]:
    """Only of services of which something is known. Exactly the figure of the page."""
    known = ((id_, scene.uptimes[id_]) for id_ in scene.status.services)
    return tuple(((("service", id_),), str(Decimal(percent).scaleb(-2))) for id_, percent in known if percent)


def _open(scene: Scene) -> tuple[tuple[Labels, str], ...]:
    count = Counter(incident.severity for incident in scene.status.incidents)
    return tuple(((("severity", severity),), str(count[severity])) for severity in Severity)


def _overdue(scene: Scene) -> int:
    promise = scene.site.settings.promise
    due = (promised_at(incident, promise, scene.now) for incident in scene.status.incidents)
    return sum(at is not None and at < scene.now for at in due)


def _last_change(scene: Scene) -> datetime | None:
    return max((at for at in _moments(scene.site, scene.works, scene.now) if at <= scene.now), default=None)


def _moments(site: Site, works: Iterable[Maintenance], now: datetime) -> Iterator[datetime]:
    yield from (incident_changed(one, now) for one in site.incidents if one.started <= now)
    yield from (maintenance_changed(one, now) for one in works)
    yield from (announcement.at for announcement in site.announcements)


def _moment(at: datetime | None) -> tuple[tuple[Labels, str], ...]:
    return _one(int(at.timestamp())) if at else ()


def _one(value: int) -> tuple[tuple[Labels, str], ...]:
    return (((), str(value)),)


def _braced(labels: Labels) -> str:
    return "{" + ",".join(f'{name}="{_escaped(value)}"' for name, value in labels) + "}" if labels else ""


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')
