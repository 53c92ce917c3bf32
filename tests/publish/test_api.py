"""Statuspage's API v2 as files: its fields, its rules, and nothing that it must not say."""

import json
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from example_site import (
    AHEAD,
    DONE,
    DRILL,
    NOW,
    OLD_NOTICE,
    OPEN,
    RESOLVED,
    RUNNING,
    SERVICES,
    SETTINGS,
    ago,
    example_site,
)
from hypothesis import example, given
from statuspage_rules import DOCUMENTS, ID, MOMENT, faults

sys.path.insert(0, str(Path(__file__).parents[1] / "model"))  # the sites of the model's own rules
from worlds import at, incident, maintenance, nows, said_at, site, site_rule, sites

from statusgen.author.importers import import_history
from statusgen.model.access import visible
from statusgen.model.incident import Incident, Phase, Severity, Update
from statusgen.model.service import Effect
from statusgen.model.site import Site
from statusgen.model.status import status_at
from statusgen.problems import Span
from statusgen.publish.api.codes import code
from statusgen.publish.api.document import moment
from statusgen.publish.api.endpoints import ENDPOINTS, statuspage_artefacts
from statusgen.publish.plan import plan
from statusgen.publish.views.scene import scene
from statusgen.read.load import load

DAY = timedelta(days=1)


def raw(here: Site, now: datetime = NOW) -> dict[str, bytes]:
    """Bytes by path below `api/v2/`."""
    return {one.path.removeprefix("api/v2/"): one.make() for one in statuspage_artefacts(scene(here, now))}


def api(here: Site, now: datetime = NOW) -> dict[str, dict]:
    return {path: json.loads(content) for path, content in raw(here, now).items()}


def keys(here: Site, now: datetime = NOW) -> dict[str, str]:
    return {one.path: one.key for one in statuspage_artefacts(scene(here, now))}


def named(things: list[dict]) -> list[str]:
    return [one["name"] for one in things]


def status(here: Site, now: datetime = NOW) -> tuple[str, str]:
    return tuple(api(here, now)["status.json"]["status"].values())


def all_faults(here: Site, now: datetime = NOW) -> list[str]:
    return [f"{path}: {fault}" for path, document in api(here, now).items() for fault in faults(path, document)]


# Shape


def test_there_are_statuspages_endpoints_and_no_others():
    assert {endpoint.path for endpoint in ENDPOINTS} == {f"api/v2/{path}" for path in DOCUMENTS}


def test_every_field_of_the_example_is_as_statuspage_has_it():
    assert all_faults(example_site()) == []


@site_rule
@given(sites(), nows)
@example(site(incident(said_at(10, Phase.POSTMORTEM))), at(20))  # a postmortem of what is still open
@example(site(incident()), at(20))  # nothing was said
@example(site(maintenance(said_at(-30, Phase.CANCELLED))), at(-10))
@example(site(), at(0))
def test_every_field_of_any_site_is_as_statuspage_has_it(here, now):
    assert all_faults(visible(here, None), now) == []


def test_an_empty_site_answers_every_endpoint():
    assert all_faults(Site(), NOW) == []
    assert api(Site())["status.json"]["page"]["updated_at"] == "1970-01-01T00:00:00.000Z"


def test_the_checker_sees_faults():
    document = api(example_site())["summary.json"]
    document["components"][0]["position"] = 99
    document["incidents"][0]["incident_updates"].reverse()
    document["status"]["description"] = "All Systems Operational"
    document["scheduled_maintenances"][0]["extra"] = 1
    assert len([*faults("summary.json", document)]) >= 4


# Ids


def test_ids_are_permanent():
    """Whoever changes this breaks every program that remembers what it has seen."""
    assert code("statusgen", "services", "checkout") == "hr6c2gm792qw"
    assert code("statusgen") == "rg3vgw0x633j"


def test_ids_hang_on_the_ids_of_the_content_alone():
    moved = replace(SETTINGS, url="https://elsewhere.example/", name="Other", timezone="Asia/Tokyo", language="de")
    renamed = replace(OPEN, title="Renamed", severity=Severity.CRITICAL)
    one, other = api(example_site(OPEN)), api(example_site(renamed, settings=moved))
    for path in ("incidents.json", "summary.json"):
        first, second = one[path]["incidents"][0], other[path]["incidents"][0]
        assert first["id"] == second["id"]
        assert [u["id"] for u in first["incident_updates"]] == [u["id"] for u in second["incident_updates"]]
    assert one["status.json"]["page"]["id"] == other["status.json"]["page"]["id"]


