"""Statuspage's API answers and feeds, as they come."""

import json

import pytest
from importing import Import

from statusgen.author.importers import Outcome
from statusgen.model.course import effects_at, ended_at
from statusgen.model.incident import Phase, Severity
from statusgen.model.service import Effect

PAGE = {"id": "p1", "name": "Acme", "url": "https://status.acme.example", "time_zone": "Europe/Berlin"}
GROUP = {"id": "g1", "name": "Shop", "group": True}
CART = {"id": "c1", "name": "Carts & Checkout", "group_id": "g1", "description": "Buying."}
SEARCH = {"id": "c2", "name": "Search", "group_id": None}


def update(code, at, status, body, affected=None, **more):
    states = [{"code": c, "name": c, "new_status": s} for c, s in affected.items()] if affected else None
    return {"id": code, "status": status, "body": body, "display_at": at, "affected_components": states, **more}


def incident(*updates, **more):
    """As the API has it: newest update first."""
    return {
        "id": "abc123",
        "name": "Checkout fails",
        "impact": "major",
        "status": "resolved",
        "started_at": "2026-11-20T10:00:00.123Z",
        "incident_updates": list(updates)[::-1],
        "components": [CART],
        **more,
    }


FIRST = update("u1", "2026-11-20T10:00:00.500Z", "investigating", "Looking.", {"c1": "partial_outage"})
SECOND = update("u2", "2026-11-20T10:30:00.000Z", "identified", "A disk.", {"c1": "major_outage"})
LAST = update("u3", "2026-11-20T11:00:00.000Z", "resolved", "Fixed.", {"c1": "operational"})


def document(*incidents, **more):
    return json.dumps({"page": PAGE, "components": [GROUP, CART, SEARCH], "incidents": list(incidents), **more})


@pytest.fixture
def page(tmp_path):
    return Import(tmp_path, "statuspage")


def test_an_incident_comes_with_its_updates_services_and_settings(page):
    site = page.run({"incidents.json": document(incident(FIRST, SECOND, LAST))})
    (found,) = site.incidents
    assert (found.id, found.title, found.severity) == ("2026-11-20-abc123", "Checkout fails", Severity.MAJOR)
    assert found.effects == {"carts-checkout": Effect.PARTIAL_OUTAGE}
    assert [(one.id, one.text.strip()) for one in found.updates] == [
        ("20261120T1000Z-investigating", "Looking."),
        ("20261120T1030Z-identified", "A disk."),
        ("20261120T1100Z-resolved", "Fixed."),
    ]
    assert [dict(one.effects) for one in found.updates] == [{}, {"carts-checkout": Effect.MAJOR_OUTAGE}, {}]
    assert (site.settings.name, site.settings.url) == ("Acme", "https://status.acme.example/")
    assert site.settings.timezone == "Europe/Berlin"
    assert (site.services["carts-checkout"].group, site.services["search"].group) == ("shop", None)


def test_the_times_of_effects_are_those_of_the_source(page):
    site = page.run({"incidents.json": document(incident(FIRST, SECOND, LAST))})
    (found,) = site.incidents
    at = [one.at for one in found.updates]
    course = [effects_at(found, moment).get("carts-checkout") for moment in at]
    assert course == [Effect.PARTIAL_OUTAGE, Effect.MAJOR_OUTAGE, None]
    assert ended_at(found, at[-1]) == at[-1]


def test_nothing_stays_affected_when_its_incident_is_resolved(page):
    """What ended the effect later is in no incident of the source."""
    last = update("u3", "2026-11-20T11:00:00Z", "resolved", "Nearly.", {"c1": "degraded_performance"})
    (found,) = page.run({"incidents.json": document(incident(FIRST, last))}).incidents
    assert effects_at(found, found.updates[-1].at) == {}


def test_an_incident_that_is_reopened_says_how_its_services_are(page):
    again = update("u4", "2026-11-20T12:00:00Z", "monitoring", "Back.", {"c1": "degraded_performance"})
    (found,) = page.run({"incidents.json": document(incident(FIRST, LAST, again))}).incidents
    assert effects_at(found, again_at := found.updates[-1].at) == {"carts-checkout": Effect.DEGRADED_PERFORMANCE}
    assert ended_at(found, again_at) is None


def test_components_without_known_states_are_as_bad_as_the_incident(page):
    plain = update("u1", "2026-11-20T10:00:00Z", "investigating", "Looking.")
    (found,) = page.run({"x.json": document(incident(plain, status="investigating"))}).incidents
    assert found.effects == {"carts-checkout": Effect.PARTIAL_OUTAGE}


