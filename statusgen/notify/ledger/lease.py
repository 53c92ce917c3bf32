"""The lease of a ledger in git: a file in the ref, there as long as a run may send."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from statusgen.notify.ledger.owner import Owner, is_gone

FILE = "lease.json"
LEASE = 120.0  # seconds after each push that a run may go on without another one
SKEW = 60.0  # seconds by which the clocks of two machines may differ: so much longer the other one waits


@dataclass(frozen=True, slots=True)
class Lease:
    """`place` is a digest that nobody can tell a machine by, but that machine itself; `until` in seconds since 1970."""

    place: str
    pid: int
    started: int
    token: str
    until: float

    def is_over(self, us: Owner, now: float) -> bool:
        """Its run is plainly gone, or has not been heard of for so long that it sends no more."""
        ours = self.place == _hidden(us.place, self.token)
        owner = Owner(us.place if ours else "", self.pid, self.started, self.token)
        return now >= self.until + SKEW or is_gone(owner)

    def in_words(self, now: float) -> str:
        seconds = max(0, round(self.until + SKEW - now))
        wrong = "; the clock of its machine, or of this one, is wrong" if seconds > LEASE + 2 * SKEW else ""
        return f"process {self.pid}{wrong}; if it is gone, its hold ends by itself in {seconds} s; try again then"


def lease_of(owner: Owner, until: float) -> Lease:
    return Lease(_hidden(owner.place, owner.token), owner.pid, owner.started, owner.token, until)


def written(lease: Lease) -> bytes:
    until = datetime.fromtimestamp(lease.until, UTC).isoformat(timespec="seconds")
    names = {"place": lease.place, "pid": lease.pid, "started": lease.started, "token": lease.token, "until": until}
    return f"{json.dumps(names)}\n".encode()


def read(content: bytes) -> Lease:
    """Raises ValueError where it is none."""
    try:
        found = json.loads(content)
        until = datetime.fromisoformat(found["until"]).timestamp()
        return Lease(found["place"], int(found["pid"]), int(found["started"]), found["token"], until)
    except (KeyError, OverflowError, RecursionError, TypeError) as error:
        raise ValueError(str(error)) from error


def _hidden(place: str, token: str) -> str:
    return sha256(f"{place}\0{token}".encode()).hexdigest()[:16]
