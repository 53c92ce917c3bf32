"""`statusgen notify` with everything that can go wrong beside being killed: other runs, relays, disks, signals."""

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import time
from collections import Counter
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
import sink
from ledgers import states
from offices import INCIDENT, LATER, NOW, THREAD, Office, begin, letters, office
from runs import ended, start

from statusgen.cli.clock import clock
from statusgen.notify.ledger.rows import State
from statusgen.notify.ledger.sqlite import open_ledger

PEOPLE = ("ana", "ben", "cid", "dua", "eli")
FOLDERS = iter(range(10_000))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Office:
    found = office(tmp_path_factory.mktemp("site"), *PEOPLE)
    begin(found)
    return found


@pytest.fixture
def desk(made: Office, tmp_path: Path) -> Office:
    """A site of its own, with an incident that nobody was told of."""
    return Office(Path(shutil.copytree(made.root, tmp_path / "site")))


def begun(desk: Office, folder: Path, *more: str, now: str = NOW):
    arguments = ["-C", str(desk.root), "--now", now, "notify", *more]
    return start(arguments, desk.environ(), folder / f"run-{next(FOLDERS)}")


def notify(desk: Office, folder: Path, *more: str, now: str = NOW) -> tuple[int, str]:
    number = next(FOLDERS)
    arguments = ["-C", str(desk.root), "--now", now, "notify", *more]
    code = ended(start(arguments, desk.environ(), folder / f"run-{number}"))
    return code, (folder / f"run-{number}" / "said").read_text(encoding="utf-8")


def standing(desk: Office) -> dict[str, State]:
    ledger = open_ledger(desk.ledger, clock, clock)
    try:
        return states(ledger)
    finally:
        ledger.close()


def told(folder: Path) -> Counter[str]:
    """How often each person got something."""
    return Counter(letter.to.partition("@")[0] for letter in letters(folder) if letter.taken)


ONCE = Counter(PEOPLE)


def test_everyone_is_told_once_and_a_second_run_tells_nobody(desk, tmp_path):
    with sink.running(tmp_path / "sink") as desk.port:
        assert notify(desk, tmp_path) == (0, "Told 5 people of 1 thing by email.\n")
        assert notify(desk, tmp_path) == (0, "Told nobody.\n")
    assert told(tmp_path / "sink") == ONCE
    assert not [letter for letter in letters(tmp_path / "sink") if letter.flagged]


# Other runs


@pytest.mark.parametrize("others", [1, 2])
def test_of_runs_at_once_one_works_and_the_others_exit_75(desk, tmp_path, others):
    with sink.running(tmp_path / "sink", "--late", "DOT=0.3") as desk.port:
        first = begun(desk, tmp_path)
        sink.reached(tmp_path / "sink", "MAIL")
        for code, said in [notify(desk, tmp_path) for _ in range(others)]:
            assert code == 75
            assert f"process {first.pid} " in said
        assert ended(first) == 0
    assert told(tmp_path / "sink") == ONCE


def test_runs_that_start_together_tell_everyone_once(desk, tmp_path):
    with sink.running(tmp_path / "sink", "--late", "MAIL=0.2") as desk.port:
        runs = [begun(desk, tmp_path) for _ in range(3)]
        codes = [ended(run) for run in runs]
    assert set(codes) <= {0, 75}
    assert 0 in codes
    assert told(tmp_path / "sink") == ONCE


def asleep_past_its_lease(run: BaseProcess, desk: Office) -> None:
    """Stopped at a moment at which it does not write, and as if a minute had passed since."""
    while True:
        os.kill(run.pid, signal.SIGSTOP)
        db = sqlite3.connect(desk.ledger, timeout=0.2)
        try:
            with db:
                db.execute("UPDATE lease SET until = 0")
        except sqlite3.OperationalError:
            os.kill(run.pid, signal.SIGCONT)
            time.sleep(0.01)
        else:
            return
        finally:
            db.close()


