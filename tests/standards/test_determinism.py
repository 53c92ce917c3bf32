"""The same commit and moment give the same bytes, whatever machine, place and clock; each build is a new process."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from examined import NOW, TOP, missing

pytestmark = pytest.mark.slow

Tree = dict[str, bytes]
AUTHOR = {"GIT_AUTHOR_DATE": NOW, "GIT_COMMITTER_DATE": NOW}


def git(*command: str | Path, umask: int = 0o022) -> None:
    given = ["git", "-c", "user.name=Ana", "-c", "user.email=ana@example.org", *map(str, command)]
    subprocess.run(given, check=True, capture_output=True, env={**os.environ, **AUTHOR}, umask=umask)


def tree(root: Path, *wrapper: str, umask: int = 0o022, **environ: str) -> Tree:
    """What `build` makes of the site at a root: every byte of every file."""
    out = root.parent / "out"
    shutil.rmtree(out, ignore_errors=True)
    command = [*wrapper, sys.executable, "-m", "statusgen", "-C", str(root), "--now", NOW, "build", "-o", str(out)]
    subprocess.run(command, check=True, capture_output=True, cwd=TOP, env={**os.environ, **environ}, umask=umask)
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example as a repository with a past."""
    top = tmp_path_factory.mktemp("origin") / "site"
    top.mkdir()
    git("init", "-q", top)
    for part in ("content", "subscribers.yaml"):
        copy = shutil.copytree if (TOP / part).is_dir() else shutil.copyfile
        copy(TOP / part, top / part)
        git("-C", top, "add", "-A")
        git("-C", top, "commit", "-q", "-m", f"Add {part}")
    return top


@pytest.fixture(scope="module")
def usual(origin: Path) -> Tree:
    return tree(origin)


@pytest.fixture
def cloned(origin: Path, tmp_path: Path) -> Callable[..., Path]:
    def clone(*how: str, name: str = "clone", umask: int = 0o022) -> Path:
        place = tmp_path / name / "site"
        git("clone", "-q", *how, origin.as_uri(), place, umask=umask)
        return place

    return clone


def test_two_processes_give_the_same_bytes(origin, usual):
    assert len(usual) > 100
    assert tree(origin) == usual


@pytest.mark.parametrize(
    "environ",
    [
        {"TZ": "Asia/Kathmandu"},
        {"TZ": "America/St_Johns", "LANG": "C"},
        {"LC_ALL": "C"},
        {"LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "tr"},
        {"PYTHONHASHSEED": "1"},
        {"PYTHONHASHSEED": "4294967295"},
        {"SOURCE_DATE_EPOCH": "86400"},  # --now is nearer
        {"PYTHONUTF8": "0", "PYTHONIOENCODING": "latin-1", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "POSIX"},
        {"PYTHONOPTIMIZE": "2", "COLUMNS": "20", "NO_COLOR": "1", "CI": "true"},
        {"HOME": "/nonexistent", "USER": "nobody"},
    ],
    ids="-".join,
)
def test_the_environment_changes_no_byte(origin, usual, environ):
    assert tree(origin, **environ) == usual


@pytest.mark.parametrize("moment", ["2001-02-03 04:05:06", "2037-12-31 23:59:59"])
def test_the_machines_clock_changes_no_byte(origin, usual, moment):
    if not shutil.which("faketime"):
        missing("faketime")
    assert tree(origin, "faketime", "-f", moment) == usual


@pytest.mark.parametrize(
    "how", [(), ("--depth=1",), ("--no-local", "--single-branch")], ids=["full", "shallow", "copied"]
)
def test_a_clone_gives_the_same_bytes(cloned, usual, how):
    assert tree(cloned(*how)) == usual


def test_the_path_changes_no_byte(cloned, usual):
    assert tree(cloned(name="a path with spaces, 'quotes' and \u00fcml\u00e4uts/and/depth")) == usual


def test_the_modes_and_times_of_files_change_no_byte(cloned, usual):
    place = cloned(umask=0o077)
    for number, file in enumerate(sorted(place.rglob("*.md"))):
        os.utime(file, (number, 10**9 - number))
    assert tree(place, umask=0o077) == usual


def test_all_at_once_changes_no_byte(cloned, usual):
    place = cloned("--depth=1", name="else where", umask=0o077)
    wrapper = ("faketime", "-f", "2033-03-03 03:03:03") if shutil.which("faketime") else ()
    environ = {"TZ": "Pacific/Chatham", "LC_ALL": "C", "PYTHONHASHSEED": "77", "HOME": "/nonexistent"}
    assert tree(place, *wrapper, umask=0o077, **environ) == usual


def test_without_a_repository_only_the_manifest_differs(origin, usual, tmp_path):
    for part in ("content", "subscribers.yaml"):
        (shutil.copytree if (origin / part).is_dir() else shutil.copyfile)(origin / part, tmp_path / "site" / part)
    found = tree(tmp_path / "site")
    assert {path for path in usual.keys() | found.keys() if usual.get(path) != found.get(path)} <= {
        ".statusgen-manifest.json"
    }
