"""Pages in several languages in a real browser: the switch, the reader's zone, long words, and right to left."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from example_site import NOW, OPEN, SETTINGS, example_site
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from statusgen.publish.plan import plan

pytestmark = pytest.mark.browser

LANGUAGES = ("en", "de", "es", "fr", "ar")
PAGES = (
    "index",
    "incidents/shop-slow/index",
    "services/shop/index",
    "history/2026-11",
    "subscribe/index",
    "about/index",
)
ARABIC = """
[language]
name = "العربية"
plural = "arabic"
months = ["يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"]

[page]
history = "السجل"
maintenance = "الصيانة"
subscribe = "اشترك"
about = "حول هذه الصفحة"

[index]
services = "الخدمات"
recent = "الأيام الأخيرة"

[effect]
operational = "يعمل"
partial_outage = "انقطاع جزئي"

[incident]
since = "منذ"
next = "التحديث التالي"
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    top = tmp_path_factory.mktemp("languages")
    words = top / "themes/ours/words/ar.toml"
    words.parent.mkdir(parents=True)
    words.write_text(ARABIC, encoding="utf-8")
    (top / "themes/ours/theme.toml").write_text('extends = "default"\n')
    long_words = {
        "de": {"title": "Zahlungsdienstleisterschnittstellenausfallbenachrichtigungen kommen doppelt"},
        "ar": {"title": "تعذر إتمام بعض الطلبات"},
    }
    whole = example_site(settings=replace(SETTINGS, languages=LANGUAGES, theme="ours"))
    told = tuple(replace(one, translations=long_words) if one is OPEN else one for one in whole.incidents)
    for artefact in plan(replace(whole, incidents=told), NOW, top):
        path = top / "public" / artefact.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(artefact.make())
    return top / "public"


@pytest.fixture
def chrome(browser: Chrome) -> Iterator[Chrome]:
    browser.get("about:blank")
    browser.get_log("browser")
    yield browser
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.execute_cdp_cmd("Emulation.setTimezoneOverride", {"timezoneId": ""})


def look(chrome: Chrome, page: Path, width: int = 1280, zone: str = "Europe/Madrid") -> None:
    size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 700}
    chrome.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    chrome.execute_cdp_cmd("Emulation.setTimezoneOverride", {"timezoneId": zone})
    chrome.get(page.as_uri())


def page_in(site: Path, language: str, page: str) -> Path:
    return site / ("" if language == "en" else language) / f"{page}.html"


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_in_no_language_is_anything_wider_than_the_screen(chrome, site, language, page):
    for width in (320, 375, 768, 1280):
        look(chrome, page_in(site, language, page), width)
        assert chrome.execute_script("return document.documentElement.scrollWidth") <= width, width
    assert chrome.get_log("browser") == []


def test_the_switch_leads_to_the_same_page_in_the_other_language_and_back(chrome, site):
    look(chrome, site / "incidents/shop-slow/index.html")
    for name, language in (("Deutsch", "de"), ("Español", "es"), ("العربية", "ar"), ("English", "en")):
        chrome.find_element(By.LINK_TEXT, name).click()
        assert chrome.execute_script("return document.documentElement.lang") == language
        assert chrome.current_url == page_in(site, language, "incidents/shop-slow/index").as_uri()
        current = chrome.find_element(By.CSS_SELECTOR, ".languages [aria-current]")
        assert current.get_attribute("lang") == language


def test_links_stay_in_the_language(chrome, site):
    look(chrome, site / "de/index.html")
    chrome.find_element(By.LINK_TEXT, "Verlauf").click()
    assert chrome.current_url == (site / "de/history/index.html").as_uri()
    chrome.find_element(By.CSS_SELECTOR, ".top .name").click()
    assert chrome.current_url == (site / "de/index.html").as_uri()


SINCE = {
    "en": ("08:12 EST", "22 November, 02:12 GMT+13", "14:12 CET"),
    "de": ("08:12 Uhr GMT-5", "22. November, 02:12 Uhr GMT+13", "14:12 Uhr MEZ"),
    "es": ("08:12 GMT-5", "22 de noviembre, 02:12 GMT+13", "14:12 CET"),
    "fr": ("08:12 UTC\u22125", "22 novembre à 02:12 UTC+13", "14:12 CET"),
    "ar": ("08:12 غرينتش-5", "22 نوفمبر, 02:12 غرينتش+13", "14:12 CET"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_times_are_the_readers_in_the_words_of_the_page_and_name_the_zone(chrome, site, language):
    said = []
    for zone in ("America/New_York", "Pacific/Auckland", "Europe/Oslo"):
        look(chrome, page_in(site, language, "index"), zone=zone)
        said.append(chrome.find_element(By.CSS_SELECTOR, "article.card .facts time").text)
    assert tuple(said) == SINCE[language]


@pytest.mark.parametrize(("language", "mirrored"), [("en", False), ("ar", True)])
def test_a_page_from_right_to_left_is_laid_out_as_in_a_mirror(chrome, site, language, mirrored):
    look(chrome, page_in(site, language, "index"), 1280)
    lefts = [
        chrome.execute_script("return document.querySelector(arguments[0]).getBoundingClientRect().left", selector)
        for selector in (".top .name", ".languages", ".rows .service", ".rows .state", ".group > summary h3")
    ]
    name, languages, service, state, _ = lefts
    assert (name > languages) is mirrored
    assert (service > state) is mirrored
    align = "return getComputedStyle(document.querySelector('main')).direction"
    assert chrome.execute_script(align) == ("rtl" if mirrored else "ltr")
    newest = chrome.execute_script("return getComputedStyle(document.querySelector('.bars')).transform")
    assert (newest == "matrix(-1, 0, 0, 1, 0, 0)") is mirrored  # time runs the way one reads


def test_a_text_that_stays_english_keeps_its_direction(chrome, site):
    look(chrome, site / "ar/incidents/shop-slow/index.html")
    direction = "return getComputedStyle(document.querySelector(arguments[0])).direction"
    assert chrome.execute_script(direction, "h1") == "rtl"
    assert chrome.execute_script(direction, "p.lead") == "ltr"
    assert chrome.find_element(By.CSS_SELECTOR, "p.lead").get_attribute("lang") == "en"
