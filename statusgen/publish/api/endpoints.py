"""The endpoints of Statuspage's API v2. A new one is a line in ENDPOINTS."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from itertools import chain, islice
from operator import attrgetter

from statusgen.model.incident import Incident
from statusgen.model.maintenance import Maintenance
from statusgen.model.site import Site
from statusgen.model.status import Status
from statusgen.model.windows import is_ahead, is_running
from statusgen.publish.api.affairs import Desk
from statusgen.publish.api.changes import PAGE, incident_changed, maintenance_changed
from statusgen.publish.api.codes import code
from statusgen.publish.api.components import Catalogue
from statusgen.publish.api.document import Manner
from statusgen.publish.api.history import history_artefacts
from statusgen.publish.api.records import Component, IncidentRecord, Page, Rollup, ScheduledMaintenance
from statusgen.publish.api.rollup import rollup
from statusgen.publish.artefact import Artefact, digest
from statusgen.publish.views.scene import Scene

NEWEST = 50  # Statuspage gives no more of anything that is over


@dataclass(frozen=True)
class Reception:
    """What the endpoints can be asked for, each made once and only if it is."""

    scene: Scene

    @property
    def site(self) -> Site:
        return self.scene.site

    @property
    def now(self) -> datetime:
        return self.scene.now

    def page(self, updated: datetime) -> Page:
        settings = self.site.settings
        zone = "Etc/UTC" if settings.timezone == "UTC" else settings.timezone
        return Page(code(settings.tag), settings.name, settings.url.removesuffix("/"), zone, updated)

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

    @property
    def _state(self) -> Status:
        return self.scene.status

    @cached_property
    def _catalogue(self) -> Catalogue:
        return Catalogue(self.site, self._state, self._works, self.now)

    @cached_property
    def _desk(self) -> Desk:
        return Desk(self.site, self._catalogue, self.now)

    @cached_property
    def _works(self) -> tuple[Maintenance, ...]:
        """Latest plan first, without drills."""
        return tuple(one for one in self.scene.works if not one.drill)

    # When what a document tells last changed its meaning. Never the clock: what is untouched keeps its bytes.

    @cached_property
    def state_changed(self) -> datetime:
        """A service or the page became another than it was, or a service was added."""
        made = (component.created_at for component in self.components)
        return self._latest(chain([self._catalogue.states.get(PAGE, self._catalogue.dawn)], made))

    @cached_property
    def works_changed(self) -> datetime:
        """Something was said of a maintenance, a planned time was reached, or a service that it names changed."""
        named = (component.updated_at for one in self.maintenances + self.coming for component in one.components)
        return self._latest(chain((maintenance_changed(one, self.now) for one in self._works), named))

    @cached_property
    def anything_changed(self) -> datetime:
        """Any of these, or something was said of an incident."""
        said = (incident_changed(one, self.now) for one in self._begun())
        return self._latest(chain([self.state_changed, self.works_changed], said))

    def _latest(self, moments: Iterable[datetime]) -> datetime:
        return max((at for at in moments if at <= self.now), default=self._catalogue.dawn)

    def _begun(self) -> Iterator[Incident]:
        """Newest first, without drills."""
        return (one for one in self.site.incidents if one.started <= self.now and not one.drill)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A file, when what it tells last changed, and what it holds beside the page: a name, and where it comes from."""

    path: str
    updated: Callable[[Reception], datetime]
    parts: tuple[tuple[str, Callable[[Reception], object]], ...]


_SAID: Callable[[Reception], datetime] = attrgetter("anything_changed")
_WORKS: Callable[[Reception], datetime] = attrgetter("works_changed")
_STATES: Callable[[Reception], datetime] = attrgetter("state_changed")
_PLANNED = "scheduled_maintenances"
_STATUS = ("status", lambda ask: ask.status)
_COMPONENTS = ("components", lambda ask: ask.components)

ENDPOINTS = (
    Endpoint(
        "api/v2/summary.json",
        _SAID,
        (
            _COMPONENTS,
            ("incidents", lambda ask: ask.unresolved),
            (_PLANNED, lambda ask: ask.coming),
            _STATUS,
        ),
    ),
    Endpoint("api/v2/status.json", _STATES, (_STATUS,)),
    Endpoint("api/v2/components.json", _STATES, (_COMPONENTS,)),
    Endpoint("api/v2/incidents.json", _SAID, (("incidents", lambda ask: ask.incidents),)),
    Endpoint("api/v2/incidents/unresolved.json", _SAID, (("incidents", lambda ask: ask.unresolved),)),
    Endpoint("api/v2/scheduled-maintenances.json", _WORKS, ((_PLANNED, lambda ask: ask.maintenances),)),
    Endpoint("api/v2/scheduled-maintenances/upcoming.json", _WORKS, ((_PLANNED, lambda ask: ask.upcoming),)),
    Endpoint("api/v2/scheduled-maintenances/active.json", _WORKS, ((_PLANNED, lambda ask: ask.active),)),
)


def api_artefacts(scene: Scene) -> Iterator[Artefact]:
    """Everything for programs."""
    yield from statuspage_artefacts(scene)
    yield from history_artefacts(scene)


def statuspage_artefacts(scene: Scene) -> Iterator[Artefact]:
    """A document is decided by its records, which are made at once; their prose is rendered when it is wanted."""
    ask, settings = Reception(scene), scene.site.settings
    manner, common = Manner(scene.words, settings.zone), digest(repr(scene.words), settings.timezone)
    for endpoint in ENDPOINTS:
        document = {"page": ask.page(endpoint.updated(ask))} | {name: part(ask) for name, part in endpoint.parts}
        key = digest(endpoint.path, common, repr(document))
        yield Artefact(endpoint.path, key, partial(manner.document, document))
