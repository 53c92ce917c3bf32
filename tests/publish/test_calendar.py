"""Calendars to the letter of RFC 5545: as `icalendar` reads them, and octet by octet."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from calendar_site import CALM, DRILL, MOVED, OFF, PUT_OFF, WEEKLY, calendar_site, on
from example_site import NOW
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Component

from statusgen.model.incident import Phase, Update
from statusgen.model.maintenance import Maintenance
from statusgen.model.recurrence import Frequency, Rule
from statusgen.model.site import Site
from statusgen.publish.calendar import MOST, calendar_artefacts
from statusgen.publish.views.scene import scene
from statusgen.render import ics

WHOLE = "maintenance.ics"


def files(site: Site, now: datetime = NOW) -> dict[str, bytes]:
    return {artefact.path: artefact.make() for artefact in calendar_artefacts(scene(site, now))}


def events(site: Site, now: datetime = NOW, path: str = WHOLE) -> dict[str, Component]:
    """By the part of their UID that is our id."""
    calendar = Calendar.from_ical(files(site, now)[path])
    return {str(event["UID"]).partition("@")[0]: event for event in calendar.walk("VEVENT")}


def event(maintenance: Maintenance, now: datetime = NOW) -> Component:
    [found] = events(calendar_site(maintenance), now).values()
    return found


def times(found: Component) -> tuple[datetime, datetime]:
    return found["DTSTART"].dt, found["DTEND"].dt


def test_a_calendar_says_what_it_is_and_when_to_come_again() -> None:
    calendar = Calendar.from_ical(files(calendar_site())["services/bank/maintenance.ics"])
    assert (calendar["VERSION"], calendar["CALSCALE"]) == ("2.0", "GREGORIAN")
    assert calendar["NAME"] == calendar["X-WR-CALNAME"] == "Orchard status: Bank: maintenance"
    assert calendar["SOURCE"] == "https://status.orchard.example/live/services/bank/maintenance.ics"
    assert calendar["URL"] == "https://status.orchard.example/live/services/bank/"
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(hours=1)
    assert calendar["X-PUBLISHED-TTL"] == "PT1H"
    assert "METHOD" not in calendar  # a file to subscribe to is no message (RFC 5546)


def test_an_event_has_all_that_a_reader_needs() -> None:
    found = event(MOVED)
    assert found["UID"] == "vault@orchard.statusgen.invalid"
    assert found["SUMMARY"] == "New vault; slow, safe"
    assert found["URL"] == "https://status.orchard.example/live/maintenance/vault/"
    assert found["CATEGORIES"].cats == ["Bank", "Shop"]
    assert found["CONTACT"] == "desk@orchard.example"
    assert found["TRANSP"] == "TRANSPARENT"
    assert str(found["DESCRIPTION"]).split("\n\n") == [
        "Transfers wait.\nNothing is lost.",
        "Affects: Bank (Under maintenance) and Shop (Degraded performance)",
        "Moved from 25 November 2026, 21:00 CET \u2013 25 November 2026, 22:00 CET",
        "The vault is late.",
        "What to do: Transfer today.",
    ]


def test_a_moved_event_is_the_same_event_at_another_time() -> None:
    before, after = event(MOVED, on(11, 19, 0)), event(MOVED)
    assert before["UID"] == after["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert times(before) == (on(11, 25, 20), on(11, 25, 21))
    assert times(after) == (on(11, 27, 20), on(11, 27, 21))
    assert before["DTSTAMP"].dt == on(11, 10, 9)
    assert after["DTSTAMP"].dt == after["LAST-MODIFIED"].dt == on(11, 20, 9)


def test_a_cancelled_event_stays_and_says_so() -> None:
    before, after = event(OFF, on(11, 19, 0)), event(OFF)
    assert (before["STATUS"], after["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert (before["SUMMARY"], after["SUMMARY"]) == ("New paint", "Cancelled: New paint")


def test_what_was_put_off_without_a_new_time_is_tentative() -> None:
    assert event(PUT_OFF, on(11, 19, 6, 30))["STATUS"] == "CONFIRMED"
    assert event(PUT_OFF)["STATUS"] == "TENTATIVE"
    moved = replace(PUT_OFF, updates=(*PUT_OFF.updates, Update("2-new", on(11, 20, 9), starts=on(11, 28, 6))))
    assert event(moved)["STATUS"] == "CONFIRMED"


def test_each_occurrence_is_an_event_of_its_own() -> None:
    found = events(calendar_site(WEEKLY))
    assert found["restart.2026-11-23"]["STATUS"] == "CANCELLED"
    assert times(found["restart.2026-11-30"]) == (on(12, 1, 3), on(12, 1, 3, 30))
    assert found["restart.2026-11-30"]["SEQUENCE"] == 1
    assert times(found["restart.2026-12-07"]) == (on(12, 7, 3), on(12, 7, 3, 30))  # 04:00 in Madrid, in winter
    assert times(found["restart.2027-04-05"]) == (
        datetime(2027, 4, 5, 2, tzinfo=UTC),
        datetime(2027, 4, 5, 2, 30, tzinfo=UTC),
    )
    assert not any("RRULE" in one for one in found.values())


def test_no_other_maintenance_has_the_uid_of_an_occurrence() -> None:
    namesake = replace(CALM, id="restart-2026-11-30")
    calendar = Calendar.from_ical(files(calendar_site(WEEKLY, namesake))[WHOLE])
    uids = [str(one["UID"]) for one in calendar.walk("VEVENT")]
    assert len(uids) == len(set(uids))


def test_every_scope_has_what_concerns_it_and_drills_are_in_none() -> None:
    site = calendar_site()
    made = files(site)
    assert {path for path in made if path.count("/") == 2} == {
        *(f"services/{service}/maintenance.ics" for service in site.services),
        *(f"groups/{group.id}/maintenance.ics" for group in site.settings.groups),
        "teams/money/maintenance.ics",
    }
    assert set(events(site, path="services/bank/maintenance.ics")) == {"vault"}
    assert set(events(site, path="groups/office/maintenance.ics")) == {"roof"}
    assert set(events(site, path="teams/money/maintenance.ics")) == {"vault"}
    assert events(site, path="services/fax/maintenance.ics") == {}
    assert not any(b"drill" in data for data in made.values())
    assert DRILL in site.maintenances


@pytest.mark.parametrize("days", [0.1, 1, 5, 9])
def test_bytes_do_not_change_by_the_clock_within_a_month(days: float) -> None:
    assert files(calendar_site(), NOW + timedelta(days=days)) == files(calendar_site(), NOW)


def test_a_calendar_reaches_a_year_of_whole_months_back_and_ahead() -> None:
    daily = replace(CALM, starts=on(1, 1, 8) - timedelta(days=400), ends=on(1, 1, 9) - timedelta(days=400))
    found = events(calendar_site(replace(daily, repeats=Rule(Frequency.DAILY))))
    starts = [one["DTSTART"].dt.date() for one in found.values()]
    assert (min(starts), max(starts)) == (date(2025, 11, 1), date(2027, 11, 30))


def test_of_too_many_the_next_are_kept_and_then_the_latest() -> None:
    daily = replace(CALM, starts=on(1, 1, 8) - timedelta(days=400), ends=on(1, 1, 9) - timedelta(days=400))
    many = [replace(daily, id=f"many-{number}", repeats=Rule(Frequency.DAILY)) for number in range(2)]
    found = [one["DTSTART"].dt.date() for one in events(calendar_site(*many)).values()]
    assert len(found) == MOST
    assert found == sorted(found)
    assert max(found) == date(2027, 11, 30)
    assert min(found) == date(2026, 11, 1) - timedelta(days=(MOST - 2 * 395) // 2)


def test_what_was_said_later_is_in_no_calendar_of_before() -> None:
    now = on(11, 12, 0)
    past = [
        replace(one, updates=tuple(update for update in one.updates if update.at <= now))
        for one in calendar_site().maintenances
    ]
    assert files(calendar_site(), now) == files(calendar_site(*past), now)


def test_equal_keys_mean_equal_bytes() -> None:
    made = [artefact for now in (NOW, on(11, 19, 0)) for artefact in calendar_artefacts(scene(calendar_site(), now))]
    by_key: dict[str, bytes] = {}
    assert all(by_key.setdefault(artefact.key, artefact.make()) == artefact.make() for artefact in made)
    assert len(by_key) > len(made) // 2


# Octet by octet

TEXTS = st.text(st.characters(codec="utf-8"), max_size=300) | st.text("a,;\\\n😀é ", max_size=300)
LINE = re.compile(rb"[A-Z0-9-]+(;[A-Z]+=[A-Z]+)*:[^\x00-\x08\x0a-\x1f\x7f]*")


def unfolded(data: bytes) -> list[bytes]:
    return data.replace(b"\r\n ", b"").split(b"\r\n")


def assert_well_formed(data: bytes) -> None:
    assert data.endswith(b"\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # no character is torn apart
    assert all(LINE.fullmatch(line) for line in unfolded(data)[:-1])
    assert data.decode().splitlines() == data.decode().split("\r\n")[:-1]  # as some readers split


def test_every_calendar_of_the_site_is_well_formed() -> None:
    for data in files(calendar_site()).values():
        assert_well_formed(data)


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_any_text_is_escaped_folded_and_read_again(summary: str, description: str) -> None:
    data = ics.component("VEVENT", (("SUMMARY", ics.text(summary)), ("DESCRIPTION", ics.text(description))))
    assert_well_formed(data)
    found = Calendar.from_ical(ics.component("VCALENDAR", (), [data])).walk("VEVENT")[0]
    for name, written in (("SUMMARY", summary), ("DESCRIPTION", description)):
        assert str(found.get(name, "")) == as_it_can_be_said(written)


def as_it_can_be_said(text: str) -> str:
    """Without controls; every way to end a line is one."""
    lines = "\n".join(re.split(r"\r\n|\r", text))
    kept = re.sub("[\x00-\x08\x0e-\x1b\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff]", "", lines)
    return re.sub("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", "\n", kept)


@settings(deadline=None)
@given(st.lists(TEXTS.filter(str.strip), min_size=1, max_size=5))
def test_a_list_of_texts_stays_one(names: list[str]) -> None:
    data = ics.component("VEVENT", (("CATEGORIES", ics.texts(names)),))
    assert_well_formed(data)
    assert len(re.findall(r"(?<!\\)(?:\\\\)*,", unfolded(data)[1].decode())) == len(names) - 1


@settings(deadline=None, max_examples=30)
@given(TEXTS, TEXTS, st.sampled_from([None, *Phase]))
def test_a_site_with_any_text_in_it_has_a_calendar(title: str, text: str, phase: Phase | None) -> None:
    work = replace(MOVED, title=title, summary=text, updates=(Update("u", on(11, 20, 9), text, phase),))
    data = files(calendar_site(work))[WHOLE]
    assert_well_formed(data)
    assert len(Calendar.from_ical(data).walk("VEVENT")) == 1


def test_reminders_ring_in_nobodys_calendar() -> None:
    """docs/calendars.md says why."""
    reminded = replace(CALM, reminders=(timedelta(hours=24), timedelta(hours=1)))
    assert b"VALARM" not in files(calendar_site(reminded))["maintenance.ics"]
    assert files(calendar_site(reminded)) == files(calendar_site(CALM))
