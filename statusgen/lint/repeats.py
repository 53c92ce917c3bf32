"""The same "no news" twice: whoever reads that learns to stop reading."""

from collections.abc import Iterator
from itertools import pairwise

from statusgen.lint.case import Case, Told
from statusgen.lint.english import NO_NEWS
from statusgen.lint.finding import Finding, of_all
from statusgen.lint.text import Text, Word
from statusgen.model.incident import Update

_CLOCK = {"am", "pm", "utc", "gmt", "cet", "cest", "est", "edt", "pst", "pdt", "uhr"}


def repeated(case: Case) -> Iterator[Finding]:
    """An update that says what the one before said, or twice in a row that there is nothing to say."""
    for before, told in pairwise(case.told):
        text, last = told.text(), before.text()
        if not (text and last) or _is_news(told, before):
            continue
        if _said(text) == _said(last) or (text.is_english and text.vocabulary | last.vocabulary <= NO_NEWS):
            message = f"this says no more than the update of {before.update.at:%H:%M} UTC"
            hint = "say what was done since and what is tried next, or wait until there is something to say"
            yield of_all("repeated-news", text, message, hint)


def _is_news(told: Told, before: Told) -> bool:
    """Whether something besides the text is new: not what the one before said in the same words."""
    new, old = _fields(told.current), _fields(before.current)
    return any(field and field != known for field, known in zip(new, old, strict=True))


def _fields(update: Update) -> tuple[object, ...]:
    return update.phase, update.effects, update.impact, update.action


def _said(text: Text) -> tuple[str, ...]:
    """The words without times of day, which are all that changes."""
    return tuple(word.text for word in text.words if not _is_clock(word, text.prose))


def _is_clock(word: Word, prose: str) -> bool:
    if not word.text[0].isdigit():
        return word.text in _CLOCK
    around = prose[word.start - 1 : word.start] + prose[word.end : word.end + 1]
    return ":" in around or word.text.endswith(("am", "pm", "z"))
