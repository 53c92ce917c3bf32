"""A site with a private repository beside it, on the command line: with it, without it, and for those who write."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest
from small_site import FILES, NOW, OPEN

AUDIENCES = "audiences: {pay: {name: Payments}, ops: {name: Operations}}\n"
SOURCES = "sources: [{path: ../private, readers: [pay]}]\n"
FRAUD = "content/incidents/2026-11-21-fraud"
PRIVATE = {
    "content/services/vault.yaml": "name: Vault of cards\ndepends_on: [checkout]\n",
    f"{FRAUD}/incident.yaml": (
        "title: Stolen cards are used\nsummary: Cards are used.\nstarted: 2026-11-21T13:00:00Z\n"
        "services: {vault: major_outage}\n"
    ),
    f"{FRAUD}/20261121T1310Z-identified.md": "---\nphase: identified\nat: 2026-11-21T13:10:00Z\n---\nA thief is in.\n",
}
SECRETS = ("Vault of cards", "Stolen cards", "thief", "2026-11-21-fraud")
MAIN_UPDATE = f"content/incidents/{OPEN}/20261121T1420Z-update.md"


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def put(root: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """`main/`, which is the current folder, and `private/` beside it."""
    put(tmp_path / "main", FILES | {"content/site.yaml": FILES["content/site.yaml"] + AUDIENCES + SOURCES})
    put(tmp_path / "private", PRIVATE)
    monkeypatch.chdir(tmp_path / "main")
    for name in ("NO_COLOR", "FORCE_COLOR", "SOURCE_DATE_EPOCH", "STATUSGEN_KEY", "STATUSGEN_LEDGER"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


Git = Callable[..., str]


@pytest.fixture
def git(top: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """Two repositories, all of it committed in both; called with the folder of one of them first."""
    monkeypatch.setenv("HOME", str(top))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_COMMITTER_DATE", NOW)
    (top / ".gitconfig").write_text("[user]\nname = Ana\nemail = ana@acme.example\n")

    def git(folder: str, *arguments: str) -> str:
        command = ["git", "-C", str(top / folder), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    for folder in ("main", "private"):
        git(folder, "init", "--quiet", "-b", "main")
        git(folder, "add", ".")
        git(folder, "commit", "--quiet", "-m", "All")
    return git


def missing(top: Path) -> None:
    (top / "private").rename(top / "elsewhere")


def test_the_site_for_everyone_and_what_is_said_of_it_are_the_same_without_the_source(top, run):
    whole = run("build", "--json")
    with_it = tree(top / "main/public")
    missing(top)
    cut = run("build", "--json", "-o", "again")
    assert (whole.code, cut.code) == (0, 0)
    assert tree(top / "main/again") == with_it
    assert json.loads(cut.out) | {"out": ""} == json.loads(whole.out) | {"out": ""}
    assert cut.err.splitlines()[0] == (
        "statusgen: the source ../private is not there: what it has for pay is left out."
    )
    assert cut.err.splitlines()[1:] == [line.replace("public/", "again/") for line in whole.err.splitlines()]


def test_no_site_of_its_readers_is_built_without_a_source_and_any_other_is(top, run):
    missing(top)
    for asked in (["--audience", "pay"], ["--all-audiences"]):
        done = run("build", *asked, "-o", top / "out")
        assert (done.code, (top / "out").exists()) == (3, False)
        assert "the source ../private is not there" in done.err and "nothing was written" in done.err
    assert run("build", "--audience", "ops", "-o", top / "out").code == 0


def test_nothing_is_built_without_a_source_that_everyone_reads(top, run):
    settings = FILES["content/site.yaml"] + AUDIENCES + "sources: [{path: ../private, readers: everyone}]\n"
    put(top / "main", {"content/site.yaml": settings})
    assert run("build", "--audience", "ops", "-o", "ops").code == 0
    missing(top)
    assert [run("build").code, run("build", "--audience", "ops", "-o", "ops").code] == [3, 3]
    assert not (top / "main/public").exists()


def test_its_readers_get_what_is_in_the_source_and_nobody_else_does(top, run):
    assert run("build", "--all-audiences", "-o", top / "dist").code == 0
    page = (top / "dist/a/pay/index.html").read_text()
    assert "Stolen cards are used" in page and "Checkout fails" in page
    for path, content in (*tree(top / "dist/everyone").items(), *tree(top / "dist/a/ops").items()):
        assert not [word for word in SECRETS if word.encode() in content or word in path], path


def test_the_restricted_incident_of_a_source_and_what_everyone_reads_lead_to_each_other_for_its_readers(top, run):
    run("build", "-o", top / "before")
    incident = f"{FRAUD}/incident.yaml"
    put(top / "private", {incident: PRIVATE[incident] + f"public: {OPEN}\n"})
    assert run("build", "--all-audiences", "-o", top / "dist").code == 0
    assert tree(top / "dist/everyone") == tree(top / "before")
    for one, words in (("2026-11-21-fraud", "What everyone may read"), (OPEN, "Not for everyone")):
        assert words in (top / f"dist/a/pay/incidents/{one}/index.html").read_text()


def test_problems_have_the_paths_that_lead_there_from_where_one_is(top, run, monkeypatch):
    put(top / "private", {f"{FRAUD}/incident.yaml": "title: Fraud\nstarted: soon\n"})
    assert f"../private/{FRAUD}/incident.yaml:2:10:" in run("check", "--format", "concise").out
    monkeypatch.chdir(top / "private")
    assert f"\n{FRAUD}/incident.yaml:2:10:" in "\n" + run("-C", "../main", "check", "--format", "concise").out
    (top / "deep").mkdir()
    (top / "deep/link").symlink_to(top / "main")
    monkeypatch.chdir(top)
    assert f"\nprivate/{FRAUD}/incident.yaml:2:10:" in "\n" + run("-C", "deep/link", "check", "--format", "concise").out
    assert f"\nprivate/{FRAUD}/incident.yaml:2:10:" in "\n" + run("-C", "main", "check", "--format", "concise").out


def test_a_mistake_in_a_source_stops_no_site_but_those_of_its_readers(top, run):
    run("build", "-o", top / "before")
    put(top / "private", {f"{FRAUD}/incident.yaml": "title: Stolen cards\nstarted: soon\n"})
    done = run("build", "-o", top / "after")
    assert (done.code, tree(top / "after")) == (0, tree(top / "before"))
    assert not [word for word in (*SECRETS, "private") if word in done.out + done.err]
    assert run("build", "--audience", "pay", "-o", top / "pay").code == 1


def test_forges_are_told_of_other_repositories_without_places_that_they_do_not_have(top, run):
    put(top / "private", {f"{FRAUD}/incident.yaml": "title: Fraud\nstarted: soon\n"})
    (line,) = (one for one in run("check", "--format", "github").out.splitlines() if one.startswith("::error"))
    assert line.startswith(f"::error title=bad-time::../private/{FRAUD}/incident.yaml:2:10%0A")
    results = json.loads(run("check", "--format", "sarif").out)["runs"][0]["results"]
    places = [one["locations"][0]["physicalLocation"]["artifactLocation"] for one in results]
    assert {"uri": f"../private/{FRAUD}/incident.yaml"} in places
    paths = [one["location"]["path"] for one in json.loads(run("check", "--format", "gitlab").out)]
    assert f"../private/{FRAUD}/incident.yaml" in paths


def test_what_is_new_of_something_is_written_and_committed_where_it_lies(top, run, git):
    done = run("update", "fraud", "-m", "He is gone.", "--commit")
    assert (done.code, done.out) == (0, f"{top}/private/{FRAUD}/20261121T1420Z-update.md\n")
    assert git("private", "show", "--name-only", "--format=%s").split("\n") == [
        "2026-11-21-fraud: update", "", f"{FRAUD}/20261121T1420Z-update.md",
    ]  # fmt: skip
    assert run("update", OPEN, "-m", "Still.", "--commit").out == f"{MAIN_UPDATE}\n"
    assert [git(one, "rev-list", "--count", "HEAD") for one in ("main", "private")] == ["2", "2"]
    assert [git(one, "status", "--porcelain") for one in ("main", "private")] == ["", ""]


def test_no_variable_of_git_has_the_repository_of_the_site_know_what_is_in_a_source(top, run, git, monkeypatch):
    """Hooks of git have them set, and so may a shell."""
    commits = git("private", "rev-list", "--all")
    monkeypatch.setenv("GIT_DIR", str(top / "main/.git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(top / "main"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(top / "main/.git/index"))
    done = run("update", "fraud", "-m", "He is gone.", "--commit")
    stamped = run("build", "--audience", "pay", "-o", top / "pay")
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name)
    assert (done.code, stamped.code) == (0, 0)
    assert git("private", "log", "--format=%s", "-1") == "2026-11-21-fraud: update"
    assert "fraud" not in git("main", "log", "--all", "--format=%s", "--name-only")
    git("private", "reset", "--hard", commits)
    refused = run("build", "--audience", "pay", "-o", top / "pay")
    assert refused.code == 3 and "an older one of ../private" in refused.err


def test_what_is_wrong_with_the_folder_of_a_source_stops_no_site_but_those_of_its_readers(top, run):
    run("build", "-o", top / "before")
    (top / "private/content").rename(top / "private/README")
    done = run("build", "-o", top / "after")
    assert (done.code, tree(top / "after")) == (0, tree(top / "before"))
    assert "no content/" not in done.err
    assert run("build", "--audience", "pay", "-o", top / "pay").code == 1
    assert run("check").code == 1


def test_changes_of_a_file_go_to_the_source_too(top, run, git):
    put(top / "main", {"subscribers.yaml": "subscribers: {ana: {name: Ana, contacts: [{email: ana@acme.example}]}}\n"})
    assert run("subscribe", "ana", "fraud", "--commit").code == 0
    assert "stakeholders: [ana]" in (top / "private" / FRAUD / "incident.yaml").read_text()
    assert run("resolve", "fraud", "-m", "It is over.", "--commit").code == 0
    assert git("private", "rev-list", "--count", "HEAD") == "3"


def test_something_new_goes_to_the_source_of_its_readers(top, run):
    begin = ["new", "incident", "Cards", "-m", "x", "--service", "vault", "--audience"]
    assert run(*begin, "pay").out.splitlines()[0].startswith(f"{top}/private/content/incidents/2026-11-21-cards/")
    assert run("check").code == 0
    done = run("new", "announcement", "Cards", "-m", "x", "--audience", "ops")  # whose id differs from the one there
    assert done.out == "content/announcements/2026-11-21-cards-2.md\n"
    assert run("new", "service", "Till", "--audience", "pay").out == f"{top}/private/content/services/till.yaml\n"
    assert run("new", "service", "Till").code == 2
    work = ["new", "maintenance", "Move", "--starts", "+2h", "--for", "1h", "-m", "x", "--service", "vault"]
    assert run(*work, "--audience", "pay").out.startswith(f"{top}/private/content/maintenance/")
    wrong = run(*begin, "ops")
    assert wrong.code == 1 and "audience-leak" in wrong.err


def test_nothing_for_its_readers_is_written_elsewhere_where_the_source_is_not_there(top, run):
    missing(top)
    before = tree(top)
    done = run("new", "incident", "Cards", "-m", "x", "--audience", "pay")
    assert (done.code, tree(top)) == (3, before)
    assert "what is for pay belongs into ../private, which is not there" in done.err


def test_an_update_for_fewer_than_can_read_it_there_is_not_written(top, run):
    settings = FILES["content/site.yaml"] + AUDIENCES + "sources: [{path: ., readers: everyone}]\n"
    put(top / "main", {"content/site.yaml": settings})
    done = run("update", OPEN, "-m", "Between us.", "--audience", "pay")
    assert done.code == 1 and "wrong-source" in done.err
    assert not (top / "main" / MAIN_UPDATE).exists()


def test_a_review_and_what_was_published_know_nothing_of_sources(top, run, git):
    put(top / "main", {f"content/incidents/{OPEN}/2.md": "---\nat: 2026-11-21T14:10:00Z\n---\nStill slow.\n"})
    git("main", "checkout", "--quiet", "-b", "change")
    git("main", "add", ".")
    git("main", "commit", "--quiet", "-m", "Change")
    asked = [["review", "--base", "main"], ["review", "--base", "main", "--format", "json", "--show-people"]]
    put(top / "private", {f"{FRAUD}/2.md": "---\nat: 2026-11-21T13:20:00Z\n---\nNot committed, and long ago.\n"})
    with_it = [run(*one).out for one in asked]
    assert not [word for word in (*SECRETS, "../private") if word in "".join(with_it)]
    missing(top)
    assert [run(*one).out for one in asked] == with_it


def test_what_was_published_is_compared_without_what_has_a_history_of_its_own(top, run, git):
    git("main", "commit", "--quiet", "--allow-empty", "-m", "More")
    put(top / "private", {f"{FRAUD}/2.md": "---\nat: 2026-11-21T13:20:00Z\n---\nNew, of an hour ago.\n"})
    done = run("check", "--against", "HEAD~1", "--strict")
    assert (done.code, "backdated" in done.out) == (0, False)


def test_a_check_of_the_set_up_says_which_source_is_not_there(top, run):
    assert "sources" not in run("doctor").out
    missing(top)
    assert "WRONG    sources: ../private is not there, or cannot be read" in run("doctor").out


def test_nobody_is_told_anything_without_a_source(top, run):
    assert run("notify", "--dry-run").code == 0
    missing(top)
    done = run("notify", "--dry-run")
    assert done.code == 3 and "nobody was told anything" in done.err
    assert run("notify", "init").code == 3


@pytest.mark.parametrize("command", [["status"], ["list"], ["check"], ["overdue"], ["report"]])
def test_answers_say_once_what_they_do_not_know(top, run, command):
    missing(top)
    done = run(*command)
    assert done.code == 0
    assert done.err.count("the source ../private is not there: what it has for pay is left out.") == 1


def test_no_older_commit_of_a_source_is_put_back_and_everyone_s_site_knows_nothing_of_it(top, run, git):
    put(top / "private", {f"{FRAUD}/2.md": "---\nat: 2026-11-21T13:20:00Z\n---\nHe is gone.\n"})
    git("private", "add", ".")
    git("private", "commit", "--quiet", "-m", "More")
    assert run("build", "--all-audiences", "-o", top / "dist").code == 0
    git("private", "checkout", "--quiet", "HEAD~1")
    assert run("build", "-o", top / "dist/everyone").code == 0
    done = run("build", "--audience", "pay", "-o", top / "dist/a/pay")
    assert done.code == 3 and "an older one of ../private; nothing was written" in done.err
    assert run("build", "--audience", "pay", "-o", top / "dist/a/pay", "--allow-older").code == 0


def test_updates_of_a_source_link_to_its_own_commits(top, run, git):
    address = "source_url: 'https://git.acme.example/{name}/{{commit}}/{{path}}'"
    settings = (top / "main/content/site.yaml").read_text().replace("[pay]}", f"[pay], {address.format(name='pay')}}}")
    put(top / "main", {"content/site.yaml": settings + address.format(name="all") + "\n"})
    assert run("build", "--audience", "pay", "-o", top / "pay").code == 0
    page = (top / "pay/incidents/2026-11-21-fraud/index.html").read_text()
    commit = git("private", "rev-parse", "HEAD")
    assert f'"https://git.acme.example/pay/{commit}/{FRAUD}/20261121T1310Z-identified.md"' in page
    page = (top / f"pay/incidents/{OPEN}/index.html").read_text()
    assert f'"https://git.acme.example/all/{git("main", "rev-parse", "HEAD")}/content/incidents/{OPEN}/' in page


@pytest.mark.parametrize("out", ["..", "../private", "../private/content", "../private/content/site"])
def test_no_site_is_written_around_a_source_or_into_its_content(top, run, out):
    before = tree(top)
    assert run("build", "-o", out).code == 3
    assert tree(top) == before


def test_a_source_further_up_is_written_to_as_well(top, run, monkeypatch):
    copytree(top / "main", top / "deep/er/main")
    (top / "private").rename(top / "shared")
    settings = (top / "deep/er/main/content/site.yaml").read_text().replace("../private", "../../../shared")
    put(top / "deep/er/main", {"content/site.yaml": settings})
    monkeypatch.chdir(top / "deep/er/main")
    assert run("update", "fraud", "-m", "x").out == f"{top}/shared/{FRAUD}/20261121T1420Z-update.md\n"
