"""Texts as rules read them: words with their places, and code and addresses told from prose. All in linear time."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from statusgen.read.outline import outline

_CURLY = "\u2019"  # the apostrophe of typographers
_WORD = re.compile(rf"[^\W_]+(?:['{_CURLY}][^\W_]+)*|%")
_URL = re.compile(r"(?:https?|ftp|ssh)://[^\s<>()\"'`\]]+", re.IGNORECASE)
_MAIL = re.compile(r"[^\s@<>()\[\],;:]{1,64}@[^\s@<>()\[\],;:]{1,253}")
_TICKS = re.compile(r"`[^`\n]*`")
_MAY_BE_CODE = ("```", "~~~", "    ", "\t")
_BETWEEN = frozenset(" \n-*_")  # what may stand between two words of one phrase
_GLUE = tuple("-_./")
_END = re.compile(r"[.!?:;]\s|\n[ \t]*\n|\n[ \t]*[-*] ")


class Word(NamedTuple):
    """In lower case; `start` and `end` are characters of the text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Text:
    """One text as written. `field` is its name in the file; `language` is empty for that of the site.

    `prose` is as long as `value`, with code and addresses blanked out; `words` are those of `prose`.
    """

    path: str
    field: str
    value: str
    prose: str
    words: tuple[Word, ...]
    language: str = ""
    is_english: bool = True
    is_public: bool = True

    @property
    def vocabulary(self) -> frozenset[str]:
        return frozenset(word.text for word in self.words)


def word_set(listed: str) -> frozenset[str]:
    """Words that are written one after the other."""
    return frozenset(listed.split())


def prose_of(value: str) -> str:
    """The text with code, addresses of pages and of mail as blanks: their words are nobody's wording."""
    if any(mark in value for mark in _MAY_BE_CODE):
        lines = [line.prose for line in outline(value)]
        lines.extend(" " * len(line) for line in value.split("\n")[len(lines) :])  # nested too deep to be shown
        value = "\n".join(lines)
    if "`" in value:
        value = _TICKS.sub(_blank, value)
    if "://" in value:
        value = _URL.sub(_blank, value)
    if "@" in value:
        value = _MAIL.sub(_blank, value)
    return value


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def words_of(prose: str) -> tuple[Word, ...]:
    return tuple(
        Word(found[0].lower().replace(_CURLY, "'"), found.start(), found.end()) for found in _WORD.finditer(prose)
    )


def without_addresses(value: str) -> str:
    """As long as the text, with blanks for addresses of pages; code stays."""
    return _URL.sub(_blank, value)


def addresses_in(value: str) -> Iterator[tuple[int, str]]:
    """Addresses of pages, also those behind links, each with where it begins."""
    for found in _URL.finditer(value):
        yield found.start(), found[0].rstrip(".,;:!?*_")


def sentences(text: Text) -> Iterator[tuple[Word, ...]]:
    """The words of each sentence or item of a list."""
    ends = [found.start() for found in _END.finditer(text.prose)]
    at = 0
    for end in (*ends, len(text.prose)):
        first = at
        while at < len(text.words) and text.words[at].start <= end:
            at += 1
        if at > first:
            yield text.words[first:at]


Phrases = Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]  # first word -> phrases that begin with it, and more


def phrases(meant: Mapping[str, str] | Iterable[str]) -> Phrases:
    """An index of phrases: what to say of each, by its first word. The longest come first."""
    pairs = meant.items() if isinstance(meant, Mapping) else ((phrase, "") for phrase in meant)
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for phrase, said in pairs:
        parts = tuple(word.text for word in words_of(phrase))
        if parts:
            found.setdefault(parts[0], []).append((parts, said))
    return {first: tuple(sorted(those, key=lambda one: -len(one[0]))) for first, those in found.items()}


def occurrences(text: Text, index: Phrases) -> Iterator[tuple[int, int, str]]:
    """Where the phrases stand in the prose: first and last character, and what is to be said of them."""
    past = 0
    for at, word in enumerate(text.words):
        for parts, said in index.get(word.text, ()) if at >= past else ():
            run = text.words[at : at + len(parts)]
            if tuple(one.text for one in run) == parts and _is_phrase(text.prose, run):
                yield run[0].start, run[-1].end, said
                past = at + len(parts)
                break


def _is_phrase(prose: str, run: tuple[Word, ...]) -> bool:
    """Whether nothing stands between the words, and they are no part of a name such as `db-prod-03` or `a.b`."""
    start, end = run[0].start, run[-1].end
    if prose[start - 1 : start] in _GLUE or (prose[end : end + 1] in _GLUE and prose[end + 1 : end + 2].isalnum()):
        return False
    gaps = (prose[left.end : right.start] for left, right in pairwise(run))
    return all(_BETWEEN.issuperset(gap) for gap in gaps)
