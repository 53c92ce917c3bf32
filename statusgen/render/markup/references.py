"""Definitions of links: `[label]: destination "title"` at the beginning of a paragraph."""

import re

References = dict[str, tuple[str, str]]  # label -> destination and title, both as written

_REFERENCE = re.compile(
    r"\[(?!\^)((?:[^\[\]\\]|\\.){1,999})\]:[ \t]*+\n?[ \t]*+(?:<([^<>\n]*)>|([^\s<]\S*))"
    r"(?:(?:[ \t]+|[ \t]*\n[ \t]*)(\"(?:[^\"\\]|\\.){0,999}\"|'(?:[^'\\]|\\.){0,999}'|\((?:[^()\\]|\\.){0,999}\)))?"
    r"[ \t]*(?:\n|\Z)",
    re.S,
)


def label(text: str) -> str:
    """The form in which labels are compared."""
    return " ".join(text.split()).casefold()


def taken(lines: list[str], into: References) -> list[str]:
    """Puts the definitions that a paragraph begins with `into` the references, and returns its other lines."""
    text, at = "\n".join(lines), 0
    while text.startswith("[") and (match := _REFERENCE.match(text, at)):
        into.setdefault(label(match[1]), (match[2] or match[3] or "", (match[4] or "")[1:-1]))
        at = match.end()
    if not at:
        return lines
    return text[at:].split("\n") if text[at:].strip() else []
