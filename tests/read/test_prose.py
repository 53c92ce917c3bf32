"""Limits, raw HTML and unsafe links are found where they stand, and nowhere else; what passes is rendered in time."""

import json
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from floods import FLOODS
from hypothesis import given, settings
from hypothesis import strategies as st

from statusgen.problems import Problem, Span
from statusgen.read.outline import MAX_DEPTH
from statusgen.read.prose import MAX_LENGTH, prose_problems
from statusgen.render import markup

BODY = Span("content/incidents/a/b.md", 7, 1)
SIZES = (3_000, 16_000, MAX_LENGTH - 100)
KILLED_AFTER = 30  # seconds; some ten times what the slowest flood needs
SCAN_AND_RENDER = """
import json, sys
from statusgen.problems import NOWHERE
from statusgen.read.outline import MAX_DEPTH
from statusgen.read.prose import prose_problems
from statusgen.render import markup
for text in json.load(sys.stdin):
    prose_problems(text, NOWHERE)
    markup.plain(text)
"""


def found(text: str) -> list[Problem]:
    return list(prose_problems(text, BODY))


def codes(text: str) -> set[str]:
    return {problem.code for problem in found(text)}


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("All <b>good</b>.", "<b>"),
        ("one\ntwo <div class='x'>", "<div class='x'>"),
        ("a `<b>` and <i>", "<i>"),
        ("```\n<b>\n```\n<i>x</i>", "<i>"),
        ("> ```\n> <b>\n> ```\n\n<i>x</i>", "<i>"),
        ("- a\n\n     <b>\n", "<b>"),
        (" - ```\n<b>", "<b>"),
        ("> ~~~\n<b>", "<b>"),
        ("- a\n\n  ```\n<b>", "<b>"),
        ("<!-- a -->", "<!--"),
        ("```<b>", "<b>"),
        ("> - ~~~ `<b>`\n>   <i>", "<b>"),
        ("`<b>\n- `", "<b>"),
        ("<script>alert(1)</script>", "<script>"),
        ("a ` b <b>\n\nc `", "<b>"),
        ("[a](javascript:b)", "javascript:b"),
        ("[a](<ftp://b> 'c')", "ftp://b"),
        ("![a](data:image/png;base64,x)", "data:image/png;base64,x"),
        ("text\n\n[a]: file:///b", "file:///b"),
        ("[a](//b.example)", "//b.example"),
        ("[a](&#106;avascript:b)", "&#106;avascript:b"),
        ("<ftp://a.example>", "ftp://a.example"),
    ],
)
def test_a_problem_is_located_at_its_very_characters(text: str, marked: str) -> None:
    (problem,) = found(text)
    line = text.split("\n")[problem.span.line - 7]
    assert line[problem.span.column - 1 : problem.span.end_column - 1] == marked
    assert problem.excerpt == line
    assert problem.span.path == BODY.path
    assert problem.message
    assert problem.hint


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Latency < 5 s, a<b, <3, 1 <2> 3.",
        r"\<b> is shown as text",
        "`<b>` ``<i> ` <b>``",
        "    <b>\n\ntext",
        "text\n\n\t<b>\n\t<i>",
        "- a\n\n      <b>\n",
        "> 1. a\n>\n>        <b>",
        "# a\n    <b>",
        "~~~html\n<b>\n```\n<i>\n~~~",
        "1. ```\n   <b>\n   ```",
        "<https://acme.example> <sre@acme.example>",
        "a<br>b<br/>c",
        "[a](https://b.example) [c](/d:e) [f](#g:h) [i](mailto:j@k.example) [l](m/n:o)",
        "`[a](javascript:b)`",
        "[a]: not an address",
        "HTTP://a.example [a](HTTPS://b.example)",
    ],
)
def test_prose_that_is_no_html_and_links_safely_has_no_problem(text: str) -> None:
    assert found(text) == []


def test_each_kind_of_tag_is_named_once() -> None:
    problems = found("<ul><li>a</li><li>b</li></ul><ul></ul>")
    assert [problem.message.split("`")[1] for problem in problems] == ["<ul>", "<li>"]


