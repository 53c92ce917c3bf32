"""`serve` and `demo`: previews as processes of their own, ended as people and machines end them."""

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from small_site import NOW, TYPO, environment


@contextmanager
def running(*arguments: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """A preview, and the line with which it began."""
    process = subprocess.Popen(
        [sys.executable, "-m", "statusgen", "--now", NOW, *arguments, "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment({}),
    )
    try:
        assert process.stderr
        yield process, process.stderr.readline()
    finally:
        process.kill()
        process.communicate(timeout=30)


def address(line: str) -> str:
    return re.findall(r"http://127\.0\.0\.1:\d+/", line)[0]


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_serve_shows_the_site_until_it_is_told_to_stop(site, ending):
    with running("serve") as (process, line):
        with urlopen(address(line), timeout=30) as answer:
            assert "Checkout fails for some customers" in answer.read().decode()
        process.send_signal(ending)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err.strip()) == (0, "", "")


def test_demo_shows_something_that_goes_on_right_now_and_leaves_nothing_behind(tmp_path):
    with running("demo") as (process, line):
        folder = Path(re.findall(r"Preview of (\S+):", line)[0])
        assert (folder / "content/site.yaml").is_file()
        with urlopen(address(line), timeout=30) as answer:
            assert answer.status == 200
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
    assert process.returncode == 0
    assert not folder.exists()


def test_a_port_that_is_taken_is_one_line_that_says_how_to_choose_another(site, run):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, out, err = run("serve", "--port", port)
    assert (code, out) == (3, "")
    assert err == f"statusgen: 127.0.0.1:{port}: Address already in use; choose others with --host and --port\n"


def test_an_address_that_is_none_is_one_line(site, run):
    code, _, err = run("serve", "--host", "no.such.host.invalid")
    assert code == 3
    assert err.count("\n") == 1


def lines_until(process, last):
    """What it says on stderr up to a line that contains `last`."""
    lines = []
    while not (lines and last in lines[-1]):
        lines.append(process.stderr.readline())
        assert lines[-1], lines
    return [line.rstrip("\n") for line in lines]


def put(file, text):
    """In one step: an editor's half-written file has problems of its own."""
    waiting = file.with_name(".new")
    waiting.write_text(text)
    waiting.replace(file)


def test_problems_are_told_once_for_each_change_and_so_is_their_end(site):
    file = site / TYPO
    good = file.read_text()
    with running("serve") as (process, _):
        put(file, good.replace("{checkout:", "{chekout:"))
        (told,) = lines_until(process, "unknown-service")
        assert told.startswith(f"{TYPO}:4:12: error unknown-service: ")
        put(site / "content/services/mail.yaml", "name: Post\n")  # another change, the same problem
        put(file, f"titel: x\n{good}")
        (told, mended) = lines_until(process, "mended")
        assert told.startswith(f"{TYPO}:1:1: error unknown-field: ")
        assert mended == "1 problem mended"
        put(file, good)
        assert lines_until(process, "mended") == ["1 problem mended"]


def test_problems_that_are_there_from_the_start_are_told_at_once(site):
    (site / TYPO).write_text("titel: x\n")
    with running("serve") as (process, first):
        assert first.startswith(f"{TYPO}:1:1: error ")
        assert "Preview of" in lines_until(process, "Preview of")[-1]
