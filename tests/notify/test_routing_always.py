"""What must hold for every site, all people and any past: random stories, and a run after every other line."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from scenes import CHANNELS, Story, moment

from statusgen.model.access import may_see, readers_of
from statusgen.model.affair import Affair
from statusgen.model.course import worst_effects
from statusgen.model.incident import Incident
from statusgen.model.maintenance import Announcement
from statusgen.model.people import Subscriber, Want
from statusgen.model.site import Site
from statusgen.notify.events.telling import news
from statusgen.notify.ledger.rows import State
from statusgen.notify.news import News
from statusgen.notify.notification import Notification, Past, Routing, WhyNot
from statusgen.notify.routing.route import route

START = moment("10:00")
words = st.sampled_from
optional = {
    "severity": words(["", "", " severity=major", " severity=critical"]),
    "events": words(["", "", " events=opened", " events=opened,resolved", " events=updated,maintenance,reminder"]),
    "audience": words(["", "", "", " audience=red"]),
    "notify": words(["", "", "", " notify=false", " notify=true"]),
}
who = words(["ana", "bo", "cy", "ruth", "staff"])
services = words(["shop", "bank", "shop,bank"])

people_lines = st.one_of(
    st.builds(
        "{} wants {}{}{}".format,
        who,
        words(["shop", "bank", "all", "group:front"]),
        optional["severity"],
        optional["events"],
    ),
    st.builds("{} drops wants".format, who),
    st.builds("{} quiet {}".format, who, words(["22:00-07:00", "09:00-17:00 except critical", "12:00-12:00"])),
    st.builds("{} digest 08:00".format, who),
    st.builds("{} mute {}/12:00".format, who, st.integers(0, 2)),
    st.builds("{} follows {}".format, who, words(["a", "b", "work"])),
    st.builds("{} ignores {}".format, who, words(["a", "b", "work"])),
    st.builds("{} has {}".format, who, words(["email", "sms email", "slack", "slack sms"])),
    st.builds("{} writes it".format, who),
    words(["staff lists ana bo", "team support of ana cy", "team support wants all", "team support least major"]),
    words(["rule add=team:support severity=major", "rule add=bo services=shop", "gone cy"]),
)
affair_lines = st.one_of(
    st.builds(
        "incident id={} services={}{}{} put={}{}".format,
        words("ab"),
        services,
        optional["severity"],
        optional["audience"],
        words(["", "ana", "team:support,bo"]),
        words(["", "", "", " drill=true"]),
    ),
    st.builds(
        "maintenance services={} reminders=24h,1h starts={}/12:00 ends={}/18:00 put={}{}".format,
        services,
        st.integers(0, 1),
        st.integers(2, 3),
        words(["", "ruth"]),
        words(["", "", " repeats=daily"]),
    ),
    st.builds("announcement at={}/12:00 on={}{}".format, st.integers(0, 2), services, optional["audience"]),
)
incident_phases = words(["", "investigating", "identified", "monitoring", "resolved", "postmortem"])
maintenance_phases = words(["", "scheduled", "in_progress", "completed", "cancelled"])
says_lines = st.one_of(
    st.builds(
        "says @{} #u{} {}{}{}{} by={}".format,
        words("ab"),
        st.integers(0, 9),
        incident_phases,
        optional["notify"],
        optional["audience"],
        words(["", "", " corrects=u1", " services=bank"]),
        who,
    ),
    st.builds("says @work #w{} {}{}".format, st.integers(0, 9), maintenance_phases, words(["", "", " starts=2/12:00"])),
)
steps = st.tuples(
    st.one_of(people_lines, affair_lines, says_lines, says_lines),
    st.sampled_from([0, 3, 3, 20, 90, 600, 1500]),
    st.sampled_from([None, State.SENT, State.SENT, State.SENT, State.PLANNED, State.RETRY, State.UNKNOWN, State.DEAD]),
)
BEGINNING = (
    "ana is there\n bo wants all\n cy wants shop\n ruth wants all\n staff is there\n incident id=a services=shop"
)


def lived(story: Story, text: str, now: datetime) -> None:
    """The line, if it makes sense by now."""
    affairs = {one.id for one in (*story.site.incidents, *story.site.maintenances)}
    if not text.startswith("says"):
        list(story.tell(text))
    elif text.split()[1][1:] in affairs:
        day = (now.date() - START.date()).days
        list(story.tell(f"{day}/{now:%H:%M} {text}"))


def routed(site: Site, past: Past, now: datetime) -> Routing:
    return route(site, news(site, now), past, CHANNELS, now)


def messages(routing: Routing) -> set[tuple[str, str]]:
    return {(one.news.id, one.subscriber.id) for one in routing.notifications}


def runs(script: list[tuple[str, int, State | None]]) -> Iterator[tuple[Story, datetime, Routing, State]]:
    """Each run of a story, before what it tells is written down, and what then becomes of that."""
    story, now = Story(), START
    list(story.tell(BEGINNING))
    for text, minutes, state in script:
        now += timedelta(minutes=minutes)
        lived(story, text, now)
        if state:
            routing = routed(story.site, story.ledger.past, now)
            yield story, now, routing, state
            story.ledger.write(routing, now, state=state)


rule = settings(deadline=None, max_examples=80)
scripts = st.lists(steps, min_size=4, max_size=14)


@rule
@given(scripts)
def test_nobody_is_told_the_same_twice(script):
    for story, _, routing, _ in runs(script):
        assert max(Counter((one.news.id, one.subscriber.id) for one in routing.notifications).values(), default=1) == 1
        settled = {
            (row.event, row.subscriber)
            for rows in story.ledger.rows.values()
            for row in rows
            if row.state in (State.SENT, State.SKIPPED)
        }
        assert not messages(routing) & settled


@rule
@given(scripts)
def test_of_one_affair_at_most_one_message_is_told_in_a_run(script):
    for _, _, routing, _ in runs(script):
        threads = Counter((one.thread, told.subscriber.id) for told in routing.notifications for one in contents(told))
        assert max(threads.values(), default=1) == 1


@rule
@given(scripts)
def test_nobody_is_told_what_they_may_not_see_or_did_not_ask_for(script):
    for story, now, routing, _ in runs(script):
        for told in routing.notifications:
            person = told.subscriber
            readers = readers_of(story.site, person.id)
            for one in contents(told):
                assert may_see(readers, one.audience)
                assert may_see(readers, one.affair.audience)
                assert one.affair.id not in person.ignores
                assert asked(person, one.affair, story, now), (person.id, one.id)
            assert not (person.mute_until and now < person.mute_until)
            assert {one.channel for one in told.contacts} <= CHANNELS & {one.channel for one in person.contacts}


@rule
@given(scripts)
def test_the_same_is_told_whenever_it_is_asked(script):
    for story, now, routing, _ in runs(script):
        assert routed(story.site, story.ledger.past, now) == routing


@rule
@given(scripts)
def test_once_told_there_is_nothing_more_to_tell(script):
    for story, now, routing, _ in runs(script):
        after = story.ledger.copied()
        after.write(routing, now)
        again = routed(story.site, after.past, now)
        assert not again.notifications
        once_sent = WhyNot.THROUGH_LIST, WhyNot.SAME_ADDRESS
        assert not [one for one in again.silences if one.lasts and one.why not in once_sent]


@rule
@given(scripts)
def test_what_was_planned_and_not_sent_is_wanted_again(script):
    for story, now, routing, _ in runs(script):
        after = story.ledger.copied()
        after.write(routing, now, state=State.PLANNED)
        assert messages(routed(story.site, after.past, now)) == messages(routing)


patience = st.tuples(
    words(["quiet 22:00-07:00", "quiet 09:00-17:00 except critical", "digest 08:00", "mute 1/12:00", "digest 16:30"]),
    words(["", "quiet 12:00-20:00", "digest 11:00", "mute 0/20:00"]),
)
held_lines = st.one_of(
    st.builds("says @{} #N {}".format, words("ab"), incident_phases),
    st.builds("says @work #N {}".format, maintenance_phases),
    words(
        [
            "announcement at=10:30 on=shop",
            "announcement at=10:00 on=bank until=1/09:00",
            "incident id=b services=bank severity=critical",
            "maintenance services=shop reminders=24h,1h starts=1/12:00 ends=1/18:00",
            "maintenance services=shop starts=2/12:00 ends=2/13:00",
        ]
    ),
)
held_scripts = st.lists(
    st.tuples(held_lines, st.sampled_from([1, 20, 90, 600]), st.sampled_from([False, False, True])),
    min_size=3,
    max_size=10,
)


@settings(deadline=None, max_examples=60)
@given(patience, held_scripts)
def test_how_often_we_look_while_all_is_held_back_changes_nothing(how, script):
    """Nothing but looks of which each tells nobody anything: who is told what is the same with and without them."""
    rare, often = Story(), Story()
    now = START
    for story in (rare, often):
        lines = ["ana wants all", *(f"ana {one}" for one in how if one), "incident id=a services=shop"]
        list(story.tell("\n".join(lines)))
    for number, (text, minutes, together) in enumerate([*script, *[("ana is there", 300, True)] * 8]):
        now += timedelta(minutes=minutes)
        for story in (rare, often):
            lived(story, text.replace("#N", f"#u{number}"), now)
        if together:
            one, other = (routed(story.site, story.ledger.past, now) for story in (rare, often))
            assert told(one) == told(other)
            rare.ledger.write(one, now)
            often.ledger.write(other, now)
        else:
            look = routed(often.site, often.ledger.past, now)
            if not look.notifications:
                often.ledger.write(look, now)


def told(routing: Routing) -> set[tuple[str, str, str]]:
    return {(one.news.id, one.kind, one.subscriber.id) for one in routing.notifications}


@rule
@given(scripts)
def test_who_may_not_see_a_thing_is_told_as_if_it_were_not_there(script):
    """By all that is told to those who are in no audience."""
    open_story, whole_story = Story(), Story()
    now = START
    for story in (open_story, whole_story):
        list(story.tell(BEGINNING))
    for text, minutes, state in script:
        now += timedelta(minutes=minutes)
        lived(whole_story, text, now)
        if "audience=red" not in text:
            lived(open_story, text, now)
        if state and not _clash(script):
            whole, open_ = (routed(one.site, one.ledger.past, now) for one in (whole_story, open_story))
            assert outsiders(whole) == outsiders(open_)
            whole_story.ledger.write(whole, now)
            open_story.ledger.write(open_, now)


def _clash(script: list[tuple[str, int, State | None]]) -> bool:
    """Whether something restricted stands in the place of something that is not: an edit, which all may see. Or may: a
    correction of it, hidden with it."""
    lines = [text for text, *_ in script]
    if any("corrects=" in line for line in lines):
        return True
    red = {tuple(line.split()[:3]) for line in lines if "audience=red" in line}
    red |= {("incident", one) for line in lines for one in ("id=a", "id=b") if line.startswith(f"incident {one}")}
    return any(line.startswith(("incident", "announcement")) for line in lines if "audience=red" in line) or any(
        tuple(line.split()[:3]) in red for line in lines if "audience=red" not in line and line.startswith("says")
    )


def outsiders(routing: Routing) -> set[tuple[str, str, str, str]]:
    return {
        (one.news.id, one.kind, one.subscriber.id, one.reason.code)
        for one in routing.notifications
        if one.subscriber.id != "ruth"
    }


def contents(told: Notification) -> tuple[News, ...]:
    return (told.news, *told.others)


def asked(person: Subscriber, affair: Affair, story: Story, now: datetime) -> bool:
    """Put on it, wants it, follows it, or was told of it: each looked up as plainly as can be."""
    people = story.site.people
    mine = {person.id, *(team.reference for team in people.teams.values() if person.id in team.members)}
    whole = next((one for one in (*story.site.incidents, *story.site.maintenances) if one.id == affair.id), None)
    stakeholders = {*whole.stakeholders} if whole else set()
    stakeholders |= {name for rule in story.site.settings.rules for name in rule.add}
    wants = [*person.wants, *(want for team in people.teams.values() for want in team.defaults.wants)]
    rows = [row for (_, who), some in story.ledger.rows.items() if who == person.id for row in some]
    told = any(f"/{affair.id}" in row.thread for row in rows if row.channel or row.detail == "superseded")
    return bool(
        mine & stakeholders
        or affair.id in person.follows
        or told
        or any(_is_about(want, affair, now) for want in wants)
    )


def _is_about(want: Want, affair: Affair, now: datetime) -> bool:
    if isinstance(affair, Announcement):
        named = {*affair.services}
    elif isinstance(affair, Incident):
        named = {*affair.effects, *worst_effects(affair, now)}
    else:
        named = {*affair.effects}
    groups = {"group:front"} if "shop" in named else set()
    bad = not isinstance(affair, Incident) or affair.severity.rank >= want.severity.rank
    return bad and bool({"all", *named, *groups} & {*want.services})
