"""A site with work that was moved, called off, put off and repeats, for tests of calendars. All of it is invented."""

from dataclasses import replace
from datetime import UTC, date, datetime

from example_site import SETTINGS, example_site

from statusgen.model.incident import Phase, Update
from statusgen.model.maintenance import Maintenance
from statusgen.model.recurrence import Frequency, Rule
from statusgen.model.service import Effect
from statusgen.model.site import Mail, Site

PLANNED = Effect.UNDER_MAINTENANCE
PLAIN = replace(SETTINGS, tag="orchard", mail=Mail(reply_to="desk@orchard.example"))


def on(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """Of 2026, in UTC."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


CALM = Maintenance("roof", "New roof", on(11, 24, 8), on(11, 24, 9), effects={"printer": PLANNED})
MOVED = Maintenance(
    "vault",
    "New vault; slow, safe",
    on(11, 25, 20),
    on(11, 25, 21),
    summary="Transfers wait.\nNothing is lost.",
    effects={"bank": PLANNED, "shop": Effect.DEGRADED_PERFORMANCE},
    updates=(
        Update("1-plan", on(11, 10, 9), "A **new** vault.", Phase.SCHEDULED),
        Update("2-later", on(11, 20, 9), "The vault is late.", starts=on(11, 27, 20), action="Transfer today."),
    ),
)
OFF = Maintenance(
    "paint",
    "New paint",
    on(11, 26, 6),
    on(11, 26, 7),
    updates=(Update("1-off", on(11, 19, 9), "It rains.", Phase.CANCELLED),),
)
PUT_OFF = Maintenance(
    "lift",
    "New lift",
    on(11, 19, 6),
    on(11, 19, 9),
    updates=(Update("1-stuck", on(11, 19, 7), "No lift came.", Phase.SCHEDULED),),
)
WEEKLY = Maintenance(
    "restart",
    "Restart",
    on(10, 5, 2),
    on(10, 5, 2, 30),
    effects={"phone": PLANNED},
    repeats=Rule(Frequency.WEEKLY),
    updates=(
        Update("1-off", on(11, 15, 9), "Not this time.", Phase.CANCELLED, occurrence=date(2026, 11, 23)),
        Update("2-moved", on(11, 16, 9), "A day later.", occurrence=date(2026, 11, 30), starts=on(12, 1, 3)),
    ),
)
DRILL = Maintenance("fire", "Only a drill", on(11, 24, 8), on(11, 24, 9), drill=True)


def calendar_site(*things: Maintenance) -> Site:
    return example_site(*(things or (CALM, MOVED, OFF, PUT_OFF, WEEKLY, DRILL)), settings=PLAIN)
