"""Forty-odd kinds of mistakes: all found in one run, each at its line and column, and nothing else is lost."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from statusgen.problems import Problem
from statusgen.read.load import Reading, load

NOW = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
SITE = """\
name: Acme status
url: https://status.acme.example/
timezone: Europe/Berlin
groups:
  - {id: core, name: Core}
audiences:
  board: {name: Board, members: [ana]}
"""
PEOPLE = """\
teams: {support: {name: Support, members: [ana]}}
subscribers: {ana: {name: Ana, contacts: [{email: ana@acme.example}]}}
"""
GOOD = "title: Search is slow\nservices: {search: degraded_performance}\nstarted: 2026-11-21T14:00:00Z\n"
UPDATE = "---\nat: 2026-11-21T14:05:00Z\n---\nWe look into it.\n"

# name: (file in the incident's folder, its content, code, line, column)
INCIDENT = "incident.yaml"
MISTAKES: dict[str, tuple[str, bytes | str, str, int, int]] = {
    "wrong-indent": (INCIDENT, GOOD + "links:\n  a: https://a.example\n b: https://b.example\n", "yaml-syntax", 6, 2),
    "tab": (INCIDENT, GOOD + "links:\n\ta: https://a.example\n", "yaml-syntax", 5, 1),
    "colon-in-value": (INCIDENT, "title: Checkout: payments fail\n", "yaml-syntax", 1, 16),
    "comment-swallows": (INCIDENT, GOOD + "summary: See ticket #12 first\n", "swallowed-comment", 4, 21),
    "comment-is-all": (INCIDENT, GOOD + "owner: ana\n" + "summary: #12\n", "swallowed-comment", 5, 10),
    "empty-title": (INCIDENT, GOOD.replace("Search is slow", ""), "missing-field", 1, 1),
    "no-title": (INCIDENT, "severity: minor\nstarted: 2026-11-21T14:00:00Z\n", "missing-field", 1, 1),
    "no-as-severity": (INCIDENT, GOOD + "severity: no\n", "bad-value", 4, 11),
    "yes-as-flag": (INCIDENT, GOOD + "drill: yes\n", "bad-value", 4, 8),
    "duplicate-key": (INCIDENT, GOOD + "title: Again\n", "duplicate-key", 4, 1),
    "bad-severity": (INCIDENT, GOOD + "severity: hgih\n", "bad-value", 4, 11),
    "bad-effect": (
        INCIDENT,
        "title: a\nservices: {search: partal_outage}\nstarted: 2026-11-21T14:00Z",
        "bad-value",
        2,
        20,
    ),
    "unknown-key": (INCIDENT, GOOD + "severty: minor\n", "unknown-field", 4, 1),
    "unknown-service": (INCIDENT, GOOD.replace("{search:", "{serach:"), "unknown-service", 2, 12),
    "unknown-person": (INCIDENT, GOOD + "stakeholders: [ana, bob]\n", "unknown-person", 4, 21),
    "unknown-team": (INCIDENT, GOOD + "owner: team:suport\n", "unknown-team", 4, 8),
    "team-without-prefix": (INCIDENT, GOOD + "owner: support\n", "unknown-person", 4, 8),
    "unknown-audience": (INCIDENT, GOOD + "audience: bord\n", "unknown-audience", 4, 11),
    "audience-leak": (INCIDENT, GOOD.replace("search", "ledger"), "audience-leak", 2, 12),
    "dst-gap": (INCIDENT, GOOD.replace("2026-11-21T14:00:00Z", "2026-03-29T02:30:00"), "local-time-gap", 3, 10),
    "dst-overlap": (INCIDENT, GOOD.replace("2026-11-21T14:00:00Z", "2026-10-25T02:30"), "local-time-overlap", 3, 10),
    "month-13": (INCIDENT, GOOD.replace("2026-11-21", "2026-13-21"), "bad-time", 3, 10),
    "hour-24": (INCIDENT, GOOD.replace("T14:00", "T24:00"), "bad-time", 3, 10),
    "number-as-time": (INCIDENT, GOOD.replace("2026-11-21T14:00:00Z", "20261121"), "bad-time", 3, 10),
    "no-start-at-all": (INCIDENT, "title: Search is slow\nservices: {search: partial_outage}\n", "missing-field", 1, 1),
    "crlf": (INCIDENT, (GOOD + "severty: minor\n").replace("\n", "\r\n"), "unknown-field", 4, 1),
    "bom": (INCIDENT, "\ufeff" + GOOD, "byte-order-mark", 1, 1),
    "bom-and-error": (INCIDENT, "\ufeff" + GOOD + "severty: minor\n", "unknown-field", 4, 1),
    "missing-opening": ("u.md", UPDATE.removeprefix("---\n"), "missing-front-matter", 1, 1),
    "missing-closing": ("u.md", "---\nat: 2026-11-21T14:05:00Z\n\nWe look into it.\n", "unclosed-front-matter", 1, 1),
    "second-document": (INCIDENT, GOOD + "---\n" + GOOD, "yaml-feature", 4, 1),
    "empty-file": (INCIDENT, "", "empty-file", 1, 1),
    "only-spaces": ("u.md", " \n\n", "empty-file", 1, 1),
    "binary": (INCIDENT, b"\x89PNG\r\n\x1a\n\x00\x00", "not-utf8", 1, 1),
    "latin-1": (INCIDENT, "title: Störung\n".encode("latin-1"), "not-utf8", 1, 10),
    "nul-byte": (INCIDENT, GOOD + "summary: a\x00b\n", "control-character", 4, 11),
    "escape": (INCIDENT, GOOD + "summary: a\x1b[31mb\n", "control-character", 4, 11),
    "next-line": (INCIDENT, GOOD + "summary: a\u0085b\n", "control-character", 4, 11),
    "line-separator": (INCIDENT, GOOD + "summary: a\u2028b\n", "control-character", 4, 11),
    "too-large": (INCIDENT, b"#" * 30_000_000, "file-too-large", 0, 0),
    "anchor": (INCIDENT, GOOD + "labels: &l {a: b}\n", "yaml-feature", 4, 9),
    "alias": (INCIDENT, GOOD + "labels: *l\n", "yaml-feature", 4, 9),
    "tag": (INCIDENT, GOOD + "summary: !!python/name:os.system x\n", "yaml-feature", 4, 10),
    "merge-key": (INCIDENT, GOOD + "labels: {<<: {a: b}}\n", "yaml-feature", 4, 10),
    "brackets": (INCIDENT, GOOD + "labels: " + "[" * 200_000, "yaml-limit", 4, 29),
    "braces": (INCIDENT, GOOD + "labels: " + "{a: " * 60_000, "yaml-limit", 4, 86),
    "many-parts": (INCIDENT, GOOD + "labels: {" + "a, " * 30_000 + "}\n", "yaml-limit", 4, 29_990),
    "long-yaml": (INCIDENT, GOOD + "summary: " + "a" * 300_000, "yaml-limit", 1, 1),
    "laughs": (INCIDENT, "a: &a [x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n", "yaml-feature", 1, 4),
    "list-for-mapping": (INCIDENT, "title: a\nservices:\n  - search\nstarted: 2026-11-21T14:00Z\n", "wrong-type", 3, 3),
    "mapping-for-text": (INCIDENT, GOOD.replace("Search is slow", "{a: b}"), "wrong-type", 1, 8),
    "just-text": (INCIDENT, "Search is slow\n", "wrong-type", 1, 1),
    "open-quote": (INCIDENT, GOOD + 'summary: "half\nowner: ana\n', "yaml-syntax", 4, 10),
    "open-quote-in-update": ("u.md", UPDATE.replace("---\nat", "---\nimpact: 'half\nat"), "yaml-syntax", 2, 9),
    "quote-closed-by-another": (INCIDENT, GOOD + 'summary: "half\nowner: "ana"\n', "yaml-syntax", 4, 10),
    "quote-in-quotes": (INCIDENT, GOOD + "summary: 'it's down'\n", "yaml-syntax", 4, 14),
    "open-bracket": (INCIDENT, GOOD + "stakeholders: [ana\nowner: ana\n", "yaml-syntax", 4, 15),
    "missing-comma": (INCIDENT, GOOD + 'stakeholders: ["ana" ana]\n', "yaml-syntax", 4, 22),
    "javascript-link": (INCIDENT, GOOD + "links: {chat: 'javascript:alert(1)'}\n", "bad-value", 4, 15),
    "future": ("u.md", UPDATE.replace("11-21", "11-22"), "future-time", 2, 5),
    "before-start": ("u.md", UPDATE.replace("14:05", "13:05"), "before-start", 2, 5),
    "bad-duration": ("u.md", UPDATE.replace("\n---\nWe", "\nnext_update: 30 min\n---\nWe"), "bad-duration", 3, 14),
    "bad-phase": ("u.md", UPDATE.replace("---\nat", "---\nphase: fixed\nat"), "bad-value", 2, 8),
    "corrects-nothing": ("u.md", UPDATE.replace("---\nat", "---\ncorrects: x\nat"), "unknown-update", 2, 11),
    "raw-html": ("u.md", UPDATE + "\nSee <b onclick='x()'>this</b>\n", "raw-html", 6, 5),
    "entry-without-space": (INCIDENT, GOOD.replace("search: degraded", "search:degraded"), "missing-field", 2, 12),
    "entry-without-value": (INCIDENT, GOOD.replace("search: degraded_performance", "search: "), "missing-field", 2, 12),
    "entry-that-is-unknown": (
        INCIDENT,
        GOOD.replace("{search: degraded_performance}", "{foo}"),
        "missing-field",
        2,
        12,
    ),
    "end-of-time": (INCIDENT, GOOD.replace("2026-11", "9999-12"), "bad-time", 3, 10),
    "begin-of-time": (INCIDENT, GOOD.replace("2026-11", "0001-01"), "bad-time", 3, 10),
    "conflict": (INCIDENT, "<<<<<<< HEAD\n" + GOOD, "merge-conflict", 1, 1),
    "conflict-in-body": ("u.md", UPDATE + "<<<<<<< HEAD\nOne.\n=======\nTwo.\n>>>>>>> other\n", "merge-conflict", 5, 1),
    "no-break-space": (INCIDENT, GOOD + "links:\n\u00a0 a: https://a.example\n", "unknown-field", 5, 1),
    "vague-promise": ("u.md", UPDATE.replace("\n---\nWe", "\nnext_update: soon\n---\nWe"), "bad-duration", 3, 14),
    "never-over": (
        "u.md",
        UPDATE.replace("---\nat", "---\nphase: resolved\nservices: {search: major_outage}\nat"),
        "lasting-effect",
        1,
        1,
    ),
    "misspelt-title": (INCIDENT, GOOD.replace("title", "titel"), "unknown-field", 1, 1),
    "empty-audience": (INCIDENT, GOOD + "audience: # board\n", "missing-field", 4, 1),
    "bad-update-name": ("up date.md", UPDATE, "bad-id", 0, 0),
    "wrong-file-name": ("incidents.yaml", GOOD, "unexpected-file", 0, 0),
}


def write(root: Path, path: str, content: bytes | str) -> None:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("site")
    write(root, "content/site.yaml", SITE)
    write(root, "subscribers.yaml", PEOPLE)
    write(root, "content/services/search.yaml", "name: Search\ngroup: core\n")
    write(root, "content/services/ledger.yaml", "name: Ledger\naudience: board\n")
    for name, (file, content, *_) in MISTAKES.items():
        write(root, f"content/incidents/{name}/{INCIDENT}", GOOD)
        write(root, f"content/incidents/{name}/{file}", content)
    write(root, "content/incidents/good/incident.yaml", GOOD)
    (root / "content/incidents/linked").symlink_to("good")
    (root / "content/incidents/linked-file").mkdir()
    (root / "content/incidents/linked-file/incident.yaml").symlink_to("../good/incident.yaml")
    write(root, "content/incidents/UPPER/incident.yaml", GOOD)
    write(root, "content/incidents/a..b/incident.yaml", GOOD)
    (root / "content/incidents/no-file").mkdir()
    os.mkfifo(root / "content/incidents/no-file/pipe.md")
    write(root, "content/services/search.md", "---\nname: Search\n---\n")
    write(root, "content/incident/x.yaml", GOOD)
    write(
        root,
        "content/maintenance/backwards/maintenance.yaml",
        "title: a\nstarts: 2026-12-02T10:00Z\nends: 2026-12-02T09:00Z\n",
    )
    return root


@pytest.fixture(scope="module")
def reading(root: Path) -> Reading:
    return load(root, NOW)


def in_folder(reading: Reading, name: str) -> Iterator[Problem]:
    prefix = f"content/incidents/{name}"
    return (one for one in reading.problems if one.span.path == prefix or one.span.path.startswith(prefix + "/"))


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_found_with_its_code_line_and_column(reading: Reading, name: str) -> None:
    _, _, code, line, column = MISTAKES[name]
    found = [(one.code, one.span.line, one.span.column) for one in in_folder(reading, name)]
    assert (code, line, column) in found


@pytest.mark.parametrize("name", [name for name in MISTAKES if "-all" not in name and name != "bom-and-error"])
def test_a_mistake_is_not_reported_as_several(reading: Reading, name: str) -> None:
    found = [one.code for one in in_folder(reading, name) if one.code not in ("silent-incident", "missing-file")]
    assert found == [MISTAKES[name][2]]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("content/incidents/linked", "symlink"),
        ("content/incidents/linked-file/incident.yaml", "symlink"),
        ("content/incidents/UPPER", "bad-id"),
        ("content/incidents/a..b", "bad-id"),
        ("content/incidents/no-file/incident.yaml", "missing-file"),
        ("content/services/search.yaml", "id-clash"),
        ("content/incident", "unexpected-file"),
        ("content/maintenance/backwards/maintenance.yaml", "ends-before-start"),
    ],
)
def test_files_that_should_not_be_there_are_named(reading: Reading, path: str, code: str) -> None:
    assert code in [one.code for one in reading.problems if one.span.path == path]


def test_a_pipe_is_refused_and_never_waited_for(reading: Reading) -> None:
    problems = [one.code for one in reading.problems if one.span.path.endswith("pipe.md")]
    assert problems == [] or problems == ["unreadable-file"]


def test_the_good_incident_is_there_whatever_stands_beside_it(reading: Reading) -> None:
    assert "good" in {incident.id for incident in reading.site.incidents}


def test_a_wrong_update_leaves_its_incident_open_on_the_page(reading: Reading) -> None:
    incident = next(one for one in reading.site.incidents if one.id == "future")
    assert incident.updates == ()


def test_an_unknown_audience_narrows_to_nobody(reading: Reading) -> None:
    incident = next(one for one in reading.site.incidents if one.id == "unknown-audience")
    assert incident.audience == ("bord",)


def test_a_reference_that_leaks_is_dropped(reading: Reading) -> None:
    incident = next(one for one in reading.site.incidents if one.id == "audience-leak")
    assert not incident.effects


def test_problems_are_sorted_and_carry_their_line(reading: Reading, root: Path) -> None:
    assert list(reading.problems) == sorted(reading.problems)
    for problem in reading.problems:
        if problem.span.line and not problem.code.startswith(("byte-order", "not-utf8")) and problem.excerpt:
            text = (root / problem.span.path).read_text("utf-8-sig")
            assert text.split("\n")[problem.span.line - 1].startswith(problem.excerpt[:400])


def test_everything_that_was_left_out_is_named(reading: Reading) -> None:
    left_out = {span.path for span in reading.site.left_out}
    assert "content/incidents/duplicate-key/incident.yaml" in left_out
    assert "content/incidents/good/incident.yaml" not in left_out


def test_the_nearest_word_is_offered(reading: Reading) -> None:
    hints = {name: next(in_folder(reading, name)).hint for name in ("unknown-key", "bad-effect", "unknown-service")}
    assert hints == {
        "unknown-key": "did you mean `severity`?",
        "bad-effect": "did you mean `partial_outage`?",
        "unknown-service": "did you mean `search`?",
    }


def test_broken_settings_hide_nothing_else(tmp_path: Path) -> None:
    write(tmp_path, "content/site.yaml", "nam: Acme\n")
    write(tmp_path, "content/incidents/one/incident.yaml", GOOD + "severty: minor\n")
    codes = {(one.span.path, one.code) for one in load(tmp_path, NOW).problems}
    assert ("content/site.yaml", "unknown-field") in codes
    assert ("content/incidents/one/incident.yaml", "unknown-field") in codes


def test_a_folder_without_settings_says_what_to_do(tmp_path: Path) -> None:
    (problem,) = load(tmp_path, NOW).problems
    assert (problem.code, problem.span.path) == ("missing-file", "content/site.yaml")
    assert "statusgen init" in problem.hint


def test_a_broken_service_is_one_mistake_however_often_it_is_named(tmp_path: Path) -> None:
    write(tmp_path, "content/site.yaml", SITE.replace("[ana]", "[]"))
    write(tmp_path, "content/services/search.yaml", "nam: Search\n")
    write(tmp_path, "content/services/shop.yaml", "name: Shop\ndepends_on: [search]\n")
    write(tmp_path, "content/incidents/one/incident.yaml", GOOD)
    paths = {one.span.path for one in load(tmp_path, NOW).problems}
    assert paths == {"content/services/search.yaml"}


@pytest.mark.parametrize("layout", ["subscribers.yaml", "subscribers/ana.yaml"])
def test_broken_people_are_one_mistake_however_often_they_are_named(tmp_path: Path, layout: str) -> None:
    write(tmp_path, "content/site.yaml", SITE)
    write(tmp_path, "content/services/search.yaml", "name: Search\nowner: ana\n")
    write(tmp_path, layout, "name: [\n")
    assert {one.span.path for one in load(tmp_path, NOW).problems} == {layout}


def test_a_wrong_field_does_not_hide_what_its_neighbours_name(tmp_path: Path) -> None:
    write(tmp_path, "content/site.yaml", SITE.replace("[ana]", "[]"))
    wrong = "title: a\nseverity: huge\nservices: {serch: partial_outage}\nowner: nobody\nstarted: 2026-11-21T14:00Z\n"
    write(tmp_path, "content/incidents/one/incident.yaml", wrong)
    found = {one.code for one in load(tmp_path, NOW).problems}
    assert found == {"bad-value", "unknown-service", "unknown-person"}


def test_the_commonest_slips_get_a_hint_that_helps(tmp_path: Path) -> None:
    write(tmp_path, "content/site.yaml", SITE.replace("[ana]", "[]"))
    write(tmp_path, "content/incidents/indent/incident.yaml", "title: a\n  severity: minor\n")
    write(tmp_path, "content/incidents/space/incident.yaml", GOOD + "\u00a0 severity: minor\n")
    write(tmp_path, "content/incidents/colon/incident.yaml", "title: Checkout: it fails\n")
    hints = {Path(one.span.path).parent.name: one.hint for one in load(tmp_path, NOW).problems}
    assert "no-break space" in hints["space"]
    assert hints["indent"].startswith("check the indent")
    assert hints["colon"] == "put the value in quotes"


def test_thousands_of_unknown_names_are_all_reported_and_the_first_have_a_hint(tmp_path: Path) -> None:
    write(tmp_path, "content/site.yaml", SITE.replace("[ana]", "[]"))
    write(tmp_path, "content/services/search.yaml", "name: Search\n")
    names = "".join(f"  searc{number}: partial_outage\n" for number in range(3_000))
    write(tmp_path, "content/incidents/one/incident.yaml", f"title: a\nstarted: 2026-11-21T14:00Z\nservices:\n{names}")
    found = load(tmp_path, NOW).problems
    assert {one.code for one in found} == {"unknown-service"}
    assert [one.span.line for one in found] == [*range(4, 3_004)]
    assert [one.hint for one in found] == ["did you mean `search`?"] * 20 + [""] * 2_980


def test_the_same_unknown_name_gets_the_same_hint_in_every_file(tmp_path: Path) -> None:
    write(tmp_path, "content/site.yaml", SITE.replace("[ana]", "[]"))
    write(tmp_path, "content/services/search.yaml", "name: Search\n")
    for number in range(30):
        write(tmp_path, f"content/incidents/i{number}/incident.yaml", GOOD.replace("{search", "{serach"))
    assert {one.hint for one in load(tmp_path, NOW).problems} == {"did you mean `search`?"}


def test_an_unknown_theme_is_found_before_it_is_built(tmp_path: Path) -> None:
    write(tmp_path, "content/site.yaml", SITE.replace("[ana]", "[]") + "theme: defualt\n")
    (problem,) = load(tmp_path, NOW).problems
    assert (problem.code, problem.span.line, problem.hint) == ("unknown-theme", 8, "did you mean `default`?")


def test_a_narrower_first_update_does_not_tell_everyone_when_it_began(tmp_path: Path) -> None:
    write(tmp_path, "content/site.yaml", SITE.replace("[ana]", "[]"))
    write(tmp_path, "content/incidents/one/incident.yaml", "title: a\nservices: {}\n")
    write(
        tmp_path,
        "content/incidents/one/a.md",
        UPDATE.replace("14:05", "09:30").replace("---\nat", "---\naudience: board\nat"),
    )
    write(tmp_path, "content/incidents/one/b.md", UPDATE)
    (incident,) = load(tmp_path, NOW).site.incidents
    assert incident.started == datetime(2026, 11, 21, 14, 5, tzinfo=UTC)
