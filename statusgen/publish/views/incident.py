"""An incident: as a card on other pages, and on its own page."""

from dataclasses import dataclass
from datetime import datetime

from statusgen.model.course import advice, course, effects_at, phase_at, promised_at, worst_effects
from statusgen.model.incident import Incident, Phase, Severity
from statusgen.publish.views.parts import (
    Correction,
    Link,
    Promised,
    Reference,
    ServiceMark,
    UpdateView,
    corrections,
    links,
    marks,
    promised,
    update_views,
)
from statusgen.publish.views.paths import incident_path
from statusgen.publish.views.scene import Scene


@dataclass(frozen=True, slots=True)
class IncidentCard:
    """What to know about an open incident at a glance. `impact` and `action` are those stated last (plain text)."""

    id: str
    title: str
    path: str
    severity: Severity
    drill: bool
    started: datetime
    phase: Phase | None
    impact: str
    action: str
    services: tuple[ServiceMark, ...]
    promised: Promised | None
    latest: UpdateView | None


@dataclass(frozen=True, slots=True)
class IncidentView:
    """Template `incident.html`. `services` have the worst effect each had; `ended` is None while it is open.

    `now_services` are those affected at this moment; `updates` and `corrections` are newest first. `behind` is the
    restricted incident of which this one is what everyone may know, `in_public` are those that are that of this one;
    on a page for everyone there are neither.
    """

    id: str
    title: str
    severity: Severity
    drill: bool
    started: datetime
    ended: datetime | None
    phase: Phase | None
    summary: str
    impact: str
    action: str
    services: tuple[ServiceMark, ...]
    now_services: tuple[ServiceMark, ...]
    promised: Promised | None
    behind: Reference | None
    in_public: tuple[Reference, ...]
    updates: tuple[UpdateView, ...]
    corrections: tuple[Correction, ...]
    links: tuple[Link, ...]
    labels: tuple[tuple[str, str], ...]


def incident_card(scene: Scene, incident: Incident) -> IncidentCard:
    site, now = scene.site, scene.now
    impact, action = advice(incident, now)
    updates = update_views(site, incident.updates, now)
    return IncidentCard(
        id=incident.id,
        title=incident.title,
        path=incident_path(incident.id),
        severity=incident.severity,
        drill=incident.drill,
        started=incident.started,
        phase=phase_at(incident, now),
        impact=impact,
        action=action,
        services=marks(site, effects_at(incident, now)),
        promised=promised(promised_at(incident, site.settings.promise, now), now),
        latest=updates[0] if updates else None,
    )


def incident_view(scene: Scene, incident: Incident) -> IncidentView:
    """Of an incident that has started."""
    site, now = scene.site, scene.now
    impact, action = advice(incident, now)
    last = course(incident, now)[-1]
    return IncidentView(
        id=incident.id,
        title=incident.title,
        severity=incident.severity,
        drill=incident.drill,
        started=incident.started,
        ended=last.ended,
        phase=last.phase,
        summary=incident.summary,
        impact=impact,
        action=action,
        services=marks(site, worst_effects(incident, now)),
        now_services=marks(site, last.effects),
        promised=None if last.ended else promised(promised_at(incident, site.settings.promise, now), now),
        behind=next((_reference(one) for one in site.incidents if _is_front(incident, one)), None),
        in_public=tuple(_reference(one) for one in site.incidents if _is_front(one, incident)),
        updates=update_views(site, incident.updates, now),
        corrections=corrections(incident.updates, now),
        links=links(incident.links),
        labels=tuple(incident.labels.items()),
    )


def _is_front(incident: Incident, other: Incident) -> bool:
    """Whether it is what everyone may know of the other. Each of the two may say so."""
    return incident.public_of == other.id or other.public == incident.id


def _reference(incident: Incident) -> Reference:
    return Reference(incident.title, incident_path(incident.id))
