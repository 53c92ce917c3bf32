"""Promises of the next update: which were made, what became of each, and who is to keep them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from statusgen.model.course import Entry, course, effects_at, entries, promised_by, worst_effects
from statusgen.model.incident import Incident
from statusgen.model.service import Effects
from statusgen.model.site import Site


@dataclass(frozen=True, slots=True)
class DueUpdate:
    """An update that was promised for `due` by the update `by` of an incident, and when it came: None while it did not.

    It is kept if the next update came by then, and broken from then on, however soon it came after.
    """

    incident: Incident
    by: str
    due: datetime
    came: datetime | None = None

    def is_broken(self, now: datetime) -> bool:
        return (self.came or now) > self.due

    @property
    def is_kept(self) -> bool:
        return self.came is not None and self.came <= self.due

    def late(self, now: datetime) -> timedelta:
        """By how much it came late, or is late by now; negative while there is time, or where it came before."""
        return (self.came or now) - self.due


def due_updates(incident: Incident, promise: timedelta | None, now: datetime) -> tuple[DueUpdate, ...]:
    """Every one that was promised by `now`, oldest first. `promise` is the site's default.

    Only while the incident is open something is owed: whoever says that it is over promises nothing.
    """
    return tuple(_due_updates(incident, promise, now))


def _due_updates(incident: Incident, promise: timedelta | None, now: datetime) -> Iterator[DueUpdate]:
    for entry, following in while_open(incident, now):
        due = promised_by(entry, promise)
        if due is not None:
            yield DueUpdate(incident, entry.update.id, due, following.at if following else None)


def while_open(incident: Incident, now: datetime) -> Iterator[tuple[Entry, Entry | None]]:
    """Each update after which the incident was open, with the next one, if that came by now. Corrections are none."""
    spoken = entries(incident.updates, now)
    steps = course(incident, now)[1:]  # the first is the beginning, the others are one an entry
    for entry, following, step in zip(spoken, (*spoken[1:], None), steps, strict=False):
        if step.ended is None:
            yield entry, following


def outstanding(site: Site, by: datetime, now: datetime) -> tuple[DueUpdate, ...]:
    """What is still owed and is due by then or was already, the longest overdue first. Drills are among them."""
    found = (
        due
        for incident in site.incidents
        for due in due_updates(incident, site.settings.promise, now)[-1:]
        if due.came is None and due.due <= by
    )
    return tuple(sorted(found, key=lambda one: (one.due, one.incident.id)))


def owner_of(incident: Incident, site: Site, now: datetime) -> str | None:
    """Who keeps its promises: `team:<id>` or a person. Its own owner, else that of the service that it harms most.

    None if nobody is named anywhere.
    """
    return incident.owner or next(_owners(effects_at(incident, now) or worst_effects(incident, now), site), None)


def _owners(effects: Effects, site: Site) -> Iterator[str]:
    """Of the services, the most harmed first."""
    for service, _ in sorted(effects.items(), key=lambda item: -item[1].rank):
        if owner := site.services[service].owner:
            yield owner
