"""What all pages of one build have in common, computed once."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from statusgen.model.dependencies import possibly_affected
from statusgen.model.languages import in_language
from statusgen.model.maintenance import Maintenance
from statusgen.model.occurrences import maintenances_at
from statusgen.model.service import Effect
from statusgen.model.site import Site
from statusgen.model.status import Status, status_at
from statusgen.model.uptime import Day, chronicle, uptime_of


@dataclass(frozen=True, slots=True)
class Scene:
    """A site at a moment. `days` and `uptimes` (percent) are by service; `files` are paths of what is
    made beside pages: feeds, and what programs read. `works` are maintenances, each occurrence by itself.
    `languages` are all those of the site, each with its name for itself, the site's own first; none if it has one.
    `reached` are services that trouble may reach, each with those through which it may."""

    site: Site
    now: datetime
    status: Status
    days: Mapping[str, tuple[Day, ...]]
    uptimes: Mapping[str, str | None]
    files: frozenset[str] = frozenset()
    works: tuple[Maintenance, ...] = ()
    languages: tuple[tuple[str, str], ...] = ()
    reached: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """In the site's zone."""
        return self.now.astimezone(self.site.settings.zone).date()

    def effect(self, service: str) -> Effect:
        """Now; a retired service has no state, which counts as operational."""
        state = self.status.services.get(service)
        return state.effect if state else Effect.OPERATIONAL


def scene(site: Site, now: datetime, files: frozenset[str] = frozenset()) -> Scene:
    past = chronicle(site, now, site.settings.uptime.days)
    days = {service: past.days(service) for service in site.services}
    figures = {service: uptime_of(some, site.settings.uptime.weights) for service, some in days.items()}
    uptimes = {service: figure.percent if figure else None for service, figure in figures.items()}
    status = status_at(site, now)
    works, reached = maintenances_at(site, now), possibly_affected(site, status)
    return Scene(site, now, status, days, uptimes, files, works, reached=reached)


def in_other_words(scene: Scene, language: str) -> Scene:
    """The same moment in another language: states and figures stay what they are."""
    site = in_language(scene.site, language)
    return replace(scene, site=site, status=status_at(site, scene.now), works=maintenances_at(site, scene.now))
