"""What may be wrong with a Markdown body, found by plain scans in linear time, before any renderer sees it.

The limits keep rendering under a second; real histories (25,688 characters at most) stay far below them.
"""

import html
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from statusgen.problems import Problem, Span
from statusgen.read import placeholders
from statusgen.read.outline import MAX_DEPTH, Line, outline
from statusgen.read.placeholders import PLACEHOLDER

MAX_LENGTH = 100_000
# Python-Markdown copies a paragraph for each mark-up it finds, and puts a mark of some 14 characters in its place.
MAX_COPIED = 3_000_000_000
_PLACEHOLDER = 14
_MARKS = ("\\", "`", "&", "<", "[", "]", "*", "_", "~", "@", "://", "www.", "  \n")

_BLANK = re.compile(r"[ \t>]*$")
_BULLET = re.compile(r" {0,3}[-+*] +\S")
_DELIMITERS = re.compile(r" {0,3}\|?\s*+:?-++:?\s*+(?:\|\s*+:?-++:?\s*+)*+\|?\s*+$")

_SCAN = re.compile(
    r"\\.|`+|\]\([ \t]*<?(?P<target>[^\s<>()]*)|^ {0,3}\[[^\[\]\n]{1,999}\]:[ \t]*<?(?P<defined>[^\s<>]+)"
    r"|<(?P<address>[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*)>"
    rf"|{PLACEHOLDER.pattern}"
    r"|<(?P<tag>[A-Za-z][A-Za-z0-9-]*)(?=[\s/>])[^<>]{0,2000}>|<(?P<mark>!--|\?|!\[CDATA\[|!(?=[A-Za-z]))",
    re.M,
)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_GONE_WITH_CONTENT = {"script", "style", "textarea", "!--", "?", "![CDATA[", "!"}
_INSTEAD = {
    "a": "[text](https://address)",
    "b": "**text**",
    "strong": "**text**",
    "i": "*text*",
    "em": "*text*",
    "s": "~~text~~",
    "del": "~~text~~",
    "code": "`text`",
    "pre": "three backticks on a line of their own before and after",
    "p": "a blank line between paragraphs",
    "hr": "---",
    "ul": "- item",
    "ol": "1. item",
    "li": "- item",
    "blockquote": "> text",
    "h1": "# title",
    "h2": "## title",
    "h3": "### title",
    "img": "a sentence that says what the picture shows",
    "table": "| a | b | with |---|---| below",
}  # fmt: skip


def prose_problems(text: str, span: Span) -> tuple[Problem, ...]:
    """Limits, raw HTML, unsafe links and what was never filled in; the body begins in column 1 of the line of `span`.

    A text over a limit must not be rendered; it is not searched any further.
    """
    if len(text) > MAX_LENGTH:
        message = f"the text has {len(text):,} characters; at most {MAX_LENGTH:,} can be shown"
        return (
            _problem("markdown-limit", text, (0, 0), span, message, "Put the details in a document and link to it."),
        )
    lines = list(outline(text))
    prose = "\n".join(line.prose for line in lines)
    if lines[-1].depth > MAX_DEPTH:
        message = f"quotes and lists are nested deeper than {MAX_DEPTH}"
        place = len(prose) - len(lines[-1].prose), len(prose)
        return (_problem("markdown-limit", text, place, span, message, "Use fewer levels."),)
    return tuple(_too_dense(prose, text, span)) or tuple(sorted({*_marked_up(prose, _ends(lines), text, span)}))


def _problem(code: str, text: str, place: tuple[int, int], span: Span, message: str, hint: str) -> Problem:
    start, end = place
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", start)
    line_end = len(text) if line_end < 0 else line_end
    line = max(span.line, 1) + text.count("\n", 0, start)
    columns = start - line_start + 1, min(end, line_end) - line_start + 1
    where = Span(span.path, line, columns[0], line, max(columns))
    return Problem(where, code, message, hint, text[line_start : min(line_end, line_start + 300)])


def _line_starts(text: str) -> Iterator[tuple[int, str]]:
    lines = text.split("\n")
    return zip(accumulate((len(line) + 1 for line in lines), initial=0), lines, strict=False)


