from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import PLANNED, rule, site

from statusgen.model.history import in_month
from statusgen.model.incident import Phase, Update
from statusgen.model.maintenance import Maintenance
from statusgen.model.occurrences import AHEAD, latest, maintenances_at, moves, occurrences, present
from statusgen.model.plans import planned, reminders
from statusgen.model.recurrence import Frequency, Rule
from statusgen.model.service import Effect
from statusgen.model.status import Indicator, status_at
from statusgen.model.uptime import days
from statusgen.model.windows import is_running, maintenance_phase_at, window

SITE = site()
BERLIN = SITE.settings.zone
WEEKLY = Rule(Frequency.WEEKLY)


def on(day: int, hour: int = 4, minute: int = 0, month: int = 10) -> datetime:
    """Wall clock of Berlin, 2026."""
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN).astimezone(UTC)


def series(*updates: Update, **more: object) -> Maintenance:
    """Half an hour each Monday at four in Berlin, from 5 October 2026 on; clocks go back on the 25th."""
    given = Maintenance(
        "restart", "Restart", on(5), on(5, 4, 30), effects={"shop": PLANNED}, repeats=WEEKLY, updates=updates
    )
    return replace(given, **more)  # type: ignore[arg-type]


def say(id_: str, at: datetime, /, **more: object) -> Update:
    return replace(Update(id_, at), **more)  # type: ignore[arg-type]


def starts(work: Maintenance, now: datetime, until: datetime) -> list[datetime]:
    return [planned(one, now)[0] for one in occurrences(work, BERLIN, now, until)]


def test_each_occurrence_is_a_maintenance_at_the_same_time_on_the_wall() -> None:
    found = list(occurrences(series(), BERLIN, on(6), on(2, 23, month=11)))
    assert [one.occurrence for one in found] == [date(2026, 10, day) for day in (5, 12, 19, 26)] + [date(2026, 11, 2)]
    assert [one.starts.hour for one in found] == [2, 2, 2, 3, 3]
    assert all(one.ends - one.starts == timedelta(minutes=30) for one in found)


def test_what_does_not_repeat_comes_once_and_an_occurrence_does_not_repeat() -> None:
    once = series(repeats=None)
    assert list(occurrences(once, BERLIN, on(6), on(30))) == [once]
    [first, *_] = occurrences(series(), BERLIN, on(6), on(30))
    assert list(occurrences(first, BERLIN, on(6), on(30))) == [first]
    assert present(first, BERLIN, on(30)) == first


def test_it_runs_only_while_an_occurrence_does() -> None:
    here = site(series())
    for now, indicator in (
        (on(12, 3, 59), Indicator.NONE),
        (on(12), Indicator.MAINTENANCE),
        (on(12, 4, 30), Indicator.NONE),
        (on(26), Indicator.MAINTENANCE),
    ):
        status = status_at(here, now)
        assert status.indicator is indicator
        assert (status.services["shop"].effect is PLANNED) == bool(status.maintenances) == bool(indicator.rank)


def test_one_occurrence_can_be_cancelled_and_another_moved() -> None:
    off = say("off", on(10), occurrence=date(2026, 10, 12), phase=Phase.CANCELLED)
    moved = say("moved", on(11), occurrence=date(2026, 10, 19), starts=on(20, 5))
    work, now = series(off, moved), on(11, 5)
    phases = [maintenance_phase_at(one, now) for one in occurrences(work, BERLIN, now, on(26, 23))]
    assert phases == [Phase.COMPLETED, Phase.CANCELLED, Phase.SCHEDULED, Phase.SCHEDULED]
    assert starts(work, now, on(26, 23)) == [on(5), on(12), on(20, 5), on(26)]
    here = site(work)
    running = [now for now in (on(12), on(19), on(20, 5), on(26)) if status_at(here, now).maintenances]
    assert running == [on(20, 5), on(26)]
    assert {name: after.starts for name, (_, after) in moves(work, BERLIN, now).items()} == {"moved": on(20, 5)}


def test_nothing_is_known_of_a_move_before_it_is_said() -> None:
    work = series(say("moved", on(11), occurrence=date(2026, 10, 12), starts=on(13)))
    assert starts(work, on(10), on(13, 23)) == [on(5), on(12)]
    assert starts(work, on(11), on(13, 23)) == [on(5), on(13)]


def test_a_correction_goes_with_the_occurrence_that_it_corrects() -> None:
    wrong = say("wrong", on(10), occurrence=date(2026, 10, 12), starts=on(13))
    right = say("wrong-again", on(11), corrects="wrong", starts=on(14))
    assert starts(series(wrong, right), on(11), on(20)) == [on(5), on(14), on(19)]


def test_what_is_said_of_all_holds_for_what_comes_later() -> None:
    worse = say("worse", on(7), effects={"bank": Effect.PARTIAL_OUTAGE})
    here = site(series(worse))
    assert status_at(here, on(12)).maintenances[0].updates == (worse,)
    [past] = occurrences(here.maintenances[0], BERLIN, on(12), on(5))
    assert past.updates == ()
    assert status_at(here, on(12)).services["bank"].effect is Effect.PARTIAL_OUTAGE


