"""A ledger of an older version: read as it is, brought up to date by the next run, and nothing of it lost."""

import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest
from ledgers import NOON, Clock, make, opened, row, states
from old_ledgers import EARLY_1, VERSION_1, VERSION_2, VERSION_3, old_ledger

from statusgen.notify.ledger.owner import ourselves
from statusgen.notify.ledger.rows import Busy, LeaseLost, Marks, Outcome, State

OLD = {"early 1": EARLY_1, "1": VERSION_1, "2": VERSION_2, "3": VERSION_3}
MARKS = Marks("https://status.acme.example/", "abcdef12")


@pytest.fixture(params=OLD)
def schema(request):
    return OLD[request.param]


@pytest.fixture
def path(tmp_path, schema):
    return old_ledger(tmp_path / "ledger.sqlite", schema)


def shape(path):
    """Its tables with their columns, its indexes and triggers."""
    db = sqlite3.connect(path)
    things = {(sort, name) for sort, name in db.execute("SELECT type, name FROM sqlite_master")}
    tables = [name for sort, name in things if sort == "table"]
    columns = {(table, *column[1:4]) for table in tables for column in db.execute(f"PRAGMA table_info({table})")}
    version = db.execute("PRAGMA user_version").fetchone()[0]
    db.close()
    return version, things, columns


def test_who_only_looks_sees_all_and_leaves_the_file_to_the_statusgen_that_made_it(path, schema):
    before = path.read_bytes()
    ledger = opened(path, Clock())
    assert states(ledger) == {"ana": State.SENT, "ben": State.RETRY}
    assert ledger.known() == {"incidents/a/opened": "its mark" if schema in (VERSION_2, VERSION_3) else ""}
    assert list(ledger.held(["incidents/a"])) == ([] if schema is EARLY_1 else [("incidents/a", "cid")])
    assert ledger.marks() == (Marks() if schema is EARLY_1 else MARKS)
    assert ledger.titles(["incidents/a"]) == {}
    ledger.close()
    assert path.read_bytes() == before


def test_a_run_brings_it_up_to_date_and_goes_on_where_the_old_one_stopped(path, tmp_path):
    ledger, clock = opened(path, Clock()), Clock(NOON + timedelta(hours=1))
    looked = list(ledger.export())
    ledger.begin()
    assert list(ledger.export()) == looked
    ledger.plan([row("cid")], [("incidents/a/2", "")], [("incidents/a", "dua")], [("incidents/a", "en", "Fails")])
    assert ledger.claim(["b" * 32, "a" * 32]) == ["b" * 32]
    assert not ledger.faults()
    ledger.write(armed=["b" * 32])
    ledger.write(settled=[Outcome("b" * 32, State.SENT, "250 2.0.0 Ok")])
    ledger.end()
    ledger.close()
    after = opened(path, clock)
    assert states(after) == {"ana": State.SENT, "ben": State.SENT, "cid": State.PLANNED}
    assert after.titles(["incidents/a"]) == {("incidents/a", "en"): "Fails"}
    assert set(after.known()) == {"incidents/a/opened", "incidents/a/2"}
    assert shape(path) == shape(make(tmp_path / "new.sqlite"))


def test_whose_it_is_can_be_said_of_an_old_one(path):
    ledger = opened(path, Clock())
    ledger.adopt(replace(MARKS, site="https://moved.acme.example/"))
    ledger.close()
    assert opened(path, Clock()).marks().site == "https://moved.acme.example/"


def test_an_old_run_that_is_at_work_is_left_at_it_and_the_file_as_it_is(path):
    taken = ourselves()
    db = sqlite3.connect(path)
    lease = (taken.place, taken.pid, taken.started, taken.token, NOON.timestamp() + 30)
    db.execute("INSERT INTO lease (one, place, pid, started, token, until) VALUES (1, ?, ?, ?, ?, ?)", lease)
    db.commit()
    db.close()
    before = shape(path)
    with pytest.raises(Busy):
        opened(path, Clock()).begin()
    assert shape(path) == before


def test_of_two_that_found_it_old_the_second_finds_it_new(path):
    first, second, clock = opened(path, Clock()), opened(path, Clock()), Clock(NOON + timedelta(minutes=2))
    first.begin()
    with pytest.raises(Busy):
        second.begin()
    first.plan([], [], titles=[("incidents/a", "en", "Fails")])
    first.end()
    second.begin()
    second.plan([], [], titles=[("incidents/a", "en", "Fails no more")])
    assert second.titles(["incidents/a"]) == {("incidents/a", "en"): "Fails"}
    second.end()
    with pytest.raises(LeaseLost):
        first.plan([], [])
    assert opened(path, clock).titles(["incidents/a"]) == {("incidents/a", "en"): "Fails"}
