"""What pages say of work that was moved, called off, or comes again."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from calendar_site import CALM, MOVED, WEEKLY, calendar_site, on
from example_site import NOW
from page_rules import Reading

from statusgen.model.incident import Phase, Update
from statusgen.model.maintenance import Maintenance
from statusgen.model.recurrence import Frequency, Rule
from statusgen.model.service import Effect
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
    november = page(calendar_site(WEEKLY), "history/2026-11.html")
    assert "Restart Maintenance 3 times Show the times : Restart 16 November 2026, 04:00-04:30 CET 9 Nov" in november
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


def test_the_page_lists_what_of_it_was_corrected() -> None:
    updates = (*MOVED.updates, Update("3-again", on(11, 20, 11), "The vault is late by two days.", corrects="2-later"))
    said = own_page(replace(MOVED, updates=updates))
    assert "Corrections: 1 Update · Corrected 20 November 2026, 12:00 CET" in said
    assert "Corrections" not in own_page(MOVED)


DAILY = Maintenance("sweep", "Sweeping", on(10, 12, 2), on(10, 12, 3), repeats=Rule(Frequency.DAILY))


def month_of(maintenance: Maintenance, month: str) -> str:
    return page(calendar_site(maintenance), f"history/{month}.html")


def test_what_repeats_is_one_line_of_a_month_that_has_its_times() -> None:
    called_off = Update("1-off", on(10, 12, 9), "Not then.", Phase.CANCELLED, occurrence=date(2026, 10, 29))
    said = month_of(replace(DAILY, updates=(called_off,)), "2026-10")
    assert said.count("Sweeping Maintenance") == 1
    assert "Maintenance 20 times" in said
    assert "Show the times : Sweeping 31 October 2026, 04:00-05:00 CET 30 October 2026" in said
    assert "29 October 2026, 04:00-05:00 CET · Cancelled 28 October 2026" in said
    assert "12 October 2026, 04:00-05:00 CEST" in said


def test_what_came_once_in_a_month_says_when_in_its_line() -> None:
    assert "Maintenance 31 October 2026, 03:00-04:00 CET" in month_of(
        replace(DAILY, starts=on(10, 31, 2), ends=on(10, 31, 3)), "2026-10"
    )


def test_the_list_of_months_counts_each_time() -> None:
    assert "October 2026 20 maintenances" in page(calendar_site(DAILY), "history/index.html")


def test_the_history_of_a_service_folds_them_too() -> None:
    swept = replace(DAILY, effects={"phone": Effect.UNDER_MAINTENANCE})
    said = page(calendar_site(swept), "services/phone/2026.html")
    assert said.count("Sweeping Maintenance") == 2  # October and November
    assert "Maintenance 21 times" in said


def test_recent_days_say_it_where_it_was_last_and_the_others_are_quiet() -> None:
    said = page(calendar_site(DAILY), "index.html").partition("Recent days")[2]
    assert "21 November Sweeping Maintenance 15 times Show the times : Sweeping 21 November 2026, 04:00" in said
    assert "7-20 November No incidents" in said.replace("\u2013", "-")
