"""How much of a text fits into a message, and what must not stand in its lines."""

import re
from collections.abc import Sequence
from typing import TypeVar

from statusgen.model.languages import Borrowed, Markdown, language_of

Thing = TypeVar("Thing")

# Control characters, halves of surrogate pairs, and what turns the direction of the text around (Unicode, UAX 9).
_UNFIT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACE = re.compile("[ \t\n]+")  # not what keeps things together
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_MARKS = ".,;:!?"
LINE = 600  # characters of impact, advice and the like
MOST = 20  # services, earlier updates


def clean(text: str) -> str:
    """Without what must not stand in a message; breaks of lines stay, all as one kind."""
    return _UNFIT.sub("", _BREAKS.sub("\n", text))


def one_line(text: str) -> str:
    """The text on one line; in its own language, if that is another one."""
    return _alike(_SPACE.sub(" ", clean(text)).strip(), text)


def shortened(text: str, most: int) -> str:
    """A line of at most so many characters, cut between words."""
    line = one_line(text)
    if len(line) <= most:
        return line
    cut = line[: max(most - 1, 0)]
    begin = cut if line[len(cut)] == " " or " " not in cut[most // 2 :] else cut.rpartition(" ")[0]
    return _alike(begin.rstrip().rstrip(_MARKS) + "…", text)


def _alike(text: str, model: str) -> str:
    language = language_of(model)
    return Borrowed(text, language) if language else text


class Room:
    """So much of each text fits. `full`: something was left out."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.full = False

    def line(self, text: str) -> str:
        most = min(self.size, LINE)
        self.full = self.full or len(text) > most
        return shortened(text, most)

    def prose(self, markdown: str) -> Markdown:
        """Whole paragraphs, if that leaves enough."""
        if len(markdown) <= self.size:
            return Markdown(markdown)
        self.full = True
        cut = markdown[: self.size]
        end = max(cut.rfind("\n\n"), cut.rfind("\n") if len(cut) < len(markdown) else -1)
        kept = cut[:end] if end > self.size // 2 else cut.rpartition(" ")[0] or cut
        return Markdown(_closed(kept), language_of(markdown))

    def some(self, things: Sequence[Thing]) -> tuple[Thing, ...]:
        """The first of them."""
        most = min(MOST, max(self.size // 100, 1))
        self.full = self.full or len(things) > most
        return tuple(things[:most])


def _closed(markdown: str) -> str:
    """A block of code that the cut has left open would take in all that follows."""
    fence = ""
    for line in markdown.split("\n"):
        found = _FENCE.match(line)
        if found and not fence:
            fence = found[1]
        elif found and found[1].startswith(fence):
            fence = ""
    return f"{markdown}\n{fence}" if fence else markdown