def test_parts_of_ids_do_not_run_together():
    assert len({code("a", "b", "c"), code("a", "bc"), code("ab", "c"), code("a", "b:c"), code("abc")}) == 5
    assert all(ID.fullmatch(code("statusgen", "incidents", str(number))) for number in range(1000))
    assert len({code("statusgen", "incidents", str(number)) for number in range(10_000)}) == 10_000


def test_two_sites_have_no_id_in_common():
    one, other = (raw(example_site(settings=replace(SETTINGS, tag=tag)))["summary.json"] for tag in ("one", "two"))
    ids = [set(ID.findall(document.decode())) for document in (one, other)]
    assert len(ids[0]) > 10
    assert not ids[0] & ids[1]


# Times


@pytest.mark.parametrize(
    ("zone", "written"),
    [
        ("UTC", "2026-11-21T14:02:03.456Z"),
        ("Etc/UTC", "2026-11-21T14:02:03.456Z"),
        ("Europe/London", "2026-11-21T14:02:03.456+00:00"),
        ("Europe/Madrid", "2026-11-21T15:02:03.456+01:00"),
        ("America/Chicago", "2026-11-21T08:02:03.456-06:00"),
        ("Asia/Kathmandu", "2026-11-21T19:47:03.456+05:45"),
    ],
)
def test_times_have_milliseconds_and_the_pages_zone(zone, written):
    assert moment(datetime(2026, 11, 21, 14, 2, 3, 456789, tzinfo=UTC), ZoneInfo(zone)) == written


def test_the_page_names_utc_as_statuspage_does():
    zones = [
        api(Site(replace(SETTINGS, timezone=zone)))["status.json"]["page"]["time_zone"]
        for zone in ("UTC", "Asia/Tokyo")
    ]
    assert zones == ["Etc/UTC", "Asia/Tokyo"]


def test_the_page_changes_when_something_is_said_and_never_with_the_clock():
    here = example_site(OPEN, RESOLVED, DONE)
    said = api(here)["summary.json"]["page"]["updated_at"]
    assert said == moment(ago(minutes=38), SETTINGS.zone)
    assert api(here, NOW + timedelta(hours=3))["summary.json"]["page"]["updated_at"] == said
    assert keys(here, NOW + timedelta(minutes=1)) == keys(here)
    assert raw(here, NOW + timedelta(minutes=1)) == raw(here)


def test_a_planned_time_that_is_reached_changes_the_page():
    assert api(example_site(AHEAD), AHEAD.starts)["status.json"]["page"]["updated_at"] == moment(
        AHEAD.starts, SETTINGS.zone
    )


# Status


def with_effects(*effects: Effect) -> Incident:
    return replace(OPEN, effects=dict(zip(SERVICES, effects, strict=False)), updates=())


@pytest.mark.parametrize(
    ("things", "expected"),
    [
        ((RESOLVED, DONE, AHEAD), ("none", "All Systems Operational")),
        ((DRILL,), ("none", "All Systems Operational")),
        ((replace(RUNNING, drill=True),), ("none", "All Systems Operational")),
        ((RUNNING,), ("maintenance", "Service Under Maintenance")),
        ((with_effects(Effect.DEGRADED_PERFORMANCE),), ("minor", "Partially Degraded Service")),
        ((with_effects(*[Effect.DEGRADED_PERFORMANCE] * 4),), ("minor", "Degraded System Service")),
        ((replace(OPEN, effects={}, severity=Severity.NONE),), ("minor", "Minor Service Outage")),
        ((with_effects(Effect.PARTIAL_OUTAGE), RUNNING), ("major", "Partial System Outage")),
        ((replace(OPEN, effects={}, severity=Severity.MAJOR),), ("major", "Partial System Outage")),
        ((with_effects(Effect.MAJOR_OUTAGE),), ("critical", "Major Service Outage")),
        ((with_effects(*[Effect.MAJOR_OUTAGE] * 4),), ("critical", "Major System Outage")),
        ((replace(OPEN, effects={}, severity=Severity.CRITICAL),), ("critical", "Major Service Outage")),
    ],
)
def test_the_whole_page_in_statuspages_words(things, expected):
    assert status(example_site(*things)) == expected


@site_rule
@given(sites(), nows)
def test_an_open_incident_is_never_all_systems_operational(here, now):
    seen = visible(here, None)
    open_ = bool(status_at(seen, now).incidents)
    assert not (open_ and status(seen, now)[1] == "All Systems Operational")
    assert not (open_ and status(seen, now)[0] in {"none", "maintenance"})


def test_what_could_not_be_read_is_not_called_well():
    assert status(replace(example_site(RESOLVED), left_out=(Span("a"),))) == ("none", "Status Partly Unknown")


