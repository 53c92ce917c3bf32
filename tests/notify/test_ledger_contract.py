"""What every store of the ledger keeps to: one run at a time, nothing forgotten, nothing twice."""

from dataclasses import replace
from datetime import timedelta

import ledgers
import pytest
from ledgers import NOON, Clock, make, make_git, row, states

from statusgen.notify.ledger import lease as git
from statusgen.notify.ledger import sqlite
from statusgen.notify.ledger.git import GitLedger
from statusgen.notify.ledger.rows import Busy, LeaseLost, Outcome, State

ANA, BEN, CID = row("ana"), row("ben"), row("cid")
OPEN = []


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(params=["sqlite", "git"])
def place(request, tmp_path):
    return make_git(tmp_path) if request.param == "git" else make(tmp_path / ".statusgen" / "ledger.sqlite")


@pytest.fixture
def ledger(place, clock):
    ledger = opened(place, clock)
    ledger.begin()
    return ledger


def opened(place, clock):
    """It is closed after the test."""
    OPEN.append(ledgers.opened(place, clock))
    return OPEN[-1]


@pytest.fixture(autouse=True)
def closed():
    yield
    while OPEN:
        OPEN.pop().close()


def lease(ledger):
    """For how many seconds a run may be silent, and after how many another one may be at work."""
    return (git.LEASE, git.LEASE + git.SKEW) if isinstance(ledger, GitLedger) else (sqlite.LEASE, sqlite.LEASE)


def test_what_is_planned_is_there_for_the_next_run(ledger, place, clock):
    ledger.plan([ANA, BEN], [("incidents/a/opened", "its mark")])
    ledger.end()
    again = opened(place, clock)
    assert list(again.rows(["incidents/a"])) == [ANA, BEN]
    assert again.known() == {"incidents/a/opened": "its mark"}
    assert not list(again.rows(["incidents/b"]))


def test_what_it_remembers_beside_deliveries_is_there_for_the_next_run(ledger, place, clock):
    ledger.plan([], [], [("incidents/a", "ana")], [("incidents/a", "en", "Payments fail")])
    ledger.plan([], [], [("incidents/a", "ana"), ("incidents/b", "ben")], [("incidents/a", "en", "Cards fail")])
    ledger.end()
    again = opened(place, clock)
    assert list(again.held(["incidents/a"])) == [("incidents/a", "ana")]
    assert again.titles(["incidents/a"]) == {("incidents/a", "en"): "Payments fail"}


def test_the_way_of_a_delivery(ledger, clock):
    ledger.plan([ANA], [])
    clock.pass_(5)
    assert ledger.claim([ANA.key, BEN.key]) == [ANA.key]
    ledger.write(armed=[ANA.key])
    assert states(ledger) == {"ana": State.ARMED}
    ledger.write(settled=[Outcome(ANA.key, State.SENT, "250 2.0.0 Ok")])
    (sent,) = ledger.export()
    assert (sent.state, sent.detail, sent.attempts, sent.duplicate) == (State.SENT, "250 2.0.0 Ok", 1, False)
    assert sent.at == NOON + timedelta(seconds=5)
    assert not list(ledger.unsettled())


def test_what_is_settled_stays_whatever_a_later_run_wants(ledger):
    ledger.plan([ANA], [])
    ledger.claim([ANA.key])
    ledger.write(armed=[ANA.key])
    ledger.write(settled=[Outcome(ANA.key, State.SENT)])
    ledger.plan([row("ana", state=State.SKIPPED, detail="superseded")], [])
    ledger.write(settled=[Outcome(ANA.key, State.DEAD)])
    assert ledger.claim([ANA.key]) == []
    ledger.write(armed=[ANA.key])
    assert states(ledger) == {"ana": State.SENT}


def test_what_waits_can_be_given_up_and_planning_it_again_does_not_hasten_it(ledger):
    due = NOON + timedelta(minutes=5)
    ledger.plan([ANA, BEN], [])
    ledger.claim([ANA.key, BEN.key])
    ledger.write(settled=[Outcome(key, State.RETRY, "451 later", due) for key in (ANA.key, BEN.key)])
    ledger.plan([ANA, row("ben", state=State.SKIPPED, detail="superseded")], [])
    ana, ben = ledger.export()
    assert (ana.state, ana.due) == (State.RETRY, due)
    assert (ben.state, ben.due, ben.detail) == (State.SKIPPED, None, "superseded")


def test_a_second_way_to_the_same_person_is_open_only_once_the_first_is_dead(ledger):
    by_text = row("ana", channel="sms")
    ledger.plan([ANA], [])
    ledger.plan([by_text], [])
    assert [found.channel for found in ledger.export()] == ["email"]
    ledger.claim([ANA.key])
    ledger.write(settled=[Outcome(ANA.key, State.DEAD, "550 no such user")])
    ledger.plan([by_text], [])
    assert ledger.claim([ANA.key, by_text.key]) == [by_text.key]


