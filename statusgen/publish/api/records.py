"""Statuspage's objects: its names, in its order. What is not a string yet becomes one when a document is made."""

from dataclasses import dataclass
from datetime import date, datetime

from statusgen.model.incident import Phase, Severity
from statusgen.model.service import Effect
from statusgen.model.status import Indicator
from statusgen.publish.threads import Post


@dataclass(frozen=True, slots=True)
class Prose:
    """Markdown that becomes plain text."""

    markdown: str


@dataclass(frozen=True, slots=True)
class Body:
    """What an update says. `heading`: with its phase in front, which the field `status` cannot name."""

    post: Post
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    id: str
    name: str
    url: str
    time_zone: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Rollup:
    indicator: Indicator
    description: str


@dataclass(frozen=True, slots=True)
class Component:
    id: str
    name: str
    status: Effect
    created_at: datetime
    updated_at: datetime
    position: int
    description: Prose | None
    showcase: bool
    start_date: date | None
    group_id: str | None
    page_id: str
    group: bool = False
    only_show_if_degraded: bool = False


@dataclass(frozen=True, slots=True)
class GroupComponent(Component):
    """A group stands among the components; `components` are the ids of those in it."""

    components: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AffectedComponent:
    """`code` is the component's id, `name` begins with its group's: `Core platform - Checkout`."""

    code: str
    name: str
    old_status: Effect
    new_status: Effect


@dataclass(frozen=True, slots=True)
class IncidentUpdate:
    id: str
    status: Phase
    body: Body
    incident_id: str
    created_at: datetime
    updated_at: datetime
    display_at: datetime
    affected_components: tuple[AffectedComponent, ...] | None
    deliver_notifications: bool
    custom_tweet: None = None
    tweet_id: None = None


@dataclass(frozen=True, slots=True)
class IncidentRecord:
    id: str
    name: str
    status: Phase
    created_at: datetime
    updated_at: datetime
    monitoring_at: datetime | None
    resolved_at: datetime | None
    impact: Severity
    shortlink: str
    started_at: datetime
    page_id: str
    incident_updates: tuple[IncidentUpdate, ...]
    components: tuple[Component, ...]
    reminder_intervals: None = None


@dataclass(frozen=True, slots=True)
class ScheduledMaintenance:
    id: str
    name: str
    status: Phase
    created_at: datetime
    updated_at: datetime
    monitoring_at: None
    resolved_at: datetime | None
    impact: str
    shortlink: str
    started_at: datetime
    page_id: str
    incident_updates: tuple[IncidentUpdate, ...]
    components: tuple[Component, ...]
    scheduled_for: datetime
    scheduled_until: datetime
