"""Whatever accent is asked for, all text stands out from its ground, in both themes and both schemes."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from example_site import NOW, SETTINGS, example_site
from selenium.webdriver import Chrome
from test_site_in_browser import CONTRASTS

from statusgen.model.site import Appearance, Density, Logo
from statusgen.publish.plan import plan

pytestmark = pytest.mark.browser

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 4"><path d="M0 0h8v4z"/></svg>'


@pytest.fixture
def chrome(browser: Chrome) -> Iterator[Chrome]:
    browser.get("about:blank")
    browser.get_log("browser")
    yield browser
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {})


def written(top: Path, theme: str, accent: str) -> Path:
    look = Appearance(accent, Logo("mark.svg", SVG), "serif", Density.COMPACT)
    for artefact in plan(example_site(settings=replace(SETTINGS, theme=theme, look=look)), NOW, top):
        path = top / artefact.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(artefact.make())
    return top


@pytest.mark.parametrize("theme", ["default", "plain"])
@pytest.mark.parametrize("accent", ["#ffee00", "#0b5fff", "#050505"])
def test_links_can_be_read_whatever_the_accent(chrome, tmp_path, theme, accent):
    top = written(tmp_path, theme, accent)
    for scheme in ("light", "dark"):
        feature = {"name": "prefers-color-scheme", "value": scheme}
        chrome.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
        for page in ("index", "incidents/shop-slow/index", "services/bank/index"):
            chrome.get((top / f"{page}.html").as_uri())
            assert chrome.execute_script(CONTRASTS) == [], (scheme, page)
    assert chrome.get_log("browser") == []


def test_the_settings_reach_the_page(chrome, tmp_path):
    chrome.get((written(tmp_path, "default", "#7a00cc") / "index.html").as_uri())
    style = "return getComputedStyle(document.querySelector(arguments[0]))[arguments[1]]"
    assert chrome.execute_script(style, "main .more a", "color") == "rgb(122, 0, 204)"
    assert "Georgia" in chrome.execute_script(style, "body", "fontFamily")
    assert chrome.execute_script(style, ".day", "paddingTop") == "7.68px"  # 0.6 of what is comfortable
    logo = "const logo = document.querySelector('img'); return [logo.naturalWidth > 0, logo.width / logo.height]"
    assert chrome.execute_script(logo) == [True, 2]
