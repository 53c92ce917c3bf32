"""A repository with a small site in it, and branches of it."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

NOW = "2026-11-21T14:20:00Z"
OPEN = "content/incidents/2026-11-21-checkout-errors"
SITE = {
    "content/site.yaml": "name: Acme status\nurl: https://status.acme.example/\ntimezone: Europe/Berlin\n"
    "audiences: {leadership: {name: Leadership, members: [team:leadership]}}\n",
    "content/services/checkout.yaml": "name: Checkout\nowner: team:payments\n",
    "content/services/mail.yaml": "name: Staff mail\n",
    f"{OPEN}/incident.yaml": "title: Checkout fails for some customers\nsummary: One order in five cannot be paid.\n"
    "severity: major\nservices: {checkout: partial_outage}\nstarted: 2026-11-21T13:58:00Z\n",
    f"{OPEN}/20261121T1405Z-investigating.md": "---\nphase: investigating\nat: 2026-11-21T14:05:00Z\nnext_update: 30m\n"
    "impact: Some cannot pay.\naction: Try again later.\n---\nWe are looking into failing payments.\n",
    "subscribers.yaml": """\
teams:
  support: {name: Customer support, members: [ana, bo, cy], defaults: {wants: [{services: all}]}}
  payments: {name: Payments, members: [dot]}
  leadership: {name: Leadership, members: [eve]}
subscribers:
  ana: {name: Ana Ruiz, contacts: [{email: ana@acme.example}]}
  bo: {name: Bo Lind, contacts: [{email: bo@acme.example}]}
  cy: {name: Cy Young, contacts: [{sms: "+34911234567"}]}
  dot: {name: Dot Matrix, contacts: [{email: dot@acme.example}]}
  eve: {name: Eve Adams, contacts: [{email: eve@acme.example}], wants: [{services: all, severity: critical}]}
""",
}
UPDATE = (
    "---\nphase: identified\nat: 2026-11-21T14:18:00Z\nnext_update: 30m\nimpact: Some cannot pay.\naction: Wait.\n---\n"
)


def git(root: Path, *arguments: str, at: datetime | None = None) -> str:
    """What it prints. `at` is when a commit is made."""
    settings = ["-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"]
    command = ["git", *settings, "-C", str(root), *arguments]
    date = {"GIT_COMMITTER_DATE": at.isoformat()} if at else {}
    done = subprocess.run(command, check=True, capture_output=True, env={**os.environ, **date})
    return os.fsdecode(done.stdout).strip()


class Result(NamedTuple):
    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Repository:
    root: Path

    def commit(self, files: Mapping[str, str | None], at: datetime | None = None) -> str:
        """None removes a file."""
        for path, content in files.items():
            place = self.root / path
            place.parent.mkdir(parents=True, exist_ok=True)
            if content is None:
                place.unlink()
            else:
                place.write_text(content, encoding="utf-8")
        git(self.root, "add", "-A")
        git(self.root, "commit", "-q", "--allow-empty", "-m", "x", at=at)
        return git(self.root, "rev-parse", "HEAD")

    def branch(self, name: str, files: Mapping[str, str | None]) -> str:
        """A branch of `main` with one commit."""
        git(self.root, "checkout", "-q", "-f", "-b", name, "main")
        return self.commit(files)