@pytest.mark.parametrize("step", ["MAIL", "BODY", "DOT"])
def test_a_run_that_slept_past_its_lease_sends_nothing_when_it_wakes(desk, tmp_path, step):
    desk.query = "&connections=1"
    with sink.running(tmp_path / "sink", "--late", f"{step}=0.5") as desk.port:
        sleeper = begun(desk, tmp_path)
        sink.reached(tmp_path / "sink", step)
        asleep_past_its_lease(sleeper, desk)
        code, _ = notify(desk, tmp_path)
        assert code == 0
        time.sleep(1)  # what it wrote before it slept lies in the kernel's buffers, and the sink reads late
        before = len(letters(tmp_path / "sink"))
        os.kill(sleeper.pid, signal.SIGCONT)
        assert ended(sleeper) == 75
        assert len(letters(tmp_path / "sink")) == before
    found = told(tmp_path / "sink")
    assert found.keys() == ONCE.keys()
    assert found.total() <= len(PEOPLE) + 1
    assert [letter.flagged for letter in letters(tmp_path / "sink")].count(True) >= found.total() - len(PEOPLE)


def test_a_lease_that_ran_out_by_the_clock_is_taken_over(desk, tmp_path):
    """The clock of the whole machine, as the second run sees it, is five minutes on."""
    if not shutil.which("faketime"):
        pytest.skip("needs faketime")
    desk.query = "&connections=1"
    with sink.running(tmp_path / "sink", "--late", "DOT=0.5") as desk.port:
        sleeper = begun(desk, tmp_path)
        sink.reached(tmp_path / "sink", "DOT")
        os.kill(sleeper.pid, signal.SIGSTOP)
        early = desk.run("notify")
        late = subprocess.run(
            ["faketime", "-f", "+300s", *desk.command("notify")],
            env=desk.environ(),
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )
        os.kill(sleeper.pid, signal.SIGCONT)
        assert (early.returncode, late.returncode, ended(sleeper)) == (75, 0, 75)
    assert told(tmp_path / "sink").keys() == ONCE.keys()


# The ledger is gone, or cannot be written


def test_without_a_ledger_nothing_is_sent_and_none_is_made(desk, tmp_path):
    desk.ledger.unlink()
    with sink.running(tmp_path / "sink") as desk.port:
        code, said = notify(desk, tmp_path)
    assert code == 3
    assert "statusgen notify init" in said
    assert not desk.ledger.exists()
    assert not sink.steps(tmp_path / "sink")


def test_with_a_damaged_ledger_nothing_is_sent(desk, tmp_path):
    desk.ledger.write_bytes(desk.ledger.read_bytes()[:5000])
    with sink.running(tmp_path / "sink") as desk.port:
        code, said = notify(desk, tmp_path)
    assert code == 3
    assert "damaged" in said
    assert not sink.steps(tmp_path / "sink")


def test_a_second_init_leaves_the_ledger_as_it_is(desk):
    before = desk.ledger.read_bytes()
    done = desk.run("notify", "init")
    assert done.returncode == 3
    assert "stays as it is" in done.stderr
    assert desk.ledger.read_bytes() == before


