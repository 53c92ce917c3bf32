"""The ledger: one run at a time, nothing forgotten, nothing twice, whatever breaks off."""

import ast
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledgers import NOON, Clock, make, opened, row

import statusgen
from statusgen.notify.ledger import owner
from statusgen.notify.ledger.rows import Busy, Outcome, State, Unready
from statusgen.notify.ledger.scrub import without_addresses
from statusgen.notify.ledger.sqlite import LEASE, create_ledger

ANA, BEN, CID = row("ana"), row("ben"), row("cid")


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def path(tmp_path):
    return make(tmp_path / ".statusgen" / "ledger.sqlite")


@pytest.fixture
def ledger(path, clock):
    ledger = opened(path, clock)
    ledger.begin()
    yield ledger
    ledger.close()


def test_a_missing_ledger_is_refused_and_none_is_made(tmp_path, clock):
    with pytest.raises(Unready, match="notify init"):
        opened(tmp_path / "ledger.sqlite", clock)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"", "is empty"), (b"not a database at all" * 100, "is damaged")],
)
def test_a_file_that_is_no_ledger_is_refused_and_left_as_it_is(tmp_path, clock, content, why):
    path = tmp_path / "ledger.sqlite"
    path.write_bytes(content)
    with pytest.raises(Unready, match=why):
        opened(path, clock)
    assert path.read_bytes() == content


@pytest.mark.parametrize("version", [0, 5])
def test_a_ledger_of_another_version_is_refused(path, clock, version):
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA user_version = {version}")
    db.close()
    with pytest.raises(Unready, match=f"version {version}"):
        opened(path, clock)


def test_a_ledger_with_a_torn_page_is_refused(tmp_path, clock):
    path = make(tmp_path / "ledger.sqlite", [row(f"person-{n}") for n in range(200)])
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Unready, match="damaged"):
        opened(path, clock)


def test_making_a_ledger_never_replaces_one(path):
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        create_ledger(path, (), ())
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_for_whom_something_was_held_back_is_never_forgotten(ledger, path, clock):
    ledger.plan([], [], [("incidents/a", "ana")])
    ledger.plan([], [], [("incidents/a", "ana"), ("incidents/b", "ben")])
    ledger.end()
    assert list(opened(path, clock).held(["incidents/a"])) == [("incidents/a", "ana")]
    with pytest.raises(sqlite3.IntegrityError, match="never forgotten"):
        ledger.db.execute("DELETE FROM held")


def test_the_first_title_of_a_thread_in_each_language_stays(ledger, path, clock):
    ledger.plan([ANA], [], titles=[("incidents/a", "en", "Payments fail"), ("incidents/a", "de", "Zahlungen")])
    ledger.plan([], [], titles=[("incidents/a", "en", "Cards fail"), ("incidents/b", "en", "Mail is late")])
    ledger.end()
    again = opened(path, clock)
    assert again.titles(["incidents/a"]) == {
        ("incidents/a", "en"): "Payments fail",
        ("incidents/a", "de"): "Zahlungen",
    }
    assert again.titles([]) == {}


# Leases


