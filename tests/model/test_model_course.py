from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import (
    DEGRADED,
    MAJOR,
    NOON,
    OPERATIONAL,
    PARTIAL,
    at,
    incident,
    incidents,
    nows,
    rule,
    said_at,
)

from statusgen.model.course import (
    course,
    effects_at,
    ended_at,
    entries,
    is_open,
    is_settled,
    phase_at,
    promised_at,
    said,
    spells,
    worst_effects,
)
from statusgen.model.incident import Incident, Phase, Spell, Update
from statusgen.model.service import Effect, worst

INVESTIGATING, IDENTIFIED, MONITORING = Phase.INVESTIGATING, Phase.IDENTIFIED, Phase.MONITORING
RESOLVED, POSTMORTEM = Phase.RESOLVED, Phase.POSTMORTEM
HALF_AN_HOUR = timedelta(minutes=30)


# --- entries


def test_an_update_counts_from_its_very_moment_on() -> None:
    updates = (said_at(5), said_at(10))
    assert said(updates, at(9.99)) == updates[:1]
    assert said(updates, at(10)) == updates


def test_a_correction_is_folded_under_what_it_corrects_and_a_correction_of_it_too() -> None:
    first, second = said_at(5, text="Wrong."), said_at(10, text="More.")
    better = said_at(15, text="Less wrong.", corrects=first.id)
    best = said_at(20, text="Right.", corrects=better.id)
    found = entries((first, second, better, best), at(20))
    assert [(entry.update, entry.corrections) for entry in found] == [(first, (better, best)), (second, ())]
    assert [(entry.text, entry.corrected_at) for entry in found] == [("Right.", at(20)), ("More.", None)]


def test_a_correction_does_not_exist_before_it_was_said() -> None:
    wrong = said_at(5, text="Wrong.")
    (entry,) = entries((wrong, said_at(15, text="Right.", corrects=wrong.id)), at(14))
    assert (entry.text, entry.corrected_at) == ("Wrong.", None)


def test_a_correction_of_nothing_stands_by_itself() -> None:
    lonely = said_at(5, corrects="never-written")
    assert [entry.update for entry in entries((lonely,), at(5))] == [lonely]


def test_a_correction_keeps_what_it_does_not_state_itself() -> None:
    wrong = said_at(5, IDENTIFIED, impact="Slow.", action="Wait.", effects={"shop": MAJOR, "bank": PARTIAL})
    right = said_at(9, impact="Down.", corrects=wrong.id, text="", effects={"bank": OPERATIONAL})
    (entry,) = entries((wrong, right), at(9))
    assert (entry.at, entry.phase, entry.text) == (at(5), IDENTIFIED, "Words.")
    assert (entry.impact, entry.action) == ("Down.", "Wait.")
    assert entry.effects == {"shop": MAJOR, "bank": OPERATIONAL}


# --- phases


def test_nothing_is_known_of_an_incident_before_it_started() -> None:
    early = incident(said_at(5, INVESTIGATING), started=at(10))
    assert (phase_at(early, at(9)), ended_at(early, at(9)), is_open(early, at(9))) == (None, None, False)
    assert (effects_at(early, at(9)), spells(early, at(9)), worst_effects(early, at(9))) == ({}, (), {})


def test_an_incident_without_updates_is_open_and_without_phase() -> None:
    assert is_open(incident(), NOON)
    assert phase_at(incident(), NOON) is None


def test_an_update_without_phase_leaves_the_phase() -> None:
    assert phase_at(incident(said_at(5, IDENTIFIED), said_at(10)), at(10)) is IDENTIFIED


@pytest.mark.parametrize("phase", [INVESTIGATING, IDENTIFIED, MONITORING])
def test_a_phase_of_work_after_the_resolution_reopens(phase: Phase) -> None:
    reopened = incident(said_at(5, RESOLVED), said_at(10, phase))
    assert ended_at(reopened, at(9)) == at(5)
    assert is_open(reopened, at(10))


@pytest.mark.parametrize("phase", [None, POSTMORTEM, RESOLVED])
def test_a_word_afterwards_neither_reopens_nor_moves_the_end(phase: Phase | None) -> None:
    assert ended_at(incident(said_at(5, RESOLVED), said_at(10, phase)), at(10)) == at(5)


def test_the_end_is_that_of_the_resolution_in_force() -> None:
    twice = incident(said_at(5, RESOLVED), said_at(10, INVESTIGATING), said_at(15, RESOLVED))
    assert ended_at(twice, at(15)) == at(15)


