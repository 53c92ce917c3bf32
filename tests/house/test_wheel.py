"""The wheel alone, without the source, is a working program."""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from house_source import TOP

NOW = "2026-11-21T14:20:00Z"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with nothing but the wheel's files."""
    folder = tmp_path_factory.mktemp("wheel")
    quietly(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder / "dist", TOP)
    (wheel,) = (folder / "dist").glob("*.whl")
    options = ("--no-deps", "--no-index", "--quiet", "--disable-pip-version-check", "--root-user-action", "ignore")
    quietly(sys.executable, "-m", "pip", "install", *options, "--target", folder / "site", wheel)
    return folder / "site"


def quietly(
    *command: str | Path, cwd: Path = TOP, env: dict[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    done = subprocess.run([*map(str, command)], cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def python(installed: Path, folder: Path, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    """Python with the wheel and its dependencies, and nothing that could lead to the source (-S: no .pth files)."""
    path = os.pathsep.join((str(installed), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")))
    return quietly(sys.executable, "-S", "-P", *arguments, cwd=folder, env={"PATH": os.defpath, "PYTHONPATH": path})


@pytest.mark.slow
def test_the_program_that_runs_is_the_one_of_the_wheel(installed, tmp_path):
    done = python(installed, tmp_path, "-c", "import statusgen; print(statusgen.__file__)")
    assert Path(done.stdout.strip()).is_relative_to(installed)


@pytest.mark.slow
def test_the_wheel_writes_its_example_checks_it_and_builds_it(installed, tmp_path):
    write = (
        "from datetime import UTC, datetime; from pathlib import Path; from statusgen.author.example import *; "
        "write_example(Path('example'), datetime(2026, 11, 21, 14, 20, tzinfo=UTC))"
    )
    python(installed, tmp_path, "-c", write)
    run = ("-m", "statusgen", "--now", NOW, "-C", "example")
    assert python(installed, tmp_path, *run, "check", "--strict").stdout == "No problems.\n"
    assert "0 removed in example/public/" in python(installed, tmp_path, *run, "build").stderr
    page = (tmp_path / "example/public/index.html").read_text(encoding="utf-8")
    assert "stylesheet" in page
    assert list((tmp_path / "example/public/assets").iterdir())


@pytest.mark.slow
def test_the_wheel_builds_the_same_bytes_as_the_source(installed, tmp_path):
    python(installed, tmp_path, "-m", "statusgen", "--now", NOW, "init", "site")
    build = ("-m", "statusgen", "--now", NOW, "-C", "site", "build", "-o")
    python(installed, tmp_path, *build, "wheel")
    quietly(sys.executable, *build, "source", cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(TOP)})
    assert tree(tmp_path / "wheel") == tree(tmp_path / "source")


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.slow
def test_the_wheel_has_no_tests_and_no_caches(installed):
    files = {path.relative_to(installed).as_posix() for path in installed.rglob("*") if "__pycache__" not in path.parts}
    assert not [path for path in files if path.startswith(("tests", "bench", "docs"))]
    assert {"statusgen/py.typed", "statusgen/themes/default/theme.toml"} <= files
