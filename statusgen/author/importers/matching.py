"""Which update of a source is which of the files that an earlier import wrote. Ids hang on it: mail, feeds, links.

Most tools keep no ids for updates; they edit texts, shift all times by a zone, and insert. So what is surest is tried
first, on all updates, before what is less sure.
"""

import difflib
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from statusgen.model.incident import Phase

_SIMILAR = 0.6
_NO_SHIFT = timedelta(0)


@dataclass(frozen=True, slots=True)
class Trace:
    """What is recognised of an update. `id` is our file's; for one of the source it is still empty."""

    at: datetime
    text: str
    phase: Phase | None = None
    source_id: str = ""
    id: str = ""


def matched(new: Sequence[Trace], old: Sequence[Trace]) -> dict[int, Trace]:
    """For positions in `new`, the trace in `old` that is the same update. Each of them is used once at most."""
    found: dict[int, Trace] = {}
    shift = _shift(new, old)
    keys: list[tuple[Callable[[Trace], Hashable], Callable[[Trace], Hashable]]] = [
        (lambda one: one.source_id or None, lambda one: one.source_id or None),
        (lambda one: (one.at - shift, one.text), lambda one: (one.at, one.text)),
        (lambda one: (one.at, one.text), lambda one: (one.at, one.text)),
        (lambda one: (one.text, one.phase), lambda one: (one.text, one.phase)),
        (lambda one: one.text, lambda one: one.text),
        (lambda one: (one.at - shift, one.phase), lambda one: (one.at, one.phase)),
        (lambda one: one.at - shift, lambda one: one.at),
    ]
    for new_key, old_key in keys:
        _pair(found, new, old, new_key, old_key)
    return found | _by_likeness(new, old, found)


def _pair(
    found: dict[int, Trace],
    new: Sequence[Trace],
    old: Sequence[Trace],
    new_key: Callable[[Trace], Hashable],
    old_key: Callable[[Trace], Hashable],
) -> None:
    """Add pairs of equal keys, in order, among those that have no partner yet."""
    waiting: dict[Hashable, list[Trace]] = {}
    for trace in _left(old, found):
        waiting.setdefault(old_key(trace), []).append(trace)
    for position, trace in enumerate(new):
        candidates = waiting.get(new_key(trace)) if new_key(trace) is not None else None
        if position not in found and candidates and _may_pair(trace, candidates[0]):
            found[position] = candidates.pop(0)


def _may_pair(new: Trace, old: Trace) -> bool:
    """Two different ids of the source are two updates, however alike."""
    return not (new.source_id and old.source_id) or new.source_id == old.source_id


def _left(old: Iterable[Trace], found: dict[int, Trace]) -> list[Trace]:
    taken = {trace.id for trace in found.values()}
    return [trace for trace in old if trace.id not in taken]


def _shift(new: Sequence[Trace], old: Sequence[Trace]) -> timedelta:
    """By how much all times were moved, as a corrected zone does to a history: what explains most of it."""
    times: dict[str, set[datetime]] = {}
    for trace in old:
        times.setdefault(trace.text, set()).add(trace.at)
    votes = Counter(trace.at - at for trace in new for at in times.get(trace.text, ()))
    return max(votes, key=lambda shift: (votes[shift], shift == _NO_SHIFT), default=_NO_SHIFT)


def _by_likeness(new: Sequence[Trace], old: Sequence[Trace], found: dict[int, Trace]) -> dict[int, Trace]:
    """Pairs of similar texts, the most similar first: an update that was reworded and whose time was moved too."""
    scores = [
        (difflib.SequenceMatcher(None, trace.text[:2000], other.text[:2000], autojunk=False).ratio(), position, other)
        for position, trace in enumerate(new)
        if position not in found
        for other in _left(old, found)
        if _may_pair(trace, other)
    ]
    pairs: dict[int, Trace] = {}
    for score, position, other in sorted(scores, key=lambda entry: (-entry[0], entry[1], entry[2].id)):
        if score >= _SIMILAR and position not in pairs and other.id not in {one.id for one in pairs.values()}:
            pairs[position] = other
    return pairs
