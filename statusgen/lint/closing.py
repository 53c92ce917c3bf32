"""How an incident ends: confirmed, and with a word on what works again."""

from collections.abc import Iterator

from statusgen.lint.case import Case
from statusgen.lint.english import FORMULA, HEDGES
from statusgen.lint.finding import Finding, of_all, quoted
from statusgen.lint.text import Text, occurrences
from statusgen.model.incident import Phase


def outcome(case: Case) -> Iterator[Finding]:
    """A last update that says no more than its phase."""
    for text in _last_words(case):
        if text.vocabulary <= FORMULA:
            message = "this says that it is over, but not what works again"
            hint = "say what works again and since when, what it was in plain words, and what is left to do"
            yield of_all("missing-outcome", text, message, hint)


def unconfirmed(case: Case) -> Iterator[Finding]:
    """A last update that is not sure that it is over."""
    for text in _last_words(case):
        last = _last_part(text.prose)
        for start, end, _ in (found for found in occurrences(text, HEDGES) if found[0] > last):
            message = f"this is resolved, but {quoted(text.value[start:end])} does not sound as if anybody had looked"
            hint = "look first, and say what you saw; until then the phase is `monitoring`"
            yield Finding("unconfirmed-resolution", text, start, end, message, hint)


def _last_words(case: Case) -> Iterator[Text]:
    for told in case.told:
        if told.current.phase is Phase.RESOLVED and (text := told.text()) and text.is_english:
            yield text


def _last_part(prose: str) -> int:
    """Where the last paragraph or item of a list begins, or -1: before it stands the story of what was."""
    return max(prose.rfind(mark) for mark in ("\n\n", "\n- ", "\n* "))
