"""What a ledger in git pushes when, what its segments say, and how months are folded."""

import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import ledgers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledgers import KEYS, NOON, Clock, make_git, row, states

from statusgen.notify.ledger.fetching import examine_git_ledger
from statusgen.notify.ledger.forge import GitPlace, forge_at, git_place
from statusgen.notify.ledger.git import EVERY, WINDOW
from statusgen.notify.ledger.lease import LEASE, SKEW
from statusgen.notify.ledger.rows import LeaseLost, Marks, Outcome, State, Stuck, Unready
from statusgen.notify.ledger.segments import filed, fold, row_line, step_line
from statusgen.notify.ledger.standing import examined

ROWS = [row(f"person-{number}") for number in range(4)]
ANA, BEN, CID, DUA = (one.key for one in ROWS)
OPEN = []


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def place(tmp_path):
    return make_git(tmp_path)


@pytest.fixture(autouse=True)
def closed():
    yield
    while OPEN:
        OPEN.pop().close()


def opened(place, clock):
    OPEN.append(ledgers.opened(place, clock))
    return OPEN[-1]


@pytest.fixture
def ledger(place, clock):
    ledger = opened(place, clock)
    ledger.begin()
    ledger.plan(ROWS, [("incidents/a/opened", "its mark")])
    return ledger


def tip(place):
    return subprocess.run(
        ["git", "-C", place.remote, "rev-parse", place.ref], capture_output=True, text=True, check=True
    ).stdout.strip()


def seen(place, clock):
    """What another machine finds in the ref."""
    return states(opened(place, clock))


def sent(*keys):
    return [Outcome(key, State.SENT) for key in keys]


# What is pushed when


def test_what_is_planned_is_pushed_with_the_first_claims_and_not_before(ledger, place, clock):
    before = tip(place)
    assert seen(place, clock) == {}
    ledger.claim([ANA, BEN])
    assert tip(place) != before
    assert list(seen(place, clock).values()) == [State.CLAIMED, State.CLAIMED, State.PLANNED, State.PLANNED]


def test_the_answers_of_a_window_are_pushed_with_the_claims_of_the_next(ledger, place, clock):
    ledger.claim([ANA, BEN])
    ledger.write(armed=[ANA, BEN])
    ledger.write(settled=sent(ANA, BEN))
    assert State.SENT not in seen(place, clock).values()
    ledger.claim([CID])
    assert list(seen(place, clock).values()) == [State.SENT, State.SENT, State.CLAIMED, State.PLANNED]


def test_answers_that_waited_for_ten_seconds_are_pushed(ledger, place, clock):
    ledger.claim([ANA, BEN])
    ledger.write(settled=sent(ANA))
    clock.pass_(EVERY - 1)
    ledger.heartbeat()
    assert State.SENT not in seen(place, clock).values()
    clock.pass_(1)
    ledger.heartbeat()
    assert list(seen(place, clock).values()) == [State.SENT, State.CLAIMED, State.PLANNED, State.PLANNED]


def test_no_more_than_a_window_is_ever_claimed(ledger):
    assert ledger.ahead == WINDOW
    ledger.claim([ANA, BEN])
    ledger.write(settled=sent(ANA))
    assert ledger.ahead == WINDOW - 1
    ledger.recall()
    assert ledger.ahead == WINDOW


def test_of_a_run_that_is_gone_only_the_last_window_is_in_doubt(ledger, place, clock):
    ledger.claim([ANA, BEN])
    ledger.write(settled=sent(ANA, BEN))
    ledger.claim([CID])
    clock.pass_(LEASE + SKEW)
    after = opened(place, clock)
    after.begin()
    assert list(states(after).values()) == [State.SENT, State.SENT, State.UNKNOWN, State.PLANNED]
    assert [found.duplicate for found in after.export()] == [False, False, True, False]


def test_news_is_not_known_where_nobody_could_be_planned_for(place, clock):
    ledger = opened(place, clock)
    ledger.begin()
    ledger.local.stuck = "the disk is full"
    with pytest.raises(Stuck):
        ledger.plan(ROWS, [("incidents/a/opened", "its mark")])
    ledger.end()
    assert opened(place, clock).known() == {}


