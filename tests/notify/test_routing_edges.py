"""Stories from the edges of routing: what is taken back, gets another name, changes hands, or turns out otherwise."""

import pytest
from scenes import Story

RENAMED = {
    "an update whose file gets another name is not told again": """
        ana wants shop
        incident services=shop
        14:00 says investigating
        14:05 says #u2 identified
        14:06 run: ana opened wants
        14:07 unsays u2
        14:05 says #other identified
        14:08 run: nobody
        14:10 says monitoring
        14:11 run: ana updated wants
        14:12 run: nobody""",
    "nor is an end whose file gets another name": """
        ana wants shop
        incident services=shop
        14:00 says investigating
        14:01 run: ana opened wants
        14:05 says #u2 resolved
        14:06 run: ana resolved wants
        14:07 unsays u2
        14:05 says #other resolved
        14:08 run: nobody""",
    "whoever comes later hears of it once, under the name that it has": """
        ana wants shop
        incident services=shop
        14:00 says #u1 investigating
        14:01 run: ana opened wants
        14:02 unsays u1
        14:00 says #other investigating
        bo wants shop
        14:03 run: bo added wants
        14:04 run: nobody""",
    "of another moment or phase it is another update": """
        ana wants shop
        incident services=shop
        14:00 says #u1 investigating
        14:01 run: ana opened wants
        14:02 unsays u1
        14:00 says #other identified
        14:03 run: ana updated wants
        14:04 unsays other
        14:02 says #third identified
        14:05 run: ana updated wants""",
    "a second update of the same minute is another update": """
        ana wants shop
        incident services=shop
        14:00 says #u1 investigating
        14:01 run: ana opened wants
        14:00 says #u2 investigating
        14:02 run: ana updated wants""",
    "where nobody can say which of two has the other name, it is told": """
        ana wants shop
        incident services=shop
        14:00 says #u1 investigating
        14:01 run: ana opened wants
        14:02 unsays u1
        14:00 says #u2 investigating
        14:00 says #u3 investigating
        14:03 run: ana updated wants""",
    "who got the wrong text under another name gets the correction": """
        ana wants shop events=opened
        incident services=shop
        14:00 says #u1 investigating
        14:01 run: ana opened wants
        14:02 unsays u1
        14:00 says #other investigating
        14:05 says #better corrects=other notify=true
        14:06 run: ana corrected told_wrong""",
}


@pytest.mark.parametrize("story", RENAMED.values(), ids=RENAMED)
def test_what_is_renamed(story: str) -> None:
    for line, wanted, told in Story().tell(story):
        assert told == wanted, line


TAKEN_BACK = {
    "an end that is taken back: whoever heard of it hears that it is open again, once": """
        ana wants shop
        bo wants shop events=resolved
        cy wants shop
        cy ignores broken
        incident services=shop
        14:00 says investigating
        14:05 says resolved
        14:06 run: ana resolved wants, bo resolved wants, cy not ignores
        14:07 unsays resolved
        14:08 run: ana reopened wants, bo reopened wants, cy not ignores
        14:09 run: cy not ignores
        14:10 says #again resolved
        14:11 run: ana resolved wants, bo resolved wants, cy not ignores
        14:12 run: cy not ignores
        14:13 unsays again
        bo drops wants
        14:14 run: ana reopened wants, bo reopened told_before, cy not ignores""",
    "an end that is taken back and put back is told each time": """
        ana wants shop
        incident services=shop
        14:00 says investigating
        14:05 says resolved
        14:06 run: ana resolved wants
        14:07 unsays resolved
        14:08 run: ana reopened wants
        14:05 says resolved
        14:09 run: ana resolved wants
        14:10 run: nobody
        14:11 unsays resolved
        14:12 run: ana reopened wants
        14:13 run: nobody""",
    "an end that is edited into something else is taken back": """
        ana wants shop
        incident services=shop
        14:00 says investigating
        14:05 says #u2 resolved
        14:06 run: ana resolved wants
        14:05 says #u2 monitoring
        14:07 run: ana reopened wants
        14:08 run: nobody""",
    "an end that is taken back while something new is said is one message": """
        ana wants shop
        incident services=shop
        14:00 says investigating
        14:05 says resolved
        14:06 run: ana resolved wants
        14:07 unsays resolved
        14:08 says monitoring
        14:09 run: ana reopened wants
        14:10 run: nobody""",
    "who was told of the end in a summary hears that it is taken back": """
        ana wants all
        ana quiet 22:00-07:00
        incident services=shop
        incident id=leak services=bank
        23:00 says @broken investigating
        23:30 says @leak investigating
        23:40 says @leak resolved
        1/07:00 run: ana summary wants
        1/07:01 unsays resolved
        1/07:03 run: ana reopened wants
        1/07:04 run: nobody""",
    "what opens again in words that are for the page alone tells nobody": """
        ana wants shop
        incident services=shop
        14:00 says investigating
        14:05 says resolved
        14:06 run: ana resolved wants
        14:07 says monitoring notify=false
        14:08 run: nobody""",
    "that it is open again waits for the end of the night and for the summary": """
        ana wants shop
        ana digest 08:00
        bo wants shop
        bo quiet 22:00-07:00
        incident services=shop severity=major
        14:00 says investigating
        15:05 says resolved
        15:06 run: ana not digest, bo resolved wants
        1/08:00 run: ana resolved wants
        1/22:01 unsays resolved
        1/22:02 run: ana not digest, bo not quiet
        2/06:30 run: ana not digest, bo not quiet
        2/07:00 run: ana not digest, bo reopened wants
        2/08:01 run: ana reopened wants
        2/08:02 run: nobody""",
    "that someone is taken off waits for the summary, and is told then": """
        ana digest 08:00
        incident services=shop severity=major put=ana
        14:00 says investigating
        1/08:00 run: ana opened put_on
        incident put=
        1/12:00 run: ana not digest
        2/08:01 run: ana removed put_on""",
    "planned work that is called off by mistake is planned": """
        ana wants shop
        maintenance services=shop
        14:01 run: ana scheduled wants
        15:00 says cancelled
        15:01 run: ana cancelled wants
        15:02 unsays cancelled
        15:03 run: ana revived wants
        15:04 run: nobody""",
    "work that was said to be done by mistake goes on": """
        ana wants shop
        maintenance services=shop starts=14:00 ends=18:00
        14:01 run: ana started wants
        15:00 says completed
        15:01 run: ana completed wants
        15:02 unsays completed
        15:03 run: ana started wants
        15:04 run: nobody
        18:01 run: ana completed wants""",
    "a clock that is behind takes nothing back": """
        ana wants shop
        incident services=shop
        14:00 says investigating
        14:01 run: ana opened wants
        14:05 says resolved
        14:06 run: ana resolved wants
        14:04 run: nobody
        14:07 run: nobody""",
    "nor does it begin anew what is done": """
        ana wants shop
        maintenance services=shop starts=14:00 ends=15:00
        13:00 run: ana scheduled wants
        14:01 run: ana started wants
        15:01 run: ana completed wants
        14:55 run: nobody
        13:30 run: nobody
        15:02 run: nobody""",
}


