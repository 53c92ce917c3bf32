"""docs/standards.md names every test of standards, and no test that is not there."""

import re

from house_source import TOP

PAGE = (TOP / "docs" / "standards.md").read_text(encoding="utf-8")
TESTS = TOP / "tests"


def test_every_test_that_the_page_names_is_there():
    named = set(re.findall(r"`([a-z]+/(?:test_\w+\.py)?)`", PAGE))
    assert named
    assert {name for name in named if not (TESTS / name).exists()} == set()


def test_every_test_of_standards_is_on_the_page():
    assert {path.name for path in (TESTS / "standards").glob("test_*.py")} <= set(re.findall(r"/(test_\w+\.py)`", PAGE))
