"""The ledger as one SQLite file beside the site. The only door to sqlite3."""

import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from statusgen.notify.ledger import schema
from statusgen.notify.ledger.owner import Owner, is_gone, ourselves
from statusgen.notify.ledger.place import refuse_place
from statusgen.notify.ledger.reserve import Reserve
from statusgen.notify.ledger.rows import Busy, LeaseLost, Marks, NoLedger, Outcome, Row, State, Stuck, Unready
from statusgen.notify.ledger.scrub import without_addresses

LEASE = 60.0  # seconds that a run may be silent before another may take over
_PATIENCE = 10.0  # seconds to wait for another process that writes right now
_GIVEN_UP = {State.SKIPPED, State.DEAD}
Clock = Callable[[], datetime]
T = TypeVar("T")


@dataclass(slots=True)
class SqliteLedger:
    """Open, not yet begun. `clock` dates the rows, `real` the lease: with `--now` the one stands, the other never.

    `older`: the file, if it is of an older version; `db` is then a copy of it as it will be. Who only looks changes
    nothing: the statusgen that made it can go on.
    """

    db: sqlite3.Connection
    path: Path
    clock: Clock
    real: Clock
    reserve: Reserve
    owner: Owner = field(default_factory=ourselves)
    until: float = 0.0
    stuck: str = ""
    ahead: int = 1000  # claimed with one write to the disk: fewer would cost more writes, more would gain nothing
    older: sqlite3.Connection | None = None

    def begin(self) -> None:
        self._take_the_file()
        with self._transaction():
            held = self.db.execute(schema.LEASE).fetchone()
            if held and not self._is_over(held):
                raise Busy(self._in_words(held))
            _upgrade(self.db)
            self.until = self._now() + LEASE
            owner = self.owner
            self.db.execute(schema.TAKE, (owner.place, owner.pid, owner.started, owner.token, self.until))
            self._recall()
        try:
            self.reserve.fill()
        except BaseException:
            self.end()
            raise

    def end(self) -> None:
        """What cannot be written is left to the next run, which sees that we are gone."""
        self.reserve.drop()
        with suppress(LeaseLost, Stuck, Busy), self._transaction():
            self._prolong()
            self._recall()
            self.db.execute(schema.GIVE_BACK, (self.owner.token,))

    def close(self) -> None:
        self._take_the_file()
        self.db.close()

    def meet(self, subscribers: Iterable[str]) -> None:
        """They are in it by their ids."""

    def marks(self) -> Marks:
        """Whose ledger it is; empty where nobody said so."""
        with _in_our_words(self.path):
            found = self.db.execute(schema.MARKS).fetchone()
        return Marks(*found) if found else Marks()

    def adopt(self, marks: Marks) -> None:
        """From now on it is theirs."""
        self._take_the_file()
        with self._transaction():
            _upgrade(self.db)
            self.db.execute(schema.MARK, (marks.site, marks.key))

    def recall(self) -> None:
        self._carry_on(self._recall)

    def known(self) -> Mapping[str, str]:
        with _in_our_words(self.path):
            return dict(self.db.execute("SELECT id, mark FROM news"))

    def held(self, threads: Iterable[str]) -> Iterator[tuple[str, str]]:
        with _in_our_words(self.path):
            yield from self.db.execute(schema.HELD, (json.dumps(list(threads)),))

    def titles(self, threads: Iterable[str]) -> Mapping[tuple[str, str], str]:
        with _in_our_words(self.path):
            found = self.db.execute(schema.TITLES, (json.dumps(list(threads)),))
            return {(thread, language): title for thread, language, title in found}

    def rows(self, threads: Iterable[str]) -> Iterator[Row]:
        return self._read(schema.ROWS_OF_THREADS, json.dumps(list(threads)))

    def unsettled(self) -> Iterator[Row]:
        return self._read(schema.ROWS_WAITING)

    def export(self) -> Iterator[Row]:
        return self._read(schema.ROWS_ALL)

    def faults(self) -> list[str]:
        """Whatever in it cannot be, however it came there."""
        with _in_our_words(self.path):
            found = [words for (words,) in self.db.execute("PRAGMA integrity_check") if words != "ok"]
            return found + [words for query in schema.FAULTS for (words,) in self.db.execute(query)]

    def changed(self, since: int) -> tuple[int, list[tuple[int, Row]]]:
        """The number of the journal's last entry; and each delivery, by its number, that has one after `since`."""
        with _in_our_words(self.path):
            (last,) = self.db.execute(schema.LAST_ENTRY).fetchone()
            return last, [(number, _row(found)) for number, *found in self.db.execute(schema.CHANGED, (since,))]

    def plan(
        self,
        rows: Sequence[Row],
        news: Iterable[tuple[str, str]],
        held: Iterable[tuple[str, str]] = (),
        titles: Iterable[tuple[str, str, str]] = (),
    ) -> None:
        self._begin_anew(lambda: plan(self.db, rows, news, held, titles))

    def claim(self, keys: Sequence[str]) -> list[str]:
        values = text(self.clock()), json.dumps(keys)
        claimed = self._begin_anew(lambda: {key for (key,) in self.db.execute(schema.CLAIM, values)})
        return [key for key in keys if key in claimed]

    def write(self, settled: Sequence[Outcome] = (), armed: Sequence[str] = ()) -> None:
        at = text(self.clock())
        values = [(one.key, one.state.value, without_addresses(one.detail), _text_or_none(one.due)) for one in settled]

        def work() -> None:
            if values:
                self.db.execute(schema.SETTLE, (json.dumps(values), at))
            if armed:
                self.db.execute(schema.ARM, (at, json.dumps(armed)))

        self._carry_on(work)

    def heartbeat(self) -> None:
        left = self.until - self._now()
        if left <= 0:
            raise LeaseLost("this run was silent for too long, so it sent nothing more")
        if left < LEASE / 2:
            self._carry_on(lambda: None)

    def _take_the_file(self) -> None:
        """In the place of the copy."""
        if self.older:
            self.db.close()
            self.db, self.older = self.older, None

    def _begin_anew(self, work: Callable[[], T]) -> T:
        """Nothing more is begun once the disk was full."""
        if self.stuck:
            raise Stuck(self.stuck)
        return self._change(work)

    def _carry_on(self, work: Callable[[], object]) -> None:
        """What is under way is brought to its end, in the room that was set aside for that."""
        try:
            self._change(work)
        except Stuck as error:
            if self.stuck:
                raise
            self.stuck = str(error)
            self.reserve.drop()
            self._change(work)

    def _change(self, work: Callable[[], T]) -> T:
        """A transaction of the run that holds the lease, and prolongs it."""
        with self._transaction():
            self._prolong()
            return work()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with _in_our_words(self.path):
            self.db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.db.execute("COMMIT")
            finally:
                if self.db.in_transaction:
                    self.db.execute("ROLLBACK")

    def _prolong(self) -> None:
        now = self._now()
        until = now + LEASE
        if not self.db.execute(schema.PROLONG, (until, self.owner.token, now)).rowcount:
            raise LeaseLost("this run was silent for too long, and another one may be at work")
        self.until = until

    def _recall(self) -> None:
        at = text(self.clock())
        self.db.execute(schema.RECALL_ARMED, (at,))
        self.db.execute(schema.RECALL_CLAIMED, (at,))

    def _is_over(self, held: Any) -> bool:
        *owner, until = held
        return bool(until <= self._now()) or is_gone(Owner(*owner))

    def _in_words(self, held: Any) -> str:
        place, pid, *_, until = held
        seconds = round(until - self._now())
        return (
            f"another run is telling people: process {pid} on {place.split()[0]}; if it is gone, its hold on "
            f"{self.path} ends by itself in {seconds} s; try again then"
        )

    def _now(self) -> float:
        return self.real().timestamp()

    def _read(self, query: str, *values: str) -> Iterator[Row]:
        with _in_our_words(self.path):
            for found in self.db.execute(query, values):
                yield _row(found)