# Components


def test_components_stand_in_the_pages_order_with_their_groups():
    components = api(example_site(OPEN))["components.json"]["components"]
    assert named(components) == ["Core", "Shop", "Bank", "Office", "Printer", "Phone"]
    core, shop, bank = components[:3]
    assert core["components"] == [shop["id"], bank["id"]]
    assert (core["status"], shop["status"], bank["status"]) == ("partial_outage", "partial_outage", "operational")
    assert shop["description"] == "Where people buy."


def test_a_group_in_which_all_is_retired_is_not_there():
    services = {**SERVICES, "printer": replace(SERVICES["printer"], retired=ago(days=2).date())}
    components = api(replace(example_site(OPEN), services=services))["components.json"]["components"]
    assert named(components) == ["Core", "Shop", "Bank", "Phone"]


def test_an_old_incident_still_names_a_retired_service():
    of_fax = replace(RESOLVED, effects={"fax": Effect.MAJOR_OUTAGE})
    documents = api(example_site(of_fax))
    assert named(documents["incidents.json"]["incidents"][0]["components"]) == ["Fax"]
    assert "Fax" not in named(documents["components.json"]["components"])


def test_words_alone_change_no_document_that_does_not_repeat_them():
    quiet = replace(OPEN, updates=OPEN.updates[:1])
    before, after = raw(example_site(quiet, RUNNING)), raw(example_site(OPEN, RUNNING))
    assert {path for path in after if before[path] != after[path]} == {
        "summary.json", "incidents.json", "incidents/unresolved.json"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("affair", "changed"),
    [
        (OPEN, OPEN.started),  # two updates and a correction later it harms what it harmed
        (RESOLVED, RESOLVED.updates[0].at),
        (replace(OPEN, effects={}), OPEN.started),  # without a service: the page is not all well
        (RUNNING, RUNNING.starts),
        (DONE, DONE.ends),  # without a service: the page said that it was under way
        (DRILL, None),
    ],
)
def test_the_status_changed_when_a_state_became_another(affair, changed):
    said = api(example_site(affair, OLD_NOTICE))["status.json"]["page"]["updated_at"]
    made = moment(datetime(2026, 10, 31, 23, tzinfo=UTC), SETTINGS.zone)  # the youngest service
    assert said == max(moment(changed, SETTINGS.zone) if changed else made, made)


def test_a_component_changed_when_its_state_last_did():
    components = {one["name"]: one for one in api(example_site(OPEN, RESOLVED))["components.json"]["components"]}
    zone = SETTINGS.zone
    assert components["Shop"]["updated_at"] == moment(OPEN.started, zone)
    assert components["Bank"]["updated_at"] == moment(ago(days=9, hours=-2), zone)
    assert components["Core"]["updated_at"] == components["Shop"]["updated_at"]
    assert components["Phone"]["start_date"] == "2026-11-01"
    assert components["Phone"]["created_at"] == "2026-11-01T00:00:00.000+01:00"


# Incidents


def test_updates_are_newest_first_and_say_what_changed():
    told = replace(
        OPEN,
        updates=(
            Update("1", ago(minutes=45), "We look.", Phase.INVESTIGATING),
            Update(
                "2", ago(minutes=40), "Worse.", effects={"shop": Effect.MAJOR_OUTAGE, "phone": Effect.PARTIAL_OUTAGE}
            ),
            Update("3", ago(minutes=30), "Wait.", Phase.MONITORING, notify=False),
            Update("4", ago(minutes=10), "Over.", Phase.RESOLVED, notify=False),
            Update("5", ago(minutes=5), "Why.", Phase.POSTMORTEM),
        ),
    )
    record = api(example_site(told))["incidents.json"]["incidents"][0]
    updates = record["incident_updates"]
    assert [update["status"] for update in updates] == [
        "postmortem", "resolved", "monitoring", "investigating", "investigating",
    ]  # fmt: skip
    assert [update["deliver_notifications"] for update in updates] == [True, True, False, True, True]
    second = {one["name"]: (one["old_status"], one["new_status"]) for one in updates[3]["affected_components"]}
    assert second == {"Core - Shop": ("partial_outage", "major_outage"), "Phone": ("operational", "partial_outage")}
    assert {one["new_status"] for one in updates[0]["affected_components"]} == {"operational"}
    zone = SETTINGS.zone
    assert (record["status"], record["resolved_at"]) == ("postmortem", moment(ago(minutes=10), zone))
    assert record["monitoring_at"] == moment(ago(minutes=30), zone)
    assert record["started_at"] == moment(ago(minutes=50), zone)
    assert record["created_at"] == moment(ago(minutes=45), zone)


