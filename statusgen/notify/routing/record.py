"""What the ledger has of one person and one thread."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from statusgen.notify.ledger.rows import Row, State
from statusgen.notify.news import EXERCISE, SUMMARIES, Kind, News
from statusgen.notify.notification import Because, WhyNot

_MAY_HAVE_ARRIVED = frozenset({State.SENT, State.UNKNOWN, State.ARMED})
_DONE = frozenset({State.SENT, State.SKIPPED})
_TURN = "/~turn"  # no id in content has this sign
_PERSONAL = frozenset({Kind.ADDED, Kind.REMOVED})
_WAITS = frozenset(State) - _DONE - {State.DEAD}


def may_have_arrived(row: Row) -> bool:
    """Itself, whatever became of it later."""
    return row.state in _MAY_HAVE_ARRIVED or row.duplicate


class Thread(NamedTuple):
    """The news of one affair, oldest first, and the place of each, by its id and by that of its update."""

    news: Sequence[News]
    places: Mapping[str, int]


def thread(news: Sequence[News]) -> Thread:
    places: dict[str, int] = {}
    for place, one in enumerate(news):
        if one.kind is not Kind.CORRECTED:
            places[one.id] = place
            if one.update:
                places[f"{one.thread}/{one.update.id}"] = place
    return Thread(news, places)


def by_thread(news: Iterable[News]) -> dict[str, Thread]:
    found: dict[str, list[News]] = {}
    for one in news:
        found.setdefault(one.thread, []).append(one)
    return {name: thread(some) for name, some in found.items()}


@dataclass(frozen=True, slots=True)
class Record:
    """`told` are the rows of what reached them, or may have; of what was told in a summary, those that say so.

    `done` are ids of news with which nothing more is to be done.
    """

    rows: tuple[Row, ...] = ()
    told: tuple[Row, ...] = ()
    done: frozenset[str] = frozenset()

    @property
    def removals(self) -> int:
        """How often they were told that they are no longer on it."""
        return sum(row.kind == Kind.REMOVED and row.state in _DONE for row in self.rows)

    @property
    def lately(self) -> tuple[Row, ...]:
        """The rows since they were last told that."""
        ends = [place for place, row in enumerate(self.rows) if row.kind == Kind.REMOVED and row.state in _DONE]
        return self.rows[ends[-1] + 1 :] if ends else self.rows

    @property
    def since(self) -> datetime | None:
        """When they were told last."""
        return max((row.at for row in self.told), default=None)

    def before(self, event: str) -> datetime | None:
        """When they were told last of anything else."""
        return max((row.at for row in self.told if row.event != event), default=None)

    @property
    def last(self) -> tuple[Row, ...]:
        """What they heard of it last; several rows only where that was in a summary."""
        since = self.since
        if since is None:
            return ()
        summed_up = tuple(row for row in self.rows if is_superseded(row) and row.at > since)
        if not summed_up and self.told[-1].state is State.SKIPPED:
            summed_up = tuple(row for row in self.told if row.at == since)
        return summed_up or self.told[-1:]

    @property
    def turns(self) -> int:
        """How often they were told that it stands otherwise than they had heard."""
        return sum(_TURN in row.event and row.state in _DONE for row in self.rows)

    @property
    def without_open_turns(self) -> "Record":
        """Without those of these messages that are still under way: perhaps none of them arrived."""
        if not any(map(_is_open_turn, self.rows)):
            return self
        rows, told = (tuple(row for row in some if not _is_open_turn(row)) for some in (self.rows, self.told))
        return replace(self, rows=rows, told=told)

    def was_told(self, events: Iterable[str]) -> bool:
        """Of one of these, whatever its phase was then."""
        wanted = set(events)
        events = (row.event.removesuffix(EXERCISE) for row in self.told)
        return any(event in wanted or _base(event) in wanted for event in events)

    def reached(self, thread: Thread) -> int:
        """How far they have come in the thread: the place of the newest that is done, -1 for none.

        What was dropped because its time had passed says nothing about what was said before it.
        """
        done = (row for row in self.rows if row.state in _DONE and row.detail != WhyNot.TOO_OLD)
        return max((_place(row.event, thread) for row in done), default=-1)

    def waiting(self, thread: Thread, *, but: str) -> Iterator[str]:
        """Ids of what is not settled yet, but for one. What this content does not know is left alone: it may be an old
        commit, and the next run will know better."""
        for row in self.rows:
            is_known = row.event in thread.places or is_turn(row) or row.kind in _PERSONAL
            if row.state in _WAITS and row.event != but and is_known:
                yield row.event

    def live(self, event: str) -> str | None:
        """The channel on which it is under way."""
        return next((row.channel for row in self.rows if row.event == event and row.state in _WAITS), None)

    def reason(self, event: str) -> Because | None:
        """Why it is under way, if it is: that they were told of the rest the ledger may no longer have."""
        found = (row.reason for row in self.rows if row.event == event and row.state not in _DONE)
        return next((Because(reason) for reason in found if reason), None)

    def begun_as(self, event: str) -> Kind | None:
        """As what it is under way, or may have arrived already."""
        found = (row.kind for row in self.rows if row.event == event and (row.state in _WAITS or may_have_arrived(row)))
        return next(map(Kind, found), None)

    def is_open(self, event: str) -> bool:
        """Begun, and neither sent nor given up."""
        return event not in self.done and any(row.event == event for row in self.rows)


NOTHING = Record()


def turn(thread: str, number: int, kind: Kind) -> str:
    """The id of news for one person: that it stands otherwise than they had heard."""
    return f"{thread}{_TURN}{number}/{kind}"


def _is_open_turn(row: Row) -> bool:
    return is_turn(row) and row.state in _WAITS


def is_turn(row: Row) -> bool:
    return _TURN in row.event


def record(rows: tuple[Row, ...], summaries: Sequence[Row] = ()) -> Record:
    """`summaries`: those of the same person."""
    told = tuple(row for row in rows if may_have_arrived(row))
    if not told and not any(row.state in _WAITS for row in rows):
        told = tuple(row for row in rows if is_superseded(row) and _is_summed_up(row, summaries))
    return Record(rows, told, frozenset(row.event for row in rows if row.state in _DONE))


def known_of(
    rows: Mapping[tuple[str, str], tuple[Row, ...]], thread: str, person: str, *, drill: bool
) -> tuple[Record, tuple[Row, ...]]:
    """What they know of it, as an exercise or as real; and the rows from when it was the other of the two."""
    both = rows.get((thread, person), ())
    mine = tuple(row for row in both if row.event.endswith(EXERCISE) is drill)
    known = record(mine, rows.get((SUMMARIES, person), ())) if mine else NOTHING
    return known, tuple(row for row in both if row not in mine)


def _is_summed_up(row: Row, summaries: Iterable[Row]) -> bool:
    """Whether it made room for a summary that arrived or still may."""
    return any(one.at >= row.at and (one.state in _WAITS or may_have_arrived(one)) for one in summaries)


def is_superseded(row: Row) -> bool:
    return row.state is State.SKIPPED and row.detail == WhyNot.SUPERSEDED


def _place(event: str, thread: Thread) -> int:
    plain = event.removesuffix(EXERCISE)
    return next((thread.places[name] for name in (event, plain, _base(plain)) if name in thread.places), -1)


def _base(event: str) -> str:
    return event.rpartition("/")[0]
