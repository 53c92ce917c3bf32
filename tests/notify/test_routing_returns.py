"""Stories of what returns: an affair that opens again, a move that is undone, people at an address that is right."""

import pytest
from scenes import CHANNELS, Story, moment

from statusgen.notify.events.telling import news
from statusgen.notify.news import Kind
from statusgen.notify.routing.explaining import explain
from statusgen.notify.routing.route import route

IS_BACK = {
    "whoever heard that it was over and no longer asks for it hears that it is back, and when it is over again": """
        ana wants shop
        bo wants shop
        incident services=shop
        14:00 says investigating
        14:05 says resolved
        14:06 run: ana resolved wants, bo resolved wants
        bo drops wants
        14:07 says #back monitoring
        14:08 run: ana reopened wants, bo reopened told_before
        14:09 run: nobody
        14:10 says #more identified
        14:11 run: ana updated wants
        14:12 says #end resolved
        14:13 run: ana resolved wants, bo resolved told_before
        14:14 run: nobody""",
    "so does who asked for the end alone, was put on it, or heard a word afterwards": """
        ana wants shop events=resolved
        bo is there
        cy wants shop
        dee wants shop
        incident services=shop put=bo
        14:00 says investigating
        14:01 run: bo opened put_on, cy opened wants, dee opened wants
        14:05 says resolved
        14:06 run: ana resolved wants, bo resolved put_on, cy resolved wants, dee resolved wants
        incident put=
        14:07 says postmortem
        14:08 run: cy postmortem wants, dee postmortem wants
        14:09 says #note
        14:10 run: cy updated wants, dee updated wants
        cy drops wants
        14:11 says #back identified
        14:12 run: ana reopened told_before, bo reopened told_before, cy reopened told_before, dee reopened wants""",
    "of what came back quietly they hear with the next word that is told": """
        ana wants shop
        bo wants shop
        incident services=shop
        14:00 says investigating
        14:05 says resolved
        14:06 run: ana resolved wants, bo resolved wants
        bo drops wants
        14:07 says monitoring notify=false
        14:08 run: nobody
        14:09 says #word identified
        14:10 run: ana reopened wants, bo reopened told_before
        14:11 says #again
        14:12 run: ana updated wants""",
    "who heard that it is over from nobody hears nothing": """
        ana wants shop
        bo wants shop
        incident services=shop
        14:00 says investigating
        14:01 run: ana opened wants, bo opened wants
        bo drops wants
        14:05 says resolved notify=false
        14:06 says #back identified
        14:07 run: ana reopened wants
        14:08 run: nobody""",
    "what came back and is over again by now is no news to them": """
        ana wants shop
        bo wants shop
        incident services=shop
        14:00 says investigating
        14:05 says resolved
        14:06 run: ana resolved wants, bo resolved wants
        bo drops wants
        14:07 says #back identified
        14:08 says #end resolved
        14:09 run: ana updated wants
        14:10 run: nobody""",
    "a personal no beats it, and quiet hours hold it back": """
        ana wants shop
        bo wants shop
        cy wants shop
        cy quiet 22:00-07:00
        incident services=shop
        21:00 says investigating
        21:05 says resolved
        21:06 run: ana resolved wants, bo resolved wants, cy resolved wants
        ana drops wants
        bo drops wants
        cy drops wants
        ana ignores broken
        bo mute 1/09:00
        22:07 says #back identified
        22:08 run: ana not ignores, bo not muted, cy not quiet
        1/07:01 run: ana not ignores, bo not muted, cy reopened told_before""",
    "whoever was told of the end in a summary hears it": """
        ana wants all
        ana quiet 22:00-07:00
        incident services=shop
        incident id=leak services=bank
        23:00 says @broken investigating
        23:30 says @leak investigating
        23:40 says @leak resolved
        1/07:00 run: ana summary wants
        ana drops wants
        1/08:00 says @leak #back identified
        1/08:01 run: ana reopened told_before""",
    "what was refused for now is tried again": """
        ana wants shop
        ana has email sms
        incident services=shop
        14:00 says investigating
        14:05 says resolved
        14:06 run: ana resolved wants
        ana drops wants
        14:07 says #back identified
        refused email
        14:08 run: ana reopened told_before
        14:09 run: ana reopened told_before by sms
        14:10 run: nobody""",
    "work that was called off, and is planned, moved or begun after all": """
        ana wants shop
        bo wants shop
        maintenance services=shop
        14:00 says scheduled
        14:01 run: ana scheduled wants, bo scheduled wants
        14:02 says cancelled
        14:03 run: ana cancelled wants, bo cancelled wants
        bo drops wants
        14:04 says #anew scheduled starts=2/18:00
        14:05 run: ana revived wants, bo revived told_before
        14:06 says #off cancelled
        14:07 run: ana cancelled wants, bo cancelled told_before
        14:08 run: nobody""",
    "work that was said to be done and goes on": """
        ana wants shop
        bo wants shop
        maintenance services=shop starts=15:00 ends=18:00
        14:00 says scheduled
        15:01 says in_progress
        15:02 run: ana started wants, bo started wants
        15:03 says completed
        15:04 run: ana completed wants, bo completed wants
        bo drops wants
        15:05 says #on in_progress
        15:06 run: ana started wants, bo started told_before
        15:07 run: nobody""",
}


