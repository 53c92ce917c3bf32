"""A ledger in a ref: CI that keeps nothing tells everyone once, whatever dies, races, refuses or is rewritten."""

import os
import re
import shutil
import signal
from collections import Counter
from pathlib import Path

import pytest
import sink
from clones import begun, clone, environ, git, merge, run, tip
from offices import INCIDENT, NOW, Office, letters
from runs import ended, start

from statusgen.notify.ledger.forge import REF

PEOPLE = ("ana", "ben", "cid", "dua", "eli")
ONCE = Counter(PEOPLE)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return begun(tmp_path_factory.mktemp("forge"), *PEOPLE).parent


@pytest.fixture
def forge(made: Path, tmp_path: Path) -> Path:
    """One of its own, with a ledger, and an incident that nobody was told of."""
    shutil.copytree(made / "forge.git", tmp_path / "forge.git")
    return tmp_path / "forge.git"


@pytest.fixture(scope="module")
def done(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("done")
    shutil.copytree(made / "forge.git", folder / "forge.git")
    with sink.running(folder / "sink") as port:
        assert job(folder / "forge.git", port)[0] == 0
    return folder


@pytest.fixture
def forge_done(done: Path, tmp_path: Path) -> Path:
    """The same after everyone was told."""
    shutil.copytree(done / "forge.git", tmp_path / "forge.git")
    return tmp_path / "forge.git"


def told(folder: Path) -> Counter[str]:
    return Counter(letter.to.partition("@")[0] for letter in letters(folder) if letter.taken)


def with_sink(office: Office, port: int) -> Office:
    office.port, office.query = port, "&connections=1"
    return office


def job(forge: Path, port: int, *, depth: int = 1, kill: str = "") -> tuple[int, str]:
    """One job of CI, in a clone of its own."""
    return run(with_sink(clone(forge, forge.parent, depth=depth), port), "notify", kill=kill)


def flagged_twice(folder: Path) -> None:
    """What came twice has one id, and says from the second on that it may have come before."""
    seen: dict[str, str] = {}
    for letter in letters(folder):
        assert letter.to not in seen or letter.flagged, f"{letter.to} got it twice, and the second does not say so"
        assert seen.setdefault(letter.to, letter.id) == letter.id


@pytest.mark.parametrize("depth", [1, 0])
def test_throw_away_clones_tell_everyone_once(forge, tmp_path, depth):
    with sink.running(tmp_path / "sink") as port:
        assert job(forge, port, depth=depth) == (0, "Told 5 people of 1 thing by email.\n")
        assert job(forge, port, depth=depth) == (0, "Told nobody.\n")
    assert told(tmp_path / "sink") == ONCE
    assert not [letter for letter in letters(tmp_path / "sink") if letter.flagged]


def test_a_run_that_has_nothing_to_say_leaves_the_ref_alone(forge_done):
    forge, before = forge_done, tip(forge_done)
    assert job(forge, 9) == (0, "Told nobody.\n")
    assert tip(forge) == before
    assert git(forge, "log", "--format=%s", REF).splitlines() == [
        "Segment 3 [skip ci]",
        "Segment 2 [skip ci]",
        "Segment 1 [skip ci]",
    ]


def test_nobody_is_in_the_ref_by_name_or_address(forge, tmp_path):
    with sink.running(tmp_path / "sink", "--refuse", "cid@acme.example") as port:
        job(forge, port)
    history = git(forge, "log", "-p", "--format=raw", REF)
    assert "incidents/2026-11-21-checkout-errors" in history
    assert "no such person" in history
    assert "@" not in re.sub(r"^@@ .*", "", history, flags=re.MULTILINE)
    assert not [name for name in PEOPLE if re.search(rf"\b{name}\b", history, re.IGNORECASE)]


def test_the_ledger_may_be_in_a_ref_that_is_no_branch(forge, tmp_path):
    office = clone(forge, tmp_path, ledger="git:origin#refs/statusgen/ledger")
    assert run(office, "notify", "init")[0] == 0
    assert tip(forge, "refs/statusgen/ledger")
    assert run(office, "ledger", "verify") == (
        0,
        "refs/statusgen/ledger at origin is whole: 5 deliveries in 1 segments.\n",
    )


def test_making_a_ledger_never_replaces_one(forge, tmp_path):
    before = tip(forge)
    code, said = run(clone(forge, tmp_path), "notify", "init")
    assert code == 3
    assert "stays as it is" in said
    assert tip(forge) == before


def test_without_the_ref_nothing_is_sent_and_none_is_made(forge, tmp_path):
    git(forge, "update-ref", "-d", REF)
    with sink.running(tmp_path / "sink") as port:
        code, said = job(forge, port)
    assert code == 3
    assert "statusgen notify init" in said
    assert not tip(forge)
    assert not sink.steps(tmp_path / "sink")


def test_another_key_cannot_read_it(forge, tmp_path):
    office = clone(forge, tmp_path)
    office.environment["STATUSGEN_KEY"] = "another key for tests"
    with sink.running(tmp_path / "sink") as port:
        code, said = run(with_sink(office, port), "notify")
    assert code == 3
    assert "STATUSGEN_KEY" in said
    assert not sink.steps(tmp_path / "sink")


# Killed

STEPS = {
    "fetch:1:before": 0,
    "fetch:1:after": 0,
    "fast-import:1:after": 0,
    "push:1:before": 0,
    "push:1:after": 0,  # the claims are there, and nothing went out: nobody can know that
    "push:2:before": len(PEOPLE),
    "push:2:after": 0,
}


@pytest.mark.parametrize("step", STEPS)
def test_a_run_killed_at_a_step_of_git_is_finished_by_the_next(forge, tmp_path, step):
    with sink.running(tmp_path / "sink") as port:
        assert job(forge, port, kill=step)[0] == -9
        assert job(forge, port)[0] == 0
        assert job(forge, port) == (0, "Told nobody.\n")
    assert told(tmp_path / "sink").keys() == ONCE.keys()
    assert told(tmp_path / "sink").total() == len(PEOPLE) + STEPS[step]
    flagged_twice(tmp_path / "sink")


@pytest.mark.parametrize("step", ["MAIL:1", "DOT:1", "DOT:3", "QUIT:1"])
def test_a_run_killed_while_it_sends_repeats_its_window_flagged(forge, tmp_path, step):
    office = clone(forge, tmp_path)
    with sink.running(tmp_path / "sink", "--kill", f"{step}:{tmp_path / 'run' / 'pid'}") as port:
        arguments = ["-C", str(office.root), "--now", NOW, "notify"]
        assert ended(start(arguments, with_sink(office, port).environ(), tmp_path / "run")) == -9
        before = told(tmp_path / "sink").total()
        assert job(forge, port)[0] == 0
    assert told(tmp_path / "sink").total() == before + len(PEOPLE)
    assert told(tmp_path / "sink").keys() == ONCE.keys()
    flagged_twice(tmp_path / "sink")


def test_a_job_that_is_cancelled_pushes_what_it_did(forge, tmp_path):
    office = clone(forge, tmp_path)
    with sink.running(tmp_path / "sink", "--late", "DOT=0.5") as port:
        arguments = ["-C", str(office.root), "--now", NOW, "notify"]
        process = start(arguments, with_sink(office, port).environ(), tmp_path / "run")
        sink.reached(tmp_path / "sink", "DOT", 2)
        os.kill(process.pid, signal.SIGTERM)
        assert ended(process) == 143
        assert 0 < told(tmp_path / "sink").total() < len(PEOPLE)
        assert job(forge, port)[0] == 0
    assert told(tmp_path / "sink") == ONCE
    assert not [letter for letter in letters(tmp_path / "sink") if letter.flagged]


@pytest.mark.parametrize("step", ["fetch:1:down", "push:1:down", "push:1:lost", "push:2:down", "push:2:lost"])
def test_a_forge_that_is_away_for_a_moment_or_whose_answer_is_lost_changes_nothing(forge, tmp_path, step):
    with sink.running(tmp_path / "sink") as port:
        assert job(forge, port, kill=step) == (0, "Told 5 people of 1 thing by email.\n")
    assert told(tmp_path / "sink") == ONCE
    assert not [letter for letter in letters(tmp_path / "sink") if letter.flagged]


# Others


def test_of_two_jobs_at_once_one_works_and_the_other_exits_75(forge, tmp_path):
    offices = [clone(forge, tmp_path), clone(forge, tmp_path)]
    with sink.running(tmp_path / "sink", "--late", "MAIL=0.3") as port:
        first = start(
            ["-C", str(offices[0].root), "--now", NOW, "notify"],
            with_sink(offices[0], port).environ(),
            tmp_path / "first",
        )
        sink.reached(tmp_path / "sink", "MAIL")
        code, said = run(with_sink(offices[1], port), "notify")
        assert code == 75
        assert f"process {first.pid};" in said
        assert ended(first) == 0
    assert told(tmp_path / "sink") == ONCE


def test_jobs_that_start_together_tell_everyone_once(forge, tmp_path):
    offices = [clone(forge, tmp_path) for _ in range(3)]
    with sink.running(tmp_path / "sink", "--late", "MAIL=0.2") as port:
        runs = [
            start(
                ["-C", str(office.root), "--now", NOW, "notify"],
                environ(with_sink(office, port), office.root / "run"),
                office.root / "run",
            )
            for office in offices
        ]
        codes = [ended(one) for one in runs]
    assert set(codes) <= {0, 75}
    assert 0 in codes
    assert told(tmp_path / "sink") == ONCE


# Rewritten, and refused


def test_content_whose_history_was_rewritten_by_force_mails_nobody(forge_done, tmp_path):
    git(tmp_path, "clone", "--quiet", str(forge_done), "desk")
    git(tmp_path / "desk", "update-ref", "-d", "refs/heads/main")
    merge(tmp_path / "desk", "All anew", "--force")
    assert len(git(forge_done, "log", "--format=%s", "main").splitlines()) == 1
    assert job(forge_done, 9, depth=0) == (0, "Told nobody.\n")


def hook(forge: Path, text: str) -> Path:
    path = forge / "hooks" / "pre-receive"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_where_every_push_is_refused_nothing_is_sent(forge, tmp_path):
    refusing = hook(forge, "echo 'no robots here' >&2; exit 1")
    with sink.running(tmp_path / "sink") as port:
        code, said = job(forge, port)
        assert code == 3
        assert "no robots here" in said
        assert "a rule or hook there refuses this ref" in said
        assert "Nothing was sent that it does not have" in said
        assert not told(tmp_path / "sink")
        refusing.unlink()
        assert job(forge, port)[0] == 0
    assert told(tmp_path / "sink") == ONCE
    assert not [letter for letter in letters(tmp_path / "sink") if letter.flagged]


def test_where_pushes_are_refused_from_some_time_on_nothing_is_sent_twice_meanwhile(forge, tmp_path):
    refusing = hook(forge, f"test -e {tmp_path}/one && exit 1; touch {tmp_path}/one")
    with sink.running(tmp_path / "sink") as port:
        code, said = job(forge, port)
        assert code == 3
        assert "lacks 5 answers of this run: a later run sends these again, marked as duplicates" in said
        assert job(forge, port)[0] == 3
        assert told(tmp_path / "sink") == ONCE
        refusing.unlink()
        assert job(forge, port)[0] == 0
    assert told(tmp_path / "sink") == ONCE + ONCE
    flagged_twice(tmp_path / "sink")


# Only looking


def test_who_only_looks_changes_nothing(forge_done, tmp_path):
    forge, before = forge_done, tip(forge_done)
    office = clone(forge, tmp_path)
    said = {name: run(office, *name.split()) for name in ("notify --dry-run", "doctor", "deliveries")}
    explained = run(office, "explain", "ana", INCIDENT)
    exported = run(office, "ledger", "export")
    assert said["notify --dry-run"][0] == 0
    assert "Would tell nobody" in said["notify --dry-run"][1]
    assert "statusgen-ledger at origin knows of 1 pieces of news" in said["doctor"][1]
    assert "5 sent." in said["deliveries"][1]
    assert " ana " in said["deliveries"][1]
    assert "was told by email" in explained[1]
    assert exported[1].count('"state": "sent"') == len(PEOPLE)
    assert tip(forge) == before
    assert not git(office.root, "status", "--short")


def test_people_who_are_gone_keep_what_they_were_told_but_not_their_name(forge_done, tmp_path):
    office = clone(forge_done, tmp_path)
    office.people("ana")
    assert run(office, "notify") == (0, "Told nobody.\n")
    _, listed = run(office, "deliveries")
    assert "5 sent." in listed
    assert listed.count(" ~") == len(PEOPLE) - 1


def test_a_ledger_that_went_back_is_refused_where_a_clone_remembers_it(forge, tmp_path):
    before, office = tip(forge), clone(forge, tmp_path)
    with sink.running(tmp_path / "sink") as port:
        assert run(with_sink(office, port), "notify")[0] == 0
        git(forge, "update-ref", REF, before)
        answers = run(office, "notify"), run(office, "ledger", "verify")
    for code, said in answers:
        assert code == 3
        assert "went back: it ends with segment 1, and segment 3 was seen here" in said
    assert told(tmp_path / "sink") == ONCE
    assert not git(office.root, "status", "--short")


def rewrite(forge: Path, change) -> None:
    """Somebody with leave to push changes files of the ledger: `change` gets them by path."""
    folder = forge.parent / "hand"
    if not folder.exists():
        git(forge.parent, "clone", "--quiet", "-b", REF.removeprefix("refs/heads/"), str(forge), "hand")
    change(folder / "segments" / "2026-11")
    git(folder, "add", "-A")
    git(folder, "commit", "--quiet", "-m", "By hand")
    git(folder, "push", "--quiet")


def edit(segments: Path) -> None:
    one = segments / "000002.jsonl"
    one.write_text(one.read_text(encoding="utf-8").replace('"claimed"', '"sent"'), encoding="utf-8")


def swap(segments: Path) -> None:
    (segments / "000002.jsonl").rename(segments / "x")
    (segments / "000003.jsonl").rename(segments / "000002.jsonl")
    (segments / "x").rename(segments / "000003.jsonl")


FAULTS = {
    "edited": (edit, "000003.jsonl does not follow what is before it"),
    "removed": (lambda segments: (segments / "000002.jsonl").unlink(), "is gone, or is there twice"),
    "swapped": (swap, "says of itself that it is another"),
    "torn": (lambda segments: os.truncate(segments / "000003.jsonl", 100), "no JSON"),
    "added to": (lambda segments: (segments / "notes.txt").write_text("mine"), "has no name of a segment"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_ledger_that_somebody_changed_is_named(forge_done, tmp_path, name):
    change, why = FAULTS[name]
    rewrite(forge_done, change)
    code, said = run(clone(forge_done, tmp_path), "ledger", "verify")
    assert code == 3
    assert why in said


def test_by_a_ledger_that_somebody_changed_nothing_is_sent(forge_done, tmp_path):
    rewrite(forge_done, lambda segments: (segments / "000003.jsonl").unlink())
    rewrite(forge_done, edit)
    with sink.running(tmp_path / "sink") as port:
        code, said = job(forge_done, port)
    assert code == 3
    assert "is damaged: segments/2026-11/000002.jsonl" in said
    assert not sink.steps(tmp_path / "sink")


def unsay(segments: Path) -> None:
    last = segments / "000003.jsonl"
    last.write_text(last.read_text(encoding="utf-8").replace('"sent"', '"dead"'), encoding="utf-8")


def test_what_only_the_key_can_seal_is_told_from_what_anybody_wrote(forge_done, tmp_path):
    """The last segment has none after it that would tell."""
    rewrite(forge_done, unsay)
    code, said = run(clone(forge_done, tmp_path), "ledger", "verify")
    assert code == 3
    assert "segments/2026-11/000003.jsonl is not sealed with this STATUSGEN_KEY" in said