def test_a_postmortem_alone_resolves_nothing() -> None:
    assert is_open(incident(said_at(5, POSTMORTEM)), at(5))


def test_correcting_an_old_update_with_its_phase_and_services_does_not_reopen() -> None:
    old = said_at(5, INVESTIGATING, effects={"shop": MAJOR})
    fixed = said_at(20, INVESTIGATING, effects={"shop": MAJOR}, corrects=old.id)
    over = incident(old, said_at(10, RESOLVED), fixed)
    assert ended_at(over, at(20)) == at(10)
    assert effects_at(over, at(20)) == {}


# --- effects


def test_effects_hold_from_the_start_and_updates_change_only_what_they_name() -> None:
    broken = incident(said_at(5, effects={"bank": DEGRADED}), said_at(10, effects={"shop": OPERATIONAL}))
    assert effects_at(broken, NOON) == {"shop": PARTIAL}
    assert effects_at(broken, at(5)) == {"shop": PARTIAL, "bank": DEGRADED}
    assert effects_at(broken, at(10)) == {"bank": DEGRADED}


def test_resolved_makes_everything_operational_unless_it_says_otherwise() -> None:
    assert effects_at(incident(said_at(5, RESOLVED)), at(5)) == {}
    assert effects_at(incident(said_at(5, RESOLVED, effects={"bank": DEGRADED})), at(5)) == {"bank": DEGRADED}


def test_reopening_without_services_restores_what_was_before() -> None:
    again = incident(said_at(5, effects={"bank": MAJOR}), said_at(10, RESOLVED), said_at(15, INVESTIGATING))
    assert effects_at(again, at(15)) == {"shop": PARTIAL, "bank": MAJOR}


def test_reopening_with_services_restores_nothing_else() -> None:
    again = incident(said_at(10, RESOLVED), said_at(15, INVESTIGATING, effects={"bank": DEGRADED}))
    assert effects_at(again, at(15)) == {"bank": DEGRADED}


def test_resolving_twice_keeps_what_reopening_restores() -> None:
    again = incident(said_at(5, RESOLVED), said_at(10, RESOLVED), said_at(15, INVESTIGATING))
    assert effects_at(again, at(15)) == {"shop": PARTIAL}


def test_worst_effects_are_the_worst_ever_in_order_of_first_mention() -> None:
    broken = incident(
        said_at(5, effects={"mail": OPERATIONAL, "shop": MAJOR}),
        said_at(10, effects={"bank": PARTIAL, "shop": DEGRADED}),
    )
    assert list(worst_effects(broken, at(10)).items()) == [("shop", MAJOR), ("mail", OPERATIONAL), ("bank", PARTIAL)]


def test_spells_follow_each_service_until_now() -> None:
    broken = incident(
        said_at(5, effects={"bank": DEGRADED}),
        said_at(10, effects={"shop": MAJOR}),
        said_at(15, effects={"shop": MAJOR}),  # says nothing new: one spell
        said_at(20, effects={"bank": OPERATIONAL}),
    )
    assert spells(broken, at(30)) == (
        Spell("shop", PARTIAL, NOON, at(10)),
        Spell("bank", DEGRADED, at(5), at(20)),
        Spell("shop", MAJOR, at(10), at(30)),
    )


def test_an_effect_that_comes_back_is_a_spell_of_its_own() -> None:
    flapping = incident(said_at(5, effects={"shop": OPERATIONAL}), said_at(10, effects={"shop": PARTIAL}))
    assert spells(flapping, at(15)) == (Spell("shop", PARTIAL, NOON, at(5)), Spell("shop", PARTIAL, at(10), at(15)))


def test_what_was_said_before_the_start_counts_from_the_start() -> None:
    hasty = incident(said_at(-5, effects={"shop": MAJOR}))
    assert spells(hasty, at(10)) == (Spell("shop", MAJOR, NOON, at(10)),)


# --- promises


def test_the_site_promises_where_nothing_is_said() -> None:
    assert promised_at(incident(said_at(5)), HALF_AN_HOUR, at(6)) == at(35)


@pytest.mark.parametrize(
    ("stated", "due"), [(timedelta(hours=2), at(125)), (at(50), at(50)), ("none", None), (None, at(35))]
)
def test_an_update_promises_a_time_a_while_or_nothing(stated: object, due: datetime | None) -> None:
    assert promised_at(incident(said_at(5, next_update=stated)), HALF_AN_HOUR, at(6)) == due


def test_nothing_is_promised_without_default_nor_once_resolved() -> None:
    assert promised_at(incident(said_at(5)), None, at(6)) is None
    assert promised_at(incident(said_at(5, RESOLVED, next_update=at(50))), HALF_AN_HOUR, at(6)) is None


