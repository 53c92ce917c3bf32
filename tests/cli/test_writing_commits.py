"""`--commit` and `--edit`: real git, and an editor that is a script."""

import os
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from writing_desk import OPEN, PEOPLE, tree

Git = Callable[..., str]


@pytest.fixture
def git(site: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Git:
    """A repository with the site in it, all of it committed, and nothing of this machine's configuration."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    (home / ".gitconfig").write_text("[user]\nname = Ana\nemail = ana@acme.example\nuseConfigOnly = true\n")
    (site / "subscribers.yaml").write_text(PEOPLE)

    def git(*arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=site, capture_output=True, text=True, check=True)
        return done.stdout

    git("init", "--quiet", "-b", "main")
    git("add", ".")
    git("commit", "--quiet", "-m", "All")
    return git


def script(site: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An editor that does this to the file that it is given as `$1`."""
    file = site.parent / "an editor.sh"
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("EDITOR", f"'{file}' --wait")
    monkeypatch.delenv("VISUAL", raising=False)


def test_one_commit_holds_what_was_written_and_nothing_else(site, run, git):
    (site / "content/services/mail.yaml").write_text("name: Mail for staff\n")
    (site / "note").write_text("staged by somebody")
    git("add", "note")
    done = run("update", "-m", "x", "--phase", "identified", "--commit")
    assert done.code == 0
    assert git("log", "--format=%s", "-2").splitlines() == ["2026-11-21-checkout-errors: identified", "All"]
    assert git("show", "--name-status", "--format=", "HEAD").split() == ["A", f"{OPEN}/20261121T1420Z-identified.md"]
    assert git("status", "--porcelain").splitlines() == [" M content/services/mail.yaml", "A  note"]
    assert f"Committed as {git('rev-parse', '--short', 'HEAD').strip()}: 2026-11-21-" in done.err


def test_a_new_incident_and_someone_put_on_it_are_two_commits(site, run, git):
    run("new", "incident", 'Down; $(touch pwned) "x"', "-m", "x", "--service", "mail=major", "--commit")
    run("subscribe", "cy", "down", "--summary", "No mail.", "--commit")
    assert git("log", "--format=%s", "-2").splitlines() == [
        "2026-11-21-down-touch-pwned-x: put cy on it",
        '2026-11-21-down-touch-pwned-x: Down; $(touch pwned) "x"',
    ]
    assert git("status", "--porcelain") == ""
    assert not (site / "pwned").exists()


def test_an_update_brings_along_the_incident_that_git_does_not_know(site, run, git):
    run("new", "incident", "Down", "-m", "x", "--service", "mail=major")
    assert run("update", "down", "-m", "y", "--commit").code == 0
    names = git("show", "--name-only", "--format=", "HEAD").split()
    assert [name.rsplit("/", 1)[1] for name in names] == ["20261121T1420Z-update.md", "incident.yaml"]


def test_begun_work_of_somebody_else_is_not_committed(site, run, git):
    file = site / OPEN / "incident.yaml"
    file.write_text(file.read_text() + "# half a thought\n")
    before = tree(site / "content")
    done = run("subscribe", "cy", "checkout", "--commit")
    assert (done.code, done.out) == (3, "")
    assert f"{OPEN}/incident.yaml has changes that are not committed yet" in done.err
    assert tree(site / "content") == before


def test_without_a_repository_or_a_name_nothing_is_written(site, run, git, monkeypatch):
    before = tree(site / "content")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("EMAIL", "")
    (site / ".git").rename(site / "not.git")
    done = run("update", "-m", "x", "--commit")
    assert (done.code, done.out) == (3, "")
    assert "nothing was written" in done.err
    assert tree(site / "content") == before


def test_a_hook_that_says_no_leaves_the_files_and_no_trace_in_git(site, run, git):
    hook = site / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho not on a Sunday >&2\nexit 1\n")
    hook.chmod(0o755)
    done = run("update", "-m", "x", "--commit")
    assert done.code == 3
    assert "the files are written, but not committed: not on a Sunday" in done.err
    assert (site / f"{OPEN}/20261121T1420Z-update.md").exists()
    assert git("status", "--porcelain").split() == ["??", f"{OPEN}/20261121T1420Z-update.md"]


def test_a_site_below_the_top_of_a_repository_is_committed_too(site, run, git, monkeypatch, tmp_path):
    top = site / "repo"
    (top / "*sub[x]").mkdir(parents=True)
    (site / "content").rename(top / "*sub[x]/content")
    git("-C", str(top), "init", "--quiet")
    monkeypatch.chdir(top)
    done = run("-C", top / "*sub[x]", "update", "-m", "x", "--commit")
    assert done.code == 0, done.err
    assert git("-C", str(top), "show", "--name-only", "--format=", "HEAD").splitlines() == [
        f"*sub[x]/{OPEN}/20261121T1420Z-update.md",
        f"*sub[x]/{OPEN}/incident.yaml",
    ]


def test_a_dry_run_commits_nothing(site, run, git):
    run("update", "-m", "x", "--commit", "--dry-run")
    assert git("log", "--format=%s").splitlines() == ["All"]


def test_the_editor_has_the_last_word(site, run, monkeypatch):
    script(
        site, 'test "$1" = --wait || exit 9\nsed -i "s/^$/We look into it./" "$2"; echo "We look." >>"$2"', monkeypatch
    )
    done = run("update", "--phase", "identified", "--edit")
    assert done.out == f"{OPEN}/20261121T1420Z-identified.md\n"
    assert (site / done.out.strip()).read_text().endswith("---\nWe look.\n")


def test_placeholders_are_left_to_the_editor(site, run, monkeypatch):
    (site / "content/templates").mkdir()
    (site / "content/templates/over.md").write_text("---\nphase: resolved\n---\n{{what}} works again.\n")
    before = tree(site)
    script(site, 'sed -i "s/{{what}}/All/" "$2"', monkeypatch)
    assert run("resolve", "--edit", "--dry-run").out.endswith("---\nAll works again.\n")
    script(site, ":", monkeypatch)
    done = run("resolve", "--edit")
    assert (done.code, done.out) == (1, "")
    assert "unfilled-placeholder" in done.err
    draft = Path(done.err.rsplit("your text is in ", 1)[1].strip())
    assert (draft / f"{OPEN}/20261121T1420Z-resolved.md").read_text().endswith("{{what}} works again.\n")
    assert tree(site) == before


@pytest.mark.parametrize(("text", "code"), [(":", 1), ("exit 4", 3), ("exec /no/such/editor 2>/dev/null", 3)])
def test_an_editor_that_says_nothing_writes_nothing(site, run, monkeypatch, text, code):
    before = tree(site)
    script(site, text, monkeypatch)
    assert run("update", "--edit").code == code
    assert tree(site) == before


def test_an_editor_that_is_not_there_is_named(site, run, monkeypatch):
    monkeypatch.setenv("VISUAL", "no-such-editor")
    done = run("update", "--edit")
    assert done.code == 3
    assert "`no-such-editor` cannot be run" in done.err


def test_a_rule_at_the_end_of_a_text_is_no_empty_text(site, run, monkeypatch):
    script(site, 'printf "We look.\\n\\n---\\n" >>"$2"', monkeypatch)
    done = run("update", "--edit")
    assert done.code == 0, done.err
