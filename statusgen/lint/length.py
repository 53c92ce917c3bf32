"""Texts that nobody reads to the end on a phone."""

from collections.abc import Iterable, Iterator
from itertools import takewhile

from statusgen.lint.case import OVER, Case
from statusgen.lint.finding import Finding, of_all
from statusgen.lint.text import Text
from statusgen.model.maintenance import Announcement


def long(case: Case) -> Iterator[Finding]:
    """An update or summary above the limit. What is told at leisure may be long: how it all came about, or news."""
    if isinstance(case.affair, Announcement):
        return
    yield from _above(case.lint.length, case.heads)
    for told in takewhile(lambda one: one.current.phase not in OVER, case.told):
        yield from _above(case.lint.length, told.texts)


def _above(limit: int, texts: Iterable[Text]) -> Iterator[Finding]:
    for text in texts:
        if len(text.value) > limit:
            message = f"this has {len(text.value):,} characters; after {limit:,} nobody reads on"
            hint = "say what is new, whom it hits and what to do; put the rest on a page and link to it"
            yield of_all("long-text", text, message, hint)
