"""The Nu HTML Checker finds nothing, not even something to consider: in pages, style sheets and pictures."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from examined import missing, pages
from hosting import hosted

pytestmark = pytest.mark.slow

# It must be allowed to ask this machine. Of files it would say that 'self' in a content security policy is no file.
ALLOWED = "-Dnu.validator.servlet.allow-forbidden-hosts=true"


@pytest.fixture
def complaints(tool: Callable[[str], Path]) -> Callable[..., list[str]]:
    jar = tool("vnu-jar") / "build" / "dist" / "vnu.jar"
    if not shutil.which("java"):
        missing("java")

    def found(*given: str) -> list[str]:
        command = ["java", ALLOWED, "-jar", str(jar), "--format", "json", "--stdout", "--exit-zero-always", *given]
        answer = subprocess.run(command, check=True, capture_output=True, text=True)
        return [
            f"{one.get('url', '').rpartition('/sub/path/')[2]}:{one.get('lastLine', 0)}: {one['message']}"
            for one in json.loads(answer.stdout)["messages"]
        ]

    return found


def test_what_repeats_and_what_was_corrected_is_among_the_pages(plain):
    assert "<summary>Show the times" in (plain / "history" / "2026-11.html").read_text(encoding="utf-8")
    assert "Corrections: 1" in (plain / "maintenance" / "2026-11-02-sweep" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("site", ["example", "history", "plain"])
def test_every_page_is_valid(site, request, complaints):
    top = request.getfixturevalue(site)
    with hosted(top) as url:
        assert complaints(*(url + page for page in pages(top))) == []


@pytest.mark.parametrize("site", ["example", "plain"])
@pytest.mark.parametrize("kind", ["css", "svg"])
def test_style_sheets_and_pictures_are_valid(site, kind, request, complaints):
    files = sorted(map(str, request.getfixturevalue(site).rglob(f"*.{kind}")))
    assert files
    assert complaints(f"--{kind}", *files) == []


def test_the_checker_sees_what_is_wrong(tmp_path, complaints):
    (tmp_path / "index.html").write_text("<!doctype html><title>Odd</title><p><div></p><img src=x>")
    with hosted(tmp_path) as url:
        assert len(complaints(url + "index.html")) >= 2
