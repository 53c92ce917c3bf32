"""Problems in every format: what each shows, and that content can drive none of them."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statusgen.codes import CODES
from statusgen.problems import Problem, Span
from statusgen.report import FORMATS, report
from statusgen.report.terminal import clipped, safe, width

INCIDENT = "content/incidents/2026-11-21-checkout/incident.yaml"
TYPO = Problem(
    Span(INCIDENT, 4, 12, 4, 19),
    "unknown-service",
    "there is no service `chekout`",
    "did you mean `checkout`?",
    "services: {chekout: partial_outage}",
)
WHOLE_FILE = Problem(Span("content/site.yaml"), "missing-file", "There is no content/site.yaml.")
LOOK = Problem(Span(INCIDENT, 1, 1, 1, 6), "no-services", "The incident names no service.")


def marked(excerpt: str, column: int, end_column: int) -> tuple[str, str]:
    """The source line and the marks below it, as columns on a terminal."""
    problem = Problem(Span("a.yaml", 3, column, 3, end_column), "bad-value", "No.", "", excerpt)
    _, source, marks, *_ = report([problem], "text").splitlines()
    return source, marks


def test_text_shows_place_kind_message_source_mark_and_hint():
    assert report([TYPO], "text") == (
        f"{INCIDENT}:4:12: error unknown-service: there is no service `chekout`\n"
        "     4 | services: {chekout: partial_outage}\n"
        "       |            ^^^^^^^\n"
        "    hint: did you mean `checkout`?\n"
        "\n"
        "1 error in 1 file.\n"
    )


def test_text_counts_errors_warnings_and_files():
    assert report([TYPO, WHOLE_FILE, LOOK], "text").endswith("\n2 errors and 1 warning in 2 files.\n")


def test_text_of_nothing_says_that_there_is_nothing():
    assert report([], "text") == "No problems.\n"


def test_a_problem_of_a_whole_file_has_no_line_and_no_source():
    assert report([WHOLE_FILE], "concise") == (
        "content/site.yaml: error missing-file: There is no content/site.yaml.\n"
    )


@pytest.mark.parametrize(
    ("excerpt", "column", "end", "before", "marks"),
    [
        ("title: 決済 failed", 11, 17, 12, 6),  # two wide characters before the place
        ("title: 決済 failed", 8, 10, 7, 4),  # the place itself is wide
        ("\tkey: value", 7, 12, 9, 5),  # a tab to the fourth column
        ("ab\tkey", 4, 7, 4, 3),
        ("cafe\u0301: x", 8, 9, 6, 1),  # a combining accent takes no column
        ("a: \x1b[31mx", 9, 10, 11, 1),  # an escape is shown by four characters
        ("abc", 4, 4, 3, 1),  # at the end of the line
    ],
)
def test_marks_stand_below_the_place_on_a_terminal(excerpt, column, end, before, marks):
    source, below = marked(excerpt, column, end)
    assert below == "       | " + " " * before + "^" * marks
    assert width(source) >= len("       | ") + before


def test_a_place_that_spans_lines_is_marked_to_the_end_of_its_first():
    problem = Problem(Span("a.yaml", 3, 5, 6, 2), "wrong-type", "No.", "", "abc: [")
    assert "|     ^^\n" in report([problem], "text")


def test_a_very_long_line_is_cut_around_the_place():
    excerpt = "x" * 50_000 + "HERE" + "y" * 50_000
    source, marks = marked(excerpt, 50_001, 50_005)
    assert width(source) < 130
    assert source[marks.index("^") : marks.rindex("^") + 1] == "HERE"


def test_a_place_outside_the_excerpt_is_not_marked():
    problem = Problem(Span("a.yaml", 3, 90, 3, 95), "bad-value", "No.", "", "short")
    assert "^" not in report([problem], "text")


def test_colour_is_an_argument_and_otherwise_changes_nothing():
    colored = report([TYPO, LOOK], "text", color=True)
    assert "\x1b[1;31merror\x1b[0m" in colored
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == report([TYPO, LOOK], "text")


@pytest.mark.parametrize("fmt", ["json", "github", "gitlab", "sarif"])
def test_formats_for_machines_are_never_coloured(fmt):
    assert report([TYPO], fmt, color=True) == report([TYPO], fmt)


def test_json_is_the_promised_document():
    assert json.loads(report([TYPO, LOOK], "json")) == {
        "version": 1,
        "problems": [
            {
                "path": INCIDENT,
                "line": 4,
                "column": 12,
                "end_line": 4,
                "end_column": 19,
                "severity": "error",
                "code": "unknown-service",
                "message": "there is no service `chekout`",
                "hint": "did you mean `checkout`?",
            },
            {
                "path": INCIDENT,
                "line": 1,
                "column": 1,
                "end_line": 1,
                "end_column": 6,
                "severity": "warning",
                "code": "no-services",
                "message": "The incident names no service.",
                "hint": "",
            },
        ],
        "counts": {"error": 1, "warning": 1, "note": 0},
    }


def test_github_annotates_the_line_with_the_hint_below_the_message():
    assert report([TYPO], "github") == (
        f"::error file={INCIDENT},line=4,col=12,title=unknown-service"
        "::there is no service `chekout`%0Adid you mean `checkout`?\n"
    )


def test_github_leaves_out_the_line_of_a_whole_file():
    assert report([WHOLE_FILE], "github").startswith("::error file=content/site.yaml,title=missing-file::")


def test_github_properties_cannot_be_forged_by_a_file_name():
    problem = Problem(Span("a,line=9::b%0A.md", 1, 1, 1, 1), "bad-id", "No.")
    assert report([problem], "github") == ("::error file=a%2Cline=9%3A%3Ab%250A.md,line=1,col=1,title=bad-id::No.\n")


def test_gitlab_fingerprints_survive_moved_lines_and_differ_between_equal_problems():
    moved = Problem(Span(INCIDENT, 9, 12, 9, 19), TYPO.code, TYPO.message, TYPO.hint, TYPO.excerpt)
    (one,) = json.loads(report([TYPO], "gitlab"))
    first, second = json.loads(report([moved, moved], "gitlab"))
    assert one["fingerprint"] == first["fingerprint"] != second["fingerprint"]


def test_gitlab_has_the_fields_that_code_quality_demands():
    assert json.loads(report([WHOLE_FILE], "gitlab"))[0] | {"fingerprint": ""} == {
        "description": "There is no content/site.yaml.",
        "check_name": "missing-file",
        "fingerprint": "",
        "severity": "major",
        "location": {"path": "content/site.yaml", "lines": {"begin": 1}},
    }


@pytest.mark.parametrize("fmt", ["gitlab", "sarif"])
def test_formats_of_one_line_say_what_to_write_instead(fmt):
    assert "there is no service `chekout`; did you mean `checkout`?" in report([TYPO], fmt)


def test_gitlab_of_nothing_is_an_empty_array():
    assert json.loads(report([], "gitlab")) == []


def test_sarif_rules_are_all_codes_and_results_point_at_theirs():
    log = json.loads(report([LOOK, TYPO], "sarif"))
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert log["version"] == "2.1.0"
    assert [rule["id"] for rule in rules] == list(CODES)
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == [LOOK.code, TYPO.code]
    assert [result["level"] for result in run["results"]] == ["warning", "error"]


def test_sarif_regions_and_paths_are_valid_where_little_is_known():
    problem = Problem(Span("content/a b.yaml"), "bad-id", "No.")
    (result,) = json.loads(report([problem], "sarif"))["runs"][0]["results"]
    assert result["locations"] == [
        {"physicalLocation": {"artifactLocation": {"uri": "content/a%20b.yaml", "uriBaseId": "%SRCROOT%"}}}
    ]


HOSTILE = st.text(
    st.sampled_from("ab:,%\n\r\t\x00\x07\x1b\x7f\x85\x9b\u2028\u202e\u2066\ufeff\ud800決") | st.characters(),
    max_size=40,
)


@pytest.mark.parametrize("fmt", FORMATS)
@settings(max_examples=60, deadline=None)
@given(path=HOSTILE, message=HOSTILE, hint=HOSTILE, excerpt=HOSTILE, column=st.integers(0, 50))
def test_content_never_drives_a_terminal_or_begins_a_line(fmt, path, message, hint, excerpt, column):
    problem = Problem(Span(path, 2, column, 2, column + 3), "bad-value", message, hint, excerpt)
    tame = Problem(Span("p", 2, column, 2, column + 3), "bad-value", "m", "h" if hint else "", "x")
    out = report([problem], fmt)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]", out)
    if fmt in {"concise", "github"}:
        assert out.count("\n") == report([tame], fmt).count("\n") == 1
    if fmt in {"json", "gitlab", "sarif"}:
        assert out.isascii()
        json.loads(out)


def test_safe_keeps_words_of_every_script_and_joined_emoji():
    kept = "Zürich 決済 خدمة می\u200cشود 👩\u200d🚒 a\u00a0b"
    assert safe(kept) == kept


def test_clipped_counts_columns_and_not_characters():
    assert clipped("決済決済", 5) == "決済…"
    assert clipped("abcde", 5) == "abcde"