def test_another_key_does_not_tell_anyone_again(ledger):
    ledger.plan([ANA], [])
    ledger.plan([replace(ANA, key="f" * 32)], [])
    assert [found.key for found in ledger.export()] == [ANA.key]


def test_an_answer_that_never_came_is_marked_for_good(ledger):
    ledger.plan([ANA], [])
    ledger.claim([ANA.key])
    ledger.write(armed=[ANA.key])
    ledger.write(settled=[Outcome(ANA.key, State.UNKNOWN, "connection lost")])
    assert ledger.claim([ANA.key]) == [ANA.key]
    ledger.write(settled=[Outcome(ANA.key, State.SENT)])
    (sent,) = ledger.export()
    assert (sent.state, sent.duplicate, sent.attempts) == (State.SENT, True, 2)


def test_a_run_recalls_what_it_had_in_hand(ledger):
    ledger.plan([ANA, BEN, CID], [])
    ledger.claim([ANA.key, BEN.key])
    ledger.write(armed=[ANA.key])
    ledger.recall()
    assert states(ledger) == {"ana": State.UNKNOWN, "ben": State.PLANNED, "cid": State.PLANNED}
    assert [found.duplicate for found in ledger.export()] == [True, False, False]


def test_a_second_run_is_told_who_is_at_work(ledger, place, clock):
    ledger.plan([ANA], [])
    ledger.claim([ANA.key])
    with pytest.raises(Busy, match="process "):
        opened(place, clock).begin()
    assert states(ledger) == {"ana": State.CLAIMED}


def test_a_run_that_ended_leaves_the_way_free(ledger, place, clock):
    ledger.end()
    opened(place, clock).begin()


def test_a_lease_that_ran_out_is_taken_over_and_what_was_in_hand_recalled(ledger, place, clock):
    ledger.plan([ANA, BEN, CID], [])
    ledger.claim([ANA.key, BEN.key])
    ledger.write(armed=[ANA.key])
    _, free = lease(ledger)
    clock.pass_(free - 1)
    with pytest.raises(Busy):
        opened(place, clock).begin()
    clock.pass_(1)
    after = opened(place, clock)
    after.begin()
    claimed = State.UNKNOWN if isinstance(ledger, GitLedger) else State.PLANNED  # the ref is not told what was armed
    assert states(after) == {"ana": State.UNKNOWN, "ben": claimed, "cid": State.PLANNED}


CHANGES = {
    "plan": lambda ledger: ledger.plan([CID], []),
    "claim": lambda ledger: ledger.claim([BEN.key]),
    "arm": lambda ledger: ledger.write(armed=[ANA.key]),
    "settle": lambda ledger: ledger.write(settled=[Outcome(ANA.key, State.SENT)]),
    "recall": lambda ledger: ledger.recall(),
    "heartbeat": lambda ledger: ledger.heartbeat(),
}


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("taken", [True, False])
def test_a_run_that_slept_past_its_lease_changes_nothing_more(ledger, place, clock, name, taken):
    ledger.plan([ANA, BEN], [])
    ledger.claim([ANA.key])
    clock.pass_(lease(ledger)[1])
    if taken:
        opened(place, clock).begin()
    before = list(ledger.export())
    with pytest.raises(LeaseLost):
        CHANGES[name](ledger)
    assert list(ledger.export()) == before


@pytest.mark.parametrize("name", CHANGES)
def test_a_run_at_work_keeps_its_lease(ledger, place, clock, name):
    ledger.plan([ANA, BEN], [])
    ledger.claim([ANA.key])
    for _ in range(3):
        clock.pass_(lease(ledger)[0] * 0.7)
        CHANGES[name](ledger)
    with pytest.raises(Busy):
        opened(place, clock).begin()


def test_a_late_end_does_not_end_the_run_that_took_over(ledger, place, clock):
    ledger.plan([ANA, BEN], [])
    ledger.claim([ANA.key])
    clock.pass_(lease(ledger)[1])
    after = opened(place, clock)
    after.begin()
    assert after.claim([BEN.key]) == [BEN.key]
    ledger.end()
    with pytest.raises(Busy):
        opened(place, clock).begin()


def test_ten_thousand_deliveries_keep_their_order(ledger):
    rows = [row(f"person-{n}") for n in range(10_000)]
    ledger.plan(rows, [])
    keys = [one.key for one in reversed(rows)]
    assert ledger.claim(keys) == keys
    ledger.write(settled=[Outcome(key, State.SENT) for key in keys])
    assert [found.subscriber for found in ledger.export()] == [one.subscriber for one in rows]
