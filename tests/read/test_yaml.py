"""The YAML door: places, limits, and that what is written is read back."""

from typing import Any

import pytest
import yaml as pyyaml
from hypothesis import given
from hypothesis import strategies as st

from statusgen.problems import Span
from statusgen.read import yaml

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029\ufeff"))
VALUES = st.recursive(
    TEXTS.filter(bool),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=4) | st.dictionaries(TEXTS.filter(bool), inner, min_size=1, max_size=4)
    ),
    max_leaves=12,
)


@given(st.dictionaries(TEXTS.filter(lambda key: key and key != "<<"), VALUES, min_size=1))
def test_what_is_emitted_is_read_back(value: dict[str, Any]) -> None:
    node, problems = yaml.parse(yaml.emit(value), "x.yaml")
    assert (yaml.to_plain(node), [one for one in problems if one.level == "error"]) == (value, [])


@given(st.text(alphabet=st.sampled_from("ab:-?#&*!|>'\"%@`{}[],<= \n\t~0\\"), max_size=60))
def test_any_text_gives_a_tree_or_located_problems_and_never_an_exception(text: str) -> None:
    node, problems = yaml.parse(text, "x.yaml")
    lines = text.split("\n")
    assert all(1 <= one.span.line <= len(lines) for one in problems)
    try:
        expected = pyyaml.load(text, Loader=pyyaml.BaseLoader)
    except (pyyaml.YAMLError, TypeError, ValueError):
        return
    if node is not None and not any(one.level == "error" for one in problems):
        assert yaml.to_plain(node) == expected


@pytest.mark.parametrize("text", ["no", "on", "1.10", "12:30", "0x10", "2026-11-21", "null", "~", "1e3", "010"])
def test_what_looks_like_another_type_stays_text(text: str) -> None:
    node, _ = yaml.parse(f"value: {text}", "x.yaml")
    assert yaml.to_plain(node) == {"value": text}


def test_a_time_is_emitted_without_quotes_because_people_read_it() -> None:
    assert yaml.emit({"at": "2026-11-21T14:05:00Z"}) == "at: 2026-11-21T14:05:00Z\n"


def test_several_lines_are_emitted_as_a_block() -> None:
    assert yaml.emit({"summary": "one\ntwo\n"}) == "summary: |\n  one\n  two\n"


def test_a_node_knows_where_it_stands_in_a_file_that_began_earlier() -> None:
    node, _ = yaml.parse("a:\n  - b\n  - c: d\n", "x.yaml", line=5)
    assert isinstance(node, yaml.Mapping)
    listed = node.get("a")
    assert isinstance(listed, yaml.Sequence)
    assert listed.items[0].span == Span("x.yaml", 6, 5, 6, 6)
    assert listed.items[1].span.line == 7


def test_an_empty_value_is_left_out_and_an_empty_text_is_not() -> None:
    node, _ = yaml.parse("a:\nb: ''\nc: x\n", "x.yaml")
    assert node is not None
    assert yaml.plain(node) == {"b": "", "c": "x"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: &x 1\n", "yaml-feature"),
        ("a: *x\n", "yaml-feature"),
        ("a: !!str 1\n", "yaml-feature"),
        ("a: !x 1\n", "yaml-feature"),
        ("<<: {a: 1}\n", "yaml-feature"),
        ("a: 1\n---\nb: 2\n", "yaml-feature"),
        ("? [a]\n: 1\n", "yaml-feature"),
        ("a: [" + "x," * 20_000 + "]\n", "yaml-limit"),
        ("a: " + "x" * 256_000 + "\n", "yaml-limit"),
        ("[" * 22 + "]" * 22 + "\n", "yaml-limit"),
    ],
)
def test_each_thing_that_content_has_no_use_for_is_refused_by_itself(text: str, code: str) -> None:
    node, problems = yaml.parse(text, "x.yaml")
    assert (node, [one.code for one in problems]) == (None, [code])


@pytest.mark.parametrize(
    "bomb", ["[" * 200_000, "{" * 200_000, "- " * 100_000, "? " * 50_000, "a: " * 1_000, "!" * 9_999]
)
def test_a_bomb_is_refused_with_its_place(bomb: str) -> None:
    node, problems = yaml.parse(bomb, "x.yaml")
    assert node is None
    assert [one.span.line for one in problems] == [1]
