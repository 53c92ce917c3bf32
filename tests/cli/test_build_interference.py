"""Non-interference of `build`: what it prints, and every file that it writes, its manifest too."""

from collections.abc import Callable, Mapping
from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest
from canary import ID, heard
from canary import SITE as SUNG
from hypothesis import HealthCheck, given, settings
from restricted import KNOWN, RESTRICTED, SITE, THINGS, Affair, affairs

ALL = {path: text for thing in THINGS.values() for path, text in thing.items()}
LINES = (["-o", "public"], ["-o", "public", "--strict"], ["-o", "public", "--json", "--keep-going"])
Built = tuple[list[tuple[int, str, str]], dict[str, bytes]]


@pytest.fixture
def built(run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Built]:
    """What each of LINES says, and what is there afterwards."""

    def build(files: Mapping[str, str], *whose: str) -> Built:
        root = tmp_path / "site"  # always the same: it is printed
        for path, text in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
        monkeypatch.chdir(root)
        said = [tuple(run("build", *line, *whose)) for line in LINES]
        there = (path for path in (root / "public").rglob("*") if path.is_file())
        found = {path.relative_to(root).as_posix(): path.read_bytes() for path in there}
        rmtree(root)
        return said, found

    return build


@settings(deadline=None, max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(affairs(RESTRICTED))
def test_an_incident_for_some_changes_nothing_that_a_build_for_others_prints_or_writes(built, secret: Affair) -> None:
    base = SITE | KNOWN
    having = base | dict(secret.files("secret"))
    for audience in {"everyone", "red", "blue"} - {*secret.audience}:
        assert built(having, "--audience", audience) == built(base, "--audience", audience)


def test_nor_does_anything_else_that_is_restricted(built) -> None:
    lacking = built(SITE | KNOWN)
    assert built(SITE | KNOWN | ALL) == lacking
    assert any("warning" in said for _, _, said in lacking[0])


def test_nothing_of_it_holds_the_canary_in_any_form(built) -> None:
    said, files = built(SUNG)
    assert not heard("", repr(said).encode())
    assert not {path: found for path, content in files.items() if (found := heard(path, content))}
    own, _ = built(SUNG, "--audience", ID)
    assert heard("", repr(own).encode())