@pytest.mark.parametrize("story", IS_BACK.values(), ids=IS_BACK)
def test_whoever_believes_it_over_hears_that_it_is_back(story: str) -> None:
    for line, wanted, told in Story().tell(story):
        assert told == wanted, line


UNDONE = {
    "a move that is undone while the work runs already is taken back": """
        ana wants shop
        bo wants shop
        maintenance services=shop starts=16:00 ends=18:00
        14:00 says scheduled
        14:01 run: ana scheduled wants, bo scheduled wants
        14:02 says #move scheduled starts=1/09:00
        bo drops wants
        14:03 run: ana rescheduled wants
        16:30 unsays move
        16:31 run: ana started wants""",
    "also if it was told before": """
        ana wants shop
        maintenance services=shop starts=16:00 ends=18:00
        14:00 says scheduled
        14:01 run: ana scheduled wants
        16:01 run: ana started wants
        16:02 says #move scheduled starts=1/09:00
        16:03 run: ana rescheduled wants
        16:30 unsays move
        16:31 run: ana started wants
        16:32 run: nobody
        18:01 run: ana completed wants""",
}


@pytest.mark.parametrize("story", UNDONE.values(), ids=UNDONE)
def test_a_move_that_is_undone(story: str) -> None:
    for line, wanted, told in Story().tell(story):
        assert told == wanted, line


