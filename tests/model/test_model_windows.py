from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from worlds import MAJOR, NOON, OPERATIONAL, PLANNED, at, maintenance, maintenances, nows, rule, said_at

from statusgen.model.course import said
from statusgen.model.incident import Phase, Spell, Update
from statusgen.model.maintenance import Maintenance
from statusgen.model.windows import (
    is_ahead,
    is_over,
    is_running,
    maintenance_course,
    maintenance_effects_at,
    maintenance_phase_at,
    maintenance_spells,
    window,
)

SCHEDULED, IN_PROGRESS, VERIFYING = Phase.SCHEDULED, Phase.IN_PROGRESS, Phase.VERIFYING
COMPLETED, CANCELLED = Phase.COMPLETED, Phase.CANCELLED


@pytest.mark.parametrize(
    ("minutes", "phase"), [(-0.1, SCHEDULED), (0, IN_PROGRESS), (59.9, IN_PROGRESS), (60, COMPLETED)]
)
def test_without_updates_the_planned_times_decide(minutes: float, phase: Phase) -> None:
    assert maintenance_phase_at(maintenance(), at(minutes)) is phase


@pytest.mark.parametrize(
    ("updates", "minutes", "phase"),
    [
        ([said_at(-9, IN_PROGRESS)], -8, IN_PROGRESS),  # begun early
        ([said_at(-9, VERIFYING)], 1, VERIFYING),  # the planned start sets nothing back
        ([said_at(20, VERIFYING)], 30, VERIFYING),
        ([said_at(20)], 30, IN_PROGRESS),  # a mere word changes nothing
        ([said_at(20, COMPLETED)], 30, COMPLETED),  # done early
        ([said_at(-20, CANCELLED)], 30, CANCELLED),  # the planned start does not revive it
        ([said_at(-20, CANCELLED)], 90, CANCELLED),  # nor does the planned end complete it
        ([said_at(-20, COMPLETED)], 30, COMPLETED),
        ([said_at(-20, CANCELLED), said_at(-10, SCHEDULED)], 30, IN_PROGRESS),  # on again
        ([said_at(20, SCHEDULED)], 30, SCHEDULED),  # put off
        ([said_at(20, SCHEDULED)], 60, COMPLETED),
        ([said_at(5, IN_PROGRESS)], 60, COMPLETED),  # nobody says it is running over
        ([said_at(60, IN_PROGRESS)], 600, IN_PROGRESS),  # running over
        ([said_at(70, VERIFYING)], 600, VERIFYING),
        ([said_at(70, VERIFYING), said_at(80, COMPLETED)], 80, COMPLETED),
    ],
)
def test_what_was_said_decides_together_with_the_clock(updates: list[Update], minutes: float, phase: Phase) -> None:
    assert maintenance_phase_at(maintenance(*updates), at(minutes)) is phase


def test_a_correction_stands_in_the_place_of_what_it_corrects() -> None:
    wrong = said_at(5, IN_PROGRESS)
    work = maintenance(wrong, said_at(30, COMPLETED), said_at(40, IN_PROGRESS, corrects=wrong.id))
    assert maintenance_phase_at(work, at(41)) is COMPLETED


def test_the_window_is_planned_until_it_is_known() -> None:
    assert window(maintenance(), at(-1)) == (NOON, at(60))
    assert window(maintenance(), at(90)) == (NOON, at(60))


def test_the_window_is_the_real_one_once_it_is_known() -> None:
    work = maintenance(said_at(-9, IN_PROGRESS), said_at(33, COMPLETED), said_at(50))
    assert window(work, at(10)) == (at(-9), at(60))
    assert window(work, at(55)) == (at(-9), at(33))


def test_the_window_of_what_runs_over_ends_as_planned_until_it_is_completed() -> None:
    late = maintenance(said_at(61, IN_PROGRESS), said_at(95, COMPLETED))
    assert window(late, at(90)) == (NOON, at(60))
    assert window(late, at(95)) == (NOON, at(95))


def test_the_window_of_what_began_after_its_planned_end_is_empty_while_it_runs() -> None:
    late = maintenance(said_at(-9, CANCELLED), said_at(70, IN_PROGRESS))
    assert window(late, at(80)) == (at(70), at(70))


def test_the_window_of_what_was_put_off_is_the_planned_one() -> None:
    assert window(maintenance(said_at(-9, IN_PROGRESS), said_at(-5, SCHEDULED)), at(-1)) == (NOON, at(60))


def test_the_window_of_what_never_ran_is_the_planned_one() -> None:
    assert window(maintenance(said_at(-9, CANCELLED)), at(90)) == (NOON, at(60))
    assert window(maintenance(said_at(-9, COMPLETED)), at(90)) == (NOON, at(60))


def test_a_maintenance_does_nothing_to_services_unless_it_runs() -> None:
    work = maintenance(said_at(-5, effects={"bank": MAJOR}), said_at(20, effects={"bank": OPERATIONAL}))
    assert maintenance_effects_at(work, at(-1)) == {}
    assert maintenance_effects_at(work, NOON) == {"shop": PLANNED, "bank": MAJOR}
    assert maintenance_effects_at(work, at(20)) == {"shop": PLANNED}
    assert maintenance_effects_at(work, at(60)) == {}
    assert maintenance_spells(work, at(90)) == (
        Spell("shop", PLANNED, NOON, at(60)),
        Spell("bank", MAJOR, NOON, at(20)),
    )


@rule
@given(maintenances(), nows)
def test_a_maintenance_is_either_ahead_or_running_or_over(work: Maintenance, now: datetime) -> None:
    assert [is_ahead(work, now), is_running(work, now), is_over(work, now)].count(True) == 1


@rule
@given(maintenances(), nows)
def test_nothing_said_later_changes_a_maintenance(work: Maintenance, now: datetime) -> None:
    cut = replace(work, updates=said(work.updates, now))
    for question in (maintenance_course, maintenance_phase_at, window, maintenance_effects_at, maintenance_spells):
        assert question(work, now) == question(cut, now)


@rule
@given(maintenances(), nows)
def test_a_word_that_says_nothing_changes_nothing_but_is_a_step(work: Maintenance, now: datetime) -> None:
    silent, word = replace(work, updates=()), Update("u", now - timedelta(minutes=1))
    spoken = replace(work, updates=(word,))
    assert maintenance_phase_at(silent, now) is maintenance_phase_at(spoken, now)
    assert maintenance_spells(silent, now) == maintenance_spells(spoken, now)
    assert window(silent, now) == window(spoken, now)


@rule
@given(maintenances(), nows)
def test_a_window_never_ends_before_it_begins(work: Maintenance, now: datetime) -> None:
    begin, end = window(work, now)
    assert begin <= end


@rule
@given(maintenances(), nows)
def test_spells_of_a_maintenance_lie_within_its_real_window(work: Maintenance, now: datetime) -> None:
    begin, end = window(work, now)
    limit = end if is_over(work, now) else now
    if not is_ahead(work, now):  # put off after it began, it has only a plan again
        assert all(begin <= spell.start < spell.end <= limit for spell in maintenance_spells(work, now))


@rule
@given(maintenances(), nows)
def test_without_a_word_it_is_over_after_its_planned_end(work: Maintenance, now: datetime) -> None:
    silent = replace(work, updates=())
    assert is_over(silent, now) == (silent.ends <= now)
    assert is_running(silent, now) == (silent.starts <= now < silent.ends)
    assert maintenance_spells(silent, silent.starts - timedelta(minutes=1)) == ()