def test_a_corrected_update_keeps_its_place_and_says_when_it_changed():
    update = api(example_site(OPEN))["incidents.json"]["incidents"][0]["incident_updates"][0]
    assert update["body"].startswith("A stuck queue.")
    assert update["display_at"] == update["created_at"] == moment(ago(minutes=40), SETTINGS.zone)
    assert update["updated_at"] == moment(ago(minutes=38), SETTINGS.zone)


def test_a_body_says_everything_that_the_page_says():
    body = api(example_site(OPEN))["incidents.json"]["incidents"][0]["incident_updates"][1]["body"]
    assert body == "We look.\n\nImpact: One order in six waits.\n\nNext update by 21 November 2026, 14:47 CET."


def test_an_incident_of_which_nothing_was_said_yet_has_one_update():
    for summary, body in (("Some wait.", "Some wait."), ("", "Orders get stuck")):
        record = api(example_site(replace(OPEN, summary=summary, updates=())))["incidents.json"]["incidents"][0]
        assert [update["body"] for update in record["incident_updates"]] == [body]
        assert record["status"] == "investigating"


def test_a_postmortem_of_what_is_still_open_does_not_end_it():
    told = replace(OPEN, updates=(*OPEN.updates, Update("9", ago(minutes=1), "Why.", Phase.POSTMORTEM)))
    documents = api(example_site(told))
    record = documents["incidents/unresolved.json"]["incidents"][0]
    assert (record["status"], record["resolved_at"]) == ("identified", None)


def many(count: int) -> list[Incident]:
    over = (Update("over", ago(minutes=1), "Over.", Phase.RESOLVED),)
    return [replace(OPEN, id=f"n{one}", title=f"N{one}", started=ago(hours=one), updates=over) for one in range(count)]


def test_only_the_fifty_newest_are_listed_but_every_open_one_is_unresolved():
    ancient = replace(OPEN, id="ancient", title="Ancient", started=ago(days=300), updates=())
    documents = api(example_site(*many(60), ancient, DRILL))
    assert named(documents["incidents.json"]["incidents"]) == [f"N{one}" for one in range(50)]
    assert named(documents["incidents/unresolved.json"]["incidents"]) == ["Ancient"]
    assert named(documents["summary.json"]["incidents"]) == ["Ancient"]


def test_what_has_not_begun_is_not_there_and_drills_never_are():
    later = replace(OPEN, id="later", title="Later", started=NOW + DAY, updates=())
    documents = raw(example_site(later, DRILL, replace(AHEAD, id="d", title="Dry run", drill=True)))
    for name in (b"Later", b"The shop burns", b"Dry run"):
        assert not [path for path, content in documents.items() if name in content]


# Maintenance


def work(here: Site, now: datetime = NOW) -> dict:
    return api(here, now)["scheduled-maintenances.json"]["scheduled_maintenances"][0]


def test_maintenances_are_upcoming_then_active_then_over():
    here = example_site(RUNNING, AHEAD, DONE)
    documents = api(here)
    assert named(documents["scheduled-maintenances.json"]["scheduled_maintenances"]) == [
        "New vault",
        "New paper",
        "New ink",
    ]
    assert named(documents["scheduled-maintenances/upcoming.json"]["scheduled_maintenances"]) == ["New vault"]
    assert named(documents["scheduled-maintenances/active.json"]["scheduled_maintenances"]) == ["New paper"]
    assert named(documents["summary.json"]["scheduled_maintenances"]) == ["New paper", "New vault"]


def test_a_maintenance_of_which_nobody_spoke_goes_by_its_times():
    record = work(example_site(DONE))
    told = [(update["status"], update["body"]) for update in record["incident_updates"]]
    assert told == [("completed", "Completed"), ("in_progress", "In progress"), ("scheduled", "It took an hour.")]
    assert record["resolved_at"] == record["scheduled_until"] == moment(ago(days=40, hours=-1), SETTINGS.zone)


def test_its_components_are_affected_only_while_it_runs():
    steps = [
        [(one["old_status"], one["new_status"]) for one in update["affected_components"]]
        for update in work(example_site(replace(RUNNING, ends=ago(minutes=10))))["incident_updates"]
    ]
    assert steps == [
        [("under_maintenance", "operational")],
        [("operational", "under_maintenance")],
        [("operational", "operational")],
    ]


