"""Texts in several languages: what is read, and what is a mistake and where."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from statusgen.model.languages import in_language, language_of, languages_of
from statusgen.problems import errors
from statusgen.read.load import Reading, load
from statusgen.read.schema import KINDS, json_schema
from statusgen.read.translations import strange

NOW = datetime(2026, 11, 21, 15, tzinfo=UTC)
SITE = "name: Acme\nurl: https://acme.example/\n"
INCIDENT = "content/incidents/broken/incident.yaml"
UPDATE = "content/incidents/broken/one.md"
FILES = {
    "content/site.yaml": SITE + "name.de: Äkme\nlanguages: [en, de]\ngroups: [{id: core, name: Core, name.de: Kern}]\n",
    "content/services/shop.yaml": "name: Shop\nname.de: Laden\ndescription: Sells.\ndescription.de: Verkauft.\n",
    "content/services/bank.md": "---\nname: Bank\n---\nPays.\n",
    "content/services/bank.de.md": "Zahlt.\n",
    INCIDENT: "title: Broken\ntitle.de: Kaputt\nsummary: It is.\nservices: {shop: partial_outage}\n",
    UPDATE: "---\nat: 2026-11-21T14:05:00Z\nimpact: Much.\nimpact.de: Viel.\naction: Wait.\n---\nWe look.\n",
    "content/incidents/broken/one.de.md": "Wir **suchen**.\n",
    "content/announcements/party.md": "---\nat: 2026-11-21T14:05:00Z\ntitle: Party\ntitle.de: Feier\n---\nCome.\n",
    "content/announcements/party.de.md": "Kommen Sie.\n",
}


def read(root: Path, files: dict[str, str]) -> Reading:
    for path, text in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return load(root, NOW)


def found(root: Path, files: dict[str, str]) -> list[tuple[str, str, int, int]]:
    """Each problem's code, path, line and column, of the site with these files changed."""
    problems = read(root, FILES | files).problems
    return [(one.code, one.span.path.removeprefix("content/"), one.span.line, one.span.column) for one in problems]


def hint(root: Path, files: dict[str, str]) -> str:
    [problem] = read(root, FILES | files).problems
    return f"{problem.message}; {problem.hint}"


def test_everything_that_was_translated_is_read(tmp_path):
    reading = read(tmp_path, FILES)
    assert reading.problems == ()
    german = in_language(reading.site, "de")
    [incident], [announcement] = german.incidents, german.announcements
    assert [german.settings.name, german.settings.groups[0].name] == ["Äkme", "Kern"]
    assert [(one.name, one.description) for one in german.services.values()] == [
        ("Bank", "Zahlt."),
        ("Laden", "Verkauft."),
    ]
    assert (incident.title, incident.updates[0].text, incident.updates[0].impact) == (
        "Kaputt",
        "Wir **suchen**.",
        "Viel.",
    )
    assert (announcement.title, announcement.text) == ("Feier", "Kommen Sie.")
    assert [language_of(text) for text in (incident.summary, incident.updates[0].action)] == ["en", "en"]


@pytest.mark.parametrize(
    ("lines", "languages"),
    [
        ("", ("en",)),
        ("language: de\n", ("de",)),
        ("languages: [de, en]\n", ("de", "en")),
        ("language: fr\nlanguages: [de, fr]\n", ("fr", "de")),
        ("language: fr\nlanguages: [de, de]\n", ("fr", "de")),
    ],
)
def test_the_sites_own_language_is_the_first_unless_said_otherwise(tmp_path, lines, languages):
    reading = read(tmp_path, {"content/site.yaml": SITE + lines})
    assert reading.problems == ()
    assert languages_of(reading.site.settings) == languages
    assert reading.site.settings.language == languages[0]


@pytest.mark.parametrize("tag", ["de", "gsw", "pt-BR", "zh-Hans", "zh-Hant-TW", "es-419"])
def test_a_language_is_written_as_browsers_know_it(tmp_path, tag):
    problems = read(tmp_path, {"content/site.yaml": f"{SITE}languages: [en, {tag}]\n"}).problems
    assert [one for one in problems if one.code != "no-words"] == []


@pytest.mark.parametrize("tag", ["DE", "german", "pt-br", "en_GB", "de-1996-x", "e", "../x", "en-US-x-private"])
def test_and_not_otherwise(tmp_path, tag):
    [problem] = read(tmp_path, {"content/site.yaml": f"{SITE}languages: [en, {tag}]\n"}).problems
    assert (problem.code, problem.span.line, problem.span.column) == ("bad-value", 3, 17)


