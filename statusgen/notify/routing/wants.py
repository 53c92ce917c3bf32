"""Whether a want or a rule is about an affair: what it selects, how bad, which labels, which kind of news."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from statusgen.model.affair import Affair
from statusgen.model.course import worst_effects
from statusgen.model.incident import Incident, Severity
from statusgen.model.maintenance import Announcement
from statusgen.model.people import Event, Want
from statusgen.model.site import Rule, Site
from statusgen.notify.news import Kind

_OF_INCIDENTS = {
    Kind.OPENED: frozenset({Event.OPENED}),
    Kind.UPDATED: frozenset({Event.UPDATED}),
    Kind.REOPENED: frozenset({Event.OPENED, Event.UPDATED}),
    Kind.REAL: frozenset({Event.OPENED, Event.UPDATED}),
    Kind.CORRECTED: frozenset({Event.UPDATED}),
    Kind.RESOLVED: frozenset({Event.RESOLVED}),
    Kind.POSTMORTEM: frozenset({Event.POSTMORTEM}),
}
_MAINTENANCE = frozenset({Event.MAINTENANCE})
_REMINDER = frozenset({Event.REMINDER})
_ANNOUNCEMENT = frozenset({Event.ANNOUNCEMENT})


@dataclass(frozen=True, slots=True)
class Topic:
    """What is asked of an affair. `selectors` are the ids, `group:<id>` and `all` that select it.

    `severity` is None where there is none: a maintenance or announcement is never too small.
    """

    selectors: frozenset[str]
    severity: Severity | None
    labels: Mapping[str, str]

    def reaches(self, least: Severity) -> bool:
        return self.severity is None or self.severity.rank >= least.rank

    def selected_by(self, services: tuple[str, ...]) -> bool:
        return not self.selectors.isdisjoint(services)

    def carries(self, labels: Mapping[str, str]) -> bool:
        return all(self.labels.get(name) == value for name, value in labels.items())


def topic(affair: Affair, site: Site, now: datetime) -> Topic:
    """By every service that it ever named."""
    services = _services(affair, now)
    groups = {one.group for name in services if (one := site.services.get(name)) and one.group}
    selectors = frozenset({"all", *services, *(f"group:{group}" for group in groups)})
    severity = affair.severity if isinstance(affair, Incident) else None
    return Topic(selectors, severity, {} if isinstance(affair, Announcement) else affair.labels)


def _services(affair: Affair, now: datetime) -> set[str]:
    if isinstance(affair, Announcement):
        return set(affair.services)
    if isinstance(affair, Incident):
        return {*affair.effects, *worst_effects(affair, now)}
    return {*affair.effects, *(service for update in affair.updates if update.at <= now for service in update.effects)}


def events_of(kind: Kind, affair: Affair) -> frozenset[Event]:
    """What of it someone must have asked for to hear of this kind of news; of the state so far: any of it."""
    if kind in (Kind.ADDED, Kind.REMOVED):
        return any_event_of(affair)
    if isinstance(affair, Incident):
        return _OF_INCIDENTS[kind]
    if isinstance(affair, Announcement):
        return _ANNOUNCEMENT
    return _REMINDER if kind is Kind.REMINDER else _MAINTENANCE


def matches(want: Want, topic: Topic, floor: Severity | None = None) -> bool:
    """Whether it is about this, whatever the kind of news. `floor` is for a want that states no severity."""
    least = want.severity if floor is None or want.severity is not Severity.NONE else floor
    return topic.selected_by(want.services) and topic.reaches(least) and topic.carries(want.labels)


def asks_for(want: Want, events: frozenset[Event]) -> bool:
    return not want.events or not events.isdisjoint(want.events)


def applies(rule: Rule, topic: Topic) -> bool:
    """Rules are for incidents alone; without services they are for any."""
    if topic.severity is None or not topic.reaches(rule.severity):
        return False
    return (not rule.services or topic.selected_by(rule.services)) and topic.carries(rule.labels)


def any_event_of(affair: Affair) -> frozenset[Event]:
    """All that one can ask to hear of an affair of this sort."""
    if isinstance(affair, Incident):
        return frozenset().union(*_OF_INCIDENTS.values())
    return _ANNOUNCEMENT if isinstance(affair, Announcement) else _MAINTENANCE | _REMINDER
