"""The decision table: a rule that is easy to miss, and the story in which it shows."""

import pytest
from scenes import Story

RULES = {
    # Who wants it
    "a want selects a service, a group, or all": """
        ana wants shop
        bo wants group:front
        cy wants all
        dan wants bank
        incident severity=major services=shop
        14:00 says investigating
        14:01 run: ana opened wants, bo opened wants, cy opened wants""",
    "a second run tells nothing again": """
        ana wants shop
        incident services=shop
        14:00 says investigating
        14:01 run: ana opened wants
        14:02 run: nobody""",
    "an incident with nothing said is news by itself": """
        ana wants shop
        incident services=shop
        14:01 run: ana opened wants
        14:10 says investigating
        14:11 run: ana updated wants""",
    "severity is at least": """
        ana wants shop severity=major
        bo wants shop severity=critical
        incident severity=major services=shop
        14:00 says investigating
        14:01 run: ana opened wants""",
    "labels are all equal": """
        ana wants shop labels=region:eu
        bo wants shop labels=region:us
        cy wants shop labels=region:eu,tier:one
        incident services=shop labels=region:eu
        14:00 says investigating
        14:01 run: ana opened wants""",
    "events are what was asked for": """
        ana wants shop events=opened
        bo wants shop events=updated
        cy wants shop events=postmortem
        incident services=shop
        14:00 says investigating
        14:01 run: ana opened wants
        14:10 says identified
        14:11 run: bo updated wants
        14:20 says resolved
        14:21 run: ana resolved told_before, bo resolved told_before
        14:30 says postmortem
        14:31 run: cy postmortem wants""",
    "what is open again is both an opening and an update": """
        ana wants shop events=opened
        bo wants shop events=updated
        incident services=shop
        14:00 says resolved
        14:01 run: nobody
        14:10 says monitoring
        14:11 run: ana reopened wants, bo reopened wants""",
    "the first that is told opens, though something was on the page before": """
        ana wants shop events=opened
        incident services=shop
        14:00 says investigating notify=false
        14:01 run: nobody
        14:05 says identified
        14:06 run: ana opened wants""",
    "beginning and what followed in one run is one message about a beginning": """
        ana wants shop
        incident services=shop
        14:00 says investigating
        14:05 says identified
        14:06 run: ana opened wants
        14:07 run: nobody""",
    "whoever hears at all hears that it is over, in the same message": """
        ana wants shop events=updated
        bo wants shop events=opened
        cy wants shop events=postmortem
        incident services=shop
        14:00 says investigating
        14:05 says identified
        14:10 says resolved
        14:11 run: ana resolved wants, bo resolved wants
        14:12 run: nobody""",
    "a team's wants are for members who have none": """
        team support of ana bo
        team support wants all
        ana is there
        bo wants bank
        incident services=shop
        14:00 says investigating
        14:01 run: ana opened team_wants""",
    "a team's least severity is for wants that state none": """
        team support of ana
        team support wants all
        team support wants bank severity=minor
        team support least major
        ana is there
        incident severity=minor services=shop
        14:00 says investigating
        14:01 run: nobody
        incident id=leak severity=minor services=bank
        14:02 says @leak investigating
        14:03 run: ana opened team_wants""",
    "a maintenance is never too small": """
        ana wants shop severity=critical
        maintenance services=shop
        14:01 run: ana scheduled wants""",
    "following is for one affair, and hears every kind": """
        ana follows broken
        incident services=shop
        14:00 says investigating
        14:01 run: ana opened follows
        14:10 says resolved
        14:11 says postmortem
        14:12 run: ana postmortem follows""",
    "a service that becomes affected later brings its people, with the state so far": """
        ana wants shop
        bo wants bank
        incident services=shop
        14:00 says investigating
        14:01 run: ana opened wants
        14:10 says identified services=bank
        14:11 run: ana updated wants, bo opened wants""",
    # Being put on
    "a person put on by hand wants nothing and is told": """
        ana is there
        incident put=ana services=shop
        14:00 says investigating
        14:01 run: ana opened put_on""",
    "a team put on by hand is told whatever its least severity": """
        team support of ana bo
        team support least critical
        ana is there
        bo is there
        incident put=team:support severity=minor services=shop
        14:00 says investigating
        14:01 run: ana opened team_put_on, bo opened team_put_on""",
    "put on by name comes before put on by team, and both before a want": """
        team support of ana
        ana wants shop
        incident put=team:support,ana services=shop
        14:00 says investigating
        14:01 run: ana opened put_on""",
    "whoever is put on later is told at once, with the state so far, once": """
        ana is there
        incident services=shop
        14:00 says investigating
        14:01 run: nobody
        incident put=ana
        14:06 run: ana added put_on
        14:07 run: nobody
        14:10 says identified
        14:11 run: ana updated put_on""",
    "the state so far is never too old": """
        ana is there
        incident services=shop
        14:00 says investigating
        14:01 run: nobody
        incident put=ana
        5/14:06 run: ana added put_on""",
    "nobody is put on what is over": """
        ana is there
        incident services=shop
        14:00 says resolved
        14:01 run: nobody
        incident put=ana
        14:06 run: ana not over
        14:07 run: nobody""",
    "whoever is taken off hears that once": """
        ana is there
        incident put=ana services=shop
        14:00 says investigating
        14:01 run: ana opened put_on
        incident put=
        14:06 run: ana removed put_on
        14:07 run: nobody
        14:10 says identified
        14:11 run: nobody""",
    "whoever is put on again hears that, and each time that they are taken off": """
        ana is there
        incident put=ana services=shop
        14:00 says investigating
        14:01 run: ana opened put_on
        incident put=
        14:06 run: ana removed put_on
        incident put=ana
        14:08 run: ana added put_on
        14:09 run: nobody
        incident put=
        14:10 run: ana removed put_on
        14:11 run: nobody
        14:15 says identified
        14:16 run: nobody
        incident put=ana
        14:17 run: ana updated put_on
        14:18 run: nobody
        14:20 says resolved
        14:21 run: ana resolved put_on
        14:22 run: nobody""",
    "whoever is taken off and has reasons of their own hears nothing of it": """
        ana wants shop
        incident put=ana services=shop
        14:00 says investigating
        14:01 run: ana opened put_on
        incident put=
        14:06 run: nobody""",
    "nobody is taken off what is over": """
        ana is there
        incident put=ana services=shop
        14:00 says investigating
        14:01 run: ana opened put_on
        14:05 says resolved notify=false
        14:06 run: ana resolved put_on
        incident put=
        14:07 run: nobody""",
    "whoever leaves a thing by themselves is not told that they left": """
        ana is there
        incident put=ana services=shop
        14:00 says investigating
        14:01 run: ana opened put_on
        ana ignores broken
        incident put=
        14:06 run: ana not ignores""",
    "a rule puts people on what matches": """
        team support of ana
        ana is there
        rule add=team:support severity=major services=group:front
        incident severity=minor services=shop
        14:00 says investigating
        14:01 run: nobody
        incident severity=major
        14:02 run: ana added rule
        14:10 says identified
        14:11 run: ana updated rule""",
    "a team's least severity holds for a rule": """
        team support of ana
        team support least critical
        ana is there
        rule add=team:support services=shop
        incident severity=major services=shop
        14:00 says investigating
        14:01 run: nobody""",
    "a rule is for incidents alone": """
        ana is there
        rule add=ana services=shop
        maintenance services=shop
        14:01 run: nobody""",
    # notify
    "an update marked as not worth telling tells nobody": """
        ana wants all
        incident services=shop put=ana
        14:00 says investigating
        14:01 run: ana opened put_on
        14:05 says identified notify=false
        14:06 run: nobody""",
    "the end is told to everyone who was told, though it is marked and no rule of theirs matches any more": """
        ana wants shop
        bo wants all events=resolved
        incident services=shop
        14:00 says investigating
        14:01 run: ana opened wants
        ana drops wants
        14:05 says resolved notify=false
        14:06 run: ana resolved told_before""",
    "an update edited into the end is told as the end": """
        ana wants shop
        incident services=shop
        14:00 says investigating
        14:01 run: ana opened wants
        14:05 says #u2 monitoring
        14:06 run: ana updated wants
        14:05 says #u2 resolved
        14:07 run: ana resolved wants
        14:08 run: nobody""",
    "a correction that makes it the end is told as the end, though it is marked": """
        ana wants shop
        incident services=shop
        14:00 says investigating
        14:05 says #u2 monitoring
        14:06 run: ana opened wants
        1/15:00 says #u3 resolved corrects=u2
        1/15:01 run: ana resolved wants""",
    "said once more that it is over is no second end": """
        ana wants shop events=opened,resolved
        incident services=shop
        14:00 says investigating
        14:01 run: ana opened wants
        14:05 says resolved
        14:06 run: ana resolved wants
        14:09 says #again resolved
        14:10 run: nobody""",
    "an announcement may tell nobody": """
        ana wants all
        announcement at=14:00 on=shop notify=false
        14:01 run: nobody
        announcement at=14:00 on=shop
        14:02 run: ana announcement wants""",
    # Edits
    "an edited text and title tell nobody": """
        ana wants shop
        incident services=shop
        14:00 says investigating
        14:01 run: ana opened wants
        incident title=Otherwise
        14:00 says investigating by=bo
        14:02 run: nobody""",
    "a correction tells nobody": """
        ana wants shop
        incident services=shop
        14:00 says investigating
        14:01 run: ana opened wants
        14:05 says #better corrects=investigating
        14:06 run: nobody""",
    "a correction that is to be told goes to those who got the wrong text": """
        ana wants shop events=opened
        incident services=shop
        14:00 says investigating
        14:01 run: ana opened wants
        bo wants shop events=updated
        14:05 says #better corrects=investigating notify=true
        14:06 run: ana corrected told_wrong
        14:07 run: nobody""",
    "whoever got the right text gets no correction": """
        ana wants shop
        ana quiet 13:00-14:30
        incident services=shop
        14:00 says investigating
        14:01 run: ana not quiet
        14:05 says #better corrects=investigating notify=true
        14:30 run: ana opened wants
        14:31 run: nobody""",
    # Superseded, late, too old
    "what is older than what they were told is never told": """
        ana wants shop
        incident services=shop
        14:05 says identified
        14:06 run: ana opened wants
        14:00 says investigating
        14:07 run: nobody""",
    "nothing older than a day is told": """
        ana wants shop
        incident services=shop
        14:00 says investigating
        1/14:01 run: ana not too_old
        1/14:02 run: nobody""",
    "a person who was not there yet is told what is open, and not what is over": """
        bo is there
        incident id=open services=shop
        incident id=over services=shop
        14:00 says @open investigating
        14:00 says @over resolved
        14:01 run: nobody
        ana wants shop
        14:02 run: ana added wants, ana not over""",
    "who waits for the end alone is no late comer": """
        ana wants shop events=resolved
        incident services=shop
        14:00 says investigating
        14:01 run: nobody
        14:02 run: nobody
        14:10 says resolved
        14:11 run: ana resolved wants""",
    # A personal no
    "ignoring beats being put on, teams, rules, and the end": """
        team support of ana
        ana wants shop
        ana ignores broken
        rule add=ana
        incident services=shop put=ana,team:support
        14:00 says investigating
        14:01 run: ana not ignores
        14:10 says resolved
        14:11 run: ana not ignores""",
    "being mute beats the end too": """
        ana wants shop
        incident services=shop
        14:00 says investigating
        14:01 run: ana opened wants
        ana mute 15:00
        14:10 says resolved
        14:11 run: ana not muted
        15:01 run: ana not over""",
    "after a mute it is told once how things stand": """
        ana wants shop
        ana mute 3/15:00
        incident services=shop
        14:00 says investigating
        14:01 run: ana not muted
        14:10 says identified
        14:11 run: ana not muted
        3/15:01 run: ana added wants
        3/15:02 run: nobody""",
    "after a mute who was told before hears the newest": """
        ana wants shop
        incident services=shop
        14:00 says investigating
        14:01 run: ana opened wants
        ana mute 3/15:00
        14:10 says identified
        14:20 says monitoring
        14:21 run: ana not muted
        3/15:01 run: ana updated wants
        3/15:02 run: nobody""",
    "an author need not hear what they wrote": """
        ana wants shop
        ana writes it
        bo wants shop
        incident services=shop
        14:00 says investigating by=ana
        14:01 run: bo opened wants
        14:05 says identified by=bo
        14:06 run: ana updated wants, bo updated wants""",
    # Who may see
    "whoever may not see it hears nothing, and whoever put them on it learns that": """
        ana wants all
        bo is there
        ruth wants all
        incident services=shop audience=red put=bo
        14:00 says investigating
        14:01 run: ruth opened wants, bo not may_not_see""",
    "a team may be an audience": """
        team red of ana
        ana wants all
        incident services=shop audience=red
        14:00 says investigating
        14:01 run: ana opened wants""",
    "an update for some is told to them alone, and moves nothing for the others": """
        ana wants all events=opened
        ruth wants all
        incident services=shop
        14:00 says investigating audience=red
        14:01 run: ana opened wants, ruth opened wants
        14:05 says identified
        14:06 run: ruth updated wants""",
    # Drills
    "a drill is for those put on it by hand": """
        team support of bo
        ana wants all
        bo is there
        cy is there
        dan follows broken
        rule add=cy
        incident services=shop drill=true put=team:support
        14:00 says investigating
        14:01 run: bo opened team_put_on
        14:05 says resolved
        14:06 run: bo resolved team_put_on""",
    "a drill that turns out to be real is news, and no longer one for those who had it": """
        ana wants all
        bo is there
        incident services=shop drill=true put=bo
        14:00 says investigating
        14:01 run: bo opened put_on
        14:05 says identified
        incident drill=false
        14:06 run: ana opened wants, bo real put_on
        14:07 run: nobody
        14:10 says resolved
        14:11 run: ana resolved wants, bo resolved put_on""",
    "a drill is real although nothing more was said": """
        bo is there
        incident services=shop drill=true put=bo
        14:00 says investigating
        14:01 run: bo opened put_on
        incident drill=false
        14:06 run: bo real put_on
        incident drill=true
        14:07 run: nobody""",
    # Lists
    "whoever is on a list that is told is not told": """
        staff lists ana
        staff wants all
        ana wants shop
        bo wants shop
        incident services=shop
        14:00 says investigating
        14:01 run: staff opened wants, bo opened wants, ana not through_list
        14:05 says resolved
        14:06 run: staff resolved wants, bo resolved wants, ana not through_list""",
    "whoever is on a list hears by themselves what the list is not told": """
        staff lists ana
        staff wants all events=opened
        ana wants shop
        incident services=shop
        14:00 says investigating
        14:01 run: staff opened wants, ana not through_list
        14:05 says identified
        14:06 run: ana updated wants, ana not through_list""",
    "whoever is on a list that is told tomorrow is not told today": """
        staff lists ana
        staff wants all
        staff digest 08:00
        ana wants shop
        incident services=shop
        14:00 says investigating
        14:01 run: staff not digest, ana not through_list""",
    "a list that cannot be reached carries nothing: its members are told": """
        staff lists ana
        staff wants all
        ana wants shop
        ana has sms
        incident services=shop
        14:00 says investigating
        refused email
        14:01 run: staff opened wants, ana not through_list
        14:02 run: ana opened wants by sms, staff not no_contact
        14:05 says identified
        14:06 run: staff opened wants, ana not through_list
        14:07 run: ana updated wants by sms, staff not no_contact""",
    "what a list has for sure is settled for its members": """
        staff lists ana
        staff wants all
        ana wants shop
        incident services=shop
        14:00 says investigating
        14:01 run: staff opened wants, ana not through_list
        14:02 run: ana not through_list
        14:03 run: nobody
        staff lists bo
        14:04 run: nobody""",
    "two people at one address hear it there once": """
        ana wants shop
        bo wants all
        bo at email=ANA@acme.example
        incident services=shop
        14:00 says investigating
        14:01 run: ana opened wants, bo not same_address
        14:02 run: bo not same_address
        14:03 run: nobody
        14:05 says resolved
        14:06 run: ana resolved wants, bo not same_address""",
    "whoever is first at an address is told, and the other not after a night": """
        ana wants shop
        ana quiet 22:00-07:00
        bo wants all
        bo at email=ana@acme.example
        incident services=shop
        23:00 says investigating
        23:01 run: ana not quiet, bo opened wants
        1/07:00 run: ana not same_address
        1/07:01 run: nobody""",
    # Ways to reach someone
    "the first contact that is set up is used": """
        ana wants shop
        ana has slack sms email
        incident services=shop
        14:00 says investigating
        14:01 run: ana opened wants by sms""",
    "a want may name the channel": """
        ana wants shop
        ana wants all severity=critical via=sms
        ana has email sms
        incident services=shop severity=critical
        14:00 says investigating
        14:01 run: ana opened wants by sms
        incident id=small services=shop severity=minor
        14:02 says @small investigating
        14:03 run: ana opened wants""",
    "what was refused for good goes the next way, and then none": """
        ana wants shop
        ana has sms email
        incident services=shop
        14:00 says investigating
        refused sms email
        14:01 run: ana opened wants by sms
        14:02 run: ana opened wants
        14:03 run: ana not no_contact""",
    "without a channel that is set up nobody is told": """
        ana wants shop
        ana has slack
        incident services=shop
        14:00 says investigating
        14:01 run: ana not no_contact""",
    # Quiet hours and summaries
    "quiet hours hold everything back but what is as bad as they say": """
        ana wants all
        ana quiet 22:00-07:00 except critical
        bo wants all
        bo quiet 22:00-07:00
        incident services=shop severity=critical
        23:00 says investigating
        23:01 run: ana opened wants, bo not quiet
        1/06:59 run: bo not quiet
        1/07:00 run: bo opened wants
        1/07:01 run: nobody""",
    "after quiet hours the newest is told, and of what is over that it is": """
        ana wants all
        ana quiet 22:00-07:00
        incident services=shop
        23:00 says investigating
        23:01 run: ana not quiet
        1/01:00 says resolved
        1/01:01 run: ana not quiet
        1/07:00 run: ana resolved wants
        1/07:01 run: nobody""",
    "after quiet hours several affairs are one summary": """
        ana wants all
        ana quiet 22:00-07:00
        incident services=shop
        incident id=leak services=bank
        23:00 says @broken investigating
        23:30 says @leak investigating
        23:31 run: ana not quiet
        1/07:00 run: ana summary wants
        1/07:01 run: nobody
        1/08:00 says @leak resolved
        1/08:01 run: ana resolved wants""",
    "a night does not make it too old": """
        ana wants all
        ana quiet 10:00-09:00
        incident services=shop
        14:00 says investigating
        14:01 run: ana not quiet
        1/09:30 run: ana opened wants""",
    "but two days do": """
        ana wants all
        ana quiet 22:00-07:00
        incident services=shop
        14:00 says investigating
        3/09:30 run: ana not too_old""",
    "a daily summary comes once a day, but what is critical at once": """
        ana wants all
        ana digest 08:00
        incident services=shop severity=major
        incident id=leak services=bank severity=critical
        14:00 says @broken investigating
        14:01 says @leak investigating
        14:02 run: ana opened wants, ana not digest
        1/07:59 run: ana not digest
        1/08:00 run: ana opened wants
        1/08:01 run: nobody
        1/09:00 says @broken identified
        1/09:01 run: ana not digest""",
    "what begins and ends between two summaries is in the next": """
        ana wants all
        ana digest 08:00
        incident services=shop
        14:00 says investigating
        14:01 run: ana not digest
        14:02 run: ana not digest
        15:00 says resolved
        15:01 run: ana not digest
        15:02 run: ana not digest
        1/08:00 run: ana resolved wants""",
    "a plan that bears no date waits for the daily summary, but not into the day before it": """
        ana wants all
        ana digest 08:00
        maintenance services=shop starts=3/12:00 ends=3/13:00
        14:01 run: ana not digest
        14:02 run: ana not digest
        1/08:05 run: ana scheduled wants
        maintenance starts=4/12:00 ends=4/13:00
        3/11:30 run: ana not digest
        3/12:00 run: ana rescheduled wants""",
    "quiet hours are on the clock of the person": """
        ana wants all
        ana quiet 22:00-07:00
        ana lives Asia/Tokyo
        incident services=shop
        14:00 says investigating
        14:01 run: ana not quiet
        22:00 run: ana opened wants""",
    "what is over when quiet hours end was theirs all the same, however often we looked": """
        ana wants all
        ana quiet 22:00-07:00
        incident services=shop
        23:00 says investigating
        23:01 run: ana not quiet
        23:02 run: ana not quiet
        1/01:00 says resolved
        1/01:01 run: ana not quiet
        1/01:02 run: ana not quiet
        1/07:00 run: ana resolved wants""",
    "an announcement waits for the end of quiet hours and for the summary": """
        ana wants all
        ana quiet 13:00-15:00
        bo wants all
        bo digest 08:00
        announcement at=14:00 on=shop
        14:01 run: ana not quiet, bo not digest
        14:02 run: ana not quiet, bo not digest
        15:00 run: ana announcement wants, bo not digest
        1/07:59 run: bo not digest
        1/08:00 run: bo announcement wants
        1/08:01 run: nobody""",
    "planned work that no update announces waits for the summary, however often we look": """
        ana wants all
        ana digest 08:00
        maintenance services=shop starts=3/12:00 ends=3/13:00
        14:01 run: ana not digest
        14:02 run: ana not digest
        14:03 says #more
        14:04 run: ana not digest
        14:05 run: ana not digest
        1/08:00 run: ana scheduled wants
        3/12:00 run: ana not digest
        3/13:01 run: ana not digest
        4/07:00 run: ana not digest
        4/08:00 run: ana completed wants""",
    "who wants no daily summary any more hears at once what was held": """
        ana wants all
        ana digest 08:00
        announcement at=14:00 on=shop
        14:01 run: ana not digest
        ana instant
        14:02 run: ana announcement wants""",
    "a newcomer in quiet hours is still one when these end": """
        incident services=shop
        20:00 says investigating
        20:01 run: nobody
        ana wants all
        ana quiet 22:00-07:00
        3/23:01 run: ana not quiet
        3/23:02 run: ana not quiet
        4/07:00 run: ana added wants""",
    "after a mute it is the same whether we ran or not": """
        ana wants shop
        ana mute 3/15:00
        incident services=shop
        14:00 says investigating
        3/15:01 run: ana added wants
        3/15:02 run: nobody""",
    "a plan made during a mute is a plan when that ends": """
        ana wants shop
        ana mute 1/15:00
        maintenance services=shop starts=3/12:00 ends=3/13:00
        14:00 run: ana not muted
        14:05 run: ana not muted
        1/15:01 run: ana scheduled wants""",
    "a team's quiet hours are for members who have none": """
        team support of ana bo
        team support quiet 13:00-15:00
        ana wants all
        bo wants all
        bo quiet 22:00-07:00
        incident services=shop
        14:00 says investigating
        14:01 run: ana not quiet, bo opened wants""",
    # Planned work
    "planned work is announced, recalled, started and done": """
        ana wants shop
        maintenance services=shop reminders=24h,1h
        14:01 run: ana scheduled wants
        14:02 run: nobody
        1/12:00 run: ana reminder wants
        2/11:30 run: ana reminder wants
        2/12:05 run: ana started wants
        2/13:05 run: ana completed wants
        2/13:10 run: nobody""",
    "the later reminder is enough": """
        ana wants shop
        maintenance services=shop reminders=24h,1h
        14:01 run: ana scheduled wants
        2/11:30 run: ana reminder wants""",
    "who asked for reminders alone hears of the plan by one": """
        ana wants shop events=reminder
        maintenance services=shop reminders=1h
        14:01 run: nobody
        2/11:30 run: ana scheduled wants""",
    "words take the place of the clock": """
        ana wants shop
        maintenance services=shop
        14:00 says scheduled
        14:01 run: ana scheduled wants
        2/12:00 says in_progress
        2/12:01 run: ana started wants
        2/12:50 says completed
        2/13:10 run: ana completed wants""",
    "words after the clock are no second start": """
        ana wants shop
        maintenance services=shop
        14:01 run: ana scheduled wants
        2/12:00 run: ana started wants
        2/12:05 says in_progress
        2/12:06 run: ana updated wants""",
    "who knew another start hears that it moved, the others of the plan": """
        ana wants shop
        maintenance services=shop
        14:01 run: ana scheduled wants
        bo wants shop
        14:05 says #moved starts=3/12:00
        14:06 run: ana rescheduled wants, bo scheduled wants""",
    "a start that is edited is news as well": """
        ana wants shop
        maintenance services=shop
        14:01 run: ana scheduled wants
        maintenance starts=3/12:00 ends=3/13:00
        14:06 run: ana rescheduled wants
        14:07 run: nobody""",
    "a start that is edited after words had announced it is news as well": """
        ana wants shop
        maintenance services=shop
        14:00 says scheduled
        14:01 run: ana scheduled wants
        maintenance starts=3/12:00 ends=3/13:00
        1/14:06 run: ana rescheduled wants""",
    "that it is called off is told to all who knew": """
        ana wants shop events=reminder
        bo wants shop
        maintenance services=shop reminders=48h
        14:01 run: ana scheduled wants, bo scheduled wants
        15:00 says cancelled
        15:01 run: ana cancelled told_before, bo cancelled wants
        2/12:30 run: nobody""",
    "what was called off and takes place after all is told as that, be it moved or not": """
        ana wants shop
        maintenance services=shop
        14:01 run: ana scheduled wants
        15:00 says cancelled
        15:01 run: ana cancelled wants
        16:00 says #again scheduled
        16:01 run: ana revived wants
        17:00 says #off cancelled
        17:01 run: ana cancelled wants
        18:00 says #moved scheduled starts=3/12:00
        18:01 run: ana revived wants""",
    "what was called off and gets new times takes place after all, and is recalled": """
        ana wants shop
        maintenance services=shop reminders=24h,1h
        14:01 run: ana scheduled wants
        15:00 says #off cancelled
        15:01 run: ana cancelled wants
        16:00 says #moved starts=3/12:00 ends=3/13:00
        16:01 run: ana revived wants
        2/12:00 run: ana reminder wants
        3/11:01 run: ana reminder wants
        3/12:01 run: ana started wants""",
    "a reminder held back until the start has passed is dropped": """
        ana wants shop events=reminder
        ana quiet 10:00-13:30
        maintenance services=shop reminders=1h
        2/11:30 run: ana not quiet
        2/13:40 run: ana not too_old""",
    "what repeats is announced once, and each time recalled, started and done": """
        ana wants shop
        maintenance services=shop starts=1/12:00 ends=1/13:00 repeats=daily reminders=1h
        14:01 run: ana scheduled wants
        1/11:30 run: ana reminder wants
        1/12:10 run: ana started wants
        1/13:10 run: ana completed wants
        2/11:30 run: ana reminder wants
        2/11:40 says #off cancelled occurrence=2026-11-23
        2/11:41 run: ana cancelled wants
        3/12:10 run: ana started wants""",
}


@pytest.mark.parametrize("story", RULES.values(), ids=RULES)
def test_rule(story: str) -> None:
    for line, wanted, told in Story().tell(story):
        assert told == wanted, line
