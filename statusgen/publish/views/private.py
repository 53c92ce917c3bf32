"""One person's page: what concerns them, and nothing else. The pages that it leads to are those of other sites."""

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from itertools import chain
from typing import Any, TypeVar

from statusgen.model.affair import Affair, reference
from statusgen.publish.views.announcement import AnnouncementView, announced, announcement_view
from statusgen.publish.views.banner import Look
from statusgen.publish.views.history import HistoryItem, folded
from statusgen.publish.views.incident import IncidentCard, incident_card
from statusgen.publish.views.maintenance import MaintenanceCard, ahead_cards, running_cards
from statusgen.publish.views.scene import Scene

View = TypeVar("View")
Lead = Callable[[str], str]  # from the reference of an affair to what leads to the site that has its page


@dataclass(frozen=True, slots=True)
class PrivateView:
    """Template `private.html`. `look` is that of the worst that goes on, `open` how much that is.

    `past` has what is over, the latest first; `more`: there is older that is not shown. Of nobody is there a name: the
    page can be passed on.
    """

    look: Look
    open: int
    as_of: datetime
    today: date
    stale_after: datetime
    left_out: bool
    incidents: tuple[IncidentCard, ...]
    drills: tuple[IncidentCard, ...]
    running: tuple[MaintenanceCard, ...]
    announcements: tuple[AnnouncementView, ...]
    ahead: tuple[MaintenanceCard, ...]
    past: tuple[HistoryItem, ...]
    more: bool


def private_view(scene: Scene, lead: Lead) -> PrivateView:
    """`scene` has a site with only what concerns them; `lead` leads from the page's root to where an affair is."""
    incidents, drills = (
        tuple(_led(incident_card(scene, one), one, lead) for one in some)
        for some in (scene.status.incidents, scene.status.drills)
    )
    works = {one.id: one for one in scene.site.maintenances}
    running, ahead = (
        tuple(_led(card, works[card.id], lead) for card in cards(scene)) for cards in (running_cards, ahead_cards)
    )
    said = [(announcement_view(scene, one), one) for one in announced(scene)]
    most = scene.site.settings.history.feed_entries
    past = _past(scene, lead, most + 1)  # one more, to know whether there is more
    return PrivateView(
        look=Look(scene.status.indicator),
        open=len(incidents) + len(running),
        as_of=scene.now,
        today=scene.today,
        stale_after=scene.stale_after,
        left_out=bool(scene.site.left_out),
        incidents=incidents,
        drills=drills,
        running=running,
        announcements=tuple(_led(view, one, lead) for view, one in said if not view.over),
        ahead=ahead,
        past=past[:most],
        more=len(past) > most,
    )


def _past(scene: Scene, lead: Lead, most: int) -> tuple[HistoryItem, ...]:
    """The newest of what is neither shown above nor ahead."""
    status = scene.status
    holding = (one for one in announced(scene) if one.until is None or one.until > scene.now)
    shown: tuple[Affair, ...] = (*status.incidents, *status.drills, *status.maintenances, *holding)
    above = set(map(reference, shown))
    begun = [one for one in chain.from_iterable(scene.months.values()) if reference(one) not in above]
    leads = {reference(one): one for one in begun}
    items = folded(scene, begun, most)
    return tuple(_led(item, leads[item.path.removesuffix("/index.html")], lead) for item in items)


def _led(view: View, affair: Affair, lead: Lead) -> View:
    return _behind(view, lead(reference(affair)))


def _behind(view: View, way: str) -> View:
    """The same, with `way` before every path in it."""
    if not way or not is_dataclass(view) or isinstance(view, type):
        return view
    changed = {one.name: _moved(one.name, getattr(view, one.name), way) for one in fields(view)}
    return replace(view, **changed)


def _moved(name: str, value: Any, way: str) -> Any:
    if name == "path":
        return way + value
    return tuple(_behind(one, way) for one in value) if isinstance(value, tuple) else _behind(value, way)