def open_ledger(path: Path, clock: Clock, real: Clock) -> SqliteLedger:
    """The ledger that is there. Never makes one: a lost ledger must not tell everybody everything again. Unready."""
    refuse_place(path)
    if not path.is_file():
        raise NoLedger(
            f"there is no ledger at {path}. If there never was one, `statusgen notify init` makes it, and takes all "
            "that is there now as told. If there was one, bring it back: STATUSGEN_LEDGER says where it is"
        )
    with _in_our_words(path):
        db = _connect(path)
        try:
            older = _examine(db, path) < schema.VERSION
            now = _upgraded_copy(db) if older else db
        except BaseException:
            db.close()
            raise
    reserve = Reserve(path.with_name(f"{path.name}-reserve"))
    return SqliteLedger(now, path, clock, real, reserve, older=db if older else None)


def create_ledger(path: Path, rows: Sequence[Row], news: Iterable[tuple[str, str]], marks: Marks | None = None) -> None:
    """A new ledger that already has these; `news` are ids with their marks. It is there whole or not at all.
    FileExistsError, Unready.
    """
    refuse_place(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.unlink(missing_ok=True)
    try:
        with _in_our_words(path):
            _write(unfinished, rows, news, marks or Marks())
        os.link(unfinished, path)  # unlike a rename this never replaces
        _persist(path.parent)
    finally:
        unfinished.unlink(missing_ok=True)


def plan(
    db: sqlite3.Connection,
    rows: Iterable[Row],
    news: Iterable[tuple[str, str]],
    held: Iterable[tuple[str, str]] = (),
    titles: Iterable[tuple[str, str, str]] = (),
) -> None:
    """Within a transaction."""
    rows = list(rows)
    given_up = [row for row in rows if row.state in _GIVEN_UP]
    db.executemany(
        schema.GIVE_UP,
        [(row.state.value, text(row.at), without_addresses(row.detail), row.place, row.key) for row in given_up],
    )
    db.executemany(schema.REDIRECT, [(row.place, row.key) for row in rows if row.state not in _GIVEN_UP])
    db.executemany(schema.INSERT, map(_values, rows))
    db.executemany(schema.LEARN, news)
    db.executemany(schema.HOLD, held)
    db.executemany(schema.CALL, titles)


def text(moment: datetime) -> str:
    """RFC 3339 in UTC, which sorts as it passes."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _text_or_none(moment: datetime | None) -> str | None:
    return None if moment is None else text(moment)


def _connect(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=_PATIENCE, isolation_level=None)
    # WAL loses nothing with FULL (sqlite.org/pragma.html#pragma_synchronous); fullfsync is for macOS alone.
    for pragma in ("synchronous = FULL", "fullfsync = ON", "trusted_schema = OFF", "cache_size = -65536"):
        db.execute(f"PRAGMA {pragma}")
    return db


def _examine(db: sqlite3.Connection, path: Path) -> int:
    """Its version. Raises Unready unless this is a ledger that we can use."""
    application, version = (db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version"))
    if application != schema.APPLICATION:
        raise Unready(f"{path} is no ledger of statusgen; STATUSGEN_LEDGER says which file is")
    if version != schema.VERSION and version not in schema.UPGRADES:
        how = "or move it away and run `statusgen notify init`: then all that is there now counts as told"
        which = f"{path} is of version {version}, and this statusgen knows version {schema.VERSION}"
        raise Unready(f"{which}. Go on with the statusgen that made it, {how}")
    found = db.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise _damaged(path, found)
    return int(version)


def _upgrade(db: sqlite3.Connection) -> None:
    """Within a transaction: all or nothing. What is there stays."""
    (version,) = db.execute("PRAGMA user_version").fetchone()
    for older in range(version, schema.VERSION):
        for statement in schema.UPGRADES[older]:
            db.execute(statement)
        db.execute(f"PRAGMA user_version = {older + 1}")


def _upgraded_copy(db: sqlite3.Connection) -> sqlite3.Connection:
    """As it will be after the next run, in a place that is gone with us."""
    copy = sqlite3.connect("", isolation_level=None)
    db.backup(copy)
    _upgrade(copy)
    return copy


def _write(path: Path, rows: Sequence[Row], news: Iterable[tuple[str, str]], marks: Marks) -> None:
    db = sqlite3.connect(path, isolation_level=None)
    try:
        db.executescript(f"BEGIN;{schema.SCHEMA}")
        path.chmod(0o600)  # SQLite gives the files beside it the same
        plan(db, rows, news)
        db.execute(schema.MARK, (marks.site, marks.key))
        db.execute("COMMIT")
        db.execute("PRAGMA journal_mode = WAL")
    finally:
        db.close()


def _persist(folder: Path) -> None:
    """The new name in the folder survives a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _in_our_words(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise Busy(f"another process writes to {path}; try again in a moment") from error
        raise Stuck(f"cannot write {path}: {error}; what was not written was not sent") from error
    except UnicodeDecodeError as error:
        raise _damaged(path, "there is text in it that is none") from error
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.IntegrityError):
            raise  # ours to mend: the schema refused what the program wanted
        raise _damaged(path, str(error)) from error


def _damaged(path: Path, how: str) -> Unready:
    return Unready(
        f"{path} is damaged ({how}). Bring back a copy, or move it away and run `statusgen notify init`: then "
        "all that is there now counts as told"
    )


def _values(row: Row) -> tuple[str | int | None, ...]:
    return (
        *(row.key, row.event, row.thread, row.subscriber, row.channel, row.kind, row.reason, row.state.value),
        *(text(row.at), without_addresses(row.detail), row.attempts, _text_or_none(row.due), row.duplicate),
        row.place,
    )


def _row(found: Any) -> Row:
    key, event, thread, subscriber, channel, kind, reason, state, at, *more = found
    detail, attempts, due, duplicate, place = more
    names = (key, event, thread, subscriber, channel, kind, reason)
    moment = datetime.fromisoformat
    again = moment(due) if due else None
    return Row(*names, State(state), moment(at), detail, attempts, again, bool(duplicate), place)
