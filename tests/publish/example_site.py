"""A site in which everything happens at once, for tests of pages. Everybody in it is invented."""

from datetime import UTC, date, datetime, timedelta

from statusgen.model.incident import Incident, Phase, Severity, Update
from statusgen.model.maintenance import Announcement, Maintenance
from statusgen.model.people import People, Team
from statusgen.model.service import Effect, Service
from statusgen.model.site import Group, Settings, Site

NOW = datetime(2026, 11, 21, 14, 2, tzinfo=UTC)


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


SETTINGS = Settings(
    name="Orchard status",
    url="https://status.orchard.example/live/",
    timezone="Europe/Madrid",
    promise=timedelta(minutes=30),
    groups=(Group("core", "Core"), Group("office", "Office", collapsed=True), Group("empty", "Nobody here")),
)

SERVICES = {
    service.id: service
    for service in (
        Service("shop", "Shop", "Where people *buy*.", "core", links={"runbook": "https://wiki.orchard.example/shop"}),
        Service(
            "bank",
            "Bank",
            group="core",
            owner="team:money",
            depends_on=("shop",),
            links={"evil": "javascript:alert(1)"},
        ),
        Service("printer", "Printer", group="office"),
        Service("phone", "Phone", since=date(2026, 11, 1), showcase_uptime=False),
        Service("fax", "Fax", retired=date(2026, 10, 1)),
    )
}

OPEN = Incident(
    "shop-slow",
    "Orders get stuck",
    ago(minutes=50),
    summary="Some orders wait.",
    severity=Severity.MAJOR,
    effects={"shop": Effect.PARTIAL_OUTAGE},
    links={"chat": "https://chat.orchard.example/1", "bridge": "javascript:alert(1)"},
    labels={"region": "eu"},
    updates=(
        Update("1-looking", ago(minutes=45), "We look.", Phase.INVESTIGATING, impact="One order in six waits."),
        Update("2-found", ago(minutes=40), "A **full** queue.", Phase.IDENTIFIED, action="Tell customers to wait."),
        Update("3-found-again", ago(minutes=38), "A **stuck** queue.", corrects="2-found"),
    ),
)
RESOLVED = Incident(
    "bank-down",
    "Transfers failed",
    ago(days=9),
    severity=Severity.CRITICAL,
    effects={"bank": Effect.MAJOR_OUTAGE},
    updates=(Update("1-end", ago(days=9, hours=-2), "Over.", Phase.RESOLVED),),
)
DRILL = Incident("fire-drill", "The shop burns", ago(minutes=5), effects={"shop": Effect.MAJOR_OUTAGE}, drill=True)
RUNNING = Maintenance(
    "paper", "New paper", ago(minutes=30), NOW + timedelta(minutes=30), effects={"printer": Effect.UNDER_MAINTENANCE}
)
AHEAD = Maintenance(
    "vault",
    "New vault",
    NOW + timedelta(days=2),
    NOW + timedelta(days=2, hours=1),
    effects={"bank": Effect.UNDER_MAINTENANCE},
)
DONE = Maintenance("ink", "New ink", ago(days=40), ago(days=40, hours=-1), summary="It took an hour.")
NOTICE = Announcement(
    "party", "The office closes early", ago(days=1), "See *you*.", NOW + timedelta(days=1), ("phone",)
)
OLD_NOTICE = Announcement("gone", "Lunch is cold", ago(days=30), until=ago(days=29))


def example_site(*things: Incident | Maintenance | Announcement, settings: Settings = SETTINGS) -> Site:
    """The site with these things in it; with none named, all of them."""
    present = things or (OPEN, RESOLVED, DRILL, RUNNING, AHEAD, DONE, NOTICE, OLD_NOTICE)
    return Site(
        settings=settings,
        services=SERVICES,
        incidents=tuple(one for one in present if isinstance(one, Incident)),
        maintenances=tuple(one for one in present if isinstance(one, Maintenance)),
        announcements=tuple(one for one in present if isinstance(one, Announcement)),
        people=People({"money": Team("money", "Money people")}),
    )
