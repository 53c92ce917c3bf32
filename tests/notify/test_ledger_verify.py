"""`ledger verify` and `ledger export`, for a ledger that is a file."""

import json
import sqlite3
from pathlib import Path

import pytest
import sink
from clones import run
from offices import Office, begin, office


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Two were told, and one was refused for good."""
    found = office(tmp_path_factory.mktemp("site"))
    begin(found)
    with sink.running(found.root / "sink", "--refuse", "cid@acme.example") as found.port:
        assert found.run("notify").returncode == 5
    return found


@pytest.fixture
def desk(made: Office, tmp_path: Path) -> Office:
    copy = tmp_path / "ledger.sqlite"
    copy.write_bytes(made.ledger.read_bytes())
    return Office(made.root, environment={"STATUSGEN_LEDGER": str(copy)})


def changed(desk: Office, *statements: str) -> Office:
    """By somebody who took away what the file itself refuses."""
    db = sqlite3.connect(desk.environment["STATUSGEN_LEDGER"])
    for kind, name in db.execute("SELECT type, name FROM sqlite_master WHERE sql IS NOT NULL").fetchall():
        if kind == "trigger" or name == "one_of_event_and_person":
            db.execute(f"DROP {kind} {name}")
    for statement in statements:
        db.execute(statement)
    db.commit()
    db.close()
    return desk


def test_a_ledger_that_is_whole_says_so(desk):
    done = desk.run("ledger", "verify")
    assert done.returncode == 0
    assert done.stderr.endswith("ledger.sqlite is whole: 3 deliveries.\n")
    facts = json.loads(desk.run("ledger", "verify", "--json").stdout)
    assert (facts["deliveries"], facts["segments"], facts["faults"]) == (3, None, [])


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE deliveries SET state = 'retry', open = 1 WHERE state = 'dead'", "is retry, and the journal says dead"),
        ("UPDATE deliveries SET open = 0 WHERE state = 'dead'", "is dead, and does not count as that"),
        (
            "INSERT INTO journal (delivery, state, at, detail, attempts, duplicate) VALUES (1, 'sent', '', '', 1, 0)",
            "went on after it was sent",
        ),
        ("UPDATE deliveries SET subscriber = 'ana' WHERE state = 'sent'", "2 deliveries of incidents/"),
        ("DELETE FROM deliveries WHERE state = 'dead'", "a delivery that is gone"),
        ("DELETE FROM journal WHERE state = 'sent' AND delivery = 1", "is sent, and the journal says"),
    ],
)
def test_what_cannot_have_happened_is_named(desk, statement, why):
    code, said = run(changed(desk, statement), "ledger", "verify")
    assert code == 3
    assert why in said
    assert "is damaged: 1 fault." in said


def test_every_delivery_is_a_line_without_an_address(desk):
    done = desk.run("ledger", "export")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(one["subscriber"], one["state"]) for one in rows] == [("ana", "sent"), ("ben", "sent"), ("cid", "dead")]
    assert json.loads(desk.run("ledger", "export", "--json").stdout)["deliveries"] == rows
    assert "acme.example" not in done.stdout
