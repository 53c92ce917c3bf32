"""How fast letters go out, beside smtp-source and a plain smtplib loop: python bench/mail.py [LETTERS] [SESSIONS]

All three talk to smtp-sink (or, with --postfix, to a private Postfix that discards them) on loopback in the same run,
by turns, each into an empty queue; smtp-source sends the very bytes of one of our letters.
Ours are personal multipart letters of about 4 kB with full headers, each armed and settled in the ledger; the ledger
is on /dev/shm and then on the disk, whose speed of fsync is printed. Needs the package postfix; run it as root.
"""

import argparse
import contextlib
import math
import os
import smtplib
import socket
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path

from statusgen.model.keys import keys_from
from statusgen.model.people import Subscriber
from statusgen.model.site import Mail, Settings
from statusgen.notify.ledger.rows import Outcome, Row, State
from statusgen.notify.ledger.sqlite import SqliteLedger, create_ledger, open_ledger
from statusgen.notify.mail.letters import Addressee, Cohort, cohort, post
from statusgen.notify.mail.parcel import Parcel
from statusgen.notify.mail.relay import relay
from statusgen.notify.mail.smtp import deliver
from statusgen.notify.message import Facts, Message

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "notify"))
from mta import postfix

KEYS = keys_from("only for measuring, nothing is kept")
NOW = datetime(2026, 11, 21, 14, 20, tzinfo=UTC)
ROUNDS = 3
EVENT, THREAD = "incidents/checkout-errors/20261121T1405Z", "incidents/checkout-errors"
SITE = Settings("Acme status", "https://status.acme.example/", mail=Mail("Acme status <status@acme.example>"))
TEXT = "Customers cannot pay by card. Please tell them to pay by invoice meanwhile.\n" * 17
MESSAGE = Message(
    subject="[Acme status] Checkout errors",
    preheader="Investigating",
    short="Checkout errors",
    text=TEXT,
    html="".join(f"<p>{line}</p>\n" for line in TEXT.splitlines()),
    link="https://status.acme.example/incidents/checkout-errors/",
)
FACTS = Facts("checkout-errors", "20261121T1405Z", "investigating", "major", ("checkout",), "You follow Checkout.")


def person(number: int) -> Subscriber:
    return Subscriber(f"person-{number}", f"Reader Number{number}", ())


class Drawer:
    """A source: claims in the ledger, as many at once as a run does, and renders when asked.

    Who they are and their keys are known from planning.
    """

    def __init__(self, ledger: SqliteLedger, people: Sequence[Addressee]) -> None:
        self.ledger = ledger
        self.waiting, self.claimed = deque(people), deque[Addressee]()
        self.cohort: Cohort | None = None

    def take(self, _count: int) -> list[Parcel]:
        self.cohort = self.cohort or cohort(MESSAGE, FACTS, post(SITE, KEYS, NOW))
        if self.waiting and not self.claimed:
            self.claimed.extend(self.waiting.popleft() for _ in range(min(self.ledger.ahead, len(self.waiting))))
            self.ledger.claim([one.key for one in self.claimed])
        return [self.cohort.parcel(self.claimed.popleft())] if self.claimed else []

    def write(self, settled: Sequence[Outcome] = (), armed: Sequence[str] = ()) -> None:
        self.ledger.write(settled, armed)

    def alive(self) -> None:
        self.ledger.heartbeat()


def key(number: int) -> str:
    return KEYS.delivery(EVENT, f"person-{number}", "email")


def addressee(number: int) -> Addressee:
    return Addressee(EVENT, THREAD, person(number), f"person{number}@example.org", key=key(number))


def row(number: int) -> Row:
    names = (key(number), EVENT, THREAD, f"person-{number}", "email", "updated", "wants")
    return Row(*names, State.PLANNED, NOW)


def real() -> datetime:
    return datetime.now(UTC)


def ours(letters: int, sessions: int, port: int, folder: str | None) -> float:
    """Seconds from the plan, which is in the ledger, to the last answer settled."""
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        path = Path(scratch) / "ledger.sqlite"
        create_ledger(path, [row(number) for number in range(letters)], [(EVENT, "")])
        ledger = open_ledger(path, lambda: NOW, real)
        ledger.begin()
        drawer = Drawer(ledger, [addressee(number) for number in range(letters)])
        begin = time.perf_counter()
        deliver(relay(f"smtp://127.0.0.1:{port}/?connections={sessions}&starttls=never"), drawer, drawer, lambda: NOW)
        took = time.perf_counter() - begin
        states = [one.state for one in ledger.export()]
        assert states == [State.SENT] * letters, {state: states.count(state) for state in set(states)}
        ledger.end()
        ledger.close()
    return took


