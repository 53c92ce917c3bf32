"""stactus repositories, and the same files edited by hand."""

import pytest
from importing import Import

from statusgen.author.importers import Outcome
from statusgen.model.incident import Phase, Severity
from statusgen.model.service import Effect

SETTINGS = """\
version: stactus/v1
name: Acme
url: https://status.acme.example
systems:
    - {id: s1, name: Region / Europe, description: Frankfurt.}
    - {id: s2, name: Region / America}
    - {id: s3, name: Search / Web}
"""
SLOW = """\
version: incident/v1
id: k2x9
name: Search is slow
impact: minor
systems:
    - s3
timeline:
    - ts: "2026-11-20 10:00:00"
      description: We look into slow searches.
      investigating: true
    - ts: "2026-11-20 10:30:00"
      description: |-
        An index is being rebuilt:
        - in Europe
    - ts: "2026-11-20 11:00:00"
      description: Searches are fast again.
      resolved: true
"""


@pytest.fixture
def page(tmp_path):
    made = Import(tmp_path, "stactus")
    made.source.joinpath("stactus.yaml").write_text(SETTINGS)
    return made


def only(page, text):
    """The one incident that the text makes."""
    (found,) = page.run({"incidents/one.yaml": text}).incidents
    return found


def test_an_incident_comes_with_its_timeline(page):
    found = only(page, SLOW)
    assert (found.id, found.title, found.severity) == ("2026-11-20-k2x9", "Search is slow", Severity.MINOR)
    assert found.effects == {"search-web": Effect.DEGRADED_PERFORMANCE}
    assert [(one.id, one.phase) for one in found.updates] == [
        ("20261120T1000Z-investigating", Phase.INVESTIGATING),
        ("20261120T1030Z-update", None),
        ("20261120T1100Z-resolved", Phase.RESOLVED),
    ]
    assert found.updates[1].text.strip() == "An index is being rebuilt:\n\n- in Europe"


def test_systems_that_share_a_prefix_are_a_group(page):
    site = page.run()
    assert [(group.id, group.name) for group in site.settings.groups] == [("region", "Region")]
    groups = {service.id: service.group for service in site.services.values()}
    assert groups == {"region-europe": "region", "region-america": "region", "search-web": None}


def test_a_system_that_the_settings_do_not_name_gets_a_folded_group(page):
    site = page.run({"incidents/one.yaml": SLOW.replace("- s3", "- s9")})
    assert site.services["s9"].group == "unlisted"
    assert site.incidents[0].effects == {"s9": Effect.DEGRADED_PERFORMANCE}


def test_importing_again_changes_no_byte(page):
    page.run({"incidents/one.yaml": SLOW})
    before = page.tree()
    page.run()
    assert page.tree() == before


def test_a_corrected_zone_moves_times_and_keeps_ids(page):
    before = only(page, SLOW)
    after = only(page, SLOW.replace(" 11:00", " 13:00").replace(" 10:", " 12:"))
    assert [one.id for one in after.updates] == [one.id for one in before.updates]
    assert [f"{one.at:%H:%M}" for one in after.updates] == ["12:00", "12:30", "13:00"]


def test_edits_additions_and_moved_times_at_once_keep_ids(page):
    before = only(page, SLOW)
    edited = SLOW.replace("We look into slow searches.", "We look into slow searches in Europe.")
    edited = edited.replace("fast again", "fast again, everywhere").replace("11:00:00", "11:05:00")
    edited += '    - ts: "2026-11-21 09:00:00"\n      description: What we learnt.\n'
    after = only(page, edited)
    assert [one.id for one in after.updates] == [*(one.id for one in before.updates), "20261121T0900Z-update"]


def test_entries_of_one_second_keep_their_order(page):
    found = only(page, SLOW.replace("10:30:00", "10:00:00"))
    assert [one.phase for one in found.updates] == [Phase.INVESTIGATING, None, Phase.RESOLVED]
    assert [f"{one.at:%M:%S}" for one in found.updates] == ["00:00", "00:01", "00:00"]