def test_one_file_an_incident_is_read_as_well(page):
    files = {
        f"incidents/{code}.json": json.dumps({"page": PAGE, "incident": incident(LAST, id=code)}) for code in "xyz"
    }
    assert {one.id for one in page.run(files).incidents} == {f"2026-11-20-{code}" for code in "xyz"}


def test_a_maintenance_keeps_its_window(page):
    planned = incident(
        update("m1", "2026-11-01T08:00:00Z", "scheduled", "Soon.", {"c1": "operational"}),
        update("m2", "2026-11-02T08:00:00Z", "in_progress", "Now.", {"c1": "under_maintenance"}),
        update("m3", "2026-11-02T08:30:00Z", "verifying", "Looks well.", {"c1": "operational"}),
        update("m4", "2026-11-02T09:00:00Z", "completed", "Done.", {"c1": "operational"}),
        impact="maintenance",
        status="completed",
        scheduled_for="2026-11-02T08:00:00Z",
        scheduled_until="2026-11-02T10:00:00Z",
    )
    (found,) = page.run({"all.json": document(scheduled_maintenances=[planned])}).maintenances
    assert found.id == "2026-11-02-abc123"
    assert (f"{found.starts:%H:%M}", f"{found.ends:%H:%M}") == ("08:00", "10:00")
    assert [dict(one.effects) for one in found.updates] == [{}, {}, {"carts-checkout": Effect.OPERATIONAL}, {}]


def test_a_maintenance_that_ends_before_it_starts_is_named_and_written(page):
    planned = incident(
        update("m1", "2026-11-01T08:00:00Z", "scheduled", "Soon."),
        impact="maintenance",
        scheduled_for="2026-11-02T08:00:00Z",
        scheduled_until="2026-11-02T07:00:00Z",
    )
    assert len(page.run({"all.json": document(scheduled_maintenances=[planned])}).maintenances) == 1
    assert "not after its start" in page.said(Outcome.NOTE)["all.json#abc123"]


def test_importing_again_changes_no_byte(page):
    page.run({"incidents.json": document(incident(FIRST, SECOND, LAST))})
    before = page.tree()
    page.run()
    assert page.tree() == before
    assert (page.report.written, page.report.removed) == ((), ())
    assert set(page.counts()) == {Outcome.UNCHANGED}


def test_a_later_version_adds_what_is_new_and_rewrites_what_was_edited(page):
    page.run({"incidents.json": document(incident(FIRST, status="investigating"))})
    edited = {**FIRST, "body": "Looking into failing cards."}
    (found,) = page.run({"incidents.json": document(incident(edited, LAST))}).incidents
    assert [one.id for one in found.updates] == ["20261120T1000Z-investigating", "20261120T1100Z-resolved"]
    assert found.updates[0].text.strip() == "Looking into failing cards."
    assert page.counts()[Outcome.APPENDED] == 1


def test_a_changed_title_changes_one_file_and_no_id(page):
    page.run({"incidents.json": document(incident(FIRST, LAST))})
    page.run({"incidents.json": document(incident(FIRST, LAST, name="Cards are refused"))})
    assert page.report.written == ("content/incidents/2026-11-20-abc123/incident.yaml",)


def test_an_incident_whose_times_all_move_keeps_its_ids(page):
    before = page.run({"incidents.json": document(incident(FIRST, LAST))}).incidents[0]
    moved = [{**one, "display_at": one["display_at"].replace("11-20", "11-19")} for one in (FIRST, LAST)]
    (after,) = page.run({"incidents.json": document(incident(*moved, started_at=None))}).incidents
    assert (after.id, [one.id for one in after.updates]) == (before.id, [one.id for one in before.updates])
    assert f"{after.started:%m-%d}" == "11-19"


def test_an_update_that_the_source_took_back_is_removed_and_named(page):
    page.run({"incidents.json": document(incident(FIRST, LAST))})
    (found,) = page.run({"incidents.json": document(incident(FIRST, status="investigating"))}).incidents
    assert ended_at(found, page_now := found.updates[-1].at) is None
    assert page_now
    assert page.report.removed == ("content/incidents/2026-11-20-abc123/20261120T1100Z-resolved.md",)
    assert "took this update back" in page.said(Outcome.NOTE)[page.report.removed[0]]