def test_a_run_whose_ref_was_put_back_sends_nothing_more(ledger, place, clock):
    before = tip(place)
    ledger.claim([ANA])
    subprocess.run(["git", "-C", place.remote, "update-ref", place.ref, before], check=True)
    with pytest.raises(LeaseLost, match="rewrote the ledger"):
        ledger.claim([BEN])


def test_a_run_whose_ref_is_gone_makes_no_new_one(ledger, place):
    ledger.claim([ANA])
    subprocess.run(["git", "-C", place.remote, "update-ref", "-d", place.ref], check=True)
    with pytest.raises(LeaseLost):
        ledger.claim([BEN])
    told = subprocess.run(["git", "-C", place.remote, "for-each-ref"], capture_output=True, check=True)
    assert told.stdout == b""


def test_who_was_overtaken_says_how_many_answers_are_lost(ledger, place, clock):
    ledger.claim([ANA])
    ledger.write(settled=sent(ANA))
    clock.pass_(LEASE + SKEW)
    after = opened(place, clock)
    after.begin()
    after.claim([BEN])
    with pytest.raises(LeaseLost, match="lacks 1 answers of this run"):
        ledger.end()


def test_by_a_channel_that_is_at_most_once_nothing_goes_out_before_the_ref_knows(place, clock):
    by_text = [row(f"person-{number}", channel="sms") for number in range(2)]
    ledger = opened(place, clock)
    ledger.once = frozenset({"sms"})
    ledger.begin()
    ledger.plan(by_text, [])
    ledger.claim([one.key for one in by_text])
    ledger.write(armed=[by_text[0].key])
    clock.pass_(LEASE + SKEW)
    after = opened(place, clock)
    after.once = frozenset({"sms"})
    after.begin()
    assert list(states(after).values()) == [State.UNKNOWN, State.PLANNED]  # of the other it is sure that it did not go


# Months


def test_a_month_that_is_over_becomes_one_segment_that_says_the_same(place, clock):
    for key in (ANA, BEN, CID):
        ledger = opened(place, clock)
        ledger.begin()
        ledger.plan(ROWS, [("incidents/a/opened", "its mark")], [("incidents/a", "person-3")])
        ledger.claim([key])
        ledger.write(settled=sent(key))
        ledger.end()
    before, segments = list(ledger.export()), [one.path for one in ledger.shelf.segments]
    assert segments == [f"segments/2026-11/{number:06}.jsonl" for number in range(1, 8)]
    clock.pass_(timedelta(days=30).total_seconds())
    later = opened(place, clock)
    later.begin()
    later.plan([row("person-5", event="incidents/b/opened")], [])
    later.end()
    again = opened(place, clock)
    assert [one.path for one in again.shelf.segments] == [
        "segments/2026-11/000001-000007.jsonl",
        "segments/2026-12/000008.jsonl",
    ]
    assert list(again.export())[:4] == before
    assert list(again.held(["incidents/a"])) == [("incidents/a", "person-3")]
    assert not examine_git_ledger(place, KEYS).faults


STEPS = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from([State.CLAIMED, State.RETRY, State.SENT, State.DEAD, State.UNKNOWN])),
    max_size=20,
)


@given(steps=STEPS, cuts=st.sets(st.integers(0, 20), max_size=6), months=st.integers(0, 3))
@settings(max_examples=60, deadline=None)
def test_folding_changes_nothing_of_what_segments_say_and_a_change_of_any_is_found(steps, cuts, months):
    """Segments of some months, cut anywhere, folded as time goes: how things stand is always the same."""
    now, lines = dict(enumerate(ROWS)), [row_line(one) for one in ROWS]
    parts = [lines]
    for number, (which, state) in enumerate(steps):
        if now[which].state in {State.SENT, State.DEAD}:
            continue
        now[which] = replace(now[which], state=state, attempts=now[which].attempts + 1)
        if number in cuts:
            parts.append([])
        parts[-1] = [*parts[-1], step_line(now[which])]
    segments, at = (), NOON
    for number, part in enumerate(parts):
        segments = filed(segments, Marks("https://a.example/", KEYS.check), at, part, KEYS)
        at += timedelta(days=31) if number < months else timedelta(hours=1)
    files = {one.path: one.content for one in segments}
    found = examined(files, KEYS)
    assert found.faults == ()
    assert list(found.standing.rows.values()) == list(now.values())
    if len(segments) > 1:
        whole = fold(segments, KEYS)
        assert list(examined({whole.path: whole.content}, None).standing.rows.values()) == list(now.values())
    for path, content in files.items():
        assert examined({**files, path: content.replace(b'"at"', b'"At"', 1)}, KEYS).faults
    for gone in list(files)[:-1]:
        assert examined({path: content for path, content in files.items() if path != gone}, None).faults


