"""Who is told: teams, people, and what each declared they want to hear."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum

from statusgen.model.incident import Severity
from statusgen.model.secret import Secret
from statusgen.problems import NOWHERE, Span


class Kind(StrEnum):
    INTERNAL = "internal"
    EXTERNAL = "external"


class Event(StrEnum):
    """What someone can ask to hear about."""

    OPENED = "opened"
    UPDATED = "updated"
    RESOLVED = "resolved"
    POSTMORTEM = "postmortem"
    MAINTENANCE = "maintenance"
    REMINDER = "reminder"
    ANNOUNCEMENT = "announcement"


@dataclass(frozen=True, slots=True)
class Contact:
    """A way to reach someone. The address is revealed where something is sent there, and where it was asked for."""

    channel: str
    address: Secret


@dataclass(frozen=True, slots=True)
class Want:
    """A rule of a person or team. `services` are ids, `group:<id>` or `all`; no `events` means every kind."""

    services: tuple[str, ...]
    severity: Severity = Severity.NONE
    events: tuple[Event, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    via: str | None = None


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `start` to `end` (in the person's time zone, may pass midnight) only `exception` or worse gets through."""

    start: time
    end: time
    exception: Severity | None = None


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a team's members hear where they say nothing of their own."""

    severity: Severity | None = None
    wants: tuple[Want, ...] = ()
    quiet_hours: QuietHours | None = None
    digest: time | None = None


@dataclass(frozen=True, slots=True)
class Team:
    id: str
    name: str
    members: tuple[str, ...] = ()
    defaults: Defaults = Defaults()
    span: Span = field(default=NOWHERE, compare=False)

    @property
    def reference(self) -> str:
        """How owners and members name it."""
        return f"team:{self.id}"


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A person, or (`is_list`) a distribution list with optional declared `members`. Empty `timezone`: the site's.

    Without `own_updates` they are not told of what they said themselves. `link` is the number of the address of their
    own page: another one, another address.
    """

    id: str
    name: str
    contacts: tuple[Contact, ...]
    kind: Kind = Kind.INTERNAL
    is_list: bool = False
    members: tuple[str, ...] = ()
    timezone: str = ""
    language: str = ""
    wants: tuple[Want, ...] = ()
    quiet_hours: QuietHours | None = None
    digest: time | None = None
    mute_until: datetime | None = None
    follows: tuple[str, ...] = ()
    ignores: tuple[str, ...] = ()
    own_updates: bool = True
    link: int = 1
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class People:
    """Everyone and every team, by id. `locked` are the files with more of them that nobody can decrypt here."""

    teams: Mapping[str, Team] = field(default_factory=dict)
    subscribers: Mapping[str, Subscriber] = field(default_factory=dict)
    locked: tuple[str, ...] = ()

    @property
    def may_lack_teams(self) -> bool:
        """Whether a team may be in what is locked, and not only single people."""
        return any("/" not in path or "/teams/" in path for path in self.locked if ".jsonl" not in path)

    def behind(self, references: Iterable[str]) -> tuple[str, ...]:
        """Ids of the subscribers that people and `team:<id>` stand for, each once; a team may be a member of a team."""
        return tuple(dict.fromkeys(self._behind(references, set())))

    def _behind(self, references: Iterable[str], seen: set[str]) -> Iterator[str]:
        for reference in references:
            kind, _, name = reference.partition(":")
            if not name:
                yield reference
            elif kind == "team" and name in self.teams and name not in seen:
                seen.add(name)
                yield from self._behind(self.teams[name].members, seen)
