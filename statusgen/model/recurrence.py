"""Recurrence rules (RFC 5545, 3.3.10) of whole days: the days that a rule gives, and what is wrong with one.

A library's rules look on to the year 9999 for a day that never comes (python-dateutil takes six seconds to find no
30 February, whatever the rule's end). These look no further than they are asked to; tests compare the two.
"""

from bisect import bisect_left
from calendar import isleap, monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import lru_cache
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

# Days, weeks, months or years (the rule's own) that are looked at from the start on: more than fifty years of days.
MOST = 20_000

_LAST = date(9998, 12, 31)


class Frequency(StrEnum):
    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


@dataclass(frozen=True, slots=True)
class Rule:
    """Weekdays count from Monday, 0; with one goes which of them in its month or year (-1 the last), or 0 for each."""

    frequency: Frequency
    interval: int = 1
    count: int | None = None
    until: date | datetime | None = None
    months: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    weekdays: tuple[tuple[int, int], ...] = ()
    positions: tuple[int, ...] = ()
    week_start: int = 0


def moments(
    rule: Rule, starts: datetime, zone: ZoneInfo, until: datetime, since: date | None = None
) -> Iterator[tuple[date, datetime]]:
    """The days of `zone` on which something that first comes at `starts` comes again, each with its moment in UTC.

    Those before `since` are passed over.

    The clock on the wall stays: 22:00 is 22:00 in summer and winter. Where clocks change, RFC 5545 (3.3.5) counts a
    time that is skipped on from before, and takes the first of one that comes twice.
    """
    first = starts.astimezone(zone)
    clock = first.time().replace(fold=0)
    every = _days(rule, first.date(), until.astimezone(zone).date())
    for day in every[bisect_left(every, since) if since else 0 :]:
        at = starts if day == first.date() else datetime.combine(day, clock, zone).astimezone(UTC)
        if at > until or (isinstance(rule.until, datetime) and at > rule.until):
            return
        yield day, at


@lru_cache(maxsize=64)
def _days(rule: Rule, first: date, last: date) -> tuple[date, ...]:
    """Remembered, for a build asks for them a dozen times."""
    return tuple(days(rule, first, last))


def days(rule: Rule, first: date, last: date) -> Iterator[date]:
    """The rule's days from `first`, which it takes what it does not state from, to `last`."""
    stated = _stated(rule, first)
    end = last
    if rule.until:  # of a moment, the day in another zone may be the next; `moments` looks closer
        end = date.fromordinal(min(last.toordinal(), rule.until.toordinal() + isinstance(rule.until, datetime)))
    periods = islice(_periods(stated, first, min(end, _LAST)), MOST)
    found = (day for period in periods for day in _chosen(stated, period) if day >= first)
    return takewhile(lambda day: day <= end, islice(found, rule.count))


def _stated(rule: Rule, first: date) -> Rule:
    """The rule with what follows from its first day."""
    if rule.month_days or rule.weekdays or rule.frequency is Frequency.DAILY:
        return rule
    if rule.frequency is Frequency.WEEKLY:
        return replace(rule, weekdays=((0, first.weekday()),))
    if rule.frequency is Frequency.MONTHLY:
        return replace(rule, month_days=(first.day,))
    return replace(rule, months=rule.months or (first.month,), month_days=(first.day,))


def _periods(rule: Rule, first: date, last: date) -> Iterator[range]:
    """Every n-th day, week, month or year, as the ordinals of its days."""
    begin, end, step = first.toordinal(), last.toordinal() + 1, rule.interval
    if rule.frequency is Frequency.DAILY:
        yield from (range(day, day + 1) for day in range(begin, end, step))
    elif rule.frequency is Frequency.WEEKLY:
        week = begin - (first.weekday() - rule.week_start) % 7
        yield from (range(day, day + 7) for day in range(max(week, 1), end, 7 * step))
    elif rule.frequency is Frequency.MONTHLY:
        for month in range(_month(first), _month(last) + 1, step):
            day = date(month // 12, month % 12 + 1, 1)
            yield range(day.toordinal(), day.toordinal() + _length_of_month(day))
    else:
        for year in range(first.year, last.year + 1, step):
            day = date(year, 1, 1)
            yield range(day.toordinal(), day.toordinal() + _length_of_year(day))


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _length_of_month(day: date) -> int:
    return monthrange(day.year, day.month)[1]


def _length_of_year(day: date) -> int:
    return 366 if isleap(day.year) else 365


def _chosen(rule: Rule, period: range) -> list[date]:
    fitting = [day for day in map(date.fromordinal, period) if _fits(rule, day)]
    if not rule.positions:
        return fitting
    numbers = {position - 1 if position > 0 else len(fitting) + position for position in rule.positions}
    return [day for number, day in enumerate(fitting) if number in numbers]


def _fits(rule: Rule, day: date) -> bool:
    if rule.months and day.month not in rule.months:
        return False
    if rule.month_days and not {day.day, day.day - _length_of_month(day) - 1} & set(rule.month_days):
        return False
    return not rule.weekdays or any(_is_nth(rule, day, *wanted) for wanted in rule.weekdays)


def _is_nth(rule: Rule, day: date, number: int, weekday: int) -> bool:
    """Whether it is that weekday and, unless the number is 0, the n-th or the last but n of its month or year."""
    if day.weekday() != weekday or not number:
        return day.weekday() == weekday
    of_year = rule.frequency is Frequency.YEARLY and not rule.months
    place = day.timetuple().tm_yday if of_year else day.day
    length = _length_of_year(day) if of_year else _length_of_month(day)
    return number == ((place - 1) // 7 + 1 if number > 0 else -((length - place) // 7 + 1))
