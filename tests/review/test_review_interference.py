"""Non-interference of comments: something restricted, in a repository or in a branch, leaves no trace in a comment
for everyone. Commits differ, and are left out of the comparison."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from canary import ID, heard
from canary import SITE as SUNG
from hypothesis import HealthCheck, given, settings
from repositories import Repository, Result, git
from restricted import KNOWN, RESTRICTED, SITE, THINGS, Affair, affairs

NEWS = {
    "content/incidents/known/3.md": "---\nphase: resolved\nat: 2026-11-21T14:15:00Z\n---\nThe shop works again.\n",
    "content/announcements/2026-11-21-cake.md": "---\ntitle: Cake\nat: 2026-11-21T14:10:00Z\n---\nIn the kitchen.\n",
}
ALL = {path: text for thing in THINGS.values() for path, text in thing.items()}
Review = Callable[..., Result]


def repository(root: Path, base: Mapping[str, str]) -> Repository:
    git(root, "init", "-q", "-b", "main", ".")
    found = Repository(root)
    found.commit(base)
    return found


def comments(
    there: Repository, review: Review, name: str, files: Mapping[str, str | None]
) -> list[tuple[int, str, str]]:
    """What is said of a branch with these files, in both forms, as if no commit had a name."""
    commits = [git(there.root, "rev-parse", "main"), there.branch(name, files)]
    said = [review("--base", "main", "--head", name, "--format", fmt) for fmt in ("markdown", "json")]
    return [(one.code, nameless(one.out, commits), one.err) for one in said]


def nameless(text: str, commits: list[str]) -> str:
    for commit in commits:
        text = text.replace(commit, "").replace(commit[:12], "")
    return text


@pytest.fixture
def reviewing(review: Review, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[tuple[int, str, str]]]:
    """Of a new repository with these files."""

    def comment(root: Path, base: Mapping[str, str], files: Mapping[str, str | None]) -> list[tuple[int, str, str]]:
        root.mkdir(parents=True)
        monkeypatch.chdir(root)
        return comments(repository(root, base), review, "branch", files)

    return comment


def test_what_lies_in_the_repository_for_few_changes_no_comment(reviewing, tmp_path: Path) -> None:
    lacking = reviewing(tmp_path / "lacking", SITE | KNOWN, NEWS)
    assert reviewing(tmp_path / "having", SITE | KNOWN | ALL, NEWS) == lacking
    assert "The shop works again." in lacking[0][1] or "In the kitchen." in lacking[0][1]


@pytest.mark.parametrize("way", ["added", "removed", "changed", "broken"])
def test_a_branch_of_what_is_for_few_alone_gets_the_comment_of_one_that_changes_nothing(
    reviewing, tmp_path, way
) -> None:
    nothing = reviewing(tmp_path / "nothing", SITE | KNOWN, {})
    # What cannot be read any more is for whom it was for before.
    branch = {
        "added": dict(ALL),
        "removed": dict.fromkeys(ALL),
        "changed": {path: text.replace("Lab", "Laboratory").replace(".\n", " again.\n") for path, text in ALL.items()},
        "broken": {path: text.replace("at: 2026", "at: then") for path, text in ALL.items()},
    }[way]
    base = SITE | KNOWN | ({} if way == "added" else ALL)
    assert reviewing(tmp_path / way, base, branch) == nothing
    assert "tells nobody" in nothing[0][1] and nothing[0][0] == 0


@settings(deadline=None, max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(affairs(RESTRICTED), affairs(RESTRICTED))
def test_nor_does_any_incident_of_theirs(reviewing, tmp_path_factory, secret: Affair, otherwise: Affair) -> None:
    base, root = SITE | KNOWN, tmp_path_factory.mktemp("random")
    changed = dict(otherwise._replace(audience=secret.audience).files("secret"))
    lacking = reviewing(root / "lacking", base, NEWS)
    assert reviewing(root / "having", base | dict(secret.files("secret")), NEWS | changed) == lacking


def test_no_comment_holds_the_canary_in_any_form(reviewing, tmp_path: Path, review: Review) -> None:
    """Settings, people and one incident for everyone name it, too; these are there before."""
    closed = {path: text for path, text in SUNG.items() if ID in path}
    around = {path: text for path, text in SUNG.items() if ID not in path}
    for path, start in (("content/site.yaml", "rules: "), ("content/incidents/known/incident.yaml", "public_of: ")):
        around[path] = "".join(line for line in around[path].splitlines(True) if not line.startswith(start))
    base, gone = around | closed, dict.fromkeys(closed)
    for name, before, files in (("in", base, NEWS), ("new", around, NEWS | closed), ("gone", base, NEWS | gone)):
        said = reviewing(tmp_path / name, before, files)
        assert not [found for one in said if (found := heard("", "".join(map(str, one)).encode()))], name
    assert heard("", review("--base", "main", "--head", "branch", "--show-people").out.encode())
