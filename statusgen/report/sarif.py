"""SARIF 2.1.0 (OASIS), which code scanning on many forges and editors reads."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from statusgen import __version__
from statusgen.codes import CODES
from statusgen.problems import Problem, Span
from statusgen.report.gitlab import described, fingerprints
from statusgen.report.json import dump
from statusgen.report.paint import Paint


def sarif(problems: Sequence[Problem], _paint: Paint) -> str:
    marks = fingerprints(problems)
    run = {
        "tool": {"driver": {"name": "statusgen", "version": __version__, "rules": _rules()}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem, mark) for problem, mark in zip(problems, marks, strict=True)],
    }
    return dump({"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]})


def _rules() -> list[dict[str, Any]]:
    return [
        {"id": code, "shortDescription": {"text": meaning}, "defaultConfiguration": {"level": level}}
        for code, (level, meaning) in CODES.items()
    ]


def _result(problem: Problem, fingerprint: str) -> dict[str, Any]:
    return {
        "ruleId": problem.code,
        "ruleIndex": list(CODES).index(problem.code),
        "level": problem.level.value,
        "message": {"text": described(problem)},
        "locations": [{"physicalLocation": _location(problem.span)}],
        "partialFingerprints": {"statusgen/v1": fingerprint},
    }


def _location(span: Span) -> dict[str, Any]:
    """Nothing leads out of a base (3.4.4): what lies in another repository has none."""
    artefact = {"uri": quote(span.path, errors="surrogatepass")}
    base = {} if span.is_outside else {"uriBaseId": "%SRCROOT%"}
    return {"artifactLocation": artefact | base, **({"region": _region(span)} if span.line else {})}


def _region(span: Span) -> dict[str, int]:
    """Lines and columns from 1, the last column exclusive, as ours. What is not known is left out (3.30)."""
    region = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
    return {name: value for name, value in region.items() if value}
