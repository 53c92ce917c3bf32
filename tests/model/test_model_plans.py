from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from worlds import NOON, PLANNED, at, maintenance, maintenances, nows, rule, said_at

from statusgen.model.incident import Phase, Spell, Update
from statusgen.model.maintenance import Maintenance
from statusgen.model.plans import planned, plans, reminders, revisions
from statusgen.model.windows import is_over, maintenance_phase_at, maintenance_spells, window

SCHEDULED, IN_PROGRESS, COMPLETED, CANCELLED = Phase.SCHEDULED, Phase.IN_PROGRESS, Phase.COMPLETED, Phase.CANCELLED


def test_a_new_start_alone_keeps_the_length_and_a_new_end_alone_the_start() -> None:
    assert planned(maintenance(said_at(-30, starts=at(120))), at(-1)) == (at(120), at(180))
    assert planned(maintenance(said_at(30, ends=at(90))), at(31)) == (NOON, at(90))
    assert planned(maintenance(said_at(-30, starts=at(5), ends=at(10))), at(-1)) == (at(5), at(10))


def test_a_plan_holds_from_when_it_was_said() -> None:
    moved = said_at(-30, starts=at(120))
    work = maintenance(moved)
    assert planned(work, at(-31)) == (NOON, at(60))
    assert [(plan.starts, plan.update) for plan in plans(work, at(-30))] == [(NOON, None), (at(120), moved.id)]


def test_what_would_end_before_it_starts_moves_nothing() -> None:
    assert planned(maintenance(said_at(-30, ends=at(-5))), at(-1)) == (NOON, at(60))


def test_a_corrected_time_stands_in_the_place_of_the_wrong_one() -> None:
    wrong = said_at(-30, starts=at(120))
    work = maintenance(wrong, said_at(-20, starts=at(130), corrects=wrong.id))
    assert planned(work, at(-25)) == (at(120), at(180))
    assert planned(work, at(-20)) == (at(130), at(190))


@pytest.mark.parametrize(
    ("updates", "minutes", "phase"),
    [
        ([said_at(-30, starts=at(120))], 30, SCHEDULED),  # not at its old time
        ([said_at(-30, starts=at(120))], 120, IN_PROGRESS),
        ([said_at(-30, starts=at(120))], 180, COMPLETED),
        ([said_at(20, starts=at(120))], 30, SCHEDULED),  # moved away while it ran
        ([said_at(20, ends=at(90))], 80, IN_PROGRESS),  # takes longer
        ([said_at(20, ends=at(90))], 90, COMPLETED),
        ([said_at(70, ends=at(90))], 70, IN_PROGRESS),  # the clock had it completed ten minutes ago
        ([said_at(20, ends=at(15))], 20, COMPLETED),  # was shorter
        ([said_at(-30, CANCELLED), said_at(-20, starts=at(120))], 30, SCHEDULED),  # a new date
        ([said_at(-30, CANCELLED), said_at(-20, starts=at(120))], 130, IN_PROGRESS),
        ([said_at(-30, CANCELLED, starts=at(120))], 130, CANCELLED),
        ([said_at(10, starts=at(10))], 10, IN_PROGRESS),
        ([said_at(-10, starts=at(-20))], -10, IN_PROGRESS),  # it begins with the news that it has begun
        ([said_at(30, COMPLETED), said_at(40, ends=at(50))], 45, IN_PROGRESS),
        ([said_at(30, IN_PROGRESS, ends=at(50))], 55, COMPLETED),
    ],
)
def test_the_clock_follows_the_plan_in_force(updates: list[Update], minutes: float, phase: Phase) -> None:
    assert maintenance_phase_at(maintenance(*updates), at(minutes)) is phase


def test_what_was_moved_while_it_ran_ran_twice() -> None:
    work = maintenance(said_at(20, starts=at(120)))
    assert maintenance_spells(work, at(200)) == (
        Spell("shop", PLANNED, NOON, at(20)),
        Spell("shop", PLANNED, at(120), at(180)),
    )
    assert window(work, at(130)) == (at(120), at(180))
    assert window(work, at(200)) == (at(120), at(180))


def test_the_window_of_what_takes_longer_begins_when_it_began() -> None:
    work = maintenance(said_at(20, ends=at(90)))
    assert window(work, at(30)) == (NOON, at(90))
    assert window(work, at(95)) == (NOON, at(90))


def test_revisions_count_what_a_calendar_must_know_and_nothing_else() -> None:
    said = [
        said_at(-90, SCHEDULED),
        said_at(-80, starts=at(120)),
        said_at(-70),
        said_at(-60, CANCELLED),
        said_at(-50, SCHEDULED, starts=at(240)),
        said_at(240, IN_PROGRESS),
    ]
    work = maintenance(*said)
    assert [revisions(work, at(minutes)) for minutes in (-90, -80, -70, -60, -50, 999)] == [0, 1, 1, 2, 3, 3]


def test_reminders_come_before_the_plan_in_force() -> None:
    work = maintenance(said_at(-30, starts=at(120)), reminders=(timedelta(hours=1), timedelta(minutes=10)))
    assert reminders(work, at(-31)) == (at(-60), at(-10))
    assert reminders(work, at(-30)) == (at(60), at(110))


def test_nobody_is_reminded_of_what_is_off_or_done_or_by_a_plan_that_came_too_late() -> None:
    day_before = (timedelta(days=1),)
    assert reminders(maintenance(said_at(-90, CANCELLED), reminders=day_before), at(-1)) == ()
    assert reminders(maintenance(said_at(-90, COMPLETED), reminders=day_before), at(-1)) == ()
    assert reminders(maintenance(said_at(-30, starts=at(90)), reminders=day_before), at(-1)) == ()


def test_people_are_reminded_of_what_was_called_off_and_gets_new_times() -> None:
    work = maintenance(said_at(-90, CANCELLED), said_at(-60, starts=at(120)), reminders=(timedelta(hours=1),))
    assert reminders(work, at(-61)) == ()
    assert reminders(work, at(-60)) == (at(60),)
    off_again = replace(work, updates=(*work.updates, said_at(-30, CANCELLED)))
    assert reminders(off_again, at(-30)) == ()


def test_nobody_is_reminded_of_what_is_called_off_and_moved_in_one() -> None:
    work = maintenance(said_at(-90, CANCELLED, starts=at(120)), reminders=(timedelta(hours=1),))
    assert reminders(work, at(-60)) == ()


@rule
@given(maintenances(), nows)
def test_revisions_never_fall(work: Maintenance, now: datetime) -> None:
    assert revisions(work, now) <= revisions(work, now + timedelta(minutes=50))


@rule
@given(maintenances(), nows)
def test_after_the_last_planned_end_silence_means_that_it_is_over(work: Maintenance, now: datetime) -> None:
    last = max([work.ends, *(update.at for update in work.updates), *(plan.ends for plan in plans(work, now))])
    said_nothing_of_running = all(
        update.phase not in {IN_PROGRESS, Phase.VERIFYING, SCHEDULED} for update in work.updates
    )
    if said_nothing_of_running and now >= last:
        assert is_over(work, now)
