"""A page that is older than it should be says so: with a clock of ours, left open, and in both themes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from example_site import NOW, SETTINGS, example_site
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from statusgen.publish.freshness import stale_after
from statusgen.publish.plan import plan

pytestmark = pytest.mark.browser

AFTER = stale_after(example_site(), NOW)
SECOND = timedelta(seconds=1)

# The clock is what we say, and what runs every minute runs when we say.
CLOCK = """
window.now = Date.parse("%s"); window.minutes = [];
Date.now = () => window.now;
window.setInterval = (call) => window.minutes.push(call);
"""


@pytest.fixture(scope="module", params=["default", "plain"])
def page(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Address of the front page."""
    top: Path = tmp_path_factory.mktemp(request.param)
    for artefact in plan(example_site(settings=replace(SETTINGS, theme=request.param)), NOW, top):
        path = top / artefact.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(artefact.make())
    return (top / "index.html").as_uri()


@pytest.fixture
def chrome(browser: Chrome) -> Iterator[Chrome]:
    yield browser
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {})
    browser.get("about:blank")


def opened(chrome: Chrome, page: str, now: datetime) -> None:
    source = CLOCK % now.isoformat()
    script = chrome.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": source})
    chrome.get(page)
    chrome.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", script)


def says_so(chrome: Chrome) -> bool:
    return chrome.find_element(By.ID, "stale").is_displayed()


def test_from_the_very_moment_on_at_which_it_should_have_been_renewed(chrome, page):
    opened(chrome, page, AFTER - SECOND)
    assert not says_so(chrome)
    opened(chrome, page, AFTER)
    assert says_so(chrome)
    assert "should have been renewed by" in chrome.find_element(By.ID, "stale").text


def test_a_page_that_was_left_open_says_so_within_a_minute(chrome, page):
    opened(chrome, page, NOW)
    for then in (AFTER - SECOND, AFTER):
        chrome.execute_script("now = Date.parse(arguments[0]); minutes.forEach(call => call())", then.isoformat())
        assert says_so(chrome) is (then == AFTER)


def test_a_page_that_wakes_up_says_so_at_once(chrome, page):
    opened(chrome, page, NOW)
    chrome.execute_script(
        "now = Date.parse(arguments[0]); document.dispatchEvent(new Event('visibilitychange'))", AFTER.isoformat()
    )
    assert says_so(chrome)


def test_without_javascript_the_page_says_when_it_was_made_and_claims_nothing_else(chrome, page):
    chrome.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    opened(chrome, page, AFTER)
    assert not says_so(chrome)
    assert "As of 21 November 2026, 15:02 CET" in chrome.find_element(By.TAG_NAME, "body").text


@pytest.mark.parametrize("width", [320, 375, 768, 1280])
@pytest.mark.parametrize("file", ["index", "incidents/shop-slow/index", "services/shop/index", "subscribe/index"])
def test_no_theme_is_wider_than_the_screen(chrome, page, file, width):
    size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 700}
    chrome.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    chrome.get(page.replace("index.html", f"{file}.html"))
    assert chrome.execute_script("return document.documentElement.scrollWidth") <= width