def test_a_shorter_feed_forgets_nothing(page):
    page.run({"incidents.json": document(incident(FIRST, LAST), incident(FIRST, LAST, id="zzz"))})
    site = page.run({"incidents.json": document(incident(FIRST, LAST, id="zzz"))})
    assert len(site.incidents) == 2


def test_a_file_that_somebody_made_their_own_stays_as_it_is(page):
    page.run({"incidents.json": document(incident(FIRST, LAST))})
    mine = page.root / "content/incidents/2026-11-20-abc123/20261120T1100Z-resolved.md"
    text = mine.read_text().replace("# imported: statuspage u3\n", "").replace("Fixed.", "We fixed it, sorry.")
    mine.write_text(text)
    page.run({"incidents.json": document(incident(FIRST, {**LAST, "body": "Fixed!"}))})
    assert mine.read_text() == text
    assert page.report.written == ()


def test_services_and_settings_that_exist_are_used_and_not_touched(page):
    content = page.root / "content"
    (content / "services").mkdir(parents=True)
    (content / "site.yaml").write_text("name: Ours\nurl: https://ours.example/\n")
    (content / "services/checkout.yaml").write_text("name: carts & checkout\n")
    site = page.run({"incidents.json": document(incident(FIRST, LAST))})
    assert site.settings.name == "Ours"
    assert set(site.services) == {"checkout", "search"}
    assert site.incidents[0].effects == {"checkout": Effect.PARTIAL_OUTAGE}


def test_a_group_that_the_settings_lack_is_named(page):
    (page.root / "content").mkdir(parents=True)
    (page.root / "content/site.yaml").write_text("name: Ours\nurl: https://ours.example/\n")
    site = page.run({"incidents.json": document(incident(FIRST, LAST))})
    assert site.services["carts-checkout"].group is None
    assert "has no group `shop`" in page.said(Outcome.NOTE)["content/services/carts-checkout.yaml"]


def test_a_service_that_was_renamed_here_is_recognised_by_its_mark(page):
    page.run({"incidents.json": document(incident(FIRST, LAST))})
    services = page.root / "content/services"
    (services / "carts-checkout.yaml").rename(services / "shop.yaml")
    site = page.run()
    assert set(site.services) == {"shop", "search"}
    assert site.incidents[0].effects == {"shop": Effect.PARTIAL_OUTAGE}


def test_two_components_of_one_name_are_two_services(page):
    twins = [{"id": "t1", "name": "API"}, {"id": "t2", "name": "API"}]
    data = {"page": PAGE, "components": twins, "incidents": [incident(FIRST, LAST, components=twins)]}
    assert set(page.run({"x.json": json.dumps(data)}).services) >= {"api", "api-t2"}


def test_one_malformed_file_stops_nothing_and_is_named(page):
    bad = incident(FIRST, LAST, id="bad", name="x")
    bad["incident_updates"][0] = {**LAST, "display_at": "2026-13-01T00:00:00Z"}
    files = {
        "broken.json": "{",
        "latin.json": b'{"name": "\xe9"}',
        "other.json": '["a", 1, null]',
        "odd.json": '{"incidents": [1, {"id": "x", "incident_updates": 7}], "months": 3}',
        "month.json": document(bad),
        "silent.json": document(incident(id="quiet")),
        "good.json": document(incident(FIRST, LAST)),
        "notes.txt": "hello",
    }
    assert [one.id for one in page.run(files).incidents] == ["2026-11-20-abc123"]
    named = page.said(Outcome.LEFT_OUT)
    assert {"broken.json", "latin.json", "other.json", "month.json#bad", "silent.json#quiet", "notes.txt"} <= set(named)
    assert any(path.startswith("odd.json") for path in named)
    assert "2026-13-01" in named["month.json#bad"]


def test_an_id_of_the_source_cannot_smuggle_fields_into_our_files(page):
    sly = {**LAST, "id": "u3\naudience: board\n---\n"}
    text = document(incident(FIRST, sly, id="x\nseverity: none\n", components=[{**CART, "id": "c1\nname: Evil"}]))
    site = page.run({"x.json": text})
    assert site.incidents[0].severity is Severity.MAJOR
    assert "Evil" not in {service.name for service in site.services.values()}
    before = page.tree()
    page.run()
    assert page.tree() == before


