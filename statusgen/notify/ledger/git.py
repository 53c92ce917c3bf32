"""The ledger in a ref of a git repository, for machines that keep nothing.

It is a SQLite ledger in a folder that is gone with the run, filled from the segments in the ref. What changes is
written there, and pushed before anything follows from it that cannot be taken back: each push takes the place of the
commit that we know, and of no other. So one run works, whatever others do, and all others learn it at their first push.
"""

import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from tempfile import TemporaryDirectory

from statusgen.notify.ledger import lease as leases
from statusgen.notify.ledger.forge import Forge, GitPlace, NotTaken, in_hint
from statusgen.notify.ledger.lease import LEASE, Lease, lease_of
from statusgen.notify.ledger.memory import Memory
from statusgen.notify.ledger.owner import Owner, ourselves
from statusgen.notify.ledger.people import People
from statusgen.notify.ledger.rows import Busy, LeaseLost, Marks, Outcome, Row, State, Stuck
from statusgen.notify.ledger.segments import Cipher, Line, Segment, filed, row_line, step_line
from statusgen.notify.ledger.sqlite import SqliteLedger

WINDOW = 500  # deliveries that a run has claimed at once
EVERY = 10.0  # seconds after which answers are pushed, also where the window is not at its end
_PAUSES = (0.0, 0.5, 2.0)  # seconds before each try of a push
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a commit has: its segments, how far it knows the local ledger, and whether our lease."""

    commit: str
    segments: tuple[Segment, ...]
    journal: int = 0
    deliveries: int = 0
    extras: int = 0
    marks: Marks = field(default_factory=Marks)
    leased: bool = False


@dataclass(slots=True)
class GitLedger:
    """Open, not yet begun. `clock` dates rows and commits, `real` the lease.

    `once` are channels that nothing may go out by twice: of these, what is armed is pushed before it goes.
    """

    forge: Forge
    local: SqliteLedger
    folder: "TemporaryDirectory[str]"
    cipher: Cipher
    clock: Clock
    real: Clock
    shelf: Shelf
    memory: Memory
    lease: Lease | None = None
    people: People = field(init=False)
    once: frozenset[str] = frozenset()
    stuck: str = ""
    owner: Owner = field(default_factory=ourselves)
    until: float = 0.0
    _pushed: float = 0.0
    _answers: int = 0
    _in_hand: set[str] = field(default_factory=set)
    _extras: list[Line] = field(default_factory=list)
    _ours: dict[str, Shelf] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.people = People(self.cipher)

    @property
    def path(self) -> GitPlace:
        return self.forge.place

    @property
    def ahead(self) -> int:
        """With what is in hand already, a window: so many may come twice, flagged, if this run dies."""
        return max(1, WINDOW - len(self._in_hand))

    # Who is at it

    def begin(self) -> None:
        """The lease itself goes with the first push: a run that has nothing to say leaves nothing in the ref."""
        now = self._now()
        if self.lease and not self.lease.is_over(self.owner, now):
            raise Busy(f"another run is telling people, by the ledger {self.path}: {self.lease.in_words(now)}")
        self.until, self._pushed = now + LEASE, now
        claimed = [row for row in self.local.unsettled() if row.state is State.CLAIMED]
        self.local.write(armed=[row.key for row in claimed if row.channel not in self.once])
        self.local.recall()

    def end(self) -> None:
        """Says the last; what cannot be said is left to the next run, which then repeats it, flagged."""
        if not self.until:
            return
        try:
            self.local.recall()
            self._push(holds=False, pauses=_PAUSES[:2] if self.stuck else _PAUSES)
        except LeaseLost as error:
            if self._answers:
                raise LeaseLost(f"{error}. {self._unsaid()}") from error
        except Stuck as error:
            if not self.stuck:
                raise Stuck(f"{error}. {self._unsaid()}") from error
        finally:
            self.until = 0.0

    def close(self) -> None:
        self.local.close()
        self.folder.cleanup()

    def heartbeat(self) -> None:
        now = self._must_hold()
        if not self.shelf.leased:
            self.until = now + LEASE
        elif (self._answers and now - self._pushed >= EVERY) or self.until - now < LEASE / 2:
            self._say_if_possible(now)

    def refusal(self) -> str:
        """Why nobody could write it from here, as far as the forge says so beforehand; empty where somebody could."""
        try:
            self.forge.may_push(self.shelf.commit)
        except NotTaken as error:
            return f"the ledger {self.path} cannot be written: {error}; {in_hint(str(error))}"
        return ""

    # Whose it is

    def marks(self) -> Marks:
        return self.local.marks()

    def adopt(self, marks: Marks) -> None:
        """From now on it is that site's. The key is the same, or nobody could have read it."""
        self.begin()
        self.local.adopt(marks)
        self.end()

    def meet(self, subscribers: Iterable[str]) -> None:
        for one in subscribers:
            self.people.hidden(one)

    # What it has

    def known(self) -> Mapping[str, str]:
        return self.local.known()

    def held(self, threads: Iterable[str]) -> Iterator[tuple[str, str]]:
        return ((thread, self.people.shown(one)) for thread, one in self.local.held(threads))

    def titles(self, threads: Iterable[str]) -> Mapping[tuple[str, str], str]:
        return self.local.titles(threads)

    def rows(self, threads: Iterable[str]) -> Iterator[Row]:
        return self.people.show(self.local.rows(threads))

    def unsettled(self) -> Iterator[Row]:
        return self.people.show(self.local.unsettled())

    def export(self) -> Iterator[Row]:
        return self.people.show(self.local.export())

    # What happens

    def plan(
        self,
        rows: Sequence[Row],
        news: Iterable[tuple[str, str]],
        held: Iterable[tuple[str, str]] = (),
        titles: Iterable[tuple[str, str, str]] = (),
    ) -> None:
        """Pushed with the first claims, or at the end: nothing is sent before."""
        if self.stuck:
            raise Stuck(self.stuck)
        self.heartbeat()
        hidden = [(thread, self.people.hidden(one)) for thread, one in held]
        news, titles = list(news), list(titles)
        new = [*self._unheard_of(news, hidden, titles)]
        self.local.plan([self.people.hide(row) for row in rows], news, hidden, titles)
        self._extras += new

    def claim(self, keys: Sequence[str]) -> list[str]:
        """In the ref before it returns. Where that fails nobody gets any, and what is under way comes to its end."""
        if self.stuck:
            return []
        self.heartbeat()
        claimed = self.local.claim(keys)
        if claimed:
            try:
                self._push(holds=True, pauses=_PAUSES)
                self._must_hold()
            except Stuck as error:
                self.stuck = f"{error}. {self._unsaid()}"
                return []
        self._in_hand.update(claimed)
        return claimed

    def write(self, settled: Sequence[Outcome] = (), armed: Sequence[str] = ()) -> None:
        self.heartbeat()
        self.local.write(settled, armed)
        self._answers += len(settled)
        self._in_hand.difference_update(one.key for one in settled)
        if armed and self._goes_once(armed):
            self._push(holds=True, pauses=_PAUSES)
            self._must_hold()

    def recall(self) -> None:
        self.heartbeat()
        self.local.recall()
        self._in_hand.clear()

    def _goes_once(self, keys: Sequence[str]) -> bool:
        return bool(self.once) and any(row.channel in self.once for row in self.local.unsettled() if row.key in keys)

    def _unheard_of(
        self, news: Sequence[tuple[str, str]], held: Sequence[tuple[str, str]], titles: Sequence[tuple[str, str, str]]
    ) -> Iterator[Line]:
        known, waiting = self.local.known(), set(self.local.held({thread for thread, _ in held}))
        called = self.local.titles({thread for thread, *_ in titles})
        yield from ({"news": one} for one in dict(news).items() if one[0] not in known)
        yield from ({"held": one} for one in dict.fromkeys(held) if one not in waiting)
        first = {one[:2]: one for one in reversed(titles)}
        yield from ({"title": one} for place, one in first.items() if place not in called)

    # Pushing

    def _push(self, *, holds: bool, pauses: Sequence[float]) -> None:
        """What the ref lacks, and whether this run goes on. Raises LeaseLost, Stuck."""
        words = ""
        for pause in pauses:
            time.sleep(pause * (0.5 + secrets.randbelow(1000) / 1000))
            now = self._now()
            made = self._made(holds=holds, until=now + LEASE)
            if made is None:
                return
            try:
                self.forge.push(self.shelf.commit, made.commit)
            except NotTaken as error:
                words = str(error)
                if not self._is_there(made):
                    continue
            self._stand_on(made, now)
            return
        raise Stuck(f"the ledger {self.path} cannot be written: {words}; {in_hint(words)}")

    def _say_if_possible(self, now: float) -> None:
        """Nothing hangs on it yet: as long as the lease holds it is simply tried again."""
        try:
            self._push(holds=True, pauses=_PAUSES[:1])
        except Stuck:
            self._pushed = now
        self._must_hold()

    def _made(self, *, holds: bool, until: float) -> Shelf | None:
        """A commit on what is there, that has all that is new; None if there is nothing to say."""
        journal, changed = self.local.changed(self.shelf.journal)
        marks, extras = self.local.marks(), self._extras[self.shelf.extras :]
        lines = [
            *extras,
            *((row_line if number > self.shelf.deliveries else step_line)(row) for number, row in changed),
        ]
        has_news = bool(lines) or marks != self.shelf.marks
        if not (has_news or holds or self.shelf.leased):
            return None
        lease = leases.written(lease_of(self.owner, until)) if holds else None
        files: dict[str, bytes | None] = {leases.FILE: lease}
        segments = self.shelf.segments
        if has_news:
            segments = filed(segments, marks, self.clock(), lines, self.cipher)
            files |= _difference(self.shelf.segments, segments)
        message = f"Segment {segments[-1].last}" if has_news else "The run goes on" if holds else "The run is over"
        commit = self.forge.commit(self.shelf.commit, f"{message} [skip ci]\n", self.clock(), files)
        deliveries = max([self.shelf.deliveries, *(number for number, _ in changed)])
        made = Shelf(commit, segments, journal, deliveries, len(self._extras), marks, holds)
        self._ours[commit] = made
        return made

    def _is_there(self, made: Shelf) -> bool:
        """Whether a push that seemed to fail did what it was to do. Raises LeaseLost where another run was quicker."""
        try:
            tip = self.forge.tip()
        except NotTaken:
            return False
        if tip == self.shelf.commit:
            return False
        if tip not in self._ours:
            raise LeaseLost(
                f"another run was quicker, or somebody rewrote the ledger {self.path}: this one stopped, and sends "
                "nothing more"
            )
        self.shelf = self._ours[tip]
        return tip == made.commit

    def _stand_on(self, made: Shelf, now: float) -> None:
        self.shelf = made
        self.until, self._pushed, self._answers = now + LEASE, now, 0
        self.memory.note(made.segments)

    def _unsaid(self) -> str:
        if not self._answers:
            return "Nothing was sent that it does not have"
        return f"It lacks {self._answers:,} answers of this run: a later run sends these again, marked as duplicates"

    def _must_hold(self) -> float:
        now = self._now()
        if now >= self.until:
            raise LeaseLost("this run was silent for too long, and another one may be at work")
        return now

    def _now(self) -> float:
        return self.real().timestamp()


def _difference(before: Iterable[Segment], after: Iterable[Segment]) -> dict[str, bytes | None]:
    """What is to be written, and with None removed."""
    there, wanted = {one.path for one in before}, {one.path: one.content for one in after}
    new: dict[str, bytes | None] = {path: content for path, content in wanted.items() if path not in there}
    return new | dict.fromkeys(there - wanted.keys())