@pytest.mark.parametrize("story", TAKEN_BACK.values(), ids=TAKEN_BACK)
def test_what_is_taken_back(story: str) -> None:
    for line, wanted, told in Story().tell(story):
        assert told == wanted, line


TURNED = {
    "a drill that is real after days is told to who took it for one, and the state so far to the others": """
        ana wants all
        bo is there
        incident services=shop drill=true put=bo
        14:00 says investigating
        14:01 run: bo opened put_on
        incident drill=false
        3/14:00 run: ana added wants, bo real put_on
        3/14:01 run: nobody""",
    "a drill that was real, and is over for days, tells nobody": """
        ana wants all
        bo is there
        incident services=shop drill=true put=bo
        14:00 says investigating
        14:05 says resolved
        14:06 run: bo resolved put_on
        incident drill=false
        3/14:00 run: ana not over, bo not over
        3/14:01 run: nobody""",
}


@pytest.mark.parametrize("story", TURNED.values(), ids=TURNED)
def test_what_turns_out_otherwise(story: str) -> None:
    for line, wanted, told in Story().tell(story):
        assert told == wanted, line


SHARED = {
    "whoever is put on it at an address that has the newest hears nothing": """
        ana wants shop
        bo is there
        bo at email=ana@acme.example
        incident services=shop
        14:00 says investigating
        14:01 run: ana opened wants
        incident put=bo
        14:02 run: bo not same_address
        14:03 run: bo not same_address
        14:04 run: nobody
        14:05 says identified
        14:06 run: ana updated wants, bo not same_address""",
    "two who come at the same time by different ways": """
        team support of bo
        ana wants bank
        bo at email=ana@acme.example
        incident services=shop
        14:00 says investigating
        14:01 run: nobody
        14:02 says identified services=bank
        incident put=team:support
        14:03 run: ana opened wants, bo not same_address""",
    "whoever shares an address of which only older news is known is told": """
        ana wants shop events=opened
        bo is there
        bo at email=ana@acme.example
        incident services=shop
        14:00 says investigating
        14:01 run: ana opened wants
        14:02 says identified
        14:03 run: nobody
        incident put=bo
        14:04 run: bo added put_on""",
    "what came to an address in a summary does not come there once more": """
        ana wants all
        ana quiet 22:00-07:00
        bo wants shop
        bo at email=ana@acme.example
        bo mute 1/07:30
        incident services=shop
        incident id=leak services=bank
        23:00 says @broken investigating
        23:30 says @leak investigating
        1/07:00 run: ana summary wants, bo not muted
        1/07:31 run: bo not same_address""",
}


@pytest.mark.parametrize("story", SHARED.values(), ids=SHARED)
def test_what_is_told_at_one_address(story: str) -> None:
    for line, wanted, told in Story().tell(story):
        assert told == wanted, line
