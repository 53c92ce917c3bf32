"""What a change does to what was published: two sites are compared, and nothing else."""

from dataclasses import replace
from datetime import timedelta

from wordings import FOLDER, NOW, incident, said, site

from statusgen.lint.published import rewritten
from statusgen.model.incident import Incident, Phase
from statusgen.model.maintenance import Announcement, Maintenance
from statusgen.model.service import Effect, Service
from statusgen.model.site import Site
from statusgen.problems import Span

FIRST = said("We look into failing payments.", 10)
SECOND = said("Payments fail in the EU.", 30, Phase.IDENTIFIED)
BASE = site(incident(FIRST, SECOND))
HOUR = timedelta(hours=1)


def found(after: Site, before: Site = BASE, since=None) -> list[tuple[str, str]]:
    return [(one.code, one.span.path.removeprefix(f"{FOLDER}/")) for one in rewritten(before, after, NOW, since)]


def test_what_stays_as_it_was_is_no_problem():
    assert found(BASE) == []


def test_an_edited_update_is_named_with_all_that_reads_otherwise():
    changed = replace(
        SECOND, text="Payments fail.", impact="Nobody can pay.", effects={"checkout": Effect.MAJOR_OUTAGE}
    )
    (problem,) = rewritten(BASE, site(incident(FIRST, changed)), NOW)
    assert problem.code == "edited-update"
    assert problem.span == SECOND.span
    assert problem.message.endswith("reads otherwise: the text, the impact, the services")
    assert "corrects: u030" in problem.hint


def test_phase_time_and_promise_are_part_of_what_was_said():
    for change in ({"phase": Phase.MONITORING}, {"at": SECOND.at + HOUR / 60}, {"next_update": HOUR}):
        after = site(incident(FIRST, replace(SECOND, **change)))
        assert ("edited-update", "u030.md") in found(after), change


def test_white_space_translations_and_the_author_may_be_mended():
    mended = replace(FIRST, text="We look\ninto failing  payments.\n", by="ana", translations={"de": {"text": "Wir."}})
    assert found(site(incident(mended, SECOND))) == []


def test_a_correction_is_the_right_way():
    correction = said("We looked into failing orders.", 70, None, corrects=FIRST.id)
    assert found(site(incident(FIRST, SECOND, correction))) == []


def test_what_lies_ahead_may_be_worded_anew_and_taken_back():
    ahead = said("Soon.", 85)
    before = site(incident(FIRST, ahead))
    assert ahead.at > NOW
    assert found(site(incident(FIRST, replace(ahead, text="Later."))), before) == []
    assert found(site(incident(FIRST)), before) == []


def test_a_published_update_that_is_gone_is_missed():
    assert found(site(incident(FIRST))) == [("vanished-id", "u030.md")]


def test_an_update_in_a_file_of_another_name_is_renamed_and_not_gone():
    other = replace(SECOND, id="u030-better", span=Span(f"{FOLDER}/u030-better.md", 1))
    (problem,) = rewritten(BASE, site(incident(FIRST, other)), NOW)
    assert (problem.code, problem.span) == ("renamed-id", other.span)
    assert "u030 has another id now, u030-better" in problem.message


def test_of_a_file_with_errors_nobody_knows_that_it_is_gone():
    after = replace(site(incident(FIRST)), left_out=(SECOND.span, Span(SECOND.span.path)))
    assert found(after) == []


def test_a_new_update_before_the_last_one_is_back_dated_and_one_after_it_is_not():
    assert found(site(incident(FIRST, said("Between.", 20), SECOND))) == [("backdated-update", "u020.md")]
    assert found(site(incident(FIRST, SECOND, said("After.", 31)))) == []


def test_a_new_update_of_long_before_the_commit_is_back_dated():
    fresh = said("After.", 31)
    after = site(incident(FIRST, SECOND, fresh))
    assert found(after, since=fresh.at + HOUR) == []
    assert found(after, since=fresh.at + HOUR + HOUR / 60) == [("backdated-update", "u031.md")]


def test_a_new_incident_is_back_dated_only_where_the_commit_is_much_younger():
    other = replace(incident(said("It began.", 5)), id="other")
    after = site(*BASE.incidents, other)
    assert found(after) == []
    assert found(after, since=NOW) == [("backdated-update", "u005.md")]


def test_before_there_was_a_page_nothing_was_published():
    assert found(BASE, before=Site(), since=NOW + 2 * HOUR) == []


def test_an_incident_that_is_gone_is_missed_once_and_not_for_each_of_its_updates():
    assert found(site()) == [("vanished-id", "incident.yaml")]


def test_an_incident_of_another_id_is_renamed():
    again = replace(BASE.incidents[0], id="checkout", span=Span("content/incidents/checkout/incident.yaml", 1))
    assert ("renamed-id", again.span.path) in found(site(again))
    assert "vanished-id" not in {code for code, _ in found(site(again))}


def test_an_incident_that_has_not_begun_may_go():
    ahead = Incident("ahead", "Ahead", NOW + HOUR)
    assert found(BASE, site(*BASE.incidents, ahead)) == []


def test_planned_work_and_what_was_announced_may_not_vanish():
    work = Maintenance("work", "Work", NOW + HOUR, NOW + 2 * HOUR, span=Span("work.yaml"))
    news = Announcement("news", "News", NOW - HOUR, "Words.", span=Span("news.md"))
    later = Announcement("later", "Later", NOW + HOUR, "Words.", span=Span("later.md"))
    before = replace(BASE, maintenances=(work,), announcements=(news, later))
    assert found(BASE, before) == [("vanished-id", "news.md"), ("vanished-id", "work.yaml")]


def test_a_service_may_have_another_id_if_it_keeps_the_old_one_as_an_alias():
    shop = Service("shop", "Shop", aliases=("checkout",))
    moved = incident(FIRST, SECOND, effects={"shop": Effect.PARTIAL_OUTAGE})
    before = site(incident(FIRST, replace(SECOND, effects={"checkout": Effect.MAJOR_OUTAGE})))
    after = replace(
        BASE,
        services={"shop": shop},
        incidents=(replace(moved, updates=(FIRST, replace(SECOND, effects={"shop": Effect.MAJOR_OUTAGE}))),),
    )
    assert found(after, before) == []
    gone = replace(after, services={"shop": replace(shop, aliases=())})
    assert "vanished-id" in {code for code, _ in found(gone, before)}
