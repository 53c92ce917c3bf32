"""cState repositories: Hugo's front matter, notices as people write them."""

from datetime import UTC, datetime

import pytest
from importing import Import

from statusgen.author.importers import Outcome
from statusgen.model.incident import Phase, Severity
from statusgen.model.service import Effect

CONFIG = """\
title: Acme status
baseURL: https://status.acme.example/
languageCode: de-AT
params:
  categories:
    - {name: Shop, closed: true}
    - {name: Rest, untitled: true}
  systems:
    - {name: Web Shop, category: Shop, description: Buying.}
    - {name: Mail, category: Rest}
"""
NOTICE = """\
---
title: Shop is down
date: 2026-11-20 10:00:00
resolved: true
resolvedWhen: 2026-11-20 11:00:00
severity: down
affected:
  - web shop
section: issue
---

The shop answers with errors.
"""


@pytest.fixture
def page(tmp_path):
    made = Import(tmp_path, "cstate")
    made.source.joinpath("config.yml").write_text(CONFIG)
    return made


def only(page, text, name="2026-11-20-shop.md"):
    """The one incident that the text makes."""
    (found,) = page.run({f"content/issues/{name}": text}).incidents
    return found


def test_a_notice_becomes_an_incident_and_its_end(page):
    found = only(page, NOTICE)
    assert (found.id, found.title, found.severity) == ("2026-11-20-shop", "Shop is down", Severity.CRITICAL)
    assert found.effects == {"web-shop": Effect.MAJOR_OUTAGE}
    assert [(one.id, one.text.strip()) for one in found.updates] == [
        ("20261120T1000Z-update", "The shop answers with errors."),
        ("20261120T1100Z-resolved", ""),
    ]


def test_settings_systems_and_categories_come_along(page):
    site = page.run()
    assert (site.settings.name, site.settings.url) == ("Acme status", "https://status.acme.example/")
    assert site.settings.language == "de"
    assert [(group.id, group.collapsed) for group in site.settings.groups] == [("shop", True)]
    assert {one.id: one.group for one in site.services.values()} == {"web-shop": "shop", "mail": None}


def test_settings_that_ours_would_refuse_do_not_break_the_site(page):
    config = CONFIG.replace("https://status.acme.example/", "/").replace("de-AT", "Klingon")
    config = config.replace("name: Rest, untitled: true", 'name: "SHOP!"').replace(
        "Mail, category: Rest", 'Mail, category: "SHOP!"'
    )
    site = page.run({"config.yml": config})
    assert (site.settings.url, site.settings.language) == ("http://localhost/", "en")
    assert [group.name for group in site.settings.groups] == ["Shop"]


def test_a_notice_that_is_not_resolved_stays_open(page):
    found = only(page, NOTICE.replace("resolved: true", "resolved: false"))
    assert [one.phase for one in found.updates] == [None]


def test_updates_within_the_body_get_their_own_times_and_phases(page):
    body = (
        '*Resolved* - All well. {{< track "2026-11-20 11:00:00" >}}\n\n'
        '**Monitoring**: A fix is out\nsince {{< track "2026-11-20 10:40:00" >}} or so. '
        '{{< track "2026-11-20 10:45:00" >}}\n\n'
        '*Investigating* - We look. {{< track "2026-11-20 10:05:00" >}}\n\nThe shop answers with errors.\n'
    )
    found = only(page, NOTICE.replace("The shop answers with errors.\n", body))
    assert [(f"{one.at:%H:%M}", one.phase, one.text.strip()) for one in found.updates] == [
        ("10:00", None, "The shop answers with errors."),
        ("10:05", Phase.INVESTIGATING, "We look."),
        ("10:45", Phase.MONITORING, "A fix is out\nsince 2026-11-20 10:40 UTC or so."),
        ("11:00", Phase.RESOLVED, "All well."),
    ]


def test_updates_below_a_first_text_leave_it_in_its_place(page):
    body = 'It broke.\n\n**Update**: It is a disk. {{< track "2026-11-20T10:30:00Z" >}}\n'
    found = only(page, NOTICE.replace("The shop answers with errors.\n", body))
    assert [(f"{one.at:%H:%M}", one.text.strip()) for one in found.updates] == [
        ("10:00", "It broke."),
        ("10:30", "**Update**: It is a disk."),
        ("11:00", ""),
    ]


def test_a_final_message_above_the_first_is_what_was_said_at_the_end(page):
    body = "[Final Message]\nAll well.\n\n[Update]\nNearly.\n\n[Initial message]\nIt broke.\n"
    found = only(page, NOTICE.replace("The shop answers with errors.\n", body))
    assert [one.text.strip() for one in found.updates] == [
        "[Update]\nNearly.\n\n[Initial message]\nIt broke.",
        "All well.",
    ]


def test_a_notice_edited_until_it_is_resolved_keeps_its_ids(page):
    first = only(page, NOTICE.replace("resolved: true", "resolved: false").replace("resolvedWhen", "was"))
    body = "[Final message]\nAll well.\n\n[Initial message]\nThe shop answers with errors.\n"
    last = only(page, NOTICE.replace("The shop answers with errors.\n", body))
    assert last.updates[0] == first.updates[0]
    assert [one.text.strip() for one in last.updates] == ["The shop answers with errors.", "All well."]
    assert page.counts()[Outcome.APPENDED] == 1


def test_a_resolution_that_is_taken_back_opens_the_incident_again(page):
    only(page, NOTICE)
    assert [one.phase for one in only(page, NOTICE.replace("resolved: true", "resolved: false")).updates] == [None]


