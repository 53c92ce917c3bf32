"""What concerns a person is what a run would tell them: the same decision, without the clock and the ledger."""

from dataclasses import replace

from hypothesis import example, given, settings
from hypothesis import strategies as st
from scenes import CHANNELS, Story, moment
from test_routing_always import BEGINNING, START, lived, steps

from statusgen.model.access import may_see, readers_of, seen_by
from statusgen.model.affair import reference
from statusgen.model.incident import Incident
from statusgen.model.people import Subscriber
from statusgen.model.site import Notify, Site
from statusgen.notify.events.telling import news
from statusgen.notify.news import Kind
from statusgen.notify.notification import Past
from statusgen.notify.routing.concerned import concerned
from statusgen.notify.routing.route import route

NOW = moment("4/18:00")
stories = st.lists(steps, max_size=25)


def after(lines: list[tuple[str, int, object]]) -> Site:
    story = Story()
    for line in BEGINNING.splitlines():
        lived(story, line.strip(), START)
    for text, minutes, _ in lines:
        lived(story, text, START.replace(minute=min(minutes, 59)))
    return story.site


def told(site: Site) -> set[tuple[str, str]]:
    """Who is told of what by a first run, now or later, as person and affair."""
    routing = route(site, news(site, NOW), Past(), CHANNELS, NOW)
    found = {
        (one.subscriber.id, reference(about.affair))
        for one in routing.notifications
        for about in (one.news, *one.others)
    }
    return found | {(one.subscriber.id, reference(one.news.affair)) for one in routing.silences if one.waits}


def pairs(site: Site) -> set[tuple[str, str]]:
    return {(person, affair) for person, affairs in concerned(site, NOW).items() for affair in affairs}


def people(site: Site) -> set[str]:
    return {one.id for one in site.people.subscribers.values() if not one.is_list}


@settings(deadline=None, max_examples=120)
@given(stories)
def test_whoever_is_told_of_something_finds_it_on_their_page(lines):
    site = after(lines)
    assert {one for one in told(site) if one[0] in people(site)} <= pairs(site)


def open_to_everything(person: Subscriber) -> Subscriber:
    """Nothing keeps them from hearing what concerns them at once."""
    wants = tuple(replace(want, events=()) for want in person.wants)
    return replace(person, wants=wants, quiet_hours=None, digest=None, mute_until=None, own_updates=True)


def can_be_reached(site: Site, person: str) -> bool:
    return any(one.channel in CHANNELS for one in site.people.subscribers[person].contacts)


def unhindered(site: Site) -> Site:
    known = site.people
    teams = {
        id_: replace(one, defaults=replace(one.defaults, quiet_hours=None, digest=None, wants=_any(one.defaults.wants)))
        for id_, one in known.teams.items()
    }
    persons = {id_: open_to_everything(one) for id_, one in known.subscribers.items() if not one.is_list}
    return replace(
        site,
        people=replace(known, teams=teams, subscribers=persons),
        settings=replace(site.settings, notify=Notify(max_age=NOW - moment("0/00:00"))),
    )


def _any(wants):
    return tuple(replace(want, events=()) for want in wants)


def has_news(site: Site, person: str, affair: Incident) -> bool:
    """Whether there is anything of it that is told whatever went before, as they see it."""
    seen = news(seen_by(site, readers_of(site, person)), NOW)
    return any(
        one.affair.id == affair.id and one.kind is not Kind.CORRECTED and (one.update is None or one.update.notify)
        for one in seen
    )


@settings(deadline=None, max_examples=120)
@given(stories)
@example([("incident id=b services=bank put=ana drill=true", 3, None), ("says @b #u1 resolved", 3, None)])
def test_and_whoever_finds_it_there_is_told_if_nothing_keeps_them_from_it(lines):
    site = unhindered(after(lines))
    wanted = {
        (person, affair)
        for person, affair in pairs(site)
        for one in site.incidents
        if reference(one) == affair and can_be_reached(site, person) and has_news(site, person, one)
    }
    assert wanted <= told(site)


@settings(deadline=None, max_examples=60)
@given(stories)
def test_nothing_concerns_anybody_that_they_may_not_see_or_do_not_want_to_hear_of(lines):
    site = after(lines)
    affairs = {reference(one): one for one in (*site.incidents, *site.maintenances, *site.announcements)}
    for person, affair in pairs(site):
        assert may_see(readers_of(site, person), affairs[affair].audience)
        assert affairs[affair].id not in site.people.subscribers[person].ignores


def concerns(text: str, person: str) -> set[str]:
    story = Story()
    assert not list(story.tell(text))
    return set(concerned(story.site, NOW)[person])


def test_each_way_in_which_something_can_concern_a_person():
    shop = "incident id=a services=shop"
    assert concerns(f"ana wants shop\n{shop}", "ana") == {"incidents/a"}
    assert concerns(f"ana wants bank\n{shop}", "ana") == set()
    assert concerns(f"ana follows a\n{shop}", "ana") == {"incidents/a"}
    assert concerns(f"ana is there\n{shop} put=ana", "ana") == {"incidents/a"}
    assert concerns(f"ana is there\n team support of ana\n{shop} put=team:support", "ana") == {"incidents/a"}
    assert concerns(f"ana is there\n team support of ana\n team support wants shop\n{shop}", "ana") == {"incidents/a"}
    assert concerns(f"ana is there\n rule add=ana services=shop\n{shop}", "ana") == {"incidents/a"}


def test_a_personal_no_beats_all_of_them_and_a_mute_does_not():
    assert concerns("ana wants all\n ana ignores a\n incident id=a services=shop put=ana", "ana") == set()
    assert concerns("ana wants all\n ana mute 9/12:00\n incident id=a services=shop", "ana") == {"incidents/a"}


def test_an_exercise_is_for_those_alone_whom_somebody_put_on_it():
    drill = "incident id=a services=shop put=bo drill=true"
    assert concerns(f"ana wants all\n bo is there\n{drill}", "ana") == set()
    assert concerns(f"ana wants all\n bo is there\n{drill}", "bo") == {"incidents/a"}


def test_a_list_is_nobody_and_its_members_are_asked_for_themselves():
    story = Story()
    assert not list(
        story.tell("ana is there\n bo is there\n staff lists ana bo\n staff wants all\n incident id=a services=shop")
    )
    assert concerned(story.site, NOW) == {"ana": frozenset(), "bo": frozenset()}
