"""The words of the interface, and times and lists in them."""

import ast
import re
from datetime import UTC, date, datetime
from pathlib import Path
from string import Formatter
from zoneinfo import ZoneInfo

import pytest

from statusgen.model.incident import Phase, Severity
from statusgen.model.service import Effect
from statusgen.render.words import CATALOGUES, Message, words

ENGLISH = words("en")
TOP = Path(__file__).parents[2]


@pytest.mark.parametrize("language", [path.stem for path in CATALOGUES.glob("*.toml")])
def test_every_language_says_everything_with_the_same_blanks(language):
    def blanks(entry):
        patterns = [entry] if isinstance(entry, str) else entry.values()
        return {name for pattern in patterns for _, name, _, _ in Formatter().parse(pattern) if name}

    theirs = words(language).entries
    assert theirs.keys() == ENGLISH.entries.keys()
    assert {key for key in theirs if blanks(theirs[key]) != blanks(ENGLISH.entries[key])} == set()


def test_every_state_phase_and_severity_has_its_word():
    keys = (
        [f"effect.{one}" for one in Effect]
        + [f"phase.{one}" for one in Phase]
        + [f"severity.{one}" for one in Severity]
    )
    assert [key for key in keys if key not in ENGLISH.entries] == []


def test_templates_hold_no_words_of_their_own():
    """Between tags there is nothing but expressions, punctuation and white space."""
    found = {}
    for path in (TOP / "themes/default/templates").glob("*.html"):
        text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        text = re.sub(r"<[^<>]*>", " ", text)
        if re.search(r"[A-Za-z]{2,}", text):
            found[path.name] = re.findall(r"[A-Za-z]{2,}", text)
    assert found == {}


def test_every_word_that_a_template_or_a_view_names_exists():
    sources = [path.read_text(encoding="utf-8") for path in (TOP / "themes/default/templates").glob("*.html")]
    named = {key for text in sources for key in re.findall(r'(?:words|pattern)\("([a-z_]+\.[a-z_]+)"', text)}
    for path in (TOP / "statusgen/publish/views").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("banner."):
                named.add(node.value)
    assert named - {"banner."} - ENGLISH.entries.keys() == set()
    assert len(named) > 60


@pytest.mark.parametrize(
    ("count", "said"), [(0, "no days with outages"), (1, "1 day with outages"), (2, "2 days with outages")]
)
def test_counts_choose_the_plural_form(count, said):
    assert ENGLISH.say("bars.outages", count) == said


def test_a_plural_without_a_count_is_a_mistake_of_the_program():
    with pytest.raises(KeyError, match="a count is needed"):
        ENGLISH.say("bars.outages")


@pytest.mark.parametrize(("language", "found"), [("en", "en"), ("en-GB", "en"), ("xx", "en"), ("../en", "en")])
def test_a_language_without_a_catalogue_is_english(language, found):
    assert words(language).language == found


def test_messages_can_hold_messages():
    inner = Message("bars.percent", values=(("percent", "99.9"),))
    assert ENGLISH.message(Message("page.title", values=(("title", inner), ("site", "X")))) == "99.9 % \u2013 X"


@pytest.mark.parametrize(
    ("items", "said"), [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")]
)
def test_series_read_as_a_sentence_lists_them(items, said):
    assert ENGLISH.series(items) == said


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2026, 11, 3), date(2026, 11, 3), "3 November 2026"),
        (date(2026, 11, 3), date(2026, 11, 9), "3\u20139 November 2026"),
        (date(2026, 10, 30), date(2026, 11, 9), "30 October \u2013 9 November 2026"),
        (date(2025, 12, 30), date(2026, 1, 2), "30 December 2025 \u2013 2 January 2026"),
    ],
)
def test_ranges_of_days_are_as_short_as_can_be(first, last, said):
    assert ENGLISH.days(first, last) == said


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("UTC", "13:05 UTC"),
        ("Europe/Berlin", "14:05 CET"),
        ("Asia/Kathmandu", "18:50 UTC+5:45"),
        ("America/Sao_Paulo", "10:05 UTC-3"),
    ],
)
def test_a_clock_names_its_zone(zone, said):
    assert ENGLISH.clock(datetime(2026, 11, 21, 13, 5, tzinfo=UTC), ZoneInfo(zone)) == said


@pytest.mark.parametrize(("minutes", "said"), [(5, "5 min"), (60, "1 h"), (80, "1 h 20 min"), (0, "0 min")])
def test_durations(minutes, said):
    assert ENGLISH.minutes(minutes).replace("\xa0", " ") == said
