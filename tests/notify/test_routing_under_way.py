"""What an earlier run began and did not finish: it is wanted again, the same, until it is settled or needless."""

from dataclasses import replace

import pytest
from scenes import CHANNELS, Story, moment

from statusgen.notify.events.telling import news
from statusgen.notify.ledger.rows import State
from statusgen.notify.notification import Notification, Routing
from statusgen.notify.routing.route import route

OPEN = """
    ana wants shop
    incident services=shop
    14:00 says investigating"""


def begun(text: str, at: str, state: State = State.PLANNED) -> tuple[Story, Notification]:
    """A story, and the one message of a run that got no further than `state`."""
    story = Story()
    assert list(story.tell(text)) is not None
    routing = routed(story, at)
    story.ledger.write(routing, moment(at), state=state)
    (only,) = routing.notifications
    return story, only


def routed(story: Story, at: str) -> Routing:
    now = moment(at)
    return route(story.site, news(story.site, now), story.ledger.past, CHANNELS, now)


def more(story: Story, text: str) -> None:
    list(story.tell(text))


def test_what_was_planned_is_planned_again():
    story, before = begun(OPEN, "14:01")
    (again,) = routed(story, "14:02").notifications
    assert again == before


def test_what_may_have_arrived_is_told_again_under_the_same_id():
    story, before = begun(OPEN, "14:01", State.UNKNOWN)
    (again,) = routed(story, "14:02").notifications
    assert again.news.id == before.news.id


PLAN = """
    ana wants shop
    maintenance services=shop starts=3/14:00 ends=3/15:00
    14:00 says scheduled"""


@pytest.mark.parametrize("state", [State.PLANNED, State.RETRY, State.UNKNOWN])
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (OPEN, "opened"),
        (OPEN + "\n 14:01 says identified", "opened"),
        (OPEN.replace("shop", "shop events=opened", 1), "opened"),
        (PLAN, "scheduled"),
    ],
)
def test_what_goes_out_once_more_says_the_same(text, kind, state):
    story, before = begun(text, "14:02", state)
    assert before.kind == kind
    (again,) = routed(story, "14:03").notifications
    assert (again.news.id, again.kind, again.since) == (before.news.id, kind, None)


def test_what_comes_after_a_beginning_that_never_left_is_the_beginning():
    story, _ = begun(OPEN + "\n 14:01 says identified", "14:02", State.RETRY)
    more(story, "14:05 says monitoring")
    (newer,) = routed(story, "14:06").notifications
    assert (newer.kind, newer.since) == ("opened", None)


def test_what_comes_after_a_beginning_that_may_have_arrived_is_an_update():
    story, _ = begun(OPEN + "\n 14:01 says identified", "14:02", State.UNKNOWN)
    more(story, "14:05 says monitoring")
    (newer,) = routed(story, "14:06").notifications
    assert newer.kind == "updated"


def test_what_is_under_way_on_one_channel_stays_on_it():
    story, _ = begun(OPEN + "\n ana has sms email", "14:01", State.RETRY)
    more(story, "ana has email sms")
    (again,) = routed(story, "14:02").notifications
    assert [one.channel for one in again.contacts] == ["sms", "email"]


def test_a_newer_update_makes_needless_what_waits():
    story, before = begun(OPEN, "14:01", State.RETRY)
    more(story, "14:05 says identified")
    (newer,) = routed(story, "14:06").notifications
    assert newer.news.id != before.news.id
    assert before.news.id in newer.covers


def test_what_waits_grows_too_old():
    story, before = begun(OPEN, "14:01", State.RETRY)
    routing = routed(story, "1/14:02")
    assert not routing.notifications
    assert [(one.news.id, one.why) for one in routing.silences] == [(before.news.id, "too_old")]


def test_a_start_that_waits_is_not_superseded_by_a_plan_that_has_passed():
    story, before = begun(
        """
        ana wants shop
        maintenance services=shop starts=0/12:00 ends=2/18:00
        13:00 says scheduled""",
        "13:01",
    )
    assert before.kind == "started"
    (again,) = routed(story, "13:02").notifications
    assert again.news.id == before.news.id


ADDED = """
    ana is there
    incident services=shop
    14:00 says investigating
    14:01 run: nobody
    incident put=ana"""


def test_the_state_so_far_is_told_again_until_it_arrives():
    story, before = begun(ADDED, "14:06")
    assert before.kind == "added"
    (again,) = routed(story, "14:07").notifications
    assert (again.news.id, again.kind) == (before.news.id, before.kind)


def test_a_newer_update_takes_the_place_of_the_state_so_far():
    story, before = begun(ADDED, "14:06")
    more(story, "14:10 says identified")
    (newer,) = routed(story, "14:11").notifications
    assert before.news.id in newer.covers


