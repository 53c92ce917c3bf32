"""Markdown to plain text, for mail, feeds and summaries: what the page shows, without its looks."""

import re
from functools import lru_cache
from html.parser import HTMLParser
from urllib.parse import urljoin

from statusgen.render.markup.page import html

_SPACE = re.compile(r"[ \t\n]+")
_BLOCKS = {"blockquote", "h3", "h4", "h5", "h6", "ol", "p", "pre", "table", "ul"}


@lru_cache(maxsize=8192)
def plain(text: str, base: str = "") -> str:
    """Readable plain text of Markdown: links as `text (address)`, lists with marks, blank lines between blocks.

    With `base`, the address that relative ones are relative to, all are absolute.
    """
    reader = _Reader(base)
    reader.feed(html(text))
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    """Collects lines. `prefixes` are what every line inside the open lists and quotes begins with."""

    def __init__(self, base: str) -> None:
        super().__init__(convert_charrefs=True)
        self.base = base
        self.lines: list[str] = []
        self.words: list[str] = []
        self.prefixes: list[str] = []
        self.numbers: list[int | None] = []  # of each open list the next number; None where it has bullets
        self.mark: str | None = None  # what the next line begins with instead of the innermost prefix
        self.link: tuple[str, int] | None = None  # the open link's address, and where in `words` its text begins
        self.literal = False

    def text(self) -> str:
        self._end_line()
        return "\n".join(self.lines).strip("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag in _BLOCKS:
            self._begin_block(tag, attributes)
        elif tag == "li":
            self._begin_item()
        elif tag == "a":
            self.link = (urljoin(self.base, attributes.get("href") or ""), len(self.words))
        elif tag == "input":
            self.words.append("[x]" if "checked" in attributes else "[ ]")
        elif tag in {"br", "hr", "tr"}:
            self._end_line()
            if tag == "hr":
                self._separate()
                self.words.append("---")
                self._end_line()
        elif tag in {"td", "th"} and self.words:
            self.words.append(" | ")

    def _begin_block(self, tag: str, attributes: dict[str, str | None]) -> None:
        self._end_line()
        if self.mark is None and not (tag in {"ul", "ol"} and self.numbers):
            self._separate()
        if tag == "blockquote":
            self.prefixes.append("> ")
        elif tag in {"ul", "ol"}:
            self.numbers.append(int(attributes.get("start") or 1) if tag == "ol" else None)
        self.literal = self.literal or tag == "pre"

    def _begin_item(self) -> None:
        self._end_line()
        number = self.numbers[-1]
        mark = "- " if number is None else f"{number}. "
        if number is not None:
            self.numbers[-1] = number + 1
        self.prefixes.append(" " * len(mark))
        self.mark = mark

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._end_link()
        elif tag == "li":
            self._end_line()
            self.prefixes.pop()
            self.mark = None
        elif tag in _BLOCKS:
            self._end_line()
            if tag == "blockquote":
                self.prefixes.pop()
            elif tag in {"ul", "ol"}:
                self.numbers.pop()
            self.literal = self.literal and tag != "pre"

    def _end_link(self) -> None:
        if self.link is None:
            return
        address, start = self.link
        shown = "".join(self.words[start:]).strip()
        address = address.removeprefix("mailto:")
        if address and not _same(shown, address):
            self.words.append(f" ({address})")
        self.link = None

    def handle_data(self, data: str) -> None:
        if not self.literal:
            self.words.append(_SPACE.sub(" ", data))
            return
        for line in data.removesuffix("\n").split("\n"):
            self._write(f"    {line}".rstrip())

    def _end_line(self) -> None:
        line = _SPACE.sub(" ", "".join(self.words)).strip()
        self.words.clear()
        if line:
            self._write(line)

    def _write(self, line: str) -> None:
        prefix = "".join(self.prefixes)
        if self.mark is not None:
            prefix, self.mark = "".join(self.prefixes[:-1]) + self.mark, None
        self.lines.append((prefix + line).rstrip())

    def _separate(self) -> None:
        if self.lines and self.lines[-1].strip("> "):
            self.lines.append("".join(self.prefixes).rstrip())


def _same(shown: str, address: str) -> bool:
    """Whether a link's text already is its address, as with bare ones."""
    return address in {shown, f"http://{shown}", f"https://{shown}"} or shown == f"mailto:{address}"
