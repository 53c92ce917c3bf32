"""`schema`, `init` and `completion`: commands that hand out files."""

import json

import pytest
from jsonschema import Draft202012Validator

from statusgen.cli.completion import SHELLS
from statusgen.read.schema import KINDS


@pytest.mark.parametrize("kind", [*KINDS, "history"])
def test_every_schema_is_a_schema(run, kind):
    code, out, _ = run("schema", kind)
    assert code == 0
    Draft202012Validator.check_schema(json.loads(out))


def test_a_schema_goes_where_it_is_told(site, run):
    assert run("schema", "incident", "-o", "incident.json") == (0, "", "")
    assert json.loads((site / "incident.json").read_text()) == json.loads(run("schema", "incident").out)


def test_init_writes_a_site_without_mistakes(tmp_path, run):
    code, out, _ = run("init", tmp_path / "new")
    assert code == 0
    assert str(tmp_path / "new/content/site.yaml") in out.splitlines()
    assert run("-C", tmp_path / "new", "check", "--strict") == (0, "No problems.\n", "")


def test_init_writes_where_the_site_is_to_be(tmp_path, run):
    (tmp_path / "new site").mkdir()
    done = run("-C", tmp_path / "new site", "init")
    assert (tmp_path / "new site/content/site.yaml").is_file()
    assert f"statusgen -C '{tmp_path}/new site' serve" in done.err


def test_init_overwrites_nothing(site, run):
    before = (site / "content/site.yaml").read_bytes()
    code, out, err = run("init")
    assert (code, out) == (3, "")
    assert err.startswith("statusgen: ")
    assert err.count("\n") == 1
    assert (site / "content/site.yaml").read_bytes() == before


@pytest.mark.parametrize("more", [[], ["--ci", "github"]])
def test_init_within_a_site_says_where_that_is_and_writes_a_second_only_where_it_is_asked_to(
    site, run, monkeypatch, more
):
    monkeypatch.chdir(site / "content/services")
    refused = run("init", *more)
    assert (refused.code, refused.out) == (
        2,
        "",
    ) and "There is a site around this folder already, in ../..:" in refused.err
    assert not (site / "content/services/content").exists()
    assert run("init", ".", *more).code == 0
    assert (site / "content/services/content/site.yaml").is_file()


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_gets_a_script_for_statusgen(run, shell):
    code, out, _ = run("completion", shell)
    assert code == 0
    assert "_STATUSGEN_COMPLETE" in out


def test_completion_of_commands_answers_without_importing_them(spawn):
    words = {"_STATUSGEN_COMPLETE": "bash_complete", "COMP_WORDS": "statusgen ch", "COMP_CWORD": "1"}
    assert spawn(env=words).stdout == "plain,check\n"


def test_completion_of_options_knows_the_formats(spawn):
    words = {"_STATUSGEN_COMPLETE": "bash_complete", "COMP_WORDS": "statusgen check --format s", "COMP_CWORD": "3"}
    assert spawn(env=words).stdout == "plain,sarif\n"


def test_of_thousands_that_are_left_out_the_first_are_named(site, run):
    for number in range(12):
        (site / f"content/services/broken-{number:02}.yaml").write_text("name: [\n")
    err = run("overdue").err
    assert "content/services/broken-09.yaml and 2 more\n" in err and "broken-10" not in err