def test_who_may_have_heard_that_they_were_put_on_it_hears_that_they_no_longer_are():
    story, before = begun(ADDED, "14:06", State.UNKNOWN)
    for place, rows in story.ledger.rows.items():
        story.ledger.rows[place] = [
            replace(row, state=State.RETRY, duplicate=True) if row.kind == "added" else row for row in rows
        ]
    more(story, "incident put=")
    (only,) = routed(story, "14:11").notifications
    assert (only.kind, before.news.id in only.covers) == ("removed", True)


def test_the_state_so_far_of_what_is_over_is_given_up():
    story, before = begun(ADDED, "14:06")
    more(story, "14:10 says resolved notify=false")
    routing = routed(story, "14:11")
    assert not routing.notifications
    assert (before.news.id, "over") in [(one.news.id, one.why) for one in routing.silences]


NIGHT = """
    ana wants all
    ana has sms email
    ana quiet 22:00-07:00
    incident services=shop
    incident id=leak services=bank
    23:00 says @broken investigating
    23:30 says @leak investigating"""


def test_a_summary_is_made_again_of_the_same():
    story, before = begun(NIGHT, "1/07:00")
    assert before.kind == "summary"
    (again,) = routed(story, "1/07:05").notifications
    assert again.news.id == before.news.id
    assert {again.news.affair.id, *(one.affair.id for one in again.others)} == {"broken", "leak"}


def test_a_summary_that_one_channel_refused_goes_the_next_way():
    story, before = begun(NIGHT, "1/07:00", State.DEAD)
    (again,) = routed(story, "1/07:05").notifications
    assert again.news.id == before.news.id
    assert [one.channel for one in again.contacts] == ["email"]


def test_a_summary_leaves_out_what_has_been_told_since():
    story, before = begun(NIGHT, "1/07:00")
    more(story, "1/07:10 says @leak identified")
    routing = routed(story, "1/07:11")
    assert sorted((one.kind, one.news.affair.id) for one in routing.notifications) == [
        ("summary", "broken"),
        ("updated", "leak"),
    ]
    assert before.news.id in {one.news.id for one in routing.notifications}


def test_the_next_summary_takes_in_one_that_did_not_arrive():
    story, before = begun(NIGHT, "1/07:00")
    more(story, "incident id=third services=shop\n 1/23:00 says @third investigating")
    (newer,) = routed(story, "2/07:00").notifications
    assert newer.news.id != before.news.id
    assert {newer.news.affair.id, *(one.affair.id for one in newer.others)} == {"broken", "leak", "third"}
    assert before.news.id in newer.covers


def test_a_summary_that_arrived_is_not_told_again_with_the_next():
    story, _ = begun(NIGHT, "1/07:00", State.SENT)
    more(story, "incident id=third services=shop\n 1/23:00 says @third investigating")
    (newer,) = routed(story, "2/07:00").notifications
    assert (newer.kind, newer.news.affair.id) == ("opened", "third")


def test_who_may_have_been_told_hears_of_the_end_though_the_rest_was_given_up():
    story, _ = begun(OPEN, "14:01", State.UNKNOWN)
    (place,) = story.ledger.rows
    (row,) = story.ledger.rows[place]
    story.ledger.rows[place] = [replace(row, state=State.SKIPPED, detail="too_old", duplicate=True)]
    more(story, "ana drops wants\n 14:10 says resolved")
    (only,) = routed(story, "14:11").notifications
    assert (only.kind, only.reason.code) == ("resolved", "told_before")


@pytest.mark.parametrize("state", [State.PLANNED, State.RETRY, State.UNKNOWN])
def test_that_an_end_was_taken_back_is_told_again_until_it_arrives(state):
    story, _ = begun(OPEN, "14:01", State.SENT)
    more(story, "14:05 says resolved")
    story.ledger.write(routed(story, "14:06"), moment("14:06"))
    more(story, "14:07 unsays resolved")
    first = routed(story, "14:07")
    story.ledger.write(first, moment("14:07"), state=state)
    (again,) = routed(story, "14:08").notifications
    assert [(one.news.id, one.kind) for one in first.notifications] == [(again.news.id, "reopened")]


def test_an_end_that_is_put_back_is_told_to_who_may_have_heard_that_it_was_not_over():
    story, _ = begun(OPEN, "14:01", State.SENT)
    more(story, "14:05 says resolved")
    story.ledger.write(routed(story, "14:06"), moment("14:06"))
    over = story.site
    more(story, "14:07 unsays resolved")
    story.ledger.write(routed(story, "14:07"), moment("14:07"), state=State.UNKNOWN)
    story.site = over
    (only,) = routed(story, "14:08").notifications
    assert only.kind == "resolved"
