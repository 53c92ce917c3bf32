"""Text as a terminal shows it: nothing that could drive it, and how many columns it takes."""

import re
import unicodedata

# Unicode categories: control, format (bidi, zero width, tags), surrogate, line and paragraph separator.
_DRIVING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_JOINERS = frozenset("\u200c\u200d")  # harmless, and Persian words and emoji need them
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_TAB = 4
_RUNNERS = re.compile(r"##(?=\[|vso\[)", re.IGNORECASE)  # where GitHub's and Azure's runners see a command


def safe(text: str) -> str:
    """The text on one line, with all that could drive a terminal, or a CI runner that reads along, as an escape."""
    text = _RUNNERS.sub(r"#\\x23", text)
    if text.startswith("::"):
        text = "\\x3a" + text[1:]
    if text.isprintable():
        return text
    return "".join(_shown(character) for character in text)


def width(text: str) -> int:
    """Columns that `text` takes on a terminal: 2 for wide characters, 0 for those that combine."""
    if text.isascii():
        return len(text)
    return sum(_columns(character) for character in text)


def cells(line: str) -> list[str]:
    """What is shown for each character of a source line; tabs become spaces up to the next stop."""
    shown: list[str] = []
    at = 0
    for character in line:
        cell = " " * (_TAB - at % _TAB) if character == "\t" else _shown(character)
        shown.append(cell)
        at += width(cell)
    return shown


def clipped(text: str, columns: int) -> str:
    """At most so many columns of it, ending in an ellipsis where something was cut."""
    if width(text) <= columns:
        return text
    kept, room = "", columns - 1
    for character in text:
        room -= _columns(character)
        if room < 0:
            break
        kept += character
    return kept.rstrip() + "…"


def _shown(character: str) -> str:
    if character in _JOINERS or unicodedata.category(character) not in _DRIVING:
        return character
    code = ord(character)
    return _SHORT.get(character) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{{{code:04x}}}")


def _columns(character: str) -> int:
    if character in _JOINERS or unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1
