"""`source_url`, from the settings to the page."""

import subprocess
from pathlib import Path

import pytest
from small_site import NOW, OPEN

PAGE = f"incidents/{OPEN}/index.html"


@pytest.fixture
def commit(site: Path) -> str:
    settings = site / "content/site.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f"{text}source_url: https://git.acme.example/commit/{{commit}}\n", encoding="utf-8")
    who = {f"GIT_{role}_{what}": "a@b" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = {"PATH": "/usr/bin:/bin", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_COMMITTER_DATE": NOW, **who}
    said = ""
    for line in ("init --quiet", "add --all", "commit --quiet -m x", "rev-parse HEAD"):
        command = ["git", "-C", site, *line.split()]
        said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    return said.strip()


def test_a_build_links_updates_to_their_commit(site, run, commit):
    assert run("build").code == 0
    page = (site / "public" / PAGE).read_text(encoding="utf-8")
    assert f'<a href="https://git.acme.example/commit/{commit}" rel="noreferrer">Source</a>' in page


def test_a_page_of_the_past_knows_no_commits(site, run, commit, tmp_path):
    assert run("build", "--at", "2026-11-21T14:10:00Z", "--out", tmp_path / "then").code == 0
    assert "git.acme.example" not in (tmp_path / "then" / PAGE).read_text(encoding="utf-8")
