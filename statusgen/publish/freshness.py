"""When time alone will change the site: what a reader, and whoever schedules builds, must know."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from statusgen.model.course import promised_at
from statusgen.model.site import Site
from statusgen.model.windows import is_over, window

# How long a page may be late before it says so: builds take a while, and many sites build once a day.
_GRACE = timedelta(minutes=15)
_GRACE_FOR_MIDNIGHT = timedelta(days=1)


def next_change(site: Site, now: datetime) -> datetime:
    """The first moment after `now` at which a build of the same content differs: at the latest the next midnight."""
    return min([_midnight(site, now), *_ahead(site, now)])


def stale_after(site: Site, now: datetime) -> datetime:
    """From when on a page made at `now` must have been made anew."""
    return min([_midnight(site, now) + _GRACE_FOR_MIDNIGHT, *(at + _GRACE for at in _ahead(site, now))])


def _ahead(site: Site, now: datetime) -> list[datetime]:
    return [moment for moment in _moments(site, now) if moment > now]


def _moments(site: Site, now: datetime) -> Iterator[datetime]:
    for incident in site.incidents:
        yield incident.started
        yield from (update.at for update in incident.updates)
        due = promised_at(incident, site.settings.promise, now)
        if due is not None:
            yield due
    for maintenance in site.maintenances:
        yield from (update.at for update in maintenance.updates)
        if not is_over(maintenance, now):
            yield from window(maintenance, now)
    for announcement in site.announcements:
        yield announcement.at
        if announcement.until is not None:
            yield announcement.until


def _midnight(site: Site, now: datetime) -> datetime:
    """The site's next one; days and bars move on then."""
    zone = site.settings.zone
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), zone).astimezone(UTC)
