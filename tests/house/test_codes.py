"""Problem codes: the table, the code that raises them, and the documentation agree."""

import ast
from collections.abc import Iterator

import pytest
from house_source import modules

from statusgen.codes import CODES


def strings(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def raised(tree: ast.AST) -> Iterator[str]:
    """Codes given to `Problem(span, code, …)` and to methods named `problem(code, …)`."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        place = {"Problem": 1, "problem": 0}.get(name)
        given = node.args[place : place + 1] if place is not None else []
        given = [*given, *(keyword.value for keyword in node.keywords if keyword.arg == "code" and place is not None)]
        yield from (one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str))


@pytest.mark.parametrize("module", [module for module in modules() if module != "statusgen.codes"])
def test_every_code_that_is_raised_is_in_the_table(module):
    assert not set(raised(modules()[module])) - CODES.keys()


@pytest.mark.parametrize("code", CODES)
def test_every_code_in_the_table_is_raised_somewhere(code):
    users = [name for name, tree in modules().items() if name != "statusgen.codes" and code in strings(tree)]
    assert users, f"no module names {code}"


@pytest.mark.parametrize("code", CODES)
def test_levels_are_error_warning_or_note_and_meanings_are_sentences(code):
    level, meaning = CODES[code]
    assert level in {"error", "warning", "note"}
    assert meaning.endswith(".")
    assert meaning[0].isupper() or meaning[0] == "`"
