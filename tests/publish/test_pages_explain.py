"""Pages that help people on: how to subscribe, what is not there, how uptime is computed, one service's history."""

import posixpath
import re
from dataclasses import replace
from pathlib import Path

import pytest
from example_site import DONE, DRILL, NOW, OPEN, RESOLVED, SETTINGS, example_site
from page_rules import Reading

from statusgen.model.service import Effect
from statusgen.model.site import Mail, Settings, Uptime
from statusgen.publish.plan import plan

FEEDS = {"history.atom", "history.rss", "updates.atom", "updates.rss", "feed.json", "maintenance.ics"}
ELSEWHERE = Path("no-such-site")  # no themes of its own


def built(settings: Settings = SETTINGS, theme: str = "default") -> dict[str, str]:
    planned = plan(example_site(settings=replace(settings, theme=theme)), NOW, ELSEWHERE)
    return {one.path: one.make().decode() for one in planned if not one.path.startswith("assets/")}


@pytest.fixture(scope="module", params=["default", "plain"])
def files(request: pytest.FixtureRequest) -> dict[str, str]:
    return built(theme=request.param)


def words_on(page: str) -> str:
    return " ".join(" ".join(Reading(page).text).split())


def linked(page: str, folder: str, kind: str = "a") -> set[str]:
    """Paths that its links lead to, relative to the site's top."""
    links = (link.partition("#")[0] for what, link in Reading(page).links if what == kind and ":" not in link)
    return {posixpath.normpath(posixpath.join(folder, link)) for link in links if link}


# Subscribe


def test_the_subscribe_page_leads_to_every_feed_and_calendar(files):
    offered = {path for path in linked(files["subscribe/index.html"], "subscribe") if posixpath.basename(path) in FEEDS}
    single = {path for path in files if path.startswith(("incidents/", "maintenance/"))}
    of_all = {path for path in files if posixpath.basename(path) in FEEDS and path not in single}
    assert offered - single == {path for path in of_all if not path.startswith("services/fax/")}  # it is retired
    assert {posixpath.dirname(path) for path in offered & single} == {
        "incidents/shop-slow", "maintenance/paper", "maintenance/vault"
    }  # fmt: skip


def test_what_it_calls_a_file_is_what_it_is(files):
    page = files["subscribe/index.html"]
    types = {
        "badge.svg": "image/svg+xml",
        "badge.json": "application/json",
        "metrics": "text/plain",
        "updates.rss": "application/rss+xml",
        "maintenance.ics": "text/calendar",
    }
    for path, media_type in types.items():
        assert f'href="../{path}" type="{media_type}"' in page


def test_it_says_whom_to_ask_for_mail_chat_and_sms():
    asked = built(replace(SETTINGS, mail=Mail(reply_to="desk@orchard.example")))["subscribe/index.html"]
    assert '<a href="mailto:desk@orchard.example">Write to desk@orchard.example</a>' in asked
    nobody = built()["subscribe/index.html"]
    assert "Mail, chat and SMS Tell the people who run this page" in words_on(nobody)
    assert "mailto:" not in nobody
    for more in (
        "desk or <hall>",
        "desk@orchard.example?bcc=all@orchard.example",
        "desk@orchard.example,hall@x.example",
    ):
        assert "mailto:" not in built(replace(SETTINGS, mail=Mail(reply_to=more)))["subscribe/index.html"]


@pytest.mark.parametrize("folder", ["incidents/shop-slow", "maintenance/vault", "services/bank", "groups/core"])
def test_a_page_names_its_own_feeds_in_its_head_and_leads_to_them(files, folder):
    page = files[f"{folder}/index.html"]
    own = {f"{folder}/{name}" for name in FEEDS} & files.keys()
    assert len(own) >= 3
    assert own <= linked(page, folder)
    assert {one for one in own if not one.endswith(".ics")} <= linked(page, folder, "link alternate")


def test_feeds_of_a_page_have_its_name_before_their_own(files):
    titles = re.findall(
        r'rel="alternate" type="application/atom\+xml" title="([^"]*)"', files["services/bank/index.html"]
    )
    assert titles == [
        "Bank \u2013 Orchard status: Incidents and maintenance (Atom)",
        "Bank \u2013 Orchard status: Every single update (Atom)",
        "Incidents and maintenance (Atom)",
        "Every single update (Atom)",
    ]


def test_a_drill_has_no_feeds(files):
    assert not any(path.startswith(f"incidents/{DRILL.id}/") and not path.endswith(".html") for path in files)
    assert 'class="follow"' not in files[f"incidents/{DRILL.id}/index.html"]


# What is not there


def test_the_page_for_what_is_missing_leads_on_from_any_depth(files):
    links = [link for kind, link in Reading(files["404.html"]).links if kind == "a"]
    top = "/live/"  # of the address in the settings
    assert {f"{top}index.html", f"{top}search/index.html", f"{top}history/index.html"} <= set(links)
    assert all(link.startswith((top, "#")) for link in links)


def test_it_says_nothing_of_what_might_be_there(files):
    said = words_on(files["404.html"])
    for thing in (OPEN, RESOLVED, DONE, DRILL):
        assert thing.title not in said


# Uptime


def test_about_says_how_this_site_computes_uptime():
    weights = {Effect.MAJOR_OUTAGE: 1.0, Effect.PARTIAL_OUTAGE: 0.25, Effect.DEGRADED_PERFORMANCE: 0.125}
    said = words_on(built(replace(SETTINGS, uptime=Uptime(60, weights)))["about/index.html"])
    assert "in the last 60 days" in said
    assert "uptime = 1 \u2212 (seconds of each state \u00d7 its weight) \u00f7 seconds observed" in said
    assert "Major outage 100% Partial outage 25% Degraded performance 12.5%" in said
    for rule in ("Overlapping incidents count once", "Maintenance and exercises do not count", "never rounded up"):
        assert rule in said


# One service


def test_a_month_leads_to_the_same_month_of_each_service_that_something_touched(files):
    links = [link for kind, link in Reading(files["history/2026-11.html"]).links if kind == "a" and "#2026-11" in link]
    assert links == [f"../services/{one}/2026.html#2026-11" for one in ("shop", "bank", "printer", "phone")]
    for link in links:
        path, _, anchor = link.removeprefix("../").partition("#")
        assert anchor in Reading(files[path]).ids


def test_the_page_of_a_service_has_its_incidents_and_a_table_of_its_days(files):
    page = files["services/bank/index.html"]
    assert "incidents/bank-down/index.html" in linked(page, "services/bank")
    assert "incidents/shop-slow/index.html" not in linked(page, "services/bank")
    table = page.partition("<table>")[2].partition("</table>")[0]
    assert "12 November 2026" in table
    assert "Major outage" in table
    assert "Transfers failed" in table
