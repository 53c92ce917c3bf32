"""Findings stand at the line and column of the words, in the file that has them, and `check` shows them as notes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wordings import NOW, incident, noted, said, site

from statusgen.cli.main import run as carry_out
from statusgen.lint.placing import located
from statusgen.lint.rules import findings
from statusgen.problems import Problem
from statusgen.read.load import load

TOP = Path(__file__).parents[2]
AFFAIR = "content/incidents/2026-11-21-checkout-errors/"
UPDATE = f"{AFFAIR}20261121T1405Z-investigating.md"
FILES = {
    "content/site.yaml": (
        "name: Acme status\nurl: https://status.acme.example/\nlanguages: [en, de]\nupdates: {promise: 30m}\n"
    ),
    "content/services/checkout.yaml": "name: Checkout\n",
    f"{AFFAIR}incident.yaml": (
        "title: Checkout fails\nsummary: >-\n  Payments by card fail. The cause is a\n  load balancer in Porto.\n"
        "services: {checkout: partial_outage}\nstarted: 2026-11-21T13:58:00Z\n"
    ),
    UPDATE: "---\nphase: investigating\nat: 2026-11-21T14:05:00Z\n---\n\nWe look\nat db-prod-03 now.\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for path, text in FILES.items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path


def notes(root: Path) -> dict[str, Problem]:
    return {one.code: one for one in located(findings(load(root, NOW).site, NOW), root)}


def marked(root: Path, problem: Problem) -> str:
    """What stands at the place of a problem."""
    lines = (root / problem.span.path).read_text(encoding="utf-8").split("\n")
    span = problem.span
    if span.line == span.end_line:
        return lines[span.line - 1][span.column - 1 : span.end_column - 1]
    inner = lines[span.line : span.end_line - 1]
    return "\n".join([lines[span.line - 1][span.column - 1 :], *inner, lines[span.end_line - 1][: span.end_column - 1]])


def test_words_of_a_text_are_found_below_the_front_matter(root):
    found = notes(root)["internal-host"]
    assert (found.span.path, found.span.line, found.span.column) == (UPDATE, 7, 4)
    assert marked(root, found) == "db-prod-03"
    assert found.excerpt == "at db-prod-03 now."


def test_words_of_a_folded_field_are_found_where_they_are_written(root):
    found = notes(root)["jargon"]
    assert (found.span.path, found.span.line, found.span.column) == (f"{AFFAIR}incident.yaml", 4, 3)
    assert marked(root, found) == "load balancer"


def test_words_that_are_broken_over_two_lines_are_marked_to_their_end(root):
    file = root / AFFAIR / "incident.yaml"
    file.write_text(file.read_text().replace("is a\n  load balancer", "is a load\n  balancer"))
    assert marked(root, notes(root)["jargon"]) == "load\n  balancer"
    file = root / UPDATE
    file.write_text(file.read_text().replace("db-prod-03", "the load\nbalancer"))
    file = root / AFFAIR / "incident.yaml"
    file.write_text(file.read_text().replace("load\n  balancer", "fire"))
    assert marked(root, notes(root)["jargon"]) == "load\nbalancer"


def test_words_of_translations_are_found_in_their_own_place(root):
    (root / "content/site.yaml").write_text(FILES["content/site.yaml"].replace("[en, de]", "[de, en]"))
    file = root / UPDATE
    file.write_text(file.read_text().replace("at:", "impact: Karten\nimpact.en: Cards fail since the failover.\nat:"))
    (root / UPDATE.replace(".md", ".en.md")).write_text("Hello.\n\nOops, cards fail.\n")
    found = notes(root)
    assert (found["jargon"].span.line, marked(root, found["jargon"])) == (4, "failover")
    assert found["false-comfort"].span.path.endswith(".en.md")
    assert (found["false-comfort"].span.line, marked(root, found["false-comfort"])) == (3, "Oops")


def test_what_is_missing_from_an_update_without_text_is_shown_at_its_phase(root):
    (root / "content/site.yaml").write_text(FILES["content/site.yaml"].replace("updates: {promise: 30m}\n", ""))
    (root / UPDATE).write_text("---\nphase: investigating\nat: 2026-11-21T14:05:00Z\n---\n")
    assert marked(root, notes(root)["missing-promise"]) == "investigating"


def test_a_file_that_vanished_meanwhile_is_named_as_a_whole(root):
    found = list(findings(load(root, NOW).site, NOW))
    (root / UPDATE).unlink()
    assert {one.span.path for one in located(found, root)} == {UPDATE, f"{AFFAIR}incident.yaml"}


# The command


def run(root: Path, *arguments: str) -> int:
    return carry_out(["--now", "2026-11-21T14:20:00Z", "-C", str(root), *arguments])


def test_notes_fail_nothing_not_even_a_strict_check(root, capsys):
    assert run(root, "check", "--strict") == 0
    out = capsys.readouterr().out
    assert ": note internal-host: `db-prod-03` is the name of a machine" in out
    assert out.endswith("2 notes in 2 files.\n")


def test_forges_show_notes_as_the_mildest_that_they_have(root, capsys, monkeypatch):
    monkeypatch.chdir(root)
    run(root, "check", "--format", "github")
    assert capsys.readouterr().out.startswith("::notice file=")
    run(root, "check", "--format", "gitlab")
    assert {one["severity"] for one in json.loads(capsys.readouterr().out)} == {"info"}
    run(root, "check", "--format", "json")
    assert json.loads(capsys.readouterr().out)["counts"] == {"error": 0, "warning": 0, "note": 2}


def test_settings_turn_rules_off_and_a_wrong_code_is_an_error(root, capsys):
    settings = root / "content/site.yaml"
    settings.write_text(FILES["content/site.yaml"] + "lint: {off: [jargon, internal-host]}\n")
    assert run(root, "check") == 0
    assert capsys.readouterr().out == "No problems.\n"
    settings.write_text(FILES["content/site.yaml"] + "lint: {off: [jagron]}\n")
    assert run(root, "check") == 1
    assert "did you mean `jargon`?" in capsys.readouterr().out


def test_all_looks_at_what_is_long_over(root, capsys):
    (root / AFFAIR / "20261121T1410Z-resolved.md").write_text(
        "---\nphase: resolved\nat: 2026-11-21T14:10:00Z\n---\nCards work again.\n"
    )
    later = ["--now", "2027-11-21T14:20:00Z", "-C", str(root), "check", "--format", "concise"]
    assert carry_out(later) == 0
    assert capsys.readouterr().out == ""
    carry_out([*later, "--all"])
    assert "note jargon" in capsys.readouterr().out


@pytest.mark.parametrize("everything", [False, True])
def test_the_example_organisation_is_worded_well(everything):
    reading = load(TOP, NOW)
    assert [*findings(reading.site, NOW, everything=everything)] == []


# Whatever stands in a text


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ab -.`*#>\n\t'\u2019@:/[](){}%015AZäİ<" + "\u2028", max_size=120))
def test_no_text_breaks_a_rule_and_every_finding_lies_within_it(text):
    for found in noted(said(text), said(text, 9), title=text.replace("\n", " ") or "x"):
        assert 0 <= found.start <= found.end <= len(found.text.value)


HOSTILE = [
    "a" * 200_000,
    "failover " * 22_000,
    "a-" * 100_000,
    "1." * 100_000,
    "`" * 100_000 + "a" * 100_000,
    "`a " * 66_000,
    "http://a " * 22_000,
    "http://" * 28_000,
    "@" * 200_000,
    "a@" * 100_000,
    "[" * 200_000,
    "\n" * 200_000,
    "\n - " * 50_000,
    "\n" + " " * 200_000,
    "should now be. " * 13_000,
    "SHOP-4711 " * 20_000,
    "ticket " * 28_000,
    "    at a.b(" * 18_000,
    'File "' * 33_000,
    "AError" * 33_000,
    "10.0.0.1 " * 22_000,
    "'" * 200_000,
    "a'" * 100_000,
    "issue " * 33_000,
]


KILLED_AFTER = 30  # seconds; more than ten times what the slowest needs
LOOK = """
import sys
from wordings import noted, said
text = sys.stdin.read()
noted(said(text), said(text, 9), said(text, 30, phase=None))
"""


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:12]))
def test_no_text_of_any_length_keeps_the_rules_busy(text):
    line = [sys.executable, "-c", LOOK]
    subprocess.run(line, input=text, text=True, timeout=KILLED_AFTER, check=True, cwd=Path(__file__).parent)


def test_one_rule_says_no_more_than_people_read():
    many = site(incident(said("Payments fail. " + "db-prod-03 " * 500)))
    assert len([one for one in findings(many, NOW) if one.code == "internal-host"]) == 20
