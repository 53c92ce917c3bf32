"""What all connections of a run share: the letters that wait, the book that is kept of them, and the pace."""

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol
from zlib import crc32

from statusgen.notify.ledger.rows import LeaseLost, Outcome, State
from statusgen.notify.mail.parcel import Parcel
from statusgen.notify.mail.relay import Relay
from statusgen.notify.mail.session import RelayDown
from statusgen.notify.mail.wire import Wire

_AT_ONCE = 100  # letters to take: each time is a write of the ledger
_PAUSE, _LONGEST_PAUSE = 60.0, 3600.0  # seconds until a letter that was refused for now is tried again
_LOSSES = 3  # connections that one letter may lose before it waits for another run
_FRUITLESS = 10  # connections in a row that broke without any answer to a letter
_TICK = 0.25
_LONGEST_WAIT = 0.02
_WHOLE = 16384  # bytes that fit into the buffer of every new connection (tcp(7), tcp_wmem)


class Source(Protocol):
    def take(self, count: int) -> list[Parcel]:
        """The next letters, claimed; none at the end."""


class Book(Protocol):
    """What the ledger offers to who sends. Each may raise, LeaseLost above all: then not one byte more is written."""

    def write(self, settled: Sequence[Outcome] = (), armed: Sequence[str] = ()) -> None:
        """Durable when it returns: answers, and which letters may arrive from now on."""

    def alive(self) -> object:
        """Asked right before each final dot. Raises LeaseLost, or says False."""


@dataclass(slots=True)
class Desk:
    """Arms and settles of all connections are gathered, because each costs a write to the disk.

    A connection arms its next letter only together with, or after, the answer to the one before: whenever this process
    is killed, each connection leaves at most one letter of which the ledger does not know what became.

    A letter of up to `whole` bytes goes out with its final dot, by one call: the system takes so much at once. What it
    did not take would be left in our own memory and could go out late, when another run is at work already.
    """

    relay: Relay
    source: Source
    book: Book
    clock: Callable[[], datetime]
    wires: set[Wire] = field(default_factory=set)
    busy: int = 0
    trusted: bool = False
    whole: int = field(default_factory=lambda: _WHOLE)
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)
    failed: asyncio.Future[None] = field(init=False)
    _waiting: deque[Parcel] = field(default_factory=deque)
    _arms: dict[str, Callable[[], None]] = field(default_factory=dict)
    _outcomes: list[Outcome] = field(default_factory=list)
    _timer: asyncio.Handle | None = None
    _cost: float = 0.0
    _ended: bool = False
    _slot: float = 0.0
    _losses: Counter[str] = field(default_factory=Counter)
    _fruitless: int = 0

    def __post_init__(self) -> None:
        self.failed = self.loop.create_future()

    # Letters

    def next(self) -> Parcel | None:
        if not self._waiting and not self._ended:
            self._waiting.extend(self.source.take(_AT_ONCE))
            self._ended = not self._waiting
        return self._waiting.popleft() if self._waiting else None

    def give_back(self, parcel: Parcel, why: str) -> None:
        """It was never armed. Not for ever: the letter itself may be what breaks the connection."""
        self._losses[parcel.key] += 1
        if self._losses[parcel.key] < _LOSSES:
            self._waiting.appendleft(parcel)
        else:
            self.retry(parcel, f"the connection was lost several times before the letter was through: {why}")

    @property
    def has_more(self) -> bool:
        return bool(self._waiting) or not self._ended

    def heard(self) -> None:
        """The relay has answered to a letter."""
        self._fruitless = 0

    def lost_one(self, why: str) -> None:
        """Raises RelayDown when connection after connection breaks: each may cost a duplicate."""
        self._fruitless += 1
        if self._fruitless >= _FRUITLESS:
            raise RelayDown(f"{self.relay} loses one connection after the other: {why}")

    async def pace(self) -> None:
        """Until the rate allows another letter."""
        if self.relay.rate:
            now = self.loop.time()
            self._slot = max(self._slot, now)
            wait, self._slot = self._slot - now, self._slot + 1 / self.relay.rate
            await asyncio.sleep(wait)

    # The book

    def arm(self, key: str, dot: Callable[[], None]) -> None:
        """Calls `dot` once it is on the disk that this letter may arrive, with nothing between the two."""
        self._arms[key] = dot
        self._soon()

    def disarm(self, key: str) -> None:
        """It is not to arrive after all, unless its dot was called."""
        self._arms.pop(key, None)

    def settle(self, outcome: Outcome) -> None:
        self._outcomes.append(outcome)
        self._soon()

    def retry(self, parcel: Parcel, detail: str) -> None:
        """Later: each time twice as late, and not all at the same moment (the key scatters them)."""
        scatter = 0.75 + crc32(parcel.key.encode()) / 2**33
        pause = min(_PAUSE * 2**parcel.attempts, _LONGEST_PAUSE) * scatter
        self.settle(Outcome(parcel.key, State.RETRY, detail, self.clock() + timedelta(seconds=pause)))

    def must_live(self) -> None:
        """Raises LeaseLost if another run may be at work. To be called with nothing between it and the write."""
        if self.book.alive() is False:
            raise LeaseLost("this run slept past its lease")

    def _soon(self) -> None:
        """At once when every connection waits for it; else it pays to wait for others as long as a write takes."""
        everybody = len(self._arms) >= self.busy
        if self._timer and everybody:
            self._timer.cancel()
        if self._timer is None or everybody:
            wait = 0.0 if everybody else min(self._cost, _LONGEST_WAIT)
            self._timer = self.loop.call_later(wait, self._flush)

    def _flush(self) -> None:
        self._timer = None
        begin = self.loop.time()
        try:
            self.write_down()
            self._cost = self.loop.time() - begin
        except Exception as error:  # noqa: BLE001 - whatever the ledger cannot do ends the run, before another byte
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        self.cut("the ledger failed")
        if not self.failed.done():
            self.failed.set_exception(error)

    def write_down(self) -> None:
        outcomes, self._outcomes = self._outcomes, []
        arms, self._arms = self._arms, {}
        if outcomes or arms:
            self.book.write(outcomes, list(arms))
        for dot in arms.values():
            dot()

    # Connections

    def cut(self, why: str) -> None:
        """All of them, for good: nothing more is armed."""
        self._arms.clear()
        for wire in self.wires:
            wire.cut(why)

    async def watch(self) -> None:
        """Looks after the patience of all connections, and after the lease while a relay lets us wait; for ever."""
        while True:
            await asyncio.sleep(_TICK)
            for wire in tuple(self.wires):
                wire.overdue()
            try:
                self.must_live()
            except Exception as error:  # noqa: BLE001 - as in _flush
                self._fail(error)
                return
