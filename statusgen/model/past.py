"""The time machine: a site as far as it had been told at a moment, by the times that are written in it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from statusgen.model.course import said
from statusgen.model.incident import Incident, Phase
from statusgen.model.maintenance import Announcement, Maintenance
from statusgen.model.service import Service
from statusgen.model.site import Site

Event = TypeVar("Event", Incident, Maintenance)


def as_of(site: Site, at: datetime) -> Site:
    """The site as it was then: equal to the one that would be there had nothing been told since.

    To show one audience's past, hide first: `as_of(visible(site, audience), at)`. What carries no time (settings,
    titles, a service without `since`) is taken to have been there always, as it is now.
    """
    incidents = tuple(_told(one, at) for one in site.incidents if _is_known(one, at))
    maintenances = tuple(_told(one, at) for one in site.maintenances if _is_announced(one, at))
    announcements = tuple(one for one in site.announcements if one.at <= at)
    services = _services(site, at, {*_named(incidents), *_named(maintenances), *_concerned(announcements)})
    groups = {service.group for service in services.values()}
    return replace(
        site,
        settings=replace(site.settings, groups=tuple(one for one in site.settings.groups if one.id in groups)),
        services=services,
        incidents=incidents,
        maintenances=maintenances,
        announcements=announcements,
    )


def _is_known(incident: Incident, at: datetime) -> bool:
    """Started, and spoken of: an incident usually began before anybody noticed. One without updates told itself."""
    return incident.started <= at and (not incident.updates or incident.updates[0].at <= at)


def _is_announced(maintenance: Maintenance, at: datetime) -> bool:
    """By its first update, if that scheduled all of it before the start; else nothing dates it, and it was always
    known. Later updates decide nothing: they cannot unsay what had been said.
    """
    first = next(iter(maintenance.updates), None)
    if first is None or first.occurrence or first.phase is not Phase.SCHEDULED or first.at >= maintenance.starts:
        return True
    return first.at <= at


def _told(event: Event, at: datetime) -> Event:
    """What needs no change stays the very same object: who remembers by identity may."""
    if not event.updates or event.updates[-1].at <= at:
        return event
    return replace(event, updates=said(event.updates, at))


def _named(events: Iterable[Event]) -> Iterator[str]:
    for event in events:
        yield from event.effects
        for update in event.updates:
            yield from update.effects


def _concerned(announcements: Iterable[Announcement]) -> Iterator[str]:
    for announcement in announcements:
        yield from announcement.services


def _services(site: Site, at: datetime, named: set[str]) -> dict[str, Service]:
    """Those watched by then, and those spoken of even earlier."""
    today = at.astimezone(site.settings.zone).date()
    known = [one for one in site.services.values() if one.since is None or one.since <= today or one.id in named]
    ids = {one.id for one in known}
    return {one.id: _among(one, ids) for one in known}


def _among(service: Service, ids: set[str]) -> Service:
    if ids.issuperset(service.depends_on):
        return service
    return replace(service, depends_on=tuple(other for other in service.depends_on if other in ids))
