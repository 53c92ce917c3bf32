"""Sites in which something is not for everyone: at random, and one of each kind."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import rmtree
from typing import NamedTuple

from hypothesis import strategies as st

NOW = datetime(2026, 11, 21, 14, 20, tzinfo=UTC)
EFFECTS = ("degraded_performance", "partial_outage", "major_outage")
SITE = {
    "content/site.yaml": (
        "name: Acme status\nurl: https://status.acme.example/live/\ntimezone: Europe/Berlin\n"
        "updates: {promise: 30m}\nmail: {from: Acme <status@acme.example>}\n"
        "rules: [{when: {services: [shop]}, add: [flo]}]\ngroups: [{id: core, name: Core}, {id: inner, name: Inner}]\n"
        "audiences:\n  red: {name: Red people, members: [team:red], groups: [grp-red]}\n"
        "  blue: {name: Blue people, members: [bo], listed: true}\n"
    ),
    "content/services/shop.yaml": "name: Shop\ngroup: core\nowner: team:red\naliases: [store]\n",
    "content/services/bank.yaml": "name: Bank\ngroup: core\n",
    "content/services/vault.yaml": "name: Vault\ngroup: inner\naudience: [red]\n",
    "content/announcements/2026-11-10-page.md": "---\ntitle: New page\nat: 2026-11-10T09:00:00Z\n---\nLook.\n",
    "content/maintenance/2026-12-01-move/maintenance.yaml": (
        "title: Move\nstarts: 2026-12-01T22:00:00Z\nends: 2026-12-01T23:00:00Z\nservices: {shop: under_maintenance}\n"
    ),
    "subscribers.yaml": (
        "teams:\n  red: {name: Red team, members: [ana]}\nsubscribers:\n"
        "  ana: {name: Ana, contacts: [{email: ana@acme.example}], wants: [{services: all}]}\n"
        "  bo: {name: Bo, contacts: [{email: bo@acme.example}], wants: [{services: all}], digest: '08:00'}\n"
        "  cy: {name: Cy, contacts: [{email: cy@acme.example}], wants: [{services: all}], follows: [secret, known]}\n"
        "  dot: {name: Dot, contacts: [{email: dot@acme.example}], wants: [{services: [shop]}], digest: '08:00'}\n"
        "  eve: {name: Eve, contacts: [{email: eve@acme.example}], wants: [{services: all, severity: major}],\n"
        "        quiet_hours: {from: '15:00', to: '18:00', except: critical}, language: de}\n"
        "  flo: {name: Flo, contacts: [{email: flo@acme.example}], ignores: [secret]}\n"
        "  gus: {name: Gus, contacts: [{email: gus@acme.example}]}\n"
        "  all-hands: {name: All hands, list: true, members: [gus], contacts: [{email: all@acme.example}],\n"
        "              wants: [{services: [bank]}]}\n"
    ),
}


class Affair(NamedTuple):
    """An incident: severity, service with effect, hours since its start, phases told (one an hour), and readers."""

    severity: str
    service: str
    effect: str
    hours: int
    phases: tuple[str, ...]
    audience: tuple[str, ...]
    title: str

    def files(self, name: str) -> Iterator[tuple[str, str]]:
        folder, started = f"content/incidents/{name}", NOW - timedelta(hours=self.hours)
        head = (
            f"title: {self.title}\nseverity: {self.severity}\nstarted: {started:%Y-%m-%dT%H:%MZ}\n"
            f"services: {{{self.service}: {self.effect}}}\naudience: [{', '.join(self.audience)}]\n"
            f"stakeholders: [gus, 'team:red']\nowner: eve\n"
        )
        yield f"{folder}/incident.yaml", head
        for number, phase in enumerate(self.phases):
            at = min(started + timedelta(hours=number), NOW - timedelta(minutes=9 - number))
            yield f"{folder}/{number}.md", f"---\nphase: {phase}\nat: {at:%Y-%m-%dT%H:%M:%SZ}\n---\nWords {number}.\n"


PHASES = st.lists(st.sampled_from(["investigating", "identified", "monitoring", "resolved", "postmortem"]), max_size=6)


def affairs(audience: st.SearchStrategy[tuple[str, ...]]) -> st.SearchStrategy[Affair]:
    return st.builds(
        Affair,
        st.sampled_from(["none", "minor", "major", "critical"]),
        st.sampled_from(["shop", "bank"]),
        st.sampled_from(EFFECTS),
        st.integers(0, 24 * 100),
        PHASES.map(tuple),
        audience,
        st.sampled_from(["It burns", "Broken", "A takeover", "Ünïcode"]),
    )


RESTRICTED = st.sampled_from([("red",), ("blue",), ("red", "blue")])


@contextmanager
def written(root: Path, files: dict[str, str]) -> Iterator[None]:
    """These files below `root`, and afterwards none."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    yield
    rmtree(root)


THINGS = {
    "an incident": {
        "content/incidents/lab/incident.yaml": (
            "title: Lab\nstarted: 2026-11-21T14:00:00Z\naudience: red\nservices: {shop: major_outage}\n"
        ),
        "content/incidents/lab/1.md": "---\nphase: identified\nat: 2026-11-21T14:00:00Z\n---\nIt burns.\n",
    },
    "a service": {"content/services/lab.yaml": "name: Lab\naudience: [red]\ngroup: inner\ndepends_on: [shop, vault]\n"},
    "a maintenance": {
        "content/maintenance/2026-11-21-lab-moves/maintenance.yaml": (
            "title: Lab\nstarts: 2026-11-21T14:00:00Z\nends: 2026-11-21T15:00:00Z\naudience: red\n"
            "services: {shop: major_outage}\nrepeats: FREQ=DAILY\n"
        )
    },
    "an announcement": {
        "content/announcements/lab-open.md": "---\ntitle: Lab\nat: 2026-11-21T14:00:00Z\naudience: red\n---\nOpen.\n"
    },
    "an update": {
        "content/incidents/known/7.md": (
            "---\nphase: resolved\nat: 2026-11-21T14:10:00Z\naudience: red\nservices: {bank: major_outage}\n"
            "---\nOver.\n"
        )
    },
    "an update of planned work": {
        "content/maintenance/2026-12-01-move/7.md": (
            "---\nphase: cancelled\nat: 2026-11-21T14:10:00Z\naudience: red\n---\nNever.\n"
        )
    },
    "a correction": {
        "content/incidents/known/8.md": (
            "---\ncorrects: '1'\nat: 2026-11-21T14:10:00Z\naudience: red\n---\nIt was a burglar.\n"
        )
    },
    "a template and a rule's people": {"content/templates/lab.md": "---\nkind: update\n---\nWords.\n"},
}
KNOWN = {
    "content/incidents/known/incident.yaml": (
        "title: Known\nstarted: 2026-11-21T12:00:00Z\nservices: {shop: partial_outage}\n"
    ),
    "content/incidents/known/1.md": "---\nphase: identified\nat: 2026-11-21T12:30:00Z\n---\nFound.\n",
}