def smtp_source(letters: int, sessions: int, port: int, letter: bytes) -> float:
    """The same bytes as ours, each to a recipient of its own (-N)."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(letter.replace(b"\r\n", b"\n"))
        file.flush()
        command = ["smtp-source", "-d", "-N", "-s", str(sessions), "-m", str(letters), "-F", file.name]
        begin = time.perf_counter()
        subprocess.run([*command, "-f", "a@acme.example", "-t", "b@example.org", f"127.0.0.1:{port}"], check=True)
        return time.perf_counter() - begin


def plain_loop(letters: int, port: int, to: str = "person{}@example.org") -> float:
    """What one would write first: a message built and sent for each person, over one connection."""
    begin = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as client:
        for number in range(letters):
            client.send_message(plain_message(number, to.format(number)))
    return time.perf_counter() - begin


def plain_message(number: int, to: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = SITE.mail.sender
    message["To"] = f"Reader Number{number} <{to}>"
    message["Subject"] = MESSAGE.subject
    message["Message-ID"] = make_msgid(domain="acme.example")
    message["List-Id"] = "Acme status <statusgen.acme.example>"
    message["Auto-Submitted"] = "auto-generated"
    for name, value in (("Incident", FACTS.incident), ("Phase", FACTS.phase), ("Reason", FACTS.reason)):
        message[f"X-Status-{name}"] = value
    message.set_content(MESSAGE.text)
    message.add_alternative(MESSAGE.html, subtype="html")
    return message


@contextlib.contextmanager
def smtp_sink() -> Iterator[tuple[int, Callable[[], None]]]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    with subprocess.Popen(["smtp-sink", *user, f"127.0.0.1:{port}", "500"]) as process:
        try:
            wait_for(port)
            yield port, lambda: None
        finally:
            process.terminate()


def wait_for(port: int) -> None:
    for _ in range(100):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.05)


def fsync_milliseconds(folder: str | None) -> float:
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        begin = time.perf_counter()
        for _ in range(100):
            file.write(b"x" * 100)
            file.flush()
            os.fsync(file.fileno())
        return (time.perf_counter() - begin) * 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("letters", type=int, nargs="?", default=10_000)
    parser.add_argument("sessions", type=int, nargs="?", default=50)
    parser.add_argument("--postfix", action="store_true", help="into a private Postfix instead of smtp-sink")
    given = parser.parse_args()
    letter = cohort(MESSAGE, FACTS, post(SITE, KEYS, NOW)).parcel(addressee(1)).content
    size = f"{len(letter):,} bytes"
    print(f"{datetime.now(UTC):%Y-%m-%d}: {given.letters:,} letters of {size} over {given.sessions} sessions")
    with postfix_port() if given.postfix else smtp_sink() as (port, idle):
        measure(given.letters, given.sessions, port, letter, idle)


@contextlib.contextmanager
def postfix_port() -> Iterator[tuple[int, Callable[[], None]]]:
    """And what waits until all that it took is delivered: what is left in its queue would slow whoever comes next."""
    with postfix(discard=True) as instance:
        queue = [instance.base / "queue" / name for name in ("maildrop", "incoming", "active", "deferred")]

        def idle() -> None:
            while any(path.is_file() for folder in queue for path in folder.rglob("*")):
                time.sleep(0.2)

        yield instance.port, idle


def measure(letters: int, sessions: int, port: int, letter: bytes, idle: Callable[[], None]) -> None:
    """By turns, so that whatever else the machine does hits all of them; then the best round of each."""
    shm = "/dev/shm" if Path("/dev/shm").is_dir() else None
    few = max(letters // 20, 1)
    on_disk = f"statusgen, on disk ({fsync_milliseconds(None):.1f} ms fsync)"
    contest: dict[str, Callable[[], float]] = {
        "smtp-source -d": lambda: smtp_source(letters, sessions, port, letter),
        "smtplib and EmailMessage": lambda: plain_loop(few, port) * letters / few,
        "statusgen, ledger on /dev/shm": lambda: ours(letters, sessions, port, shm),
        on_disk: lambda: ours(letters, sessions, port, None),
    }
    took: dict[str, float] = {}
    for name, run in (turn for _ in range(ROUNDS) for turn in contest.items()):
        idle()
        took[name] = min(took.get(name, math.inf), run())
    theirs, loop, *_ = took.values()
    print(f"{'':34}{'seconds':>9}{'letters/s':>11}{'to smtp-source':>16}{'to plain loop':>15}")
    for name, seconds in took.items():
        print(f"{name:34}{seconds:9.2f}{letters / seconds:11,.0f}{theirs / seconds:16.2f}{loop / seconds:14.1f}x")


if __name__ == "__main__":
    main()
