"""Links and pictures in brackets, each found in one pass however many brackets stand open."""

import html
import re
from dataclasses import dataclass
from typing import Protocol, cast
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString, code_escape

from statusgen.render.markup.literals import NOTHING, Found
from statusgen.render.markup.references import label

_BRACKET = re.compile(r"[\[\]]")
_TITLE = r"\"(?:[^\"\\]|\\.){0,999}\"|'(?:[^'\\]|\\.){0,999}'|\((?:[^()\\]|\\.){0,999}\)"
_PLAIN = r"[^\s()<](?:[^\s()]++|\((?:[^\s()]++|\((?:[^\s()]++|\([^\s()]*+\))*+\))*+\))*+"
_TARGET = re.compile(rf"\(\s*+(?:<([^<>\n]*)>|({_PLAIN}|\(\)))?(?:\s+({_TITLE}))?\s*\)", re.S)
_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.){0,999})\]", re.S)
MAX_EXPANSION = 100_000
MAX_NESTED = 10  # pictures in descriptions of pictures: each level is read anew, and what is deeper is text
_LONGEST_LABEL = 999


@dataclass(slots=True)
class Expansion:
    """How many characters of destinations the references of one text may still add: a long one used often is a bomb."""

    left: int = MAX_EXPANSION


class InlineTree(Protocol):
    """What we ask of Python-Markdown's inline stage: the tags around the place it is at."""

    ancestors: list[str]


class Brackets(InlineProcessor):
    """Links `[text](target)`, `[text][label]`, `[text][]`, `[text]`, and pictures, the same behind a `!`.

    Both in one pass: else the label of a picture would be found to be a link. `inner`: only what stands in brackets.
    """

    def __init__(self, md: Markdown, expansion: Expansion, *, inner: bool = False) -> None:
        super().__init__(r"!?\[", md)
        self._inner = inner
        self._expansion = expansion
        self._data, self._searched = "", 0  # the text last seen, and how much of its end was searched
        self._pairs: dict[int, int] = {}  # opening to closing bracket, both counted from the end of the text

    def _closing(self, data: str, opening: int) -> int | None:
        """The bracket that closes this one. Found once for all: searching anew for each would take squared time.

        Only what stands before `opening` changes while a text is worked through, so places count from its end.
        """
        tail = len(data) - opening
        if data is not self._data:
            if self._searched < tail or self._data[-tail:] != data[-tail:]:
                self._pairs, self._searched = _pairs(data, opening), tail
            self._data = data
        closing = self._pairs.get(tail)
        return None if closing is None else len(data) - closing

    def target(self, data: str, opening: int) -> tuple[str, str, str, int] | None:
        """Text, destination, title, and where it all ends."""
        closing = self._closing(data, opening)
        if closing is None:
            return None
        text = data[opening + 1 : closing]
        if match := _TARGET.match(data, closing + 1):
            return text, self._raw(match[1] or match[2] or ""), self._raw(match[3] or "")[1:-1], match.end()
        return self._referenced(text, data, closing + 1)

    def _referenced(self, text: str, data: str, end: int) -> tuple[str, str, str, int] | None:
        if not self.md.references:
            return None
        match = _LABEL.match(data, end)
        name = match[1] if match and match[1].strip() else text
        if len(name) > _LONGEST_LABEL:
            return None
        found = self.md.references.get(label(self._raw(name)))
        if found is None:
            return None
        self._expansion.left -= len(found[0]) + len(found[1])
        if self._expansion.left < 0:
            return None
        return text, *found, match.end() if match else end

    def _raw(self, text: str) -> str:
        return self.unescape(text) if "\x02" in text else text

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]  # noqa: N802 (the library's name)
        inside = cast("InlineTree", self.md.treeprocessors["inline"]).ancestors
        is_picture = m[0] == "!["
        may_link = "a" not in inside and ("span" in inside or not self._inner)
        if inside.count("span") > MAX_NESTED or not (is_picture or may_link):
            return NOTHING
        found = self.target(data, m.end() - 1)
        if found is None or (not is_picture and _holds_link(found[0])):
            return NOTHING
        text, url, title, end = found
        element = _picture(text, url, linked="a" not in inside) if is_picture else _link(text, url, title)
        return element, m.start(), end


def _pairs(data: str, start: int) -> dict[int, int]:
    pairs: dict[int, int] = {}
    waiting: list[int] = []
    for match in _BRACKET.finditer(data, start):
        if match[0] == "[":
            waiting.append(match.start())
        elif waiting:
            pairs[len(data) - waiting.pop()] = len(data) - match.start()
    return pairs


def _holds_link(text: str) -> bool:
    """A link whose text holds another link is none: the inner one is."""
    middle = text.find("](")
    return middle >= 0 and "![" not in text and _TARGET.match(text, middle + 1) is not None


def _link(text: str, url: str, title: str) -> Element:
    element = Element("a", {"href": url})
    if title:
        element.set("title", html.unescape(title))
    element.text = text
    return element


def _picture(text: str, url: str, *, linked: bool) -> Element:
    """No picture is fetched from elsewhere: its description stays, as a link to it where that leads somewhere."""
    linked = linked and url.lower().startswith(("http://", "https://"))
    element = Element("a", {"href": url}) if linked else Element("span")
    element.text = text if text.strip() or not linked else AtomicString(code_escape(url))
    return element
