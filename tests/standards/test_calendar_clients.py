"""Real calendars read ours: ical.js, and vdirsyncer with khal, which subscribe over HTTP and see what was moved."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from examined import missing
from hosting import hosted

sys.path.insert(0, str(Path(__file__).parents[1] / "publish"))
from calendar_site import calendar_site, on

from statusgen.publish.calendar import calendar_artefacts
from statusgen.publish.views.scene import scene

BEFORE, AFTER = on(11, 14, 12), on(11, 21, 12)  # nothing was moved or called off; everything was
BESIDE = Path(sys.executable).parent

SYNC = """
[general]
status_path = "{folder}/status/"
[pair page]
a = "there"
b = "here"
collections = null
conflict_resolution = "a wins"
[storage there]
type = "http"
url = "{url}"
[storage here]
type = "filesystem"
path = "{folder}/calendar"
fileext = ".ics"
"""
READ = """
[calendars]
[[page]]
path = {folder}/calendar
readonly = True
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = Europe/Madrid
default_timezone = Europe/Madrid
[sqlite]
path = {folder}/khal.db
"""
ICAL_JS = """
import ICAL from "ical.js";
import { readFileSync } from "node:fs";
const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
const events = calendar.getAllSubcomponents("vevent").map((found) => {
  const event = new ICAL.Event(found);
  return [event.uid, event.summary, event.startDate.toJSDate().toISOString(), event.endDate.toJSDate().toISOString(),
          found.getFirstPropertyValue("status"), event.sequence, event.description];
});
console.log(JSON.stringify([calendar.getFirstPropertyValue("name"), events]));
"""


def publish(folder: Path, now: datetime) -> None:
    for artefact in calendar_artefacts(scene(calendar_site(), now)):
        file = folder / artefact.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(artefact.make())


class Subscriber:
    """vdirsyncer fetches, khal shows; each with nothing but its own folder."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        (folder / "calendar").mkdir()
        (folder / "sync").write_text(SYNC.format(folder=folder, url=url))
        (folder / "read").write_text(READ.format(folder=folder))
        self.run("vdirsyncer", "-c", str(folder / "sync"), "discover", "page")

    def run(self, tool: str, *given: str) -> str:
        if not (BESIDE / tool).exists():
            missing(tool)
        env = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "LC_ALL": "C.UTF-8"}
        ran = subprocess.run(
            [BESIDE / tool, *given], capture_output=True, text=True, env=env, check=False, stdin=subprocess.DEVNULL
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    def fetch(self) -> None:
        self.run("vdirsyncer", "-c", str(self.folder / "sync"), "sync")

    def sees(self, since: str, days: str) -> list[str]:
        line = "{start} - {end} {title} [{status}]"
        shown = self.run(
            "khal", "-c", str(self.folder / "read"), "list", "--day-format", "", "--format", line, since, days
        )
        return [" ".join(line.split()).replace(" ]", "]") for line in shown.splitlines() if line.strip()]


def test_a_subscriber_sees_what_was_moved_and_what_was_called_off(tmp_path: Path) -> None:
    site, home = tmp_path / "site", tmp_path / "home"
    home.mkdir()
    publish(site, BEFORE)
    with hosted(site) as url:
        subscriber = Subscriber(home, f"{url}maintenance.ics")
        subscriber.fetch()
        assert subscriber.sees("2026-11-23", "9d") == [
            "2026-11-23 04:00 - 2026-11-23 04:30 Restart [CONFIRMED]",
            "2026-11-24 09:00 - 2026-11-24 10:00 New roof [CONFIRMED]",
            "2026-11-25 21:00 - 2026-11-25 22:00 New vault; slow, safe [CONFIRMED]",
            "2026-11-26 07:00 - 2026-11-26 08:00 New paint [CONFIRMED]",
            "2026-11-30 04:00 - 2026-11-30 04:30 Restart [CONFIRMED]",
        ]
        publish(site, AFTER)
        subscriber.fetch()
        assert subscriber.sees("2026-11-23", "9d") == [
            "2026-11-23 04:00 - 2026-11-23 04:30 Cancelled: Restart [CANCELLED]",
            "2026-11-24 09:00 - 2026-11-24 10:00 New roof [CONFIRMED]",
            "2026-11-26 07:00 - 2026-11-26 08:00 Cancelled: New paint [CANCELLED]",
            "2026-11-27 21:00 - 2026-11-27 22:00 New vault; slow, safe [CONFIRMED]",
            "2026-12-01 04:00 - 2026-12-01 04:30 Restart [CONFIRMED]",
        ]


def test_a_subscriber_to_one_service_sees_no_other(tmp_path: Path) -> None:
    site, home = tmp_path / "site", tmp_path / "home"
    home.mkdir()
    publish(site, AFTER)
    with hosted(site) as url:
        subscriber = Subscriber(home, f"{url}services/bank/maintenance.ics")
        subscriber.fetch()
        assert [line.partition(" [")[0][36:] for line in subscriber.sees("2026-11-01", "60d")] == [
            "New vault; slow, safe"
        ]


@pytest.fixture
def ical_js(tool: Callable[[str], Path], tmp_path: Path) -> Callable[[bytes], list]:
    """The name of a calendar and its events, as ical.js reads them."""
    script = tmp_path / "read.mjs"
    script.write_text(ICAL_JS)
    (tmp_path / "node_modules").symlink_to(tool("ical.js").parent)

    def read(data: bytes) -> list:
        ran = subprocess.run(["node", script], input=data, capture_output=True, check=True)
        return json.loads(ran.stdout)

    return read


def test_ical_js_reads_what_we_wrote(ical_js: Callable[[bytes], list]) -> None:
    whole = next(one for one in calendar_artefacts(scene(calendar_site(), AFTER)) if one.path == "maintenance.ics")
    name, events = ical_js(whole.make())
    assert name == "Orchard status: maintenance"
    by_id = {uid.partition("@")[0]: found for uid, *found in events}
    assert by_id["vault"][:5] == [
        "New vault; slow, safe", "2026-11-27T20:00:00.000Z", "2026-11-27T21:00:00.000Z", "CONFIRMED", 1
    ]  # fmt: skip
    assert by_id["vault"][5].startswith("Transfers wait.\nNothing is lost.\n\nAffects: ")
    assert by_id["paint"][0::3] == ["Cancelled: New paint", "CANCELLED"]
    assert by_id["restart.2026-11-23"][3:5] == ["CANCELLED", 1]
    assert by_id["restart.2026-11-30"][1] == "2026-12-01T03:00:00.000Z"


def test_ical_js_reads_every_calendar_of_the_example(ical_js: Callable[[bytes], list], example: Path) -> None:
    found = [ical_js(file.read_bytes()) for file in sorted(example.rglob("maintenance.ics"))]
    assert len(found) > 12
    assert all(name and isinstance(events, list) for name, events in found)
    assert any(events for _, events in found)
