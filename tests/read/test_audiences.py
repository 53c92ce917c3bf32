"""Who may see what, as it is written: what leaks is a mistake, and never hidden in silence."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from statusgen.model.access import visible
from statusgen.read.load import Reading, load

NOW = datetime(2026, 11, 21, 14, 20, tzinfo=UTC)
SITE = {
    "content/site.yaml": (
        "name: Acme\nurl: https://a.example/\naudiences: {red: {name: Red}, blue: {name: Blue, listed: true}}\n"
    ),
    "content/services/shop.yaml": "name: Shop\n",
    "content/services/vault.yaml": "name: Vault\naudience: red\n",
    "content/incidents/known/incident.yaml": (
        "title: Known\nstarted: 2026-11-21T13:00:00Z\nservices: {shop: operational}\n"
    ),
    "content/incidents/known/1.md": "---\nphase: identified\nat: 2026-11-21T13:10:00Z\naudience: red\n---\nA thief.\n",
    "content/incidents/theft/incident.yaml": (
        "title: Theft\nstarted: 2026-11-21T13:00:00Z\nservices: {vault: major_outage}\naudience: red\n"
    ),
    "content/incidents/theft/1.md": "---\nphase: identified\nat: 2026-11-21T13:10:00Z\n---\nA thief.\n",
}


def read(root: Path, **files: str) -> Reading:
    for path, text in (SITE | {path.replace("__", "/"): text for path, text in files.items()}).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return load(root, NOW)


def mistakes(root: Path, path: str, text: str) -> list[tuple[str, str, int]]:
    return [(one.code, one.span.path, one.span.line) for one in read(root, **{path: text}).problems]


def test_the_site_of_these_tests_has_no_mistake(tmp_path: Path) -> None:
    assert not read(tmp_path).problems


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("content/services/shop.yaml", "name: Shop\ndepends_on: [vault]\n", 2),
        (
            "content/announcements/a.md",
            "---\ntitle: A\nat: 2026-11-21T13:00:00Z\nservices: [shop, vault]\n---\nA.\n",
            4,
        ),
        ("content/incidents/known/2.md", "---\nat: 2026-11-21T13:20:00Z\ncorrects: '1'\n---\nNo thief.\n", 3),
        ("content/incidents/theft/2.md", "---\nat: 2026-11-21T13:20:00Z\naudience: blue\n---\nNo thief.\n", 3),
        ("content/incidents/theft/2.md", "---\nat: 2026-11-21T13:20:00Z\naudience: everyone\n---\nNo thief.\n", 3),
    ],
)
def test_naming_what_some_readers_may_not_see_is_an_error_at_its_place(tmp_path, path, text, line) -> None:
    assert mistakes(tmp_path, path, text) == [("audience-leak", path, line)]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("content/services/safe.yaml", "name: Safe\naudience: [red]\ndepends_on: [vault, shop]\n"),
        ("content/incidents/known/2.md", "---\nat: 2026-11-21T13:20:00Z\ncorrects: '1'\naudience: red\n---\nNo.\n"),
        ("content/incidents/theft/2.md", "---\nat: 2026-11-21T13:20:00Z\naudience: [red]\ncorrects: '1'\n---\nNo.\n"),
    ],
)
def test_among_those_who_may_see_it_everything_can_be_named(tmp_path, path, text) -> None:
    assert mistakes(tmp_path, path, text) == []


STUB = "title: Slow\nstarted: 2026-11-21T13:00:00Z\nservices: {shop: degraded_performance}\n"


def test_a_stub_is_tied_to_what_is_behind_it_for_those_who_may_see_both(tmp_path: Path) -> None:
    reading = read(tmp_path, **{"content/incidents/stub/incident.yaml": f"{STUB}public_of: theft\n"})
    assert not reading.problems
    ties = {one: {i.id: i.public_of for i in visible(reading.site, one).incidents}["stub"] for one in ("red", "blue")}
    assert ties == {"red": "theft", "blue": None}
    assert "theft" not in repr(visible(reading.site, None))


@pytest.mark.parametrize("rest", ["public_of: thefd\n", "public_of: known\n", "public_of: theft\naudience: red\n"])
def test_a_tie_to_anything_else_is_a_mistake(tmp_path: Path, rest: str) -> None:
    path = "content/incidents/stub/incident.yaml"
    assert mistakes(tmp_path, path, STUB + rest) == [("bad-public-of", path, 4)]


def test_what_is_broken_itself_is_no_second_mistake(tmp_path: Path) -> None:
    files = {
        "content/incidents/stub/incident.yaml": f"{STUB}public_of: theft\n",
        "content/incidents/theft/incident.yaml": "titel: Theft\n",
    }
    assert {one.code for one in read(tmp_path, **files).problems} == {"unknown-field"}


def test_groups_and_whether_an_audience_may_be_known(tmp_path: Path) -> None:
    found = read(tmp_path).site.settings.audiences
    assert [(one.id, one.groups, one.listed) for one in found] == [("red", ("red",), False), ("blue", ("blue",), True)]


@pytest.mark.parametrize("group", ["'a,b'", "'a b'", '"a\'b"', "'a\"b'", "'a;b'", "'$a'", "'a{b'", "'ä'", '"a\\nb"'])
def test_names_of_groups_cannot_break_a_configuration(tmp_path: Path, group: str) -> None:
    text = f"name: A\nurl: https://a.example/\naudiences: {{red: {{name: R, groups: [{group}]}}, blue: {{name: B}}}}\n"
    assert [one.code for one in read(tmp_path, **{"content/site.yaml": text}).problems] == ["bad-value"]


def test_everyone_is_no_audience_to_be_named(tmp_path: Path) -> None:
    text = "name: A\nurl: https://a.example/\naudiences: {everyone: {name: E}, red: {name: R}, blue: {name: B}}\n"
    assert [one.code for one in read(tmp_path, **{"content/site.yaml": text}).problems] == ["bad-id"]


BROKEN = {
    "content/incidents/theft/2.md": "---\nphase: identifid\nat: 2026-11-21T13:20:00Z\n---\nWho?\n",
    "content/incidents/raid/incident.yaml": "titel: Raid\nstarted: 2026-11-21T13:00:00Z\naudience: red\n",
    "content/services/lab.yaml": "nam: Lab\naudience: [red]\n",
    "content/incidents/known/2.md": "---\nphase: identifid\nat: 2026-11-21T13:20:00Z\naudience: red\n---\nWho?\n",
}


@pytest.mark.parametrize("path", BROKEN)
def test_that_a_file_for_some_could_not_be_read_is_told_to_nobody_else(tmp_path: Path, path: str) -> None:
    whole = read(tmp_path, **{path: BROKEN[path]}).site
    assert [one.path for one in whole.left_out] == [path]
    assert visible(whole, "red").left_out
    assert not visible(whole, None).left_out and not visible(whole, "blue").left_out


def test_what_nobody_can_tell_the_readers_of_is_told_to_all(tmp_path: Path) -> None:
    whole = read(tmp_path, **{"content/incidents/raid/incident.yaml": "title: [Raid\naudience: red\n"}).site
    assert visible(whole, None).left_out and visible(whole, "blue").left_out


def test_settings_are_for_everyone_whatever_they_say(tmp_path: Path) -> None:
    text = SITE["content/site.yaml"] + "audience: red\n"
    assert visible(read(tmp_path, **{"content/site.yaml": text}).site, None).left_out
