"""Workflow commands that GitHub Actions shows as annotations on a pull request's lines."""

from collections.abc import Sequence

from statusgen.problems import Level, Problem
from statusgen.report.paint import Paint
from statusgen.report.terminal import safe


def github(problems: Sequence[Problem], _paint: Paint) -> str:
    """`::error file=…,line=…,col=…,title=…::message`, a line each."""
    return "".join(f"{_command(problem)}\n" for problem in problems)


_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


def _command(problem: Problem) -> str:
    span = problem.span
    place = {} if span.is_outside else {"file": span.path, "line": span.line, "col": span.column}
    properties = place | {"title": problem.code}
    # A whole file has no line, and a project has no file: those properties are left out.
    said = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items() if value)
    # A file of another repository has no line in this pull request: its place is part of what is said.
    where = f"{span.path}:{span.line}:{span.column}" if span.is_outside else ""
    text = "%0A".join(_data(part) for part in (where, problem.message, problem.hint) if part)
    return f"::{_COMMANDS[problem.level]} {said}::{text}"


def _data(text: str) -> str:
    """GitHub's own encoding (actions/toolkit, command.ts); control characters are already visible escapes."""
    return safe(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
