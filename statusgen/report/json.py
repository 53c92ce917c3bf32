"""Problems as one JSON document, the shape that design and docs promise."""

import json as encoder
from collections import Counter
from collections.abc import Sequence
from typing import Any

from statusgen.problems import Level, Problem
from statusgen.report.paint import Paint


def json(problems: Sequence[Problem], _paint: Paint) -> str:
    return document({"problems": [_problem(problem) for problem in problems], "counts": counts(problems)})


def document(content: dict[str, Any]) -> str:
    """One versioned JSON document in plain ASCII, so nothing in it can drive a terminal."""
    return dump({"version": 1, **content})


def dump(content: Any) -> str:
    """JSON in printable ASCII and a newline. The encoder leaves DEL as it is; a terminal might not. Nor might a runner
    of CI leave `##[error]`, wherever it stands in a line; outside of texts JSON has no `#`."""
    return encoder.dumps(content, indent=2).replace("\x7f", "\\u007f").replace("##", "#\\u0023") + "\n"


def counts(problems: Sequence[Problem]) -> dict[str, int]:
    found = Counter(problem.level.value for problem in problems)
    return {level.value: found[level.value] for level in Level}


def _problem(problem: Problem) -> dict[str, Any]:
    span = problem.span
    return {
        "path": span.path,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
        "severity": problem.level.value,
        "code": problem.code,
        "message": problem.message,
        "hint": problem.hint,
    }
