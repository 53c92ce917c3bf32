"""Colour as an argument: `plain` leaves text alone, `ansi` wraps it in terminal codes."""

from collections.abc import Callable

Paint = Callable[[str, str], str]  # style, text -> text

_STYLES = {
    "error": "1;31",
    "warning": "1;33",
    "note": "1;34",
    "good": "32",
    "place": "1",
    "quiet": "2",
    "hint": "36",
}


def plain(_style: str, text: str) -> str:
    return text


def ansi(style: str, text: str) -> str:
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m"
