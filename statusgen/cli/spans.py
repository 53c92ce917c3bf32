"""Durations and aligned columns for people on a terminal."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from statusgen.report.terminal import width


def span(lasts: timedelta) -> str:
    """`17 min`, `1 h 20 min`, `3 d 4 h`: two units say enough."""
    minutes = int(lasts.total_seconds()) // 60
    hours, days = minutes // 60, minutes // 1440
    if days:
        return _two(f"{days:,} d", hours % 24, "h")
    return _two(f"{hours} h", minutes % 60, "min") if hours else f"{minutes} min"


def _two(first: str, number: int, unit: str) -> str:
    return f"{first} {number} {unit}" if number else first


def columns(rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset()) -> Iterator[str]:
    """Lines in which each column is as wide as it has to be; those in `right` are numbers. The last is never padded."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        padded = (_padded(cell, widths[at], right=at in right) for at, cell in enumerate(row))
        yield "  ".join(padded).rstrip() + "\n"


def _padded(cell: str, columns: int, *, right: bool) -> str:
    blank = " " * (columns - width(cell))
    return blank + cell if right else cell + blank
