"""Every command that writes, on files of every layout: what somebody wrote by hand is there afterwards, to the byte."""

import sys
from pathlib import Path

import pytest
from writing_desk import PEOPLE, tree

sys.path.insert(0, str(Path(__file__).parents[1] / "author"))
from oddities import ODD

ODDLY = "content/incidents/odd"
WORK = "content/maintenance/work"
UPDATE = (
    b"\xef\xbb\xbf---\r\nat:   '2026-11-21T14:00:00Z' # about\r\n\r\n"
    b'phase: "investigating"\r\n---   \r\n\r\n  We look.  \r\n'
)
PLAN = (
    b"# what we do\n\ntitle:   'Disks'\nstarts: 2026-12-01 22:00  # local\nends: 2026-12-01T23:00+01:00\n"
    b"services: {\n  mail: under_maintenance,  # all of it\n}\n\n\n"
)
COMMANDS = {
    "update": ["update", "odd", "-m", "x", "--phase", "identified"],
    "worse": ["update", "odd", "-m", "x", "--severity", "critical", "--service", "checkout=major"],
    "subscribe": ["subscribe", "cy", "odd"],
    "subscribe a team": ["subscribe", "night", "odd"],
    "correct": ["correct", "odd", "-m", "x"],
    "resolve": ["resolve", "odd", "-m", "x"],
    "postmortem": ["postmortem", "odd", "-m", "x"],
    "reopen": ["reopen", "odd", "-m", "x"],
    "reschedule": ["reschedule", "work", "--starts", "2026-12-02 22:00"],
    "cancel": ["cancel", "work", "-m", "x"],
    "new incident": ["new", "incident", "y", "-m", "x", "--service", "mail"],
    "new maintenance": ["new", "maintenance", "z", "-m", "x", "--starts", "+1d", "--for", "1h"],
    "new announcement": ["new", "announcement", "n", "-m", "x"],
    "new service": ["new", "service", "Search"],
}
EDITED = {"worse", "subscribe", "subscribe a team"}


@pytest.mark.parametrize("layout", ODD)
def test_no_command_touches_a_byte_that_it_need_not(site, run, layout):
    (site / "subscribers.yaml").write_text(PEOPLE)
    for path, content in (
        (f"{ODDLY}/incident.yaml", ODD[layout].encode()),
        (f"{ODDLY}/20261121T1400Z-first.md", UPDATE),
        (f"{WORK}/maintenance.yaml", PLAN),
    ):
        (site / path).parent.mkdir(exist_ok=True)
        (site / path).write_bytes(content)
    for minute, (name, line) in enumerate(COMMANDS.items(), 20):
        before = tree(site)
        done = run(*line, now=f"2026-11-21T14:{minute}:00Z")
        assert done.code == 0, f"{name}: {done.err}"
        after = tree(site)
        assert {path: after[path] for path in before if path != f"{ODDLY}/incident.yaml"} == {
            path: content for path, content in before.items() if path != f"{ODDLY}/incident.yaml"
        }, name
        edited = before[f"{ODDLY}/incident.yaml"] != after[f"{ODDLY}/incident.yaml"]
        assert edited is (name in EDITED), name
        if name.startswith("subscribe"):
            left = iter(after[f"{ODDLY}/incident.yaml"])
            assert all(byte in left for byte in before[f"{ODDLY}/incident.yaml"]), name
        assert set(done.out.split()) == {path for path in after if before.get(path) != after[path]}, name
    assert not [
        line
        for line in run("check", "--format", "concise", now="2026-11-21T15:00:00Z").out.splitlines()
        if " error " in line
    ]
