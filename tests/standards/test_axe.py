"""axe-core finds nothing against WCAG 2.2 AA: on each kind of page, at each width, in each set of colours."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from examined import NOW, TOP, pages
from hosting import hosted
from selenium.webdriver import Chrome

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDTHS = (320, 375, 768, 1280)
COLOURS = {
    "light": {"prefers-color-scheme": "light"},
    "dark": {"prefers-color-scheme": "dark"},
    "forced": {"prefers-color-scheme": "light", "forced-colors": "active"},
    "forced dark": {"prefers-color-scheme": "dark", "forced-colors": "active"},
}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
AXE = """
const [tags, done] = arguments;
axe.run(document, {runOnly: tags, resultTypes: ["violations"]}).then(({violations, passes}) => done([
  passes.length,
  violations.map(({id, nodes}) => `${id}: ${nodes.map((node) => node.html.slice(0, 200)).join(" | ")}`),
]), (error) => done([0, [String(error)]]));
"""


def kind(page: str) -> str:
    """Pages of one kind differ only in what they are about: in an id, or in a month."""
    name = re.sub(r"(incidents|maintenance|services|groups|teams|announcements)/(?!index\.)[^/]+/", r"\1/*/", page)
    return re.sub(r"\d{4}-\d\d", "*", name)


def fullest(site: Path) -> dict[str, str]:
    """Of each kind of page, the one with most on it."""
    by_size = sorted(pages(site), key=lambda page: (site / page).stat().st_size)
    return {kind(page): page for page in by_size}


@pytest.fixture(scope="module")
def axe(tool: Callable[[str], Path]) -> str:
    return (tool("axe-core") / "axe.min.js").read_text(encoding="utf-8")


def look(chrome: Chrome, colours: str) -> None:
    features = [{"name": name, "value": value} for name, value in COLOURS[colours].items()]
    chrome.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


def complaints(chrome: Chrome, width: int) -> list[str]:
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 700}
    chrome.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    passed, violations = chrome.execute_async_script(AXE, TAGS)
    assert passed > 5 or violations
    return violations


@pytest.mark.parametrize(
    ("site", "colours"), [*(("example", colours) for colours in COLOURS), ("plain", "light"), ("plain", "dark")]
)
def test_nobody_is_kept_out_of_any_kind_of_page(chrome, request, axe, site, colours):
    found = {}
    top = request.getfixturevalue(site)
    look(chrome, colours)
    with hosted(top, "/") as url:  # the page for what is missing knows where the site is: the example's, at the top
        for page in fullest(top).values():
            chrome.get(url + page)
            chrome.execute_script("for (const one of document.querySelectorAll('details')) one.open = true")
            chrome.execute_script(axe)
            for width in WIDTHS:
                if violations := complaints(chrome, width):
                    found[page, width] = violations
    assert found == {}


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example as it is served to people with pages of their own."""
    root, dist = tmp_path_factory.mktemp("own"), tmp_path_factory.mktemp("served") / "dist"
    shutil.copytree(TOP / "content", root / "content")
    shutil.copy(TOP / "subscribers.yaml", root)
    with (root / "content" / "site.yaml").open("a", encoding="utf-8") as settings:
        settings.write("private_pages: true\n")
    command = [sys.executable, "-m", "statusgen", "-C", str(root), "--now", NOW, "build", "--all-audiences", "-o", dist]
    environment = {**os.environ, "STATUSGEN_KEY": "0f1e2d3c4b5a69788796a5b4c3d2e1f0"}
    subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return (dist / "private" / "f").rename(dist / "everyone" / "f").parent


@pytest.mark.parametrize("colours", ["light", "forced dark"])
def test_nobody_is_kept_out_of_a_page_of_their_own(chrome, axe, own, colours):
    """Of those in every language, the one with most on it."""
    fullest = {page.read_bytes()[:40]: page for page in sorted((own / "f").glob("*/index.html"), key=_size)}
    look(chrome, colours)
    found = {}
    for page in fullest.values():
        chrome.get(page.as_uri())
        chrome.execute_script(axe)
        for width in WIDTHS[1:3]:
            if violations := complaints(chrome, width):
                found[page.parent.name, width] = violations
    assert found == {}


def _size(page: Path) -> int:
    return page.stat().st_size


@pytest.mark.parametrize("site", ["wide", "plain"])
def test_what_scrolls_can_be_scrolled_by_keyboard(chrome, request, axe, site):
    page = request.getfixturevalue(site) / "maintenance" / "2026-11-02-sweep" / "index.html"
    chrome.get(page.as_uri())
    chrome.execute_script(axe)
    assert {width: complaints(chrome, width) for width in (320, 375)} == {320: [], 375: []}
    scrolling = (
        "return [...document.querySelectorAll('.prose *')].filter((one) => one.scrollWidth > one.clientWidth + 9"
    )
    wide = chrome.execute_script(f"{scrolling} && one.clientWidth).map((one) => one.className || one.localName)")
    assert set(wide) >= {"table", "pre"}


def test_axe_sees_what_keeps_people_out(chrome, axe):
    chrome.get("data:text/html,<title>x</title><p style='color:%23ddd;background:%23fff'>pale<img src=x>")
    chrome.execute_script(axe)
    assert {one.split(":")[0] for one in complaints(chrome, 768)} >= {"color-contrast", "image-alt"}
