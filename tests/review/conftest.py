"""A repository to review changes of, and the command line run on it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from repositories import NOW, SITE, Repository, Result, git

from statusgen.cli import main


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    root = tmp_path / "repository"
    git(tmp_path, "init", "-q", "-b", "main", str(root))
    found = Repository(root)
    found.commit(SITE)
    monkeypatch.chdir(root)
    for name in ("SOURCE_DATE_EPOCH", "STATUSGEN_SUBSCRIBERS", "STATUSGEN_KEY", "STATUSGEN_LEDGER"):
        monkeypatch.delenv(name, raising=False)
    return found


@pytest.fixture
def review(capsys: pytest.CaptureFixture[str]) -> Callable[..., Result]:
    """Runs `statusgen review` at NOW."""

    def run(*arguments: str, now: str = NOW) -> Result:
        with pytest.raises(SystemExit) as ended:
            main(["--now", now, "review", *arguments])
        said = capsys.readouterr()
        return Result(int(ended.value.code or 0), said.out, said.err)

    return run
