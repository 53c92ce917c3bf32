"""Planned work: what was written, and how far it is at a moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from statusgen.model.incident import Update
from statusgen.model.recurrence import Rule
from statusgen.model.service import EVERYONE, Audience, Effects, Translations
from statusgen.problems import NOWHERE, Span


@dataclass(frozen=True, slots=True)
class Maintenance:
    """Planned work from `starts` to `ends` (UTC), as first planned. `effects` hold only while it runs.

    One that `repeats` is written once and comes often: `maintenances_at` gives what happens. There, `occurrence` is the
    day in the site's zone for which that one was planned, and the times and updates are its own.
    """

    id: str
    title: str
    starts: datetime
    ends: datetime
    summary: str = ""
    effects: Effects = field(default_factory=dict)
    owner: str | None = None
    audience: Audience = EVERYONE
    stakeholders: tuple[str, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    reminders: tuple[timedelta, ...] = ()
    repeats: Rule | None = None
    occurrence: date | None = None
    drill: bool = False
    updates: tuple[Update, ...] = ()
    translations: Translations = field(default_factory=dict)
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Announcement:
    """Something to know that is neither. `text` is Markdown; shown from `at` (UTC) until `until`, or for ever."""

    id: str
    title: str
    at: datetime
    text: str = ""
    until: datetime | None = None
    services: tuple[str, ...] = ()
    audience: Audience = EVERYONE
    notify: bool = True
    by: str | None = None
    translations: Translations = field(default_factory=dict)
    span: Span = field(default=NOWHERE, compare=False)
