"""Non-interference: with and without something restricted, every tree that is not for its readers is the same, byte for
byte: names, sizes, bytes. Read from files, planned and made as `build` does."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from restricted import KNOWN, NOW, RESTRICTED, SITE, THINGS, Affair, affairs, written

from statusgen.problems import errors
from statusgen.publish.artefact import Artefact
from statusgen.publish.gates import site_for
from statusgen.publish.plan import plan
from statusgen.read.load import load

AUDIENCES = ("everyone", "red", "blue")


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
