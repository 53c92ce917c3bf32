"""Real programs that speak Statuspage show the right state of a site: npm's client, and Atlassian's own widget."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import NamedTuple

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.support.wait import WebDriverWait

sys.path.insert(0, str(Path(__file__).parents[1] / "publish"))
from example_site import AHEAD, DONE, DRILL, NOW, OPEN, RESOLVED, RUNNING, example_site

from statusgen.model.incident import Incident
from statusgen.model.maintenance import Maintenance
from statusgen.model.service import Effect
from statusgen.publish.api.endpoints import statuspage_artefacts
from statusgen.publish.views.scene import scene


class State(NamedTuple):
    """What is written, and what programs must say of it."""

    things: tuple[Incident | Maintenance, ...]
    indicator: str
    description: str
    incidents: tuple[str, ...] = ()
    running: tuple[str, ...] = ()
    ahead: tuple[str, ...] = ()
    affected: tuple[tuple[str, str], ...] = ()


SLOW = replace(OPEN, effects={"shop": Effect.DEGRADED_PERFORMANCE})
STATES = {
    "all well": State((RESOLVED, DONE, AHEAD), "none", "All Systems Operational", ahead=("New vault",)),
    "minor": State(
        (SLOW,), "minor", "Partially Degraded Service", ("Orders get stuck",),
        affected=(("Core", "degraded_performance"), ("Shop", "degraded_performance")),
    ),
    "open, but harms no service": State(
        (replace(OPEN, effects={}),), "major", "Partial System Outage", ("Orders get stuck",)
    ),
    "major": State(
        (OPEN, RESOLVED), "major", "Partial System Outage", ("Orders get stuck",),
        affected=(("Core", "partial_outage"), ("Shop", "partial_outage")),
    ),
    "critical": State(
        (replace(OPEN, effects={"phone": Effect.MAJOR_OUTAGE}),), "critical", "Major Service Outage",
        ("Orders get stuck",), affected=(("Phone", "major_outage"),),
    ),
    "maintenance running": State(
        (RUNNING, AHEAD), "maintenance", "Service Under Maintenance", running=("New paper",), ahead=("New vault",),
        affected=(("Office", "under_maintenance"), ("Printer", "under_maintenance")),
    ),
    "drill": State((DRILL, replace(RUNNING, drill=True)), "none", "All Systems Operational"),
}  # fmt: skip

COLOURS = {
    "none": "rgb(46, 204, 113)",
    "minor": "rgb(241, 196, 15)",
    "major": "rgb(230, 126, 34)",
    "critical": "rgb(231, 76, 60)",
    "maintenance": "rgb(52, 152, 219)",
}

ASK = """
const {Statuspage} = require(process.argv[1]);
const client = new Statuspage("any");
client.setApiUrl(process.argv[2]);
const {api} = client;
Promise.all([
  api.getStatus(), api.getSummary(), api.getComponents(), api.incidents.getAll(), api.incidents.getUnresolved(),
  api.scheduledMaintenances.getUpcoming(), api.scheduledMaintenances.getActive(), api.scheduledMaintenances.getAll(),
]).then((answers) => console.log(JSON.stringify(answers)));
"""

PAGE = """<!doctype html><title>Somebody's page</title><script src="/widget.js"></script>
<statuspage-widget src="{site}"></statuspage-widget>
<statuspage-widget src="{site}" appearance="badge" title="orchard"></statuspage-widget>"""

SHOWN = """
return [...document.querySelectorAll("statuspage-widget")].map((widget) => {
  const dot = widget.shadowRoot?.querySelector(".status-indicator");
  return dot && {
    text: widget.shadowRoot.querySelector("a").innerText.trim(),
    indicator: [...dot.classList].at(-1),
    colour: getComputedStyle(dot).backgroundColor,
    link: widget.shadowRoot.querySelector("a").getAttribute("href"),
  };
});
"""


class _Files(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header("Access-Control-Allow-Origin", "*")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Hosts what is in a folder below the test's own, and gives its address."""
    servers = []

    def hosted(folder: str) -> str:
        (tmp_path / folder).mkdir(exist_ok=True)
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Files, directory=str(tmp_path / folder)))
        server.daemon_threads, server.block_on_close = True, False
        Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield hosted
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(params=STATES)
def state(request: pytest.FixtureRequest) -> State:
    return STATES[request.param]


@pytest.fixture
def site(state: State, tmp_path: Path, host: Callable[[str], str]) -> str:
    for artefact in statuspage_artefacts(scene(example_site(*state.things), NOW)):
        file = tmp_path / "site" / artefact.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(artefact.make())
    return host("site")


def names(things: list[dict]) -> tuple[str, ...]:
    return tuple(one["name"] for one in things)


def test_the_client_from_npm_reads_every_state(state, site, tool):
    package = tool("statuspage.io")
    asked = ["node", "-e", ASK, str(package), site]
    done = subprocess.run(asked, check=True, stdout=subprocess.PIPE, text=True, timeout=60)
    status, summary, components, incidents, unresolved, *works = json.loads(done.stdout)
    assert status["status"] == summary["status"] == {"indicator": state.indicator, "description": state.description}
    assert names(summary["incidents"]) == names(unresolved["incidents"]) == state.incidents
    assert set(state.incidents) <= set(names(incidents["incidents"]))
    assert names(summary["scheduled_maintenances"]) == (*state.running, *state.ahead)
    # It asks for `upcoming.json` whichever of the three it is asked for, on Statuspage too.
    assert [names(one["scheduled_maintenances"]) for one in works] == [state.ahead] * 3
    affected = tuple((one["name"], one["status"]) for one in components["components"] if one["status"] != "operational")
    assert affected == state.affected


@pytest.mark.browser
def test_atlassians_widget_shows_every_state_on_another_sites_page(state, site, tool, host, tmp_path, chrome: Chrome):
    elsewhere = host("elsewhere")
    shutil.copy(tool("@statuspage/status-widget") / "dist" / "index.js", tmp_path / "elsewhere" / "widget.js")
    (tmp_path / "elsewhere" / "index.html").write_text(PAGE.format(site=site))
    chrome.get(f"{elsewhere}/")
    plain, badge = WebDriverWait(chrome, 20).until(_both)
    for shown in (plain, badge):
        assert (shown["indicator"], shown["link"]) == (state.indicator, site)
        assert shown["colour"] == COLOURS[state.indicator]
    assert plain["text"] == state.description
    assert badge["text"].lower().split("\n") == ["orchard", state.description.lower()]


def _both(chrome: Chrome) -> list[dict] | None:
    shown = chrome.execute_script(SHOWN)
    return shown if all(shown) else None
