"""What the user who runs statusgen may not read is a mistake at its place, like any other."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

# Root may read everything: as such, the reading is done without that power.
POWERLESS = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
READ = """
import json, sys
from datetime import UTC, datetime
from pathlib import Path
from statusgen.read.load import load
found = load(Path(sys.argv[1]), datetime(2026, 11, 21, 15, tzinfo=UTC))
print(json.dumps([[[one.code, one.span.path] for one in found.problems], [one.path for one in found.site.left_out]]))
"""
FILES = {
    "content/site.yaml": "name: Acme status\nurl: https://status.acme.example/\nlook: {logo: logo.svg}\n",
    "content/logo.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
    "content/services/search.yaml": "name: Search\nowner: ana\n",
    "content/incidents/slow/incident.yaml": (
        "title: Slow\nservices: {search: partial_outage}\nstarted: 2026-11-21T14:00:00Z\n"
    ),
    "content/incidents/slow/u.md": "---\nat: 2026-11-21T14:05:00Z\n---\nWe look into it.\n",
    "themes/own/theme.toml": "",
    "subscribers/ana.yaml": "name: Ana\ncontacts: [{email: ana@acme.example}]\nfollows: [slow]\n",
}

pytestmark = pytest.mark.skipif(bool(POWERLESS) and not shutil.which("setpriv"), reason="needs setpriv of util-linux")


@pytest.mark.parametrize(
    ("forbidden", "mode", "named"),
    [
        ("content", 0o000, "content/site.yaml"),
        ("content", 0o444, "content/site.yaml"),
        ("content/site.yaml", 0o000, "content/site.yaml"),
        ("content/logo.svg", 0o000, "content/logo.svg"),
        ("content/services", 0o000, "content/services"),
        ("content/services", 0o444, "content/services/search.yaml"),
        ("content/incidents", 0o000, "content/incidents"),
        ("content/incidents", 0o444, "content/incidents/slow"),
        ("content/incidents/slow", 0o000, "content/incidents/slow"),
        ("content/incidents/slow", 0o444, "content/incidents/slow/incident.yaml"),
        ("content/incidents/slow/u.md", 0o000, "content/incidents/slow/u.md"),
        ("themes", 0o000, "themes"),
        ("themes", 0o444, "themes"),
        ("subscribers", 0o000, "subscribers"),
        ("subscribers", 0o444, "subscribers/ana.yaml"),
    ],
)
def test_what_may_not_be_read_is_named_and_causes_no_other_mistake(
    tmp_path: Path, forbidden: str, mode: int, named: str
) -> None:
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    (tmp_path / forbidden).chmod(mode)
    command = [*POWERLESS, sys.executable, "-c", READ, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    (tmp_path / forbidden).chmod(0o755)
    assert done.returncode == 0, done.stderr
    problems, left_out = json.loads(done.stdout)
    assert ["unreadable-file", named] in problems
    assert {code for code, _ in problems} == {"unreadable-file"}
    assert named in left_out
