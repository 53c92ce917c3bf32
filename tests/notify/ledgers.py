"""A ledger in a folder of its own, or in a repository; rows for it, and a clock that tests turn."""

import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from statusgen.model.keys import keys_from
from statusgen.notify.ledger.fetching import create_git_ledger, open_git_ledger
from statusgen.notify.ledger.forge import REF, GitPlace
from statusgen.notify.ledger.git import GitLedger
from statusgen.notify.ledger.rows import Marks, Row, State
from statusgen.notify.ledger.sqlite import SqliteLedger, create_ledger, open_ledger

PEOPLE = ("ana", "ben", "cid", *(f"person-{number}" for number in range(10_000)))

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


def make_git(folder: Path, rows: Iterable[Row] = (), news: Iterable[tuple[str, str]] = ()) -> GitPlace:
    """In a bare repository, as a forge has it."""
    subprocess.run(["git", "init", "--quiet", "--bare", folder / "forge.git"], check=True)
    place = GitPlace(str(folder / "forge.git"), REF, folder)
    create_git_ledger(place, tuple(rows), news, Marks("", KEYS.check), KEYS, NOON)
    return place


def opened(place: Path | GitPlace, clock: Clock) -> SqliteLedger | GitLedger:
    if isinstance(place, Path):
        return open_ledger(place, clock, clock)
    ledger = open_git_ledger(place, KEYS, clock, clock)
    ledger.meet(PEOPLE)
    return ledger


def states(ledger: SqliteLedger | GitLedger) -> dict[str, State]:
    return {row.subscriber: row.state for row in ledger.export()}
