"""The endpoints of Statuspage's API v2. A new one is a line in ENDPOINTS."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from itertools import chain, islice

from statusgen.model.incident import Incident
from statusgen.model.maintenance import Maintenance
from statusgen.model.occurrences import maintenances_at
from statusgen.model.site import Site
from statusgen.model.status import Status, status_at
from statusgen.model.windows import is_ahead, is_running
from statusgen.publish.api.affairs import Desk
from statusgen.publish.api.changes import incident_changed, maintenance_changed
from statusgen.publish.api.codes import code
from statusgen.publish.api.components import Catalogue
from statusgen.publish.api.document import Manner
from statusgen.publish.api.history import history_artefacts
from statusgen.publish.api.records import Component, IncidentRecord, Page, Rollup, ScheduledMaintenance
from statusgen.publish.api.rollup import rollup
from statusgen.publish.artefact import Artefact, digest
from statusgen.render.words import words

NEWEST = 50  # Statuspage gives no more of anything that is over


@dataclass(frozen=True)
class Reception:
    """What the endpoints can be asked for, each made once and only if it is."""

    site: Site
    now: datetime

    @cached_property
    def page(self) -> Page:
        settings = self.site.settings
        zone = "Etc/UTC" if settings.timezone == "UTC" else settings.timezone
        return Page(code(settings.tag), settings.name, settings.url.removesuffix("/"), zone, self._updated)

    @cached_property
    def status(self) -> Rollup:
        return rollup(self.site, self._state)

    @cached_property
    def components(self) -> tuple[Component, ...]:
        return self._catalogue.listed

    @cached_property
    def incidents(self) -> tuple[IncidentRecord, ...]:
        return tuple(map(self._desk.incident, islice(self._begun(), NEWEST)))

    @cached_property
    def unresolved(self) -> tuple[IncidentRecord, ...]:
        """All of them, however many."""
        newest_first = sorted(self._state.incidents, key=lambda one: (one.started, one.id), reverse=True)
        return tuple(map(self._desk.incident, newest_first))

    @cached_property
    def maintenances(self) -> tuple[ScheduledMaintenance, ...]:
        return tuple(map(self._desk.maintenance, self._works[:NEWEST]))

    @cached_property
    def upcoming(self) -> tuple[ScheduledMaintenance, ...]:
        """The next one first."""
        return tuple(self._desk.maintenance(one) for one in self._works[::-1] if is_ahead(one, self.now))

    @cached_property
    def active(self) -> tuple[ScheduledMaintenance, ...]:
        return tuple(self._desk.maintenance(one) for one in self._works[::-1] if is_running(one, self.now))

    @cached_property
    def coming(self) -> tuple[ScheduledMaintenance, ...]:
        return self.active + self.upcoming

    @cached_property
    def _state(self) -> Status:
        return status_at(self.site, self.now)

    @cached_property
    def _catalogue(self) -> Catalogue:
        return Catalogue(self.site, self._state, self._works, self.now)

    @cached_property
    def _desk(self) -> Desk:
        return Desk(self.site, self._catalogue, self.now)

    @cached_property
    def _works(self) -> tuple[Maintenance, ...]:
        """Latest plan first, without drills."""
        return tuple(one for one in maintenances_at(self.site, self.now) if not one.drill)

    @cached_property
    def _updated(self) -> datetime:
        """When anything here last changed its meaning. Never the clock: an untouched site keeps its bytes."""
        incidents = (incident_changed(one, self.now) for one in self._begun())
        works = (maintenance_changed(one, self.now) for one in self._works)
        made = (component.created_at for component in self.components)
        return max((at for at in chain(incidents, works, made) if at <= self.now), default=self._catalogue.dawn)

    def _begun(self) -> Iterator[Incident]:
        """Newest first, without drills."""
        return (one for one in self.site.incidents if one.started <= self.now and not one.drill)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A file, and what it holds beside the page: a name, and where it comes from."""

    path: str
    parts: tuple[tuple[str, Callable[[Reception], object]], ...]


_STATUS = ("status", lambda ask: ask.status)
_COMPONENTS = ("components", lambda ask: ask.components)

ENDPOINTS = (
    Endpoint(
        "api/v2/summary.json",
        (
            _COMPONENTS,
            ("incidents", lambda ask: ask.unresolved),
            ("scheduled_maintenances", lambda ask: ask.coming),
            _STATUS,
        ),
    ),
    Endpoint("api/v2/status.json", (_STATUS,)),
    Endpoint("api/v2/components.json", (_COMPONENTS,)),
    Endpoint("api/v2/incidents.json", (("incidents", lambda ask: ask.incidents),)),
    Endpoint("api/v2/incidents/unresolved.json", (("incidents", lambda ask: ask.unresolved),)),
    Endpoint("api/v2/scheduled-maintenances.json", (("scheduled_maintenances", lambda ask: ask.maintenances),)),
    Endpoint("api/v2/scheduled-maintenances/upcoming.json", (("scheduled_maintenances", lambda ask: ask.upcoming),)),
    Endpoint("api/v2/scheduled-maintenances/active.json", (("scheduled_maintenances", lambda ask: ask.active),)),
)


def api_artefacts(site: Site, now: datetime) -> Iterator[Artefact]:
    """Everything for programs, of a site that is restricted to its readers already (`visible`)."""
    yield from statuspage_artefacts(site, now)
    yield from history_artefacts(site, now)


def statuspage_artefacts(site: Site, now: datetime) -> Iterator[Artefact]:
    """A document is decided by its records, which are made at once; their prose is rendered when it is wanted."""
    ask = Reception(site, now)
    manner = Manner(words(site.settings.language), site.settings.zone)
    for endpoint in ENDPOINTS:
        document = {"page": ask.page} | {name: part(ask) for name, part in endpoint.parts}
        key = digest(endpoint.path, site.settings.language, site.settings.timezone, repr(document))
        yield Artefact(endpoint.path, key, partial(manner.document, document))
