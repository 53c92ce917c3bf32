"""What templates leave open, `{{like this}}`, and where it was never filled in."""

import re
from collections.abc import Iterator

from statusgen.problems import Problem
from statusgen.read import yaml
from statusgen.read.document import Document

# A letter begins it, so that formulas are none; it may go on in the next line of a text.
PLACEHOLDER = re.compile(r"\{\{\s*(?P<open>[^\W\d_][^{}]{0,199}?)\s*\}\}")
CODE = "unfilled-placeholder"
HINT = "Write what is meant, or take it out; to show the braces themselves, put them in backticks in a text."


def open_in(text: str) -> tuple[str, ...]:
    """What is left open, each once, as one line."""
    return tuple(dict.fromkeys(" ".join(found["open"].split()) for found in PLACEHOLDER.finditer(text)))


def message(name: str) -> str:
    return f"`{' '.join(name.split())[:80]}` was never filled in"


def placeholder_problems(document: Document) -> Iterator[Problem]:
    """What is left open in the fields of a file; its text is looked through as prose."""
    for scalar in _scalars(document.mapping):
        for name in open_in(scalar.text):
            yield document.source.problem(CODE, message(name), scalar.span, HINT)


def _scalars(node: yaml.Node) -> Iterator[yaml.Scalar]:
    if isinstance(node, yaml.Scalar):
        yield node
        return
    for item in node.items:
        yield from _scalars(item[1] if isinstance(item, tuple) else item)
