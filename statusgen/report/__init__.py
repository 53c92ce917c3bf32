"""Problems as text for people, editors and forges. Content can drive no terminal and no log that shows it."""

from collections.abc import Callable, Iterable, Sequence

from statusgen.problems import Problem
from statusgen.report import concise, github, gitlab, json, sarif, text
from statusgen.report.paint import Paint, ansi, plain

# A format takes the problems in order and how to colour, which formats for machines leave alone.
FORMATS: dict[str, Callable[[Sequence[Problem], Paint], str]] = {
    "text": text.text,
    "concise": concise.concise,
    "json": json.json,
    "github": github.github,
    "gitlab": gitlab.gitlab,
    "sarif": sarif.sarif,
}


def report(problems: Iterable[Problem], fmt: str, *, color: bool = False) -> str:
    """All problems in one of `FORMATS`, ending in a newline unless there is nothing to say."""
    return FORMATS[fmt](tuple(problems), ansi if color else plain)
