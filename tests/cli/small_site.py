"""A small site with one open incident, and what its command line runs in."""

import os
from pathlib import Path

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


def environment(more: dict[str, str]) -> dict[str, str]:
    """Ours without what would change colours or the clock, with the program's source to be found."""
    kept = {name: value for name, value in os.environ.items() if not name.endswith(("_COLOR", "_EPOCH"))}
    return kept | {"PYTHONPATH": str(TOP)} | more


def break_site(root: Path) -> None:
    """Misspells a service in the open incident."""
    file = root / TYPO
    file.write_text(file.read_text(encoding="utf-8").replace("{checkout:", "{chekout:"), encoding="utf-8")
