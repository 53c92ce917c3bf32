"""Promises of a next update that were broken: news for those who are to keep them, and for nobody else."""

from collections.abc import Iterator
from datetime import UTC, datetime

from statusgen.model.promises import outstanding
from statusgen.model.site import Site
from statusgen.notify.news import Kind, News, thread_of

# Their own threads, so that nothing else that is told of an incident follows from a reminder.
THREADS = "overdue"


def overdue_news(site: Site, now: datetime) -> Iterator[News]:
    """One a broken promise, as long as nothing has been said since; the longest overdue first."""
    for one in outstanding(site, now, now):
        if one.is_broken(now):
            incident = one.incident
            name = f"{thread_of(incident)}/overdue/{one.due.astimezone(UTC):%Y%m%dT%H%M%SZ}"
            thread = f"{THREADS}/{incident.id}"
            yield News(name, Kind.OVERDUE, thread, incident, one.due, audience=incident.audience)
