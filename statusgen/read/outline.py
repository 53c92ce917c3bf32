"""Which lines of a Markdown text are code, and how deep each stands in quotes and lists: CommonMark's containers.

One pass over the lines, as the renderer makes it, but nothing is built: this only tells prose from code.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

MAX_DEPTH = 20

_TABBED_PREFIX = re.compile(r"[ >+*\-\d.)]*\t[ \t]*")
_QUOTE = re.compile(r" {0,3}> ?")
_ITEM = re.compile(r" {0,3}(?:[-+*]|(?P<number>\d{1,9})[.)])(?P<space> +|$)")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]|$)")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*$")
_FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})")
_FENCE_END = re.compile(r" {0,3}(`{3,}|~{3,})[ \t]*$")
_TICKS = re.compile("[`~]")


class Line(NamedTuple):
    """`prose` is as long as the line was, with what is code blanked out; `depth` counts quotes and list items.

    `goes_on`: with the paragraph of the line before; what a pair of marks encloses ends with its paragraph.
    """

    prose: str
    depth: int
    goes_on: bool


def outline(text: str) -> Iterator[Line]:
    """Every line of the text; none after the first that stands deeper than MAX_DEPTH."""
    reader = _Reader()
    for line in text.split("\n"):
        yield Line(reader.prose(line), len(reader.widths), reader.goes_on)
        if len(reader.widths) > MAX_DEPTH:
            return


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


class _Reader:
    """`widths` are of the open containers: how far an item's content is indented, 0 for a quote."""

    def __init__(self) -> None:
        self.widths: list[int] = []
        self.fence = ""  # the marks that opened the fence we are in
        self.in_code = self.in_paragraph = self.goes_on = False

    def prose(self, line: str) -> str:
        """Takes the next line; what of it is no code."""
        self.goes_on = False
        tabs = _TABBED_PREFIX.match(line)
        level, rest = self._continued(tabs[0].expandtabs(4) + line[tabs.end() :] if tabs else line)
        inside = level == len(self.widths)
        if self.fence and inside:
            closing = _FENCE_END.match(rest)
            self.fence = "" if closing and closing[1].startswith(self.fence) else self.fence
            return " " * len(line)
        self.fence = ""
        if not rest.strip():
            self._close(level)
            self.in_paragraph = False
            return line
        self.in_code = self.in_code and inside and _indent(rest) >= 4
        return " " * len(line) if self.in_code else self._begun(level, rest, line)

    def _continued(self, rest: str) -> tuple[int, str]:
        """How many of the open containers go on, and what stands in the innermost of those."""
        for level, width in enumerate(self.widths):
            quote = None if width else _QUOTE.match(rest)
            if quote:
                rest = rest[quote.end() :]
            elif width and (_indent(rest) >= width or not rest.strip()):
                rest = rest[width:]
            else:
                return level, rest
        return len(self.widths), rest

    def _begun(self, level: int, rest: str, line: str) -> str:
        """A line that may begin something: containers, then code or a paragraph in the innermost."""
        while (found := self._container(level, rest)) and level <= MAX_DEPTH:
            self._close(level)
            self.in_paragraph = False
            self.widths.append(found[0])
            level, rest = level + 1, rest[found[1] :]
        if _indent(rest) >= 4 and not self.in_paragraph and rest.strip():
            self._close(level)
            self.in_code = True
            return " " * len(line)
        if fence := _FENCE.match(rest):
            self._close(level)
            self.fence, self.in_paragraph = fence[1], False
            return _TICKS.sub("x", line)  # what stands behind is no code: it names the language
        ends = _RULE.match(rest) or _HEADING.match(rest)
        self.goes_on = self.in_paragraph and not ends  # maybe lazily, in less deep a container than it began in
        if not self.goes_on:
            self._close(level)
        underlined = self.goes_on and level == len(self.widths) and _UNDERLINE.match(rest)
        self.in_paragraph = bool(rest.strip()) and not ends and not underlined
        return line

    def _container(self, level: int, rest: str) -> tuple[int, int] | None:
        """A quote or list item that begins here: its width, and how many characters of the line lead into it."""
        if quote := _QUOTE.match(rest):
            return 0, quote.end()
        item = _ITEM.match(rest)
        if not item or _RULE.match(rest):
            return None
        content = rest[item.end() :].strip()
        interrupts = bool(content) and (item["number"] is None or int(item["number"]) == 1)
        if self.in_paragraph and level == len(self.widths) and not interrupts:
            return None
        width = item.end() if content and len(item["space"]) < 5 else item.start("space") + 1
        return width, width

    def _close(self, level: int) -> None:
        del self.widths[level:]
