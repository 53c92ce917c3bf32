"""Announcements: on their own page, on the index while they hold, and all of them."""

from dataclasses import dataclass
from datetime import datetime

from statusgen.model.languages import Markdown
from statusgen.model.maintenance import Announcement
from statusgen.publish.views.parts import Reference
from statusgen.publish.views.paths import announcement_path, service_path
from statusgen.publish.views.scene import Scene


@dataclass(frozen=True, slots=True)
class AnnouncementView:
    """Template `announcement.html`, and a piece of other pages. `until` None: it holds for ever. `over`: no longer."""

    id: str
    title: str
    path: str
    at: datetime
    until: datetime | None
    over: bool
    text: Markdown
    services: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class AnnouncementsView:
    """Template `announcements.html`: those that hold now, and those that no longer do, newest first."""

    current: tuple[AnnouncementView, ...]
    past: tuple[AnnouncementView, ...]


def announcement_view(scene: Scene, announcement: Announcement) -> AnnouncementView:
    services = scene.site.services
    return AnnouncementView(
        id=announcement.id,
        title=announcement.title,
        path=announcement_path(announcement.id),
        at=announcement.at,
        until=announcement.until,
        over=announcement.until is not None and announcement.until <= scene.now,
        text=Markdown(announcement.text),
        services=tuple(Reference(services[one].name, service_path(one)) for one in announcement.services),
    )


def announced(scene: Scene) -> tuple[Announcement, ...]:
    """What has been announced by now."""
    return tuple(one for one in scene.site.announcements if one.at <= scene.now)


def announcements_view(scene: Scene) -> AnnouncementsView:
    views = [announcement_view(scene, one) for one in announced(scene)]
    return AnnouncementsView(
        current=tuple(view for view in views if not view.over), past=tuple(view for view in views if view.over)
    )
