"""What is missing is asked on a terminal, a real one, and nowhere else."""

import os
import pty
import select
import sys
import time
from pathlib import Path

import pytest
from writing_desk import OPEN, PEOPLE

NOW = "2026-11-21T14:20:00Z"
ENVIRONMENT = {"PYTHONPATH": str(Path(__file__).parents[2]), "TERM": "xterm"}
_PATIENCE = 60.0


def talk(line: list[str], answers: dict[str, str]) -> tuple[int, str]:
    """Runs a command on a terminal of its own; each question gets its answer. Exit code, and all that was seen."""
    pid, terminal = pty.fork()
    if pid == 0:  # the child
        os.execve(
            sys.executable, [sys.executable, "-m", "statusgen", "--now", NOW, *line], ENVIRONMENT | {**os.environ}
        )
    seen, open_, end = "", dict(answers), time.monotonic() + _PATIENCE
    try:
        while time.monotonic() < end:
            if not select.select([terminal], [], [], 1)[0]:
                continue
            try:
                piece = os.read(terminal, 4096)
            except OSError:  # Linux says so when the other end is closed
                break
            if not piece:
                break
            seen += piece.decode()
            for question in [one for one in open_ if one in seen]:
                os.write(terminal, f"{open_.pop(question)}\n".encode())
    finally:
        os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), seen


def test_the_words_are_asked_for(site):
    code, seen = talk(["update", "checkout"], {"What is there to say: ": "It is the provider."})
    assert code == 0, seen
    assert (site / f"{OPEN}/20261121T1420Z-update.md").read_text().endswith("---\nIt is the provider.\n")


def test_each_placeholder_is_asked_for_once(site):
    (site / "content/templates").mkdir()
    (site / "content/templates/down.md").write_text(
        '---\nkind: incident\ntitle: "{{what}} fails"\nimpact: "{{who}} cannot use {{what}}."\n---\n{{what}} fails.\n'
    )
    code, seen = talk(["new", "incident"], {"What: ": "The cart", "Who: ": "Everybody"})
    assert code == 0, seen
    assert seen.count("What: ") == 1
    text = (site / "content/incidents/2026-11-21-the-cart-fails/20261121T1420Z-investigating.md").read_text()
    assert text.endswith("impact: Everybody cannot use The cart.\n---\nThe cart fails.\n")


def test_a_summary_is_asked_for_before_somebody_is_put_on_it(site):
    (site / "subscribers.yaml").write_text(PEOPLE)
    code, seen = talk(["subscribe", "cy", "mail-late"], {"in plain words: ": "Mail takes an hour."})
    assert code == 0, seen
    file: Path = site / "content/incidents/2026-11-20-mail-late/incident.yaml"
    assert file.read_text().endswith("summary: Mail takes an hour.\nstakeholders: [cy]\n")


@pytest.mark.parametrize("key", ["\x03", "\x04"])
def test_leaving_the_question_writes_nothing(site, key):
    code, seen = talk(["update", "checkout"], {"What is there to say: ": key})
    assert code == 130, seen
    assert not (site / f"{OPEN}/20261121T1420Z-update.md").exists()


def test_a_draft_with_errors_may_be_edited_again(site, monkeypatch):
    editor = site / "editor.sh"
    editor.write_text(
        '#!/bin/sh\nif [ -e tried ]; then sed -i s/fase/phase/ "$1"; else sed -i s/phase/fase/ "$1"; fi\ntouch tried\n'
    )
    editor.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(editor))
    monkeypatch.delenv("VISUAL", raising=False)
    line = ["update", "checkout", "-m", "x", "--phase", "identified", "--edit"]
    code, seen = talk(line, {"Edit it again": "y"})
    assert code == 0, seen
    assert "did you mean `phase`?" in seen
    assert "phase: identified" in (site / f"{OPEN}/20261121T1420Z-identified.md").read_text()
