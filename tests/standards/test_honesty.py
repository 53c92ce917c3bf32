"""Honest in every situation that can be written, on the pages and in the files that people and programs read."""

import json
import re
from datetime import datetime
from fractions import Fraction
from math import floor
from pathlib import Path

from hypothesis import given, settings
from worlds import nows, sites

from statusgen.model.access import visible
from statusgen.model.course import is_open
from statusgen.model.service import Effect
from statusgen.model.site import Site
from statusgen.model.uptime import days, uptime
from statusgen.publish.artefact import Artefact
from statusgen.publish.plan import plan

ELSEWHERE = Path("no-such-site")  # no themes of its own
WEIGHTS = {Effect.MAJOR_OUTAGE: Fraction(1), Effect.PARTIAL_OUTAGE: Fraction(3, 10)}
NAMES = {"Major outage": Effect.MAJOR_OUTAGE, "Partial outage": Effect.PARTIAL_OUTAGE}

honest = settings(deadline=None, max_examples=60)  # each is a whole site


def planned(site: Site, now: datetime) -> dict[str, Artefact]:
    return {one.path: one for one in plan(site, now, ELSEWHERE)}


def text_of(files: dict[str, Artefact], path: str) -> str:
    return files[path].make().decode()


@honest
@given(sites(), nows)
def test_nothing_is_green_while_an_incident_is_open(everything, now):
    site = visible(everything, None)
    files = planned(site, now)
    look = re.search(r'<div class="top (\w+)">', text_of(files, "index.html"))
    title = re.search(r"<title>(.*?)</title>", text_of(files, "index.html"))
    badge, shield = text_of(files, "badge.svg"), json.loads(files["badge.json"].make())
    status = json.loads(files["api/v2/status.json"].make())["status"]
    if any(is_open(one, now) and not one.drill for one in site.incidents):
        assert look[1] in {"minor", "major", "critical"}
        assert "operational" not in title[1].lower()
        assert "operational" not in badge.lower()
        assert shield["color"] in {"yellow", "orange", "red"}
        assert status["indicator"] in {"minor", "major", "critical"}


def shown_percents(page: str) -> list[str]:
    return re.findall(r"(-?\d+(?:\.\d+)?)%", page)


@honest
@given(sites(), nows)
def test_uptime_as_shown_is_between_0_and_100_and_the_same_everywhere(everything, now):
    site = visible(everything, None)
    files = planned(site, now)
    index = text_of(files, "index.html")
    for service in site.services:
        figure = uptime(site, service, now, site.settings.uptime.days)
        on_page = set(shown_percents(text_of(files, f"services/{service}/index.html")))
        assert on_page == ({figure.percent} if figure else set())
    assert all(0 <= Fraction(percent) <= 100 for percent in shown_percents(index))
    assert set(shown_percents(index)) == {
        figure.percent for one in site.services if (figure := uptime(site, one, now, site.settings.uptime.days))
    }


def table(page: str) -> Fraction:
    """The weighted seconds in the table of days, which are whole minutes here; today's are not told yet."""
    found = Fraction()
    for spent, name in re.findall(r"([\dhmin\u00a0\u202f ]+)<span class=\"soft\">([^<]+)</span>", page):
        hours, minutes = re.search(r"(\d+)\W*h", spent), re.search(r"(\d+)\W*min", spent)
        seconds = 3600 * int(hours[1] if hours else 0) + 60 * int(minutes[1] if minutes else 0)
        found += WEIGHTS.get(NAMES.get(name), 0) * seconds
    return found


@honest
@given(sites(), nows)
def test_the_days_in_the_table_sum_up_to_the_figure_above_it(everything, now):
    site = visible(everything, None)
    files = planned(site, now)
    for service in site.services:
        figure = uptime(site, service, now, site.settings.uptime.days)
        if figure:
            today = days(site, service, now, 1)[0].seconds
            down = sum((WEIGHTS.get(effect, 0) * spent for effect, spent in today.items()), Fraction())
            down += table(text_of(files, f"services/{service}/index.html"))
            hundredths = floor((1 - down / figure.observed_seconds) * 10_000)
            assert figure.percent == f"{hundredths // 100}.{hundredths % 100:02}"
