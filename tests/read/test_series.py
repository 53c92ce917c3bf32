"""Maintenance that repeats or is moved: rules as RFC 5545 has them, and updates that say which one they mean."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from statusgen.model.recurrence import Frequency, Rule
from statusgen.problems import Problem
from statusgen.read.load import Reading, load
from statusgen.read.recurrence import Recurrence

NOW = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
SITE = "name: Acme status\nurl: https://status.acme.example/\ntimezone: Europe/Berlin\n"
ONCE = "title: Upgrade\nservices: {shop: under_maintenance}\nstarts: 2026-12-01T22:00:00Z\nends: 2026-12-01T23:00:00Z\n"
MONTHLY = ONCE + "repeats: FREQ=MONTHLY;BYDAY=1TU\n"


def parsed(text: object) -> Any:
    return TypeAdapter(Recurrence).validate_python(text)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("FREQ=WEEKLY", Rule(Frequency.WEEKLY)),
        ("FREQ=MONTHLY;BYDAY=1TU", Rule(Frequency.MONTHLY, weekdays=((1, 1),))),
        ("FREQ=MONTHLY;BYDAY=MO,-1FR;BYSETPOS=1", None),
        ("FREQ=YEARLY;BYMONTH=3,9;BYDAY=-1SU", Rule(Frequency.YEARLY, months=(3, 9), weekdays=((-1, 6),))),
        ("FREQ=MONTHLY;BYMONTHDAY=1,-1;COUNT=12", Rule(Frequency.MONTHLY, count=12, month_days=(1, -1))),
        ("FREQ=DAILY;INTERVAL=2;UNTIL=20271231", Rule(Frequency.DAILY, 2, until=date(2027, 12, 31))),
        (
            "FREQ=WEEKLY;UNTIL=20271231T220000Z;WKST=SU",
            Rule(Frequency.WEEKLY, until=datetime(2027, 12, 31, 22, tzinfo=UTC), week_start=6),
        ),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", Rule(
            Frequency.MONTHLY, weekdays=tuple((0, day) for day in range(5)), positions=(-1,))),
    ],
)  # fmt: skip
def test_a_rule_is_read_as_rfc_5545_has_it(text: str, rule: Rule | None) -> None:
    if rule is None:
        with pytest.raises(ValidationError):
            parsed(text)
    else:
        assert parsed(text) == rule


@pytest.mark.parametrize(
    "text",
    ["", "weekly", "RRULE:FREQ=WEEKLY", "FREQ=", "FREQ=weekly", "FREQ=SECONDLY", "FREQ=MINUTELY", "FREQ=HOURLY",
     "FREQ=WEEKLY;INTERVAL=0", "FREQ=WEEKLY;INTERVAL=-1", "FREQ=WEEKLY;INTERVAL=99999", "FREQ=WEEKLY;COUNT=0",
     "FREQ=WEEKLY;COUNT=2;UNTIL=20271231", "FREQ=WEEKLY;COUNT=2;COUNT=3", "FREQ=DAILY;UNTIL=20270230",
     "FREQ=DAILY;UNTIL=20271231T220000", "FREQ=DAILY;BYHOUR=1,2", "FREQ=DAILY;BYSECOND=1", "FREQ=YEARLY;BYWEEKNO=3",
     "FREQ=YEARLY;BYEASTER=0", "FREQ=WEEKLY;BYDAY=1MO", "FREQ=MONTHLY;BYDAY=6MO", "FREQ=MONTHLY;BYDAY=0MO",
     "FREQ=MONTHLY;BYDAY=XX", "FREQ=YEARLY;BYDAY=54MO", "FREQ=YEARLY;BYMONTH=1;BYDAY=6MO", "FREQ=WEEKLY;BYMONTHDAY=1",
     "FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=MONTHLY;BYMONTHDAY=0", "FREQ=YEARLY;BYMONTH=13", "FREQ=YEARLY;BYMONTH=-1",
     "FREQ=MONTHLY;BYSETPOS=1", "FREQ=WEEKLY;WKST=1", "FREQ=WEEKLY;", "FREQ=WEEKLY;=", "FREQ=WEEKLY BYDAY=MO",
     "FREQ=MONTHLY;BYMONTHDAY=" + ",".join(["1"] * 300), "FREQ=WEEKLY;COUNT=\u0661"],
)  # fmt: skip
def test_what_is_no_rule_or_would_never_end_is_refused(text: str) -> None:
    with pytest.raises(ValidationError) as caught:
        parsed(text)
    assert caught.value.errors()[0]["type"] == "bad-value"


@settings(deadline=None)
@given(st.text(st.sampled_from("FREQ=DAILYWKMOTUBS;,-10"), max_size=40).map("FREQ=WEEKLY;{}".format) | st.text())
def test_any_text_is_a_rule_or_refused(text: str) -> None:
    try:
        assert isinstance(parsed(text), Rule)
    except ValidationError as error:
        assert error.errors()[0]["type"] == "bad-value"


def read(root: Path, maintenance: str, **updates: str) -> Reading:
    """A site with one maintenance; each update is its front matter."""
    folder = root / "content/maintenance/2026-12-01-upgrade"
    folder.mkdir(parents=True)
    (root / "content/services").mkdir()
    (root / "content/site.yaml").write_text(SITE)
    (root / "content/services/shop.yaml").write_text("name: Shop\n")
    (folder / "maintenance.yaml").write_text(maintenance)
    for name, front in updates.items():
        (folder / f"{name}.md").write_text(f"---\nat: 2026-11-20T09:00:00Z\n{front}---\nWords.\n")
    return load(root, NOW)


def only(reading: Reading) -> Problem:
    [problem] = reading.problems
    return problem


def place(problem: Problem) -> tuple[str, int, int]:
    return problem.code, problem.span.line, problem.span.column


def test_a_maintenance_that_repeats_is_read_with_its_exceptions(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        MONTHLY,
        a="occurrence: 2027-01-05\nphase: cancelled\n",
        b="occurrence: 2027-02-02\nstarts: 2027-02-03T22:00:00Z\nends: 2027-02-03T22:30:00Z\n",
    )
    assert reading.problems == ()
    [maintenance] = reading.site.maintenances
    assert maintenance.repeats == Rule(Frequency.MONTHLY, weekdays=((1, 1),))
    assert [update.occurrence for update in maintenance.updates] == [date(2027, 1, 5), date(2027, 2, 2)]
    assert maintenance.updates[1].ends == datetime(2027, 2, 3, 22, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rule", "code", "line", "column", "hint"),
    [
        ("FREQ=WEEKLY;INTERVAL=0", "bad-value", 5, 10, ""),
        ("FREQ=SECONDLY", "bad-value", 5, 10, "FREQ=DAILY"),
        ("FREQ=MONTHLY;BYDAY=1WE", "bad-value", 5, 10, "the first day that fits is 2026-12-02"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "bad-value", 5, 10, "look at its numbers"),
        ("FREQ=DAILY;UNTIL=20261130", "bad-value", 5, 10, "look at its numbers"),
    ],
)
def test_a_rule_that_does_not_fit_is_an_error_at_its_place(
    tmp_path: Path, rule: str, code: str, line: int, column: int, hint: str
) -> None:
    problem = only(read(tmp_path, f"{ONCE}repeats: {rule}\n"))
    assert place(problem) == (code, line, column)
    assert hint in problem.hint


def test_what_begins_again_before_it_has_ended_is_an_error(tmp_path: Path) -> None:
    problem = only(read(tmp_path, ONCE.replace("01T23", "03T23") + "repeats: FREQ=DAILY\n"))
    assert place(problem) == ("bad-value", 4, 7)


@pytest.mark.parametrize("year", ["1900", "2999"])
def test_what_repeats_may_begin_in_any_year_that_a_time_may_have(tmp_path: Path, year: str) -> None:
    text = ONCE.replace("starts: 2026", f"starts: {year}").replace("ends: 2026", f"ends: {year}")
    assert read(tmp_path, text + "repeats: FREQ=YEARLY\n").problems == ()


@pytest.mark.parametrize(
    ("maintenance", "front", "code", "line", "column", "hint"),
    [
        (ONCE, "occurrence: 2026-12-01\n", "bad-value", 3, 13, "remove"),
        (MONTHLY, "occurrence: 2026-12-02\nphase: cancelled\n", "unknown-occurrence", 3, 13, "2026-12-01"),
        (MONTHLY, "occurrence: 2027-01-30\nphase: cancelled\n", "unknown-occurrence", 3, 13, "2027-02-02"),
        (MONTHLY, "occurrence: 2020-01-01\nphase: cancelled\n", "unknown-occurrence", 3, 13, "2026-12-01"),
        (MONTHLY, "occurrence: 9999-12-31\nphase: cancelled\n", "unknown-occurrence", 3, 13, "2026-12-01"),
        (MONTHLY, "occurrence: 2026-12-01T22:00:00Z\n", "bad-time", 3, 13, "2026-11-21"),
        (MONTHLY, "phase: completed\n", "missing-field", 2, 1, "add a line `occurrence: 2026-12-01`"),
        (MONTHLY, "starts: 2026-12-02T22:00:00Z\n", "missing-field", 2, 1, "occurrence: 2026-12-01"),
        (ONCE, "ends: 2026-12-01T21:00:00Z\n", "ends-before-start", 3, 7, ""),
        (ONCE, "starts: 2026-12-03\n", "bad-time", 3, 9, ""),
        (MONTHLY, "occurrence: 2027-01-05\nends: 2026-12-01T23:00:00Z\n", "ends-before-start", 4, 7, ""),
    ],
)
def test_an_update_says_which_one_it_moves_and_to_a_time_that_can_be(
    tmp_path: Path, maintenance: str, front: str, code: str, line: int, column: int, hint: str
) -> None:
    problem = only(read(tmp_path, maintenance, a=front))
    assert place(problem) == (code, line, column)
    assert hint in problem.hint


def test_what_is_said_of_all_names_no_occurrence(tmp_path: Path) -> None:
    assert read(tmp_path, MONTHLY, a="phase: scheduled\n", b="phase: cancelled\n", c="").problems == ()


def test_an_incident_cannot_be_moved(tmp_path: Path) -> None:
    folder = tmp_path / "content/incidents/2026-11-20-slow"
    folder.mkdir(parents=True)
    (folder / "incident.yaml").write_text(
        "title: Slow\nservices: {shop: degraded_performance}\nstarted: 2026-11-21T14:00:00Z\n"
    )
    (folder / "u.md").write_text("---\nat: 2026-11-21T14:00:00Z\nstarts: 2026-11-22T14:00:00Z\n---\nWords.\n")
    assert only(read(tmp_path, MONTHLY)).code == "unknown-field"
