"""Every command in docs/authoring.md does what it says there."""

import re
import shlex
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from writing_desk import PEOPLE

GUIDE = Path(__file__).parents[2] / "docs/authoring.md"
BLOCKS = re.findall(r"```console\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
RESOLVED = "---\nphase: resolved\n---\n{{what}} works again. {{what happens to what failed in between}}\n"


def commands(block: str) -> list[list[str]]:
    """The command lines, without the program and what comes behind `&&`."""
    lines = re.findall(r"^\$ statusgen (.*)$", block.replace("\\\n", " "), re.MULTILINE)
    return [shlex.split(line.partition(" && ")[0]) for line in lines]


def test_the_guide_shows_commands():
    assert sum(map(len, map(commands, BLOCKS))) >= 7


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_the_transcripts_can_be_followed(site, run, number):
    (site / "subscribers.yaml").write_text(PEOPLE)
    (site / "content/templates").mkdir()
    (site / "content/templates/resolved.md").write_text(RESOLVED)
    if "new incident" in BLOCKS[number]:
        assert run("resolve", "-m", "Over.", now="2026-11-21T14:06:00Z").code == 0
    now = datetime(2026, 11, 21, 14, 20, tzinfo=UTC)
    for line in commands(BLOCKS[number]):
        now += timedelta(minutes=15)
        wanted = [one for one in line if one != "--commit"]
        done = run(*wanted, now=f"{now:%Y-%m-%dT%H:%M:%SZ}")
        assert done.code == 0, (line, done.err)
        ends = [re.sub(r"^.*Z-", "", path) for path in done.out.splitlines()]
        shown = re.findall(r"^content/.*Z-(.*)$", BLOCKS[number], re.MULTILINE)
        assert not shown or ends[0] in shown
