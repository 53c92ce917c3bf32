"""Planned work: as a card on other pages, on its own page, and all of it."""

from dataclasses import dataclass, replace
from datetime import datetime

from statusgen.model.incident import Phase
from statusgen.model.maintenance import Maintenance
from statusgen.model.occurrences import moves, present
from statusgen.model.plans import Plan, planned
from statusgen.model.windows import is_ahead, is_over, is_running, maintenance_phase_at, window
from statusgen.publish.views.history import HistoryItem, history_item
from statusgen.publish.views.parts import (
    Correction,
    Link,
    Moved,
    Occurrence,
    ServiceMark,
    UpdateView,
    Window,
    corrections,
    first_planned,
    links,
    marks,
    occurrence,
    update_views,
)
from statusgen.publish.views.paths import maintenance_path
from statusgen.publish.views.scene import Scene

RECENT = 20  # finished ones on the page of all; older ones are in the history
PAST = 10  # of one that repeats, on its own page


@dataclass(frozen=True, slots=True)
class MaintenanceCard:
    """Planned work at a glance. `services` have the effect that it has on them while it runs.

    `was` is when it was first planned, if it was moved; `repeats`: it comes again.
    """

    id: str
    title: str
    path: str
    summary: str
    phase: Phase
    drill: bool
    start: datetime
    end: datetime
    was: Window | None
    repeats: bool
    services: tuple[ServiceMark, ...]
    latest: UpdateView | None


@dataclass(frozen=True, slots=True)
class MaintenanceView:
    """Template `maintenance.html`: one planned work. `updates` and `corrections` are newest first.

    Of work that repeats, the times are those of the occurrence that runs, or else comes next. `ahead` are other
    occurrences, the next first, `past` those before, the latest first; of other work both are empty.
    """

    id: str
    title: str
    summary: str
    phase: Phase
    drill: bool
    start: datetime
    end: datetime
    was: Window | None
    repeats: bool
    services: tuple[ServiceMark, ...]
    updates: tuple[UpdateView, ...]
    corrections: tuple[Correction, ...]
    links: tuple[Link, ...]
    labels: tuple[tuple[str, str], ...]
    ahead: tuple[Occurrence, ...]
    past: tuple[Occurrence, ...]


@dataclass(frozen=True, slots=True)
class MaintenancesView:
    """Template `maintenances.html`. `over` are the latest, newest first; `ahead` the next first.

    What repeats is in each of the last two at most once: its own page has all its times.
    """

    running: tuple[MaintenanceCard, ...]
    ahead: tuple[MaintenanceCard, ...]
    over: tuple[HistoryItem, ...]


def maintenance_card(scene: Scene, maintenance: Maintenance) -> MaintenanceCard:
    start, end = window(maintenance, scene.now)
    updates = _updates(scene, maintenance)
    return MaintenanceCard(
        id=maintenance.id,
        title=maintenance.title,
        path=maintenance_path(maintenance.id),
        summary=maintenance.summary,
        phase=maintenance_phase_at(maintenance, scene.now),
        drill=maintenance.drill,
        start=start,
        end=end,
        was=first_planned(maintenance, scene.now),
        repeats=maintenance.repeats is not None,
        services=marks(scene.site, maintenance.effects),
        latest=updates[0] if updates else None,
    )


def maintenance_view(scene: Scene, maintenance: Maintenance) -> MaintenanceView:
    """Of a maintenance as it was written."""
    card = maintenance_card(scene, present(maintenance, scene.site.settings.zone, scene.now))
    each = [occurrence(one, scene.now) for one in scene.works if one.id == maintenance.id and maintenance.repeats]
    return MaintenanceView(
        id=card.id,
        title=card.title,
        summary=card.summary,
        phase=card.phase,
        drill=card.drill,
        start=card.start,
        end=card.end,
        was=card.was,
        repeats=card.repeats,
        services=card.services,
        updates=_updates(scene, maintenance),
        corrections=corrections(maintenance.updates, scene.now),
        links=links(maintenance.links),
        labels=tuple(maintenance.labels.items()),
        ahead=tuple(one for one in reversed(each) if one.start > scene.now and one.start != card.start),
        past=tuple(one for one in each if one.start <= scene.now and one.start != card.start)[:PAST],
    )


def _updates(scene: Scene, maintenance: Maintenance) -> tuple[UpdateView, ...]:
    moved = moves(maintenance, scene.site.settings.zone, scene.now)
    views = update_views(scene.site, maintenance.updates, scene.now)
    return tuple(replace(view, moved=_moved(*moved[view.id])) if view.id in moved else view for view in views)


def _moved(before: Plan, after: Plan) -> Moved:
    return Moved(Window(before.starts, before.ends), Window(after.starts, after.ends))


def running_cards(scene: Scene) -> tuple[MaintenanceCard, ...]:
    """Drills too: they are marked."""
    return tuple(maintenance_card(scene, one) for one in scene.works if is_running(one, scene.now))


def ahead_cards(scene: Scene) -> tuple[MaintenanceCard, ...]:
    """The next one first; of what repeats only that."""
    ahead = {one.id: one for one in scene.works if is_ahead(one, scene.now)}
    cards = [maintenance_card(scene, one) for one in ahead.values()]
    return tuple(sorted(cards, key=lambda card: (card.start, card.id)))


def _is_past(scene: Scene, maintenance: Maintenance) -> bool:
    """Over; and of what repeats, not what was called off ahead: something else has finished last."""
    begun = planned(maintenance, scene.now)[0] <= scene.now
    return is_over(maintenance, scene.now) and (begun or not maintenance.occurrence)


def maintenances_view(scene: Scene) -> MaintenancesView:
    over = {one.id: one for one in reversed(scene.works) if _is_past(scene, one)}
    items = sorted((history_item(scene, one) for one in over.values()), key=lambda item: item.start, reverse=True)
    return MaintenancesView(running_cards(scene), ahead_cards(scene), tuple(items[:RECENT]))