def test_unknown_words_are_mapped_and_named(page):
    odd = update("u1", "2026-11-20T10:00:00Z", "pondering", "Hm.", {"c1": "sleepy"})
    site = page.run({"x.json": document(incident(odd, LAST, impact="Gigantic"))})
    assert site.incidents[0].severity is Severity.MINOR
    notes = [line.message for line in page.report.of(Outcome.NOTE)]
    assert len(notes) == 3
    assert {"`pondering`", "`sleepy`", "`Gigantic`"} <= {word for note in notes for word in note.split()}


def test_a_resolved_incident_without_a_resolution_gets_one_and_is_named(page):
    data = document(incident(FIRST, resolved_at="2026-11-20T15:00:00Z"))
    (found,) = page.run({"x.json": data}).incidents
    assert (found.updates[-1].phase, f"{found.updates[-1].at:%H:%M}") == (Phase.RESOLVED, "15:00")
    assert "no update says so" in page.said(Outcome.NOTE)["x.json#abc123"]


def test_what_lies_in_the_future_waits_and_is_named(page):
    later = update("u9", "2027-01-01T00:00:00Z", "resolved", "Later.")
    site = page.run({"x.json": document(incident(FIRST, later), incident(later, id="future", started_at=None))})
    assert [len(one.updates) for one in site.incidents] == [1]
    assert "1 of its updates lie in the future" in page.said(Outcome.NOTE)["x.json#abc123"]
    assert "in the future" in page.said(Outcome.LEFT_OUT)["x.json#future"]


def test_nobody_is_told_where_nobody_was_told(page):
    quiet = {**LAST, "deliver_notifications": False}
    (found,) = page.run({"x.json": document(incident(FIRST, quiet))}).incidents
    assert [one.notify for one in found.updates] == [True, False]


def entry(code, published, *pieces, title="Slow carts"):
    parts = "".join(
        f"<p> <small>{month} <var data-var='date'>{day}</var>, <var data-var='time'>{clock}</var> {zone}</small><br> "
        f"<strong>{status}</strong> - {body} </p>"
        for month, day, clock, zone, status, body in pieces
    )
    escaped = parts.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return (
        f"<entry><id>tag:acme:{code}</id><published>{published}</published><title>{title}</title>"
        f'<link rel="alternate" href="https://status.acme.example/incidents/{code}"/>'
        f'<content type="html">{escaped}</content></entry>'
    )


def feed(*entries):
    return (
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Acme Status - Incident History</title>'
        f'<link rel="alternate" href="https://status.acme.example"/>{"".join(entries)}</feed>'
    )


def test_a_feed_gives_updates_with_the_years_it_leaves_out(page):
    text = feed(
        entry(
            "new1",
            "2026-01-01T00:20:30Z",
            ("Jan", "1", "00:20", "UTC", "Resolved", "Done &amp; dusted.<br>Thanks."),
            ("Dec", "31", "23:50", "UTC", "Update", "Nearly."),
            ("Dec", "31", "23:50", "UTC", "Investigating", "Looking."),
        )
    )
    site = page.run({"history.atom": text})
    (found,) = site.incidents
    assert (found.id, site.settings.name) == ("2025-12-31-new1", "Acme Status")
    assert [f"{one.at:%Y-%m-%d %H:%M:%S} {one.phase}" for one in found.updates] == [
        "2025-12-31 23:50:00 investigating",
        "2025-12-31 23:50:01 None",
        "2026-01-01 00:20:00 resolved",
    ]
    assert found.updates[-1].text.strip() == "Done & dusted.  \nThanks."


def test_a_postmortem_long_after_keeps_its_year(page):
    pieces = [("Feb", "3", "09:00", "UTC", "Postmortem", "Why."), ("Dec", "20", "09:00", "UTC", "Resolved", "Done.")]
    (found,) = page.run({"history.atom": feed(entry("pm", "2025-12-20T09:00:10Z", *pieces))}).incidents
    assert [f"{one.at:%Y-%m-%d}" for one in found.updates] == ["2025-12-20", "2026-02-03"]


def test_times_of_a_feed_are_read_in_the_zone_they_name(page):
    pieces = [("Jul", "4", "23:30", "PDT", "Resolved", "Done."), ("Jul", "4", "22:00", "XYZ", "Update", "Hm.")]
    (found,) = page.run({"history.atom": feed(entry("z", "2026-07-05T06:30:00Z", *pieces))}).incidents
    assert f"{found.updates[-1].at:%d %H:%M}" == "05 06:30"
    assert "time zone XYZ is unknown" in page.said(Outcome.NOTE)["history.atom#z"]


