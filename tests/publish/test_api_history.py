"""The history as JSON: everything, by months that stay as they are, and as its own schema says."""

import json
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from example_site import AHEAD, DONE, DRILL, NOTICE, NOW, OPEN, RESOLVED, RUNNING, SETTINGS, ago, example_site
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

sys.path.insert(0, str(Path(__file__).parents[1] / "model"))  # the sites of the model's own rules
from worlds import MAJOR, at, incident, maintenance, nows, said_at, site, site_rule, sites

from statusgen.model.access import visible
from statusgen.model.incident import Incident, Phase, Update
from statusgen.model.maintenance import Announcement, Maintenance
from statusgen.model.service import Effect
from statusgen.model.site import Site
from statusgen.publish.api.document import readable
from statusgen.publish.api.endpoints import statuspage_artefacts
from statusgen.publish.api.history import history_artefacts
from statusgen.publish.api.schema import history_schema
from statusgen.publish.views.scene import scene


def history(here: Site, now: datetime = NOW) -> dict[str, dict]:
    """Documents by name, without `.json`; the schema is not one of them."""
    made = {one.path.split("/")[-1].removesuffix(".json"): one for one in history_artefacts(scene(here, now))}
    return {name: json.loads(one.make()) for name, one in made.items() if name != "schema"}


def keys(here: Site, now: datetime = NOW) -> dict[str, str]:
    return {one.path.split("/")[-1].removesuffix(".json"): one.key for one in history_artefacts(scene(here, now))}


