"""Questions to a real git."""

import subprocess
from pathlib import Path

import pytest

from statusgen.read.git import head, is_older


def git(root: Path, *arguments: str) -> str:
    settings = ["-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"]
    command = ["git", *settings, "-C", str(root), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def commit(root: Path) -> str:
    git(root, "commit", "-q", "--allow-empty", "-m", "x")
    return git(root, "rev-parse", "HEAD")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main")
    return tmp_path


def test_the_commit_that_is_checked_out(root: Path) -> None:
    assert head(root) == ""
    first = commit(root)
    assert head(root) == first
    (root / "below").mkdir()
    assert head(root / "below") == first


def test_no_commit_where_there_is_no_repository(tmp_path: Path) -> None:
    assert head(tmp_path / "nowhere") == ""


def test_an_ancestor_is_older_and_nothing_else_is(root: Path) -> None:
    first, second = commit(root), commit(root)
    git(root, "checkout", "-q", first)
    aside = commit(root)
    assert is_older(root, first, than=second)
    assert not is_older(root, second, than=first)
    assert not is_older(root, second, than=second)
    assert not is_older(root, aside, than=second)
    assert not is_older(root, first, than="0" * 40)
    assert not is_older(root, "--output=x", than=second)


def test_nothing_that_the_repository_configures_is_run(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    mark = tmp_path_factory.mktemp("mark") / "ran"
    first, second = commit(root), commit(root)
    git(root, "config", "core.fsmonitor", f"touch {mark}")
    git(root, "config", "core.pager", f"touch {mark}")
    git(root, "config", "core.sshCommand", f"touch {mark}")
    assert is_older(root, first, than=second) and head(root) == second
    assert not mark.exists()


@pytest.mark.parametrize("protocol", ["ext", "file", "ssh"])
def test_a_missing_object_is_never_fetched(root: Path, tmp_path_factory: pytest.TempPathFactory, protocol: str) -> None:
    """Fetching runs what the configuration names, and a protocol's own permission beats the general one."""
    mark = tmp_path_factory.mktemp("mark") / "ran"
    first = commit(root)
    urls = {"ext": f"ext::sh -c touch% {mark}", "file": str(root), "ssh": "ssh://host.example/x"}
    git(root, "config", "extensions.partialClone", "evil")
    git(root, "config", "remote.evil.promisor", "true")
    git(root, "config", "remote.evil.url", urls[protocol])
    git(root, "config", "remote.evil.uploadpack", f"touch {mark};")
    git(root, "config", "core.sshCommand", f"touch {mark}")
    git(root, "config", f"protocol.{protocol}.allow", "always")
    (root / ".git/objects" / first[:2] / first[2:]).unlink()
    head(root)
    is_older(root, first, than="0" * 40)
    assert not mark.exists()
