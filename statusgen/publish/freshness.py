"""When time alone will change the site: what a reader, and whoever schedules builds, must know."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from statusgen.model.course import promised_at
from statusgen.model.incident import Incident
from statusgen.model.maintenance import Maintenance
from statusgen.model.occurrences import maintenances_at
from statusgen.model.plans import planned
from statusgen.model.site import Site
from statusgen.model.windows import maintenance_phase_at, window
from statusgen.publish.foretold import moments

# How long a page may be late before it says so: builds take a while, and many sites build once a day.
_GRACE = timedelta(minutes=15)
_GRACE_FOR_MIDNIGHT = timedelta(days=1)
_SECOND = timedelta(seconds=1)


def next_change(site: Site, now: datetime) -> datetime:
    """The first whole second after `now` at which a build of the same content differs: at the latest next midnight.

    Not counted is what runs on at every moment: the time of the build, and the figures of uptime.
    """
    return min([_midnight(site, now), *_ahead(site, now)])


def stale_after(site: Site, now: datetime) -> datetime:
    """From when on a page made at `now` must have been made anew."""
    return min([_midnight(site, now) + _GRACE_FOR_MIDNIGHT, *(at + _GRACE for at in _ahead(site, now))])


def unsettled(site: Site, now: datetime) -> frozenset[str]:
    """The incidents by which pages can differ later by time alone; all others count for nothing in `stale_after`."""
    return frozenset(
        one.id for one in site.incidents if any(at > now for at in map(_whole, _of_incident(one, site, now)))
    )


def _ahead(site: Site, now: datetime) -> list[datetime]:
    return [moment for moment in map(_whole, _moments(site, now)) if moment > now]


def _whole(moment: datetime) -> datetime:
    """The first whole second that is not before it: clocks here know no others."""
    return moment.replace(microsecond=0) + _SECOND if moment.microsecond else moment


def _moments(site: Site, now: datetime) -> Iterator[datetime]:
    for incident in site.incidents:
        yield from _of_incident(incident, site, now)
    yield from (update.at for maintenance in site.maintenances for update in maintenance.updates)
    for maintenance in site.maintenances:
        yield from moments(maintenance, site.settings.zone, now)
    for occurrence in maintenances_at(site, now, now):
        yield from _of_maintenance(occurrence, now)
    if not any(maintenance.starts <= now for maintenance in site.maintenances):
        yield from (maintenance.starts for maintenance in site.maintenances)  # the first of all dates the site
    for announcement in site.announcements:
        yield announcement.at
        if announcement.until is not None:
            yield announcement.until


def _of_incident(incident: Incident, site: Site, now: datetime) -> Iterator[datetime]:
    """What was said of it before it started shows only then. A promise is broken once its second has passed."""
    yield incident.started
    yield from (update.at for update in incident.updates if update.at >= incident.started)
    due = promised_at(incident, site.settings.promise, now)
    if due is not None:
        yield due.replace(microsecond=0) + _SECOND


def _of_maintenance(maintenance: Maintenance, now: datetime) -> Iterator[datetime]:
    """A planned time that the clock decides by; and what was cancelled ahead enters the history at its start."""
    phase = maintenance_phase_at(maintenance, now)
    ahead = (at for at in planned(maintenance, now) if at > now)
    yield from (at for at in ahead if maintenance_phase_at(maintenance, at) is not phase)
    yield window(maintenance, now)[0]


def _midnight(site: Site, now: datetime) -> datetime:
    """The site's next one; days and bars move on then."""
    zone = site.settings.zone
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), zone).astimezone(UTC)