ADDRESSES = {
    "a corrected address hears how things stand, as whoever comes late": """
        ana wants shop
        ana at email=old@acme.example
        refused old@acme.example
        incident services=shop
        14:00 says investigating
        14:01 run: ana opened wants
        14:05 says identified
        14:06 run: ana opened wants
        14:10 says #more
        ana at email=new@acme.example
        14:11 run: ana added wants
        14:12 run: nobody
        14:15 says monitoring
        14:16 run: ana updated wants
        14:17 says resolved
        14:18 run: ana resolved wants""",
    "also if that address refuses it, and the third takes it": """
        ana wants shop
        ana at email=old@acme.example
        refused old@acme.example typo@acme.example
        incident services=shop
        14:00 says investigating
        14:01 run: ana opened wants
        14:05 says identified
        14:06 run: ana opened wants
        14:10 says #more
        ana at email=typo@acme.example
        14:11 run: ana added wants
        14:12 says #yet
        14:13 run: ana added wants
        ana at email=new@acme.example
        14:14 run: ana added wants
        14:15 run: nobody""",
    "and after what was refused had become too old": """
        ana wants shop
        ana at email=old@acme.example
        refused old@acme.example
        incident services=shop
        14:00 says investigating
        14:01 run: ana opened wants
        2/14:00 run: ana not no_contact
        ana at email=new@acme.example
        2/14:01 run: ana not too_old
        2/14:05 says identified
        2/14:06 run: ana added wants""",
    "who came late, and whose one message was refused": """
        ana is there
        ana at email=old@acme.example
        refused old@acme.example
        incident services=shop
        14:00 says investigating
        14:01 run: nobody
        incident put=ana
        14:02 run: ana added put_on
        14:05 says identified
        ana at email=new@acme.example
        14:06 run: ana added put_on""",
    "who knows of the beginning reads what is new, and all that was refused": """
        ana wants shop
        ana at email=old@acme.example
        incident services=shop
        14:00 says investigating
        14:01 run: ana opened wants
        refused old@acme.example
        14:05 says identified
        14:06 run: ana updated wants
        14:10 says #more
        ana at email=new@acme.example
        14:11 run: ana updated wants""",
    "what is over by then is told as over": """
        ana wants shop
        ana at email=old@acme.example
        refused old@acme.example
        incident services=shop
        14:00 says investigating
        14:01 run: ana opened wants
        14:05 says resolved
        14:06 run: ana resolved wants
        ana at email=new@acme.example
        14:07 run: ana resolved wants
        14:08 run: nobody""",
    "a second address has its turn with the news itself": """
        ana wants shop
        ana at email=old@acme.example sms=+491
        refused old@acme.example
        incident services=shop
        14:00 says investigating
        14:01 run: ana opened wants
        14:02 run: ana opened wants by sms
        14:05 says identified
        14:06 run: ana updated wants
        14:07 run: ana updated wants by sms""",
}


LISTS = {
    "a list whose address is corrected gets what only its members had, for they are perhaps not all": """
        staff lists ana bo
        staff wants all
        staff at email=old@acme.example
        ana wants shop
        bo is there
        refused old@acme.example
        incident services=shop
        14:00 says investigating
        14:01 run: staff opened wants, ana not through_list
        14:02 run: ana opened wants, staff not no_contact
        staff at email=new@acme.example
        14:03 run: staff opened wants
        14:04 run: nobody
        14:05 says identified
        14:06 run: staff updated wants, ana not through_list
        14:07 run: ana not through_list
        14:08 run: nobody""",
    "it hears the newest alone, and how things stand": """
        staff lists ana
        staff wants all
        staff at email=old@acme.example
        ana wants shop
        refused old@acme.example
        incident services=shop
        14:00 says investigating
        14:01 run: staff opened wants, ana not through_list
        14:02 run: ana opened wants, staff not no_contact
        14:05 says identified
        14:06 run: staff opened wants, ana not through_list
        14:07 run: ana updated wants, staff not no_contact
        staff at email=new@acme.example
        14:08 run: staff added wants
        14:09 run: nobody
        14:10 says monitoring
        14:11 run: staff updated wants, ana not through_list""",
}


@pytest.mark.parametrize("story", LISTS.values(), ids=LISTS)
def test_a_list_at_a_corrected_address_repeats_one_thing_at_most(story: str) -> None:
    for line, wanted, told in Story().tell(story):
        assert told == wanted, line


@pytest.mark.parametrize("story", ADDRESSES.values(), ids=ADDRESSES)
def test_the_first_that_reaches_a_corrected_address_says_how_things_stand(story: str) -> None:
    for line, wanted, told in Story().tell(story):
        assert told == wanted, line


def test_what_reaches_a_corrected_address_leaves_nothing_out() -> None:
    """Nothing arrived, so nothing counts as known; and `explain` says the same."""
    story, now = Story(), moment("14:11")
    begin = next(iter(ADDRESSES.values())).partition("14:11 run")[0]
    assert len(list(story.tell(begin))) == 2
    current = news(story.site, now)
    past = story.ledger.before(current)
    (told,) = route(story.site, current, past, CHANNELS, now).notifications
    assert (told.kind, told.since) == (Kind.ADDED, None)
    (one,) = explain(story.site, told.subscriber, "broken", past, CHANNELS, now)
    assert one.told == told