def _too_dense(prose: str, text: str, span: Span) -> Iterator[Problem]:
    copied = 0
    for start, paragraph in _paragraphs(prose):
        marks = sum(map(paragraph.count, _MARKS))
        copied += marks * (len(paragraph) + _PLACEHOLDER * marks)
        if copied > MAX_COPIED:
            message = f"too much mark-up without a blank line: {marks:,} marks in {len(paragraph):,} characters"
            hint = "Put blank lines between paragraphs, and logs between two lines of three backticks."
            yield _problem("markdown-limit", text, (start, start), span, message, hint)
            return


def _paragraphs(prose: str) -> Iterator[tuple[int, str]]:
    """Lines that may be read as one: up to a blank line, a bullet, or, in a table, the next row."""
    start, columns = 0, 0
    lines: list[str] = []
    for at, line in _line_starts(prose):
        if _DELIMITERS.match(line) and line.count("|") and _columns(line) == _columns(lines[-1] if lines else ""):
            columns = _columns(line)
        blank = _BLANK.match(line) is not None
        columns = 0 if blank else columns
        if blank or columns or _BULLET.match(line):
            yield start, "\n".join(lines)
            start, lines = at, []
        if blank:
            start = at + len(line) + 1
        else:
            lines.append(line)
    yield start, "\n".join(lines)


def _columns(row: str) -> int:
    row = row.strip()
    inner = row.removeprefix("|").removesuffix("|")
    return 1 + inner.count("|") - inner.count("\\|")


def _ends(lines: Sequence[Line]) -> list[int]:
    """Where paragraphs and all else that is read as one end, in order; the end of the text is not among them."""
    starts = accumulate((len(line.prose) + 1 for line in lines), initial=0)
    return [start for start, line in zip(starts, lines, strict=False) if not line.goes_on]


def _marked_up(prose: str, ends: Sequence[int], text: str, span: Span) -> Iterator[Problem]:
    at, seen = 0, set()
    while match := _SCAN.search(prose, at):
        at = match.end()
        if match[0][0] == "`":
            near = bisect_right(ends, match.start())
            at = _after_code(prose, match[0], at, ends[near] if near < len(ends) else len(prose))
        elif name := match["mark"] or (match["tag"] or "").lower():
            if name != "br" and name not in seen:
                yield _raw_html(name, match, text, span)
            seen.add(name)
        elif match["open"]:
            message = placeholders.message(match["open"])
            yield _problem(placeholders.CODE, text, match.span(), span, message, placeholders.HINT)
        else:
            yield from _unsafe_link(match, text, span)


def _after_code(prose: str, ticks: str, start: int, end: int) -> int:
    """Past the code that these ticks open; just past them if nothing closes it in the same paragraph."""
    closing = re.compile(rf"(?<!`){ticks}(?!`)").search(prose, start, end)
    return closing.end() if closing else start


def _raw_html(name: str, match: re.Match[str], text: str, span: Span) -> Problem:
    gone = (
        "is raw HTML and is removed with all that is in it"
        if name in _GONE_WITH_CONTENT
        else "is raw HTML: it is removed, the text in it stays"
    )
    written = match[0] if len(match[0]) <= 40 else f"{match[0][:39]}…"
    hint = (
        f"Write {_INSTEAD[name]} instead."
        if name in _INSTEAD
        else f"To show it as text, write `{written}` in backticks."
    )
    return _problem("raw-html", text, match.span(), span, f"`{written}` {gone}", hint)


def _unsafe_link(match: re.Match[str], text: str, span: Span) -> Iterator[Problem]:
    group = next((name for name in ("target", "defined", "address") if match[name]), None)
    if group is None:
        return
    address = html.unescape(match[group]).strip()
    scheme = _SCHEME.match(address)
    if address.startswith(("//", "/\\", "\\")):
        message = f"`{address[:80]}` leads to another host without saying how"
    elif scheme and scheme[1].lower() not in {"http", "https", "mailto"}:
        message = f"`{address[:80]}` is not a link that is shown: `{scheme[1]}` is neither http, https nor mailto"
    else:
        return
    yield _problem(
        "unsafe-link", text, match.span(group), span, message, "Write the full address, beginning with https://."
    )
