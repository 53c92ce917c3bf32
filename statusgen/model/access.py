"""Who may see what. This is the only place that hides: past `visible` nothing restricted exists."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from statusgen.model.incident import Incident, Update
from statusgen.model.maintenance import Announcement, Maintenance
from statusgen.model.people import People, Team
from statusgen.model.repositories import home_of, prefix_of
from statusgen.model.service import EVERYONE, Audience, Effects, Service
from statusgen.model.site import Settings, Site
from statusgen.problems import NOWHERE, Span

HEADS = ("/incident.yaml", "/maintenance.yaml")  # of folders, in which what was said is for nobody else
_SETTINGS = "content/site.yaml"
_FOR_SOME = ("content/announcements", "content/incidents", "content/maintenance", "content/services")

Readers = frozenset[str]  # ids of the audiences, everyone among them, that someone belongs to
Services = Mapping[str, Service]  # those that they may see

Event = TypeVar("Event", Incident, Maintenance)
Thing = TypeVar("Thing", Service, Incident, Maintenance, Announcement)


def visible(site: Site, audience: str | None) -> Site:
    """The site as one audience may see it; None or "everyone": only what is for everyone.

    Equal to the site that would be there had nothing restricted been written. Whoever may read a thing may read of
    the services that it names (`audience-leak` is an error); should one slip through, it ends here. People, templates
    and rules are in no published tree; of teams only the names of those that own a service which is.
    """
    return seen_by(site, frozenset({*EVERYONE, *((audience,) if audience else ())}))


def seen_by(site: Site, readers: Readers) -> Site:
    """The same for someone who belongs to several audiences."""
    services = {one.id: one for one in _for(readers, site.services.values())}
    incidents = {one.id: one for one in _for(readers, site.incidents)}
    return Site(
        settings=_settings(site.settings, services.values(), readers),
        services={one.id: _service(one, services) for one in services.values()},
        incidents=tuple(_event(_stub(one, incidents), services, readers) for one in incidents.values()),
        maintenances=tuple(_event(one, services, readers) for one in _for(readers, site.maintenances)),
        announcements=tuple(_announcement(one, services) for one in _for(readers, site.announcements)),
        people=_people(site.people, services),
        # That something could not be read is told to everyone; what it was, to nobody: a path names it.
        left_out=_gaps(site, readers),
        audience=site.audience,
    )


def _gaps(site: Site, readers: Readers) -> tuple[Span, ...]:
    """Somewhere, if anything is missing that these readers might have read."""
    closed = closed_to(site, readers) if site.left_out else ()
    return (NOWHERE,) if any(not one.path.startswith(closed) for one in site.left_out) else ()


def closed_to(site: Site, readers: Readers) -> tuple[str, ...]:
    """What the paths of all files begin with that are certainly not for these readers."""
    there_is = _there_is(site)

    def closed(audience: Audience) -> bool:
        return not may_see(readers, audience) and there_is(audience)

    affairs: tuple[Incident | Maintenance, ...] = (*site.incidents, *site.maintenances)
    told = (update for affair in affairs for update in affair.updates)
    things: tuple[Service | Announcement | Incident | Maintenance | Update, ...]
    things = (*site.services.values(), *site.announcements, *affairs, *told)
    found = {_whole(one.span.path) for one in things if closed(one.audience)}
    found |= {_whole(path) for path, audience in site.meant_for.items() if closed(audience)}
    found |= {prefix_of(one) for one in site.settings.sources if not may_see(readers, one.readers)}
    return tuple(sorted(found - {""}))


def unclear(site: Site) -> tuple[str, ...]:
    """What the paths begin with of which nobody can tell whom they are for: what says so could not be read."""
    there_is, paths = _there_is(site), [one.path for one in site.left_out]
    if not site.settings.audiences and _SETTINGS not in paths:
        return ()
    broken = (path for path in paths if _in_its_source(site.settings, path).startswith(_FOR_SOME))
    return tuple(_whole(one) for one in broken if one not in site.meant_for or not there_is(site.meant_for[one]))


def _there_is(site: Site) -> Callable[[Audience], bool]:
    """Whether such audiences exist: any do where the settings could not be read."""
    if any(one.path == _SETTINGS for one in site.left_out):
        return lambda _: True
    return frozenset({*EVERYONE, *(one.id for one in site.settings.audiences)}).issuperset


def _in_its_source(settings: Settings, path: str) -> str:
    home = home_of(settings, path)
    return path.removeprefix(prefix_of(home)) if home else path


def _whole(path: str) -> str:
    """With all that was said of an affair, or with translations."""
    if path.endswith(HEADS):
        return path.removesuffix(path.rpartition("/")[2])
    return f"{path.rpartition('.')[0]}." if "." in path else path


def readers_of(site: Site, subscriber: str) -> Readers:
    """Everything that the subscriber of this id may read. For many of them ask `readers_by_person` once."""
    return readers_by_person(site).get(subscriber, frozenset(EVERYONE))


def readers_by_person(site: Site) -> dict[str, Readers]:
    """The same by id of the subscriber; who is not there may read what is for everyone."""
    found: dict[str, set[str]] = {}
    for audience in site.settings.audiences:
        for subscriber in site.people.behind(audience.members):
            found.setdefault(subscriber, set(EVERYONE)).add(audience.id)
    return {subscriber: frozenset(audiences) for subscriber, audiences in found.items()}


def _for(readers: Readers, things: Iterable[Thing]) -> Iterator[Thing]:
    return (thing for thing in things if may_see(readers, thing.audience))


def may_see(readers: Readers, audience: Audience) -> bool:
    return not readers.isdisjoint(audience)


def all_may_see(readers: Audience, audience: Audience) -> bool:
    """Whether what is for `audience` may be named in something that is for `readers`."""
    return EVERYONE[0] in audience or (EVERYONE[0] not in readers and set(readers) <= set(audience))


def _settings(settings: Settings, services: Iterable[Service], readers: Readers) -> Settings:
    """Without groups in which nothing is left, and without who is in which audience, and what is done for whom; nor
    where anything comes from."""
    shown = {service.group for service in services}
    return replace(
        settings,
        groups=tuple(group for group in settings.groups if group.id in shown),
        audiences=tuple(
            replace(one, members=(), groups=()) for one in settings.audiences if one.listed or one.id in readers
        ),
        sources=(),
        rules=(),
    )


def _people(people: People, services: Services) -> People:
    owners = {service.owner for service in services.values()}
    return People(teams={id_: Team(id_, team.name) for id_, team in people.teams.items() if team.reference in owners})


def _service(service: Service, services: Services) -> Service:
    return replace(service, depends_on=tuple(other for other in service.depends_on if other in services))


def _stub(incident: Incident, known: Mapping[str, Incident]) -> Incident:
    """What everyone reads does not say that there is more to it."""
    return incident if incident.public_of is None or incident.public_of in known else replace(incident, public_of=None)


def _event(event: Event, services: Services, readers: Readers) -> Event:
    """What needs no change stays the very same object: thousands do, and who remembers by identity may."""
    updates = tuple(_update(update, services) for update in _updates(event.updates, readers))
    effects = _effects(event.effects, services)
    if effects is event.effects and updates == event.updates and not event.stakeholders:
        return event
    return replace(event, effects=effects, updates=updates, stakeholders=())


def _update(update: Update, services: Services) -> Update:
    effects = _effects(update.effects, services)
    return update if effects is update.effects else replace(update, effects=effects)


def told_to(event: Event, readers: Readers) -> Event:
    """With only such updates as these readers may see."""
    return replace(event, updates=tuple(_updates(event.updates, readers)))


def _updates(updates: Iterable[Update], readers: Readers) -> Iterator[Update]:
    """A correction is hidden with what it corrects: it is likely to repeat it."""
    hidden: set[str] = set()
    for update in updates:
        if may_see(readers, update.audience) and update.corrects not in hidden:
            yield update
        else:
            hidden.add(update.id)


def _announcement(announcement: Announcement, services: Services) -> Announcement:
    return replace(announcement, services=tuple(one for one in announcement.services if one in services))


def _effects(effects: Effects, services: Services) -> Effects:
    if effects.keys() <= services.keys():
        return effects
    return {service: effect for service, effect in effects.items() if service in services}