def test_an_informational_notice_never_changes_the_status_and_becomes_an_announcement(page):
    site = page.run({"content/issues/2026_11_20_news.md": NOTICE.replace("section:", "informational: true\nsection:")})
    (found,) = site.announcements
    assert (found.id, found.title, found.services) == ("2026-11-20-news", "Shop is down", ("web-shop",))
    assert (f"{found.at:%H:%M}", f"{found.until:%H:%M}") == ("10:00", "11:00")
    assert site.incidents == ()


def test_toml_and_json_front_matter_and_capital_keys_are_read(page):
    toml = '+++\ntitle = "T"\ndate = 2026-11-20T10:00:00Z\nresolved = false\nseverity = "partial-outage"\n+++\nText\n'
    files = {
        "content/issues/toml.md": toml,
        "content/issues/json.md": '{"title": "J", "date": "2026-11-20", "resolved": false}\nText',
        "content/issues/capital.md": "---\nTitle: C\nDate: 2026-11-20\nSeverity: notice\nAffected: Mail\n---\nText",
    }
    found = {one.title: one for one in page.run(files).incidents}
    assert {title: one.severity for title, one in found.items()} == {"T": "major", "J": "minor", "C": "minor"}
    assert found["C"].effects == {"mail": Effect.DEGRADED_PERFORMANCE}


def test_a_missing_opening_rule_is_read_over_and_named(page):
    assert only(page, NOTICE.removeprefix("---\n")).title == "Shop is down"
    assert "opening `---` is missing" in page.said(Outcome.NOTE)["content/issues/2026-11-20-shop.md"]


def test_rules_in_a_body_and_crlf_and_control_characters_do_no_harm(page):
    found = only(page, NOTICE.replace("errors.", "errors.\n\n---\n\nMore\x07.").replace("\n", "\r\n"))
    assert found.updates[0].text.strip() == "The shop answers with errors.\n\n---\n\nMore."


def test_names_with_blanks_and_colons_become_ids(page):
    assert only(page, NOTICE, "2026-11-20 Shop: down (copy).md").id == "2026-11-20-shop-down-copy"


def test_two_names_that_make_one_id_stay_apart(page):
    files = {"content/issues/shop down.md": NOTICE, "content/issues/shop-down.md": NOTICE.replace("Shop is", "Mail is")}
    titles = {one.title for one in page.run(files).incidents}
    assert titles == {"Shop is down", "Mail is down"}
    before = page.tree()
    page.run()
    assert page.tree() == before


def test_an_end_before_the_start_is_named_and_becomes_the_start(page):
    found = only(page, NOTICE.replace("resolvedWhen: 2026-11-20 11", "resolvedWhen: 2026-11-19 11"))
    assert [f"{one.at:%d %H:%M:%S}" for one in found.updates] == ["20 10:00:00", "20 10:00:01"]
    assert "before it began" in page.said(Outcome.NOTE)["content/issues/2026-11-20-shop.md"]


def test_an_end_that_is_not_known_is_named(page):
    assert len(only(page, NOTICE.replace("resolvedWhen: 2026-11-20 11:00:00", "resolvedWhen: soon")).updates) == 2
    assert "`resolvedwhen: soon` is no time" in page.said(Outcome.NOTE)["content/issues/2026-11-20-shop.md"]


def test_times_are_in_the_zone_of_the_configuration(page):
    page.run({"config.yml": f"{CONFIG}timeZone: Europe/Berlin\n"})
    assert f"{only(page, NOTICE).started:%H:%M}" == "09:00"


def test_a_notice_of_the_future_waits_until_it_has_begun(page):
    text = NOTICE.replace("2026-11-20", "2026-12-01")
    assert page.run({"content/issues/later.md": text}).incidents == ()
    assert "in the future" in page.said(Outcome.LEFT_OUT)["content/issues/later.md"]
    assert len(page.run(now=datetime(2026, 12, 2, tzinfo=UTC)).incidents) == 1


def test_html_in_a_body_becomes_markdown_and_shortcodes_go(page):
    body = "<b>Down</b><!-- note --> {{< figure src=x >}}`<b>`\n"
    assert (
        only(page, NOTICE.replace("The shop answers with errors.\n", body)).updates[0].text.strip() == "**Down** `<b>`"
    )


def test_one_malformed_file_stops_nothing_and_is_named(page):
    files = {
        "content/issues/2026-11-20-shop.md": NOTICE,
        "content/issues/_index.md": "---\ntitle: All\n---\n",
        "content/issues/month.md": NOTICE.replace("2026-11-20 10", "2026-13-20 10"),
        "content/issues/draft.md": NOTICE.replace("section:", "draft: true\nsection:"),
        "content/issues/open.md": "---\ntitle: x\n",
        "content/issues/none.md": "just text",
        "content/issues/undated.md": "---\ntitle: x\n---\ntext",
        "content/issues/quote.md": "---\ntitle: it's: bad\ndate: 2026-11-20\n---\ntext",
        "content/issues/latin.md": b"---\ntitle: \xe9\n---\n",
        "content/issues/deep.md": "[" * 3000,
        "content/issues/json.md": '{"a": ' * 3000,
        "content/pages/about.md": "about",
    }
    assert [one.id for one in page.run(files).incidents] == ["2026-11-20-shop"]
    named = {path.rpartition("/")[2] for path in page.said(Outcome.LEFT_OUT)}
    assert named == {path.rpartition("/")[2] for path in files} - {"2026-11-20-shop.md", "about.md"} | {"content"}


def test_settings_that_cannot_be_read_are_named_and_notices_come_all_the_same(page):
    assert len(page.run({"config.yml": "title: [", "content/issues/a.md": NOTICE}).incidents) == 1
    assert "the settings cannot be read" in page.said(Outcome.LEFT_OUT)["config.yml"]
