"""Times as people type them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.author.draft import Refused
from statusgen.author.moments import duration, length, moment, promise, written

NOW = datetime(2026, 11, 21, 14, 20, 7, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("now", "2026-11-21T14:20:07Z"),
        ("10m ago", "2026-11-21T14:10:07Z"),
        ("10min ago", "2026-11-21T14:10:07Z"),
        ("1h30m  ago", "2026-11-21T12:50:07Z"),
        ("+2h", "2026-11-21T16:20:07Z"),
        ("in 2h", "2026-11-21T16:20:07Z"),
        ("15:05", "2026-11-21T14:05:00Z"),
        ("yesterday 9:00", "2026-11-20T08:00:00Z"),
        ("tomorrow 22:00", "2026-11-22T21:00:00Z"),
        ("2026-12-01 22:00", "2026-12-01T21:00:00Z"),
        ("2026-12-01T22:00Z", "2026-12-01T22:00:00Z"),
        ("2026-12-01 22:00 UTC", "2026-12-01T22:00:00Z"),
        ("2026-12-01T22:00:00+05:30", "2026-12-01T16:30:00Z"),
    ],
)
def test_a_time_is_what_people_mean_by_it(text, meant):
    assert written(moment(text, NOW, BERLIN)) == meant


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("10m", "`10m ago` or `\\+10m`"),
        ("soon", "write now, 10m ago"),
        ("25:00", "no moment of the calendar"),
        ("2026-02-30T10:00Z", "no moment of the calendar"),
        ("2026-10-25 02:30", "clocks change in Europe/Berlin.*2026-10-25T00:30Z or 2026-10-25T01:30Z"),
        ("", "is not a time"),
    ],
)
def test_what_is_no_time_says_what_to_write(text, why):
    with pytest.raises(Refused, match=why):
        moment(text, NOW, BERLIN)


@given(st.timedeltas(min_value=timedelta(minutes=1), max_value=timedelta(days=900)))
def test_a_duration_is_read_as_it_was_written(lasts):
    whole = timedelta(minutes=int(lasts.total_seconds()) // 60)
    assert length(duration(whole)) == whole


@pytest.mark.parametrize(
    ("text", "stands"),
    [("30m", "30m"), ("+90m", "1h30m"), ("none", "none"), ("16:00", "2026-11-21T15:00:00Z"), ("in 1h", "1h")],
)
def test_a_promise_stays_a_duration_where_it_is_one(text, stands):
    assert promise(text, NOW, BERLIN) == stands
