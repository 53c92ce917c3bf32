"""Feeds of a site: what goes in, what it says, and what never changes."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import feedparser
import pytest
from feed_rules import atom_faults, json_faults, rss_faults
from hypothesis import given, settings
from hypothesis import strategies as st

from statusgen.model.incident import Incident, Phase, Severity, Update
from statusgen.model.maintenance import Announcement, Maintenance
from statusgen.model.people import People, Team
from statusgen.model.service import Effect, Service
from statusgen.model.site import Group, History, Settings, Site
from statusgen.publish.feeds import FEEDS, feed_artefacts
from statusgen.publish.views.scene import scene

START = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ROOT_NAMES = [kind.name for kind in FEEDS]


def an_update(name, minutes=0, text="We are looking.", **fields):
    return Update(id=name, at=START + minutes * MINUTE, text=text, **fields)


CHECKOUT = Incident(
    id="checkout-errors",
    title="Checkout fails",
    started=START,
    summary="One order in five cannot be paid.",
    severity=Severity.MAJOR,
    effects={"checkout": Effect.PARTIAL_OUTAGE},
    updates=(
        an_update("looking", 5, phase=Phase.INVESTIGATING, impact="Orders fail.", action="Try again later."),
        an_update(
            "found", 20, text="A **bad** certificate.", phase=Phase.IDENTIFIED, effects={"api": Effect.MAJOR_OUTAGE}
        ),
        an_update("fixed", 50, text="It works again.", phase=Phase.RESOLVED),
    ),
)
PRINTER = Incident(
    id="printer",
    title="Printer is slow",
    started=START + HOUR,
    effects={"printer": Effect.DEGRADED_PERFORMANCE},
    updates=(an_update("slow", 61, phase=Phase.INVESTIGATING),),
)
DRILL = Incident(
    id="drill",
    title="Fire drill",
    started=START,
    drill=True,
    effects={"api": Effect.MAJOR_OUTAGE},
    updates=(an_update("d"),),
)
UPGRADE = Maintenance(
    id="upgrade", title="Upgrade", starts=START - 2 * HOUR, ends=START - HOUR, effects={"api": Effect.UNDER_MAINTENANCE}
)
PLANNED = Maintenance(
    id="planned", title="Move", starts=NOW + DAY, ends=NOW + DAY + HOUR, summary="Read-only for an hour."
)
NEWS = Announcement(id="news", title="New address", at=START - DAY, text="See [the page](../about/index.html).")


def a_site(*, incidents=(CHECKOUT, PRINTER, DRILL), feed_entries=50, **fields):
    services = (
        Service("checkout", "Checkout", group="core"),
        Service("api", "Payments API", group="core", owner="team:payments"),
        Service("printer", "Printer"),
    )
    values = {
        "name": "Acme status",
        "url": "https://status.acme.example/",
        "timezone": "Europe/Berlin",
        "tag": "acme",
        "promise": timedelta(minutes=30),
        "groups": (Group("core", "Core"),),
        "history": History(feed_entries=feed_entries),
    }
    return Site(
        settings=Settings(**values | fields),
        services={service.id: service for service in services},
        incidents=incidents,
        maintenances=(UPGRADE, PLANNED),
        announcements=(NEWS,),
        people=People({team.id: team for team in (Team("payments", "Payments team"), Team("idle", "Idle"))}),
    )


def built(site, now=NOW):
    return {artefact.path: artefact.make() for artefact in feed_artefacts(scene(site, now))}


def read(site, path, now=NOW):
    return feedparser.parse(built(site, now)[path])


def ids(site, path, now=NOW):
    return [entry.id.rsplit(":acme/", 1)[-1] for entry in read(site, path, now).entries]


def html_of(site, entry_id, path="updates.atom", now=NOW):
    return next(entry.content[0].value for entry in read(site, path, now).entries if entry.id.endswith(entry_id))


def test_every_scope_has_its_feeds():
    scopes = [
        "",
        "services/checkout/",
        "services/api/",
        "services/printer/",
        "groups/core/",
        "teams/payments/",
        "teams/idle/",
    ]
    expected = {scope + name for scope in scopes for name in ROOT_NAMES}
    singles = ("incidents/checkout-errors/", "incidents/printer/", "maintenance/upgrade/", "maintenance/planned/")
    expected |= {single + name for single in singles for name in ("updates.atom", "updates.rss", "feed.json")}
    assert set(built(a_site())) == expected


@pytest.mark.parametrize("site", [a_site(), Site(), a_site(incidents=())], ids=["full", "empty", "no incidents"])
def test_every_feed_keeps_its_standard_and_can_be_read(site):
    rules = {"atom": atom_faults, "rss": rss_faults, "json": json_faults}
    for path, content in built(site).items():
        kind = path.rsplit(".", 1)[-1]
        assert rules[kind](content, NOW) == [], path
        assert kind == "json" or not feedparser.parse(content).bozo, path


def test_history_has_one_entry_an_incident_or_maintenance_changed_last_first():
    expected = ["maintenance/planned", "incidents/printer", "incidents/checkout-errors", "maintenance/upgrade"]
    assert ids(a_site(), "history.atom") == ids(a_site(), "history.rss") == expected


def test_updates_have_one_entry_an_update_or_announcement_newest_first():
    expected = [
        "incidents/printer/slow",
        "incidents/checkout-errors/fixed",
        "incidents/checkout-errors/found",
        "incidents/checkout-errors/looking",
        "announcements/news",
    ]
    assert ids(a_site(), "updates.atom") == ids(a_site(), "updates.rss") == expected
    assert [item["id"].rsplit(":acme/")[-1] for item in json.loads(built(a_site())["feed.json"])["items"]] == expected


def test_scopes_hold_what_concerns_them_and_nothing_else():
    site = a_site()
    assert ids(site, "services/printer/history.atom") == ["incidents/printer"]
    assert ids(site, "services/api/history.atom") == ["incidents/checkout-errors", "maintenance/upgrade"]
    assert ids(site, "groups/core/history.atom") == ["incidents/checkout-errors", "maintenance/upgrade"]
    assert ids(site, "teams/payments/history.atom") == ["incidents/checkout-errors", "maintenance/upgrade"]
    assert ids(site, "teams/idle/history.atom") == []
    assert ids(site, "incidents/printer/updates.atom") == ["incidents/printer/slow"]
    assert len(ids(site, "services/checkout/updates.rss")) == 3


def test_drills_are_in_no_feed():
    assert not [path for path, content in built(a_site()).items() if b"drill" in content.lower() or "drill" in path]


def test_only_the_newest_entries_are_kept():
    assert ids(a_site(feed_entries=2), "updates.atom") == ["incidents/printer/slow", "incidents/checkout-errors/fixed"]
    assert len(ids(a_site(feed_entries=2), "services/api/updates.rss")) == 2


def test_what_is_said_later_does_not_exist_yet():
    assert ids(a_site(), "updates.atom", START + 10 * MINUTE) == [
        "incidents/checkout-errors/looking",
        "announcements/news",
    ]
    assert "incidents/printer" not in ids(a_site(), "history.atom", START + 10 * MINUTE)


def test_history_tells_the_newest_update_first():
    html = html_of(a_site(), "incidents/checkout-errors", "history.atom")
    assert html.startswith("<p>One order in five cannot be paid.</p>")
    places = [html.index(word) for word in ("Resolved", "Identified", "Investigating")]
    assert places == sorted(places)
    assert "<strong>bad</strong>" in html
    assert "Checkout and Payments API" in html


def test_an_update_says_phase_time_in_the_sites_zone_impact_action_effects_and_promise():
    site = a_site()
    html = html_of(site, "checkout-errors/looking")
    assert '<strong>Investigating</strong>, <time datetime="2026-11-21T14:05:00+00:00">' in html
    assert "15:05 CET" in html
    assert "<p>Impact: Orders fail.</p>" in html
    assert "<p>What to do: Try again later.</p>" in html
    assert "15:35 CET" in html.split("Next update by ")[1]
    assert "Payments API: Major outage" in html_of(site, "checkout-errors/found")
    assert "Next update" not in html_of(site, "checkout-errors/fixed")


def test_titles_of_updates_begin_with_what_is_new():
    assert read(a_site(), "updates.rss").entries[1].title == "Resolved: Checkout fails"
    unphased = replace(PRINTER, updates=(an_update("slow", 61),))
    assert read(a_site(incidents=(unphased,)), "updates.rss").entries[0].title == "Update: Printer is slow"


def test_entries_link_to_their_place_on_the_site():
    site = a_site()
    assert read(site, "history.rss").entries[1].link == "https://status.acme.example/incidents/printer/"
    assert read(site, "updates.atom").entries[0].link == "https://status.acme.example/incidents/printer/#update-slow"
    assert read(site, "updates.atom").entries[-1].link == "https://status.acme.example/announcements/news/"
    assert read(site, "services/api/history.rss").feed.link == "https://status.acme.example/services/api/"


def test_relative_links_in_prose_become_absolute():
    assert 'href="https://status.acme.example/announcements/about/index.html"' in html_of(
        a_site(), "announcements/news"
    )
    odd = replace(NEWS, text="[a](http://[oops) [b](#here) [c](mailto:a@b.example) [d](https://x.example/?a=1&b=2)")
    html = html_of(replace(a_site(), announcements=(odd,)), "announcements/news")
    assert 'href="https://status.acme.example/announcements/news/#here"' in html
    assert 'href="mailto:a@b.example"' in html
    assert 'href="https://x.example/?a=1&amp;b=2"' in html


CORRECTED = replace(
    CHECKOUT,
    updates=(*CHECKOUT.updates, an_update("sorry", 55, text="A **good** certificate.", corrects="found")),
)


def test_a_correction_shows_in_the_entry_that_it_corrects_and_is_none_of_its_own():
    site = a_site(incidents=(CORRECTED,))
    assert "incidents/checkout-errors/sorry" not in ids(site, "updates.atom")
    html = html_of(site, "checkout-errors/found")
    assert "<strong>good</strong>" in html
    assert "bad" not in html
    assert "Corrected" in html
    assert "15:55 CET" in html


def test_a_correction_moves_the_update_time_and_not_the_publication():
    before, after = (
        {entry.id: entry for entry in read(a_site(incidents=(incident,)), "updates.atom").entries}
        for incident in (CHECKOUT, CORRECTED)
    )
    moved = [name for name, entry in after.items() if entry.updated != before[name].updated]
    assert [name.rsplit("/")[-1] for name in moved] == ["found"]
    assert after[moved[0]].updated == "2026-11-21T14:55:00+00:00"
    assert all(entry.published == before[name].published for name, entry in after.items())


def test_the_feed_was_updated_when_its_newest_entry_was():
    assert read(a_site(), "updates.atom").feed.updated == "2026-11-21T15:01:00+00:00"
    assert read(a_site(), "services/checkout/history.atom").feed.updated == "2026-11-21T14:50:00+00:00"
    assert read(Site(), "history.atom").feed.updated == "2000-01-01T00:00:00+00:00"


def test_a_maintenance_goes_through_its_phases_by_its_times_in_history():
    def at(now):
        entry = next(one for one in read(a_site(), "history.atom", now).entries if one.id.endswith("upgrade"))
        return entry.updated, [phase for phase in ("Completed", "In progress") if phase in entry.content[0].value]

    assert at(UPGRADE.starts - MINUTE) == ("2025-11-21T12:00:00+00:00", [])
    assert at(UPGRADE.starts) == ("2026-11-21T12:00:00+00:00", ["In progress"])
    assert at(NOW) == ("2026-11-21T13:00:00+00:00", ["Completed", "In progress"])


def test_work_that_nobody_announced_is_dated_by_its_id_and_its_reminders_once_they_have_come():
    work = replace(UPGRADE, id="2026-11-20-upgrade", reminders=(48 * HOUR, HOUR))
    assert dated(work, work.starts - 49 * HOUR) == ("2025-11-21T12:00:00+00:00", "2025-11-21T12:00:00+00:00")
    for before in (48 * HOUR, 30 * HOUR, MINUTE):
        known = "2026-11-19T12:00:00+00:00"
        assert dated(work, work.starts - before) == (known, known)
    by_day = replace(work, reminders=())
    assert dated(by_day, work.starts - MINUTE)[0] == "2026-11-19T23:00:00+00:00"  # midnight in Berlin
    odd = replace(work, id="2026-13-99-upgrade", reminders=())
    assert dated(odd, work.starts - MINUTE)[0] == "2025-11-21T12:00:00+00:00"


def dated(work, now):
    """When the entry of the work was updated, and the publication of its item in RSS."""
    site = replace(a_site(incidents=()), maintenances=(work,))
    [entry], [item] = (read(site, name, now).entries for name in ("history.atom", "history.rss"))
    return entry.updated, datetime(*item.published_parsed[:6], tzinfo=UTC).isoformat()


def test_work_ahead_of_which_nothing_was_said_leads_the_feed_all_the_same():
    entries = read(a_site(feed_entries=1), "history.atom").entries
    assert [entry.id.rsplit("/")[-1] for entry in entries] == ["planned"]


def test_a_maintenance_that_was_completed_early_does_not_end_again_by_the_clock():
    done = replace(UPGRADE, updates=(an_update("done", -90, phase=Phase.COMPLETED),))
    entry = next(
        one for one in read(replace(a_site(), maintenances=(done,)), "history.atom").entries if "upgrade" in one.id
    )
    assert entry.updated == "2026-11-21T12:30:00+00:00"


def test_a_start_that_was_said_at_the_planned_minute_is_told_once():
    said = replace(UPGRADE, updates=(an_update("go", -120, phase=Phase.IN_PROGRESS),))
    assert (
        html_of(replace(a_site(), maintenances=(said,)), "maintenance/upgrade", "history.atom").count("In progress")
        == 1
    )


def permanent(site, now=NOW):
    """Every id in every feed, by path."""
    return {
        path: [item["id"] for item in json.loads(content)["items"]]
        if path.endswith("json")
        else [entry.id for entry in feedparser.parse(content).entries]
        for path, content in built(site, now).items()
    }


def test_ids_outlive_a_new_title_a_new_address_a_rebuild_and_another_name():
    before = permanent(a_site())
    assert all(len(set(found)) == len(found) for found in before.values())
    renamed = tuple(replace(incident, title="Another title") for incident in (CHECKOUT, PRINTER, DRILL))
    assert permanent(a_site(incidents=renamed)) == before
    assert permanent(a_site(), NOW + DAY) == before
    assert permanent(a_site(url="https://new.example/status/")) == before
    assert permanent(a_site(name="Other", timezone="Asia/Tokyo")) == before


def test_feeds_have_ids_of_their_own_that_outlive_a_new_address():
    def names(site):
        return [feedparser.parse(content).feed.id for path, content in built(site).items() if path.endswith("atom")]

    assert len(set(names(a_site()))) == len(names(a_site()))
    assert names(a_site()) == names(a_site(url="https://new.example/"))


def test_organisations_with_equal_incidents_have_different_ids():
    mine, theirs = permanent(a_site())["history.rss"], permanent(a_site(tag="other"))["history.rss"]
    assert not set(mine) & set(theirs)


def test_an_entry_has_the_same_id_in_every_scope_and_another_in_history():
    found = permanent(a_site())
    assert set(found["services/api/updates.atom"]) <= set(found["updates.atom"])
    assert set(found["incidents/printer/updates.atom"]) <= set(found["feed.json"])
    assert not set(found["history.atom"]) & set(found["updates.atom"])


def test_a_rebuild_a_day_later_changes_no_byte():
    site = a_site()
    assert built(site) == built(site, NOW + 6 * HOUR)


def test_an_untouched_entry_keeps_its_bytes_when_others_change():
    def entries(site):
        return set(built(site)["history.atom"].decode().split("<entry>")[1:])

    changed = replace(PRINTER, title="Printer burns", updates=(*PRINTER.updates, an_update("worse", 90)))
    assert len(entries(a_site()) & entries(a_site(incidents=(CHECKOUT, changed, DRILL)))) == 3


def test_feeds_that_nothing_changed_for_keep_their_keys():
    changed = replace(PRINTER, updates=(*PRINTER.updates, an_update("worse", 90)))
    before, after = (
        {artefact.path: artefact.key for artefact in feed_artefacts(scene(site, NOW))}
        for site in (a_site(), a_site(incidents=(CHECKOUT, changed, DRILL)))
    )
    touched = {path.rsplit("/", 1)[0] for path in before if before[path] != after[path]} - set(ROOT_NAMES)
    assert touched == {"services/printer", "incidents/printer"}


CHANGES = [
    lambda site: replace(site, settings=replace(site.settings, timezone="Asia/Tokyo")),
    lambda site: replace(site, settings=replace(site.settings, name="New name")),
    lambda site: replace(site, settings=replace(site.settings, url="https://new.example/")),
    lambda site: replace(site, settings=replace(site.settings, tag="new")),
    lambda site: replace(site, settings=replace(site.settings, promise=HOUR)),
    lambda site: replace(site, settings=replace(site.settings, groups=(Group("core", "Heart"),))),
    lambda site: replace(site, services={**site.services, "api": Service("api", "API", group="core")}),
    lambda site: replace(site, incidents=(CORRECTED, PRINTER)),
    lambda site: replace(site, incidents=(replace(PRINTER, effects={"api": Effect.MAJOR_OUTAGE}),)),
    lambda site: replace(site, incidents=(replace(CHECKOUT, severity=Severity.NONE),)),
    lambda site: replace(site, maintenances=(replace(UPGRADE, ends=START),)),
    lambda site: replace(site, announcements=(replace(NEWS, services=("api",)),)),
]


def artefacts_of(changes, hours):
    site = a_site()
    for change in changes:
        site = change(site)
    return {artefact.path: artefact for artefact in feed_artefacts(scene(site, START + hours * HOUR))}


def keep_their_promise(left, right):
    """Equal keys mean equal bytes."""
    for path in left.keys() & right.keys():
        if left[path].key == right[path].key:
            assert left[path].make() == right[path].make(), path


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_bytes_changes_the_key(change):
    keep_their_promise(artefacts_of([], 22), artefacts_of([change], 22))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(CHANGES), max_size=3), st.integers(-24, 24), st.integers(-24, 24))
def test_equal_keys_mean_equal_bytes_at_any_two_moments(changes, one, other):
    keep_their_promise(artefacts_of(changes, one), artefacts_of(changes, other))


HOSTILE = [
    "<script>alert(1)</script>",
    "]]>",
    "a & b",
    "\u202eevil",
    "nul\x00esc\x1b",
    "\U0001f525",
    "{phase} {0} %s",
    "x" * 25_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_anywhere_leaves_every_feed_valid_and_harmless(text):
    update = an_update("one", 5, text=text, impact=text, action=text, phase=Phase.MONITORING)
    site = a_site(incidents=(replace(CHECKOUT, title=text, summary=text, updates=(update,)),), name=text)
    site = replace(site, services={**site.services, "checkout": Service("checkout", text)})
    rules = {"atom": atom_faults, "rss": rss_faults, "json": json_faults}
    for path, content in built(site).items():
        assert rules[path.rsplit(".", 1)[-1]](content, NOW) == [], path
    for item in json.loads(built(site)["feed.json"])["items"]:
        assert "<script" not in item["content_html"]


PRINT_DIGESTS = """
import sys
sys.path.insert(0, {tests!r})
from test_feeds import NOW, a_site, built
from statusgen.publish.artefact import digest
print(digest(*(part for path, content in sorted(built(a_site()).items()) for part in (path, content))))
"""


def test_bytes_do_not_depend_on_hash_seed_time_zone_or_locale():
    tests = os.path.dirname(__file__)  # noqa: PTH120 -- goes into a program's text
    program = PRINT_DIGESTS.format(tests=tests)
    surroundings = [
        {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "2", "TZ": "Asia/Kathmandu", "LC_ALL": "de_DE.UTF-8", "LANGUAGE": "de"},
    ]
    found = {
        subprocess.run(
            [sys.executable, "-c", program], env=os.environ | extra, capture_output=True, text=True, check=True
        ).stdout
        for extra in surroundings
    }
    assert len(found) == 1
