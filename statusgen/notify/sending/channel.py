"""Where a channel gets its deliveries from, and where it says what became of them."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from statusgen.notify.ledger.rows import Ledger, Outcome, State
from statusgen.notify.sending.planning import Job


@dataclass(slots=True)
class Stop:
    """Set from outside, by a signal: nothing more is to be begun."""

    asked: bool = False


class ChannelDown(Exception):
    """Nothing can be sent this way now: no relay, or it refuses us. What was not sent waits for the next run."""


class Channel(Protocol):
    """One way of reaching people."""

    def deliver(self, tray: "Tray") -> None:
        """Takes deliveries until there are none, and has every answer settled. ChannelDown; LeaseLost goes through."""


@dataclass(slots=True)
class Tray:
    """The deliveries of one channel in one round."""

    ledger: Ledger
    stop: Stop
    waiting: deque[Job]
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    claimed: deque[Job] = field(default_factory=deque)
    armed: set[str] = field(default_factory=set)

    def take(self, count: int) -> list[Job]:
        """The next ones, at most so many; none left, or none wanted any more: empty."""
        if self.stop.asked or self.ledger.stuck:
            return []
        while self.waiting and len(self.claimed) < count:
            self._claim([self.waiting.popleft() for _ in range(min(self.ledger.ahead, len(self.waiting)))])
        return [self.claimed.popleft() for _ in range(min(count, len(self.claimed)))]

    def write(self, settled: Sequence[Outcome] = (), armed: Sequence[str] = ()) -> None:
        """Answers, and what is about to become irrevocable: durable when it returns, so now the last dots may go."""
        self.ledger.write(settled, armed)
        self.outcomes |= {one.key: one for one in settled}
        self.armed = (self.armed - {one.key for one in settled}) | set(armed)

    def alive(self) -> None:
        """To be called before anything irrevocable, and now and then while waiting. Raises LeaseLost."""
        self.ledger.heartbeat()

    @property
    def lost(self) -> bool:
        """Whether some answer never came."""
        return any(outcome.state is State.UNKNOWN for outcome in self.outcomes.values()) or bool(self.armed)

    def _claim(self, jobs: Sequence[Job]) -> None:
        ours = set(self.ledger.claim([job.row.key for job in jobs]))
        self.claimed.extend(job for job in jobs if job.row.key in ours)
