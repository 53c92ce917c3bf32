"""One line a problem, as compilers print them: what editors and `grep` read."""

from collections.abc import Sequence

from statusgen.problems import Problem, Span
from statusgen.report.paint import Paint
from statusgen.report.terminal import safe


def concise(problems: Sequence[Problem], paint: Paint) -> str:
    """`path:line:column: error code: message`, a line each."""
    return "".join(f"{headline(problem, paint)}\n" for problem in problems)


def headline(problem: Problem, paint: Paint) -> str:
    """Where, how grave, which kind, and what is wrong, on one line."""
    level = problem.level.value
    place = paint("place", safe(place_of(problem.span)))
    return f"{place}: {paint(level, level)} {problem.code}: {safe(problem.message)}"


def place_of(span: Span) -> str:
    """`path:line:column`, as far as they are known."""
    place = span.path or "statusgen"
    if span.line:
        place += f":{span.line}"
        if span.column:
            place += f":{span.column}"
    return place
