"""The site in a real browser: from a folder and a server, on small and wide screens, with JavaScript and without."""

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from example_site import NOW, example_site
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By

from statusgen.publish.plan import plan

pytestmark = pytest.mark.browser

PAGES = (
    "index",
    "incidents/shop-slow/index",
    "services/shop/index",
    "history/2026-11",
    "subscribe/index",
    "about/index",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    top = tmp_path_factory.mktemp("site")
    for artefact in plan(example_site(), NOW, top):
        path = top / artefact.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(artefact.make())
    return top


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


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
    """With nothing left of the test before."""
    browser.get("about:blank")
    browser.get_log("browser")
    yield browser
    for command in ("Emulation.clearDeviceMetricsOverride", "Emulation.setEmulatedMedia"):
        browser.execute_cdp_cmd(command, {})
    browser.execute_cdp_cmd("Emulation.setTimezoneOverride", {"timezoneId": ""})
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def look(chrome: Chrome, width: int, scheme: str = "light", zone: str = "Europe/Madrid") -> None:
    size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 700}
    chrome.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    scheme_feature = {"name": "prefers-color-scheme", "value": scheme}
    chrome.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme_feature]})
    chrome.execute_cdp_cmd("Emulation.setTimezoneOverride", {"timezoneId": zone})


@pytest.mark.parametrize("page", PAGES)
def test_pages_open_from_a_folder_styled_and_without_a_complaint(chrome, site, page):
    chrome.get((site / f"{page}.html").as_uri())
    assert chrome.execute_script("return getComputedStyle(document.body).margin") == "0px"
    assert chrome.get_log("browser") == []


@pytest.mark.parametrize("page", PAGES)
def test_pages_open_from_a_server_without_a_complaint_and_ask_nobody_else(chrome, served, page):
    chrome.get(f"{served}/{page}.html")
    asked = chrome.execute_script("return performance.getEntriesByType('resource').map(entry => entry.name)")
    assert [url for url in asked if not url.startswith(served)] == []
    assert len(asked) >= 2
    assert chrome.get_log("browser") == []


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("width", [320, 375, 768, 1280])
def test_nothing_is_wider_than_the_screen(chrome, site, page, width):
    look(chrome, width)
    chrome.get((site / f"{page}.html").as_uri())
    assert chrome.execute_script("return document.documentElement.scrollWidth") <= width


CONTRASTS = """
const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
const rgba = (color) => {
  canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
  return canvas.getImageData(0, 0, 1, 1).data;
};
const light = (color) => {
  const linear = (v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const [r, g, b] = [...rgba(color)].slice(0, 3).map(linear);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const ground = (element) => {
  for (let e = element; e; e = e.parentElement) {
    const color = getComputedStyle(e).backgroundColor;
    if (rgba(color)[3]) return color;
  }
};
const low = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const text = walker.currentNode.data.trim(), element = walker.currentNode.parentElement;
  if (!text || !element.checkVisibility()) continue;
  const [a, b] = [light(getComputedStyle(element).color), light(ground(element))].sort((x, y) => y - x);
  if ((a + 0.05) / (b + 0.05) < 4.5) low.push(text + " " + ((a + 0.05) / (b + 0.05)).toFixed(2));
}
return low;
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_all_text_stands_out_from_its_ground(chrome, site, page, scheme):
    look(chrome, 1280, scheme)
    chrome.get((site / f"{page}.html").as_uri())
    assert chrome.execute_script(CONTRASTS) == []


def test_dark_is_dark(chrome, site):
    grounds = []
    for scheme in ("light", "dark"):
        look(chrome, 375, scheme)
        chrome.get((site / "index.html").as_uri())
        grounds.append(chrome.execute_script("return getComputedStyle(document.documentElement).backgroundColor"))
    assert grounds[0] == "rgb(246, 246, 243)"
    assert grounds[1] == "rgb(15, 17, 19)"


def test_groups_fold_and_unfold_by_keyboard(chrome, site):
    chrome.get((site / "index.html").as_uri())
    group = chrome.find_element(By.CSS_SELECTOR, "details.group")
    summary = group.find_element(By.TAG_NAME, "summary")
    assert group.get_attribute("open") == "true"
    summary.send_keys(Keys.ENTER)
    assert group.get_attribute("open") is None
    summary.send_keys(Keys.SPACE)
    assert group.get_attribute("open") == "true"


def test_the_first_tab_leads_to_the_content(chrome, site):
    chrome.get((site / "index.html").as_uri())
    chrome.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
    assert chrome.switch_to.active_element.get_attribute("class") == "skip"
    chrome.switch_to.active_element.send_keys(Keys.ENTER)
    assert chrome.switch_to.active_element.get_attribute("id") == "main"


def since(chrome: Chrome) -> tuple[str, str]:
    time = chrome.find_element(By.CSS_SELECTOR, "article.card .facts time")
    return time.text, time.get_attribute("title")


def test_times_are_those_of_the_reader_and_name_the_zone(chrome, site):
    look(chrome, 1280, zone="America/New_York")
    chrome.get((site / "index.html").as_uri())
    assert since(chrome) == ("08:12 EST", "14:12 CET")


def test_a_time_that_falls_on_another_day_for_the_reader_names_the_day(chrome, site):
    look(chrome, 1280, zone="Pacific/Auckland")
    chrome.get((site / "index.html").as_uri())
    assert since(chrome) == ("22 November, 02:12 GMT+13", "14:12 CET")


def test_times_of_a_reader_whose_clock_is_the_sites_stay_as_they_are(chrome, site):
    look(chrome, 1280, zone="Europe/Oslo")
    chrome.get((site / "index.html").as_uri())
    assert since(chrome) == ("14:12 CET", "")


def spans(chrome: Chrome, site: Path, zone: str) -> str:
    look(chrome, 1280, zone=zone)
    chrome.get((site / "maintenance/paper/index.html").as_uri())
    return chrome.find_element(By.CSS_SELECTOR, ".facts dd").text.replace("\u2013", "-")


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Europe/Berlin", "21 November 2026, 14:32-15:32 CET"),
        ("Asia/Kolkata", "21 November 2026, 19:02-20:02 GMT+5:30"),
        ("Pacific/Auckland", "22 November 2026, 02:32-03:32 GMT+13"),
        ("America/Toronto", "21 November 2026, 08:32-09:32 EST"),
    ],
)
def test_a_span_of_time_names_the_readers_zone_once(chrome, site, zone, said):
    assert spans(chrome, site, zone) == said


def test_without_javascript_everything_is_there_in_the_sites_zone(chrome, site):
    look(chrome, 1280, zone="America/New_York")
    chrome.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    chrome.get((site / "index.html").as_uri())
    assert since(chrome) == ("14:12 CET", "")
    assert not chrome.find_element(By.ID, "stale").is_displayed()


def at(chrome: Chrome, moment: str, url: str) -> bool:
    """Whether the page, opened at that moment, says that it is stale."""
    clock = f"Date.now = () => Date.parse({moment!r});"
    script = chrome.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": clock})
    chrome.get(url)
    shown = chrome.find_element(By.ID, "stale").is_displayed()
    chrome.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", script)
    return shown


def test_a_page_says_when_it_should_have_been_renewed_and_was_not(chrome, site):
    url = (site / "index.html").as_uri()  # an update is promised for 14:32 UTC; a quarter of an hour of grace
    assert not at(chrome, "2026-11-21T14:46:00Z", url)
    assert at(chrome, "2026-11-21T14:48:00Z", url)