def closed(schema: object) -> object:
    """The schema without room for fields that it does not describe."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    strict = {name: closed(one) for name, one in schema.items()}
    return strict | {"additionalProperties": False} if "required" in schema else strict


STRICT = {kind: {**closed(history_schema()), "oneOf": [{"$ref": f"#/$defs/{kind}"}]} for kind in ("index", "month")}
CHECKERS = {
    kind: Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    for kind, schema in STRICT.items()
}


def all_faults(here: Site, now: datetime = NOW) -> list[str]:
    checks = (
        (name, document, CHECKERS["index" if name == "index" else "month"])
        for name, document in history(here, now).items()
    )
    return [
        f"{name}: {error.json_path} {error.message}"
        for name, document, checker in checks
        for error in checker.iter_errors(document)
    ]


# Shape


def test_the_schema_is_a_schema_and_says_what_every_field_means():
    Draft202012Validator.check_schema(history_schema())
    missing = [
        f"{kind}.{name}"
        for kind, definition in history_schema()["$defs"].items()
        for name, field in definition.get("properties", {}).items()
        if "$ref" not in field and not field.get("description")
    ]
    assert not missing


def test_every_document_of_the_example_is_as_the_schema_says():
    assert all_faults(example_site()) == []


@site_rule
@given(sites(), nows)
def test_every_document_of_any_site_is_as_the_schema_says(here, now):
    assert all_faults(visible(here, None), now) == []


def test_a_document_that_is_not_as_the_schema_says_is_found_out():
    document = history(example_site())["2026-11"]
    document["incidents"][0]["severity"] = "huge"
    document["incidents"][0]["updates"][0]["at"] = 7
    document["maintenances"][0]["extra"] = None
    assert len([*CHECKERS["month"].iter_errors(document)]) == 1  # oneOf
    broken = next(iter(CHECKERS["month"].iter_errors(document)))
    assert {error.path[-1] for error in broken.context} >= {"severity", "at"}


def test_an_empty_site_has_an_index_of_nothing():
    assert history(Site()).keys() == {"index"}
    assert history(Site())["index"]["months"] == []


# What is told


def test_there_is_a_month_for_everything_that_began_and_the_index_counts_it():
    documents = history(example_site())
    assert documents.keys() == {"index", "2026-11", "2026-10"}
    lines = {line.pop("month"): line for line in documents["index"]["months"]}
    for month, line in lines.items():
        assert line["file"] == f"{month}.json"
        assert {name: len(documents[month][name]) for name in ("incidents", "maintenances", "announcements")} == {
            name: line[name] for name in ("incidents", "maintenances", "announcements")
        }
    assert [one["id"] for one in documents["index"]["upcoming"]] == ["vault"]
    assert [one["id"] for one in documents["2026-11"]["incidents"]] == ["shop-slow", "bank-down"]


def test_a_month_is_one_of_the_sites_zone():
    at_night = replace(RESOLVED, started=datetime(2026, 10, 31, 23, 30, tzinfo=UTC), updates=())
    here = example_site(at_night)
    assert "2026-11" in history(here)
    assert "2026-10" in history(replace(here, settings=replace(SETTINGS, timezone="UTC")))


def test_an_incident_is_told_with_all_that_was_said():
    told = replace(
        RESOLVED,
        summary="Nobody could pay.",
        updates=(
            Update(
                "1", ago(days=9), "Look *here*.", Phase.INVESTIGATING, impact="Failing.", next_update=timedelta(hours=1)
            ),
            Update("2", ago(days=9, hours=-1), "", effects={"shop": Effect.DEGRADED_PERFORMANCE}, action="Wait."),
            Update("3", ago(days=9, hours=-2), "Over.", Phase.RESOLVED),
        ),
    )
    record = history(example_site(told))["2026-11"]["incidents"][0]
    assert record["services"] == {"bank": "major_outage", "shop": "degraded_performance"}
    assert (record["phase"], record["started_at"], record["ended_at"]) == (
        "resolved", "2026-11-12T14:02:00Z", "2026-11-12T16:02:00Z",
    )  # fmt: skip
    assert record["spells"] == [
        {"service": "bank", "effect": "major_outage", "from": "2026-11-12T14:02:00Z", "until": "2026-11-12T16:02:00Z"},
        {
            "service": "shop", "effect": "degraded_performance",
            "from": "2026-11-12T15:02:00Z", "until": "2026-11-12T16:02:00Z",
        },
    ]  # fmt: skip
    first, second, _ = record["updates"]
    assert (first["text"], first["impact"], first["next_update_at"]) == (
        "Look *here*.",
        "Failing.",
        "2026-11-12T15:02:00Z",
    )
    assert (second["services"], second["phase"]) == ({"shop": "degraded_performance"}, None)


def test_what_is_open_has_no_end():
    record = history(example_site(OPEN))["2026-11"]["incidents"][0]
    assert (record["ended_at"], record["spells"][0]["until"]) == (None, None)
    assert record["next_update_at"] == "2026-11-21T13:52:00Z"


def test_a_correction_shows_what_was_said_before():
    update = history(example_site(OPEN))["2026-11"]["incidents"][0]["updates"][1]
    assert (update["text"], update["corrected_at"]) == ("A **stuck** queue.", "2026-11-21T13:24:00Z")
    assert update["earlier"] == [{"at": "2026-11-21T13:22:00Z", "text": "A **full** queue."}]


def test_a_maintenance_has_its_plan_and_what_came_of_it():
    early = replace(DONE, updates=(Update("1", ago(days=40, minutes=-20), "Done.", Phase.COMPLETED),))
    record = history(example_site(early))["2026-10"]["maintenances"][0]
    assert (record["starts_at"], record["ends_at"]) == ("2026-10-12T14:02:00Z", "2026-10-12T15:02:00Z")
    assert (record["started_at"], record["ended_at"]) == ("2026-10-12T14:02:00Z", "2026-10-12T14:22:00Z")
    running = history(example_site(RUNNING))["2026-11"]["maintenances"][0]
    assert (running["phase"], running["started_at"], running["ended_at"]) == (
        "in_progress",
        "2026-11-21T13:32:00Z",
        None,
    )
    ahead = history(example_site(AHEAD))["index"]["upcoming"][0]
    assert (ahead["phase"], ahead["started_at"], ahead["spells"]) == ("scheduled", None, [])


def test_what_was_called_off_is_upcoming_until_its_time_and_then_history():
    off = example_site(replace(AHEAD, updates=(Update("off", ago(hours=1), "No.", Phase.CANCELLED),)))
    assert history(off)["index"]["upcoming"][0]["phase"] == "cancelled"
    later = history(off, AHEAD.starts)
    assert later["index"]["upcoming"] == []
    assert later["2026-11"]["maintenances"][0]["phase"] == "cancelled"


def test_codes_lead_to_the_same_things_in_the_api():
    documents = {one.path: json.loads(one.make()) for one in statuspage_artefacts(scene(example_site(), NOW))}
    told = history(example_site())
    incidents = {one["shortlink"]: one["id"] for one in documents["api/v2/incidents.json"]["incidents"]}
    assert {one["url"]: one["code"] for one in told["2026-11"]["incidents"]} == incidents
    components = {one["id"] for one in documents["api/v2/components.json"]["components"]}
    assert components <= {one["code"] for one in (*told["index"]["services"], *told["index"]["groups"])}
    assert documents["api/v2/status.json"]["page"]["id"] == told["index"]["page"]["code"]


def test_exercises_are_left_out_and_a_month_of_nothing_else_is_not_there():
    assert history(example_site(replace(DRILL, started=ago(days=80)), replace(AHEAD, drill=True))).keys() == {"index"}
    told = json.dumps(history(example_site()))
    assert "fire-drill" not in told


def test_addresses_that_would_run_are_left_out():
    assert history(example_site(OPEN))["2026-11"]["incidents"][0]["links"] == {"chat": "https://chat.orchard.example/1"}


@given(st.text() | st.text("&<>;#xltgamp3"))
def test_readable_text_means_itself_as_html_and_holds_no_tag(text):
    made = readable(text)
    assert "<" not in made
    assert unescape(made) == unescape(text.replace("&", "&amp;"))


# Bytes


def test_a_month_that_is_past_keeps_its_bytes():
    later = replace(OPEN, id="new", started=NOW + timedelta(days=40), updates=())
    here, after = example_site(OPEN, RESOLVED, DONE, NOTICE), example_site(OPEN, RESOLVED, DONE, NOTICE, later)
    then = NOW + timedelta(days=41)
    assert keys(after, then)["2026-10"] == keys(here)["2026-10"]
    assert keys(after, then)["2026-11"] == keys(here)["2026-11"]
    assert keys(after, then)["index"] != keys(here)["index"]
    assert history(after, then)["2026-11"] == history(here)["2026-11"]


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Other"},
        {"summary": "Other."},
        {"links": {"chat": "https://other.example/"}},
        {"labels": {"a": "b"}},
        {"effects": {"shop": Effect.MAJOR_OUTAGE}},
        {"updates": OPEN.updates[:2]},
        {"updates": (replace(OPEN.updates[0], next_update="none"),)},
    ],
)
def test_whatever_is_written_differently_changes_its_month(change):
    assert keys(example_site(replace(OPEN, **change), DONE))["2026-11"] != keys(example_site(OPEN, DONE))["2026-11"]
    assert keys(example_site(replace(OPEN, **change), DONE))["2026-10"] == keys(example_site(OPEN, DONE))["2026-10"]


def shifted(here: Site, minutes: int) -> Site:
    """The same site with everything in it so much later."""
    late = timedelta(minutes=minutes)

    def moved(thing: Incident | Maintenance | Announcement) -> Incident | Maintenance | Announcement:
        if isinstance(thing, Announcement):
            return replace(thing, at=thing.at + late)
        updates = tuple(replace(update, at=update.at + late) for update in thing.updates)
        if isinstance(thing, Incident):
            return replace(thing, started=thing.started + late, updates=updates)
        return replace(thing, starts=thing.starts + late, ends=thing.ends + late, updates=updates)

    return replace(
        here,
        incidents=tuple(map(moved, here.incidents)),
        maintenances=tuple(map(moved, here.maintenances)),
        announcements=tuple(map(moved, here.announcements)),
    )


@site_rule
@example(site(incident(said_at(20, effects={"shop": MAJOR}))), at(20), 10, 0)  # at the very moment of a change
@example(site(maintenance()), at(0), 10, 0)
@given(sites(), nows, st.integers(0, 400), st.integers(0, 2))
def test_equal_keys_are_equal_bytes(here, now, minutes, late):
    seen = visible(here, None)
    one = {artefact.path: artefact for artefact in history_artefacts(scene(seen, now))}
    later = scene(shifted(seen, late), now + timedelta(minutes=minutes))
    other = {artefact.path: artefact for artefact in history_artefacts(later)}
    for path in one.keys() & other.keys():
        assert one[path].key != other[path].key or one[path].make() == other[path].make()
