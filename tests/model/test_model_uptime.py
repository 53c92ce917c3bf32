from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import (
    DEGRADED,
    MAJOR,
    NOON,
    OPERATIONAL,
    PARTIAL,
    PLANNED,
    at,
    incident,
    incidents,
    maintenance,
    nows,
    past_of,
    site,
    site_rule,
    sites,
)

from statusgen.model.course import spells
from statusgen.model.incident import Incident, Phase, Update
from statusgen.model.maintenance import Announcement
from statusgen.model.occurrences import maintenances_at
from statusgen.model.service import Effect, Service, worst
from statusgen.model.site import Site, Uptime
from statusgen.model.uptime import Day, UptimeFigure, chronicle, days, known_since, uptime, uptime_of
from statusgen.model.windows import maintenance_spells

SHOP = Service("shop", "Shop", since=date(2026, 1, 1))
HOUR = 3600
DAY = 24 * HOUR
EVENING = at(9 * 60)  # 22:00 in Berlin


def outage(begin: float, end: float, effect: Effect = MAJOR, name: str = "broken", **more: object) -> Incident:
    """An incident of the shop alone, from and until so many minutes after noon."""
    over = Update("over", at(end), phase=Phase.RESOLVED)
    return incident(over, id=name, started=at(begin), effects={"shop": effect}, **more)


def today(*things: Incident) -> Day:
    return days(site(*things, services=(SHOP,)), "shop", EVENING, 1)[0]


# --- days


def test_a_day_counts_its_seconds_by_effect_and_shows_the_worst() -> None:
    day = today(outage(0, 60), outage(120, 180, DEGRADED, "slow"))
    assert day == Day(
        date(2026, 11, 21), MAJOR, {MAJOR: HOUR, DEGRADED: HOUR, OPERATIONAL: 20 * HOUR}, ("broken", "slow")
    )


def test_incidents_at_the_same_time_count_once_and_the_worst_wins() -> None:
    day = today(outage(0, 60, PARTIAL, "half"), outage(30, 90, MAJOR, "full"), outage(40, 50, DEGRADED, "slow"))
    assert day.seconds == {PARTIAL: HOUR / 2, MAJOR: HOUR, OPERATIONAL: 20.5 * HOUR}
    assert day.incidents == ("half", "full", "slow")


def test_an_incident_past_midnight_belongs_to_both_days() -> None:
    here = site(outage(10 * 60, 13 * 60), services=(SHOP,))  # midnight in Berlin is 11 hours after noon UTC
    first, second = days(here, "shop", at(24 * 60), 2)
    assert (first.seconds[MAJOR], second.seconds[MAJOR]) == (HOUR, 2 * HOUR)
    assert first.incidents == second.incidents == ("broken",)
    assert days(here, "shop", at(24 * 60), 1) == (second,)


def test_an_incident_that_ends_at_midnight_leaves_the_next_day_alone() -> None:
    _, second = days(site(outage(0, 11 * 60), services=(SHOP,)), "shop", at(24 * 60), 2)
    assert second == Day(date(2026, 11, 22), OPERATIONAL, {OPERATIONAL: 13 * HOUR})


def test_an_open_incident_counts_until_now() -> None:
    here = site(incident(effects={"shop": MAJOR}), services=(SHOP,))
    assert days(here, "shop", at(60), 1)[0].seconds == {MAJOR: HOUR, OPERATIONAL: 13 * HOUR}


def test_a_day_shows_maintenance_only_if_nothing_is_worse() -> None:
    work = maintenance(effects={"shop": MAJOR})
    planned = days(site(work, services=(SHOP,)), "shop", EVENING, 1)[0]
    assert planned == Day(date(2026, 11, 21), PLANNED, {PLANNED: HOUR, OPERATIONAL: 21 * HOUR})
    both = days(site(work, outage(30, 90, DEGRADED), services=(SHOP,)), "shop", EVENING, 1)[0]
    assert (both.effect, both.seconds[PLANNED], both.seconds[DEGRADED]) == (DEGRADED, HOUR / 2, HOUR)


def test_other_services_and_drills_leave_no_trace() -> None:
    assert today(incident(effects={"bank": MAJOR}), outage(0, 60, name="drill", drill=True)) == today()


