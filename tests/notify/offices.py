"""A site with people, a sink for its mail, and `statusgen notify` as a process of its own."""

import os
import subprocess
import sys
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import sink

TOP = Path(__file__).parents[2]
KEY = "a key for tests only"
EARLY, NOW, LATER = "2026-11-21T12:00:00Z", "2026-11-21T14:20:00Z", "2026-11-21T14:40:00Z"
INCIDENT = "2026-11-21-checkout-errors"
THREAD = f"incidents/{INCIDENT}"

SETTINGS = (
    "name: Acme status\nurl: https://status.acme.example/\ntimezone: Europe/Berlin\n"
    "mail: {from: Acme status <status@acme.example>}\n"
)
UPDATE = "---\nphase: {phase}\nat: {at}\n---\n{text}\n"


@dataclass
class Office:
    """A folder with a site; `process` is what `statusgen` says there, at any moment."""

    root: Path
    port: int = 9  # discard: nobody listens
    query: str = ""
    environment: dict[str, str] = field(default_factory=dict)

    def write(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def say(self, name: str, at: str, phase: str = "investigating", text: str = "We look into it.") -> None:
        self.write(f"content/incidents/{INCIDENT}/{name}.md", UPDATE.format(phase=phase, at=at, text=text))

    def people(self, *names: str, **more: str) -> None:
        lines = [
            f"  {name}: {{name: {name.title()} Meyer, contacts: [{{email: {name}@acme.example}}], "
            f"wants: [{{services: all}}]{more.get(name, '')}}}\n"
            for name in names
        ]
        self.write("subscribers.yaml", "subscribers:\n" + "".join(lines))

    @property
    def ledger(self) -> Path:
        return self.root / ".statusgen" / "ledger.sqlite"

    def environ(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("STATUSGEN_", "SOURCE_DATE"))}
        ours = {
            "PYTHONPATH": str(TOP),
            "STATUSGEN_KEY": KEY,
            "STATUSGEN_SMTP_URL": f"smtp://127.0.0.1:{self.port}/?starttls=never&timeout=20{self.query}",
        }
        return kept | ours | self.environment

    def command(self, *arguments: str, now: str = NOW) -> list[str]:
        return [sys.executable, "-m", "statusgen", "-C", str(self.root), "--now", now, *arguments]

    def run(self, *arguments: str, now: str = NOW) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            self.command(*arguments, now=now),
            env=self.environ(),
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )

    def start(self, *arguments: str, now: str = NOW) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            self.command(*arguments, now=now),
            env=self.environ(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


def office(root: Path, *names: str) -> Office:
    """Nothing has happened yet, and the ledger is there."""
    made = Office(root)
    made.write("content/site.yaml", SETTINGS)
    made.write("content/services/checkout.yaml", "name: Checkout\n")
    made.people(*(names or ("ana", "ben", "cid")))
    done = made.run("notify", "init", now=EARLY)
    assert done.returncode == 0, done.stderr
    return made


def begin(made: Office) -> None:
    """An incident, opened a quarter of an hour before NOW."""
    made.write(
        f"content/incidents/{INCIDENT}/incident.yaml",
        "title: Checkout fails\nseverity: major\nservices: {checkout: partial_outage}\nstarted: 2026-11-21T13:58:00Z\n",
    )
    made.say("20261121T1405Z-investigating", "2026-11-21T14:05:00Z")


@dataclass(frozen=True)
class Letter:
    """What arrived: for whom, with which id, and whether it says that it may have come before."""

    to: str
    message: Message
    taken: bool

    @property
    def id(self) -> str:
        return str(self.message["Message-ID"])

    @property
    def flagged(self) -> bool:
        return self.message["X-Status-Duplicate"] is not None


def letters(folder: Path) -> list[Letter]:
    """What the sink has, in the order of its coming."""
    return [Letter(one.recipients[0], message_from_bytes(one.content), one.taken) for one in sink.messages(folder)]
