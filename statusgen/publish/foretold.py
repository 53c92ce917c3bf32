"""Since when planned work is taken to be known where nobody said so: by content alone, and never a time to come."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from statusgen.model.maintenance import Maintenance

_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:-|$)")
_YEAR = timedelta(days=365)


def foretold_at(maintenance: Maintenance, zone: ZoneInfo, now: datetime) -> datetime | None:
    """The first to have come of the day in its id and the times of its reminders; before all of them a year before the
    start, and None if even that is yet to come."""
    come = [at for at in _foretellings(maintenance, zone) if at <= now]
    a_year_before = maintenance.starts - _YEAR
    return min(come, default=a_year_before if a_year_before <= now else None)


def moments(maintenance: Maintenance, zone: ZoneInfo, now: datetime) -> Iterator[datetime]:
    """When the answer may become another one by time alone: never once somebody has said anything."""
    if not any(update.at <= now for update in maintenance.updates):
        yield maintenance.starts - _YEAR
        yield from _foretellings(maintenance, zone)


def _foretellings(maintenance: Maintenance, zone: ZoneInfo) -> Iterator[datetime]:
    found = _DAY.match(maintenance.id)
    if found and (midnight := _midnight(found[1], zone)) and midnight <= maintenance.starts:
        yield midnight
    yield from (maintenance.starts - before for before in maintenance.reminders)


def _midnight(day: str, zone: ZoneInfo) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(day), time(), zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
