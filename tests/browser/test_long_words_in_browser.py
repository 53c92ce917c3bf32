"""Words longer than a phone is wide, wherever people can write one: every kind of page stays within the screen."""

import functools
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from example_site import NOW, SETTINGS, ago, example_site
from selenium.webdriver import Chrome

from statusgen.model.incident import Incident, Phase, Severity, Update
from statusgen.model.maintenance import Announcement, Maintenance
from statusgen.model.people import People, Team
from statusgen.model.service import Effect, Service
from statusgen.model.site import Group
from statusgen.publish.plan import plan

pytestmark = pytest.mark.browser

GERMAN = "Kundenauftragsbearbeitungsschnittstelle"  # an ordinary word
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk" * 4
CODE = f"`{LONG}`"
PROSE = f"{LONG}\n\n## {LONG}\n\n- {LONG}\n  - {CODE}\n\n> {LONG}\n\n{CODE}\n\n```\n{LONG}\n```\n\n[{LONG}](https://x.example/{LONG})"
TABLE = f"\n\n| {LONG} | one | two |\n|---|---|---|\n| three | {CODE} | {LONG} |\n"
UPDATES = (
    Update("1-a", ago(minutes=45), PROSE + TABLE, Phase.INVESTIGATING, impact=LONG, action=LONG),
    Update("2-b", ago(minutes=40), LONG, Phase.IDENTIFIED, effects={"b": Effect.MAJOR_OUTAGE}),
    Update("3-c", ago(minutes=38), LONG, corrects="2-b"),
)
OPEN = Incident(
    "open",
    LONG,
    ago(minutes=50),
    summary=LONG,
    severity=Severity.MAJOR,
    effects={"a": Effect.PARTIAL_OUTAGE},
    links={LONG: "https://x.example/"},
    labels={LONG: LONG},
    updates=UPDATES,
)
OVER = replace(OPEN, id="over", updates=(*UPDATES[:1], Update("4-d", ago(minutes=5), LONG, Phase.RESOLVED)))
PLANNED = Maintenance("planned", LONG, ago(hours=-20), ago(hours=-22), summary=LONG)


def site_of_long_words():
    owner = "team:one"
    services = (
        Service("a", GERMAN, PROSE + TABLE, "one", owner=owner, depends_on=("b",), links={LONG: "https://x.example/"}),
        Service("b", LONG, LONG, "two", owner=owner),
        Service("c", LONG, depends_on=("b",)),
    )
    settings = replace(SETTINGS, name=LONG, groups=(Group("one", LONG[:51]), Group("two", LONG, collapsed=True)))
    planned = replace(PLANNED, effects=dict.fromkeys("ab", Effect.UNDER_MAINTENANCE))
    things = (
        OPEN,
        OVER,
        planned,
        replace(planned, id="running", starts=ago(hours=1), ends=ago(hours=-1)),
        Announcement("told", LONG, ago(hours=2), PROSE + TABLE),
    )
    whole = example_site(*things, settings=settings)
    return replace(whole, services={one.id: one for one in services}, people=People(teams={"one": Team("one", LONG)}))


@pytest.fixture(scope="module", params=["default", "plain"])
def site(request, tmp_path_factory) -> Path:
    top = tmp_path_factory.mktemp("long") / "live"  # where the settings say that the site is
    whole = site_of_long_words()
    whole = replace(whole, settings=replace(whole.settings, theme=request.param, languages=("en", "de", "ar")))
    for artefact in plan(whole, NOW, Path(__file__).parents[2]):
        path = top / artefact.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(artefact.make())
    return top


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def served(site: Path) -> Iterator[str]:
    """At its own address: the page for what is missing looks for its style there."""
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site.parent))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/{site.name}/"
        server.shutdown()


TOO_WIDE = """
for (const one of document.querySelectorAll("details")) one.open = true;
const width = document.documentElement.scrollWidth;
return width > arguments[0] ? width : 0;
"""


@pytest.mark.parametrize("width", [320, 1280])
def test_no_word_is_wider_than_the_screen_on_any_page(browser: Chrome, site, served, width):
    size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 700}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    stay = [page for page in site.rglob("*.html") if 'http-equiv="refresh"' not in page.read_text(encoding="utf-8")]
    pages = sorted(page.relative_to(site).as_posix() for page in stay)
    found = {}
    for page in pages:
        browser.get(served + page)
        if wide := browser.execute_script(TOO_WIDE, width):
            found[page] = wide
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert len(pages) > 40
    assert found == {}
