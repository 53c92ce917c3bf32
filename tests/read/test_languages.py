"""Languages of the settings, and who has words for them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from statusgen.problems import Problem
from statusgen.read.load import load

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def warned(root: Path, languages: str) -> list[Problem]:
    (root / "content").mkdir(exist_ok=True)
    text = f"name: Acme\nurl: https://acme.example/\n{languages}\n"
    (root / "content/site.yaml").write_text(text, encoding="utf-8")
    return [one for one in load(root, NOW).problems if one.code == "no-words"]


@pytest.mark.parametrize(
    ("languages", "line"), [("languages: [en, xx]", 3), ("language: xx", 3), ("language: en\nlanguages: [xx]", 4)]
)
def test_a_language_that_nobody_has_words_for_is_named_with_those_that_there_are(tmp_path, languages, line):
    (problem,) = warned(tmp_path, languages)
    assert (problem.span.path, problem.span.line) == ("content/site.yaml", line)
    assert "`xx`" in problem.message
    assert "de, en, es, fr;" in problem.hint


@pytest.mark.parametrize("languages", ["language: en", "languages: [de-AT, fr]", "languages: [ES, en-GB]"])
def test_a_language_of_the_program_or_a_form_of_it_is_none_to_warn_of(tmp_path, languages):
    assert warned(tmp_path, languages) == []


def test_the_words_of_a_theme_count(tmp_path):
    words = tmp_path / "themes/ours/words"
    words.mkdir(parents=True)
    (words / "xx.toml").write_text("", encoding="utf-8")
    assert warned(tmp_path, "theme: ours\nlanguages: [en, xx]") == []
