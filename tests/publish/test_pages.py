"""Every page of a site in which everything happens at once."""

import gzip
import os
import posixpath
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from example_site import DRILL, NOTICE, NOW, OPEN, RUNNING, SERVICES, SETTINGS, example_site
from page_rules import Reading

from statusgen.model.incident import Incident
from statusgen.model.service import Effect, Service
from statusgen.model.site import Site
from statusgen.publish.pages import PAGES
from statusgen.publish.plan import plan
from statusgen.publish.views.scene import scene

Build = Callable[..., dict[str, bytes]]
ELSEWHERE = Path("no-such-site")  # no themes of its own


def built(site: Site, now: datetime = NOW, theme: str = "default") -> dict[str, bytes]:
    themed = replace(site, settings=replace(site.settings, theme=theme))
    return {artefact.path: artefact.make() for artefact in plan(themed, now, ELSEWHERE)}


def pages(files: dict[str, bytes]) -> dict[str, Reading]:
    return {path: Reading(content.decode()) for path, content in files.items() if path.endswith(".html")}


@pytest.fixture(scope="module", params=["default", "plain"])
def build(request: pytest.FixtureRequest) -> Build:
    """Builds a site in each theme that comes with the program: what they promise is the same."""
    return lambda site, now=NOW: built(site, now, request.param)


@pytest.fixture(scope="module")
def files(build: Build) -> dict[str, bytes]:
    return build(example_site())


@pytest.fixture(scope="module")
def read(files: dict[str, bytes]) -> dict[str, Reading]:
    return pages(files)


def text(reading: Reading) -> str:
    return " ".join(" ".join(reading.text).split())


def test_there_is_a_page_for_everything(files):
    wanted = {
        "index.html", "404.html", "history/index.html", "history/2026-11.html", "history/2026-10.html",
        "maintenance/index.html", "maintenance/vault/index.html", "incidents/shop-slow/index.html",
        "services/shop/index.html", "services/fax/index.html", "groups/core/index.html", "teams/money/index.html",
        "announcements/index.html", "announcements/party/index.html", "subscribe/index.html", "about/index.html",
    }  # fmt: skip
    assert wanted <= files.keys()


def test_the_history_can_be_read_of_one_service_alone(read, files):
    month = {link for _, link in read["history/2026-11.html"].links}
    assert {"../services/shop/2026.html#2026-11", "../services/phone/2026.html#2026-11"} <= month
    shop = read["services/shop/2026.html"]
    assert "2026-11" in shop.ids
    assert "Orders get stuck" in text(shop)
    assert "Transfers failed" not in text(shop)
    assert "The office closes early" in text(read["services/phone/2026.html"])
    assert "New paper" in text(read["services/printer/2026.html"])
    assert b"services/shop/2026.html" in files["services/shop/index.html"]
    assert "services/fax/2026.html" not in files


def test_years_of_a_service_lead_to_each_other(build):
    old = replace(OPEN, id="old", started=NOW - timedelta(days=800), updates=())
    read = pages(build(example_site(OPEN, old)))
    assert [link for kind, link in read["services/shop/2026.html"].links if kind == "a prev"] == [
        "../../services/shop/2024.html"
    ]
    assert [link for kind, link in read["services/shop/2024.html"].links if kind == "a next"] == [
        "../../services/shop/2026.html"
    ]


def test_a_team_has_a_page_with_what_it_looks_after_and_its_feeds(read, files):
    page = read["teams/money/index.html"]
    assert "Bank" in text(page)
    assert "Printer" not in text(page)
    assert {"/live/teams/money/history.atom", "/live/teams/money/feed.json"} <= set(
        targets("teams/money/index.html", page)
    )
    assert b"teams/money/index.html" in files["services/bank/index.html"]
    assert b"teams/money/history.atom" in files["subscribe/index.html"]


def test_pages_are_well_formed_and_have_no_inline_style_or_script(read):
    assert {path: reading.faults for path, reading in read.items() if reading.faults} == {}


def test_no_id_stands_twice_on_a_page(read):
    assert [path for path, reading in read.items() if len(set(reading.ids)) < len(reading.ids)] == []


def targets(path: str, reading: Reading) -> list[str]:
    """Paths of the site that a page leads to or loads, relative to the top; 404 alone may say where the top is."""
    found = []
    for kind, link in reading.links:
        parts = urlsplit(link)
        if kind == "link canonical" or parts.scheme or not parts.path:
            continue
        base = "/live/" + path
        found.append(posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(parts.path))))
    return found


def test_every_link_inside_the_site_leads_to_a_file_of_the_site(read, files):
    dead = [
        (path, target)
        for path, reading in read.items()
        for target in targets(path, reading)
        if target.removeprefix("/live/") not in files
    ]
    assert dead == []


def test_every_anchor_is_there(read):
    dead = [
        (path, link)
        for path, reading in read.items()
        for kind, link in reading.links
        if link.startswith("#") and link[1:] not in reading.ids
    ]
    assert dead == []


