"""`check --against`, on a repository."""

import json
import subprocess
from pathlib import Path

import pytest
from small_site import NOW, OPEN

FOLDER = f"content/incidents/{OPEN}"
UPDATE = f"{FOLDER}/20261121T1405Z-investigating.md"


def git(root: Path, *arguments: str, at: str = NOW) -> str:
    who = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b"}
    moments = {"GIT_AUTHOR_DATE": at, "GIT_COMMITTER_DATE": at}
    done = subprocess.run(
        ["git", "-C", root, *arguments],
        env={"PATH": "/usr/bin:/bin", "GIT_CONFIG_GLOBAL": "/dev/null", **who, **moments},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@pytest.fixture
def repository(site: Path) -> Path:
    git(site, "init", "--quiet", "--initial-branch", "main")
    commit(site, "2026-11-21T14:06:00Z")
    return site


def commit(root: Path, at: str) -> None:
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "A change", at=at)


def reword(root: Path) -> None:
    file = root / UPDATE
    file.write_text(file.read_text(encoding="utf-8").replace("failing payments", "slow payments"), encoding="utf-8")


def problems(done) -> list[tuple[str, str, str]]:
    found = json.loads(done.out)["problems"]
    return [(one["path"], one["code"], one["severity"]) for one in found if one["severity"] != "note"]


def test_an_edit_is_a_warning_that_fails_only_when_strict(repository, run):
    assert problems(run("check", "--against", "main", "--format", "json")) == []
    reword(repository)
    done = run("check", "--against", "main", "--format", "json")
    assert done.code == 0
    assert problems(done) == [(UPDATE, "edited-update", "warning")]
    assert run("check", "--against", "main", "--strict").code == 1
    assert problems(run("check", "--format", "json")) == []


def test_what_was_committed_is_compared_with_where_it_parted(repository, run):
    git(repository, "checkout", "--quiet", "-b", "ours")
    reword(repository)
    commit(repository, NOW)
    git(repository, "checkout", "--quiet", "main")
    theirs = repository / FOLDER / "20261121T1410Z-identified.md"
    theirs.write_text("---\nphase: identified\nat: 2026-11-21T14:10:00Z\n---\nA disk is full.\n", encoding="utf-8")
    commit(repository, NOW)
    git(repository, "checkout", "--quiet", "ours")
    assert problems(run("check", "--against", "main", "--format", "json")) == [(UPDATE, "edited-update", "warning")]


def test_a_removed_file_and_a_back_dated_one_are_found(repository, run):
    late = repository / FOLDER / "20261121T1400Z-investigating.md"
    late.write_text("---\nphase: investigating\nat: 2026-11-21T14:00:00Z\n---\nWe look.\n", encoding="utf-8")
    (repository / "content/announcements/2026-11-10-new-page.md").unlink()
    assert problems(run("check", "--against", "HEAD", "--format", "json")) == [
        ("content/announcements/2026-11-10-new-page.md", "vanished-id", "warning"),
        (f"{FOLDER}/{late.name}", "backdated-update", "warning"),
    ]


def test_a_new_incident_of_long_before_the_last_commit_is_back_dated(repository, run):
    commit_later = repository / "content/services/mail.yaml"
    commit_later.write_text("name: Mail\n", encoding="utf-8")
    commit(repository, "2026-11-21T14:10:00Z")
    folder = repository / "content/incidents/2026-11-21-old"
    folder.mkdir()
    (folder / "incident.yaml").write_text(
        "title: Mail was late\nservices: [mail]\n".replace("[mail]", "{mail: partial_outage}")
    )
    (folder / "20261121T0900Z-resolved.md").write_text("---\nphase: resolved\nat: 2026-11-21T09:00:00Z\n---\nOver.\n")
    found = problems(run("check", "--against", "HEAD", "--format", "json"))
    assert [code for _, code, _ in found] == ["backdated-update"]


def test_paths_lead_there_from_where_we_are(repository, run, monkeypatch):
    reword(repository)
    monkeypatch.chdir(repository / "content")
    assert problems(run("check", "--against", "main", "--format", "json"))[0][0] == f"../{UPDATE}"


@pytest.mark.parametrize(("revision", "code"), [("nowhere", 2), ("--upload-pack=x", 2)])
def test_a_revision_that_is_none_is_refused(repository, run, revision, code):
    done = run("check", f"--against={revision}")
    assert done.code == code
    assert "revision" in done.err or "no commit" in done.err


def test_without_a_repository_there_is_nothing_to_compare_with(site, run):
    done = run("check", "--against", "main")
    assert done.code == 3
    assert "no git repository" in done.err
