"""Several people write at the same moment, and odd machines."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from small_site import environment
from writing_desk import OPEN, tree

NOW = "2026-11-21T14:20:00Z"


def started(line: list[str | bytes]) -> "subprocess.CompletedProcess[bytes]":
    command = [sys.executable, "-m", "statusgen", "--now", NOW, *line]
    return subprocess.run(command, capture_output=True, check=False, env=environment({}))


def test_nobody_writes_over_another_who_writes_at_the_same_moment(site):
    lines: list[list[str | bytes]] = [["update", "checkout", "-m", f"I am {number}."] for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(started, lines))
    written = list((site / OPEN).glob("*-update*.md"))
    said = [number for number, one in enumerate(done) if one.returncode == 0]
    assert len(written) == len(said) > 0
    assert {path.read_text().split("---\n")[2] for path in written} == {f"I am {number}.\n" for number in said}
    for one in done:
        assert one.returncode == 0 or b"somebody else has just written this file" in one.stderr
    assert not [path for path in site.rglob("*") if path.name.endswith(".new")]


def test_what_is_no_text_is_refused(site):
    before = tree(site)
    for line in (
        ["update", "-m", b"caf\xe9"],
        ["new", "incident", b"caf\xe9", "-m", "x"],
        ["update", "-m", "\x1b[31mred"],
    ):
        done = started(line)
        assert done.returncode in (1, 2), done.stderr
        assert b"mistake of the program" not in done.stderr
    assert tree(site) == before


def test_without_settings_nothing_is_written(site, run):
    (site / "content/site.yaml").write_text("nome: x\n")
    before = tree(site)
    done = run("update", "checkout", "-m", "x", "--at", "14:00")
    assert (done.code, done.out) == (1, "")
    assert "did you mean `name`?" in done.err
    (site / "content/site.yaml").unlink()
    assert run("-C", site, "new", "service", "x").code == 1
    assert tree(site) == {path: content for path, content in before.items() if path != "content/site.yaml"}


def test_settings_with_a_wrong_name_in_them_keep_nobody_from_writing(site, run):
    settings = site / "content/site.yaml"
    settings.write_text(settings.read_text() + "rules: [{when: {}, add: [nobody]}]\n")
    assert run("update", "checkout", "-m", "x", "--at", "14:00").code == 0
