"""Which days a rule gives: as python-dateutil says, at the same time on the wall, and with an end to every search."""

from datetime import UTC, date, datetime, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import DAILY, MONTHLY, WEEKLY, YEARLY, rrule, weekdays
from hypothesis import given
from hypothesis import strategies as st
from worlds import rule as any_time

from statusgen.model.recurrence import Frequency, Rule, days, moments

BERLIN = ZoneInfo("Europe/Berlin")
THEIRS = {Frequency.DAILY: DAILY, Frequency.WEEKLY: WEEKLY, Frequency.MONTHLY: MONTHLY, Frequency.YEARLY: YEARLY}
ZONES = st.sampled_from(
    ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Casablanca"]
)


def some(values: st.SearchStrategy[int], most: int = 3) -> st.SearchStrategy[tuple[int, ...]]:
    return st.just(()) | st.lists(values, min_size=1, max_size=most, unique=True).map(tuple)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    """As the reader lets them through."""
    frequency = draw(st.sampled_from(Frequency))
    months = draw(some(st.integers(1, 12)))
    numbered = frequency in {Frequency.MONTHLY, Frequency.YEARLY} and draw(st.booleans())
    most = 53 if frequency is Frequency.YEARLY and not months else 5
    number = st.integers(1, most) | st.integers(-most, -1) if numbered else st.just(0)
    month_days = () if frequency is Frequency.WEEKLY else draw(some(st.integers(1, 31) | st.integers(-31, -1)))
    named = tuple(draw(st.lists(st.tuples(number, st.integers(0, 6)), max_size=3, unique=True)))
    # dateutil counts positions in the first week from its first day on, and in every other period from the beginning
    chooses = (months or month_days or named) and frequency is not Frequency.WEEKLY
    return Rule(
        frequency,
        draw(st.integers(1, 5)),
        draw(st.none() | st.integers(1, 9)),
        None,
        months,
        month_days,
        named,
        draw(some(st.integers(1, 4) | st.integers(-4, -1), 2)) if chooses else (),
        draw(st.integers(0, 6)),
    )


def by_dateutil(rule: Rule, first: date, last: date) -> list[date]:
    theirs = rrule(
        THEIRS[rule.frequency],
        datetime(first.year, first.month, first.day),  # noqa: DTZ001  # days have no zone
        rule.interval,
        rule.week_start,
        rule.count,
        until=None,
        bysetpos=rule.positions or None,
        bymonth=rule.months or None,
        bymonthday=rule.month_days or None,
        byweekday=[weekdays[day](number) if number else weekdays[day] for number, day in rule.weekdays] or None,
    )
    return [at.date() for at in takewhile(lambda at: at.date() <= last, islice(theirs, 400))]


@any_time
@given(rules(), st.dates(date(9900, 1, 1), date(9990, 1, 1)))
def test_days_are_those_of_dateutil(rule: Rule, first: date) -> None:
    """So late, because its search for days that never come ends with the year 9999."""
    last = first + timedelta(days=2000)
    assert list(islice(days(rule, first, last), 400)) == by_dateutil(rule, first, last)


@any_time
@given(rules(), st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.integers(0, 3000))
def test_days_rise_and_stay_within_what_was_asked(rule: Rule, first: date, length: int) -> None:
    last = first + timedelta(days=length)
    found = list(days(rule, first, last))
    assert found == sorted(set(found))
    assert all(first <= day <= last for day in found)
    assert len(found) <= (rule.count or len(found))


@any_time
@given(rules(), st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.integers(0, 900), st.integers(0, 900))
def test_looking_further_only_adds_days(rule: Rule, first: date, near: int, more: int) -> None:
    short, long = (list(days(rule, first, first + timedelta(days=length))) for length in (near, near + more))
    assert long[: len(short)] == short


@pytest.mark.parametrize(
    "rule",
    [
        Rule(Frequency.DAILY, months=(2,), month_days=(30,)),
        Rule(Frequency.DAILY, interval=7, weekdays=((0, 1),)),
        Rule(Frequency.YEARLY, months=(2,), month_days=(31,), count=9999),
        Rule(Frequency.MONTHLY, month_days=(1,), positions=(5,)),
    ],
)
def test_the_search_for_a_day_that_never_comes_ends(rule: Rule) -> None:
    """Its length is bounded by what is looked at, not by a clock: at most 20,000 days, weeks, months or years."""
    assert list(days(rule, date(2026, 11, 23), date(2060, 1, 1))) == []


def test_nobody_waits_for_a_rule_from_the_beginning_of_time() -> None:
    found = list(days(Rule(Frequency.DAILY), date(1, 1, 1), date(9999, 12, 31)))
    assert len(found) == 20_000


@any_time
@given(rules(), st.datetimes(datetime(1990, 1, 1), datetime(2037, 1, 1)), ZONES)  # noqa: DTZ001
def test_the_clock_on_the_wall_stays(rule: Rule, local: datetime, name: str) -> None:
    zone = ZoneInfo(name)
    starts = local.replace(tzinfo=zone).astimezone(UTC)
    wall = starts.astimezone(zone).time()
    for day, at in islice(moments(rule, starts, zone, starts + timedelta(days=900)), 60):
        here = at.astimezone(zone)
        skipped = datetime.combine(day, wall, zone).astimezone(UTC).astimezone(zone).time() != wall
        assert (here.date() == day and here.time() == wall) or skipped


def local_times(rule: Rule, starts: datetime, count: int) -> list[str]:
    found = islice(moments(rule, starts, BERLIN, starts + timedelta(days=900)), count)
    return [f"{at.astimezone(BERLIN):%d.%m. %H:%M %Z}" for _, at in found]


def test_a_time_that_is_skipped_is_counted_on_from_before() -> None:
    starts = datetime(2026, 3, 28, 1, 30, tzinfo=UTC)  # 02:30 in Berlin, the day before clocks go forward
    expected = ["28.03. 02:30 CET", "29.03. 03:30 CEST", "30.03. 02:30 CEST"]
    assert local_times(Rule(Frequency.DAILY), starts, 3) == expected


def test_a_time_that_comes_twice_is_the_first() -> None:
    starts = datetime(2026, 10, 24, 0, 30, tzinfo=UTC)  # 02:30 in Berlin, the day before clocks go back
    assert local_times(Rule(Frequency.DAILY), starts, 3) == [
        "24.10. 02:30 CEST",
        "25.10. 02:30 CEST",
        "26.10. 02:30 CET",
    ]


def test_what_starts_in_the_second_of_them_starts_there() -> None:
    starts = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert next(moments(Rule(Frequency.DAILY), starts, BERLIN, starts))[1] == starts


def test_until_may_be_the_last_moment_of_the_calendar() -> None:
    for until in (date.max, datetime.max.replace(tzinfo=UTC)):
        assert len(list(days(Rule(Frequency.DAILY, until=until), date(2026, 11, 21), date(2026, 11, 23)))) == 3


def test_until_is_a_day_of_the_site_or_a_moment() -> None:
    starts = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)  # the 21st in Berlin
    ahead = starts + timedelta(days=30)
    by_day = Rule(Frequency.DAILY, until=date(2026, 11, 22))
    assert [day.day for day, _ in moments(by_day, starts, BERLIN, ahead)] == [21, 22]
    for minutes, expected in ((0, [21, 22]), (-1, [21])):
        by_moment = Rule(Frequency.DAILY, until=starts + timedelta(days=1, minutes=minutes))
        assert [day.day for day, _ in moments(by_moment, starts, BERLIN, ahead)] == expected
