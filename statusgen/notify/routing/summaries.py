"""What was held back and belongs to several affairs: one message of where things stand."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

from statusgen.notify.ledger.rows import SETTLED, Row
from statusgen.notify.news import SUMMARIES, Kind
from statusgen.notify.notification import Notification
from statusgen.notify.routing.concern import rank_of


class Released(NamedTuple):
    """A notification that was held back until then."""

    notification: Notification
    at: datetime


def summary(released: Sequence[Released]) -> Notification:
    """Of one person: about the worst of it, then the newest, with all the others."""
    ranked = sorted((one.notification for one in released), key=lambda one: one.news.at, reverse=True)
    lead, *others = sorted(ranked, key=lambda one: -rank_of(one.news.affair))
    end = max(one.at for one in released).astimezone(UTC)
    news = replace(lead.news, id=f"summary/{end:%Y%m%dT%H%MZ}", kind=Kind.SUMMARY, thread=SUMMARIES, until=None)
    return replace(
        lead,
        news=news,
        kind=Kind.SUMMARY,
        covers=tuple(dict.fromkeys(_covered([lead, *others]))),
        others=tuple(one.news for one in others),
    )


def resumed(row: Row, again: Sequence[Notification], released: Sequence[Released], rows: Sequence[Row]) -> Notification:
    """One that is under way (`row`, of all `rows` of summaries to that person), with what has come free since."""
    known = [Released(one, row.at) for one in again]
    found = summary([*known, *released])
    if not released:
        found = replace(found, news=replace(found.news, id=row.event))
    under_way = {one.event for one in rows if one.state not in SETTLED} - {found.news.id}
    contacts = sorted(found.contacts, key=lambda one: one.channel != row.channel)
    return replace(
        found,
        contacts=tuple(contacts),
        covers=tuple(one for one in dict.fromkeys([*found.covers, *sorted(under_way)]) if one != found.news.id),
    )


def _covered(notifications: Iterable[Notification]) -> Iterator[str]:
    for one in notifications:
        yield from (one.news.id, *one.covers)
