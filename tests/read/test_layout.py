"""Names of files and folders: what is read, what is refused, and what is said of the rest."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from statusgen.problems import Problem
from statusgen.read.load import load

NOW = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
SITE = "name: Acme status\nurl: https://status.acme.example/\n"
INCIDENT = "title: Search is slow\nservices: {}\nstarted: 2026-11-21T14:00:00Z\n"
UPDATE = "---\nat: 2026-11-21T14:05:00Z\n---\nWe look into it.\n"


def write(root: Path, files: dict[str, str]) -> Path:
    for path, text in ({"content/site.yaml": SITE} | files).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


def problems(root: Path, *unimportant: str) -> list[Problem]:
    return [one for one in load(root, NOW).problems if one.code not in ("no-services", *unimportant)]


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("content/services/con.yaml", "content/services/con.yaml"),
        ("content/incidents/aux/incident.yaml", "content/incidents/aux"),
        ("content/incidents/slow/NUL.md", "content/incidents/slow/NUL.md"),
        ("content/announcements/lpt1.md", "content/announcements/lpt1.md"),
    ],
)
def test_no_file_is_named_like_a_device(tmp_path: Path, path: str, named: str) -> None:
    (found,) = (one for one in problems(write(tmp_path, {path: UPDATE}), "missing-file") if one.code == "bad-id")
    assert (found.span.path, "device" in found.message) == (named, True)


def test_no_id_in_a_file_is_the_name_of_a_device(tmp_path: Path) -> None:
    (found,) = problems(write(tmp_path, {"subscribers.yaml": "teams:\n  prn: {name: Printers}\n"}))
    assert (found.code, found.span.line, found.span.column) == ("bad-id", 2, 3)


def test_a_name_may_begin_like_a_device(tmp_path: Path) -> None:
    assert (
        problems(
            write(tmp_path, {"content/services/console.yaml": "name: a", "content/services/com1-x.yaml": "name: b"})
        )
        == []
    )
