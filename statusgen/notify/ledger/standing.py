"""How things stand after all segments, and whatever in them cannot be."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from statusgen.notify.ledger.rows import SETTLED, Marks, Row, State
from statusgen.notify.ledger.segments import Cipher, Damaged, Segment, digest, read, row_of, stepped


@dataclass(slots=True)
class Standing:
    """What all segments together tell. People in it are hidden."""

    marks: Marks = field(default_factory=Marks)
    rows: dict[str, Row] = field(default_factory=dict)
    news: dict[str, str] = field(default_factory=dict)
    held: dict[tuple[str, str], None] = field(default_factory=dict)
    titles: dict[tuple[str, str], str] = field(default_factory=dict)
    _live: dict[tuple[str, str], str] = field(default_factory=dict)

    def take(self, one: Segment) -> Iterator[str]:
        """Adds what a segment tells; says what is wrong with it."""
        self.marks = one.marks
        try:
            for line in one.lines:
                ((kind, values),) = line.items()
                yield from (f"{one.path}: {fault}" for fault in self._take(kind, values))
        except Damaged as error:
            yield str(error)
        except (KeyError, TypeError, ValueError) as error:
            yield f"{one.path} has a line that says nothing that is known: {error!r}"

    def _take(self, kind: str, values: Any) -> Iterator[str]:
        match kind:
            case "row":
                yield from self._begin(row_of(values))
            case "step":
                yield from self._go_on(values)
            case "news":
                id_, mark = values
                self.news.setdefault(id_, mark)
            case "held":
                event, person = values
                self.held[event, person] = None
            case "title":
                thread, language, title = values
                self.titles.setdefault((thread, language), title)
            case _:
                raise ValueError(kind)

    def _begin(self, row: Row) -> Iterator[str]:
        if row.key in self.rows:
            yield f"the delivery {row.key} is begun twice"
            return
        other = self._live.get((row.event, row.subscriber))
        if other and self.rows[other].state is not State.DEAD and row.state is not State.DEAD:
            yield f"two deliveries of {row.event} to one person: {other} and {row.key}"
            return
        self.rows[row.key] = row
        self._live[row.event, row.subscriber] = row.key

    def _go_on(self, values: Mapping[str, Any]) -> Iterator[str]:
        row = self.rows.get(values["key"])
        if row is None:
            yield f"the delivery {values['key']} goes on before it is begun"
        elif row.state in SETTLED:
            yield f"the delivery {row.key} goes on after it was {row.state.value}"
        else:
            self.rows[row.key] = stepped(row, values)


@dataclass(frozen=True, slots=True)
class Examined:
    """A whole ledger: its segments in their order, how things stand, and every fault there is."""

    segments: tuple[Segment, ...]
    standing: Standing
    faults: tuple[str, ...]


def examined(files: Mapping[str, bytes], cipher: Cipher | None) -> Examined:
    """Of all files below segments/. Without a cipher nobody can say whether the seals are right."""
    found: list[Segment] = []
    faults: list[str] = []
    for path, content in sorted(files.items()):
        try:
            found.append(read(path, content))
        except Damaged as error:
            faults.append(str(error))
    segments = tuple(sorted(found, key=lambda one: one.first))
    faults += [*_breaks(segments), *_untrue_folds(segments), *_unsealed(segments, cipher)]
    standing = Standing()
    for one in segments:
        faults += standing.take(one)
    return Examined(segments, standing, tuple(faults))


def _breaks(segments: Sequence[Segment]) -> Iterator[str]:
    """Where the chain is broken: something between is gone, is there twice, or is not what it was."""
    if not segments:
        yield "there are no segments"
    number, end = 0, ""
    for one in segments:
        if one.first != number + 1:
            yield f"{one.path} follows segment {number}: what is between them is gone, or is there twice"
        elif one.before != end:
            yield f"{one.path} does not follow what is before it: segment {number} is not what it was"
        number, end = one.last, one.end


def _untrue_folds(segments: Sequence[Segment]) -> Iterator[str]:
    """The newest segment that names folds names all, with their digests."""
    folds = {one.path: digest(one.content) for one in segments if one.is_fold}
    named: Mapping[str, str] = next((one.folds for one in reversed(segments) if one.folds), {})
    for path in sorted(folds.keys() | named.keys()):
        if folds.get(path) != named.get(path):
            yield f"{path} is not what it was when the segments of its month were folded"


def _unsealed(segments: Iterable[Segment], cipher: Cipher | None) -> Iterator[str]:
    for one in segments if cipher else ():
        try:
            right = cipher is not None and one.is_sealed_by(cipher)
        except Damaged:
            right = False
        if not right:
            yield f"{one.path} is not sealed with this STATUSGEN_KEY: it was made with another one, or changed since"
