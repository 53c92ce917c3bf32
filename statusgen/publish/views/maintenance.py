"""Planned work: as a card on other pages, on its own page, and all of it."""

from dataclasses import dataclass
from datetime import datetime

from statusgen.model.incident import Phase
from statusgen.model.maintenance import Maintenance
from statusgen.model.windows import is_ahead, is_over, is_running, maintenance_phase_at, window
from statusgen.publish.views.history import HistoryItem, history_item
from statusgen.publish.views.parts import Link, ServiceMark, UpdateView, links, marks, update_views
from statusgen.publish.views.paths import maintenance_path
from statusgen.publish.views.scene import Scene

RECENT = 20  # finished ones on the page of all; older ones are in the history


@dataclass(frozen=True, slots=True)
class MaintenanceCard:
    """Planned work at a glance. `services` have the effect that it has on them while it runs."""

    id: str
    title: str
    path: str
    summary: str
    phase: Phase
    drill: bool
    start: datetime
    end: datetime
    services: tuple[ServiceMark, ...]
    latest: UpdateView | None


@dataclass(frozen=True, slots=True)
class MaintenanceView:
    """Template `maintenance.html`: one planned work. `updates` are newest first."""

    id: str
    title: str
    summary: str
    phase: Phase
    drill: bool
    start: datetime
    end: datetime
    services: tuple[ServiceMark, ...]
    updates: tuple[UpdateView, ...]
    links: tuple[Link, ...]
    labels: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class MaintenancesView:
    """Template `maintenances.html`. `over` are the latest, newest first; `ahead` the next first."""

    running: tuple[MaintenanceCard, ...]
    ahead: tuple[MaintenanceCard, ...]
    over: tuple[HistoryItem, ...]


def maintenance_card(scene: Scene, maintenance: Maintenance) -> MaintenanceCard:
    start, end = window(maintenance, scene.now)
    updates = update_views(scene.site, maintenance.updates, scene.now)
    return MaintenanceCard(
        id=maintenance.id,
        title=maintenance.title,
        path=maintenance_path(maintenance.id),
        summary=maintenance.summary,
        phase=maintenance_phase_at(maintenance, scene.now),
        drill=maintenance.drill,
        start=start,
        end=end,
        services=marks(scene.site, maintenance.effects),
        latest=updates[0] if updates else None,
    )


def maintenance_view(scene: Scene, maintenance: Maintenance) -> MaintenanceView:
    start, end = window(maintenance, scene.now)
    return MaintenanceView(
        id=maintenance.id,
        title=maintenance.title,
        summary=maintenance.summary,
        phase=maintenance_phase_at(maintenance, scene.now),
        drill=maintenance.drill,
        start=start,
        end=end,
        services=marks(scene.site, maintenance.effects),
        updates=update_views(scene.site, maintenance.updates, scene.now),
        links=links(maintenance.links),
        labels=tuple(maintenance.labels.items()),
    )


def running_cards(scene: Scene) -> tuple[MaintenanceCard, ...]:
    """Drills too: they are marked."""
    running = [one for one in scene.site.maintenances if is_running(one, scene.now)]
    return tuple(maintenance_card(scene, one) for one in running)


def ahead_cards(scene: Scene) -> tuple[MaintenanceCard, ...]:
    """The next one first."""
    cards = [maintenance_card(scene, one) for one in scene.site.maintenances if is_ahead(one, scene.now)]
    return tuple(sorted(cards, key=lambda card: (card.start, card.id)))


def maintenances_view(scene: Scene) -> MaintenancesView:
    over = [one for one in scene.site.maintenances if is_over(one, scene.now)]
    items = sorted((history_item(scene, one) for one in over), key=lambda item: item.start, reverse=True)
    return MaintenancesView(running_cards(scene), ahead_cards(scene), tuple(items[:RECENT]))
