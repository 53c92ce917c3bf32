"""What was, by months and days of the site's zone. A thing belongs to the day on which it started."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from statusgen.model.affair import Affair
from statusgen.model.incident import Incident
from statusgen.model.maintenance import Announcement, Maintenance
from statusgen.model.occurrences import maintenances_at
from statusgen.model.site import Site
from statusgen.model.windows import is_ahead, window


def by_month(site: Site, now: datetime) -> Mapping[str, tuple[Affair, ...]]:
    """ "2026-11" -> what began in it, newest first; months with nothing in them left out, newest month first."""
    found: dict[str, list[Affair]] = {}
    zone = site.settings.zone
    for at, thing in _newest_first(site, now):
        found.setdefault(at.astimezone(zone).strftime("%Y-%m"), []).append(thing)
    return {month: tuple(things) for month, things in found.items()}


def months(site: Site, now: datetime) -> tuple[str, ...]:
    """Every month with something in it, as "2026-11", newest first."""
    return tuple(by_month(site, now))


def in_month(site: Site, month: str, now: datetime) -> tuple[Affair, ...]:
    """Newest first. For several months ask `by_month` once."""
    return by_month(site, now).get(month, ())


def recent_days(site: Site, now: datetime, count: int) -> tuple[tuple[date, tuple[Incident | Maintenance, ...]], ...]:
    """The last `count` days, today first, each with what began on it, newest first."""
    zone = site.settings.zone
    today = now.astimezone(zone).date()
    found: dict[date, list[Incident | Maintenance]] = {today - timedelta(days=back): [] for back in range(count)}
    for at, thing in _newest_first(site, now):
        day = found.get(at.astimezone(zone).date())
        if day is not None and not isinstance(thing, Announcement):
            day.append(thing)
    return tuple((day, tuple(things)) for day, things in found.items())


def _newest_first(site: Site, now: datetime) -> list[tuple[datetime, Affair]]:
    return sorted(_begun(site, now), key=lambda one: (one[0], one[1].id), reverse=True)


def _begun(site: Site, now: datetime) -> Iterator[tuple[datetime, Affair]]:
    """All that has begun by `now`, with when. A cancelled maintenance is history once it would have begun."""
    yield from ((incident.started, incident) for incident in site.incidents if incident.started <= now)
    yield from ((announcement.at, announcement) for announcement in site.announcements if announcement.at <= now)
    for maintenance in maintenances_at(site, now):
        start, _ = window(maintenance, now)
        if start <= now and not is_ahead(maintenance, now):
            yield start, maintenance
