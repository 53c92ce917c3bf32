"""What validators are shown: the example, whole as `build` writes it; and where the tools from npm are."""

import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from examined import NOW, TOOLS, TOP, Build, missing
from hosting import hosted
from selenium.webdriver import Chrome

from statusgen.author.importers import import_history

for room in ("publish", "model"):  # rules for feeds, and sites in which anything may happen
    sys.path.insert(0, str(TOP / "tests" / room))

# What the example has nothing of: work that came often in a month, and of which something was corrected.
SWEEP = """title: Sweeping the warehouse
summary: Scanners are slow for some minutes.
services: {warehouse: degraded_performance}
starts: 2026-11-02T04:00:00Z
ends: 2026-11-02T04:30:00Z
repeats: FREQ=DAILY
"""
WIDE = f"""
| Hall | Scanners | Why |
| --- | --- | --- |
| {"North" * 20} | `{"scanner_" * 20}` | Dust. |

| Day |
| --- |
| Monday |

```
sweep --hall {"north-" * 30}
```
"""
SAID = f"---\nat: 2026-11-03T09:00:00Z\n---\nWe sweep every morning at six.\n{WIDE}"
CORRECTED = "---\nat: 2026-11-03T10:00:00Z\ncorrects: 1-said\n---\nWe sweep every morning at **five**.\n"

LATER = datetime(2030, 1, 1, tzinfo=UTC)  # after everything in the histories


@pytest.fixture(scope="session")
def tool() -> Callable[[str], Path]:
    """The folder of a package from npm."""

    def found(name: str) -> Path:
        if not (TOOLS / name).is_dir() or not shutil.which("node"):
            missing(f"npm's {name}")
        return TOOLS / name

    return found


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Builds the site at a root as of a moment, by the command itself, and names the folder."""

    def built(root: Path, now: str) -> Path:
        out = tmp_path_factory.mktemp("built") / "site"
        command = [sys.executable, "-m", "statusgen", "-C", str(root), "--now", now, "build", "-o", str(out)]
        subprocess.run(command, check=True, capture_output=True, text=True)
        return out

    return built


@pytest.fixture(scope="session")
def example(build: Build) -> Path:
    """The example's whole output."""
    return build(TOP, NOW)


@pytest.fixture(scope="session")
def plain(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example in the other theme, with all that its look can ask for, and a few things more."""
    look = 'theme: plain\nlook: {accent: "#7a00cc", logo: sign.svg, density: compact}'
    return build(with_more(tmp_path_factory.mktemp("plain"), look), NOW)


@pytest.fixture(scope="session")
def wide(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with the few things more: among them, what is wider than a phone."""
    return build(with_more(tmp_path_factory.mktemp("wide"), "theme: default"), NOW)


def with_more(root: Path, look: str) -> Path:
    shutil.copytree(TOP / "content", root / "content")
    shutil.copy(TOP / "subscribers.yaml", root)
    settings = root / "content" / "site.yaml"
    text = settings.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith(("theme:", "look:"))]
    settings.write_text("\n".join([*lines, look, ""]), encoding="utf-8")
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z"/></svg>'
    (root / "content" / "sign.svg").write_text(drawing, encoding="utf-8")
    sweep = root / "content" / "maintenance" / "2026-11-02-sweep"
    sweep.mkdir()
    for name, text in (("maintenance.yaml", SWEEP), ("1-said.md", SAID), ("2-corrected.md", CORRECTED)):
        (sweep / name).write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="session")
def address(example: Path) -> Iterator[str]:
    """Where the example is hosted, below a path."""
    with hosted(example) as url:
        yield url


@pytest.fixture(scope="session")
def history(shared_data: Path, build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of a real organisation's history, imported."""
    folder = tmp_path_factory.mktemp("history")
    company = "stactus-showcase/showcases/hashicorp"
    with tarfile.open(shared_data / "stactus-nine-companies.tar.xz") as packed:
        inside = [one for one in packed.getmembers() if one.name.startswith(company)]
        packed.extractall(folder, inside, filter="data")
    import_history("stactus", folder / company, folder / "site", LATER)
    return build(folder / "site", LATER.isoformat())


@pytest.fixture
def chrome(browser: Chrome) -> Iterator[Chrome]:
    """With nothing left of the test before."""
    browser.get("about:blank")
    for log in ("browser", "performance"):
        browser.get_log(log)
    yield browser
    for command in ("Emulation.clearDeviceMetricsOverride", "Emulation.setEmulatedMedia"):
        browser.execute_cdp_cmd(command, {})
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
