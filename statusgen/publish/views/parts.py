"""Pieces that several pages show: services with their state, updates, promises, links."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from statusgen.model.course import Entry, entries
from statusgen.model.incident import Phase, Update
from statusgen.model.languages import Markdown
from statusgen.model.maintenance import Maintenance
from statusgen.model.plans import planned
from statusgen.model.service import Effect, Effects
from statusgen.model.site import Site
from statusgen.model.windows import maintenance_phase_at, window
from statusgen.publish.views.paths import service_path


@dataclass(frozen=True, slots=True)
class Reference:
    """Another page of this site."""

    title: str
    path: str


@dataclass(frozen=True, slots=True)
class ServiceMark:
    """A service and what it is, was or will be to its users."""

    name: str
    path: str
    effect: Effect


@dataclass(frozen=True, slots=True)
class Link:
    """A link as a responder wrote it: templates ask `is web_link` before they make it one."""

    name: str
    href: str


@dataclass(frozen=True, slots=True)
class Promised:
    """When the next update is due, or was due."""

    at: datetime
    overdue: bool


@dataclass(frozen=True, slots=True)
class Wording:
    """What an update said before it was corrected."""

    at: datetime
    text: Markdown


@dataclass(frozen=True, slots=True)
class Window:
    """When planned work is, was or was to be."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One of the times that repeating work comes; `was` is when it was first planned, if it was moved."""

    phase: Phase
    start: datetime
    end: datetime
    was: Window | None


@dataclass(frozen=True, slots=True)
class Moved:
    """That planned work was moved from one window to another."""

    was: Window
    now: Window


@dataclass(frozen=True, slots=True)
class Correction:
    """That the update `update` (an id) was corrected `at` a moment; `phase` is that of the update."""

    update: str
    phase: Phase | None
    at: datetime


@dataclass(frozen=True, slots=True)
class SourceLink:
    """The commit that has an update as it reads now, and when that was made."""

    href: str
    at: datetime


@dataclass(frozen=True, slots=True)
class UpdateView:
    """One thing said. `impact` and `action` are plain text. `earlier` are wordings before corrections, oldest first.
    `source` is None where `source_url` is not set, or git does not know it.

    Of maintenance only: `moved`, and `occurrence`, the day of the one that is meant where it repeats.
    """

    id: str
    at: datetime
    phase: Phase | None
    text: Markdown
    impact: str
    action: str
    services: tuple[ServiceMark, ...]
    corrected_at: datetime | None
    earlier: tuple[Wording, ...]
    source: SourceLink | None
    moved: Moved | None = None
    occurrence: date | None = None


def marks(site: Site, effects: Effects) -> tuple[ServiceMark, ...]:
    """Worst first, then as written."""
    worst_first = sorted(effects.items(), key=lambda item: -item[1].rank)
    return tuple(
        ServiceMark(site.services[service].name, service_path(service), effect) for service, effect in worst_first
    )


def first_planned(maintenance: Maintenance, now: datetime) -> Window | None:
    """When it was, if that is no longer the plan."""
    first, current = Window(maintenance.starts, maintenance.ends), Window(*planned(maintenance, now))
    return first if first != current else None


def occurrence(one: Maintenance, now: datetime) -> Occurrence:
    return Occurrence(maintenance_phase_at(one, now), *window(one, now), first_planned(one, now))


def links(written: Mapping[str, str]) -> tuple[Link, ...]:
    return tuple(Link(name, href) for name, href in written.items())


def promised(at: datetime | None, now: datetime) -> Promised | None:
    return None if at is None else Promised(at, overdue=at < now)


def update_views(site: Site, updates: Iterable[Update], now: datetime) -> tuple[UpdateView, ...]:
    """Newest first, as people under stress read them."""
    return tuple(_update_view(site, entry) for entry in reversed(entries(tuple(updates), now)))


def corrections(updates: Iterable[Update], now: datetime) -> tuple[Correction, ...]:
    """Newest first."""
    made = [
        Correction(entry.update.id, entry.phase, correction.at)
        for entry in entries(tuple(updates), now)
        for correction in entry.corrections
    ]
    return tuple(sorted(made, key=lambda one: one.at, reverse=True))


def _update_view(site: Site, entry: Entry) -> UpdateView:
    said = (entry.update, *entry.corrections)
    return UpdateView(
        id=entry.update.id,
        at=entry.at,
        phase=entry.phase,
        text=Markdown(entry.text),
        impact=entry.impact,
        action=entry.action,
        services=marks(site, entry.effects),
        corrected_at=entry.corrected_at,
        earlier=tuple(Wording(update.at, Markdown(update.text)) for update in said[:-1]),
        source=_source(said[-1]),
        occurrence=entry.update.occurrence,
    )


def _source(update: Update) -> SourceLink | None:
    return SourceLink(update.source.href, update.source.at) if update.source else None
