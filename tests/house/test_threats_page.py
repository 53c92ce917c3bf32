"""docs/threats.md: no promise without a test, and no test that is not there."""

import ast
import re

from house_source import TOP

PAGE = (TOP / "docs" / "threats.md").read_text(encoding="utf-8")
_NAME = re.compile(r"`(test_\w+)`")


def promises() -> list[str]:
    """The rows of all tables that say what holds a promise."""
    tables = re.split(r"\n\n", PAGE)
    held = [table.splitlines()[2:] for table in tables if table.startswith("| What could happen | Promise | Held by |")]
    return [row for rows in held for row in rows]


def there() -> set[str]:
    found = set()
    for path in (TOP / "tests").glob("*/**/test_*.py"):
        if "node_modules" not in path.parts:
            tree = ast.parse(path.read_text(encoding="utf-8"))
            found |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    return found


def test_every_promise_names_the_tests_that_hold_it():
    assert len(promises()) > 30
    assert [row for row in promises() if not _NAME.search(row.split(" | ")[-1])] == []


def test_every_test_that_holds_a_promise_is_there():
    assert set(_NAME.findall(PAGE)) - there() == set()


def test_the_page_and_how_to_report_are_found_from_the_beginning():
    for page in ("README.md", "docs/README.md"):
        text = (TOP / page).read_text(encoding="utf-8")
        assert "threats.md" in text
        assert "SECURITY.md" in text
    assert "docs/threats.md" in (TOP / "SECURITY.md").read_text(encoding="utf-8")
