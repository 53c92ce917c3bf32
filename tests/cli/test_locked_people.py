"""What every command does where people are encrypted and there is no key for them."""

import os
import shutil
import subprocess

import pytest
from small_site import OPEN

PEOPLE = (
    "teams:\n  support: {name: Support, members: [ana]}\n"
    "subscribers:\n  ana: {name: Ana Ruiz, contacts: [{email: ana@acme.example}], wants: [{services: all}]}\n"
)

pytestmark = pytest.mark.skipif(not shutil.which("age") and not os.environ.get("CI"), reason="needs age")


@pytest.fixture
def locked(site, monkeypatch):
    """A site whose people nobody here can read, and the key that would open them."""
    for name in ("STATUSGEN_AGE_KEY", "STATUSGEN_AGE_KEY_FILE", "STATUSGEN_SUBSCRIBERS"):
        monkeypatch.delenv(name, raising=False)
    key = subprocess.run(["age-keygen"], capture_output=True, check=True).stdout.splitlines()[-1]
    recipient = subprocess.run(["age-keygen", "-y"], input=key, capture_output=True, check=True).stdout.strip()
    (site / "subscribers.yaml.age").write_bytes(
        subprocess.run(["age", "-r", recipient], input=PEOPLE.encode(), capture_output=True, check=True).stdout
    )
    (site / "content/services/checkout.yaml").write_text("name: Checkout\naliases: [cart]\nowner: team:support\n")
    return key.decode()


def test_check_warns_once_and_passes(locked, run):
    done = run("check")
    assert (done.code, done.out.count("no-key"), "unknown" in done.out) == (0, 1, False), done.out


@pytest.mark.parametrize("command", [["notify"], ["notify", "--dry-run"], ["notify", "init"]])
def test_nobody_is_told_anything(locked, run, monkeypatch, command):
    monkeypatch.setenv("STATUSGEN_KEY", "a key for tests that nobody could guess")
    monkeypatch.setenv("STATUSGEN_SMTP_URL", "smtp://127.0.0.1:9/")
    if "init" not in command:
        monkeypatch.setenv("STATUSGEN_AGE_KEY", locked)
        assert run("notify", "init").code == 0
        monkeypatch.delenv("STATUSGEN_AGE_KEY")
    done = run(*command)
    assert (done.code, "subscribers.yaml.age cannot be decrypted here" in done.err) == (3, True), done.err


@pytest.mark.parametrize(
    "command",
    [
        ["explain", "ana", OPEN],
        ["replay", "ana", "--since", "2026-11-20"],
        ["preview-mail", OPEN, "--for", "ana"],
        ["subscribe", "ana", OPEN],
    ],
)
def test_nobody_is_said_not_to_exist(locked, run, command):
    done = run(*command)
    assert done.code in {2, 3}
    assert "subscribers.yaml.age cannot be decrypted here" in done.err
    assert "There is no" not in done.err


def test_a_site_is_not_built_without_its_teams_unless_that_is_asked_for(locked, run, site, monkeypatch):
    assert run("build").code == 3
    assert not (site / "public").exists()
    assert run("build", "--keep-going").code == 0
    assert not (site / "public/teams/support.html").exists()
    monkeypatch.setenv("STATUSGEN_AGE_KEY", locked)
    assert run("build").code == 0
    assert [*(site / "public/teams").iterdir()]


def test_what_is_written_is_written_and_whom_it_tells_is_said_not_to_be_known(locked, run):
    done = run("update", "-m", "It is our card provider.", "--phase", "identified")
    assert (done.code, "Whom it tells is not known here" in done.err) == (0, True), done.err


def test_a_review_says_that_it_does_not_know(locked, run, site):
    def git(*arguments):
        who = ["-c", "user.name=a", "-c", "user.email=a@b"]
        subprocess.run(["git", *who, *arguments], cwd=site, check=True, capture_output=True)

    git("init", "--initial-branch=main")
    git("add", ".")
    git("commit", "-m", "one")
    git("checkout", "-b", "change")
    run("update", "-m", "It is our card provider.", "--phase", "identified")
    git("add", ".")
    git("commit", "-m", "two")
    done = run("review", "--base", "main")
    assert (done.code, "Merging this tells whom nobody knows here" in done.out) == (0, True), done.out
    assert "Not everyone is known here" in done.out
    assert '"people_unknown": true' in run("review", "--base", "main", "--format", "json").out


def test_doctor_says_what_is_missing(locked, run):
    done = run("doctor")
    assert "WRONG    people: subscribers.yaml.age cannot be decrypted here" in done.out
