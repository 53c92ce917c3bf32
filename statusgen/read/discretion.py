"""Problems in files with people, without their addresses: logs of CI keep what is printed, and many read them.

An address on the same line is likely to be somebody else's, so all go, right or wrong. What replaces them in the
excerpt is as long as they were, and marks stand where they stood.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from statusgen.problems import Problem
from statusgen.read.fields import CHANNELS
from statusgen.read.names import PEOPLE

_AT = r"(?:@|[=%]40|[(\[]at[)\]])"
_WEB = r"https?://[^\s\"'<>,{}…]+"
_PHONE = r"\+?\d[\d ()/.-]{5,}\d"
# A time or a day is no number of a telephone.
_TIME = r"\d{4}-\d\d-\d\d(?:[T ][\d:.]*(?:Z|[+-][\d:]+)?)?"
_WORD = r"[^\s,;:<>\[\]{}\"'`]*"
_ADDRESS = re.compile(rf"(?P<kept>{_TIME})|{_WEB}|{_WORD}{_AT}{_WORD}|{_PHONE}", re.IGNORECASE)
_SPREAD = re.compile(rf"\S+ {_AT} \S+", re.IGNORECASE)
_CONTACT = re.compile(rf"(?P<key>(?:\b|[\"'])(?:{'|'.join(CHANNELS)})[\"']?\s*:\s*)(?P<value>[^,\]}}]+)", re.IGNORECASE)
_EXAMPLES = frozenset({"@", "name@example.com", "ana@example.com", "ana@acme.example", "+49301234567"})  # of ours
_CUT = 400  # characters of an excerpt: behind that it may end within an address
_COVER = "*"


def discreet(problems: Iterable[Problem], elsewhere: Path | None) -> Iterator[Problem]:
    """The problems, those of files with people without addresses. `elsewhere`: where these files are, if not here."""
    names = {PEOPLE, *((elsewhere.name,) if elsewhere else ())}
    stems = {Path(name).stem for name in names}
    for one in problems:
        yield _without_addresses(one) if Path(one.span.path.split("/")[0]).stem in stems else one


def _without_addresses(problem: Problem) -> Problem:
    excerpt = _CONTACT.sub(lambda found: found["key"] + _covered(found["value"]), problem.excerpt)
    excerpt = _SPREAD.sub(lambda found: _covered(found[0]), excerpt)
    excerpt = _ADDRESS.sub(lambda found: found["kept"] or _covered(found[0]), excerpt)
    if len(excerpt) >= _CUT:
        head, blank, tail = excerpt.rpartition(" ")
        excerpt = head + blank + _covered(tail)
    span = problem.span
    if problem.code == "bad-address" and span.column:
        begin, end = span.column - 1, span.end_column - 1 if span.end_line == span.line else len(excerpt)
        excerpt = excerpt[:begin] + _covered(excerpt[begin:end]) + excerpt[end:]
    return replace(problem, message=_said(problem.message), hint=_said(problem.hint), excerpt=excerpt)


def _covered(text: str) -> str:
    return re.sub(r"[^\s\"'{}\[\],]", _COVER, text)


def _said(text: str) -> str:
    """A message or hint; the examples in ours stay."""
    return _ADDRESS.sub(lambda found: found["kept"] or (found[0] if found[0] in _EXAMPLES else "…"), text)
