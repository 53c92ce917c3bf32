"""Who is meant in a ledger that others can read, and that therefore has nobody by name."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from statusgen.notify.ledger.rows import Row
from statusgen.notify.ledger.segments import Cipher

_UNKNOWN = "~"  # before what stands for a person whom nobody knows now; no id has it


@dataclass(slots=True)
class People:
    """Who stands for whom, as far as they are known."""

    cipher: Cipher
    _known: dict[str, str] = field(default_factory=dict)

    def hidden(self, subscriber: str) -> str:
        if subscriber.startswith(_UNKNOWN):
            return subscriber.removeprefix(_UNKNOWN)
        found = self.cipher.hidden(subscriber)
        self._known[found] = subscriber
        return found

    def shown(self, hidden: str) -> str:
        return self._known.get(hidden) or _UNKNOWN + hidden

    def hide(self, row: Row) -> Row:
        return replace(row, subscriber=self.hidden(row.subscriber))

    def show(self, rows: Iterable[Row]) -> Iterator[Row]:
        return (replace(row, subscriber=self.shown(row.subscriber)) for row in rows)
