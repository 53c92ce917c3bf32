"""A ledger in a folder of its own, rows for it, and a clock that tests turn."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from statusgen.notify.keys import keys_from
from statusgen.notify.ledger.rows import Row, State
from statusgen.notify.ledger.sqlite import SqliteLedger, create_ledger, open_ledger

KEYS = keys_from("a key for tests only")
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@dataclass
class Clock:
    """Says `at` until it is moved."""

    at: datetime = NOON

    def __call__(self) -> datetime:
        return self.at

    def pass_(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


def row(
    subscriber: str,
    event: str = "incidents/a/opened",
    state: State = State.PLANNED,
    channel: str = "email",
    **more: Any,
) -> Row:
    thread = event.rpartition("/")[0]
    key = KEYS.delivery(event, subscriber, channel)
    return Row(key, event, thread, subscriber, channel, "opened", "wants", state, NOON, **more)


def make(path: Path, rows: Iterable[Row] = (), news: Iterable[tuple[str, str]] = ()) -> Path:
    create_ledger(path, tuple(rows), news)
    return path


def opened(path: Path, clock: Clock) -> SqliteLedger:
    return open_ledger(path, clock, clock)


def states(ledger: SqliteLedger) -> dict[str, State]:
    return {row.subscriber: row.state for row in ledger.export()}