# Where it is


@pytest.mark.parametrize(
    ("named", "remote", "ref"),
    [
        ("git:", "origin", "refs/heads/statusgen-ledger"),
        ("git:upstream", "upstream", "refs/heads/statusgen-ledger"),
        ("git:origin#ledger", "origin", "refs/heads/ledger"),
        ("git:#refs/statusgen/ledger", "origin", "refs/statusgen/ledger"),
        ("git:https://forge.example/acme/status.git", "https://forge.example/acme/status.git", None),
    ],
)
def test_a_ref_is_named_by_its_remote_and_itself(tmp_path, named, remote, ref):
    assert git_place(named, tmp_path) == GitPlace(remote, ref or "refs/heads/statusgen-ledger", tmp_path)


@pytest.mark.parametrize("named", ["git:--upload-pack=x", "git:origin#a..b", "git:origin#-x y", "git:#refs/"])
def test_what_names_no_ref_is_refused(tmp_path, named):
    with pytest.raises(Unready, match="names no ref"):
        git_place(named, tmp_path)


def test_a_file_is_no_ref(tmp_path):
    assert git_place(str(tmp_path / "ledger.sqlite"), tmp_path) is None


def test_what_a_clone_says_of_its_remotes_goes_along_once_and_nothing_else(tmp_path, monkeypatch):
    """CI puts the job's token there: in the clone's own settings, or in a file that they include for this clone."""
    home = tmp_path / "home"
    home.mkdir()
    (home / ".gitconfig").write_text("[http]\n\tsslVerify = true\n[user]\n\tname = Ana\n")
    (tmp_path / "more").write_text("[credential]\n\thelper = store\n")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(home / ".gitconfig"))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    clean = {"cwd": tmp_path, "env": {"HOME": str(home), "PATH": "/usr/bin:/bin"}}
    subprocess.run(["git", "init", "--quiet", "clone"], check=True, **clean)
    for name, value in {
        "remote.origin.url": "https://forge.example/acme/status.git",
        "http.https://forge.example/.extraheader": "AUTHORIZATION: basic c2VjcmV0",
        f"includeIf.gitdir:{tmp_path}/clone/.path": str(tmp_path / "more"),
        "core.hooksPath": "hooks",
        "alias.push": "!false",
    }.items():
        subprocess.run(["git", "-C", "clone", "config", name, value], check=True, **clean)
    forge = forge_at(git_place("git:origin", tmp_path / "clone"), tmp_path / "own")
    count = int(forge.environ["GIT_CONFIG_COUNT"])
    ways = {forge.environ[f"GIT_CONFIG_KEY_{n}"]: forge.environ[f"GIT_CONFIG_VALUE_{n}"] for n in range(count)}
    assert ways == {
        "remote.origin.url": "https://forge.example/acme/status.git",
        "http.https://forge.example/.extraheader": "AUTHORIZATION: basic c2VjcmV0",
        "credential.helper": "store",
    }
    assert count == len(ways)


def test_the_same_ledger_is_the_same_commit(tmp_path):
    """But for the lease, whose token is random, and gone when the run is over."""
    tips = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        place, clock = make_git(tmp_path / name), Clock(datetime(2026, 11, 21, 13, tzinfo=UTC))
        ledger = opened(place, clock)
        ledger.begin()
        ledger.plan(ROWS, [])
        ledger.end()
        tips.append(tip(place))
    assert tips[0] == tips[1]
