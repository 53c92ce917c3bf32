"""Mistakes in content are values: where, what, and what to write instead."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from statusgen.codes import CODES


class Level(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a file. Lines and columns count from 1, in characters; line 0 is the file as a whole.

    `path` is relative to the site's root, with forward slashes. `end_column` is exclusive.
    """

    path: str
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0

    @property
    def is_outside(self) -> bool:
        """Whether it lies beside the folder that its path begins in: in another repository."""
        return self.path.startswith("../")


NOWHERE = Span("")


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake. `code` is stable and listed in `CODES`; `excerpt` is the source line that `span` begins on."""

    span: Span
    code: str
    message: str
    hint: str = ""
    excerpt: str = ""

    @property
    def level(self) -> Level:
        return Level(CODES[self.code].level)


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Only what stops a build."""
    return tuple(problem for problem in problems if problem.level is Level.ERROR)


def without_notes(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Errors and warnings: what somebody has to look at. A note is advice on wording."""
    return tuple(problem for problem in problems if problem.level is not Level.NOTE)
