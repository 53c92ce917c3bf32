"""The words of the interface, and times and lists in them."""

import ast
import re
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from statusgen.model.incident import Phase, Severity
from statusgen.model.service import Effect
from statusgen.render.words import CATALOGUES, PLURALS, Message, amended, blanks, direction, words

ENGLISH = words("en")
LANGUAGES = sorted(path.stem for path in CATALOGUES.glob("*.toml"))
TOP = Path(__file__).parents[2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_everything_with_the_same_blanks(language):
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
    assert ENGLISH.message(Message("page.title", values=(("title", inner), ("site", "X")))) == "99.9% \u2013 X"


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


def test_english_german_spanish_and_french_are_spoken():
    assert {"de", "en", "es", "fr"} <= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_plural_forms_that_it_counts_with(language):
    spoken = words(language)
    forms = {PLURALS[spoken.plural](number) for number in range(200)} | {"other"}
    tables = {key: set(entry) for key, entry in spoken.entries.items() if not isinstance(entry, str)}
    assert {key: entry for key, entry in tables.items() if entry - {"zero"} != forms} == {}
    assert {key for key, entry in tables.items() if "zero" in entry} == {
        key for key, entry in ENGLISH.entries.items() if "zero" in entry and not isinstance(entry, str)
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_knows_twelve_months_and_its_own_name(language):
    spoken = words(language)
    assert len(set(spoken.months)) == 12
    assert spoken.name


def test_no_line_breaks_before_french_punctuation():
    patterns = [
        pattern
        for entry in words("fr").entries.values()
        for pattern in ([entry] if isinstance(entry, str) else entry.values())
    ]
    assert [pattern for pattern in patterns if re.search(r" [:;?!%»]|« ", pattern)] == []


def test_french_counts_none_like_one():
    assert words("fr").say("history.incidents", 0) == "0 incident"
    assert words("fr").say("history.incidents", 2) == "2 incidents"
    assert words("es").say("history.incidents", 0) == "0 incidencias"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "3 November 2026, 14:05 CET"),
        ("de", "3. November 2026, 14:05 Uhr MEZ"),
        ("es", "3 de noviembre de 2026, 14:05 CET"),
        ("fr", "3 novembre 2026 à 14:05 CET"),
    ],
)
def test_moments_are_written_as_in_the_language(language, said):
    assert words(language).moment(datetime(2026, 11, 3, 13, 5, tzinfo=UTC), ZoneInfo("Europe/Berlin")) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [("de", "3.\u20139. November 2026"), ("es", "3\u20139 de noviembre de 2026"), ("fr", "3\u20139 novembre 2026")],
)
def test_days_in_a_row_are_written_as_in_the_language(language, said):
    assert words(language).days(date(2026, 11, 3), date(2026, 11, 9)) == said


def test_numbers_have_the_decimal_mark_of_the_language():
    assert [words(one).number("99.98") for one in ("en", "de", "fr")] == ["99.98", "99,98", "99,98"]


def test_whole_numbers_have_marks_between_thousands():
    assert [words(one).number(1234567) for one in ("en", "de", "fr")] == [
        "1,234,567",
        "1.234.567",
        "1\u202f234\u202f567",
    ]
    assert words("en").number(999) == "999"


@pytest.mark.parametrize(
    ("rule", "forms"),
    [
        ("arabic", {0: "zero", 1: "one", 2: "two", 3: "few", 10: "few", 11: "many", 99: "many", 100: "many"}),
        ("hebrew", {0: "other", 1: "one", 2: "two", 3: "other"}),
        ("polish", {1: "one", 2: "few", 5: "many", 12: "many", 21: "many", 22: "few"}),
        ("russian", {1: "one", 2: "few", 5: "many", 11: "many", 21: "one", 112: "many"}),
    ],
)
def test_plural_rules(rule, forms):
    assert {number: PLURALS[rule](number) for number in forms} == forms


@pytest.mark.parametrize("tag", ["ar", "ar-EG", "fa", "he", "ur", "AR", "az-Arab", "pa-arab-PK"])
def test_languages_from_right_to_left(tag):
    assert direction(tag) == "rtl"


@pytest.mark.parametrize("tag", ["en", "de-AT", "ar-Latn", "az", "zh-Hans", "he-Latn-IL"])
def test_languages_from_left_to_right(tag):
    assert direction(tag) == "ltr"


def test_a_catalogue_of_a_theme_amends_what_is_there():
    arabic = amended(ENGLISH, "ar", '[language]\nname = "x"\nplural = "arabic"\n[page]\nhistory = "y"\nown = "z"\n')
    assert (arabic.language, arabic.direction, arabic.name) == ("ar", "rtl", "x")
    assert [arabic.say(key) for key in ("page.history", "page.own", "page.about")] == ["y", "z", "About"]
    assert arabic.say("history.incidents", 3) == "3 incidents"  # English has no `few`


@pytest.mark.parametrize(
    ("toml", "wrong"),
    [
        ('[language]\nplural = "klingon"', "no plural rule 'klingon'"),
        ('[language]\nmonths = ["one"]', "`months` are twelve"),
        ('[incident]\nnext_by = "by {tmie}"', r"incident\.next_by: nothing fills in \{tmie\}"),
        ('[incident]\nnext_by = "by {time"', "expected '}'"),
        ("[page", "Expected"),
    ],
)
def test_a_catalogue_that_would_break_a_page_one_day_is_refused_at_once(toml, wrong):
    with pytest.raises(ValueError, match=wrong):
        amended(ENGLISH, "de", toml)
