"""Whatever is written, nothing runs, nothing is loaded, and no markup but our own is there: in a real browser.

Pages are opened without their content security policy, so that it is not what saves us. A page full of payloads must
have the very elements and attributes of the same page full of words; inside Markdown, only those that Markdown makes.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from urllib.parse import quote

import pytest
from hostile_sites import NOW, site_of
from hosting import hosted
from lxml import etree
from payloads import PAYLOADS
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from statusgen.model.access import visible
from statusgen.model.site import History
from statusgen.publish.artefact import Artefact
from statusgen.publish.feeds import FEEDS, feed_artefacts
from statusgen.publish.plan import plan
from statusgen.publish.search import search_artefacts
from statusgen.publish.views.scene import scene

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FRAMES = (Path(__file__).parent / "frames.js").read_text(encoding="utf-8")
AT_ONCE = 40
CHUNK = 38  # payloads that share a site
CHUNKS = [PAYLOADS[begin : begin + CHUNK] for begin in range(0, len(PAYLOADS), CHUNK)]
# Nor do pages lead on to others: each is looked at as it is.
POLICY = re.compile(rb'<meta http-equiv="(?:Content-Security-Policy|refresh)"[^>]*>')
# What one could notice a payload by. Every document gets these, in frames too.
TRAP = """
for (const name of ["pwned", "alert", "confirm", "prompt", "print", "open"]) {
  Object.defineProperty(window, name, {value: () => console.error(`TRAPPED ${name} ${location}`)});
}
"""
# The elements that Markdown makes, and the attributes of each; a feed adds how it says times.
MARKDOWN = {
    **dict.fromkeys(("blockquote", "br", "del", "em", "hr", "label", "p", "strong"), ()),
    **dict.fromkeys(("h3", "h4", "h5", "h6", "tbody", "thead", "tr", "ul"), ()),
    "div": ("class", "tabindex", "role", "aria-label"),  # around a table, to scroll it without a mouse
    "pre": ("tabindex", "role", "aria-label"),
    "table": (),
    "a": ("href", "title", "rel"),
    "code": ("class",),
    "input": ("type", "disabled", "checked"),
    "li": ("class",),
    "ol": ("start",),
    "td": ("class",),
    "th": ("class",),
    "time": ("datetime",),
}


@dataclass(frozen=True)
class Seen:
    """What frames.js tells of a document."""

    shape: list[str]
    faults: list[str]
    heading: str


class Trap:
    """A browser in which nothing goes unnoticed, and a folder that it is shown."""

    def __init__(self, chrome: Chrome, top: Path, url: str) -> None:
        self.chrome, self.top, self.url = chrome, top, url
        (top / "frames.html").write_text("<!doctype html><title>Frames</title><body>", encoding="utf-8")
        chrome.get(url + "frames.html")

    def opened(self, sources: Sequence[str]) -> list[Seen]:
        """Files of the folder, or HTML, as the browser takes it."""
        whole = [one if one.startswith("<") else self.url + one for one in sources]
        found: list[Seen] = []
        for begin in range(0, len(whole), AT_ONCE):
            answers = self.chrome.execute_async_script(FRAMES, whole[begin : begin + AT_ONCE], MARKDOWN)
            assert isinstance(answers, list), answers
            found += (Seen(**one) for one in answers)
        return found

    def caught(self) -> list[str]:
        """What was run, and what was asked of others, since this was asked last."""
        run = [entry["message"] for entry in self.chrome.get_log("browser") if "TRAPPED" in entry["message"]]
        sent = (entry["message"] for entry in self.chrome.get_log("performance") if "WillBeSent" in entry["message"])
        messages = (json.loads(one)["message"] for one in sent)
        asked = (one["params"]["request"]["url"] for one in messages if one["method"] == "Network.requestWillBeSent")
        ours = (self.url.removesuffix("live/"), "about:srcdoc")
        return run + [url for url in asked if not url.startswith(ours)]


@pytest.fixture
def trap(chrome: Chrome, tmp_path: Path) -> Iterator[Trap]:
    script = chrome.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": TRAP})
    chrome.set_script_timeout(120)
    with hosted(tmp_path, "/live/") as url:
        yield Trap(chrome, tmp_path, url)
        chrome.get("about:blank")
    chrome.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", script)


def planned(texts: Sequence[str], name: str, top: Path) -> dict[str, Artefact]:
    """The site of these texts, by path."""
    return {one.path: one for one in plan(visible(site_of(texts, name), None), NOW, top)}


def write(artefacts: Iterable[Artefact], top: Path) -> list[str]:
    """What a browser opens as a page or picture, and what those load, without their policy. Names the former."""
    made = []
    for artefact in artefacts:
        if artefact.path.endswith((".html", ".svg")) or artefact.path.startswith("assets/"):
            file = top / artefact.path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(POLICY.sub(b"", artefact.make()))
            made += [artefact.path] if artefact.path.endswith((".html", ".svg")) else []
    return made


def sort(path: str) -> str:
    """Equal for what should look alike."""
    return re.sub(r"(?<=/[a-z])\d+(?=/)", "", path)


_proper: dict[int, dict[str, list[str]]] = {}


def proper(trap: Trap, count: int) -> dict[str, list[str]]:
    """What each sort of page consists of in a site of so many words."""
    if count not in _proper:
        _proper[count] = _shapes(trap, count)
    return _proper[count]


def _shapes(trap: Trap, count: int) -> dict[str, list[str]]:
    files = planned(["word"] * count, "word", trap.top)
    samples = {sort(path): path for path in write({sort(path): one for path, one in files.items()}.values(), trap.top)}
    return dict(zip(samples, (one.shape for one in trap.opened([*samples.values()])), strict=True))


def own(path: str, texts: Sequence[str]) -> str | None:
    """The text that a page is about, unless it is about all of them."""
    number = re.match(r"(?!api)[a-z]+/[a-z](\d+)/", path)
    return texts[int(number[1])] if number else None


def shown(text: str) -> str:
    """As one sees it: white space is one space; control characters, which our reader refuses, are nothing."""
    return " ".join(re.sub(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufffd]", "", text).split())


@pytest.mark.parametrize("chunk", CHUNKS, ids=range(len(CHUNKS)))
def test_no_payload_does_anything_on_any_page(trap, chunk):
    expected = proper(trap, len(chunk))
    files = planned(chunk, chunk[0], trap.top)
    # Exercises and plans look like the others, and are on many pages besides their own.
    paths = write((one for path, one in files.items() if not re.match("incidents/d|maintenance/p", path)), trap.top)
    assert len(paths) > 7 * len(chunk)
    for path, seen in zip(paths, trap.opened(paths), strict=True):
        text = own(path, chunk)
        assert seen.faults == [], (path, text)
        assert seen.shape == expected[sort(path)], (path, text)
        assert text is None or not seen.heading or shown(text) in shown(seen.heading), path
    assert trap.caught() == []


def test_no_name_of_a_site_does_anything_on_its_pages(trap):
    """Names are one line of plain text, so several payloads can share one: the first that broke out would show."""
    wanted = ("index.html", "404.html", "subscribe/index.html", "badge.svg")
    expected = proper(trap, 1)
    names = {str(begin): "".join(PAYLOADS[begin : begin + 20]) for begin in range(0, len(PAYLOADS), 20)}
    paths = []
    for folder, name in names.items():
        files = planned(["word"], name, trap.top)
        assets = (one for path, one in files.items() if path.startswith("assets/"))
        write(assets, trap.top / folder)
        paths += [f"{folder}/{path}" for path in write((files[path] for path in wanted), trap.top / folder)]
    for path, seen in zip(paths, trap.opened(paths), strict=True):
        folder, _, page = path.partition("/")
        assert seen.faults == [], names[folder]
        assert seen.shape == expected[page], names[folder]
    assert trap.caught() == []


def told(path: str, content: bytes) -> Iterator[str]:
    """Everything in a feed that a reader shows as HTML."""
    if path.endswith("json"):
        yield from (item["content_html"] for item in json.loads(content)["items"])
    else:
        root = etree.fromstring(content)
        yield from (one.text or "" for one in root.iter("{*}content", "description"))


def test_no_payload_does_anything_in_a_feed_reader(trap):
    """Each entry is opened as a document of its own, which would run scripts as well."""
    texts: dict[str, None] = {}
    for chunk in CHUNKS:
        site = visible(site_of(chunk, chunk[0]), None)
        site = replace(site, settings=replace(site.settings, history=History(feed_entries=1000)))
        for feed in islice(feed_artefacts(scene(site, NOW)), len(FEEDS)):  # those of the whole site come first
            texts.update(dict.fromkeys(told(feed.path, feed.make())))
    assert len(texts) > 3 * len(PAYLOADS)
    documents = [f"<!doctype html><div class=prose>{text}</div>" for text in texts]
    for text, seen in zip(texts, trap.opened(documents), strict=True):
        assert seen.faults == [], text
        assert seen.shape == ["html", "html ", "head ", "body ", "div class"], text
    assert trap.caught() == []


def test_no_payload_does_anything_in_search_results(trap):
    files = planned(["word"], "word", trap.top)
    write((one for path, one in files.items() if path.startswith(("assets/", "search/"))), trap.top)
    for pack in search_artefacts(scene(visible(site_of(PAYLOADS, "word"), None), NOW)):
        (trap.top / pack.path).parent.mkdir(parents=True, exist_ok=True)
        (trap.top / pack.path).write_bytes(pack.make())
    for query in ("pwned", "evil invalid", '"><img src=x onerror=pwned()>', "<script>pwned()</script> nowhere"):
        trap.chrome.get(f"{trap.url}search/index.html?q={quote(query)}")
        WebDriverWait(trap.chrome, 20).until(lambda chrome: chrome.find_element(By.ID, "found").text)
        shown = trap.chrome.execute_script("return [...document.querySelectorAll('#results *')].map(e => e.localName)")
        assert set(shown) <= {"li", "h2", "a", "p", "span", "time"}
        assert ("nowhere" in query) == (shown == [])
    assert trap.caught() == []


def test_documents_for_programs_carry_no_markup_that_a_browser_could_take_for_its_own(trap):
    """Opened by mistake, or put into a page."""
    chunk = PAYLOADS[::4]
    files = planned(chunk, chunk[0], trap.top)
    paths = [
        path
        for path in files
        if re.match(r"[a-z0-9/-]*\.(json|atom|rss|ics|webmanifest)$", path) and own(path, chunk) is None
    ]
    assert len(paths) > 12
    for path in paths:
        content = files[path].make()
        if path.endswith("json"):
            json.loads(content)
            assert not path.startswith("api/v2/") or b"<" not in content
        file = trap.top / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        trap.chrome.get(trap.url + path)
    assert trap.caught() == []


def test_the_trap_catches(trap):
    sources = [f"<!doctype html><body>{one}" for one in PAYLOADS[:40]]
    trap.opened(sources)
    assert len([one for one in trap.caught() if "TRAPPED" in one or "evil.invalid" in one]) >= 20
