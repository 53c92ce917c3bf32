"""What is examined, and with which tools."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
TOOLS = TOP / "tests" / "tools" / "node_modules"
NOW = "2026-11-21T14:20:00Z"  # the moment of the example

Build = Callable[[Path, str], Path]  # the root of a site and a moment -> the folder of its output


def missing(what: str) -> None:
    """CI must have it; elsewhere its tests are skipped."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is not installed")
    pytest.skip(f"needs {what}: see .ci/run")


def pages(site: Path) -> list[str]:
    """Every page of an output, as paths from its top."""
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
