"""The benchmarks run, and print what they measure. How fast anything is no test asks."""

import re
import subprocess
import sys

import pytest
from house_source import TOP

SMALL = {"build.py": ("3",), "planning.py": ("20", "40"), "mail.py": ("20", "2")}


def test_no_benchmark_is_left_out():
    scripts = {path.name for path in (TOP / "bench").glob("*.py") if "__main__" in path.read_text(encoding="utf-8")}
    assert scripts == SMALL.keys()


@pytest.mark.parametrize("script", SMALL)
def test_a_benchmark_runs_and_prints_ratios(script):
    command = [sys.executable, str(TOP / "bench" / script), *SMALL[script]]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, cwd=TOP)
    assert (run.returncode, run.stderr) == (0, "")
    assert re.search(r"\d\.\d+ ?x|to smtp-source", run.stdout)
