"""Small functions, small files, few parameters: counted, not felt."""

import ast
from statistics import median, quantiles

import pytest
from house_source import PACKAGE, functions, modules

FILES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end, docstring and all."""
    return (function.end_lineno or 0) - function.lineno + 1


def parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    given = function.args
    named = [argument.arg for argument in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return len([name for name in named if name not in {"self", "cls"}])


ALL = [(place, function) for module in modules() for place, function in functions(module)]


def test_the_median_function_is_under_ten_lines():
    assert median(length(function) for _, function in ALL) < 10


def test_nine_functions_in_ten_are_under_twenty_five_lines():
    assert quantiles((length(function) for _, function in ALL), n=10)[-1] < 25


def test_no_function_is_over_sixty_lines():
    assert not [(place, length(function)) for place, function in ALL if length(function) > 60]


def test_no_function_has_more_than_six_parameters():
    assert not [(place, parameters(function)) for place, function in ALL if parameters(function) > 6]


@pytest.mark.parametrize("file", FILES)
def test_no_file_is_over_four_hundred_lines(file):
    assert len((PACKAGE / file).read_text(encoding="utf-8").splitlines()) <= 400
