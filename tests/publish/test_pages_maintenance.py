"""What pages say of work that was moved, called off, or comes again."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from calendar_site import CALM, MOVED, WEEKLY, calendar_site, on
from example_site import NOW
from page_rules import Reading

from statusgen.model.maintenance import Maintenance
from statusgen.model.site import Site
from statusgen.publish.plan import plan

ELSEWHERE = Path("no-such-site")  # no themes of its own


def page(site: Site, path: str, now: datetime = NOW) -> str:
    [found] = [artefact for artefact in plan(site, now, ELSEWHERE) if artefact.path == path]
    return " ".join(" ".join(Reading(found.make().decode()).text).split()).replace(" \u2013 ", "-")


def own_page(maintenance: Maintenance, now: datetime = NOW) -> str:
    return page(calendar_site(maintenance), f"maintenance/{maintenance.id}/index.html", now)


def test_a_moved_maintenance_says_from_when_at_its_time_and_at_the_update() -> None:
    said = own_page(MOVED)
    assert "When 27 November 2026, 21:00-22:00 CET Moved from 25 November 2026, 21:00-22:00 CET" in said
    assert "Moved from 25 November 2026, 21:00-22:00 CET to 27 November 2026, 21:00-22:00 CET" in said
    assert "Repeats" not in said


def test_nothing_is_said_of_a_move_before_it_was_known() -> None:
    said = own_page(MOVED, on(11, 19, 0))
    assert "When 25 November 2026, 21:00-22:00 CET" in said
    assert "Moved" not in said


def test_the_front_page_says_that_it_was_moved() -> None:
    assert "Moved from 25 November, 21:00-22:00 CET" in page(calendar_site(MOVED), "index.html")


def test_the_page_of_what_repeats_lists_its_next_and_earlier_dates() -> None:
    said = own_page(WEEKLY)
    assert "When 1 December 2026, 04:00-04:30 CET Moved from 30 November 2026, 04:00-04:30 CET Repeats" in said
    ahead = said.partition("Next dates ")[2].partition(" Updates ")[0]
    assert ahead.startswith("23 November 2026, 04:00-04:30 CET · Cancelled 7 December 2026, 04:00-04:30 CET 14 Dec")
    past = said.partition(" Earlier dates ")[2]
    assert past.startswith("16 November 2026, 04:00-04:30 CET 9 November 2026")
    assert "About 23 November 2026" in said


def test_a_running_occurrence_runs() -> None:
    now = on(11, 16, 3, 10)
    assert "In progress" in own_page(WEEKLY, now)
    assert "Restart is under way" in page(calendar_site(WEEKLY), "index.html", now)
    assert "All services are operational" in page(calendar_site(WEEKLY), "index.html", on(11, 16, 3, 30))
    assert "All services are operational" in page(calendar_site(WEEKLY), "index.html", on(11, 23, 3, 10))  # called off


def test_lists_of_what_is_ahead_have_the_next_occurrence_only() -> None:
    for path in ("index.html", "maintenance/index.html", "services/phone/index.html"):
        said = page(calendar_site(WEEKLY, CALM), path)
        assert said.count("1 December") == 1
        assert "7 December" not in said


def test_the_history_has_each_occurrence_and_the_list_of_all_the_latest() -> None:
    assert page(calendar_site(WEEKLY), "history/2026-11.html").count("Restart") == 3
    said = page(calendar_site(WEEKLY), "maintenance/index.html").partition("Finished")[2]
    assert "16 November 2026" in said
    assert "9 November 2026" not in said


def test_calendars_are_offered_with_an_address_that_calendars_open() -> None:
    site = calendar_site()
    [found] = [artefact for artefact in plan(site, NOW, ELSEWHERE) if artefact.path == "subscribe/index.html"]
    html = found.make().decode()
    assert 'href="webcal://status.orchard.example/live/maintenance.ics"' in html
    assert 'href="../maintenance.ics" type="text/calendar"' in html
    assert 'href="../services/bank/maintenance.ics" type="text/calendar"' in html


def test_a_page_without_moves_and_repeats_says_nothing_of_them() -> None:
    said = own_page(replace(CALM, updates=()))
    assert not any(word in said for word in ("Moved", "Repeats", "Next dates", "Earlier dates"))
