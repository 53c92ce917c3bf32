"""Edits of files that people wrote by hand: the value changes, and no other byte."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oddities import ODD

from statusgen.author.editing import Unchangeable, with_item, with_value
from statusgen.read import yaml

PATH = "content/incidents/a/incident.yaml"


def said(text: str) -> dict[str, object]:
    values = yaml.to_plain(yaml.parse(text.removeprefix("\ufeff").replace("\r\n", "\n"), PATH)[0])
    assert isinstance(values, dict)
    return values


def only_more(before: str, after: str) -> bool:
    """Whether everything that was there is there, in its order."""
    left = iter(after)
    return all(character in left for character in before)


@pytest.mark.parametrize("name", ODD)
def test_one_more_in_a_list_leaves_every_byte_that_was_there(name):
    before = ODD[name]
    after = with_item(before, PATH, "stakeholders", "team:night")
    old = said(before).get("stakeholders") or []
    items = old if isinstance(old, list) else [old]
    assert said(after) == {**said(before), "stakeholders": [*items, "team:night"]}
    assert only_more(before, after)
    assert len(after) - len(before) < 60
    assert after.count("\r\n") - after.count("\n") == (0 if "\r\n" in before else -after.count("\n"))
    assert after.endswith("\n") is before.endswith("\n")


@pytest.mark.parametrize("name", ODD)
def test_a_value_is_set_in_its_own_quotes_and_place(name):
    before = ODD[name]
    after = with_value(before, PATH, "severity", "critical")
    assert said(after) == {**said(before), "severity": "critical"}
    if said(before).get("severity"):
        start = before.index("major")
        assert after == f"{before[:start]}critical{before[start + 5 :]}"
    else:
        assert only_more(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: x\ns: [a, b] # c\n", "a: x\ns: [a, b, t] # c\n"),
        ("s: a # c\n", "s: [a, t] # c\n"),
        ("s:\n  - a\n  - b # c\n\n# end\n", "s:\n  - a\n  - b # c\n  - t\n\n# end\n"),
        ("s: [\n  a, # c\n]\nb: x\n", "s: [\n  a, t, # c\n]\nb: x\n"),
        ("s: [\n  a,\n]\nb: x\n", "s: [\n  a,\n  t,\n]\nb: x\n"),
        ("s: [\n  a\n]\nb: x\n", "s: [\n  a,\n  t\n]\nb: x\n"),
        ("a: x # c\n# end\n", "a: x # c\ns: [t]\n# end\n"),
        ("a: |+\n  x\n\n", "a: |+\n  x\n\ns: [t]\n"),
        ("b: y\na: |\n  x", "b: y\ns: [t]\na: |\n  x"),
        ("{a: x}", "{a: x, s: [t]}"),
        ("a: x\r\nb: y\r\n", "a: x\r\nb: y\r\ns: [t]\r\n"),
    ],
)
def test_what_is_added_stands_where_one_would_write_it(before, after):
    assert with_item(before, PATH, "s", "t") == after


@pytest.mark.parametrize("text", ["s: >-\n  a\nb: x\n", "s:\n  a\n  b\nb: x\n", "s: {a: b}\n", "s: |\n  a\n"])
def test_what_cannot_be_changed_alone_says_where_it_is_and_what_to_write(text):
    with pytest.raises(Unchangeable, match=rf"{PATH}:1:1: `s` .* write this by hand: s: "):
        with_item(text, PATH, "s", "t")


WORDS = st.sampled_from(["ana", "'bo'", '"cy"', "team:x", "d-1"])
SPACE = st.sampled_from(["", " ", "   "])
NOTE = st.sampled_from(["", "  # note", " # it's: [odd] {"])
BETWEEN = st.sampled_from(["", "\n", "# a comment: with [signs]\n", "\n   # further in\n\n"])


@st.composite
def layouts(draw: st.DrawFn) -> str:
    """A file with a list somewhere, written in any of the ways that there are."""
    names = draw(st.lists(WORDS, min_size=1, max_size=3))
    style = draw(st.sampled_from(["brackets", "lines", "bullets", "text", "none", "empty"]))
    note, gap = draw(NOTE), draw(SPACE)
    indent = draw(st.sampled_from(["", "  ", "     "]))
    written = {
        "brackets": f"s: [{gap}{f',{gap}'.join(names)}{gap}]{note}\n",
        "lines": "s: [\n" + "".join(f"  {one},{note}\n" for one in names) + "  ]\n",
        "bullets": f"s:{note}\n" + "".join(f"{indent}- {gap}{one}{note}\n{draw(BETWEEN)}" for one in names),
        "text": f"s: {gap}{names[0]}{note}\n",
        "none": "",
        "empty": f"s:{note}\n",
    }[style]
    others = [f"{key}: {value}{draw(NOTE)}\n" for key, value in (("a", "x"), ("b", "'y: z'"), ("c", "{k: [v, w]}"))]
    parts = [*others, written]
    order = draw(st.permutations(parts))
    text = draw(BETWEEN).replace("   #", "#") + "".join(f"{part}{draw(BETWEEN)}" for part in order)
    text = text.rstrip("\n") if draw(st.booleans()) else text
    text = text.replace("\n", "\r\n") if draw(st.booleans()) else text
    return draw(st.sampled_from(["", "\ufeff"])) + text


@given(layouts())
def test_any_layout_keeps_its_bytes(before):
    after = with_item(before, PATH, "s", "t")
    old = said(before).get("s") or []
    assert said(after) == {**said(before), "s": [*(old if isinstance(old, list) else [old]), "t"]}
    assert only_more(before, after)
    assert with_value(after, PATH, "a", "new") == after.replace("a: x", "a: new", 1)


LINES = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Co", "Cn"], exclude_characters="\ufeff"), min_size=1
)


@given(
    st.sampled_from(sorted(ODD)),
    st.one_of(LINES, st.sampled_from(["no", "1.10", "# x", "a: b", "'", '"', "{{x}}", "a\nb"])),
)
def test_any_text_can_be_a_value_in_any_layout(name, value):
    before = ODD[name]
    after = with_value(before, PATH, "note", value)
    assert said(after) == {**said(before), "note": value}
    assert only_more(before, after)
    assert with_value(after, PATH, "note", "y" * 3) != after
    assert after.replace("\r\n", "").count("\n") == (0 if "\r\n" in before else after.count("\n"))
