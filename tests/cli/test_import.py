"""`statusgen import`: another page's history becomes files, and every record is accounted for."""

import json

import pytest

SOURCE = {
    "content/issues/2026-09-01-slow.md": (
        "---\ntitle: Website slow\ndate: 2026-09-01 10:00:00\nresolved: true\nresolvedWhen: 2026-09-01 11:00:00\n"
        "severity: disrupted\naffected:\n  - Website\nsection: issue\n---\nThe website was slow.\n"
    ),
    "config.yml": "title: Old status\nparams:\n  systems:\n    - name: Website\n",
    "content/issues/broken.md": "---\ntitle: [\n",
}


@pytest.fixture
def source(tmp_path, monkeypatch):
    folder = tmp_path / "old"
    for path, text in SOURCE.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    monkeypatch.chdir(tmp_path)
    return folder


def test_a_history_becomes_a_site_that_builds(source, tmp_path, run):
    code, _, err = run("import", "cstate", source, "--into", "new")
    assert code == 0
    assert "Records: 1 new" in err
    assert run("-C", "new", "check").code == 0
    assert run("-C", "new", "build").code == 0


def test_a_record_that_cannot_be_read_is_named_with_the_reason(source, run):
    out = run("import", "cstate", source, "--into", "new").out
    assert "left out: content/issues/broken.md: " in out


def test_importing_again_changes_nothing(source, tmp_path, run):
    run("import", "cstate", source, "--into", "new")
    document = json.loads(run("import", "cstate", source, "--into", "new", "--json").out)
    assert document["version"] == 1
    assert document["written"] == []


def test_a_dry_run_writes_nothing(source, tmp_path, run):
    code, _, err = run("import", "cstate", source, "--into", "new", "--dry-run")
    assert code == 0
    assert "to write" in err
    assert not (tmp_path / "new").exists()


def test_a_source_that_is_not_there_is_a_mistake_of_usage(source, run):
    assert run("import", "cstate", "nowhere", "--into", "new").code == 2


def test_a_source_of_another_format_is_refused_and_leaves_nothing(tmp_path, run):
    (tmp_path / "source").mkdir()
    (tmp_path / "source/notes.txt").write_text("Nothing of any format.")
    code, _, err = run("import", "cstate", tmp_path / "source", "--into", tmp_path / "new")
    assert code == 1
    assert "nothing was written" in err
    assert not (tmp_path / "new").exists()
