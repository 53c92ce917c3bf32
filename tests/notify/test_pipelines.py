"""The scripts of `init --ci plain`, from an empty folder on: review, merge, a page switched over, and mail."""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import sink
from offices import letters

TITLE = "Payments fail for some customers"
GUIDE = Path(__file__).parents[2] / "docs" / "ci.md"
KEY = "of a pipeline that a test runs, and of nothing else"

pytestmark = pytest.mark.skipif(not shutil.which("rsync") and not os.environ.get("CI"), reason="needs Debian's rsync")


class Team:
    """A bare repository as the forge, and whoever works with it. `www` is where the page goes."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.forge, self.www = folder, folder / "forge.git", folder / "www"
        self.port = 0

    def call(self, where: Path, *command: str, code: int = 0) -> str:
        ours = {"STATUSGEN_KEY": KEY, "STATUSGEN_LEDGER": "git:origin", "STATUSGEN_DEPLOY": str(self.www)}
        who = {f"GIT_{role}_{what}": "a@acme.example" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        relay = {"STATUSGEN_SMTP_URL": f"smtp://127.0.0.1:{self.port}/?timeout=5"} if self.port else {}
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        done = subprocess.run(
            command,
            cwd=where,
            env=os.environ | ours | who | relay | {"PATH": path, "GIT_CONFIG_GLOBAL": "/dev/null"},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def clone(self, name: str, *options: str) -> Path:
        self.call(self.folder, "git", "clone", "-q", *options, f"file://{self.forge}", name)
        return self.folder / name

    def job(self, name: str, *options: str) -> str:
        """What a pipeline does after a merge, on a machine that keeps nothing."""
        clone = self.clone(name, *options)
        try:
            return self.call(clone, "sh", "ci/publish.sh")
        finally:
            shutil.rmtree(clone)


@pytest.fixture
def nobody(tmp_path):
    """Nothing is there yet."""
    return Team(tmp_path)


@pytest.fixture
def team(nobody, tmp_path):
    """A new site is at the forge, and has its ledger."""
    made = nobody
    made.call(tmp_path, "git", "init", "-q", "--bare", "-b", "main", "forge.git")
    made.call(tmp_path, "statusgen", "init", "first", "--ci", "plain")
    for command in (["init", "-qb", "main"], ["add", "-A"], ["commit", "-qm", "Our page"]):
        made.call(tmp_path / "first", "git", *command)
    made.call(tmp_path / "first", "git", "push", "-q", str(made.forge), "main")
    made.call(made.clone("ana"), "statusgen", "notify", "init")
    return made


def report(team: Team) -> None:
    """Ana opens an incident and merges it."""
    told = ["-m", "We are looking into it.", "--service", "payments", "--severity", "major", "--commit"]
    team.call(team.folder / "ana", "statusgen", "new", "incident", TITLE, *told)
    team.call(team.folder / "ana", "git", "push", "-q", "origin", "HEAD:main")


def test_a_branch_is_reviewed_before_it_is_merged(team):
    ana = team.folder / "ana"
    team.call(ana, "git", "checkout", "-qb", "incident")
    report(team)
    team.call(ana, "git", "update-ref", "refs/remotes/origin/main", "HEAD~1")
    team.call(ana, "sh", "ci/check.sh")
    assert TITLE in (ana / "review.md").read_text(encoding="utf-8")
    (file,) = (ana / "content/incidents").glob("*some-customers/incident.yaml")
    file.write_text(file.read_text(encoding="utf-8").replace("payments:", "paiments:"), encoding="utf-8")
    team.call(ana, "git", "commit", "-qam", "A typing error")
    assert "unknown-service" in team.call(ana, "sh", "ci/check.sh", code=1)


@pytest.mark.parametrize("depth", [["--depth", "1"], []])
def test_what_is_merged_is_published_and_told_once(team, depth):
    with sink.running(team.folder / "sink") as team.port:
        assert "Told nobody." in team.job("before", *depth)
        old = (team.www / "current").resolve()
        report(team)
        assert "Told 2 people of 1 thing by email." in team.job("merged", *depth)
        assert "Told nobody." in team.job("again", *depth)
    told = Counter(letter.to for letter in letters(team.folder / "sink"))
    assert told == {"ana@example.com": 1, "bo@example.com": 1}
    assert TITLE in (team.www / "current/index.html").read_text(encoding="utf-8")
    assert TITLE not in (old / "index.html").read_text(encoding="utf-8"), "a release changed after it was published"


def test_without_a_relay_the_page_goes_out_and_nobody_is_told(team):
    report(team)
    assert "Told" not in team.job("only-the-page")
    assert TITLE in (team.www / "current/index.html").read_text(encoding="utf-8")


def test_the_guide_leads_from_an_empty_folder_to_a_page_and_a_mail_in_six_commands(nobody):
    transcript, said = re.findall(r"```(?:console|text)\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)[:2]
    commands = [line.removeprefix("$ ") for line in transcript.splitlines()]
    assert len(commands) == 6
    with sink.running(nobody.folder / "sink") as nobody.port:
        script = "\n".join(["set -e", "unset STATUSGEN_LEDGER", *commands])
        out = nobody.call(nobody.folder, "sh", "-c", script)
    assert [line for line in said.splitlines() if "…" not in line and line not in out] == []
    assert TITLE in (nobody.www / "current/index.html").read_text(encoding="utf-8")
    assert len(letters(nobody.folder / "sink")) == 2


def test_five_releases_stay(team):
    clone = team.clone("jobs")
    team.call(clone, "statusgen", "build")
    for _ in range(7):
        team.call(clone, "sh", "ci/deploy.sh", str(team.www))
    releases = sorted(path.name for path in (team.www / "releases").iterdir())
    assert len(releases) == 5
    assert (team.www / "current").resolve().name == releases[-1]
    assert sorted(path.name for path in team.www.iterdir()) == ["current", "releases"]


def test_a_run_that_five_newer_ones_overtake_leaves_readers_a_page(team):
    """With a clock of long ago it is older than all of them when it is switched over."""
    clone = team.clone("jobs")
    team.call(clone, "statusgen", "build")
    slow = team.folder / "slow"
    slow.mkdir()
    (slow / "date").write_text("#!/bin/sh\necho 20200101T000000Z\n", encoding="utf-8")
    (slow / "date").chmod(0o755)
    late = ("env", f"PATH={slow}:{os.environ['PATH']}", "sh", "ci/deploy.sh", str(team.www))
    for _ in range(5):
        team.call(clone, "sh", "ci/deploy.sh", str(team.www))
    team.call(clone, *late)
    assert "2020" in (team.www / "current").resolve().name
    assert (team.www / "current/index.html").is_file()
    team.call(clone, "sh", "ci/deploy.sh", str(team.www))
    assert len(list((team.www / "releases").iterdir())) == 5
    # And one whose release newer ones cleared away before it was switched over.
    (slow / "rsync").write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
    (slow / "rsync").chmod(0o755)
    newest = (team.www / "current").resolve()
    assert "newer releases" in team.call(clone, *late)
    assert (team.www / "current").resolve() == newest


def test_nothing_is_deployed_where_nothing_was_built(team):
    clone = team.clone("jobs")
    for _ in range(2):
        assert "no page in public/" in team.call(clone, "sh", "ci/deploy.sh", str(team.www), code=1)
        (clone / "public").mkdir(exist_ok=True)
    assert not team.www.exists()


def test_a_folder_that_stands_where_the_link_belongs_is_left_as_it_is(team):
    clone = team.clone("jobs")
    team.call(clone, "statusgen", "build")
    (team.www / "current").mkdir(parents=True)
    (team.www / "current/index.html").write_text("By hand.", encoding="utf-8")
    assert f"{team.www}/current is no link" in team.call(clone, "sh", "ci/deploy.sh", str(team.www), code=1)
    assert (team.www / "current/index.html").read_text(encoding="utf-8") == "By hand."
    assert sorted(path.name for path in team.www.iterdir()) == ["current", "releases"]
    assert not any((team.www / "releases").iterdir())


def test_a_folder_may_have_blanks_quotes_and_a_colon_in_its_name(team):
    clone = team.clone("jobs")
    team.call(clone, "statusgen", "build")
    team.www = team.folder / 'it\'s a "page": here'
    team.call(clone, "sh", "ci/deploy.sh", str(team.www))
    assert (team.www / "current/index.html").is_file()
