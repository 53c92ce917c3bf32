"""Which commit has an update, asked of real repositories."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from statusgen.read.commit_links import with_commit_links
from statusgen.read.load import load

NOW = datetime(2026, 11, 21, 14, 20, tzinfo=UTC)
FOLDER = "content/incidents/2026-11-21-checkout-errors"
FIRST, SECOND = f"{FOLDER}/20261121T1405Z-investigating.md", f"{FOLDER}/20261121T1410Z-identified.md"
URL = "https://git.acme.example/status/commit/{commit}#{path}"
NINE, TEN = "2026-11-21T14:09:00Z", "2026-11-21T14:10:30Z"


def git(root: Path, *arguments: str, at: str = NINE) -> str:
    who = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b"}
    environment = {"PATH": "/usr/bin:/bin", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_COMMITTER_DATE": at, **who}
    done = subprocess.run(["git", "-C", root, *arguments], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def put(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")


def said(root: Path, path: str, at: str, text: str = "We look.") -> None:
    put(root, path, f"---\nat: {at}\n---\n{text}\n")


def commit(root: Path, at: str) -> str:
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "A change", at=at)
    return git(root, "rev-parse", "HEAD")


def write(root: Path, url: str = URL) -> None:
    put(root, "content/site.yaml", f"name: Acme\nurl: https://status.acme.example/\nsource_url: '{url}'\n")
    put(root, "content/services/checkout.yaml", "name: Checkout\n")
    put(root, f"{FOLDER}/incident.yaml", "title: Checkout fails\nservices: {checkout: partial_outage}\n")
    said(root, FIRST, "2026-11-21T14:05:00Z")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    site = tmp_path / "whole" / "status page"
    write(site)
    git(tmp_path / "whole", "init", "--quiet", "--initial-branch", "main")
    commit(tmp_path / "whole", NINE)
    return site


def sources(root: Path) -> dict[str, tuple[str, datetime] | None]:
    reading = load(root, NOW)
    assert reading.problems == ()
    (incident,) = with_commit_links(reading.site, root).incidents
    return {one.id[15:]: one.source and (one.source.href, one.source.at) for one in incident.updates}


def address(commit: str, path: str) -> str:
    return f"https://git.acme.example/status/commit/{commit}#status%20page/{path}"


def test_each_update_has_the_commit_that_changed_it_last(root):
    first = git(root, "rev-parse", "HEAD")
    said(root, SECOND, "2026-11-21T14:10:00Z")
    second = commit(root, TEN)
    assert sources(root) == {
        "investigating": (address(first, FIRST), datetime(2026, 11, 21, 14, 9, tzinfo=UTC)),
        "identified": (address(second, SECOND), datetime(2026, 11, 21, 14, 10, 30, tzinfo=UTC)),
    }
    said(root, FIRST, "2026-11-21T14:05:00Z", "We look into it.")
    third = commit(root, TEN)
    assert sources(root)["investigating"] == (address(third, FIRST), datetime(2026, 11, 21, 14, 10, 30, tzinfo=UTC))


def test_what_is_not_committed_has_none(root):
    said(root, SECOND, "2026-11-21T14:10:00Z")
    assert sources(root)["identified"] is None


def test_of_what_was_merged_the_merge_counts(root):
    git(root, "checkout", "--quiet", "-b", "ours")
    said(root, SECOND, "2026-11-21T14:10:00Z")
    commit(root, NINE)
    git(root, "checkout", "--quiet", "main")
    git(root, "merge", "--quiet", "--no-ff", "--message", "Merge", "ours", at=TEN)
    merge = git(root, "rev-parse", "HEAD")
    assert sources(root)["identified"] == (address(merge, SECOND), datetime(2026, 11, 21, 14, 10, 30, tzinfo=UTC))


def test_where_the_history_is_cut_off_only_what_is_known_has_one(root, tmp_path):
    said(root, SECOND, "2026-11-21T14:10:00Z")
    commit(root, TEN)
    put(root, "content/services/mail.yaml", "name: Mail\n")
    commit(root, TEN)
    git(tmp_path, "clone", "--quiet", "--depth", "2", f"file://{root.parent}", "cut")
    assert set(sources(tmp_path / "cut" / root.name).values()) == {None}
    git(tmp_path, "clone", "--quiet", "--depth", "3", f"file://{root.parent}", "longer")
    found = sources(tmp_path / "longer" / root.name)
    assert found["investigating"] is None  # whether that was the first commit, nobody can say there
    assert found["identified"]


def test_without_a_repository_or_the_setting_there_is_none(tmp_path, root):
    write(tmp_path / "bare")
    assert sources(tmp_path / "bare") == {"investigating": None}
    put(root, "content/site.yaml", "name: Acme\nurl: https://status.acme.example/\n")
    assert sources(root) == {"investigating": None}


@pytest.mark.parametrize(
    "url",
    [
        "https://git.acme.example/status/commit/",
        "https://git.acme.example/{commit}/{branch}",
        "https://git.acme.example/{commit",
        "javascript:alert({commit})",
        "mailto:sre@acme.example?subject={commit}",
        "https://git.acme.example/{{commit}}",
        "{commit}",
    ],
)
def test_an_address_that_leads_to_no_commit_is_refused(tmp_path, url):
    write(tmp_path, url)
    problems = load(tmp_path, NOW).problems
    assert {one.code for one in problems} <= {"bad-value", "unfilled-placeholder"}
    assert "bad-value" in {one.code for one in problems}


@pytest.mark.parametrize("url", ["https://git.acme.example/{commit}", "http://localhost:3000/blob/main/{path}", URL])
def test_an_address_with_a_commit_or_a_path_is_taken(tmp_path, url):
    write(tmp_path, url)
    assert load(tmp_path, NOW).site.settings.source_url == url