def test_the_hint_says_what_to_write_instead_of_a_tag() -> None:
    assert found("<strong>x</strong>")[0].hint == "Write **text** instead."


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\n" * (MAX_LENGTH // 2) + "b", 7),
        ("text\n\n" + "> " * (MAX_DEPTH + 1) + "a", 9),
        ("text\n" + ">" * (MAX_DEPTH + 1) + "a", 8),
        ("- " * (MAX_DEPTH + 1) + "a", 7),
        ("".join(f"{'  ' * depth}- a\n" for depth in range(MAX_DEPTH + 1)), 7 + MAX_DEPTH),
        ("fine\n\n" + "[a" * 20_000, 9),
    ],
)
def test_a_text_over_a_limit_is_refused_on_the_line_that_breaks_it(text: str, line: int) -> None:
    (problem,) = found(text)
    assert (problem.code, problem.span.line) == ("markdown-limit", line)


@pytest.mark.parametrize(
    "text",
    [
        "a" * MAX_LENGTH,
        "> " * MAX_DEPTH + "a",
        "".join(f"{'  ' * depth}- a\n" for depth in range(MAX_DEPTH)),
        "* " * 40,
        "- a\n" * 5_000,
        "```\n" + "*[`" * 30_000 + "\n```",
        "We see `5xx` from [checkout](https://acme.example/c) in *some* regions. " * 100,
        "| [a](https://acme.example) | `b` |\n|---|---|\n" + "| [c](https://acme.example) | `d` |\n" * 2_000,
    ],
)
def test_what_people_write_is_within_the_limits(text: str) -> None:
    assert found(text) == []


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="<>`*_[]()!#-+|\\&;: \n\tab1.", max_size=120))
def test_any_text_is_scanned_and_each_problem_lies_in_it(text: str) -> None:
    lines = text.split("\n")
    for problem in found(text):
        line = lines[problem.span.line - 7]
        assert problem.excerpt == line
        assert 1 <= problem.span.column <= problem.span.end_column <= len(line) + 1


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(["<b>", "`", "a", " ", "\n", "\n\n", "```\n", "    ", "- ", "> ", "\\"]), max_size=12))
def test_raw_html_is_reported_wherever_the_page_drops_a_tag(pieces: list[str]) -> None:
    text = "".join(pieces)
    dropped = text.count("<b>") > markup.html(text).count("&lt;b&gt;")
    if dropped:
        assert "raw-html" in codes(text)


@pytest.mark.slow
@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_is_scanned_and_rendered_in_time_even_where_it_is_refused(name: str) -> None:
    texts = json.dumps([FLOODS[name](size) for size in SIZES])
    subprocess.run([sys.executable, "-c", SCAN_AND_RENDER], input=texts, text=True, timeout=KILLED_AFTER, check=True)


@pytest.mark.parametrize("name", ["brackets only", "escapes", "nested both ways", "code", "quotes", "rules"])
def test_a_flood_is_refused(name: str) -> None:
    assert codes(FLOODS[name](90_000)) == {"markdown-limit"}


def texts_of(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts_of(inner)


def bodies(archive: Path) -> Iterator[str]:
    """Every text of every incident: values of JSON and YAML, bodies of Markdown."""
    with tarfile.open(archive) as tar:
        for member in tar:
            data = tar.extractfile(member) if member.isfile() else None
            if data is None:
                continue
            match Path(member.name).suffix:
                case ".json":
                    yield from texts_of(json.load(data))
                case ".yaml":
                    yield from texts_of(yaml.load(data, yaml.CSafeLoader))
                case ".md":
                    yield data.read().decode(errors="replace").split("---", 2)[-1]


@pytest.mark.slow
def test_nothing_that_was_ever_published_is_refused(shared_data: Path) -> None:
    published = {text for archive in sorted(shared_data.glob("*.tar.xz")) for text in bodies(archive)}
    assert len(published) > 10_000
    assert [text[:80] for text in published if "markdown-limit" in codes(text)] == []
