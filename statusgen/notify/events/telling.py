"""All that is worth telling at a moment, and whether what it is about still matters."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain

from statusgen.model.affair import Affair
from statusgen.model.course import ended_at, is_settled
from statusgen.model.incident import Incident
from statusgen.model.maintenance import Announcement, Maintenance
from statusgen.model.occurrences import maintenances_at, present
from statusgen.model.site import Site
from statusgen.model.windows import is_over
from statusgen.notify.events.incidents import incident_news
from statusgen.notify.events.maintenances import maintenance_news, series_news
from statusgen.notify.news import EXERCISE, Kind, News, is_drill, thread_of

# Quiet hours and a daily summary hold something back for at most a day each.
_HELD = timedelta(days=2)


def news(site: Site, now: datetime, since: datetime | None = None) -> tuple[News, ...]:
    """What could still be told to anyone, oldest first.

    Affairs that are over are left out if nothing was said of them after `since`; by default, after the moment before
    which everything is too old, held back or not.
    """
    since = since or now - 2 * site.settings.notify.max_age - _HELD
    about: Iterable[tuple[Affair, Iterable[News]]] = chain(
        ((one, incident_news(one, now)) for one in site.incidents if not _is_settled(one, since)),
        ((one, maintenance_news(one, now)) for one in maintenances_at(site, now, since)),
        ((one, series_news(one, now)) for one in site.maintenances if one.repeats),
        ((one, _announced(one, now)) for one in site.announcements),
    )
    found = (one for affair, some in about for one in _recent(affair, list(some), site, now, since))
    return tuple(sorted(found, key=lambda one: one.at))


def _recent(affair: Affair, some: list[News], site: Site, now: datetime, since: datetime) -> list[News]:
    matters = any(one.at > since for one in some) or is_current(_as_most_see(affair), site, now)
    if not matters and not is_current(affair, site, now):
        return []
    return [replace(one, id=f"{one.id}{EXERCISE}") for one in some] if is_drill(affair) else some


def _is_settled(incident: Incident, since: datetime) -> bool:
    return _as_most_see(incident) is incident and is_settled(incident, since)


def _as_most_see(affair: Affair) -> Affair:
    """Without updates for some alone: what is over for these may go on for the others."""
    if isinstance(affair, Announcement) or all(one.audience == affair.audience for one in affair.updates):
        return affair
    return replace(affair, updates=tuple(one for one in affair.updates if one.audience == affair.audience))


def _announced(announcement: Announcement, now: datetime) -> Iterator[News]:
    if announcement.notify and announcement.at <= now:
        thread = thread_of(announcement)
        yield News(
            thread,
            Kind.ANNOUNCEMENT,
            thread,
            announcement,
            announcement.at,
            announcement.until,
            audience=announcement.audience,
        )


def is_current(affair: Affair, site: Site, now: datetime) -> bool:
    """Whether someone who comes to it only now should hear of it: open, running or ahead.

    An announcement that says no end is news when it is made, and history from then on.
    """
    if isinstance(affair, Incident):
        return ended_at(affair, now) is None
    if isinstance(affair, Announcement):
        return affair.until is not None and now < affair.until
    return not is_over(_next(affair, site, now), now)


def _next(maintenance: Maintenance, site: Site, now: datetime) -> Maintenance:
    is_series = maintenance.repeats is not None and maintenance.occurrence is None
    return present(maintenance, site.settings.zone, now) if is_series else maintenance
