"""What a template leaves open may stand in templates, and nowhere else."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from statusgen.read.load import load
from statusgen.read.placeholders import open_in

NOW = datetime(2026, 11, 21, 14, 20, tzinfo=UTC)
FILES = {
    "content/site.yaml": "name: Acme\nurl: https://status.acme.example/\nlanguages: [en, de]\n",
    "content/incidents/a/incident.yaml": "title: Down\nstarted: 2026-11-21T14:00:00Z\n",
    "content/incidents/a/u.md": "---\nat: 2026-11-21T14:00:00Z\n---\nDown.\n",
}


def found(root: Path, path: str, text: str) -> list[tuple[int, int, str]]:
    for name, content in {**FILES, path: text}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content, encoding="utf-8")
    problems = [one for one in load(root, NOW).problems if one.code == "unfilled-placeholder"]
    return [(one.span.line, one.span.column, one.message) for one in problems]


@pytest.mark.parametrize(
    ("path", "text", "place"),
    [
        ("content/incidents/a/u.md", "---\nat: 2026-11-21T14:00:00Z\n---\nAll is\nfine, {{what}} too.\n", (5, 7)),
        ("content/incidents/a/u.md", "---\nat: 2026-11-21T14:00:00Z\nimpact: 'x {{who}}'\n---\nx\n", (3, 9)),
        ("content/incidents/a/u.md", "---\nat: 2026-11-21T14:00:00Z\n---\nx {{what\nhappens}}\n", (4, 3)),
        ("content/incidents/a/u.de.md", "Es geht {{was}} nicht.\n", (1, 9)),
        ("content/incidents/a/incident.yaml", 'title: "{{what}} fails"\nstarted: 2026-11-21T14:00:00Z\n', (1, 8)),
        ("content/announcements/n.md", "---\ntitle: x\nat: 2026-11-21T14:00:00Z\n---\n{{ Wort für etwas }}\n", (5, 1)),
    ],
)
def test_what_was_never_filled_in_is_an_error_where_it_stands(tmp_path, path, text, place):
    assert [one[:2] for one in found(tmp_path, path, text)] == [place]


@pytest.mark.parametrize("text", ["`{{what}}`", "```\n{{what}}\n```", "\\{{what}}", "{{ 7 * 7 }}", "{what} {{}} {{ }}"])
def test_code_formulas_and_single_braces_are_text(tmp_path, text):
    assert not found(tmp_path, "content/incidents/a/u.md", f"---\nat: 2026-11-21T14:00:00Z\n---\n{text}\n")


def test_templates_are_made_of_them(tmp_path):
    assert not found(tmp_path, "content/templates/t.md", '---\nimpact: "{{who}}"\n---\n{{what}} fails.\n')


def test_names_are_told_once_and_on_one_line():
    assert open_in("{{what\n  fails}} and {{ what fails }} or {{who}}") == ("what fails", "who")
