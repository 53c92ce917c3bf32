"""Killed, or out of space, at steps all over a build of all audiences: no tree is a mixture, and none has what is for
others. `sweep.py` tries every step there is.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from fault_desk import PR_SET_PTRACER, Desk
from fault_sweep import HOWS, Bench, room
from fault_worlds import WORLDS

# How many of each world's faults, evenly spread: of one kind of call and of the other, early ones and late ones.
SAMPLE = {"first": 4, "edited": 9, "renamed": 9, "no-exchange": 3}


ALLOWING = f"""
import ctypes, time
ctypes.CDLL(None).prctl({PR_SET_PTRACER}, ctypes.c_ulong(-1), 0, 0, 0)
print("ready", flush=True)
time.sleep(60)
"""


def holdable() -> bool:
    """Whether strace is there, and may take hold of a process that runs already and allows it."""
    if not shutil.which("strace"):
        return False
    with subprocess.Popen([sys.executable, "-ISc", ALLOWING], stdout=subprocess.PIPE) as other:
        assert other.stdout and other.stdout.readline()
        command = ["timeout", "--signal=INT", "0.5", "strace", "-qq", "-o", os.devnull, "-p", str(other.pid)]
        held = subprocess.run(command, capture_output=True, check=False).stderr
        other.kill()
    return b"ptrace" not in held


pytestmark = [
    pytest.mark.skipif(not holdable(), reason="strace is missing, or may not take hold of a process here"),
    pytest.mark.xdist_group("faults"),
]


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with Desk() as desk:
        yield desk


@pytest.fixture(scope="module", params=SAMPLE)
def bench(request: pytest.FixtureRequest, desk: Desk) -> Iterator[Bench]:
    with room() as folder:
        yield Bench(desk, WORLDS[request.param], Path(folder))


@pytest.mark.slow
def test_a_build_of_all_audiences_that_fails_midway_shows_nobody_what_is_for_others(bench: Bench) -> None:
    faults = [*bench.faults()]
    count = SAMPLE[bench.world.name]
    step = len(faults) // count
    for fault in islice(faults, step // 2, None, step):
        bench.try_fault(*fault)
    assert bench.outcomes.total() >= count
    assert {how for _, how, _ in faults} == set(HOWS)


def test_the_words_that_are_for_few_are_in_the_trees_of_those_who_may_read_them(bench: Bench) -> None:
    """Else nobody would notice that they are in another one."""
    for name, tree in bench.new.trees.items():
        if name.startswith("a/") and len(tree or {}) > 1:
            assert any(f"only-{name[2:]}-".encode() in content for content in (tree or {}).values())


def test_what_is_not_for_everyone_any_more_was_for_everyone_before(bench: Bench) -> None:
    if bench.world.name == "edited":
        everyone = [state.of("everyone") or {} for state in (bench.old, bench.new)]
        assert ["incidents/slow/index.html" in one for one in everyone] == [True, False]
        assert ["incidents/quiet/index.html" in one for one in everyone] == [False, True]
