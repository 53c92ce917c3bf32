"""The search page in a real browser: with and without a server, with and without JavaScript."""

import functools
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import pytest
from example_site import NOW, OPEN, example_site
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from statusgen.model.incident import Incident, Update
from statusgen.publish.plan import plan
from statusgen.publish.search import PACK

pytestmark = pytest.mark.browser

HOSTILE = Incident(
    "hostile",
    '<img src="x" onerror="document.title=1">',
    NOW - timedelta(days=3),
    summary="Zyzzyva",
    effects=OPEN.effects,
)
ANCIENT = Incident("ancient", "The oldest of all", NOW - timedelta(days=900), summary="Quagga sightings")
FILLING = tuple(Incident(f"i{number}", "Something small", NOW - timedelta(hours=20 + number)) for number in range(PACK))


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With more incidents than fit into one pack."""
    top = tmp_path_factory.mktemp("site")
    whole = example_site()
    accented = replace(OPEN, updates=(*OPEN.updates, Update("4", NOW - timedelta(minutes=1), "Das **Café** schließt.")))
    incidents = (accented, *whole.incidents[1:], HOSTILE, *FILLING, ANCIENT)
    for artefact in plan(replace(whole, incidents=incidents), NOW, top):
        path = top / artefact.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(artefact.make())
    return top


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[str]:
    """Under a sub-path, as behind a shared host name."""
    handler = functools.partial(Quiet, directory=str(site.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/{site.name}"
        server.shutdown()


@pytest.fixture
def chrome(browser: Chrome) -> Iterator[Chrome]:
    browser.get("about:blank")
    browser.get_log("browser")
    yield browser
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    assert browser.get_log("browser") == []


def type_in(chrome: Chrome, query: str) -> WebElement:
    field = chrome.find_element(By.ID, "query")
    field.send_keys(query)
    return field


def titles(chrome: Chrome) -> list[str]:
    return [link.text for link in chrome.find_elements(By.CSS_SELECTOR, "#results a")]


def wait_for(chrome: Chrome, said: str) -> None:
    """Until the page says so to those who cannot see it, too."""
    status = chrome.find_element(By.CSS_SELECTOR, "#search [role=status]")
    WebDriverWait(chrome, 20).until(lambda _: status.text == said, f"{said!r}, not {status.text!r}")


@pytest.mark.parametrize("query", ["stuck", "STUCK queue", "tell customers", "cafe", "Café", "schließt"])
def test_typing_finds_an_incident_by_words_of_its_updates(chrome, served, query):
    chrome.get(f"{served}/search/index.html")
    type_in(chrome, query)
    wait_for(chrome, "Results: 1")
    assert titles(chrome) == ["Orders get stuck"]
    facts = chrome.find_elements(By.CSS_SELECTOR, "#results .soft > *")
    assert [fact.text for fact in facts] == ["Incident", "21 November 2026", "Shop"]
    assert "?q=" in chrome.current_url


def test_what_matches_in_the_title_comes_before_what_mentions_it(chrome, served):
    chrome.get(f"{served}/search/index.html")
    type_in(chrome, "bank")
    wait_for(chrome, "Results: 3")
    assert titles(chrome)[0] == "Bank"


def test_what_is_old_is_fetched_only_when_it_is_needed(chrome, served):
    chrome.get(f"{served}/search/index.html")
    asked = "return performance.getEntriesByType('resource').map(one => one.name).filter(name => /json$/.test(name))"
    assert chrome.execute_script(asked) == []
    type_in(chrome, "quagga")
    wait_for(chrome, "Results: 1")
    assert titles(chrome) == ["The oldest of all"]
    assert chrome.execute_script(asked) == [f"{served}/search.json", f"{served}/search/1.json"]


def test_many_results_are_cut_and_counted(chrome, served):
    chrome.get(f"{served}/search/index.html")
    type_in(chrome, "something")
    wait_for(chrome, f"Results: {PACK}")
    assert len(titles(chrome)) == 50


def test_a_query_in_the_address_is_searched_for_at_once(chrome, served):
    chrome.get(f"{served}/search/index.html?q={quote('stuck queue')}")
    wait_for(chrome, "Results: 1")
    assert chrome.find_element(By.ID, "query").get_attribute("value") == "stuck queue"


def test_the_keyboard_walks_from_the_field_through_the_results_and_back(chrome, served):
    chrome.get(f"{served}/search/index.html")
    field = type_in(chrome, "new")
    wait_for(chrome, "Results: 3")
    field.send_keys(Keys.ENTER)
    assert chrome.switch_to.active_element.text == "New vault"
    chrome.switch_to.active_element.send_keys(Keys.ARROW_DOWN)
    assert chrome.switch_to.active_element.text == "New paper"
    chrome.switch_to.active_element.send_keys(Keys.ARROW_UP, Keys.NULL)
    chrome.switch_to.active_element.send_keys(Keys.ARROW_UP)
    assert chrome.switch_to.active_element == field
    field.send_keys(Keys.ARROW_DOWN)
    chrome.switch_to.active_element.send_keys(Keys.ENTER)
    WebDriverWait(chrome, 10).until(lambda _: chrome.current_url == f"{served}/maintenance/vault/index.html")


def test_nothing_found_is_said(chrome, served):
    chrome.get(f"{served}/search/index.html")
    type_in(chrome, "<b>nowhere</b>")
    wait_for(chrome, "Nothing was found for “<b>nowhere</b>”.")
    chrome.find_element(By.ID, "query").clear()
    chrome.find_element(By.ID, "query").send_keys(" ")
    wait_for(chrome, "")


def test_a_hostile_title_is_shown_as_text(chrome, served):
    chrome.get(f"{served}/search/index.html")
    type_in(chrome, "zyzzyva")
    wait_for(chrome, "Results: 1")
    assert titles(chrome) == [HOSTILE.title]
    assert chrome.find_elements(By.CSS_SELECTOR, "#results img") == []
    assert chrome.title.startswith("Search")


def test_search_asks_nobody_else(chrome, served):
    chrome.get(f"{served}/search/index.html?q=stuck")
    wait_for(chrome, "Results: 1")
    asked = chrome.execute_script("return performance.getEntriesByType('resource').map(entry => entry.name)")
    assert [url for url in asked if not url.startswith(served)] == []


def test_without_javascript_the_months_are_there(chrome, served):
    chrome.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    chrome.get(f"{served}/search/index.html")
    assert not chrome.find_element(By.ID, "query").is_displayed()
    assert "needs JavaScript" in chrome.find_element(By.ID, "no-search").text
    chrome.find_element(By.LINK_TEXT, "November 2026").click()
    assert chrome.current_url == f"{served}/history/2026-11.html"


def test_in_a_folder_the_months_are_there_and_nothing_complains(chrome, site):
    chrome.get((site / "search/index.html").as_uri())
    assert not chrome.find_element(By.ID, "query").is_displayed()
    assert chrome.find_element(By.ID, "no-search").is_displayed()
    assert chrome.find_element(By.LINK_TEXT, "October 2026").is_displayed()


def test_an_index_that_is_gone_is_said(browser, served, site):
    """Chromium complains of the missing file; the page says what to do instead."""
    (site / "search.json").rename(site / "away.json")
    try:
        browser.get(f"{served}/search/index.html")
        type_in(browser, "stuck")
        wait_for(browser, "The index could not be fetched. Below is everything by month.")
    finally:
        (site / "away.json").rename(site / "search.json")
        browser.get_log("browser")


def test_the_manifest_is_what_the_browser_finds(chrome, served):
    chrome.get(f"{served}/index.html")
    found = chrome.execute_cdp_cmd("Page.getAppManifest", {})
    assert found["errors"] == []
    assert found["url"] == f"{served}/site.webmanifest"
    assert json.loads(found["data"])["name"] == "Orchard status"


@pytest.mark.parametrize("badge", ["badge.svg", "services/shop/badge.svg"])
def test_a_badge_is_a_picture_of_the_size_that_it_names(chrome, served, badge):
    chrome.get(f"{served}/index.html")
    size = chrome.execute_async_script(
        "const [url, done] = arguments; const picture = new Image(); "
        "picture.onload = () => done([picture.naturalWidth, picture.naturalHeight]); picture.src = url;",
        f"{served}/{badge}",
    )
    assert size[0] > 80
    assert size[1] == 20