def test_links_inside_the_site_are_relative_but_on_the_page_for_missing_ones(read):
    absolute = [
        (path, link)
        for path, reading in read.items()
        for kind, link in reading.links
        if kind != "link canonical" and (link.startswith("/") or SETTINGS.url in link) and path != "404.html"
    ]
    assert absolute == []


def test_nothing_is_loaded_from_elsewhere(read, files):
    loaded = [
        link
        for reading in read.values()
        for kind, link in reading.links
        if kind not in {"a", "a noreferrer", "link canonical"} and urlsplit(link).scheme
    ]
    assert loaded == []
    assert not [path for path, content in files.items() if path.endswith(".css") and b"http" in content]


def test_a_link_that_is_none_of_the_web_is_only_a_word(read):
    assert ("a noreferrer", "https://chat.orchard.example/1") in read["incidents/shop-slow/index.html"].links
    assert not [link for reading in read.values() for _, link in reading.links if "javascript" in link]
    assert "bridge" in text(read["incidents/shop-slow/index.html"])


HOSTILE = """<script>alert(1)</script>" onmouseover="alert(2)" ' {{ 7 * 7 }} &amp; ]]>"""


def test_hostile_titles_are_shown_as_they_were_written(build):
    services = {"shop": replace(SERVICES["shop"], name=HOSTILE, description=HOSTILE, links={HOSTILE: HOSTILE})}
    site = replace(
        example_site(
            replace(OPEN, title=HOSTILE, summary=HOSTILE, labels={HOSTILE: HOSTILE}),
            replace(RUNNING, title=HOSTILE, effects={}),
            replace(NOTICE, title=HOSTILE, text=HOSTILE, services=()),
            settings=replace(SETTINGS, name=HOSTILE, groups=(replace(SETTINGS.groups[0], name=HOSTILE),)),
        ),
        services=services,
    )
    for path, reading in pages(build(site)).items():
        assert reading.faults == [], path
        assert '<script>alert(1)</script>" onmouseover=' in "".join(reading.text), path


def test_an_open_incident_says_impact_action_since_when_and_when_the_next_update_is_due(read):
    index = text(read["index.html"])
    assert "One order in six waits." in index
    assert "What to do Tell customers to wait." in index
    assert "Since 14:12 CET" in index
    assert "Next update is overdue since 14:52 CET" in index  # 30 minutes after 14:22 CET, and it is 15:02


def test_a_promise_that_can_still_be_kept_says_by_when(build, read):
    index = text(pages(build(example_site(), NOW - timedelta(minutes=12)))["index.html"])
    assert "Next update by 14:52 CET" in index


def test_a_correction_shows_when_it_was_made_and_what_was_said_before(read):
    page = read["incidents/shop-slow/index.html"]
    assert "update-2-found" in page.ids
    assert "update-3-found-again" not in page.ids
    assert "Corrected 21 November 2026, 14:24 CET · Earlier wording" in text(page)
    assert text(page).index("stuck") < text(page).index("full")


def test_corrections_are_listed_with_links_to_what_they_correct(read):
    page = read["incidents/shop-slow/index.html"]
    assert "Corrections: 1 Identified \u00b7 Corrected 21 November 2026, 14:24 CET" in text(page)
    assert ("a", "#update-2-found") in page.links
    assert "Corrections" not in text(read["incidents/bank-down/index.html"])


def test_a_service_that_works_says_through_what_it_may_be_affected_and_nothing_else_changes(build, files, read):
    hint = "Possibly affected through Shop"
    alone = replace(example_site(), services={**SERVICES, "bank": replace(SERVICES["bank"], depends_on=())})
    index, without = text(read["index.html"]), text(pages(build(alone))["index.html"])
    assert "Bank Operational" in index
    assert index.replace(f"{hint} ", "") == without  # the banner, every state and figure
    assert index.count("Possibly affected") == 1
    assert hint in text(read["services/bank/index.html"])
    assert hint not in text(read["services/shop/index.html"])
    assert ("a", "../../services/shop/index.html") in read["services/bank/index.html"].links


def test_announcements_are_on_the_front_page_while_they_hold_and_listed_as_past_afterwards(build, read):
    assert "The office closes early 20 November, 15:02 CET until 22 November, 15:02 CET" in text(read["index.html"])
    assert "Lunch is cold" not in text(read["index.html"])
    listed = text(read["announcements/index.html"])
    assert listed.index("The office closes early") < listed.index("Past") < listed.index("Lunch is cold")
    assert "22 October 2026, 16:02 CEST ended 23 October 2026, 16:02 CEST" in listed
    assert "ended 23 October 2026" in text(read["announcements/gone/index.html"])
    late = text(pages(build(example_site(), NOW + timedelta(days=1)))["index.html"])  # `until` is exclusive
    assert "The office closes early" not in late


def test_a_drill_is_marked_wherever_it_is_shown(read):
    shown = [path for path, reading in read.items() if DRILL.title in text(reading)]
    assert {"index.html", "incidents/fire-drill/index.html", "history/2026-11.html"} <= set(shown)
    assert [path for path in shown if "EXERCISE" not in text(read[path])] == []


