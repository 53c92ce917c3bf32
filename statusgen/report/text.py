"""Problems for people: where, what, the source line with the place marked, and what to write instead."""

from collections import Counter
from collections.abc import Sequence

from statusgen.problems import Level, Problem, Span
from statusgen.report.concise import headline
from statusgen.report.paint import Paint
from statusgen.report.terminal import cells, safe, width

_SHOWN = 100  # characters of a long line
_BEFORE = 30  # of which before the place


def text(problems: Sequence[Problem], paint: Paint) -> str:
    """A block for each problem, and a last line that counts them."""
    blocks = [f"{_block(problem, paint)}\n" for problem in problems]
    return "\n".join([*blocks, f"{summary(problems, paint)}\n"])


def summary(problems: Sequence[Problem], paint: Paint) -> str:
    """How many errors, warnings and notes, in how many files."""
    if not problems:
        return paint("good", "No problems.")
    counts = Counter(problem.level.value for problem in problems)
    parts = [paint(level.value, _count(counts[level], level.value)) for level in Level if counts[level]]
    files = len({problem.span.path for problem in problems})
    listed = " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))
    return f"{listed} in {_count(files, 'file')}."


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _block(problem: Problem, paint: Paint) -> str:
    lines = [headline(problem, paint), *_source(problem, paint)]
    if problem.hint:
        lines.append(f"    {paint('hint', 'hint:')} {safe(problem.hint)}")
    return "\n".join(lines)


def _source(problem: Problem, paint: Paint) -> list[str]:
    """The excerpt behind its line number, and the marks below it."""
    span = problem.span
    if not (problem.excerpt.strip() and span.line):
        return []
    line, before, marked = _window(problem.excerpt, span)
    number = f"{span.line:>6}"
    source = [f"{paint('quiet', number + ' |')} {line}"]
    if marked:
        marks = paint(problem.level.value, "^" * marked)
        source.append(f"{paint('quiet', ' ' * len(number) + ' |')} {' ' * before}{marks}")
    return source


def _window(excerpt: str, span: Span) -> tuple[str, int, int]:
    """The part of the line to show, the columns before the place, and the columns to mark: 0 for no place."""
    start = max(0, span.column - 1 - _BEFORE) if len(excerpt) > _SHOWN else 0
    lead = "…" if start else ""
    shown = cells(excerpt[start : start + _SHOWN])
    tail = "…" if start + _SHOWN < len(excerpt) else ""
    line = lead + "".join(shown) + tail
    first = span.column - 1 - start
    if not 0 <= first <= len(shown):
        return line, 0, 0
    last = span.end_column - 1 - start if span.end_line == span.line else len(shown)
    marked = width("".join(shown[first : max(last, first + 1)]))
    return line, width(lead) + width("".join(shown[:first])), max(marked, 1)
