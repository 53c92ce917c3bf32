"""The HTML of mails: the Nu HTML Checker finds nothing, and they fit a narrow phone, in the light and in the dark."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from examined import NOW, TOP
from selenium.webdriver import Chrome

# News of every kind that the example has, by the options of `preview-mail`.
MAILS = {
    "opened": "2026-11-21-card-payments-fail --kind opened",
    "updated": "2026-11-21-card-payments-fail --kind updated",
    "german": "2026-11-21-card-payments-fail --for jana",
    "added": "2026-11-21-card-payments-fail --kind added",
    "removed": "2026-11-21-card-payments-fail --kind removed",
    "summary": "2026-11-21-card-payments-fail --kind summary",
    "resolved": "2026-10-29-no-card-payments --kind resolved",
    "postmortem": "2026-10-29-no-card-payments --kind postmortem",
    "drill": "2026-10-08-exercise-shop-offline --kind opened",
    "scheduled": "2026-11-24-packing-line --kind scheduled",
    "rescheduled": "2026-11-24-packing-line --kind rescheduled",
    "series": "2026-11-27-hotline-restart",
    "announcement": "2026-11-16-busy-season",
}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def mails(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("mails")
    command = [sys.executable, "-m", "statusgen", "-C", str(TOP), "--now", NOW, "preview-mail"]
    for name, options in MAILS.items():
        out = str(folder / f"{name}.html")
        subprocess.run([*command, *options.split(), "-o", out], check=True, capture_output=True)
    return {name: folder / f"{name}.html" for name in MAILS}


def test_every_mail_is_valid(mails: dict[str, Path], tool: Callable[[str], Path]) -> None:
    jar = tool("vnu-jar") / "build" / "dist" / "vnu.jar"
    command = [
        "java",
        "-jar",
        str(jar),
        "--format",
        "json",
        "--stdout",
        "--exit-zero-always",
        *map(str, mails.values()),
    ]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    found = [f"{one['url'].rpartition('/')[2]}: {one['message']}" for one in json.loads(answer.stdout)["messages"]]
    assert found == []


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest, browser: Chrome) -> Iterator[str]:
    dark = [{"name": "prefers-color-scheme", "value": request.param}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": dark})
    yield request.param
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


@pytest.mark.parametrize("width", [280, 320, 600])
def test_every_mail_fits_its_window_and_can_be_read(
    mails: dict[str, Path], browser: Chrome, scheme: str, width: int
) -> None:
    size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    for name, path in mails.items():
        browser.get(path.as_uri())
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width, name
        assert browser.execute_script(FAINT) == [], (name, scheme)
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


# Texts with less than 4.5 to 1 against what is behind them (WCAG 2.2, 1.4.3); of the hidden preheader nobody reads any.
FAINT = """
const parsed = colour => colour.match(/[\\d.]+/g).map(Number);
const light = colour => {
  const linear = c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const [r, g, b] = parsed(colour).map(one => linear(one / 255));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const behind = element => {
  for (let one = element; one; one = one.parentElement) {
    const colour = getComputedStyle(one).backgroundColor;
    if (parsed(colour)[3] !== 0) return colour;
  }
  return "rgb(255, 255, 255)";
};
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
while (walker.nextNode()) {
  const element = walker.currentNode.parentElement;
  if (!walker.currentNode.data.trim() || !element.checkVisibility()) continue;
  const [low, high] = [light(getComputedStyle(element).color), light(behind(element))].sort((a, b) => a - b);
  if ((high + 0.05) / (low + 0.05) < 4.5) found.push(walker.currentNode.data.trim());
}
return found;
"""
