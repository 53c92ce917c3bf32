"""Editors complete and complain with the settings that `init` writes: asked of the real YAML language server."""

import json
import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from statusgen.author.example import write_starter

NOW = datetime(2026, 11, 21, 14, 20, tzinfo=UTC)
TOOLS = Path(__file__).parents[1] / "tools"
INCIDENT = "content/incidents/2026-11-21-x/incident.yaml"

there = shutil.which("node") and (TOOLS / "node_modules/yaml-language-server").is_dir()
pytestmark = pytest.mark.skipif(not there and not os.environ.get("CI"), reason="needs the tools of tests/tools")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    site = tmp_path_factory.mktemp("site")
    write_starter(site, NOW)
    return site


def edited(site, file, text, line=0, character=0):
    command = ["node", TOOLS / "editor.mjs", site, file, str(line), str(character)]
    done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=60, check=True)
    return json.loads(done.stdout)


def test_an_editor_complains_of_what_is_wrong_and_offers_what_is_right(made):
    found = edited(made, INCIDENT, "title: x\nseverity: bad\nservices: {website: broken}\n", 1, 10)
    assert [one.partition(":")[0] for one in found["complaints"]] == ["2", "3"]
    assert found["offers"] == ["none", "minor", "major", "critical"]


def test_an_editor_offers_the_fields(made):
    assert {"severity", "services", "stakeholders", "started"} <= set(
        edited(made, INCIDENT, "title: x\n\n", 1, 0)["offers"]
    )


def test_an_editor_has_nothing_to_say_of_the_files_that_init_writes(made):
    for path in sorted(made.rglob("*.yaml")):
        name = path.relative_to(made).as_posix()
        assert (name, edited(made, name, path.read_text("utf-8"))["complaints"]) == (name, [])
