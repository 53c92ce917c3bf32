"""Which update of a source is which of the files that an earlier import wrote. Ids hang on it: mail, feeds, links.

Most tools keep no ids for updates; they edit texts, shift all times by a zone, and insert. So what is surest is tried
first, on all updates, before what is less sure.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from statusgen.model.incident import Phase

_SIMILAR = 0.5
_COMPARED = 2_000  # characters of a text
_COMPARISONS = 1_000  # for each way in time, of all that are left
_OFTEN = 10  # a text that stands there so many times tells nothing of how times were moved
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
    return found | _by_likeness(new, old, found, shift)


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
    telling = {text: moments for text, moments in times.items() if len(moments) <= _OFTEN}
    votes = Counter(trace.at - at for trace in new for at in telling.get(trace.text, ()))
    return max(votes, key=lambda shift: (votes[shift], shift == _NO_SHIFT), default=_NO_SHIFT)


def _by_likeness(
    new: Sequence[Trace], old: Sequence[Trace], found: dict[int, Trace], shift: timedelta
) -> dict[int, Trace]:
    """Pairs of similar texts, the most similar first: an update that was reworded and whose time was moved too.

    Where very many are left, each is compared with those nearest to it in time alone.
    """
    left = sorted(_left(old, found), key=lambda trace: trace.at)
    rest = [position for position in range(len(new)) if position not in found]
    times, reach = [trace.at for trace in left], _COMPARISONS // (len(rest) or 1) + 1
    pieces = {text: _pieces(text) for text in {trace.text for trace in (*left, *(new[position] for position in rest))}}
    scores = []
    for position in rest:
        near = bisect_left(times, new[position].at - shift)
        for other in left[max(0, near - reach) : near + reach]:
            score = _likeness(pieces[new[position].text], pieces[other.text])
            if score >= _SIMILAR and _may_pair(new[position], other):
                scores.append((-score, position, other.id, other))
    pairs: dict[int, Trace] = {}
    taken: set[str] = set()
    for _, position, name, other in sorted(scores, key=lambda entry: entry[:3]):
        if position not in pairs and name not in taken:
            pairs[position] = other
            taken.add(name)
    return pairs


def _pieces(text: str) -> Counter[str]:
    """How often each three characters stand in a row: alike texts share most, and no text takes long to compare."""
    text = text[:_COMPARED]
    return Counter(text[at : at + 3] for at in range(max(1, len(text) - 2)))


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """How much of both they share (Dice's coefficient): 0 nothing, 1 all."""
    return 2 * (one & other).total() / (one.total() + other.total())
