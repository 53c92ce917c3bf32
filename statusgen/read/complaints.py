"""What libyaml's complaints mean, and where the mistake is: it tells where it noticed, a line or a file later."""

import re
from collections.abc import Sequence
from typing import Any

_INSIDE = {"'": "''", '"': '\\"'}  # how a quote is written between quotes

# libyaml's words -> ours, and what to do about it.
_EXPLANATIONS = (
    ("mapping values are not allowed", "a `:` stands inside this value", "put the value in quotes"),
    ("that cannot start any token", "this character cannot begin a value", "put the value in quotes"),
    (
        "did not find expected key",
        "this line does not fit what stands above it",
        "check the indent and the quotes",
    ),
    ("did not find expected '-'", "this line does not fit the list above it", "check the indent"),
    (
        "could not find expected ':'",
        "this is neither `key: value` nor part of the value above",
        "add the `:`, or indent it",
    ),
    (
        "did not find expected ',' or",
        "a bracket is opened and never closed, or a comma is missing",
        "close the bracket",
    ),
    (
        "unknown escape character",
        "this backslash escape does not exist",
        "write `\\\\` for a backslash, or use single quotes",
    ),
    ("undefined alias", "a value that begins with `*` must be quoted", "put the value in quotes"),
)


def explained(error: Any, last: Any, lines: Sequence[str]) -> tuple[int, int, str, str]:
    """Line and column (from 0), message and hint. `error` is a MarkedYAMLError, `last` the last scalar before it."""
    mark = error.problem_mark or error.context_mark
    line, column = (min(mark.line, len(lines) - 1), mark.column) if mark else (0, 0)
    return _unclosed(error, last, line, column) or (line, column, *_reworded(error.problem or "", lines[line], column))


def _unclosed(error: Any, last: Any, line: int, column: int) -> tuple[int, int, str, str] | None:
    """A quote or bracket that is not closed, or not where it should be: where it was opened."""
    start, context, problem = error.context_mark, error.context or "", error.problem or ""
    if start and "quoted scalar" in context and "end of stream" in problem:
        return start.line, start.column, "this quote is opened and never closed", "close it at the end of the value"
    if last and last.style in _INSIDE and "did not find" in problem:
        opened, closed = last.start_mark, last.end_mark
        if opened.line < closed.line == line:
            message = "this quote is closed only in a line below, in front of more text"
            return opened.line, opened.column, message, "look for a missing quote"
        if (closed.line, closed.column) == (line, column):
            hint = f"inside of {last.style}…{last.style} write {_INSIDE[last.style]} for a quote"
            return line, column, "more text follows behind the closing quote", hint
    if start and "flow" in context and start.line < line:
        message = "this bracket is opened and never closed, or a comma is missing"
        return start.line, start.column, message, "close the bracket"
    return None


def _reworded(problem: str, line: str, column: int) -> tuple[str, str]:
    if "mapping values" in problem and re.fullmatch(r"\s*(?:- +)?[\w-]+", line[:column]):
        return "this line does not fit what stands above it", "check the indent, and the line above"
    if "\t" in line and ("token" in problem or line.startswith("\t")):
        return "a tab stands where YAML wants spaces", "replace it by spaces"
    for theirs, ours, hint in _EXPLANATIONS:
        if theirs in problem:
            return ours, hint
    return problem, "check the indent, the quotes and the colons around here"
