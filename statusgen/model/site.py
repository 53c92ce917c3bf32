"""The Site: everything that was written, as one frozen value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from statusgen.model.affair import Affair
from statusgen.model.incident import Incident, Severity
from statusgen.model.maintenance import Announcement, Maintenance
from statusgen.model.people import People, Team
from statusgen.model.service import Audience, Effect, Service, Translations
from statusgen.problems import NOWHERE, Span


@dataclass(frozen=True, slots=True)
class Group:
    id: str
    name: str
    collapsed: bool = False
    translations: Translations = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AudienceSetting:
    """A named audience. `members` are `team:<id>` or people, `groups` those at the identity provider whom its site is
    opened to. `listed`: everybody may know that there is such an audience.
    """

    id: str
    name: str
    members: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Repository:
    """A folder that content is read from, and the audiences whose people can read all of it.

    `path` leads there from the site's root, with forward slashes; `.` is that root. `source_url`: see Settings.
    """

    path: str
    readers: Audience
    source_url: str = ""


@dataclass(frozen=True, slots=True)
class Uptime:
    """`weights`: how much of each second of an effect counts as down, 0 to 1."""

    days: int = 90
    weights: Mapping[Effect, float] = field(
        default_factory=lambda: {Effect.MAJOR_OUTAGE: 1.0, Effect.PARTIAL_OUTAGE: 0.3}
    )


@dataclass(frozen=True, slots=True)
class History:
    recent_days: int = 15
    feed_entries: int = 50


@dataclass(frozen=True, slots=True)
class Rule:
    """Puts `add` (`team:<id>` or people) on every incident at least as severe that touches one of `services`."""

    add: tuple[str, ...]
    severity: Severity = Severity.NONE
    services: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mail:
    """`sender` and `reply_to` as written, `Name <address>`. Empty `bounce` and `preferences` are not set up."""

    sender: str = ""
    reply_to: str = ""
    bounce: str = ""
    list_id: str = ""
    preferences: str = ""


@dataclass(frozen=True, slots=True)
class Notify:
    max_age: timedelta = timedelta(hours=24)
    max_deliveries: int = 5000


@dataclass(frozen=True, slots=True)
class Lint:
    """How wording is looked at. `off` are codes; `jargon` are terms, each with what to write instead.

    `known` are words that readers know, `hosts` patterns of names of machines, `tickets` keys of projects.
    """

    off: tuple[str, ...] = ()
    jargon: Mapping[str, str] = field(default_factory=dict)
    known: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    tickets: tuple[str, ...] = ()
    length: int = 1200
    days: int = 14


class Density(StrEnum):
    """How much room a page leaves between things."""

    COMFORTABLE = "comfortable"
    COMPACT = "compact"


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture in content/: the name of its file, and its bytes, which were looked through."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Appearance:
    """What any theme takes from the settings. `accent` is `#rrggbb`; `font` is system, serif, mono or family names.

    Empty and None stand for what the theme has of its own.
    """

    accent: str = ""
    logo: Logo | None = None
    font: str = ""
    density: Density = Density.COMFORTABLE


@dataclass(frozen=True, slots=True)
class Settings:
    """`content/site.yaml`. `url` is absolute and ends with a slash; `promise` is the default time to the next update;
    None: nobody promised one.

    `tag` is the permanent part of feed ids: unlike the url it never changes. `index`: search engines may list the page.
    `source_url` leads to a commit, with `{commit}` and `{path}` to fill in; empty: updates link to none.
    `private_pages`: each person has a page of what concerns them, at an address that is a secret.
    `language` is that of every text. A site in several has all of them in `languages`, the one it is written in first.
    """

    name: str = "Status"
    url: str = "http://localhost/"
    timezone: str = "UTC"
    language: str = "en"
    languages: tuple[str, ...] = ()
    theme: str = "default"
    look: Appearance = Appearance()
    tag: str = "statusgen"
    index: bool = False
    source_url: str = ""
    groups: tuple[Group, ...] = ()
    audiences: tuple[AudienceSetting, ...] = ()
    private_pages: bool = False
    sources: tuple[Repository, ...] = ()
    promise: timedelta | None = None
    uptime: Uptime = Uptime()
    history: History = History()
    rules: tuple[Rule, ...] = ()
    mail: Mail = Mail()
    notify: Notify = Notify()
    lint: Lint = Lint()
    translations: Translations = field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


@dataclass(frozen=True, slots=True)
class Template:
    """Wording for new files; `text` is Markdown with placeholders, `meta` its front matter as written."""

    id: str
    text: str
    meta: Mapping[str, str] = field(default_factory=dict)
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Site:
    """All that was written. Services in the page's order (groups as in settings, then by name), the rest newest first.

    References are resolved: every service id in an incident, maintenance or announcement is a key of `services`
    (aliases became the ids they stand for). `left_out` says what could not be read, when asked to keep going, and
    `meant_for` whom files among it are for, by path, where at least that could be read; an update for nobody in
    particular is for everyone there. `missing` are sources of which nothing could be read. `audience` is the id of the
    one whose own site this is; empty: it is everyone's.
    """

    settings: Settings = Settings()
    services: Mapping[str, Service] = field(default_factory=dict)
    incidents: tuple[Incident, ...] = ()
    maintenances: tuple[Maintenance, ...] = ()
    announcements: tuple[Announcement, ...] = ()
    templates: Mapping[str, Template] = field(default_factory=dict)
    people: People = field(default_factory=People)
    left_out: tuple[Span, ...] = ()
    meant_for: Mapping[str, Audience] = field(default_factory=dict)
    missing: tuple[Repository, ...] = ()
    audience: str = ""

    @property
    def affairs(self) -> tuple[Affair, ...]:
        return (*self.incidents, *self.maintenances, *self.announcements)

    def in_group(self, group: str | None) -> tuple[Service, ...]:
        """The group's services in the page's order; None is for those of no group."""
        return tuple(service for service in self.services.values() if service.group == group)

    def owned_by(self, team: Team) -> tuple[Service, ...]:
        """The services that the team looks after, in the page's order."""
        return tuple(service for service in self.services.values() if service.owner == team.reference)
