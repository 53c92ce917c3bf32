"""Segments, of which a ledger in git consists: files of JSON lines that never change once they are written.

The first line says which segment it is and how the one before it ended, the last one seals it with the key. Between
them: `news`, `held` and `title` as the ledger remembers them, `row` for a new delivery, `step` for what became of one.
People are in it by digests under the key alone.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from itertools import groupby
from typing import Any, Protocol

from statusgen.notify.ledger.rows import Marks, Row, State

FORMAT = 1
_PATH = re.compile(r"segments/(?P<month>\d{4}-\d{2})/(?P<first>\d{6,})(?:-(?P<last>\d{6,}))?\.jsonl")
_FIXED = ("key", "event", "thread", "subscriber", "channel", "kind", "reason")
Line = dict[str, Any]


class Damaged(Exception):
    """This is no segment: says why."""


class Cipher(Protocol):
    """What only who has the key can say; `check` tells that key from another."""

    @property
    def check(self) -> str: ...

    def hidden(self, subscriber: str) -> str:
        """What stands for a person."""

    def seal(self, content: bytes) -> str:
        """What shows that nobody without the key wrote this."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One file. It has the segments `first` to `last`: several, where those of a month were folded into one.

    `before` and `end` are how the one before it ended, and itself; `folds` are the digests of all folds that were there
    when it was written, by path.
    """

    path: str
    content: bytes
    first: int
    last: int
    before: str
    end: str
    marks: Marks
    folds: Mapping[str, str]

    @property
    def month(self) -> str:
        return self.path.split("/")[1]

    @property
    def is_fold(self) -> bool:
        return self.first != self.last

    @property
    def lines(self) -> Iterator[Line]:
        """What it tells. Damaged."""
        for line in self.content.splitlines()[1:-1]:
            yield _parsed(line, self.path)

    def is_sealed_by(self, cipher: Cipher) -> bool:
        body, _, last = self.content.rstrip(b"\n").rpartition(b"\n")
        return _parsed(last, self.path).get("seal") == cipher.seal(body + b"\n")


def filed(
    before: Sequence[Segment], marks: Marks, at: datetime, lines: Iterable[Line], cipher: Cipher
) -> tuple[Segment, ...]:
    """With a segment more; those of each month that is over are folded into one."""
    kept: list[Segment] = []
    for month, group in groupby(before, key=lambda one: one.month):
        several = list(group)
        kept += [fold(several, cipher)] if len(several) > 1 and month < f"{at:%Y-%m}" else several
    number, end = (kept[-1].last + 1, kept[-1].end) if kept else (1, "")
    header = _header(number, number, end, marks) | {"at": _moment(at)}
    if folds := {one.path: digest(one.content) for one in kept if one.is_fold}:
        header["folds"] = folds
    return *kept, read(f"segments/{at:%Y-%m}/{number:06}.jsonl", _written(header, lines, cipher))


def fold(segments: Sequence[Segment], cipher: Cipher) -> Segment:
    """Segments that follow each other as one, which tells where their deliveries got to in the end."""
    first, last = segments[0], segments[-1]
    header = _header(first.first, last.last, first.before, last.marks) | {"end": last.end}
    path = f"segments/{last.month}/{first.first:06}-{last.last:06}.jsonl"
    return read(path, _written(header, _merged(line for one in segments for line in one.lines), cipher))


def read(path: str, content: bytes) -> Segment:
    """What a file has. Raises Damaged."""
    named = _PATH.fullmatch(path)
    if not named:
        raise Damaged(f"{path} has no name of a segment")
    header = _parsed(content.partition(b"\n")[0], path)
    if header.get("statusgen-ledger") != FORMAT:
        raise Damaged(f"{path} is of format {header.get('statusgen-ledger')}, and this statusgen knows {FORMAT}")
    if not content.endswith(b"\n") or content.count(b"\n") < 2:
        raise Damaged(f"{path} breaks off")
    numbers = int(named["first"]), int(named["last"] or named["first"])
    if numbers != (header.get("first"), header.get("last")):
        raise Damaged(f"{path} says of itself that it is another: {header.get('first')} to {header.get('last')}")
    end = header.get("end") or digest(content)
    marks = Marks(header.get("site", ""), header.get("key", ""))
    return Segment(path, content, *numbers, header.get("before", ""), end, marks, header.get("folds", {}))


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()


# Lines


def row_line(row: Row) -> Line:
    return {"row": {name: getattr(row, name) for name in _FIXED} | _moving(row)}


def step_line(row: Row) -> Line:
    return {"step": {"key": row.key} | _moving(row)}


def row_of(values: Mapping[str, Any]) -> Row:
    """Of a `row`."""
    key, event, thread, subscriber, channel, kind, reason = (values[name] for name in _FIXED)
    at = datetime.fromisoformat(values["at"])
    return stepped(Row(key, event, thread, subscriber, channel, kind, reason, State.PLANNED, at), values)


def stepped(row: Row, values: Mapping[str, Any]) -> Row:
    """The same after a `step`."""
    due = values.get("due")
    return replace(
        row,
        state=State(values["state"]),
        at=datetime.fromisoformat(values["at"]),
        detail=values.get("detail", ""),
        attempts=values.get("attempts", 0),
        due=datetime.fromisoformat(due) if due else None,
        duplicate=values.get("duplicate", False),
        place=values.get("place", ""),
    )


def _moving(row: Row) -> Line:
    told = {"state": row.state.value, "at": _moment(row.at), "detail": row.detail, "attempts": row.attempts}
    told |= {"due": _moment(row.due) if row.due else "", "duplicate": row.duplicate, "place": row.place}
    return {name: value for name, value in told.items() if value}


def _merged(lines: Iterable[Line]) -> list[Line]:
    """Each delivery once: as it was begun, or as what it got to, if it was begun earlier."""
    found: dict[str, Line] = {}
    for line in lines:
        ((kind, values),) = line.items()
        if kind == "step" and values["key"] in found:
            ((was, before),) = found[values["key"]].items()
            fixed = {name: before[name] for name in _FIXED if name in before}
            found[values["key"]] = {was: fixed | values}
        else:
            found[values["key"] if kind in {"row", "step"} else _text(line)] = line
    return list(found.values())


def _header(first: int, last: int, before: str, marks: Marks) -> Line:
    names = {"statusgen-ledger": FORMAT, "first": first, "last": last, "before": before}
    return names | {"site": marks.site, "key": marks.key}


def _written(header: Line, lines: Iterable[Line], cipher: Cipher) -> bytes:
    body = "".join(f"{_text(line)}\n" for line in (header, *lines)).encode()
    return body + f"{_text({'seal': cipher.seal(body)})}\n".encode()


def _text(line: Line) -> str:
    # A line break of any kind inside a text is written as an escape.
    return json.dumps(line, separators=(",", ":"))


def _parsed(line: bytes, path: str) -> Line:
    try:
        found = json.loads(line)
    except (RecursionError, ValueError) as error:
        raise Damaged(f"{path} has a line that is no JSON") from error
    if not isinstance(found, dict):
        raise Damaged(f"{path} has a line that is no JSON object")
    return found


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
