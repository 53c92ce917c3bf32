"""Plain text as people type it into forms, as Markdown that shows the same."""

import html
import re

from statusgen.read.fields import id_fault
from statusgen.read.placeholders import PLACEHOLDER
from statusgen.read.source import FORBIDDEN

# Code spans and fences, links and autolinks: nothing in them is escaped.
_VERBATIM = re.compile(r"```.*?```|`[^`\n]+`|<(?:https?://|mailto:)[^\s<>]+>|https?://[^\s<>]+", re.DOTALL)
_LOOKS_LIKE_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_STAR_IN_WORD = re.compile(r"(?<=\w)\*(?=\w)")
_BULLET = re.compile(r"^([ \t]*)[•·◦▪‣●][ \t]*", re.MULTILINE)
_LIST_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+\S")
_OWN_LINE = re.compile(r"#{1,6}[ \t]|>|\|")
_UNDERLINE = re.compile(r"(=+|-+)[ \t]*$")
_HALF = re.compile("[\ud800-\udfff]")  # JSON and file names can hold halves of characters, UTF-8 cannot
_BEYOND = re.compile(r"&#[xX]?[0-9a-fA-F]{8,};?")  # the last character is &#x10FFFF; and long numbers are slow


def printable(text: str) -> str:
    """Without what content may not hold: control characters go, and half a character is shown as one that is lost."""
    text = re.sub("\r\n?|\x85|\u2028|\u2029", "\n", text)
    return _HALF.sub("\ufffd", FORBIDDEN.sub("", text))


def clean(text: str) -> str:
    """Printable, with `\\n` line ends, no tabs, no blanks at line ends and no references to characters beyond all."""
    text = printable(text).replace("\t", "    ").replace("\xa0", " ")
    text = _BEYOND.sub("\ufffd", text)
    return "\n".join(one.rstrip(" ") for one in text.split("\n")).strip("\n")


def unescaped(text: str) -> str:
    """With the characters that references such as `&amp;` stand for, if content may hold them. Text must be clean."""
    return printable(html.unescape(text))


def line(text: str, limit: int = 500) -> str:
    """As one line of at most `limit` characters."""
    words = spaced(" ".join(unescaped(clean(text)).split()))
    return words if len(words) <= limit else f"{words[: limit - 1].rstrip()}…"


def spaced(text: str) -> str:
    """A field in which nothing reads like a placeholder of our templates: other tools leave theirs in texts, too."""
    return PLACEHOLDER.sub(lambda found: found[0].replace("{{", "{ {"), text)


def slug(text: str, limit: int = 64) -> str:
    """Lower-case letters, digits and hyphens, such as an id is made of; may be empty."""
    words = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:limit].strip("-")
    return f"{words}-1" if words and id_fault(words) else words  # no file can be called `con` or `aux` on Windows


def escaped(text: str) -> str:
    """Text whose `<`, `*` and `{{` mean themselves; Markdown that people type on purpose is left alone."""
    parts, end = [], 0
    for verbatim in _VERBATIM.finditer(text):
        parts += [_escaped(text[end : verbatim.start()]), verbatim[0]]
        end = verbatim.end()
    return "".join([*parts, _escaped(text[end:])])


def _escaped(text: str) -> str:
    text = PLACEHOLDER.sub(r"\\\g<0>", text)
    return _STAR_IN_WORD.sub(r"\\*", _LOOKS_LIKE_TAG.sub("&lt;", text))


def markdown_of(text: str) -> str:
    """Markdown that shows `text` line by line as it stands."""
    return laid_out(escaped(unescaped(clean(text))))


def laid_out(text: str) -> str:
    """Lines as Markdown keeps them: a break at each line end, lists apart from text, no accidental headings or code."""
    lines: list[str] = []
    fenced = False
    for raw in _BULLET.sub(r"\1- ", text).split("\n"):
        previous = lines[-1] if lines else ""
        current = raw if fenced else _guarded(raw, previous)
        if lines and not fenced:
            lines[-1:] = _ended(previous, current)
        lines.append(current)
        fenced ^= current.lstrip().startswith("```")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _guarded(current: str, previous: str) -> str:
    """The line, without what would make something else of it by accident."""
    if current.startswith("    ") and not (_LIST_ITEM.match(previous) or previous.startswith("    ")):
        current = current.lstrip()
    if re.match(r"#+[^#\s]|\[[^\]]+\]:|=+$", current):
        return f"\\{current}"
    return re.sub(r"^(\d{4,})\. ", r"\1\\. ", current)


def _ended(previous: str, current: str) -> list[str]:
    """The line before, ended as what follows demands."""
    if not previous.strip() or not current.strip() or previous.lstrip().startswith("```"):
        return [previous]
    in_list, lists_on = bool(_LIST_ITEM.match(previous)), bool(_LIST_ITEM.match(current))
    same_kind = _OWN_LINE.match(previous) and _OWN_LINE.match(current) and previous[0] == current[0]
    if (in_list and lists_on) or same_kind or (previous.startswith("  ") and lists_on):
        return [previous]
    if in_list and current.startswith("  "):
        return [f"{previous}  "]
    apart = in_list or lists_on or _UNDERLINE.match(current) or _OWN_LINE.match(current) or _OWN_LINE.match(previous)
    return [previous, ""] if apart or current.lstrip().startswith("```") else [f"{previous}  "]
