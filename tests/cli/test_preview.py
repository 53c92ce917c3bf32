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
from conftest import NOW, environment


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