def test_the_feed_and_the_api_have_the_same_incident_once(page):
    text = feed(entry("abc123", "2026-11-20T11:00:00Z", ("Nov", "20", "11:00", "UTC", "Resolved", "Fixed.")))
    site = page.run({"history.atom": text, "incidents.json": document(incident(FIRST, LAST))})
    assert [len(one.updates) for one in site.incidents] == [2]
    assert page.said(Outcome.LEFT_OUT) == {"history.atom#abc123": "the same as incidents.json#abc123, which was used"}


def test_a_later_feed_after_the_api_keeps_the_ids(page):
    page.run({"incidents.json": document(incident(FIRST, LAST))})
    before = {path for path in page.tree() if path.endswith(".md")}
    (page.source / "incidents.json").unlink()
    pieces = [
        ("Nov", "20", "11:00", "UTC", "Resolved", "Fixed."),
        ("Nov", "20", "10:00", "UTC", "Investigating", "Looking."),
    ]
    page.run({"history.atom": feed(entry("abc123", "2026-11-20T11:00:00Z", *pieces))})
    assert {path for path in page.tree() if path.endswith(".md")} == before


def test_feeds_that_are_none_are_named(page):
    bomb = '<?xml version="1.0"?><!DOCTYPE f [<!ENTITY a "b">]><feed xmlns="http://www.w3.org/2005/Atom">&a;</feed>'
    page.run({"bomb.atom": bomb, "cut.atom": "<feed", "empty.atom": feed(entry("e", "2026-01-01T00:00:00Z"))})
    assert set(page.said(Outcome.LEFT_OUT)) == {"bomb.atom", "cut.atom", "empty.atom#e"}


def test_a_short_history_gives_what_it_has_and_never_less_than_there_was(page):
    short = {
        "code": "abc123",
        "name": "Checkout fails",
        "message": "Fixed.",
        "impact": "major",
        "timestamp": "Nov <var data-var='date'>20</var>, <var data-var='time'>10:00</var> - "
        "<var>Nov 20</var>, <var data-var='time'>11:00</var> UTC",
    }
    months = json.dumps({"months": [{"name": "November", "year": 2026, "incidents": [short]}]})
    (found,) = page.run({"history.json": months}).incidents
    assert [f"{one.at:%Y-%m-%d %H:%M} {one.phase}" for one in found.updates] == ["2026-11-20 11:00 resolved"]
    assert len(page.run({"incidents.json": document(incident(FIRST, LAST))}).incidents[0].updates) == 2
    (page.source / "incidents.json").unlink()
    assert len(page.run().incidents[0].updates) == 2


def test_histories_gathered_line_by_line_are_read_and_bad_lines_named(page):
    line = {
        "url": "https://status.acme.example/incidents/abc123",
        "title": "Slow",
        "impact": "minor",
        "components": ["Search"],
        "updates": [
            {"at": "2026-11-20T10:00:00Z", "status": "Investigating", "message": "Looking."},
            {"at": "2026-11-20T10:01:00Z", "status": "Update", "message": "Better."},
            {"at": "2026-11-20T10:01:00Z", "status": "Update", "message": "Worse."},
            {"at": "2026-11-20T10:01:00Z", "status": "Resolved", "message": "Done."},
        ],
    }
    site = page.run({"incidents.jsonl": f"{json.dumps(line)}\nnonsense\n{{}}\n"})
    (found,) = site.incidents
    assert [one.text.strip() for one in found.updates] == ["Looking.", "Better.", "Worse.", "Done."]
    assert found.effects == {"search": Effect.DEGRADED_PERFORMANCE}
    assert set(page.said(Outcome.LEFT_OUT)) == {"incidents.jsonl:2", "incidents.jsonl:3"}


def test_placeholders_that_others_left_in_their_texts_are_shown_and_are_no_errors(page):
    odd = {**CART, "description": "For {{customer}}."}
    said = update("u1", "2026-11-20T10:00:00Z", "investigating", "Dear {{name}},\nsee `{{code}}`.")
    text = json.dumps(
        {
            "page": PAGE,
            "components": [GROUP, odd],
            "incidents": [incident(said, LAST, name="{{what}} fails", components=[odd])],
        }
    )
    site = page.run({"incidents.json": text})
    (found,) = site.incidents
    assert found.title == "{ {what}} fails"
    assert found.updates[0].text == "Dear \\{{name}},  \nsee `{{code}}`."
    assert site.services["carts-checkout"].description == "For { {customer}}."
