"""A delivery as the ledger has it, and the small interface that every store of it offers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    """One delivery. `key` is HMAC-SHA256 of (event, subscriber, channel, number), 32 hexadecimal digits.

    `event`, `thread` and `kind` are those of its news; `reason` is a Because; `detail` is what the other side answered,
    or why it was skipped. `duplicate`: it may have arrived before. Moments are UTC. No address anywhere: `place` tells
    the one that it goes to from others, by a keyed digest; empty where it went nowhere.
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
    place: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one delivery: SENT, RETRY (at `due`), DEAD, SKIPPED, or UNKNOWN where the answer never came.

    `detail` never holds an address.
    """

    key: str
    state: State
    detail: str = ""
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Marks:
    """Whose ledger it is: the url of its site, and what tells the key that made its ids from another."""

    site: str = ""
    key: str = ""


class Busy(Exception):
    """Another run holds the ledger."""


class LeaseLost(Exception):
    """This run slept past its lease and must send nothing more."""


class Unready(Exception):
    """There is no ledger yet, or it is damaged; says what to do. Nothing was sent."""


class NoLedger(Unready):
    """There is none yet, or none any more."""


class Stuck(Exception):
    """The ledger cannot be written: the disk is full, or not ours. The run stops, and nothing is sent unwritten."""


class Ledger(Protocol):
    """The store. One run at a time is between `begin` and `end`; every method that changes anything is durable when it
    returns, and raises LeaseLost once another run took over, Stuck where it cannot write. Leases are real time.

    `stuck` says why nothing new may be begun, when there is just room left to end what is under way; empty while all
    is well.
    """

    stuck: str

    @property
    def ahead(self) -> int:
        """How many deliveries to claim in one go."""

    def meet(self, subscribers: Iterable[str]) -> None:
        """Who there is: a store that hides people knows them again."""

    def begin(self) -> None:
        """Takes the lease, and recalls what a run that is gone had in hand. Busy."""

    def end(self) -> None:
        """Recalls what is still in hand, and gives the lease back."""

    def recall(self) -> None:
        """Nothing is on the wire now: what was armed becomes UNKNOWN, and what was claimed PLANNED."""

    def known(self) -> Mapping[str, str]:
        """Ids of all news that was ever planned for, each with its mark."""

    def held(self, threads: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Of these threads, with whom something of it was ever held back for: thread and subscriber."""

    def titles(self, threads: Iterable[str]) -> Mapping[tuple[str, str], str]:
        """What these threads were called when something of them was first told, by thread and language."""

    def rows(self, threads: Iterable[str]) -> Iterator[Row]:
        """The deliveries of these threads, oldest first."""

    def unsettled(self) -> Iterator[Row]:
        """All of which something is still to become, oldest first."""

    def plan(
        self,
        rows: Sequence[Row],
        news: Iterable[tuple[str, str]],
        held: Iterable[tuple[str, str]] = (),
        titles: Iterable[tuple[str, str, str]] = (),
    ) -> None:
        """Adds rows whose delivery is new (PLANNED, SKIPPED, DEAD), gives up those waiting that are now SKIPPED or
        DEAD, and remembers the news, of which thread something is held back for whom, and what each thread is called in
        each language: the first title stays. What is settled, or waits and is to wait, stays, but that it may go to
        another `place`. All or nothing."""

    def claim(self, keys: Sequence[str]) -> list[str]:
        """Those of them that wait are ours to work on now; in the same order."""

    def write(self, settled: Sequence[Outcome] = (), armed: Sequence[str] = ()) -> None:
        """All answers that came together, and all that are about to become irrevocable: one write to the disk."""

    def heartbeat(self) -> None:
        """Prolongs the lease when half of it is gone. Cheap: to be called before every irrevocable step."""

    def export(self) -> Iterator[Row]:
        """Everything, oldest first."""
