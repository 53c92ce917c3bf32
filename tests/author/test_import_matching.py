"""An update keeps its id, whatever the source does to its text and time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from statusgen.author.importers.matching import Trace, matched
from statusgen.model.incident import Phase

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
AGAIN = "We are still looking into it."


def trace(minutes: int, text: str, phase: Phase | None = None, *, source_id: str = "", name: str = "") -> Trace:
    return Trace(NOON + timedelta(minutes=minutes), text, phase, source_id, name)


OLD = (
    trace(0, "Payments fail for some customers.", Phase.INVESTIGATING, name="a"),
    trace(20, AGAIN, name="b"),
    trace(40, AGAIN, name="c"),
    trace(60, "Payments work again.", Phase.RESOLVED, name="d"),
)


def ids(new: list[Trace], old: tuple[Trace, ...] = OLD) -> list[str]:
    found = matched(new, old)
    return [found[position].id if position in found else "" for position in range(len(new))]


def as_new(*old: Trace) -> list[Trace]:
    return [replace(one, id="") for one in old]


def test_what_did_not_change_is_recognised():
    assert ids(as_new(*OLD)) == ["a", "b", "c", "d"]


@given(st.integers(min_value=-14 * 60, max_value=14 * 60))
def test_a_shift_of_all_times_moves_no_id(minutes):
    moved = [replace(one, at=one.at + timedelta(minutes=minutes)) for one in as_new(*OLD)]
    assert ids(moved) == ["a", "b", "c", "d"]


@given(st.permutations(as_new(*OLD)))
def test_the_order_of_the_source_does_not_matter(new):
    found = matched(new, OLD)
    assert {one.at: found[position].id for position, one in enumerate(new)} == {one.at: one.id for one in OLD}


@given(st.sets(st.integers(min_value=0, max_value=3)))
def test_updates_that_the_source_took_back_take_no_other_with_them(gone):
    kept = [one for position, one in enumerate(OLD) if position not in gone]
    assert ids(as_new(*kept)) == [one.id for one in kept]


def test_an_edited_text_keeps_its_id_by_its_time():
    new = as_new(*OLD)
    new[0] = replace(new[0], text="Card payments fail.")
    assert ids(new) == ["a", "b", "c", "d"]


def test_an_edited_text_whose_time_was_moved_keeps_its_id_by_likeness():
    new = as_new(*OLD)
    new[3] = replace(new[3], text="Payments work again for all.", at=new[3].at + timedelta(minutes=7))
    assert ids(new) == ["a", "b", "c", "d"]


def test_an_edited_text_in_a_shifted_history_keeps_its_id():
    moved = [replace(one, at=one.at + timedelta(hours=2)) for one in as_new(*OLD)]
    moved[0] = replace(moved[0], text="Something else altogether")
    assert ids(moved) == ["a", "b", "c", "d"]


def test_the_same_words_once_more_are_a_new_update():
    assert ids([*as_new(*OLD[:3]), trace(50, AGAIN), *as_new(OLD[3])]) == ["a", "b", "c", "", "d"]


def test_an_update_inserted_before_others_gets_an_id_of_its_own():
    assert ids([trace(-10, "Alarms are ringing."), *as_new(*OLD)]) == ["", "a", "b", "c", "d"]


def test_ids_of_the_source_decide_before_everything_else():
    old = (trace(0, AGAIN, source_id="x1", name="a"), trace(20, AGAIN, source_id="x2", name="b"))
    new = [trace(20, AGAIN, source_id="x1"), trace(0, AGAIN, source_id="x2"), trace(0, AGAIN, source_id="x3")]
    assert ids(new, old) == ["a", "b", ""]