def test_times_relative_to_the_entry_before_are_understood(page):
    found = only(page, SLOW.replace('"2026-11-20 10:30:00"', "+1h15m").replace('"2026-11-20 11:00:00"', "2:05PM"))
    assert [f"{one.at:%H:%M}" for one in found.updates] == ["10:00", "11:15", "14:05"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026/11/20 10:30", "20 10:30"),
        ("2026-11-20T010:30:00", "20 10:30"),
        ("2026-11-20 24:00:00", "21 00:00"),
        ("2026-11-20T10:30:00+02:00", "20 08:30"),
        ("2026-11-20T8:30:00-00:00", "20 08:30"),
        ("2026-11-20 10:30:00.123Z", "20 10:30"),
    ],
)
def test_times_that_people_write_are_understood(page, written, meant):
    found = only(page, SLOW.replace("2026-11-20 10:30:00", written))
    assert meant in [f"{one.at:%d %H:%M}" for one in found.updates]


@pytest.mark.parametrize("written", ["2026-13-20 10:30:00", "2026-11-20 25:00:00", "yesterday", ""])
def test_an_entry_without_a_time_is_left_out_and_named(page, written):
    assert len(only(page, SLOW.replace("2026-11-20 10:30:00", written)).updates) == 2
    assert f"`{written}`" in page.said(Outcome.NOTE)["incidents/one.yaml"]


@pytest.mark.parametrize(
    ("word", "severity"),
    [("none", "none"), ("Minor", "minor"), ("MAJOR", "major"), ("down", "critical"), ("partial outage", "major")],
)
def test_severities_are_understood_however_they_are_spelled(page, word, severity):
    assert only(page, SLOW.replace("impact: minor", f"impact: {word}")).severity == severity


def test_a_severity_never_heard_is_minor_and_named(page):
    assert only(page, SLOW.replace("impact: minor", "impact: purple")).severity is Severity.MINOR
    assert "`purple` is unknown" in page.said(Outcome.NOTE)["incidents/one.yaml"]


def test_planned_work_becomes_a_maintenance(page):
    text = SLOW.replace("investigating: true", "scheduled: true").replace("impact: minor", "impact: maintenance")
    (found,) = page.run(
        {"incidents/one.yaml": f"{text}starts: 2026-11-20 10:45:00\nends: 2026-11-20 11:15:00\n"}
    ).maintenances
    assert (f"{found.starts:%H:%M}", f"{found.ends:%H:%M}") == ("10:45", "11:15")
    assert [one.phase for one in found.updates] == [Phase.SCHEDULED, None, Phase.COMPLETED]


def test_one_malformed_file_stops_nothing_and_is_named(page):
    files = {
        "incidents/good.yaml": SLOW,
        "incidents/crlf.yaml": SLOW.replace("k2x9", "crlf").replace("\n", "\r\n"),
        "incidents/bell.yaml": SLOW.replace("k2x9", "bell").replace("Searches are", "Searches\x07 are"),
        "incidents/tab.yaml": "id: x\n\tname: y\n",
        "incidents/list.yaml": "- a\n",
        "incidents/empty.yaml": "",
        "incidents/anchor.yaml": "id: &a x\n",
        "incidents/mute.yaml": "id: mute\nname: Mute\ntimeline: []\n",
        "incidents/weird.yaml": "id: weird\ntimeline: 7\n",
        "incidents/a: b.yaml": SLOW.replace("id: k2x9\n", ""),
        "README.md": "# hello",
    }
    site = page.run(files)
    assert {one.id for one in site.incidents} == {f"2026-11-20-{name}" for name in ("k2x9", "crlf", "bell", "a-b")}
    assert {path.rpartition("/")[2] for path in page.said(Outcome.LEFT_OUT)} == {
        "tab.yaml", "list.yaml", "empty.yaml", "anchor.yaml", "mute.yaml", "weird.yaml", "README.md"
    }  # fmt: skip


def test_an_incident_that_vanished_from_the_source_is_kept_and_named(page):
    page.run({"incidents/one.yaml": SLOW, "incidents/two.yaml": SLOW.replace("k2x9", "other")})
    (page.source / "incidents/two.yaml").unlink()
    assert len(page.run().incidents) == 2
    assert "no longer in the source" in page.said(Outcome.NOTE)["content/incidents/2026-11-20-other"]
