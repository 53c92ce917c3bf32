"""Non-interference: with and without something restricted, every tree that is not for its readers is the same, byte for
byte: names, sizes, bytes. Read from files, planned and made as `build` does."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import rmtree
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statusgen.problems import errors
from statusgen.publish.artefact import Artefact
from statusgen.publish.gates import site_for
from statusgen.publish.plan import plan
from statusgen.read.load import load

NOW = datetime(2026, 11, 21, 14, 20, tzinfo=UTC)
AUDIENCES = ("everyone", "red", "blue")
EFFECTS = ("degraded_performance", "partial_outage", "major_outage")
SITE = {
    "content/site.yaml": (
        "name: Acme status\nurl: https://status.acme.example/live/\ntimezone: Europe/Berlin\n"
        "updates: {promise: 30m}\ngroups: [{id: core, name: Core}, {id: inner, name: Inner}]\n"
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
        "  ana: {name: Ana, contacts: [{email: ana@acme.example}]}\n"
        "  bo: {name: Bo, contacts: [{email: bo@acme.example}]}\n"
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


def planned(root: Path, files: dict[str, str]) -> dict[str, dict[str, Artefact]]:
    """Audience -> path -> file."""
    with written(root, files):
        reading = load(root, NOW)
        assert not errors(reading.problems)
        return {one: {file.path: file for file in plan(site_for(reading.site, one), NOW, root)} for one in AUDIENCES}


def keys(tree: dict[str, Artefact]) -> dict[str, str]:
    """What a build compares, and writes into the manifest of the tree."""
    return {path: file.key for path, file in tree.items()}


def trees(root: Path, files: dict[str, str]) -> dict[str, dict[str, bytes]]:
    """Audience -> path -> bytes."""
    found = planned(root, files)
    return {audience: {path: file.make() for path, file in tree.items()} for audience, tree in found.items()}


@settings(deadline=None, max_examples=10)
@given(
    st.lists(affairs(st.just(("everyone",)) | RESTRICTED), max_size=3),
    affairs(RESTRICTED),
    st.none() | affairs(RESTRICTED),
)
def test_a_restricted_incident_changes_no_tree_but_those_of_its_readers(
    tmp_path_factory: pytest.TempPathFactory, there: list[Affair], secret: Affair, otherwise: Affair | None
) -> None:
    """Against the same site without it, or with another in its place for the same readers. Equal keys, equal bytes: of
    one page in ten these are compared as well."""
    base = SITE | {path: text for number, one in enumerate(there) for path, text in one.files(f"known-{number}")}
    root = tmp_path_factory.mktemp("site")
    other = dict(otherwise._replace(audience=secret.audience).files("secret")) if otherwise else {}
    having, lacking = planned(root, base | dict(secret.files("secret"))), planned(root, base | other)
    for audience in {*AUDIENCES} - {*secret.audience}:
        assert keys(having[audience]) == keys(lacking[audience])
        for path in sorted(having[audience])[::10]:
            assert having[audience][path].make() == lacking[audience][path].make()
    for audience in secret.audience:
        assert keys(having[audience]) != keys(lacking[audience]) or otherwise


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


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    return trees(tmp_path_factory.mktemp("plain"), SITE | KNOWN)


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Artefact]]:
    return planned(tmp_path_factory.mktemp("known"), SITE | KNOWN)


@pytest.mark.parametrize("thing", THINGS)
def test_nor_does_anything_else_that_is_restricted(known, tmp_path: Path, thing: str) -> None:
    having = planned(tmp_path / "site", SITE | KNOWN | THINGS[thing])
    assert keys(having["everyone"]) == keys(known["everyone"])
    assert keys(having["blue"]) == keys(known["blue"])
    assert (keys(having["red"]) != keys(known["red"])) is ("template" not in thing)


def test_nor_do_all_of_them_together_change_a_byte(plain, tmp_path: Path) -> None:
    having = trees(
        tmp_path / "site", SITE | KNOWN | {path: text for one in THINGS.values() for path, text in one.items()}
    )
    assert having["everyone"] == plain["everyone"]
    assert having["blue"] == plain["blue"]


def test_a_site_is_complete_at_its_own_address(plain) -> None:
    """The same files, and no link into the site for everyone but the one that says so."""
    own, public = plain["red"], plain["everyone"]
    added = {path for path in own if path not in public}
    assert {path for path in public if path not in own} == set()
    assert added - {"audience.txt"} and all("vault" in path or "inner" in path for path in added - {"audience.txt"})
    for path, content in own.items():
        text = content.decode("utf-8", "replace")
        for found in text.split("https://status.acme.example/live/")[1:]:
            assert found.startswith(("a/red", "a/blue/", '">The page for everyone<')), path


def test_feeds_of_two_sites_have_no_id_in_common(plain) -> None:
    def ids(tree: dict[str, bytes]) -> set[str]:
        return {line.split("<")[0] for line in tree["updates.atom"].decode().split("<id>")[1:]}

    assert ids(plain["red"]) and not ids(plain["red"]) & ids(plain["everyone"])


def test_only_an_audience_that_everybody_may_know_of_is_named(plain) -> None:
    everything = b"".join(plain["everyone"].values())
    assert b"Blue people" in everything and b"https://status.acme.example/live/a/blue/" in everything
    assert b"Red people" not in everything and b"a/red" not in everything
    assert b"Red people" in plain["red"]["index.html"] and b"Red people" not in b"".join(plain["blue"].values())