MISTAKES = {
    "an unknown language": (
        {INCIDENT: FILES[INCIDENT] + "summary.fr: Si.\n"},
        [("unknown-language", "incidents/broken/incident.yaml", 5, 1)],
    ),
    "the site's own language": (
        {"content/services/shop.yaml": "name: Shop\nname.en: Store\n"},
        [("unknown-language", "services/shop.yaml", 2, 1)],
    ),
    "no language at all": (
        {"content/services/shop.yaml": "name: Shop\nname.: Store\n"},
        [("unknown-language", "services/shop.yaml", 2, 1)],
    ),
    "the word for it, literally": (
        {"content/services/shop.yaml": "name: Shop\nname.<language>: Store\n"},
        [("unknown-language", "services/shop.yaml", 2, 1)],
    ),
    "a field by the program's own name": (
        {"content/services/shop.yaml": "name: Shop\nname_in: {de: Laden}\n"},
        [("unknown-field", "services/shop.yaml", 2, 1)],
    ),
    "what is the same in every language": (
        {"content/services/shop.yaml": "name: Shop\ngroup.de: Kern\n"},
        [("unknown-field", "services/shop.yaml", 2, 1)],
    ),
    "a translation of nothing": (
        {"content/services/shop.yaml": "name: Shop\ndescription.de: Verkauft.\n"},
        [("translation-of-nothing", "services/shop.yaml", 2, 1)],
    ),
    "a body translated in the wrong place": (
        {"content/services/bank.md": "---\nname: Bank\ndescription.de: Zahlt.\n---\nPays.\n"},
        [("translation-of-nothing", "services/bank.md", 3, 1)],
    ),
    "a list": (
        {"content/services/shop.yaml": "name: Shop\nname.de: [Laden]\n"},
        [("wrong-type", "services/shop.yaml", 2, 10)],
    ),
    "two lines where one belongs": (
        {"content/services/shop.yaml": 'name: Shop\nname.de: "La\\nden"\n'},
        [("bad-value", "services/shop.yaml", 2, 10)],
    ),
    "the same twice": (
        {"content/services/shop.yaml": "name: Shop\nname.de: Laden\nname.de: Laden\n"},
        [("duplicate-key", "services/shop.yaml", 3, 1)],
    ),
    "a setting": (
        {"content/site.yaml": FILES["content/site.yaml"].replace("name.de: Kern", "name.fr: Noyau")},
        [("unknown-language", "site.yaml", 5, 33)],
    ),
    "a file of an unknown language": (
        {"content/announcements/party.fr.md": "Venez.\n"},
        [("unknown-language", "announcements/party.fr.md", 0, 0)],
    ),
    "a file that translates nothing": (
        {"content/incidents/broken/two.de.md": "Wir suchen.\n"},
        [("translation-of-nothing", "incidents/broken/two.de.md", 0, 0)],
    ),
    "a file for a text that is not there": (
        {UPDATE: "---\nat: 2026-11-21T14:05:00Z\n---\n"},
        [("translation-of-nothing", "incidents/broken/one.de.md", 0, 0)],
    ),
    "a file with fields": (
        {"content/incidents/broken/one.de.md": "---\nimpact: Viel.\n---\nWir suchen.\n"},
        [("unknown-field", "incidents/broken/one.de.md", 1, 1)],
    ),
    "a file with raw HTML": (
        {"content/incidents/broken/one.de.md": "Wir\n<b>suchen</b>.\n"},
        [("raw-html", "incidents/broken/one.de.md", 2, 1)],
    ),
    "a file with nothing in it": (
        {"content/incidents/broken/one.de.md": "\n"},
        [("empty-file", "incidents/broken/one.de.md", 1, 1)],
    ),
    "a file of a template": (
        {"content/templates/t.md": "---\n---\nX", "content/templates/t.de.md": "Y"},
        [("bad-id", "templates/t.de.md", 0, 0)],
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_a_translation_is_found_where_it_stands(tmp_path, mistake):
    files, problems = MISTAKES[mistake]
    assert found(tmp_path, files) == problems


def test_hints_say_what_to_write_instead(tmp_path):
    assert hint(tmp_path / "a", {"content/services/shop.yaml": "name: Shop\nname.dee: X\n"}).endswith(
        "did you mean `de`?"
    )
    assert hint(tmp_path / "b", {"content/services/shop.yaml": "name: Shop\nname.en: X\n"}) == (
        "`en` is the language that the site is written in; write it without a language"
    )
    alone = {path: "name: Shop\nname.de: X\n" if "shop" in path else FILES[path] for path in FILES if ".de" not in path}
    alone["content/site.yaml"] = SITE
    problems = [one for one in read(tmp_path / "c", alone).problems if "shop" in one.span.path]
    assert [one.hint for one in problems] == ["write `languages: [en, de]` in content/site.yaml"]


def test_a_site_without_usable_settings_blames_no_translation(tmp_path):
    reading = read(tmp_path, FILES | {"content/site.yaml": "nam: Acme\n"})
    assert {problem.span.path for problem in errors(reading.problems)} == {"content/site.yaml"}


def test_a_translation_that_cannot_be_used_leaves_the_original_in_place(tmp_path):
    reading = read(tmp_path, FILES | {"content/incidents/broken/one.de.md": "---\nfields\n---\nText"})
    assert [span.path for span in reading.site.left_out] == ["content/incidents/broken/one.de.md"]
    [update] = in_language(reading.site, "de").incidents[0].updates
    assert (update.text, language_of(update.text)) == ("We look.", "en")


@pytest.mark.parametrize(
    ("kind", "document", "right"),
    [
        ("incident", {"title": "A", "title.de": "B", "summary.pt-BR": "C"}, True),
        ("incident", {"title": "A", "title.de": ["B"]}, False),
        ("incident", {"title": "A", "severity.de": "B"}, False),
        ("incident", {"title": "A", "title.": "B"}, False),
        ("incident", {"title": "A", "title.<language>": {"de": "B"}}, False),
        (
            "site",
            {"name": "A", "url": "https://a.example/", "groups": [{"id": "a", "name": "A", "name.de": "B"}]},
            True,
        ),
    ],
)
def test_editors_know_what_may_be_translated(kind, document, right):
    assert Draft202012Validator(json_schema(kind)).is_valid(document) is right


def test_every_schema_is_still_one():
    for kind in KINDS:
        Draft202012Validator.check_schema(json_schema(kind))
        assert "<language>" not in str(json_schema(kind))


tags = st.sampled_from(["en", "de", "fr", "pt-BR", "xx", ""])


@settings(deadline=None)
@given(tags, st.none() | st.lists(tags, min_size=1, unique=True).map(tuple))
def test_a_language_is_strange_unless_it_is_one_of_the_others(language, languages):
    assert (strange(language, languages) is None) is (languages is None or language in languages[1:])