@pytest.fixture
def small_disk(tmp_path: Path):
    """Six megabytes of memory as a disk."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m,mode=700", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("needs leave to mount a tmpfs")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def fill(place: Path, left: int) -> None:
    """So that only so many bytes are free."""
    free = os.statvfs(place).f_bavail * os.statvfs(place).f_frsize
    (place / "junk").write_bytes(b"x" * max(free - left, 0))


def on_disk(desk: Office, place: Path) -> None:
    shutil.copy(desk.ledger, place / "ledger.sqlite")
    desk.environment["STATUSGEN_LEDGER"] = str(place / "ledger.sqlite")


@pytest.mark.parametrize("left", [0, 100_000, 2_000_000])
def test_on_a_full_disk_nothing_is_sent_and_once_there_is_room_everyone_is_told_once(desk, tmp_path, small_disk, left):
    on_disk(desk, small_disk)
    fill(small_disk, left)
    with sink.running(tmp_path / "sink") as desk.port:
        code, said = notify(desk, tmp_path)
        assert code == 3, said
        assert "disk" in said
        assert not told(tmp_path / "sink")
        (small_disk / "junk").unlink()
        assert notify(desk, tmp_path)[0] == 0
    assert told(tmp_path / "sink") == ONCE


def test_a_disk_that_fills_up_under_way_makes_nobody_hear_twice(desk, tmp_path, small_disk):
    on_disk(desk, small_disk)
    desk.query = "&connections=1"
    with sink.running(tmp_path / "sink", "--late", "DOT=0.4") as desk.port:
        run = begun(desk, tmp_path)
        sink.reached(tmp_path / "sink", "DOT")
        fill(small_disk, 0)
        assert ended(run) == 3
        assert 0 < told(tmp_path / "sink").total() < len(PEOPLE)
        (small_disk / "junk").unlink()
        assert notify(desk, tmp_path)[0] == 0
    assert told(tmp_path / "sink") == ONCE


# Relays


def test_without_a_relay_nothing_is_lost(desk, tmp_path):
    desk.port = 1  # nobody listens there
    code, said = notify(desk, tmp_path)
    assert code == 3
    assert "cannot be reached" in said
    assert set(standing(desk).values()) == {State.PLANNED}
    with sink.running(tmp_path / "sink") as desk.port:
        assert notify(desk, tmp_path)[0] == 0
    assert told(tmp_path / "sink") == ONCE


def until_told(desk: Office, folder: Path) -> list[int]:
    """Runs by the minute, until one has nothing left to do."""
    codes = []
    for minute in range(20, 59, 3):
        codes.append(notify(desk, folder, now=f"2026-11-21T14:{minute}:00Z")[0])
        if codes[-1] == 0:
            return codes
    pytest.fail(f"never done: {codes}")


@pytest.mark.parametrize(
    ("options", "twice"),
    [
        (("--drop", "CONNECT:1"), 0),
        (("--drop", "MAIL:2"), 1),
        (("--drop", "DATA:1"), 0),
        (("--drop", "BODY:2"), 1),
        (("--drop", "DOT:2"), 1),
        (("--drop", "DOT:1", "--drop", "DOT:4"), 2),
        (("--late", "DOT=0.2", "--late", "MAIL=0.1"), 0),
        (("--answers", "DOT=451,250"), 0),
        (("--answers", "RCPT=450,250,250"), 0),
        (("--answers", "MAIL=250,451"), 0),
        (("--goodbye", "2"), 0),
        (("--goodbye", "1", "--no-pipelining"), 0),
    ],
)
def test_whatever_a_relay_does_everyone_is_told_in_the_end(desk, tmp_path, options, twice):
    desk.query = "&connections=1"
    with sink.running(tmp_path / "sink", *options) as desk.port:
        until_told(desk, tmp_path)
    found = told(tmp_path / "sink")
    assert found.keys() == ONCE.keys()
    assert found.total() - len(PEOPLE) <= twice
    assert set(standing(desk).values()) == {State.SENT}


def test_a_relay_that_stalls_does_not_hold_a_run_for_ever(desk, tmp_path):
    with sink.running(tmp_path / "sink", "--stall", "DOT:2") as port:
        desk.environment["STATUSGEN_SMTP_URL"] = f"smtp://127.0.0.1:{port}/?starttls=never&connections=1&timeout=1"
        until_told(desk, tmp_path)
    assert told(tmp_path / "sink").keys() == ONCE.keys()
    assert told(tmp_path / "sink").total() <= len(PEOPLE) + 1


def test_one_refused_recipient_is_dead_and_all_others_are_told(desk, tmp_path):
    with sink.running(tmp_path / "sink", "--refuse", "cid@acme.example") as desk.port:
        code, said = notify(desk, tmp_path)
        lost = "1 cannot be reached at all (`statusgen notify --dry-run` says who and why).\n"
        why = "Refused 1 time with: 550 5.1.1 no such person. `statusgen deliveries` lists each.\n"
        assert (code, said) == (5, f"Told 4 people of 1 thing by email; {lost}{why}")
        assert notify(desk, tmp_path) == (5, f"Told nobody; {lost}")
    assert told(tmp_path / "sink") == ONCE - Counter(["cid"])
    assert standing(desk)["cid"] is State.DEAD
    shown = desk.run("deliveries", INCIDENT).stdout
    assert "no such person" in shown
    assert "acme.example" not in shown


def test_who_is_refused_for_now_is_tried_again_when_it_is_due_and_not_before(desk, tmp_path):
    with sink.running(tmp_path / "sink", "--answers", "RCPT=450,250") as desk.port:
        desk.query = "&connections=1"
        assert notify(desk, tmp_path)[0] == 5
        first = told(tmp_path / "sink").total()
        assert 0 < first < len(PEOPLE)
        assert notify(desk, tmp_path)[0] == 5
        assert told(tmp_path / "sink").total() == first
        assert until_told(desk, tmp_path)
    assert told(tmp_path / "sink") == ONCE


def test_what_is_refused_for_now_gives_way_to_newer_news(desk, tmp_path):
    with sink.running(tmp_path / "sink", "--answers", f"DOT=451,451,451,451,451{20 * ',250'}") as desk.port:
        desk.query = "&connections=1"
        assert notify(desk, tmp_path)[0] == 5
        desk.say("20261121T1430Z-identified", "2026-11-21T14:30:00Z", "identified", "It is the cache.")
        assert notify(desk, tmp_path, now=LATER)[0] == 0
    taken = [letter for letter in letters(tmp_path / "sink") if letter.taken]
    assert len(taken) == len(PEOPLE)
    assert {letter.message["X-Status-Update"] for letter in taken} == {"20261121T1430Z-identified"}


# Bounds, signals, content


def test_too_many_deliveries_stop_the_run_before_the_first(desk, tmp_path):
    with sink.running(tmp_path / "sink") as desk.port:
        code, said = notify(desk, tmp_path, "--max", "4")
        assert code == 3
        assert "--max 5" in said
        assert not told(tmp_path / "sink")
        assert notify(desk, tmp_path, "--max", "5")[0] == 0
    assert told(tmp_path / "sink") == ONCE


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_run_that_is_told_to_stop_waits_for_what_is_on_the_wire(desk, tmp_path, number, code):
    desk.query = "&connections=1"
    with sink.running(tmp_path / "sink", "--late", "DOT=0.3") as desk.port:
        run = begun(desk, tmp_path)
        sink.reached(tmp_path / "sink", "DOT")
        os.kill(run.pid, number)
        assert ended(run) == code
        stopped = told(tmp_path / "sink").total()
        assert 0 < stopped < len(PEOPLE)
        assert notify(desk, tmp_path)[0] == 0
    assert told(tmp_path / "sink") == ONCE


def test_a_run_that_is_told_to_stop_does_not_wait_for_ever(desk, tmp_path):
    desk.query = "&connections=1"
    with sink.running(tmp_path / "sink", "--stall", "DOT:2") as desk.port:
        run = begun(desk, tmp_path)
        sink.reached(tmp_path / "sink", "DOT", 2)
        since = time.monotonic()
        os.kill(run.pid, signal.SIGTERM)
        os.kill(run.pid, signal.SIGTERM)
        assert ended(run) == 143
        assert time.monotonic() - since < 15
        assert notify(desk, tmp_path)[0] == 0
    assert told(tmp_path / "sink").keys() == ONCE.keys()


def test_content_with_errors_tells_nobody_unless_asked_to_go_on(desk, tmp_path):
    desk.write("content/services/mail.yaml", "nam: Mail\n")
    with sink.running(tmp_path / "sink") as desk.port:
        code, said = notify(desk, tmp_path)
        assert code == 1
        assert "unknown-field" in said
        assert not told(tmp_path / "sink")
        assert notify(desk, tmp_path, "--keep-going")[0] == 0
    assert told(tmp_path / "sink") == ONCE


def test_who_is_no_longer_among_the_people_is_told_nothing_and_after_a_week_given_up(desk, tmp_path):
    with sink.running(tmp_path / "sink", "--defer", "eli@acme.example") as desk.port:
        assert notify(desk, tmp_path)[0] == 5
        desk.people(*PEOPLE[:-1])
        assert notify(desk, tmp_path, now=LATER)[0] == 0
        assert told(tmp_path / "sink") == ONCE - Counter(["eli"])
        desk.people(*PEOPLE)  # it was a slip
        assert notify(desk, tmp_path, now=LATER)[0] == 5
        assert standing(desk)["eli"] is State.RETRY
        desk.people(*PEOPLE[:-1])
        assert notify(desk, tmp_path, now="2026-11-29T14:40:00Z")[0] == 0
    assert standing(desk)["eli"] is State.SKIPPED


def test_a_key_that_was_changed_tells_nobody_twice(desk, tmp_path):
    with sink.running(tmp_path / "sink", "--answers", "RCPT=450,250") as desk.port:
        desk.query = "&connections=1"
        notify(desk, tmp_path)
        desk.environment["STATUSGEN_KEY"] = "quite another key for tests"
        before = len(sink.messages(tmp_path / "sink"))
        refused = desk.run("notify", now=LATER)
        assert (refused.returncode, len(sink.messages(tmp_path / "sink"))) == (3, before)
        assert "STATUSGEN_KEY is not the one" in refused.stderr
        assert "quite another" not in refused.stderr
        assert desk.run("notify", "init", "--adopt").returncode == 0
        until_told(desk, tmp_path)
    assert told(tmp_path / "sink") == ONCE
    assert THREAD


# Addresses that are put right


def address(desk: Office, name: str, to: str) -> None:
    file = desk.root / "subscribers.yaml"
    text = file.read_text(encoding="utf-8")
    at = text.index(f"  {name}:")
    file.write_text(text[:at] + re.sub(r"email: \S+?@acme\.example", f"email: {to}", text[at:], count=1))


def cid(desk: Office) -> list[str]:
    """What became of each delivery to cid: the states, in the order in which they were planned."""
    ledger = open_ledger(desk.ledger, clock, clock)
    try:
        rows = [row for row in ledger.export() if row.subscriber == "cid"]
    finally:
        ledger.close()
    assert len({row.key for row in rows}) == len(rows)
    return [row.state.value for row in rows]


def test_an_address_that_is_put_right_gets_what_the_wrong_one_refused(desk, tmp_path):
    with sink.running(tmp_path / "sink", "--refuse", "cid@acme.example", "--refuse", "kid@acme.example") as desk.port:
        notify(desk, tmp_path)
        address(desk, "cid", "CID@acme.example")  # the same, in other letters
        notify(desk, tmp_path)
        assert cid(desk) == ["dead"]
        address(desk, "cid", "kid@acme.example")
        notify(desk, tmp_path)
        notify(desk, tmp_path)
        assert cid(desk) == ["dead", "dead"]
        address(desk, "cid", "sid@acme.example")
        assert "Would tell 1 person of 1 thing" in desk.run("notify", "--dry-run").stderr
        assert notify(desk, tmp_path) == (0, "Told 1 person of 1 thing by email.\n")
        assert notify(desk, tmp_path) == (0, "Told nobody.\n")
        address(desk, "cid", "cid@acme.example")  # they were told already
        assert notify(desk, tmp_path) == (0, "Told nobody.\n")
    assert told(tmp_path / "sink") == ONCE - Counter(["cid"]) + Counter(["sid"])
    assert cid(desk) == ["dead", "dead", "sent"]
    assert not [part for part in (b"sid@", b"kid@", b"cid@") if part in desk.ledger.read_bytes()]


def test_who_changes_an_address_after_being_told_is_not_told_again(desk, tmp_path):
    with sink.running(tmp_path / "sink") as desk.port:
        notify(desk, tmp_path)
        address(desk, "cid", "sid@acme.example")
        assert notify(desk, tmp_path) == (0, "Told nobody.\n")


def test_what_was_refused_for_now_goes_to_the_address_of_now_and_back(desk, tmp_path):
    with sink.running(tmp_path / "sink", "--defer", "cid@acme.example", "--refuse", "kid@acme.example") as desk.port:
        notify(desk, tmp_path)
        address(desk, "cid", "kid@acme.example")
        notify(desk, tmp_path, now=LATER)
        notify(desk, tmp_path, now=LATER)
        assert cid(desk) == ["dead"]
    with sink.running(tmp_path / "second") as desk.port:
        address(desk, "cid", "cid@acme.example")
        assert notify(desk, tmp_path, now=LATER) == (0, "Told 1 person of 1 thing by email.\n")


def test_without_the_key_a_dry_run_takes_what_was_refused_as_refused(desk, tmp_path):
    with sink.running(tmp_path / "sink", "--refuse", "cid@acme.example") as desk.port:
        notify(desk, tmp_path)
        desk.environment["STATUSGEN_KEY"] = ""
        assert "Would tell nobody" in desk.run("notify", "--dry-run").stderr


def test_a_second_address_has_its_turn_once_the_first_is_refused(desk, tmp_path):
    with sink.running(tmp_path / "sink", "--refuse", "cid@acme.example") as desk.port:
        address(desk, "cid", "cid@acme.example}, {email: sid@acme.example")
        assert notify(desk, tmp_path)[0] == 0
    assert told(tmp_path / "sink") == ONCE - Counter(["cid"]) + Counter(["sid"])


# Lists, and who waits in vain


def with_staff(desk: Office, members: str) -> None:
    desk.people("ana", "ben", "staff", staff=f", list: true, members: [{members}]")


def test_who_leaves_a_list_after_it_was_told_is_not_told_again(desk, tmp_path):
    with_staff(desk, "ana")
    with sink.running(tmp_path / "sink") as desk.port:
        notify(desk, tmp_path)
        assert told(tmp_path / "sink") == Counter(["ben", "staff"])
        with_staff(desk, "")
        assert notify(desk, tmp_path) == (0, "Told nobody.\n")


def test_who_leaves_a_list_that_has_not_got_it_is_told(desk, tmp_path):
    with_staff(desk, "ana")
    with sink.running(tmp_path / "sink", "--defer", "staff@acme.example") as desk.port:
        notify(desk, tmp_path)
        with_staff(desk, "")
        notify(desk, tmp_path)
    assert told(tmp_path / "sink") == Counter(["ana", "ben"])


def test_an_exercise_that_waits_is_given_up_a_week_after_it_became_real(desk, tmp_path):
    file = desk.root / f"content/incidents/{INCIDENT}/incident.yaml"
    real = file.read_text(encoding="utf-8")
    desk.write("subscribers.yaml", "subscribers:\n  cid: {name: Cid, contacts: [{email: cid@acme.example}]}\n")
    file.write_text(real + "drill: true\nstakeholders: [cid]\n", encoding="utf-8")
    with sink.running(tmp_path / "sink", "--defer", "cid@acme.example") as desk.port:
        notify(desk, tmp_path)
        file.write_text(real, encoding="utf-8")
        notify(desk, tmp_path, now=LATER)
        assert cid(desk) == ["retry"]
        notify(desk, tmp_path, now="2026-11-29T14:40:00Z")
        assert cid(desk) == ["skipped"]
