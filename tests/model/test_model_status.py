from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from worlds import (
    DEGRADED,
    MAJOR,
    NOON,
    OPERATIONAL,
    PARTIAL,
    PLANNED,
    at,
    incident,
    maintenance,
    nows,
    past_of,
    said_at,
    site,
    site_rule,
    sites,
)

from statusgen.model.course import is_open
from statusgen.model.incident import Phase, Severity
from statusgen.model.service import Effect, Service
from statusgen.model.site import Group, Site
from statusgen.model.status import Indicator, ServiceState, group_effect, incident_indicator, is_retired, status_at


def test_with_nothing_going_on_everything_is_operational() -> None:
    status = status_at(site(), NOON)
    assert status.indicator is Indicator.NONE
    assert list(status.services.values()) == [ServiceState("shop", OPERATIONAL), ServiceState("bank", OPERATIONAL)]


@pytest.mark.parametrize(
    ("effect", "indicator"),
    [(DEGRADED, Indicator.MINOR), (PARTIAL, Indicator.MAJOR), (MAJOR, Indicator.CRITICAL), (PLANNED, Indicator.MINOR)],
)
def test_the_worst_state_of_a_service_is_the_indicator(effect: Effect, indicator: Indicator) -> None:
    assert status_at(site(incident(effects={"shop": effect})), NOON).indicator is indicator


def test_an_open_incident_is_never_all_green_whatever_its_services_say() -> None:
    watched = incident(said_at(5, Phase.MONITORING, effects={"shop": OPERATIONAL}), severity=Severity.NONE)
    status = status_at(site(watched), at(5))
    assert status.indicator is Indicator.MINOR
    assert status.services["shop"].effect is OPERATIONAL


def test_severity_counts_only_where_no_service_was_named() -> None:
    vague = incident(effects={}, severity=Severity.CRITICAL)
    assert incident_indicator(vague, NOON) is Indicator.CRITICAL
    clear = incident(effects={"shop": DEGRADED}, severity=Severity.CRITICAL)
    assert incident_indicator(clear, NOON) is Indicator.MINOR


def test_a_service_left_degraded_by_a_resolution_stays_degraded_on_the_page() -> None:
    left = incident(said_at(5, Phase.RESOLVED, effects={"bank": DEGRADED}))
    status = status_at(site(left), at(5))
    assert (status.incidents, status.indicator) == ((), Indicator.MINOR)
    assert status.services["bank"] == ServiceState("bank", DEGRADED, ("broken",))


def test_a_service_names_its_reasons_worst_first() -> None:
    both = site(
        incident(id="slow", effects={"shop": DEGRADED}, started=at(2)),
        incident(id="down", effects={"shop": MAJOR}),
        maintenance(),
    )
    assert status_at(both, at(5)).services["shop"] == ServiceState("shop", MAJOR, ("down", "slow", "work"))


def test_open_incidents_stand_worst_first_then_newest_first() -> None:
    things = [
        incident(id="old", effects={"shop": PARTIAL}),
        incident(id="new", effects={"bank": PARTIAL}, started=at(5)),
        incident(id="bad", effects={"bank": MAJOR}, started=at(-5)),
        incident(id="mild", effects={"bank": DEGRADED}, started=at(9)),
        incident(said_at(6, Phase.RESOLVED), id="over"),
    ]
    assert [one.id for one in status_at(site(*things), at(10)).incidents] == ["bad", "new", "old", "mild"]


def test_drills_are_listed_and_count_for_nothing() -> None:
    drill = incident(drill=True, severity=Severity.CRITICAL, effects={"shop": MAJOR})
    status = status_at(site(drill, maintenance(drill=True)), NOON)
    assert (status.indicator, status.incidents, status.maintenances) == (Indicator.NONE, (), ())
    assert status.drills == (drill,)
    assert status.services["shop"] == ServiceState("shop", OPERATIONAL)


def test_a_running_maintenance_shows_unless_something_is_worse() -> None:
    work = maintenance()
    status = status_at(site(work), NOON)
    assert (status.indicator, status.maintenances) == (Indicator.MAINTENANCE, (work,))
    assert status_at(site(work, incident(effects={"bank": DEGRADED})), NOON).indicator is Indicator.MINOR


def test_a_running_maintenance_without_services_shows_too() -> None:
    assert status_at(site(maintenance(effects={})), NOON).indicator is Indicator.MAINTENANCE


def test_a_maintenance_ahead_changes_nothing_today() -> None:
    assert status_at(site(maintenance()), at(-1)) == status_at(site(), at(-1))


def test_retired_services_are_left_out_from_that_day_of_the_site_on() -> None:
    gone = Service("shop", "Shop", retired=date(2026, 11, 22))
    quiet = site(services=(gone, Service("bank", "Bank")))
    last_minute = datetime.fromisoformat("2026-11-22T00:00+01:00") - timedelta(minutes=1)
    assert list(status_at(quiet, last_minute).services) == ["shop", "bank"]
    assert list(status_at(quiet, last_minute + timedelta(minutes=1)).services) == ["bank"]
    assert is_retired(gone, quiet, last_minute + timedelta(minutes=1))


def test_a_group_is_as_bad_as_its_worst_service() -> None:
    services = (
        Service("shop", "Shop", group="front"),
        Service("cart", "Cart", group="front"),
        Service("bank", "Bank"),
        Service("lost", "Lost", group="front", retired=date(2020, 1, 1)),
    )
    broken = incident(effects={"shop": DEGRADED, "cart": PARTIAL, "lost": MAJOR})
    here = site(broken, services=services, groups=(Group("front", "Front"), Group("empty", "Empty")))
    status = status_at(here, NOON)
    assert [group_effect(here, status, one) for one in ("front", None, "empty")] == [PARTIAL, OPERATIONAL, OPERATIONAL]


@site_rule
@given(sites(), nows)
def test_the_page_is_never_green_while_an_incident_is_open(here: Site, now: datetime) -> None:
    status = status_at(here, now)
    is_any_open = any(is_open(one, now) and not one.drill for one in here.incidents)
    assert bool(status.incidents) == is_any_open
    if is_any_open:
        assert status.indicator.rank >= Indicator.MINOR.rank


@site_rule
@given(sites(), nows)
def test_a_green_page_has_only_operational_services_and_reasons_only_where_not(here: Site, now: datetime) -> None:
    status = status_at(here, now)
    for state in status.services.values():
        assert bool(state.because) == (state.effect is not OPERATIONAL)
        assert status.indicator is not Indicator.NONE or state.effect is OPERATIONAL


@site_rule
@given(sites(), nows)
def test_removing_every_drill_changes_nothing_but_the_list_of_drills(here: Site, now: datetime) -> None:
    earnest = replace(
        here,
        incidents=tuple(one for one in here.incidents if not one.drill),
        maintenances=tuple(one for one in here.maintenances if not one.drill),
    )
    assert replace(status_at(here, now), drills=()) == status_at(earnest, now)


@site_rule
@given(sites(), nows)
def test_the_status_does_not_depend_on_what_comes_later(here: Site, now: datetime) -> None:
    past = status_at(past_of(here, now), now)
    present = status_at(here, now)
    assert (past.indicator, past.services) == (present.indicator, present.services)
    for shown in ("incidents", "drills", "maintenances"):
        assert [one.id for one in getattr(past, shown)] == [one.id for one in getattr(present, shown)]
