"""`doctor` says where people's addresses can be read by everybody: real repositories, and what CI passes on."""

import json
import subprocess

import pytest

PEOPLE = "subscribers:\n  ana: {name: Ana, contacts: [{email: ana@acme.example}]}\n"
SOPS = "subscribers:\n  ana:\n    name: ENC[AES256_GCM,data:x,type:str]\nsops:\n  mac: x\n"


@pytest.fixture
def git(site, monkeypatch):
    for name in ("CI_PROJECT_VISIBILITY", "GITHUB_EVENT_PATH", "STATUSGEN_SUBSCRIBERS"):
        monkeypatch.delenv(name, raising=False)

    def git(*arguments: str) -> None:
        who = ["-c", "user.name=a", "-c", "user.email=a@b"]
        subprocess.run(["git", *who, *arguments], cwd=site, check=True, capture_output=True)

    git("init", "--quiet")
    git("remote", "add", "origin", "https://a:pass@wo-rd@github.com/acme/status.git")
    return git


@pytest.fixture
def privacy(site, run, git):
    """What `doctor` finds about it, with a file of people in the repository."""

    def privacy(name: str = "subscribers.yaml", text: str = PEOPLE) -> str:
        (site / name).parent.mkdir(exist_ok=True)
        (site / name).write_text(text)
        git("add", name)
        found = json.loads(run("doctor", "--json").out)["findings"]
        assert "wo-rd" not in str(found)
        return next((one["what"] for one in found if one["about"] == "privacy"), "")

    return privacy


@pytest.mark.parametrize(
    ("remote", "warned"),
    [
        ("https://github.com/acme/status.git", True),
        ("ssh://git@ssh.github.com:443/acme/status.git", True),
        ("git@gitlab.com:acme/status.git", True),
        ("https://a:b@c@codeberg.org/acme/status", True),
        ("gh:acme/status", True),
        ("https://git.acme.example/status.git", False),
        ("/srv/git/github.com/status.git", False),
        ("https://github.com.acme.example/status.git", False),
    ],
)
def test_where_a_remote_is_where_everybody_may_read_it_is_said(privacy, git, remote, warned):
    git("config", "url.https://github.com/.insteadOf", "gh:")
    git("remote", "set-url", "origin", remote)
    assert bool(privacy()) is warned


@pytest.mark.parametrize("name", ["subscribers.yaml", "subscribers.jsonl", "subscribers/ana.yaml"])
def test_it_is_said_of_any_file_in_plain_and_of_none_that_is_encrypted(privacy, name):
    assert "people's addresses are in a repository that is pushed to github.com" in privacy(name)


@pytest.mark.parametrize("name", ["subscribers.yaml.age", "subscribers.enc.yaml", "subscribers.yaml"])
def test_what_is_encrypted_may_be_there(privacy, name):
    assert privacy(name, SOPS) == ""


def test_what_was_there_in_plain_is_still_in_the_history(privacy, git, site):
    privacy()
    git("commit", "-qm", "one")
    (site / "subscribers.yaml").unlink()
    git("rm", "-q", "--cached", "subscribers.yaml")
    assert "were in plain" in privacy("subscribers.yaml.age", SOPS)


@pytest.mark.parametrize(("visibility", "said"), [("public", "calls public"), ("private", ""), ("internal", "")])
def test_the_word_of_the_forge_counts_gitlab(privacy, git, monkeypatch, visibility, said):
    monkeypatch.setenv("CI_PROJECT_VISIBILITY", visibility)
    git("remote", "set-url", "origin", "https://git.acme.example/status.git" if said else "https://gitlab.com/a/b")
    found = privacy()
    assert said in found
    assert bool(found) is bool(said)


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ({"repository": {"private": False}}, "calls public"),
        ({"repository": {"private": True}}, ""),
        ({"repository": None}, "pushed to github.com"),
        ([], "pushed to github.com"),
    ],
)
def test_the_word_of_the_forge_counts_github(privacy, tmp_path_factory, monkeypatch, event, said):
    file = tmp_path_factory.mktemp("event") / "event.json"
    file.write_text(json.dumps(event))
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(file))
    found = privacy()
    assert said in found
    assert bool(found) is bool(said)
