"""Notifications written by hand, of a shop whose payments fail, and what is made of them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from statusgen.model.incident import Incident, Phase, Severity, Update
from statusgen.model.maintenance import Announcement, Maintenance
from statusgen.model.people import Contact, People, Subscriber, Team
from statusgen.model.recurrence import Frequency, Rule
from statusgen.model.secret import Secret
from statusgen.model.service import Effect, Service
from statusgen.model.site import AudienceSetting, Mail, Settings, Site
from statusgen.notify.events.telling import news
from statusgen.notify.message import Message
from statusgen.notify.news import Kind, News
from statusgen.notify.notification import Because, Notification, Reason
from statusgen.notify.writing.messages import message
from statusgen.notify.writing.press import Press

NOW = datetime(2026, 11, 21, 14, 20, tzinfo=UTC)
_PRESSES: dict[tuple[str, tuple[str, ...]], Press] = {}
_NOWHERE = Path(__file__).parent  # a root without themes of its own
HOME = "https://status.acme.example/"
ANA = Subscriber("ana", "Ana", (Contact("email", Secret("ana@acme.example")),), timezone="Europe/Madrid")
ASKED = Reason(Because.WANTS, services=("checkout",))


def at(hour: int, minute: int = 0, day: int = 21) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


INVESTIGATING = Update(
    "1-investigating",
    at(14, 5),
    "We are looking into **failing payments**.",
    Phase.INVESTIGATING,
    impact="Customers see an error after they chose how to pay.",
    action="Tell customers that no money was taken.",
)
QUIETLY = Update("2-quietly", at(14, 9), "Two of us are on the call with the bank.", notify=False)
IDENTIFIED = Update(
    "3-identified",
    at(14, 15),
    "The bank has found a broken router. See [their page](/bank/status).",
    Phase.IDENTIFIED,
    effects={"checkout": Effect.MAJOR_OUTAGE},
    impact="One order in three cannot be paid.",
    next_update=timedelta(minutes=20),
)
RESOLVED = Update("4-resolved", at(15, 10), "Every payment works again.", Phase.RESOLVED)
PAYMENTS = Incident(
    "payments",
    "Payments fail",
    at(13, 58),
    summary="Some orders cannot be paid. Orders placed before are safe.",
    severity=Severity.MAJOR,
    effects={"checkout": Effect.PARTIAL_OUTAGE},
    updates=(INVESTIGATING, QUIETLY, IDENTIFIED),
)
UPGRADE = Maintenance(
    "upgrade",
    "Database upgrade",
    at(22, day=24),
    at(23, day=24),
    summary="Ordering is read-only for twenty minutes.",
    effects={"checkout": Effect.UNDER_MAINTENANCE},
)
WEEKLY = replace(UPGRADE, id="weekly", title="Weekly restart", repeats=Rule(Frequency.WEEKLY))
FREEZE = Announcement("freeze", "No changes in December", at(9), "We change **nothing** until January.")


def site(*things: Incident | Maintenance | Announcement, **settings: object) -> Site:
    """A site in the time zone of Berlin with these things."""
    people = People(teams={"support": Team("support", "Customer support", ("ana",))}, subscribers={"ana": ANA})
    base = Settings(
        name="Acme status",
        url=HOME,
        timezone="Europe/Berlin",
        tag="acme",
        mail=Mail("Acme <status@acme.example>", "sre@acme.example"),
    )
    return Site(
        settings=replace(base, **settings),  # type: ignore[arg-type]
        services={"checkout": Service("checkout", "Checkout"), "bank": Service("bank", "Bank link")},
        incidents=tuple(one for one in things if isinstance(one, Incident)),
        maintenances=tuple(one for one in things if isinstance(one, Maintenance)),
        announcements=tuple(one for one in things if isinstance(one, Announcement)),
        people=people,
    )


def latest(given: Site, now: datetime = NOW, kind: Kind | None = None) -> News:
    """The last of the news, or the last of that kind."""
    found = [one for one in news(given, now, at(0, day=1)) if kind in (None, one.kind)]
    return found[-1]


def told(about: News, kind: Kind | None = None, /, **more: object) -> Notification:
    """To Ana, who asked for it."""
    given = Notification(about, kind or about.kind, ANA, ANA.contacts, ASKED)
    return replace(given, **more)  # type: ignore[arg-type]


def said(given: Site, kind: Kind | None = None, /, now: datetime = NOW, **more: object) -> Message:
    """What Ana gets of the last news, perhaps as another kind."""
    personal = kind in (Kind.ADDED, Kind.REMOVED, Kind.SUMMARY)
    about = latest(given, now, None if personal else kind)
    return message(told(about, kind, **more), given, now, press(given.settings))


def press(settings: Settings) -> Press:
    """Themes are slow to load, and these sites have the same ones."""
    return _PRESSES.setdefault((settings.language, settings.languages), Press(_NOWHERE, settings))


def with_audience(given: Site, name: str, members: Iterable[str]) -> Site:
    """With that audience, whose members these people are."""
    settings = replace(given.settings, audiences=(AudienceSetting(name, name, tuple(members)),))
    return replace(given, settings=settings)
