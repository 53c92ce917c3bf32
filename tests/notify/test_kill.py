"""Killed at every step: nobody is forgotten, and at most one letter of each killed connection comes twice, marked."""

import random
from collections import Counter
from pathlib import Path

import pytest
import sink
from offices import INCIDENT, NOW, Office, begin, letters, office
from runs import ended, start

PEOPLE = ("ana", "ben", "cid", "dua", "eli")
# Where in the ledger: before the statement, and what it says.
LEDGER = {
    "begin": "INSERT OR REPLACE INTO lease:1",
    "begun": "COMMIT:1",
    "plan": "INSERT INTO deliveries:3",
    "news": "INSERT INTO news:1",
    "planned": "COMMIT:2",
    "claim": "state = 'claimed', at:1",
    "claimed": "COMMIT:3",
    "arm": "state = 'armed', at:1",
    "armed": "COMMIT:4",
    "settle": "SET state = one.state:1",
    "settled": "COMMIT:5",
    "arm the third": "state = 'armed', at:3",
    "end": "DELETE FROM lease:1",
}
WIRE = ("CONNECT:1", "EHLO:1", "MAIL:1", "MAIL:3", "RCPT:2", "DATA:2", "BODY:2", "DOT:1", "DOT:3", "REPLY:2", "QUIT:1")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A site with something to tell; each test takes a copy of its ledger."""
    found = office(tmp_path_factory.mktemp("site"), *PEOPLE)
    begin(found)
    return found


@pytest.fixture
def desk(made: Office, tmp_path: Path) -> Office:
    copy = tmp_path / "ledger.sqlite"
    copy.write_bytes(made.ledger.read_bytes())
    return Office(made.root, environment={"STATUSGEN_LEDGER": str(copy)})


def notify(desk: Office, folder: Path, kill_at: str = "") -> int:
    arguments = ["-C", str(desk.root), "--now", NOW, "notify"]
    return ended(start(arguments, desk.environ(), folder / "run", kill_at))


def check(folder: Path, killed_connections: int) -> None:
    """Everyone has it; what came twice has one id, and says from the second on that it may have come before."""
    arrived = [letter for letter in letters(folder) if letter.taken]
    assert {letter.to for letter in arrived} == {f"{name}@acme.example" for name in PEOPLE}
    seen: dict[str, str] = {}
    for letter in arrived:
        again = letter.to in seen
        assert not again or letter.flagged, f"{letter.to} got it twice, and the second does not say so"
        assert seen.setdefault(letter.to, letter.id) == letter.id
    twice = Counter(letter.to for letter in arrived)
    assert twice.total() - len(twice) <= killed_connections
    assert max(twice.values()) <= 1 + killed_connections
    assert not [one.complaints for one in sink.messages(folder) if one.complaints]


@pytest.mark.parametrize("place", LEDGER)
def test_a_run_killed_at_a_step_of_the_ledger_is_finished_by_the_next(desk, tmp_path, place):
    desk.query = "&connections=1"
    with sink.running(tmp_path / "sink") as desk.port:
        assert notify(desk, tmp_path, LEDGER[place]) == -9
        assert notify(desk, tmp_path) == 0
        # Whether the letter went out before the answer could be written down is all that can be in doubt.
        check(tmp_path / "sink", killed_connections=place in {"settle", "settled", "arm the third"})
        assert notify(desk, tmp_path) == 0
    assert len(letters(tmp_path / "sink")) <= len(PEOPLE) + 1


@pytest.mark.parametrize("step", WIRE)
def test_a_run_killed_at_a_step_on_the_wire_is_finished_by_the_next(desk, tmp_path, step):
    desk.query = "&connections=1"
    options = ("--kill", f"{step}:{tmp_path / 'run' / 'pid'}")
    with sink.running(tmp_path / "sink", *options) as desk.port:
        assert notify(desk, tmp_path) == -9
        assert notify(desk, tmp_path) == 0
    # Until the first letter's last dot nothing can be in doubt; what follows a dot goes along with it.
    check(tmp_path / "sink", killed_connections=step not in {"CONNECT:1", "EHLO:1", "MAIL:1"})


def test_a_letter_whose_answer_was_lost_comes_once_more_and_says_so(desk, tmp_path):
    """What the two tests above allow does happen: else they would prove less than they say."""
    desk.query = "&connections=1"
    with sink.running(tmp_path / "sink", "--kill", f"DOT:2:{tmp_path / 'run' / 'pid'}") as desk.port:
        assert notify(desk, tmp_path) == -9
        assert notify(desk, tmp_path) == 0
    second = letters(tmp_path / "sink")[1]
    again = [letter for letter in letters(tmp_path / "sink") if letter.to == second.to]
    assert [letter.flagged for letter in again] == [False, True]
    assert len(letters(tmp_path / "sink")) == len(PEOPLE) + 1
    rows = desk.run("deliveries", INCIDENT).stdout.splitlines()
    assert [("may have arrived before" in row) for row in rows].count(True) == 1


@pytest.mark.parametrize("seed", range(50))
def test_any_sequence_of_kills_ends_with_everyone_told(desk, tmp_path, seed):
    """Up to four runs on three connections each die somewhere; then one may finish."""
    chance = random.Random(seed)
    desk.query = "&connections=3"
    pid = tmp_path / "run" / "pid"
    kills = [
        option
        for step in chance.sample(["CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "BODY", "DOT", "REPLY", "QUIT"], 3)
        for option in ("--kill", f"{step}:{chance.randint(1, 7)}:{pid}")
    ]
    with sink.running(tmp_path / "sink", *kills) as desk.port:
        deaths = 0
        for _ in range(4):
            text = chance.choice(["COMMIT", "BEGIN", "state = 'armed'", "attempts + 1", "INSERT", "UPDATE deliveries"])
            deaths += notify(desk, tmp_path, f"{text}:{chance.randint(1, 12)}") == -9
        ends = [notify(desk, tmp_path) for _ in range(4)]  # the sink may still have kills in store
        assert ends[-1] == 0
        deaths += ends.count(-9)
    check(tmp_path / "sink", killed_connections=3 * deaths)