def test_what_was_called_off_is_completed_and_says_why():
    off = replace(AHEAD, updates=(Update("off", ago(hours=1), "The vendor is ill.", Phase.CANCELLED),))
    here = example_site(off)
    record = work(here)
    assert (record["status"], record["resolved_at"]) == ("completed", moment(ago(hours=1), SETTINGS.zone))
    assert record["incident_updates"][0]["body"] == "Cancelled\n\nThe vendor is ill."
    assert api(here)["scheduled-maintenances/upcoming.json"]["scheduled_maintenances"] == []


def test_a_maintenance_is_never_created_in_the_future():
    """A program that asks what is new since its last visit would be told of it at every visit."""
    record = work(example_site(AHEAD, RESOLVED))
    assert record["created_at"] == moment(RESOLVED.started, SETTINGS.zone)
    assert record["incident_updates"][0]["status"] == "scheduled"


def test_planned_times_are_those_of_the_last_plan():
    moved = Update("moved", ago(hours=1), "Later.", starts=AHEAD.starts + DAY, ends=AHEAD.ends + DAY)
    record = work(example_site(replace(AHEAD, updates=(moved,))))
    assert record["scheduled_for"] == moment(AHEAD.starts + DAY, SETTINGS.zone)
    assert record["scheduled_until"] == moment(AHEAD.ends + DAY, SETTINGS.zone)


# Harm


PAYLOAD = "<script>alert(1)</script> & &lt;b&gt; `<img src=x onerror=alert(1)>` </script>\u2028"


def test_no_document_holds_markup_whatever_was_written():
    nasty = replace(
        OPEN,
        title=PAYLOAD,
        summary=PAYLOAD,
        updates=(Update("1", ago(minutes=4), PAYLOAD, impact=PAYLOAD, action=PAYLOAD),),
    )
    services = {**SERVICES, "shop": replace(SERVICES["shop"], name=PAYLOAD, description=PAYLOAD)}
    documents = raw(replace(example_site(nasty), services=services))
    for path, content in documents.items():
        assert not {"<", ">", "&", "\u2028"} & set(content.decode()), path
        json.loads(content)
    body = json.loads(documents["incidents.json"])["incidents"][0]["incident_updates"][0]["body"]
    assert "<" not in body
    assert "&lt;script>alert(1)" in body
    assert "Impact: &lt;script>" in body


def test_ordinary_text_is_left_as_it_is():
    told = replace(OPEN, updates=(Update("1", ago(minutes=4), "Tom & Ana say 1 > 0; R&D's *fine*."),))
    assert api(example_site(told))["incidents.json"]["incidents"][0]["incident_updates"][0]["body"].startswith(
        "Tom & Ana say 1 > 0; R&D's fine."
    )


# Keys


def test_equal_keys_are_equal_bytes_and_changes_change_only_what_they_touch():
    here = example_site(OPEN, RESOLVED, AHEAD)
    assert keys(here) == keys(example_site(OPEN, RESOLVED, AHEAD))
    unseen = replace(AHEAD, summary="Other words.")
    changed = {path for path, key in keys(example_site(OPEN, RESOLVED, unseen)).items() if key != keys(here)[path]}
    assert changed == {
        "api/v2/summary.json",
        "api/v2/scheduled-maintenances.json",
        "api/v2/scheduled-maintenances/upcoming.json",
    }


@site_rule
@given(sites(), nows)
def test_nothing_later_than_now_is_told(here, now):
    seen = visible(here, None)
    latest = max(
        (datetime.fromisoformat(found[0]) for found in MOMENT.finditer(raw(seen, now)["incidents.json"].decode())),
        default=now,
    )
    assert latest <= now


# Together with the rest


def test_the_page_on_subscribing_names_them():
    made = {artefact.path: artefact for artefact in plan(example_site(), NOW, Path("no-such-site"))}
    page = made["subscribe/index.html"].make().decode()
    for path in ("api/v2/summary.json", "api/history/index.json"):
        assert path in made
        assert f'href="../{path}"' in page
        assert f"{SETTINGS.url}{path}" in page


def test_what_is_published_can_be_imported_again(tmp_path):
    looking = Update("1", ago(days=9), "We *look*.", Phase.INVESTIGATING, next_update="none")
    told = replace(RESOLVED, updates=(looking, *RESOLVED.updates))
    (tmp_path / "incidents.json").write_bytes(raw(example_site(told))["incidents.json"])
    import_history("statuspage", tmp_path / "incidents.json", tmp_path / "site", NOW)
    (again,) = load(tmp_path / "site", NOW).site.incidents
    assert (again.title, again.severity, again.started) == (told.title, told.severity, told.started)
    assert [(one.at, one.phase, one.text) for one in again.updates] == [
        (ago(days=9), Phase.INVESTIGATING, "We look."),
        (ago(days=9, hours=-2), Phase.RESOLVED, "Over."),
    ]
