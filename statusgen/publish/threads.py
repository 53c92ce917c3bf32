"""What feeds tell: each incident, maintenance and announcement with everything said about it, as plain values.

A Thread is all that an entry depends on, so its digest is the entry's key, and no text is rendered to get it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import chain

from statusgen.model.course import Entry, course, entries, promised_by
from statusgen.model.incident import Incident, Phase
from statusgen.model.maintenance import Announcement, Maintenance
from statusgen.model.occurrences import latest, moves, present
from statusgen.model.plans import Plan, planned
from statusgen.model.service import Effect, Service
from statusgen.model.site import Site
from statusgen.model.windows import maintenance_phase_at
from statusgen.publish.artefact import digest
from statusgen.publish.foretold import foretold_at

# The folders of the site's pages, and the first part of every id in a feed.
INCIDENTS, MAINTENANCE, ANNOUNCEMENTS = "incidents", "maintenance", "announcements"

Window = tuple[datetime, datetime]

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Post:
    """One thing said, as it reads now; `text` is Markdown, `due` is when it promises the next one, and it keeps
    saying so, whatever came later.

    One without an `id` was not said by anybody: a planned time was reached. `moved` is the maintenance's plan before
    and after.
    """

    id: str
    at: datetime
    phase: Phase | None = None
    text: str = ""
    impact: str = ""
    action: str = ""
    effects: tuple[tuple[str, Effect], ...] = ()
    due: datetime | None = None
    corrected_at: datetime | None = None
    moved: tuple[Window, Window] | None = None

    @property
    def updated(self) -> datetime:
        """When its meaning last changed."""
        return max(self.at, self.corrected_at or self.at)


@dataclass(frozen=True, eq=False)
class Thread:
    """An incident, maintenance or announcement as far as it has been told. `posts` are oldest first.

    `services` are names by id, in the order of first mention. `updated` None: nothing tells since when
    this is known.
    """

    folder: str
    id: str
    title: str
    summary: str
    services: Mapping[str, str]
    posts: tuple[Post, ...]
    published: datetime | None
    updated: datetime | None
    planned: Window | None = None

    @cached_property
    def key(self) -> str:
        return digest(repr(self))


def threads(site: Site, now: datetime) -> Iterator[Thread]:
    """Everything that can be in a feed at `now`. Drills are not: a feed cannot say EXERCISE loudly enough."""
    for incident in site.incidents:
        if not incident.drill and incident.started <= now:
            yield incident_thread(incident, site, now)
    for maintenance in site.maintenances:
        if not maintenance.drill:
            yield maintenance_thread(maintenance, site, now)
    for announcement in site.announcements:
        if announcement.at <= now:
            yield _announcement(announcement, site)


def incident_thread(incident: Incident, site: Site, now: datetime) -> Thread:
    """Of an incident that has started."""
    said = entries(incident.updates, now)
    promise = site.settings.promise
    posts = tuple(
        _post(entry, None if step.ended else promised_by(entry, promise))
        for entry, step in zip(said, course(incident, now)[1:], strict=True)
    )
    return Thread(
        folder=INCIDENTS,
        id=incident.id,
        title=incident.title,
        summary=incident.summary,
        services=_names(chain(incident.effects, _mentioned(posts)), site.services),
        posts=posts,
        published=posts[0].at if posts else incident.started,
        updated=max((post.updated for post in posts), default=incident.started),
    )


def maintenance_thread(maintenance: Maintenance, site: Site, now: datetime) -> Thread:
    """Reached times count as posts, so that the entry moves on when nobody says anything.

    What repeats stays one entry: the times are those of the occurrence that runs, or else comes next.
    """
    zone = site.settings.zone
    moved = moves(maintenance, zone, now)
    posts = [_post(entry, promised_by(entry, None), moved) for entry in entries(maintenance.updates, now)]
    posts += _reached(latest(maintenance, zone, now), now)
    posts.sort(key=lambda post: (post.at, post.id))
    known = foretold_at(maintenance, zone, now)
    return Thread(
        folder=MAINTENANCE,
        id=maintenance.id,
        title=maintenance.title,
        summary=maintenance.summary,
        services=_names(chain(maintenance.effects, _mentioned(posts)), site.services),
        posts=tuple(posts),
        published=min([posts[0].at, maintenance.starts] if maintenance.repeats else [posts[0].at]) if posts else known,
        updated=max((post.updated for post in posts), default=known),
        planned=planned(present(maintenance, zone, now), now),
    )


def _announcement(announcement: Announcement, site: Site) -> Thread:
    return Thread(
        folder=ANNOUNCEMENTS,
        id=announcement.id,
        title=announcement.title,
        summary="",
        services=_names(announcement.services, site.services),
        posts=(Post(announcement.id, announcement.at, text=announcement.text),),
        published=announcement.at,
        updated=announcement.at,
    )


def _post(entry: Entry, due: datetime | None, moved: Mapping[str, tuple[Plan, Plan]] | None = None) -> Post:
    update = entry.current
    before, after = (moved or {}).get(update.id, (None, None))
    return Post(
        id=update.id,
        at=update.at,
        phase=update.phase,
        text=update.text,
        impact=update.impact,
        action=update.action,
        effects=tuple(update.effects.items()),
        due=due,
        corrected_at=entry.corrected_at,
        moved=((before.starts, before.ends), (after.starts, after.ends)) if before and after else None,
    )


def _reached(maintenance: Maintenance, now: datetime) -> Iterator[Post]:
    """The planned start and end, each if it is past and was what changed the phase."""
    stated = {entry.update.at for entry in entries(maintenance.updates, now) if entry.current.phase}
    for at in planned(maintenance, now):
        if at <= now and at not in stated:
            before, phase = (maintenance_phase_at(maintenance, moment) for moment in (at - _INSTANT, at))
            if phase is not before:
                yield Post("", at, phase)


def _mentioned(posts: Iterable[Post]) -> Iterator[str]:
    return (service for post in posts for service, _ in post.effects)


def _names(services: Iterable[str], known: Mapping[str, Service]) -> dict[str, str]:
    return {service: known[service].name for service in services}
