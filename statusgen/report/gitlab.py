"""GitLab's Code Quality report: a JSON array of issues with fingerprints."""

from collections import Counter
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

from statusgen.problems import Level, Problem
from statusgen.report.json import dump
from statusgen.report.paint import Paint

_SEVERITIES = {Level.ERROR: "major", Level.WARNING: "minor", Level.NOTE: "info"}


def gitlab(problems: Sequence[Problem], _paint: Paint) -> str:
    marks = fingerprints(problems)
    return dump([_issue(problem, mark) for problem, mark in zip(problems, marks, strict=True)])


def fingerprints(problems: Sequence[Problem]) -> list[str]:
    """A digest each: the same when lines move, and different for equal problems of one file."""
    seen: Counter[tuple[str, str, str]] = Counter()
    marks = []
    for problem in problems:
        what = (problem.span.path, problem.code, problem.message)
        seen[what] += 1
        text = "\0".join((*what, str(seen[what]))).encode("utf-8", "surrogatepass")
        marks.append(blake2b(text, digest_size=16).hexdigest())
    return marks


def described(problem: Problem) -> str:
    """What is wrong, and what to write instead, in one line."""
    return "; ".join(filter(None, (problem.message, problem.hint)))


def _issue(problem: Problem, fingerprint: str) -> dict[str, Any]:
    return {
        "description": described(problem),
        "check_name": problem.code,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[problem.level],
        "location": {"path": problem.span.path, "lines": {"begin": max(1, problem.span.line)}},
    }
