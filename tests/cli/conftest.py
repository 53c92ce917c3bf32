"""The small site, and the command line run on it: in this process, or as one of its own."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from small_site import FILES, NOW, environment

from statusgen.cli import main


class Result(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The root of a site without mistakes; it is the current folder, and the environment says nothing of ours."""
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Result]:
    """Runs a command line at NOW."""

    def run(*arguments: str | Path, now: str | None = NOW) -> Result:
        line = ["--now", now, *map(str, arguments)] if now else [*map(str, arguments)]
        with pytest.raises(SystemExit) as ended:
            main(line)
        captured = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Result(ended.value.code, captured.out, captured.err)

    return run


@pytest.fixture
def spawn() -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """Runs a command line as a process of its own."""

    def spawn(*arguments: str | Path, env: dict[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "statusgen", "--now", NOW, *map(str, arguments)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=environment(env or {}),
            timeout=120,
            check=False,
        )

    return spawn
