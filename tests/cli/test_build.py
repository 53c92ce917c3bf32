"""`statusgen build`: what it writes, what it refuses, and what it says."""

import fcntl
import json
import os
import subprocess
import threading
from pathlib import Path

import pytest
from small_site import TYPO, break_site


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_site_is_written_to_public_and_the_changes_are_counted(site, run):
    code, out, err = run("build")
    pages = len(list((site / "public").rglob("*.html")))
    files = len(tree(site / "public")) - 1  # the manifest
    assert (code, out) == (0, "")
    assert err == f"Built {pages} pages in {files} files: {files} written, 0 unchanged, 0 removed in public/\n"
    assert "Checkout fails for some customers" in (site / "public/index.html").read_text()


def test_building_again_writes_nothing(site, run):
    run("build")
    before = tree(site / "public")
    assert "0 written" in run("build").err
    assert tree(site / "public") == before


def test_the_same_moment_gives_the_same_bytes_in_any_place(site, run):
    run("build", "-o", "one")
    run("build", "-o", site.parent / f"{site.name}-elsewhere")
    assert tree(site / "one") == tree(site.parent / f"{site.name}-elsewhere")


def test_errors_stop_a_build_before_it_touches_anything(site, run):
    run("build")
    before = tree(site / "public")
    break_site(site)
    code, out, err = run("build")
    assert (code, out) == (1, "")
    assert "error unknown-service" in err
    assert tree(site / "public") == before


def test_who_keeps_going_gets_a_site_and_is_told_what_is_not_in_it(site, run):
    (site / TYPO).write_text("titel: Checkout fails\n")
    code, _, err = run("build", "--keep-going")
    assert code == 0
    assert "error unknown-field" in err
    assert f"Left out, in whole or in part: {TYPO}\n" in err
    assert (site / "public/index.html").is_file()


def test_nobody_can_keep_going_without_settings(site, run):
    (site / "content/site.yaml").write_text("nam: Acme\n")
    assert run("build", "--keep-going").code == 1
    assert not (site / "public").exists()


def test_a_dry_run_says_what_would_change_and_writes_nothing(site, run):
    code, out, err = run("build", "--dry-run", "--json")
    assert code == 0
    assert err.startswith("Would build ")
    assert not (site / "public").exists()
    assert set(json.loads(out)["written"]) >= {"index.html", "404.html"}


def test_json_lists_every_file_and_what_became_of_it(site, run):
    run("build")
    (site / "content/announcements/2026-11-10-new-page.md").unlink()
    document = json.loads(run("build", "--json").out)
    assert document["version"] == 1
    assert "announcements/2026-11-10-new-page/index.html" in document["removed"]
    assert "index.html" in document["written"]
    assert len(document["artefacts"]) == len(document["written"]) + document["unchanged"]
    assert document["problems"] == {"error": 0, "warning": 0, "note": 0}


def test_a_foreign_folder_is_refused_in_one_line(site, run):
    (site / "public").mkdir()
    (site / "public/precious.txt").write_text("mine")
    code, out, err = run("build")
    assert (code, out) == (3, "")
    assert err.startswith("statusgen: ")
    assert err.count("\n") == 1
    assert tree(site / "public") == {"precious.txt": b"mine"}


def test_a_theme_that_does_not_exist_is_a_mistake_of_the_content(site, run):
    with (site / "content/site.yaml").open("a") as file:
        file.write("theme: mauve\n")
    code, _, err = run("build")
    assert code == 1
    assert "mauve" in err
    assert "mistake of the program" not in err


def test_a_broken_template_of_the_site_is_named_without_a_traceback(site, run):
    theme = site / "themes/mine"
    (theme / "templates").mkdir(parents=True)
    (theme / "theme.toml").write_text('extends = "default"\n')
    (theme / "templates/incident.html").write_text("{{ page.no_such_thing }}")
    with (site / "content/site.yaml").open("a") as file:
        file.write("theme: mine\n")
    code, _, err = run("build")
    assert code == 1
    assert "incident.html" in err
    assert "mistake of the program" not in err
    assert not (site / "public").exists()


def test_nothing_restricted_is_built_or_mentioned(site, run):
    run("build")
    without = tree(site / "public")
    with (site / "content/site.yaml").open("a") as file:
        file.write("audiences: {board: {name: Board, members: []}}\n")
    secret = site / "content/incidents/2026-11-21-takeover"
    secret.mkdir()
    (secret / "incident.yaml").write_text(
        "title: Takeover\nstarted: 2026-11-21T14:00:00Z\naudience: board\nservices: {mail: major_outage}\n"
    )
    code, out, err = run("build")
    assert (code, out) == (0, "")
    assert "0 written" in err
    assert tree(site / "public") == without


@pytest.mark.slow
def test_another_build_that_takes_too_long_is_exit_75(site, run):
    run("build")
    handle = os.open(site / ".public.statusgen/lock", os.O_RDWR)
    fcntl.flock(handle, fcntl.LOCK_EX)
    code, out, err = run("build")
    os.close(handle)
    assert (code, out) == (75, "")
    waiting, failure = err.splitlines()
    assert waiting == "Another build is writing public/: waiting for it to end, for 30 s at most"
    assert failure.startswith("statusgen: Another build is writing ")


def test_a_build_says_what_it_waits_for_and_goes_on(site, run):
    run("build")
    handle = os.open(site / ".public.statusgen/lock", os.O_RDWR)
    fcntl.flock(handle, fcntl.LOCK_EX)
    ending = threading.Timer(2, os.close, [handle])
    ending.start()
    code, _, err = run("build")
    ending.join()
    assert code == 0
    assert [line.split()[0] for line in err.splitlines()] == ["Another", "Built"]


def commit(site: Path) -> str:
    identity = ["-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"]
    for words in (["init", "-q"], ["add", "content"], [*identity, "commit", "-q", "--allow-empty", "-m", "x"]):
        subprocess.run(["git", "-C", site, *words], check=True)
    return subprocess.run(
        ["git", "-C", site, "rev-parse", "HEAD"], check=True, capture_output=True, text=True
    ).stdout.strip()


def test_an_older_commit_never_replaces_a_newer_one_unless_told(site, run):
    old = commit(site)
    (site / TYPO).write_text((site / TYPO).read_text().replace("some customers", "everybody"))
    commit(site)
    run("build")
    standing = tree(site / "public")
    subprocess.run(["git", "-C", site, "checkout", "-q", old], check=True)
    code, _, err = run("build")
    assert (code, tree(site / "public")) == (3, standing)
    assert old[:12] in err and "--allow-older" in err
    assert run("build", "--allow-older").code == 0
    assert tree(site / "public") != standing


def test_people_may_live_outside_of_the_repository(site, run, monkeypatch, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("private") / "people.yaml"
    elsewhere.write_text("subscribers: {ana: {name: Ana, contacts: [{email: ana@acme.example}]}}\n")
    settings = site / "content/site.yaml"
    settings.write_text(settings.read_text() + "audiences: {board: {name: Board, members: [ana]}}\n")
    assert run("check").code == 1
    monkeypatch.setenv("STATUSGEN_SUBSCRIBERS", str(elsewhere))
    assert run("check").code == 0


def test_warnings_are_only_counted_unless_they_stand_in_the_way(site, run):
    file = site / TYPO
    file.write_text(file.read_text().replace("services: {checkout: partial_outage}\n", ""))
    assert run("build").err.startswith("1 warning: see statusgen check\nBuilt ")
    code, _, err = run("build", "--strict")
    assert code == 1
    assert "warning no-services" in err
