"""What all pages of one build have in common, computed once."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from statusgen.model.affair import Affair
from statusgen.model.dependencies import possibly_affected
from statusgen.model.history import by_month
from statusgen.model.languages import in_language
from statusgen.model.maintenance import Maintenance
from statusgen.model.occurrences import maintenances_at
from statusgen.model.service import Effect
from statusgen.model.site import Site
from statusgen.model.status import Status, status_at
from statusgen.model.uptime import Day, chronicle, uptime_of
from statusgen.publish.freshness import stale_after
from statusgen.publish.threads import Thread, threads
from statusgen.render.words import Words
from statusgen.render.words import words as words_of


@dataclass(frozen=True, slots=True)
class Scene:
    """A site at a moment, and its `words`: those of its language as its theme has them.

    `days` and `uptimes` (percent) are by service. `works` are maintenances, each occurrence by itself; `told` is what
    feeds and search tell of; `months` have what began in them (`by_month`). `reached` are services that trouble may
    reach, each with those through which it may. `files` are paths of what is made beside pages: feeds, and what
    programs read. `languages` are all those of the site, each with its name for itself, the site's own first; none if
    it has one. `past`: it is shown though that moment is gone.
    """

    site: Site
    now: datetime
    words: Words
    status: Status
    days: Mapping[str, tuple[Day, ...]]
    uptimes: Mapping[str, str | None]
    works: tuple[Maintenance, ...]
    told: tuple[Thread, ...]
    months: Mapping[str, tuple[Affair, ...]]
    stale_after: datetime
    reached: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: frozenset[str] = frozenset()
    languages: tuple[tuple[str, str], ...] = ()
    past: bool = False

    @property
    def today(self) -> date:
        """In the site's zone."""
        return self.now.astimezone(self.site.settings.zone).date()

    def effect(self, service: str) -> Effect:
        """Now; a retired service has no state, which counts as operational."""
        state = self.status.services.get(service)
        return state.effect if state else Effect.OPERATIONAL


def scene(site: Site, now: datetime, words: Words | None = None) -> Scene:
    """Of a site that holds only what its readers may see. Without `words`: those of its language as every theme has
    them."""
    past = chronicle(site, now, site.settings.uptime.days)
    days = {service: past.days(service) for service in site.services}
    figures = {service: uptime_of(some, site.settings.uptime.weights) for service, some in days.items()}
    uptimes = {service: figure.percent if figure else None for service, figure in figures.items()}
    status = status_at(site, now)
    return Scene(
        site=site,
        now=now,
        words=words or words_of(site.settings.language),
        status=status,
        days=days,
        uptimes=uptimes,
        works=maintenances_at(site, now),
        told=tuple(threads(site, now)),
        months=by_month(site, now),
        stale_after=stale_after(site, now),
        reached=possibly_affected(site, status),
    )


def in_other_words(scene: Scene, words: Words) -> Scene:
    """The same moment in another language: states and figures stay what they are."""
    site, now = in_language(scene.site, words.language), scene.now
    return replace(
        scene,
        site=site,
        words=words,
        status=status_at(site, now),
        works=maintenances_at(site, now),
        told=tuple(threads(site, now)),
        months=by_month(site, now),
    )
