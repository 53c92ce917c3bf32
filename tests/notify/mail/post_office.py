"""What the tests of mail send with: letters to number, a source of them, and a book that writes before it returns."""

import os
from datetime import UTC, datetime
from pathlib import Path

from statusgen.notify.ledger.rows import LeaseLost, Outcome, State
from statusgen.notify.mail.parcel import Parcel

NOW = datetime(2026, 11, 21, 14, 20, tzinfo=UTC)


def clock() -> datetime:
    return NOW


def parcels(count: int, *, size: int = 300, utf8: bool = False) -> list[Parcel]:
    return [parcel(number, size=size, utf8=utf8) for number in range(count)]


def parcel(number: int, *, size: int = 300, utf8: bool = False) -> Parcel:
    text = b"\r\n".join((b".a line that begins with a dot", b"." * 3, b"x" * 70)) + b"\r\n"
    content = b"Subject: number %d\r\n\r\n" % number + text * (size // len(text) + 1)
    local = "jürgen" if utf8 else "reader"
    recipient = f"{local}{number}@example.org"
    return Parcel(f"{number:032x}", "status@acme.example", recipient, content, utf8)


class Shelf:
    """A source."""

    def __init__(self, letters: list[Parcel]) -> None:
        self.letters = list(letters)

    def take(self, count: int) -> list[Parcel]:
        taken, self.letters = self.letters[:count], self.letters[count:]
        return taken


class Notebook:
    """A book: one line to the disk for each call that changes something. `dies_at`: the lease is lost by that arm."""

    def __init__(self, path: Path, *, dies_at: int = 0) -> None:
        self.handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        self.armed: list[str] = []
        self.outcomes: dict[str, Outcome] = {}
        self.calls = 0
        self.dies_at = dies_at
        self.is_alive = True

    def write(self, settled=(), armed=()) -> None:
        self.calls += bool(armed)
        if armed and self.dies_at and len(self.armed) + len(armed) >= self.dies_at:
            raise LeaseLost("slept")
        lines = [*(f"{one.state} {one.key}\n" for one in settled), *(f"armed {key}\n" for key in armed)]
        os.write(self.handle, "".join(lines).encode())
        os.fsync(self.handle)
        self.armed += armed
        for one in settled:
            assert one.key not in self.outcomes, "settled twice"
            self.outcomes[one.key] = one

    def alive(self) -> bool:
        return self.is_alive

    def states(self) -> dict[str, int]:
        found = [one.state.value for one in self.outcomes.values()]
        return {state: found.count(state) for state in sorted(set(found))}

    def of(self, letter: Parcel) -> Outcome:
        return self.outcomes[letter.key]


SENT = State.SENT