def test_a_folded_group_opens_by_itself_while_one_of_its_services_is_affected():
    calm = built(example_site(NOTICE))["index.html"].decode()
    busy = built(example_site(RUNNING))["index.html"].decode()
    assert [calm.count('<details class="group" open>'), calm.count('<details class="group">')] == [1, 1]
    assert busy.count('<details class="group" open>') == 2


def test_every_picture_of_days_has_a_sentence():
    index = built(example_site())["index.html"].decode()
    assert 'aria-label="Bank: 99.79% uptime in 41 days, 1 day with outages"' in index.replace("\xa0", " ")
    assert index.count('<svg class="bars') == index.count('role="img"') == 3  # Phone does not show its uptime


def test_days_before_a_service_was_known_are_not_green(files):
    service = files["services/phone/index.html"].decode()
    assert 'class="unknown" d="M0 20v-4h69v4z"' in service
    assert 'class="operational" d="M69 20v-12h21v12z"' in service


def test_quiet_days_in_a_row_are_one_line(read):
    assert "13\u201320 November No incidents" in text(read["index.html"])


def test_only_the_front_page_changes_when_nothing_but_the_clock_does():
    site = example_site()
    before = {artefact.path: artefact.key for artefact in plan(site, NOW, ELSEWHERE)}
    after = {artefact.path: artefact.key for artefact in plan(site, NOW + timedelta(seconds=59), ELSEWHERE)}
    assert {path for path in before if before[path] != after[path]} == {"index.html"}


def test_equal_input_gives_equal_bytes(build, files):
    assert build(example_site()) == files


def test_equal_keys_mean_equal_pages_and_a_word_changes_both():
    site = example_site()
    reworded = example_site(*(replace(one, title="Orders wait") if one == OPEN else one for one in
                              (*site.incidents, *site.maintenances, *site.announcements)))  # fmt: skip
    old = {artefact.path: artefact for artefact in plan(site, NOW, ELSEWHERE)}
    new = {artefact.path: artefact for artefact in plan(reworded, NOW, ELSEWHERE)}
    assert old.keys() == new.keys()
    changed = {path for path in old if old[path].key != new[path].key and path.endswith(".html")}
    assert changed == {path for path in old if old[path].make() != new[path].make() and path.endswith(".html")}
    assert "about/index.html" not in changed
    assert "services/shop/index.html" in changed


def test_nothing_that_will_be_said_later_is_there(build):
    past = build(example_site(), OPEN.started - timedelta(minutes=1))
    assert not [path for path in past if "shop-slow" in path]
    assert not [path for path, content in past.items() if OPEN.title.encode() in content]


def test_a_front_page_of_twenty_services_is_small(build):
    services = {f"s{n}": Service(f"s{n}", f"Service number {n}", group="core") for n in range(20)}
    incidents = tuple(
        Incident(
            f"i{n}",
            f"Trouble number {n}",
            NOW - timedelta(days=3 * n + 1),
            effects={f"s{n % 20}": Effect.PARTIAL_OUTAGE},
        )
        for n in range(28)
    )
    page = build(Site(settings=SETTINGS, services=services, incidents=incidents))["index.html"]
    assert len(gzip.compress(page)) <= 15_000


# --- views

SIMPLE = (str, int, bool, type(None), Enum, datetime, date)


def strangers(value: object, where: str) -> list[str]:
    """Where a view holds what has no stable repr of its own value."""
    if isinstance(value, tuple):
        return [fault for one in value for fault in strangers(one, where)]
    if is_dataclass(value) and not isinstance(value, type):
        assert type(value).__dataclass_params__.frozen, where
        names = [field.name for field in fields(value)]
        return [fault for name in names for fault in strangers(getattr(value, name), f"{where}.{name}")]
    return [] if isinstance(value, SIMPLE) else [f"{where}: {type(value).__name__}"]


def test_views_hold_nothing_but_plain_values():
    here = scene(example_site(), NOW)
    assert [fault for kind in PAGES for page in kind(here) for fault in strangers(page.view, page.path)] == []


PROGRAM = """
import sys; sys.path.insert(0, sys.argv[1])
from example_site import NOW, example_site
from pathlib import Path
from statusgen.publish.artefact import digest
from statusgen.publish.plan import plan
print(digest(*(artefact.path + artefact.key for artefact in plan(example_site(), NOW, Path("no-such-site")))))
"""


def test_keys_are_the_same_under_every_hash_seed():
    def keys(seed: str) -> bytes:
        command = [sys.executable, "-c", PROGRAM, str(Path(__file__).parent)]
        return subprocess.run(
            command, env={**os.environ, "PYTHONHASHSEED": seed}, check=True, capture_output=True
        ).stdout

    assert keys("1") == keys("2") == keys("777")


def test_a_site_in_which_nothing_was_written_yet_has_every_kind_of_page(build):
    empty = build(Site())
    assert {"index.html", "history/index.html", "about/index.html", "404.html"} <= empty.keys()
    assert not [path for path in empty if path.startswith("history/2")]
