"""A delivery as the ledger has it, and the small interface that every store of it offers."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class State(StrEnum):
    PLANNED = "planned"
    CLAIMED = "claimed"  # a run is at it
    ARMED = "armed"  # the next thing on the wire makes it irrevocable; durable before that
    SENT = "sent"
    RETRY = "retry"  # refused for now; again at `due`
    DEAD = "dead"  # refused for good
    SKIPPED = "skipped"  # needless; `detail` is a WhyNot
    UNKNOWN = "unknown"  # armed by a run that is gone: sent again, flagged, or given up where at most once is the rule


# Nothing more happens to these. DEAD lets the next contact have its turn.
SETTLED = frozenset({State.SENT, State.DEAD, State.SKIPPED})


@dataclass(frozen=True, slots=True)
class Row:
    """One delivery. `key` is HMAC-SHA256 of (event, subscriber, channel), 32 hexadecimal digits; no address anywhere.

    `event`, `thread` and `kind` are those of its news; `reason` is a Because; `detail` is what the other side answered,
    or why it was skipped. `duplicate`: it may have arrived before. Moments are UTC.
    """

    key: str
    event: str
    thread: str
    subscriber: str
    channel: str
    kind: str
    reason: str
    state: State
    at: datetime
    detail: str = ""
    attempts: int = 0
    due: datetime | None = None
    duplicate: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one delivery: SENT, RETRY (at `due`), DEAD or SKIPPED. `detail` never holds an address."""

    key: str
    state: State
    detail: str = ""
    due: datetime | None = None


class Busy(Exception):
    """Another run holds the ledger."""


class LeaseLost(Exception):
    """This run slept past its lease and must send nothing more."""


class Unready(Exception):
    """There is no ledger yet, or it is damaged; says what to do. Nothing was sent."""


class Ledger(Protocol):
    """The store. One run at a time is between `begin` and `end`; every method that changes anything is durable when it
    returns, and raises LeaseLost once another run took over. `clock` is given at construction: leases are real time.
    """

    def begin(self) -> None:
        """Takes the lease, and what a run that is gone had armed becomes UNKNOWN, what it had claimed PLANNED. Busy."""

    def end(self) -> None:
        """Gives the lease back."""

    def known(self) -> frozenset[str]:
        """Ids of all news that was ever planned for."""

    def rows(self, threads: Iterable[str]) -> Iterator[Row]:
        """The deliveries of these threads, oldest first."""

    def plan(self, rows: Sequence[Row], news: Iterable[str]) -> None:
        """Adds rows whose key is new (PLANNED or SKIPPED), moves those that are not settled to what is given, and
        remembers the news. All or nothing."""

    def claim(self, keys: Sequence[str]) -> None:
        """These are being worked on."""

    def arm(self, keys: Sequence[str]) -> None:
        """Called with all that are about to become irrevocable, in one go for all connections."""

    def settle(self, outcomes: Sequence[Outcome]) -> None:
        """Called with all answers that came together."""

    def heartbeat(self) -> None:
        """Prolongs the lease."""

    def export(self) -> Iterator[Row]:
        """Everything, oldest first."""
