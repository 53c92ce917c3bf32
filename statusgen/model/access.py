"""Who may see what. This is the only place that hides: past `visible` nothing restricted exists."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from statusgen.model.incident import Incident, Update
from statusgen.model.maintenance import Announcement, Maintenance
from statusgen.model.people import People
from statusgen.model.service import EVERYONE, Audience, Effects, Service
from statusgen.model.site import Settings, Site
from statusgen.problems import NOWHERE

Event = TypeVar("Event", Incident, Maintenance)


def visible(site: Site, audience: str | None) -> Site:
    """The site as one audience may see it; None or "everyone": only what is for everyone.

    Equal to the site that would be there had nothing restricted ever been written. People, teams, templates and
    rules are in no published tree. Whoever reads a thing may see the services that it names (`audience-leak` is an
    error of the content); should one slip through, it is removed here.
    """
    readers = frozenset({*EVERYONE, *((audience,) if audience else ())})
    services = {one.id: one for one in site.services.values() if _may_see(readers, one.audience)}
    return Site(
        settings=_settings(site.settings, services.values(), readers),
        services={one.id: _service(one, services) for one in services.values()},
        incidents=tuple(
            _event(one, services, readers) for one in site.incidents if _may_see(readers, one.audience)
        ),
        maintenances=tuple(
            _event(one, services, readers) for one in site.maintenances if _may_see(readers, one.audience)
        ),
        announcements=tuple(
            _announcement(one, services) for one in site.announcements if _may_see(readers, one.audience)
        ),
        people=People(),
        # That something could not be read is told to everyone; what it was is told to nobody: a path names it.
        left_out=(NOWHERE,) if site.left_out else (),
    )


def _may_see(readers: frozenset[str], audience: Audience) -> bool:
    return not readers.isdisjoint(audience)


def _settings(settings: Settings, services: Iterable[Service], readers: frozenset[str]) -> Settings:
    """Without groups in which nothing is left, and without who is in which audience, and what is done for whom."""
    shown = {service.group for service in services}
    return replace(
        settings,
        groups=tuple(group for group in settings.groups if group.id in shown),
        audiences=tuple(replace(one, members=()) for one in settings.audiences if one.id in readers),
        rules=(),
    )


def _service(service: Service, services: dict[str, Service]) -> Service:
    return replace(service, depends_on=tuple(other for other in service.depends_on if other in services))


def _event(event: Event, services: dict[str, Service], readers: frozenset[str]) -> Event:
    return replace(
        event,
        effects=_effects(event.effects, services),
        stakeholders=(),
        updates=tuple(
            replace(update, effects=_effects(update.effects, services))
            for update in _updates(event.updates, readers)
        ),
    )


def _updates(updates: Iterable[Update], readers: frozenset[str]) -> Iterator[Update]:
    """A correction is hidden with what it corrects: it is likely to repeat it."""
    hidden: set[str] = set()
    for update in updates:
        if _may_see(readers, update.audience) and update.corrects not in hidden:
            yield update
        else:
            hidden.add(update.id)


def _announcement(announcement: Announcement, services: dict[str, Service]) -> Announcement:
    return replace(announcement, services=tuple(one for one in announcement.services if one in services))


def _effects(effects: Effects, services: dict[str, Service]) -> Effects:
    return {service: effect for service, effect in effects.items() if service in services}
