"""A page made by another program is made anew."""

import shutil
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).parents[2]


def keys(top: Path) -> str:
    code = (
        "from datetime import UTC, datetime; from pathlib import Path;"
        "from statusgen.model.site import Site; from statusgen.publish.plan import plan;"
        "print([one.key for one in plan(Site(), datetime(2026, 11, 21, tzinfo=UTC), Path('.'))])"
    )
    command = [sys.executable, "-c", code]
    return subprocess.run(
        command, cwd=top, env={"PYTHONPATH": str(top)}, check=True, capture_output=True, text=True
    ).stdout


def test_every_key_changes_with_the_programs_source_and_with_nothing_else(tmp_path: Path) -> None:
    for name in ("statusgen", "themes"):
        shutil.copytree(TOP / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    before = keys(tmp_path)
    assert keys(TOP) == before
    source = tmp_path / "statusgen/publish/feedtext.py"
    source.write_text(source.read_text() + "\n# another program\n")
    after = keys(tmp_path)
    assert not set(eval(before)) & set(eval(after))
