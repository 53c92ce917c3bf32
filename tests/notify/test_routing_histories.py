"""Stories that random histories came upon: content that goes back to what it was, and forward again."""

import pytest
from scenes import CHANNELS, Story, moment

from statusgen.notify.events.telling import news
from statusgen.notify.ledger.rows import State
from statusgen.notify.routing.route import route

STORIES = {
    "work that is moved forth and back in its plan is told of each time": """
        ana wants shop
        maintenance services=shop starts=2/12:00 ends=2/13:00
        10:00 run: ana scheduled wants
        maintenance services=shop starts=3/12:00 ends=3/13:00
        10:10 run: ana rescheduled wants
        maintenance services=shop starts=2/12:00 ends=2/13:00
        10:20 run: ana rescheduled wants
        10:21 run: nobody
        maintenance services=shop starts=3/12:00 ends=3/13:00
        10:30 run: ana rescheduled wants
        10:31 run: nobody""",
    "a move that is taken out again is told of": """
        ana wants shop
        maintenance services=shop starts=2/12:00 ends=2/13:00
        10:00 run: ana scheduled wants
        10:05 says #u1 scheduled starts=3/12:00
        10:06 run: ana rescheduled wants
        10:07 unsays u1
        10:08 run: ana rescheduled wants
        10:09 run: nobody""",
    "but nobody is told of a start that they were not to hear of": """
        ana wants shop
        maintenance services=shop starts=2/12:00 ends=2/13:00
        10:00 run: ana scheduled wants
        10:05 says #u1 scheduled starts=3/12:00 notify=false
        10:06 run: nobody""",
    "a cancellation that was away during a run is told again, whatever that run told": """
        ana wants shop
        maintenance services=shop starts=12:00 ends=13:00
        10:00 run: ana scheduled wants
        10:30 says #u1 cancelled
        10:31 run: ana cancelled wants
        10:32 unsays u1
        12:01 run: ana started wants
        10:30 says #u1 cancelled
        12:02 run: ana cancelled wants
        12:03 run: nobody""",
    "so is one that was given up for a new plan that is gone": """
        ana wants shop
        maintenance services=shop starts=12:00 ends=13:00
        10:00 says #u1 cancelled
        10:05 says #u2 scheduled starts=2/12:00
        10:06 run: ana scheduled wants
        10:07 unsays u2
        10:08 run: ana cancelled wants
        10:09 run: nobody""",
    "nor is an end told again because an afterword is removed": """
        ana wants shop
        incident services=shop
        14:00 says investigating
        14:01 run: ana opened wants
        14:05 says resolved
        14:06 run: ana resolved wants
        14:07 says #word
        14:08 run: ana updated wants
        14:09 unsays word
        14:10 run: nobody""",
}


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES.keys())
def test_story(story):
    for line, expected, happened in Story().tell(story):
        assert happened == expected, line


def run(story: Story, at: str, state: State) -> list[tuple[str, str]]:
    """Who is told what, and whatever that was then comes to `state`."""
    now, before = moment(at), story.ledger.past
    routing = route(story.site, news(story.site, now), before, CHANNELS, now)
    story.ledger.write(routing, now, state=state)
    return [(one.subscriber.id, str(one.kind)) for one in routing.notifications]


def test_what_was_given_up_for_something_that_never_came_and_is_gone_is_told_after_all():
    story = Story()
    list(
        story.tell("ana wants shop\n incident services=shop\n 14:00 says #u1 investigating\n 14:05 says #u2 identified")
    )
    assert run(story, "14:06", State.RETRY) == [("ana", "opened")]
    list(story.tell("14:07 unsays u2"))
    assert run(story, "14:08", State.RETRY) == [("ana", "added")]
    assert run(story, "14:09", State.SENT) == [("ana", "added")]
    assert run(story, "14:10", State.SENT) == []


def test_the_same_to_someone_who_knew_of_the_beginning_is_an_update():
    story = Story()
    list(story.tell("ana wants shop\n incident services=shop\n 14:00 says #u1 investigating"))
    assert run(story, "14:01", State.SENT) == [("ana", "opened")]
    list(story.tell("14:05 says #u2 identified\n 14:06 says #u3 monitoring"))
    assert run(story, "14:07", State.PLANNED) == [("ana", "updated")]
    list(story.tell("14:08 unsays u3"))
    assert run(story, "14:09", State.SENT) == [("ana", "updated")]
    assert run(story, "14:10", State.SENT) == []


def test_members_are_told_where_the_state_so_far_was_refused_for_good_to_their_list():
    story = Story()
    list(story.tell("ana wants shop\n incident services=shop\n 14:00 says investigating"))
    assert run(story, "14:01", State.SENT) == [("ana", "opened")]
    list(story.tell("staff lists cid\n staff wants shop"))
    assert run(story, "14:02", State.DEAD) == [("staff", "added")]
    list(story.tell("cid wants shop"))
    assert run(story, "14:03", State.SENT) == [("cid", "added")]


def test_an_old_commit_gives_up_nothing_that_is_under_way_of_a_newer_one():
    story = Story()
    list(story.tell("ana wants shop\n incident services=shop\n 14:00 says #u1 investigating"))
    assert run(story, "14:01", State.SENT) == [("ana", "opened")]
    list(story.tell("14:05 says resolved"))
    assert run(story, "14:06", State.RETRY) == [("ana", "resolved")]
    list(story.tell("14:07 unsays resolved\n 14:03 says #u2 identified"))
    assert run(story, "14:08", State.SENT) == [("ana", "updated")]
    list(story.tell("14:05 says resolved"))
    assert run(story, "14:09", State.SENT) == [("ana", "resolved")]
