"""Problems in files with people, without their addresses: logs of CI keep what is printed, and many read them.

An address on the same line is likely to be somebody else's, so all go, right or wrong. What replaces them in the
excerpt is as long as they were, and marks stand where they stood.
"""

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from statusgen.model.incident import Severity
from statusgen.model.people import Event, Kind
from statusgen.problems import Problem
from statusgen.read.encrypted import stem_of
from statusgen.read.fields import CHANNELS
from statusgen.read.names import PEOPLE
from statusgen.read.schema import DefaultsShape, SubscriberShape, TeamShape, WantShape

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
_TOOL = "cannot-decrypt"  # of a file that nobody could look into: all its words are ours
_CUT = 400  # characters of an excerpt: behind that it may end within an address
_COVER = "*"
_QUOTED = re.compile(r"`[^`]*`")
_WORDS = re.compile(r"[^\W_](?:[\w-]*[^\W_])?")
_OURS = frozenset(
    {"subscribers", "teams", "id", "team", "group", "all", "from", "to", "except", *CHANNELS, *Severity, *Event, *Kind}
    | {field for shape in (SubscriberShape, TeamShape, DefaultsShape, WantShape) for field in shape.model_fields}
)


def discreet(problems: Iterable[Problem], elsewhere: Path | None, encrypted: Container[str] = ()) -> Iterator[Problem]:
    """The problems, those of files with people without addresses. `elsewhere`: where these files are, if not here.

    Of what is in `encrypted` files nothing is told but places and our own words.
    """
    stems = {PEOPLE, *((stem_of(elsewhere.name), elsewhere.stem) if elsewhere else ())}
    for one in problems:
        if one.span.path in encrypted and one.code != _TOOL:
            yield _without_words(one)
        else:
            yield _without_addresses(one) if stem_of(one.span.path.split("/")[0]) in stems else one


def _without_words(problem: Problem) -> Problem:
    """What a message quotes is in backticks: of that only words of the format itself stay."""
    message, hint = (_QUOTED.sub(_own_words, _said(text)) for text in (problem.message, problem.hint))
    return replace(problem, message=message, hint=hint, excerpt="")


def _own_words(found: re.Match[str]) -> str:
    return found[0] if _OURS.issuperset(_WORDS.findall(found[0])) else "`…`"


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
