"""The front page: how things stand, what goes on, what will, what was."""

from dataclasses import dataclass
from datetime import date, datetime

from statusgen.publish.views.announcement import AnnouncementView, announcements_view
from statusgen.publish.views.banner import Banner, banner
from statusgen.publish.views.history import HistoryDays, recent
from statusgen.publish.views.incident import IncidentCard, incident_card
from statusgen.publish.views.maintenance import MaintenanceCard, ahead_cards, running_cards
from statusgen.publish.views.scene import Scene
from statusgen.publish.views.service import GroupRow, group_rows


@dataclass(frozen=True, slots=True)
class IndexView:
    """Template `index.html`. The only page that says when it was made (`as_of`), and so changes with every build.

    From `stale_after` on it should have been made anew. `left_out`: some content could not be read. `slow`:
    bars show degraded performance that does not lower the uptime beside them.
    """

    banner: Banner
    as_of: datetime
    today: date
    stale_after: datetime
    left_out: bool
    incidents: tuple[IncidentCard, ...]
    drills: tuple[IncidentCard, ...]
    running: tuple[MaintenanceCard, ...]
    announcements: tuple[AnnouncementView, ...]
    groups: tuple[GroupRow, ...]
    uptime_days: int
    slow: bool
    ahead: tuple[MaintenanceCard, ...]
    recent: tuple[HistoryDays, ...]


def index_view(scene: Scene) -> IndexView:
    groups = group_rows(scene)
    return IndexView(
        banner=banner(scene),
        as_of=scene.now,
        today=scene.today,
        stale_after=scene.stale_after,
        left_out=bool(scene.site.left_out),
        incidents=tuple(incident_card(scene, incident) for incident in scene.status.incidents),
        drills=tuple(incident_card(scene, incident) for incident in scene.status.drills),
        running=running_cards(scene),
        announcements=announcements_view(scene).current,
        groups=groups,
        uptime_days=scene.site.settings.uptime.days,
        slow=any(row.bars.slow for group in groups for row in group.services if row.bars),
        ahead=ahead_cards(scene),
        recent=recent(scene),
    )
