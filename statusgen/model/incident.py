"""Incidents and their updates: what was written, and what follows from it at a moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from statusgen.model.service import EVERYONE, Audience, Effect, Effects, Translations
from statusgen.problems import NOWHERE, Span


class Severity(StrEnum):
    """How bad an incident is as a whole, in rising order."""

    NONE = "none"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for none to 3 for critical."""
        return _RANKS[self]


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


class Phase(StrEnum):
    """Where an incident (the first five) or a maintenance (the last five) stands."""

    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"
    RESOLVED = "resolved"
    POSTMORTEM = "postmortem"
    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    VERIFYING = "verifying"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


INCIDENT_PHASES = tuple(Phase)[:5]
MAINTENANCE_PHASES = tuple(Phase)[5:]

# When the next update comes: after a while, at a moment, explicitly never, or (None) as the site promises.
NO_PROMISE = "none"
Promise = timedelta | datetime | str | None


@dataclass(frozen=True, slots=True)
class Source:
    """Where what was said can be traced: the address of the commit that has it, and when that was made (UTC)."""

    href: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Update:
    """One thing said about an incident or a maintenance. `text` is Markdown, `at` is UTC.

    `phase` None leaves the phase as it was; `effects` are only those that change from now on. Of a maintenance only:
    `starts` and `ends` move it, and `occurrence` is the day of the one that is meant where it repeats. `source` is no
    part of what was said.
    """

    id: str
    at: datetime
    text: str = ""
    phase: Phase | None = None
    effects: Effects = field(default_factory=dict)
    impact: str = ""
    action: str = ""
    next_update: Promise = None
    notify: bool = True
    by: str | None = None
    corrects: str | None = None
    audience: Audience = EVERYONE
    occurrence: date | None = None
    starts: datetime | None = None
    ends: datetime | None = None
    translations: Translations = field(default_factory=dict)
    span: Span = field(default=NOWHERE, compare=False)
    source: Source | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Incident:
    """Something unplanned. `updates` are in order of (at, id); `effects` hold from `started` (UTC) on.

    `public_of` is the id of the restricted incident of which this one is what everyone may know; `public` leads
    the other way. One of the two is enough.
    """

    id: str
    title: str
    started: datetime
    summary: str = ""
    severity: Severity = Severity.MINOR
    effects: Effects = field(default_factory=dict)
    owner: str | None = None
    audience: Audience = EVERYONE
    stakeholders: tuple[str, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    drill: bool = False
    public_of: str | None = None
    public: str | None = None
    updates: tuple[Update, ...] = ()
    translations: Translations = field(default_factory=dict)
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Spell:
    """A time during which one service had one effect: from `start` up to, not including, `end` (UTC)."""

    service: str
    effect: Effect
    start: datetime
    end: datetime
