"""A small site, and the command line run on it: in this process, or as one of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from statusgen.cli import main

NOW = "2026-11-21T14:20:00Z"
TOP = Path(__file__).parents[2]

FILES = {
    "content/site.yaml": "name: Acme status\nurl: https://status.acme.example/\ntimezone: Europe/Berlin\n",
    "content/services/checkout.yaml": "name: Checkout\naliases: [cart]\n",
    "content/services/mail.yaml": "name: Staff mail\n",
    "content/incidents/2026-11-20-mail-late/incident.yaml": (
        "title: Mail arrives late\nseverity: minor\nservices: {mail: degraded_performance}\n"
    ),
    "content/incidents/2026-11-20-mail-late/20261120T0900Z-investigating.md": (
        "---\nphase: investigating\nat: 2026-11-20T09:00:00Z\n---\nMail is late.\n"
    ),
    "content/incidents/2026-11-20-mail-late/20261120T1000Z-resolved.md": (
        "---\nphase: resolved\nat: 2026-11-20T10:00:00Z\n---\nMail is on time again.\n"
    ),
    "content/incidents/2026-11-21-checkout-errors/incident.yaml": (
        "title: Checkout fails for some customers\n"
        "summary: About one order in five cannot be paid.\n"
        "severity: major\n"
        "services: {checkout: partial_outage}\n"
        "started: 2026-11-21T13:58:00Z\n"
    ),
    "content/incidents/2026-11-21-checkout-errors/20261121T1405Z-investigating.md": (
        "---\nphase: investigating\nat: 2026-11-21T14:05:00Z\nnext_update: 30m\n---\n"
        "We are looking into failing payments.\n"
    ),
    "content/maintenance/2026-12-01-mail-move/maintenance.yaml": (
        "title: Mail moves house\nservices: {mail: under_maintenance}\n"
        "starts: 2026-12-01T22:00:00Z\nends: 2026-12-01T23:00:00Z\n"
    ),
    "content/maintenance/2026-12-01-mail-move/20261110T0800Z-scheduled.md": (
        "---\nphase: scheduled\nat: 2026-11-10T08:00:00Z\n---\nMail moves to new disks.\n"
    ),
    "content/announcements/2026-11-10-new-page.md": (
        "---\ntitle: This page is new\nat: 2026-11-10T09:00:00Z\n---\nTell us what is missing.\n"
    ),
}
OPEN = "2026-11-21-checkout-errors"
TYPO = "content/incidents/2026-11-21-checkout-errors/incident.yaml"


class Result(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The root of a site without mistakes; it is the current folder, and the environment says nothing of ours."""
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Result]:
    """Runs a command line at NOW."""

    def run(*arguments: str | Path, now: str | None = NOW) -> Result:
        line = ["--now", now, *map(str, arguments)] if now else [*map(str, arguments)]
        with pytest.raises(SystemExit) as ended:
            main(line)
        captured = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Result(ended.value.code, captured.out, captured.err)

    return run


@pytest.fixture
def spawn() -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """Runs a command line as a process of its own."""

    def spawn(*arguments: str | Path, env: dict[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "statusgen", "--now", NOW, *map(str, arguments)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=environment(env or {}),
            timeout=120,
            check=False,
        )

    return spawn


def environment(more: dict[str, str]) -> dict[str, str]:
    """Ours without what would change colours or the clock, with the program's source to be found."""
    kept = {name: value for name, value in os.environ.items() if not name.endswith(("_COLOR", "_EPOCH"))}
    return kept | {"PYTHONPATH": str(TOP)} | more


def break_site(root: Path) -> None:
    """Misspells a service in the open incident."""
    file = root / TYPO
    file.write_text(file.read_text(encoding="utf-8").replace("{checkout:", "{chekout:"), encoding="utf-8")