def test_the_last_of_the_days_is_today_by_the_clock_of_the_site() -> None:
    late = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)  # half past midnight in Berlin
    found = days(site(services=(SHOP,)), "shop", late, 3)
    assert [day.date for day in found] == [date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 22)]
    assert [day.seconds[OPERATIONAL] for day in found] == [DAY, DAY, HOUR / 2]


@pytest.mark.parametrize(
    ("timezone", "day", "hours"),
    [
        ("Europe/Berlin", date(2026, 3, 29), 23),
        ("Europe/Berlin", date(2026, 10, 25), 25),
        ("Africa/Cairo", date(2026, 4, 24), 23),  # clocks skip midnight itself
        ("Pacific/Apia", date(2011, 12, 30), 0),  # the day that Samoa left out
    ],
)
def test_days_are_as_long_as_the_clocks_make_them(timezone: str, day: date, hours: int) -> None:
    old = Service("shop", "Shop", since=date(2010, 1, 1))
    later = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=2)
    found = {one.date: one for one in days(site(services=(old,), timezone=timezone), "shop", later, 4)}
    assert sum(found[day].seconds.values()) == hours * HOUR
    assert sum(found[day - timedelta(days=1)].seconds.values()) == DAY


# --- known and unknown


def test_days_before_the_service_was_there_are_unknown_and_not_green() -> None:
    young = Service("shop", "Shop", since=date(2026, 11, 20))
    found = days(site(services=(young,)), "shop", NOON, 4)
    assert [day.effect for day in found] == [None, None, OPERATIONAL, OPERATIONAL]
    assert found[0] == Day(date(2026, 11, 18))


def test_without_a_date_a_service_is_known_since_anything_was_written() -> None:
    news = Announcement("news", "News", NOON - timedelta(days=2))
    here = site(news, incident(), maintenance(starts=at(9), id="later"))
    assert known_since(here, "shop", NOON) == chronicle(here, NOON, 1).known_since("shop") == date(2026, 11, 19)


def test_what_begins_later_makes_nothing_known() -> None:
    assert days(site(maintenance()), "shop", at(-1), 1) == (Day(date(2026, 11, 21)),)


def test_on_an_empty_site_nothing_is_known() -> None:
    assert known_since(site(), "shop", NOON) is None
    assert [day.effect for day in days(site(), "shop", NOON, 2)] == [None, None]
    assert uptime(site(), "shop", NOON, 2) is None


def test_once_retired_a_service_is_unknown_again() -> None:
    gone = replace(SHOP, retired=date(2026, 11, 21))
    assert [day.effect for day in days(site(services=(gone,)), "shop", NOON, 2)] == [OPERATIONAL, None]


# --- uptime


def test_uptime_weighs_the_seconds_of_each_effect() -> None:
    here = site(outage(0, 60), outage(60, 120, PARTIAL, "half"), outage(120, 180, DEGRADED, "slow"), services=(SHOP,))
    figure = uptime(here, "shop", EVENING, 1)
    down = 1.3 * HOUR
    assert figure == UptimeFigure("94.09", pytest.approx(1 - down / (22 * HOUR)), 23 * HOUR - HOUR, down)


def test_weights_are_those_of_the_site() -> None:
    here = site(outage(0, 60, DEGRADED), services=(SHOP,), uptime=Uptime(weights={DEGRADED: 0.5}))
    assert uptime(here, "shop", EVENING, 1).down_seconds == HOUR / 2  # type: ignore[union-attr]


def test_a_worse_effect_never_weighs_less() -> None:
    seconds = {MAJOR: 1, OPERATIONAL: 1}
    figure = uptime_of([Day(NOON.date(), MAJOR, seconds)], {DEGRADED: 0.5})
    assert figure == UptimeFigure("75.00", 0.75, 2, 0.5)


def test_maintenance_is_no_downtime_whatever_it_does_and_weighs() -> None:
    here = site(maintenance(effects={"shop": MAJOR}), services=(SHOP,), uptime=Uptime(weights={PLANNED: 1, MAJOR: 1}))
    assert uptime(here, "shop", EVENING, 1).percent == "100.00"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("down", "percent"),
    [(0, "100.00"), (1, "99.99"), (10, "99.99"), (11, "99.98"), (99_999, "0.00"), (100_000, "0.00"), (30, "99.97")],
)
def test_percent_is_floored_and_100_only_if_nothing_was_down(down: int, percent: str) -> None:
    # 1 of 100,000 is 99.999 %, which a rounded figure would call 100.00
    figure = uptime_of([Day(NOON.date(), MAJOR, {MAJOR: down, OPERATIONAL: 100_000 - down})], {MAJOR: 1.0})
    assert figure is not None
    assert figure.percent == percent


