"""Markdown made to keep a renderer busy: refused at its place, or shown in no time. Most floods are of tests/read."""

import sys
from pathlib import Path

import pytest
from hostile_site import SECONDS, errors_in, hostile, limited

from statusgen.render.markup import html, plain

sys.path.insert(0, str(Path(__file__).parents[1] / "read"))
from floods import FLOODS

UPDATE = "content/incidents/slow/9.md"
FRONT = "---\nat: 2026-11-21T14:11:00Z\n---\n"
MORE = {
    "comments": lambda n: "<!-- a -->" * (n // 10),
    "a comment without end": lambda n: "a <!--" + " -" * (n // 2),
    "entities by number": lambda n: "&#1114111;" * (n // 10),
    "entities without end": lambda n: "&#x" * (n // 3),
    "long entity": lambda n: "&" + "a" * n + ";",
    "backticks in brackets": lambda n: "[`" * (n // 2),
    "quotes in lists in quotes": lambda n: "".join("> " * (i % 40) + "- " * (i % 40) + "a\n" for i in range(n // 80)),
    "numbers that grow": lambda n: "".join(f"{i}. a\n" for i in range(n // 8)),
    "footnotes": lambda n: "[^a]" * (n // 4),
    "references to references": lambda n: "".join(f"[a{i}]: /b\n[a{i}][a{i}]\n\n" for i in range(n // 30)),
    "cells in cells": lambda n: "|".join(["a"] * 50) + "\n" + "|".join(["-"] * 50) + "\n" + "|" * n,
    "escaped pipes": lambda n: "a|b\n-|-\n" + "\\|" * (n // 2),
    "marks of two kinds": lambda n: "*_" * (n // 2),
    "text that turns around": lambda n: "\u202e\u2066" * (n // 2),
    "accents": lambda n: "a" + "\u0301" * n,
    "joiners": lambda n: "👩\u200d" * (n // 2),
    "data in a link": lambda n: "[a](data:text/html;base64," + "A" * n + ")",
}
ALL = FLOODS | MORE


@pytest.mark.parametrize("size", [3_000, 250_000])
@pytest.mark.parametrize("name", ALL)
def test_a_flood_is_refused_at_its_place_or_shown_in_no_time(name: str, size: int) -> None:
    text = ALL[name](size)
    found = hostile({UPDATE: f"{FRONT}{text}\n"})
    wrong = errors_in(found, UPDATE)
    assert all(one.span.line > 0 for one in wrong)
    assert wrong or size < 100_000
    if not wrong:
        with limited(SECONDS):
            assert isinstance(html(text), str)
            assert isinstance(plain(text), str)


@pytest.mark.parametrize("field", ["impact", "action"])
def test_prose_in_a_field_has_the_same_bounds(field: str) -> None:
    text = FLOODS["open brackets"](100_000)
    found = hostile({UPDATE: f"---\nat: 2026-11-21T14:11:00Z\n{field}: '{text}'\n---\nText.\n"})
    assert errors_in(found, UPDATE)
