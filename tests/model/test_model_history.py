from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import given
from worlds import NOON, at, incident, maintenance, nows, said_at, site, site_rule, sites

from statusgen.model.course import said
from statusgen.model.history import by_month, in_month, months, recent_days
from statusgen.model.incident import Phase
from statusgen.model.maintenance import Announcement
from statusgen.model.occurrences import maintenances_at
from statusgen.model.site import Site
from statusgen.model.windows import is_ahead

DAY = timedelta(days=1)


def test_months_are_those_with_something_in_them_newest_first() -> None:
    here = site(incident(started=NOON - 70 * DAY, id="old"), incident(), Announcement("news", "News", NOON - 71 * DAY))
    assert months(here, at(1)) == ("2026-11", "2026-09")
    assert [one.id for one in in_month(here, "2026-09", at(1))] == ["old", "news"]
    assert in_month(here, "2026-10", at(1)) == ()


def test_a_month_begins_at_midnight_of_the_site() -> None:
    last_hour = datetime.fromisoformat("2026-10-31T23:30+00:00")  # half past midnight in Berlin
    assert months(site(incident(started=last_hour)), NOON) == ("2026-11",)
    assert months(site(incident(started=last_hour), timezone="UTC"), NOON) == ("2026-10",)


def test_what_has_not_begun_is_not_history() -> None:
    here = site(incident(started=at(5)), maintenance(), Announcement("news", "News", at(5)))
    assert months(here, at(-1)) == ()
    assert recent_days(here, at(-1), 1) == ((date(2026, 11, 21), ()),)


def test_a_cancelled_maintenance_is_history_once_it_would_have_begun() -> None:
    off = maintenance(said_at(-30, Phase.CANCELLED))
    assert months(site(off), at(-10)) == ()
    assert in_month(site(off), "2026-11", NOON) == (off,)


def test_a_maintenance_belongs_to_the_day_on_which_it_really_began() -> None:
    early = maintenance(said_at(-14 * 60, Phase.IN_PROGRESS))
    assert recent_days(site(early), NOON, 2) == ((date(2026, 11, 21), ()), (date(2026, 11, 20), (early,)))


def test_recent_days_are_all_there_today_first_without_announcements() -> None:
    broken, older = incident(started=at(-60)), incident(id="older", started=at(-90))
    here = site(broken, older, incident(id="past", started=NOON - 3 * DAY), Announcement("news", "News", at(-5)))
    today, yesterday, before = recent_days(here, NOON, 3)
    assert today == (date(2026, 11, 21), (broken, older))
    assert yesterday == (date(2026, 11, 20), ())
    assert before == (date(2026, 11, 19), ())


def test_recent_days_pass_over_a_change_of_clocks() -> None:
    after = datetime.fromisoformat("2026-10-25T00:30+00:00")
    days = [day for day, _ in recent_days(site(), after, 3)]
    assert days == [date(2026, 10, 25), date(2026, 10, 24), date(2026, 10, 23)]


@site_rule
@given(sites(), nows)
def test_everything_that_has_begun_is_in_exactly_one_month(here: Site, now: datetime) -> None:
    listed = [(one.id, getattr(one, "occurrence", None)) for things in by_month(here, now).values() for one in things]
    assert len(listed) == len(set(listed))
    assert {(one.id, None) for one in here.incidents if one.started <= now} <= set(listed)
    ahead = {(one.id, one.occurrence) for one in maintenances_at(here, now) if is_ahead(one, now)}
    assert ahead.isdisjoint(listed)
    assert list(months(here, now)) == sorted(months(here, now), reverse=True)


@site_rule
@given(sites(), nows)
def test_what_is_said_later_does_not_change_history(here: Site, now: datetime) -> None:
    past = replace(
        here,
        incidents=tuple(replace(one, updates=said(one.updates, now)) for one in here.incidents),
        maintenances=tuple(replace(one, updates=said(one.updates, now)) for one in here.maintenances),
    )
    for_ids = [(month, [one.id for one in things]) for month, things in by_month(here, now).items()]
    assert for_ids == [(month, [one.id for one in things]) for month, things in by_month(past, now).items()]
