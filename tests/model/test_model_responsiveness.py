from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from worlds import at, incident, incidents, nows, rule, said_at, site

from statusgen.model.incident import Phase
from statusgen.model.responsiveness import Spread, by_month, in_all, months, responsiveness

HALF_AN_HOUR = timedelta(minutes=30)
RESOLVED = Phase.RESOLVED


def minutes(*numbers: float) -> tuple[timedelta, ...]:
    return tuple(timedelta(minutes=number) for number in numbers)


def test_percentiles_are_by_nearest_rank() -> None:
    assert (Spread().p50, Spread().p90) == (None, None)
    assert (Spread(minutes(7)).p50, Spread(minutes(7)).p90) == minutes(7, 7)
    assert (Spread(minutes(1, 2)).p50, Spread(minutes(1, 2)).p90) == minutes(1, 2)
    ten = Spread(minutes(*range(1, 11)))
    assert (ten.p50, ten.p90) == minutes(5, 9)
    eleven = Spread(minutes(*range(1, 12)))
    assert (eleven.p50, eleven.p90) == minutes(6, 10)


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=200))
@rule
def test_a_percentile_is_the_least_duration_that_so_many_do_not_exceed(numbers) -> None:
    spread = Spread(minutes(*sorted(numbers)))
    for percent, found in ((50, spread.p50), (90, spread.p90)):
        within = [
            one
            for one in spread.durations
            if sum(other <= one for other in spread.durations) * 100 >= percent * len(numbers)
        ]
        assert found == min(within)


def test_one_incident_is_measured_from_its_start_over_its_updates_to_its_end() -> None:
    found = responsiveness([incident(said_at(7), said_at(30), said_at(90, RESOLVED))], HALF_AN_HOUR, at(100))
    assert (found.incidents, found.resolved) == (1, 1)
    assert (found.made, found.kept, found.broken, found.share_kept) == (2, 1, 1, 0.5)
    assert found.first_update.durations == minutes(7)
    assert found.gaps.durations == minutes(23, 60)
    assert found.resolution.durations == minutes(90)


def test_what_is_still_open_counts_as_far_as_it_is_known() -> None:
    found = responsiveness([incident(said_at(7))], HALF_AN_HOUR, at(10))
    assert (found.made, found.kept, found.broken, found.share_kept) == (1, 0, 0, None)
    assert (found.resolved, found.gaps.durations, found.resolution.p50) == (0, (), None)
    assert responsiveness([incident(said_at(7))], HALF_AN_HOUR, at(5)).first_update.p50 is None
    assert responsiveness([incident(said_at(7))], HALF_AN_HOUR, at(-1)).incidents == 0


def test_what_was_said_after_the_end_is_no_gap_and_before_the_start_no_wait() -> None:
    said = said_at(-5), said_at(10, RESOLVED), said_at(500, Phase.POSTMORTEM)
    found = responsiveness([incident(*said)], HALF_AN_HOUR, at(600))
    assert found.first_update.durations == minutes(0)
    assert found.gaps.durations == minutes(15)


def test_months_run_to_the_present_one_whether_something_happened_or_not() -> None:
    assert list(months("2025-11", "2026-02")) == ["2025-11", "2025-12", "2026-01", "2026-02"]
    found = by_month(site(incident(said_at(1))), "2026-10", at(5))
    assert {month: one.incidents for month, one in found.items()} == {"2026-10": 0, "2026-11": 1}


def test_an_incident_counts_in_the_month_in_which_it_began_on_the_sites_clock() -> None:
    new_year = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)  # in Berlin it is January
    found = by_month(site(incident(started=new_year)), "2026-12", new_year + timedelta(days=40))
    assert {month: one.incidents for month, one in found.items()} == {"2026-12": 0, "2027-01": 1, "2027-02": 0}


def test_drills_and_what_began_before_are_left_out() -> None:
    world = site(
        incident(said_at(1)), incident(said_at(1), id="drill", drill=True), incident(id="old", started=at(-90 * 1440))
    )
    assert in_all(world, "2026-11", at(5)).incidents == 1
    assert sum(one.incidents for one in by_month(world, "2026-11", at(5)).values()) == 1


@given(st.lists(incidents(), max_size=4), nows)
@rule
def test_the_months_together_are_the_whole(some, now) -> None:
    world = site(*(replace(one, id=f"{number}-{one.id}") for number, one in enumerate(some)))
    found, whole = by_month(world, "2026-01", now), in_all(world, "2026-01", now)
    for name in ("incidents", "resolved", "made", "kept", "broken"):
        assert sum(getattr(one, name) for one in found.values()) == getattr(whole, name)
    for name in ("first_update", "gaps", "resolution"):
        each = [duration for one in found.values() for duration in getattr(one, name).durations]
        assert tuple(sorted(each)) == getattr(whole, name).durations
