"""What the site promises wherever it lies: alone, from a folder and below a path, with JavaScript and without."""

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from examined import pages
from hosting import hosted
from selenium.common.exceptions import TimeoutException
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MARGIN = "return getComputedStyle(document.body).margin"  # the style sheet's; a browser's own is 8px


def requested(chrome: Chrome) -> list[str]:
    """Every address that the browser asked for since this was called last."""
    messages = (json.loads(entry["message"])["message"] for entry in chrome.get_log("performance"))
    return [one["params"]["request"]["url"] for one in messages if one["method"] == "Network.requestWillBeSent"]


def answers(chrome: Chrome) -> Iterator[tuple[str, int]]:
    for entry in chrome.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.responseReceived":
            response = message["params"]["response"]
            yield response["url"], response["status"]


def is_for_missing(page: str) -> bool:
    """That page is shown at any depth, so it alone leads to the path that the settings name: here, the top."""
    return page.endswith("404.html")


def test_no_page_asks_anyone_else_for_anything(chrome, example):
    asked = set()
    with hosted(example, "/") as url:
        for page in pages(example):
            chrome.get(url + page)
            asked.update(requested(chrome))
        assert {page for page in pages(example) if url + page not in asked} == set()
        assert {one for one in asked if not one.startswith((url, "data:"))} == set()


def test_below_a_path_everything_is_found(chrome, example, address):
    lost = set()
    for page in pages(example):
        if not is_for_missing(page):
            chrome.get(address + page)
            lost.update((page, url) for url, status in answers(chrome) if status != 200)
    assert lost == set()


def is_styled(chrome: Chrome) -> bool:
    """Soon after loading: on a busy machine the first look can be too early."""
    with suppress(TimeoutException):
        return bool(WebDriverWait(chrome, 5, 0.05).until(lambda _: chrome.execute_script(MARGIN) == "0px"))
    return False


def test_from_a_folder_every_page_is_whole_and_nothing_complains(chrome, example):
    faults = set()
    for page in pages(example):
        if not is_for_missing(page):
            chrome.get((example / page).as_uri())
            faults.update((page, url) for url in requested(chrome) if not Path(unquote(urlsplit(url).path)).is_file())
            faults.update((page, line["message"]) for line in chrome.get_log("browser"))
            faults.update(() if is_styled(chrome) else {(page, "unstyled")})
    assert faults == set()


def words(chrome: Chrome) -> set[str]:
    """What can be read. Times aside: with JavaScript they are the reader's own."""
    chrome.execute_script("for (const one of document.querySelectorAll('time, #stale')) one.remove()")
    return set(chrome.execute_script("return document.body.innerText").split())


def test_without_javascript_nothing_is_missing(chrome, example):
    """Searching aside, which says where to look instead."""
    for page in pages(example):
        if not is_for_missing(page) and "search" not in page:
            chrome.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
            chrome.get((example / page).as_uri())
            given = words(chrome)
            chrome.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
            chrome.get((example / page).as_uri())
            assert given - words(chrome) == set(), page


def test_without_javascript_the_front_page_says_all_that_matters(chrome, example):
    chrome.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    chrome.get((example / "index.html").as_uri())
    seen = " ".join(chrome.find_element(By.TAG_NAME, "body").text.split())
    for said in (
        "Checkout and Payments have a partial outage.",
        "About one card payment in five fails, most of them with cards from outside Germany.",
        "Ask customers to choose invoice or direct debit.",
        "Next update by 15:35 CET",  # on the site's clock, which is not the browser's
        "Our card provider has a fault in one of their two data centres",
        "Shared files and handbook Under maintenance",
        "Staff sign-in Operational",
    ):
        assert said in seen
    assert not chrome.find_element(By.ID, "stale").is_displayed()  # only a clock can know