def test_a_weight_is_the_decimal_that_was_written() -> None:
    # a tenth in binary is a little more than a tenth, and would push the figure below 99.99
    figure = uptime_of([Day(NOON.date(), PARTIAL, {PARTIAL: 1, OPERATIONAL: 999})], {PARTIAL: 0.1})
    assert figure is not None
    assert figure.percent == "99.99"


# --- rules for every site


@site_rule
@given(sites(), nows, st.integers(1, 8))
def test_days_sum_up_to_the_time_observed(here: Site, now: datetime, count: int) -> None:
    for service in here.services:
        found = days(here, service, now, count)
        figure = uptime(here, service, now, count)
        total = sum(sum(day.seconds.values()) for day in found)
        assert total == (figure.observed_seconds if figure else 0)
        assert all((day.effect is None) == (not day.seconds) for day in found)
        if all(day.effect for day in found):
            midnight = datetime.combine(found[0].date, datetime.min.time(), here.settings.zone)
            assert total == (now - midnight.astimezone(UTC)).total_seconds()


@site_rule
@given(sites(), nows)
def test_uptime_lies_between_none_and_all_of_the_time(here: Site, now: datetime) -> None:
    for service in here.services:
        figure = uptime(here, service, now, 5)
        if figure:
            assert 0 <= figure.up <= 1
            assert 0 <= figure.down_seconds <= figure.observed_seconds
            assert (figure.percent == "100.00") == (figure.down_seconds == 0)
            assert Fraction(figure.percent) <= Fraction(figure.up) * 100 + Fraction(1, 10**9)


@site_rule
@given(sites(), incidents(), nows)
def test_one_more_incident_never_raises_uptime(here: Site, more: Incident, now: datetime) -> None:
    services = {one.id: replace(one, since=date(2026, 11, 19)) for one in here.services.values()}
    before = replace(here, services=services)
    after = replace(before, incidents=(*here.incidents, more))
    for service in services:
        old, new = uptime(before, service, now, 4), uptime(after, service, now, 4)
        assert old is not None
        assert new is not None
        assert new.up <= old.up


@site_rule
@given(sites(), nows)
def test_uptime_does_not_depend_on_what_comes_later(here: Site, now: datetime) -> None:
    for service in here.services:
        assert days(here, service, now, 4) == days(past_of(here, now), service, now, 4)


@site_rule
@given(sites(), nows)
def test_days_show_an_incident_exactly_where_it_harmed_the_service(here: Site, now: datetime) -> None:
    for service in here.services:
        found = days(here, service, now, 4)
        harmed = [
            one.id
            for one in here.incidents
            if not one.drill and any(spell.service == service for spell in spells(one, now))
        ]
        assert {one for day in found for one in day.incidents} <= set(harmed)
        assert all(day.incidents for day in found if day.effect not in (None, OPERATIONAL, PLANNED))


@site_rule
@given(sites(), nows)
def test_the_sweep_agrees_with_asking_every_minute(here: Site, now: datetime) -> None:
    (day,) = days(here, "shop", now, 1)
    if day.effect is None:
        return
    causes = [(spell, False) for one in here.incidents if not one.drill for spell in spells(one, now)]
    causes += [
        (spell, True) for one in maintenances_at(here, now) if not one.drill for spell in maintenance_spells(one, now)
    ]
    minutes: Counter[Effect] = Counter()
    moment = datetime.combine(day.date, datetime.min.time(), here.settings.zone).astimezone(UTC)
    while moment < now:
        holding = [
            PLANNED if is_planned else spell.effect
            for spell, is_planned in causes
            if spell.service == "shop" and spell.start <= moment < spell.end
        ]
        minutes[worst(holding)] += 1
        moment += timedelta(minutes=1)
    assert day.seconds == {effect: 60 * number for effect, number in minutes.items()}
