"""What a distribution list carries to its members: what it was told, is told or, held back for now, will be."""

from collections.abc import Iterable
from datetime import datetime

from statusgen.notify.ledger.rows import SETTLED, Row, State
from statusgen.notify.notification import WhyNot
from statusgen.notify.routing.deciding import Decision

_HELD = frozenset({WhyNot.QUIET, WhyNot.DIGEST})
# Of these the list was not told either.
_UNTOLD = frozenset({WhyNot.TOO_OLD, WhyNot.OVER, WhyNot.NOT_CONCERNED})


def carried(decision: Decision, rows: Iterable[Row], summaries: Iterable[Row]) -> dict[str, bool]:
    """By id of the news, whether the list has it for sure: what is only on its way there may still come to nothing."""
    found: dict[str, bool] = {}
    if decision.notification:
        found |= dict.fromkeys((decision.notification.news.id, *decision.notification.covers), False)
    found |= dict.fromkeys((one.news.id for one in decision.silences if one.why in _HELD), False)
    rows, summaries = tuple(rows), tuple(summaries)
    waits = bool(found) or any(row.state not in SETTLED for row in (*rows, *summaries))
    last = max((row.at for row in (*rows, *summaries) if row.state is State.SENT), default=None)
    for row in rows:
        arrived = _has_arrived(row, last)
        # What made room for a message that was refused for good, and for nothing else, is on its way no more.
        is_lost = row.state is State.SKIPPED and not arrived and not waits
        if row.state is not State.DEAD and row.detail not in _UNTOLD and not is_lost:
            found[row.event] = found.get(row.event, False) or arrived
    return found


def took_its_place(row: Row, rows: Iterable[Row], channel: str) -> bool:
    """Whether something that was sent that way says it in its place."""
    superseded = row.state is State.SKIPPED and row.detail == WhyNot.SUPERSEDED
    return superseded and any(one.state is State.SENT and one.channel == channel and one.at >= row.at for one in rows)


def _has_arrived(row: Row, last: datetime | None) -> bool:
    """Itself, or in what took its place."""
    if row.state is not State.SKIPPED:
        return row.state is State.SENT
    return row.detail == WhyNot.BEFORE or (last is not None and row.at <= last)