TAKER = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from statusgen.notify.ledger.sqlite import open_ledger
clock = lambda: datetime(2026, 11, 21, 12, tzinfo=UTC)
open_ledger(Path(sys.argv[1]), clock, clock).begin()
print("begun", flush=True)
sys.stdin.read()
"""


def test_the_lease_of_a_killed_process_is_taken_over_at_once(path, clock):
    with subprocess.Popen(
        [sys.executable, "-c", TAKER, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as taker:
        assert taker.stdout.readline() == "begun\n"
        with pytest.raises(Busy, match=f"process {taker.pid} "):
            opened(path, clock).begin()
        taker.kill()  # not waited for yet: a zombie is gone, too
        opened_after = opened(path, clock)
        while True:
            try:
                opened_after.begin()
                break
            except Busy:
                continue


@pytest.mark.parametrize("change", [{"place": "elsewhere"}, {"started": 0}])
def test_nobody_is_taken_for_gone_who_may_run_where_we_cannot_look(change):
    us = owner.ourselves()
    gone = owner.Owner(us.place, us.pid, us.started + 1, "")  # the pid was used again
    assert owner.is_gone(gone)
    assert not owner.is_gone(us)
    there = {"place": gone.place, "pid": gone.pid, "started": gone.started, "token": "", **change}
    assert not owner.is_gone(owner.Owner(**there))


# What can never be undone


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM deliveries",
        "UPDATE deliveries SET state = 'planned'",
        "UPDATE deliveries SET subscriber = 'ben'",
        "DELETE FROM journal",
        "UPDATE journal SET state = 'planned'",
        "DELETE FROM news",
        "UPDATE news SET id = 'other'",
        "DELETE FROM titles",
        "UPDATE titles SET title = 'other'",
    ],
)
def test_the_file_itself_refuses_to_forget(ledger, path, statement):
    ledger.plan([ANA], [("incidents/a/opened", "its mark")], titles=[("incidents/a", "en", "Payments fail")])
    ledger.claim([ANA.key])
    ledger.write(settled=[Outcome(ANA.key, State.DEAD)])
    db = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError):
        db.execute(statement)
    db.close()


def test_the_journal_has_every_step(ledger, path):
    ledger.plan([ANA], [])
    ledger.claim([ANA.key])
    ledger.write(armed=[ANA.key])
    ledger.write(settled=[Outcome(ANA.key, State.UNKNOWN)])
    ledger.claim([ANA.key])
    ledger.write(settled=[Outcome(ANA.key, State.RETRY, "451 later", NOON)])
    db = sqlite3.connect(path)
    steps = [state for (state,) in db.execute("SELECT state FROM journal ORDER BY number")]
    db.close()
    assert steps == ["planned", "claimed", "armed", "unknown", "claimed", "retry"]


def test_no_address_is_kept_whatever_the_other_side_answers(ledger, path):
    ledger.plan([ANA], [])
    ledger.claim([ANA.key])
    ledger.write(
        settled=[Outcome(ANA.key, State.DEAD, "550 5.1.1 <ana@acme.example>:\r\n unknown; try +49 30 1234567")]
    )
    (dead,) = ledger.export()
    assert dead.detail == "550 5.1.1 <…>: unknown; try …"
    ledger.close()
    assert b"acme.example" not in path.read_bytes()


@given(st.text(max_size=30), st.emails(), st.text(max_size=30))
@settings(max_examples=60)
def test_scrubbing_leaves_no_address(before, address, after):
    left = without_addresses(f"550 {before} <{address}> {after}")
    assert "@" not in left
    assert "\n" not in left
    assert len(left) <= 500


STEPS = st.lists(
    st.sampled_from(["plan", "claim", "arm", "sent", "retry", "dead", "skip", "unknown", "recall", "crash"]),
    max_size=25,
)


@given(steps=STEPS)
@settings(max_examples=30, deadline=None)
def test_after_any_steps_every_row_is_where_the_rules_allow(tmp_path_factory, steps):
    """Only what was armed can be unknown, only what waits can be claimed, and what is settled moves no more."""
    path, clock = make(tmp_path_factory.mktemp("ledger") / "l.sqlite"), Clock()
    ledger = opened(path, clock)
    ledger.begin()
    for step in steps:
        before = {found.key: found for found in ledger.export()}
        if step == "crash":
            clock.pass_(LEASE)
            ledger.close()
            ledger = opened(path, clock)
            ledger.begin()
        else:
            _take(ledger, step)
        for found in ledger.export():
            was = before.get(found.key)
            assert was is None or was.state not in {State.SENT, State.DEAD, State.SKIPPED} or was == found
            assert found.state is not State.UNKNOWN or found.duplicate
            assert was is None or found.duplicate >= was.duplicate
            assert was is None or found.attempts >= was.attempts
    ledger.close()


def _take(ledger, step):
    one = [ANA.key]
    match step:
        case "plan":
            ledger.plan([ANA], [])
        case "skip":
            ledger.plan([row("ana", state=State.SKIPPED)], [])
        case "claim":
            ledger.claim(one)
        case "arm":
            ledger.write(armed=one)
        case "recall":
            ledger.recall()
        case _:
            ledger.write(settled=[Outcome(ANA.key, State(step))])


def test_only_the_ledger_knows_sqlite():
    top = Path(statusgen.__file__).parent
    trees = {
        path.relative_to(top).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in top.rglob("*.py")
    }
    doors = [
        path
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Import) and "sqlite3" in {alias.name for alias in node.names}
    ]
    assert doors == ["notify/ledger/sqlite.py"]


def _folder(path):
    path.mkdir()


def _link(path):
    path.symlink_to("nowhere")


def _writable(path):
    make(path)
    path.chmod(0o666)


@pytest.mark.parametrize(
    ("put", "why"),
    [(_folder, "is a folder"), (os.mkfifo, "no regular file"), (_link, "link to nothing"), (_writable, "anybody")],
)
def test_what_is_no_ledger_is_called_what_it_is(tmp_path, clock, put, why):
    path = tmp_path / "ledger.sqlite"
    put(path)
    with pytest.raises(Unready, match=why):
        opened(path, clock)
    with pytest.raises(Unready, match=why):
        make(path)


def test_a_ledger_in_memory_is_refused(clock):
    for name in (":memory:", "file::memory:?cache=shared"):
        with pytest.raises(Unready, match="forgotten"):
            make(Path(name))


def test_a_ledger_is_for_its_owner_alone(path):
    assert path.stat().st_mode & 0o077 == 0
