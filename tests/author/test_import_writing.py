"""Imports write whole files below the root, and nothing anywhere else."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from importing import NOW, Import

from statusgen.author.importers import IMPORTERS, Outcome, import_history
from statusgen.author.importers.moments import moment
from statusgen.author.importers.writing import write

INCIDENT = {
    "id": "a1",
    "name": "Slow",
    "impact": "minor",
    "incident_updates": [{"id": "u1", "status": "resolved", "body": "Fine.", "display_at": "2026-11-20T10:00:00Z"}],
}


@pytest.fixture
def page(tmp_path):
    made = Import(tmp_path, "statuspage")
    made.source.joinpath("a.json").write_text(json.dumps(INCIDENT))
    return made


def test_a_dry_run_says_the_same_and_writes_nothing(page):
    dry = import_history("statuspage", page.source, page.root, NOW, dry_run=True)
    assert not page.root.exists()
    page.run()
    assert dry == page.report


def test_a_single_file_is_a_source_too(page):
    report = import_history("statuspage", page.source / "a.json", page.root, NOW)
    assert [line.outcome for line in report.lines] == [Outcome.NEW]


def test_a_source_that_is_not_there_is_the_worlds_mistake(page):
    with pytest.raises(OSError, match=r"missing\.json"):
        import_history("statuspage", page.source / "missing.json", page.root, NOW)


def test_nothing_is_written_through_a_link_out_of_the_root(page, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    page.root.joinpath("content").mkdir(parents=True)
    page.root.joinpath("content/incidents").symlink_to(outside)
    with pytest.raises(OSError, match="symbolic link"):
        page.run()
    assert list(outside.iterdir()) == []
    assert not page.root.joinpath("content/site.yaml").exists()


def test_links_and_hidden_folders_of_a_source_are_not_followed(page, tmp_path):
    secret = tmp_path / "secret.json"
    secret.write_text(json.dumps({**INCIDENT, "id": "secret"}))
    page.source.joinpath("link.json").symlink_to(secret)
    page.source.joinpath(".git").mkdir()
    page.source.joinpath(".git/hidden.json").write_text(json.dumps({**INCIDENT, "id": "hidden"}))
    assert [one.id for one in page.run().incidents] == ["2026-11-20-a1"]


def test_a_file_appears_whole_or_not_at_all(tmp_path, monkeypatch):
    def fail(self, target):
        raise OSError(28, "No space left on device")

    target = tmp_path / "content/site.yaml"
    target.parent.mkdir()
    target.write_text("before")
    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="No space"):
        write(tmp_path, {"content/site.yaml": "after"})
    assert [path.name for path in target.parent.iterdir()] == ["site.yaml"]
    assert target.read_text() == "before"


@pytest.mark.parametrize("format_", IMPORTERS)
def test_of_an_empty_source_nothing_is_written(format_, tmp_path):
    made = Import(tmp_path, format_)
    made.run()
    assert (made.report.found, made.report.lines, made.tree()) == (False, (), {})


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-11-21T14:05:00Z", (2026, 11, 21, 14, 5, 0)),
        ("2026-11-21T14:05:00.999+01:00", (2026, 11, 21, 13, 5, 0)),
        ("2026-11-21 14:05", (2026, 11, 21, 14, 5, 0)),
        ("2026-1-2", (2026, 1, 2, 0, 0, 0)),
        ("2026-12-31 24:00", (2027, 1, 1, 0, 0, 0)),
        ("2026-11-21T014:05:60 UTC", (2026, 11, 21, 14, 5, 59)),
        ("2026-11-21T14:05:00-0330", (2026, 11, 21, 17, 35, 0)),
    ],
)
def test_a_time_is_understood(written, meant):
    assert moment(written) == datetime(*meant, tzinfo=UTC)


@pytest.mark.parametrize(
    "written", ["", "2026-13-01", "2026-02-30", "2026-11-21 24:01", "14:05", "2026-11-21:14:05:00:30"]
)
def test_what_is_no_time_is_none(written):
    assert moment(written) is None