def test_whoever_said_nothing_has_promised_nothing() -> None:
    assert promised_at(incident(), HALF_AN_HOUR, at(1)) is None


def test_a_promise_is_of_the_latest_update_only() -> None:
    broken = incident(said_at(5, next_update=at(50)), said_at(10))
    assert promised_at(broken, HALF_AN_HOUR, at(10)) == at(40)


def test_a_correction_is_not_the_promised_update() -> None:
    last = said_at(5)
    assert promised_at(incident(last, said_at(20, corrects=last.id)), HALF_AN_HOUR, at(20)) == at(35)


def test_a_correction_that_changes_the_phase_gives_the_time_anew() -> None:
    wrong = said_at(5, RESOLVED)
    right = said_at(60, IDENTIFIED, corrects=wrong.id)
    assert promised_at(incident(wrong, right), HALF_AN_HOUR, at(61)) == at(90)
    reworded = said_at(80, IDENTIFIED, corrects=right.id)
    assert promised_at(incident(wrong, right, reworded), HALF_AN_HOUR, at(81)) == at(90)


# --- rules for every incident


@rule
@given(incidents(), nows)
def test_nothing_said_later_changes_anything(broken: Incident, now: datetime) -> None:
    cut = replace(broken, updates=said(broken.updates, now))
    for question in (course, phase_at, ended_at, is_open, effects_at, spells, worst_effects):
        assert question(broken, now) == question(cut, now)
    assert promised_at(broken, HALF_AN_HOUR, now) == promised_at(cut, HALF_AN_HOUR, now)
    assert entries(broken.updates, now) == entries(cut.updates, now)


@rule
@given(incidents(), nows)
def test_spells_of_a_service_never_overlap_and_end_by_now(broken: Incident, now: datetime) -> None:
    found = spells(broken, now)
    assert [spell.start for spell in found] == sorted(spell.start for spell in found)
    for service in {spell.service for spell in found}:
        own = [spell for spell in found if spell.service == service]
        moments = [moment for spell in own for moment in (spell.start, spell.end)]
        assert moments == sorted(moments)
        assert all(broken.started <= spell.start < spell.end <= now for spell in own)
        assert all(spell.effect is not Effect.OPERATIONAL for spell in own)


@rule
@given(incidents(), nows, st.integers(1, 4000))
def test_spells_agree_with_the_effects_at_every_moment(broken: Incident, now: datetime, back: int) -> None:
    # without corrections: those change what is known of the past
    frank = replace(broken, updates=tuple(replace(update, corrects=None) for update in broken.updates))
    moment = now - timedelta(minutes=back)
    covering = {one.service: one.effect for one in spells(frank, now) if one.start <= moment < one.end}
    assert covering == effects_at(frank, moment)


@rule
@given(incidents(), nows)
def test_entries_hold_every_update_said_exactly_once(broken: Incident, now: datetime) -> None:
    held = [update for entry in entries(broken.updates, now) for update in (entry.update, *entry.corrections)]
    assert sorted(held, key=_order) == sorted(said(broken.updates, now), key=_order)


@rule
@given(incidents(), nows)
def test_worst_effects_are_at_least_as_bad_as_every_spell(broken: Incident, now: datetime) -> None:
    found = worst_effects(broken, now)
    assert all(worst((spell.effect, found[spell.service])) is found[spell.service] for spell in spells(broken, now))


@rule
@given(incidents(), nows, st.integers(0, 4000))
def test_a_settled_incident_is_over_for_good_with_nothing_left(broken: Incident, by: datetime, later: int) -> None:
    now = by + timedelta(minutes=later)
    if is_settled(broken, by) and broken.started <= by:
        assert not is_open(broken, by)
        assert effects_at(broken, by) == effects_at(broken, now) == {}


def test_an_incident_that_was_resolved_in_one_word_is_settled() -> None:
    over = incident(said_at(5, INVESTIGATING), said_at(10, RESOLVED), said_at(20, POSTMORTEM))
    assert is_settled(over, at(20))
    assert not is_settled(over, at(19))


def test_a_late_correction_that_says_resolved_settles_nothing_that_came_after() -> None:
    first = said_at(5, INVESTIGATING)
    still = incident(first, said_at(7, MONITORING), said_at(10, RESOLVED, corrects=first.id))
    assert is_open(still, at(10))
    assert not is_settled(still, at(10))


def _order(update: Update) -> tuple[datetime, str]:
    return update.at, update.id