def test_calling_all_off_cancels_the_next_and_leaves_no_others() -> None:
    off = say("off", on(7), phase=Phase.CANCELLED)
    work = series(off)
    assert starts(work, on(7), on(31)) == [on(5), on(12)]
    assert present(work, BERLIN, on(8)).occurrence == date(2026, 10, 12)
    assert maintenance_phase_at(present(work, BERLIN, on(8)), on(8)) is Phase.CANCELLED


def test_all_that_was_called_off_comes_again_once_that_is_said() -> None:
    work = series(say("1-off", on(7), phase=Phase.CANCELLED), say("2-on", on(20), phase=Phase.SCHEDULED))
    assert starts(work, on(20), on(31)) == [on(5), on(12), on(26)]
    assert present(work, BERLIN, on(20)).occurrence == date(2026, 10, 26)


def test_of_many_ahead_a_few_are_known_and_all_that_were_moved_or_cancelled() -> None:
    far = say("far", on(6), occurrence=date(2026, 12, 28), phase=Phase.CANCELLED)
    found = maintenances_at(site(series(far)), on(6))
    assert [one.occurrence for one in found] == [
        date(2026, 12, 28),
        *(date(2026, 10, 12) + timedelta(weeks=week) for week in reversed(range(AHEAD))),
        date(2026, 10, 5),
    ]


def test_what_was_moved_ahead_of_others_comes_before_them() -> None:
    early = say("early", on(6), occurrence=date(2026, 11, 30), starts=on(7))
    assert present(series(early), BERLIN, on(6)).occurrence == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("now", "shown", "begun"),
    [(on(4), 5, 5), (on(5, 4, 10), 5, 5), (on(6), 12, 5), (on(12, 4, 29), 12, 12)],
)
def test_what_is_shown_runs_or_comes_next(now: datetime, shown: int, begun: int) -> None:
    occurrence, last = present(series(), BERLIN, now).occurrence, latest(series(), BERLIN, now).occurrence
    assert (occurrence, last) == (date(2026, 10, shown), date(2026, 10, begun))


def test_after_the_end_of_its_rule_the_last_is_shown() -> None:
    work = series(repeats=Rule(Frequency.WEEKLY, count=2))
    assert present(work, BERLIN, on(30)).occurrence == date(2026, 10, 12)


def test_history_has_each_occurrence_that_began() -> None:
    found = in_month(site(series()), "2026-10", on(20))
    assert [window(one, on(20))[0] for one in found if isinstance(one, Maintenance)] == [on(19), on(12), on(5)]


def test_days_know_the_minutes_of_each_occurrence() -> None:
    found = days(site(series()), "shop", on(13), 14)
    assert {day.date.day: day.seconds[PLANNED] for day in found if PLANNED in day.seconds} == {5: 1800, 12: 1800}


def test_each_occurrence_has_its_own_reminders() -> None:
    work = series(
        say("moved", on(8), occurrence=date(2026, 10, 12), starts=on(13)),
        say("off", on(8), occurrence=date(2026, 10, 19), phase=Phase.CANCELLED),
        reminders=(timedelta(days=1),),
    )
    found = [reminders(one, on(9)) for one in occurrences(work, BERLIN, on(9), on(26, 23))]
    assert found == [(on(4),), (on(12),), (), (on(26) - timedelta(days=1),)]


DAYS = st.integers(0, 60).map(lambda days: on(5) + timedelta(days=days, hours=7))


@st.composite
def lively(draw: st.DrawFn) -> Maintenance:
    """A daily or weekly series of which much is said."""
    frequency = draw(st.sampled_from([Frequency.DAILY, Frequency.WEEKLY]))
    said = [
        say(
            f"u{number}",
            moment,
            phase=draw(st.sampled_from([None, Phase.CANCELLED, Phase.SCHEDULED])),
            occurrence=(
                day := draw(st.none() | st.integers(0, 60).map(lambda days: date(2026, 10, 5) + timedelta(days)))
            ),
            starts=draw(st.none() | DAYS) if day else None,
        )
        for number, moment in enumerate(sorted(draw(st.lists(DAYS, max_size=5))))
    ]
    return series(*said, repeats=Rule(frequency))


@rule
@given(lively(), DAYS)
def test_nothing_said_later_changes_what_is_known(work: Maintenance, now: datetime) -> None:
    past = replace(work, updates=tuple(update for update in work.updates if update.at <= now))
    assert maintenances_at(site(work), now) == maintenances_at(site(past), now)


@rule
@given(lively(), DAYS)
def test_no_occurrence_comes_twice_and_what_runs_is_known(work: Maintenance, now: datetime) -> None:
    known = maintenances_at(site(work), now)
    assert len({one.occurrence for one in known}) == len(known)
    every = occurrences(work, BERLIN, now, now + timedelta(days=90))
    assert {one.occurrence for one in every if is_running(one, now)} == {
        one.occurrence for one in known if is_running(one, now)
    }
