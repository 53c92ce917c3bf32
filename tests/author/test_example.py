"""The example and the starter site: complete, free of problems, and always as old as the moment they are written."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from statusgen.author.example import (
    ANCHOR,
    InTheWayError,
    example_files,
    starter_files,
    write_example,
    write_starter,
)
from statusgen.bundled import bundled
from statusgen.model.access import visible
from statusgen.model.course import entries, is_open, phase_at, promised_at
from statusgen.model.incident import Phase
from statusgen.model.languages import in_language, language_of, languages_of
from statusgen.model.plans import plans
from statusgen.model.site import Site
from statusgen.model.status import status_at
from statusgen.model.windows import is_ahead, is_running, maintenance_phase_at
from statusgen.read.load import load

NOWS = [
    pytest.param(datetime(2026, 11, 21, 14, 20, tzinfo=UTC), id="anchor"),
    pytest.param(datetime(2026, 11, 21, 14, 20, 59, 999_999, tzinfo=UTC), id="within the minute"),
    pytest.param(datetime(2026, 3, 29, 1, 10, tzinfo=UTC), id="clocks go forward"),
    pytest.param(datetime(2026, 10, 25, 0, 50, tzinfo=UTC), id="clocks go back"),
    pytest.param(datetime(2028, 2, 29, 0, 5, tzinfo=UTC), id="leap day"),
    pytest.param(datetime(2027, 1, 1, 0, 0, tzinfo=UTC), id="year begins"),
    pytest.param(datetime(2026, 12, 31, 23, 59, tzinfo=UTC), id="year ends"),
    pytest.param(datetime.fromisoformat("2027-06-01T02:00:30+05:30"), id="another offset"),
]
# Hypothesis wants its bounds without a zone, and adds it.
moments = st.datetimes(datetime(2001, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


def read_example(now: datetime) -> Site:
    """The example as written at `now`, read without a single problem."""
    with TemporaryDirectory() as folder:
        write_example(Path(folder), now)
        reading = load(Path(folder), now)
    assert reading.problems == ()
    return reading.site


def picture(site: Site, now: datetime) -> dict[str, object]:
    """What someone sees at `now`, without any date in it."""
    minute = now.astimezone(UTC).replace(second=0, microsecond=0)
    status = status_at(site, now)
    return {
        "indicator": status.indicator,
        "services": {name: state.effect for name, state in status.services.items()},
        "open": [(i.title, minute - i.started, phase_at(i, now)) for i in status.incidents],
        "maintenances": [(m.title, m.starts - minute, maintenance_phase_at(m, now)) for m in site.maintenances],
        "incidents": [(i.title, minute - i.started, i.id[10:], len(i.updates)) for i in site.incidents],
        "announcements": [(a.title, minute - a.at) for a in site.announcements],
    }


def test_the_example_in_the_repository_has_no_problem_at_its_moment() -> None:
    assert load(bundled("example"), ANCHOR).problems == ()


def test_written_at_its_own_moment_the_example_is_the_one_in_the_repository() -> None:
    root = bundled("example")
    files = example_files(ANCHOR)
    assert all((root / path).read_text("utf-8") == text for path, text in files.items())
    assert len(files) == 1 + sum(path.is_file() for path in (root / "content").rglob("*"))


def test_the_example_shows_everything_that_a_site_can_hold() -> None:
    site = load(bundled("example"), ANCHOR).site
    real = [incident for incident in site.incidents if not incident.drill]
    assert (len(site.services), len(site.settings.groups), len(site.incidents)) == (12, 4, 15)
    assert sum(group.collapsed for group in site.settings.groups) == 1
    assert len(site.templates) == 3
    assert len(site.incidents) - len(real) == 1
    assert sum(is_open(incident, ANCHOR) for incident in real) == 1
    assert {incident.severity.value for incident in real} == {"none", "minor", "major", "critical"}
    assert sum(bool(service.aliases) for service in site.services.values()) == 1
    assert sum(service.retired is not None for service in site.services.values()) == 1


def test_the_example_has_a_correction_a_postmortem_and_a_reopened_incident() -> None:
    site = load(bundled("example"), ANCHOR).site
    updates = [update for incident in site.incidents for update in incident.updates]
    assert sum(update.corrects is not None for update in updates) == 1
    assert sum(bool(entry.corrections) for i in site.incidents for entry in entries(i.updates, ANCHOR)) == 1
    [postmortem] = [update for update in updates if update.phase is Phase.POSTMORTEM]
    assert "\n| ---" in postmortem.text
    assert "\n- " in postmortem.text
    resolutions = [sum(u.phase is Phase.RESOLVED for u in i.updates) for i in site.incidents]
    assert sorted(resolutions) == [0, *[1] * 13, 2]


def test_the_example_has_maintenance_of_every_fate() -> None:
    site = load(bundled("example"), ANCHOR).site
    phases = sorted(maintenance_phase_at(one, ANCHOR).value for one in site.maintenances)
    assert phases == ["cancelled", "completed", "in_progress", "scheduled", "scheduled"]
    assert sum(is_running(one, ANCHOR) for one in site.maintenances) == 1
    assert all(one.reminders for one in site.maintenances if is_ahead(one, ANCHOR))
    assert sum(one.repeats is not None for one in site.maintenances) == 1
    assert sum(len(plans(one, ANCHOR)) > 1 for one in site.maintenances) == 1


def test_the_example_promises_the_next_update_of_its_open_incident() -> None:
    site = load(bundled("example"), ANCHOR).site
    [incident] = status_at(site, ANCHOR).incidents
    promised = promised_at(incident, site.settings.promise, ANCHOR)
    assert (ANCHOR - incident.started, ANCHOR - incident.updates[-1].at) == (
        timedelta(minutes=22),
        timedelta(minutes=15),
    )
    assert promised is not None
    assert promised > ANCHOR


def test_what_the_example_restricts_is_not_for_everyone() -> None:
    site = load(bundled("example"), ANCHOR).site
    public, payments = visible(site, None), visible(site, "payments")
    assert "fraud-checks" not in public.services
    assert "fraud-checks" in payments.services
    assert {i.id for i in payments.incidents} - {i.id for i in public.incidents} == {
        "2026-09-25-fraud-checks-hold-orders"
    }


def test_every_address_in_the_example_is_reserved_for_fiction() -> None:
    people = load(bundled("example"), ANCHOR).site.people.subscribers.values()
    contacts = [contact for person in people for contact in person.contacts]
    mails = [contact.address.reveal() for contact in contacts if contact.channel == "email"]
    numbers = [contact.address.reveal() for contact in contacts if contact.channel == "sms"]
    assert all(re.search(r"@(fennholm\.example|hotels\.example\.com)$", address) for address in mails)
    reserved = r"\+(493023125\d{3}|1\d{3}55501\d\d|447700900\d{3}|3363998\d{4})"
    assert all(re.fullmatch(reserved, number) for number in numbers)
    assert {contact.channel for contact in contacts} == {"email", "slack", "sms"}


@pytest.mark.parametrize("now", NOWS)
def test_the_example_looks_the_same_whenever_it_is_written(now: datetime) -> None:
    assert picture(read_example(now), now) == picture(load(bundled("example"), ANCHOR).site, ANCHOR)


@settings(max_examples=15, deadline=None)
@given(now=moments)
def test_the_example_has_no_problem_at_any_moment(now: datetime) -> None:
    site = read_example(now)
    [incident] = status_at(site, now).incidents
    assert incident.id.startswith(f"{incident.started:%Y-%m-%d}-")
    assert now - incident.started < timedelta(minutes=23)


@settings(max_examples=50, deadline=None)
@given(now=moments)
def test_no_two_files_move_to_the_same_name(now: datetime) -> None:
    files, original = example_files(now), example_files(ANCHOR)
    assert len(files) == len(original)
    assert sorted(map(len, files.values())) == sorted(map(len, original.values()))


def test_prose_names_no_date_that_would_stay_behind() -> None:
    words = r"january|february|april|june|july|august|september|october|november|december"
    days = r"(mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|tonight|this morning|\b20\d\d\b(?!-)"
    for path, text in (example_files(ANCHOR) | starter_files(ANCHOR)).items():
        if not path.startswith(".statusgen"):
            assert not re.search(f"{words}|{days}", text, re.IGNORECASE), path


def test_references_to_moved_ids_move_too(tmp_path: Path) -> None:
    write_example(tmp_path, datetime(2030, 1, 1, 3, 0, tzinfo=UTC))
    people = load(tmp_path, datetime(2030, 1, 1, 3, 0, tzinfo=UTC)).site.people.subscribers
    assert people["henrik"].follows == ("2030-01-01-card-payments-fail",)
    assert people["greta"].ignores == ("2029-11-23-wiki-pages-missing",)


@pytest.mark.parametrize("now", NOWS)
def test_what_goes_on_in_the_example_is_said_in_german_too(now: datetime) -> None:
    site = visible(read_example(now), None)
    assert languages_of(site.settings) == ("en", "de")
    german = in_language(site, "de")
    [incident], [maintenance] = status_at(german, now).incidents, status_at(german, now).maintenances
    said = [update.text for update in (*incident.updates, *maintenance.updates)]
    borrowed = [text for text in (incident.title, incident.summary, maintenance.title, *said) if language_of(text)]
    assert (incident.title, borrowed) == ("Manche Kartenzahlungen schlagen an der Kasse fehl", [])
    assert [
        service.name for service in german.services.values() if service.name == site.services[service.id].name
    ] == []


# The starter


@pytest.mark.parametrize("now", NOWS)
def test_the_starter_has_no_problem_and_one_open_incident(tmp_path: Path, now: datetime) -> None:
    write_starter(tmp_path, now)
    reading = load(tmp_path, now)
    assert reading.problems == ()
    assert len(reading.site.services) == 3
    assert [is_open(incident, now) for incident in reading.site.incidents] == [True, False]
    assert len(reading.site.people.subscribers) == 2


def test_the_starter_tells_editors_the_schema_of_each_file(tmp_path: Path) -> None:
    write_starter(tmp_path, ANCHOR)
    associations = json.loads((tmp_path / ".vscode/settings.json").read_text())["yaml.schemas"]
    described = {
        found.relative_to(tmp_path).as_posix()
        for pattern in associations.values()
        for found in tmp_path.glob(pattern.removeprefix("/"))
    }
    yaml_files = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.yaml")}
    assert described == yaml_files
    for path in associations:
        Draft202012Validator.check_schema(json.loads((tmp_path / path).read_text()))


def test_a_new_repository_keeps_its_own_readme_and_gitignore(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("ours")
    written = write_starter(tmp_path, ANCHOR)
    assert (tmp_path / "README.md").read_text() == "ours"
    assert (tmp_path / ".gitignore").read_text() == "/public/\n/dist/\n"
    assert tmp_path / "README.md" not in written


@pytest.mark.parametrize("write", [write_example, write_starter])
def test_a_folder_with_content_is_refused_and_left_as_it_was(tmp_path: Path, write) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "content").mkdir()
    with pytest.raises(InTheWayError, match=r"already holds content; nothing was written"):
        write(tmp_path, ANCHOR)
    assert [path.name for path in tmp_path.rglob("*")] == ["content"]


@pytest.mark.parametrize("name", ["subscribers.yaml", ".vscode/settings.json"])
def test_a_file_in_the_way_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("ours")
    with pytest.raises(InTheWayError) as caught:
        write_starter(tmp_path, ANCHOR)
    assert caught.value.paths == (name,)
    assert (tmp_path / name).read_text() == "ours"
    assert not (tmp_path / "content").exists()


def test_a_dangling_link_counts_as_being_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "subscribers.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    with pytest.raises(InTheWayError):
        write_starter(tmp_path, ANCHOR)
    assert not (tmp_path / "elsewhere.yaml").exists()
