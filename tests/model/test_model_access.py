from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import DEGRADED, MAJOR, NOON, at, incident, maintenance, nows, said_at, site, site_rule, sites

from statusgen.model.access import closed_to, unclear, visible
from statusgen.model.course import entries
from statusgen.model.incident import Phase, Update
from statusgen.model.maintenance import Announcement
from statusgen.model.people import Contact, People, Subscriber, Team
from statusgen.model.secret import Secret
from statusgen.model.service import Service
from statusgen.model.site import AudienceSetting, Group, Repository, Rule, Site, Template
from statusgen.model.status import Indicator, status_at
from statusgen.problems import NOWHERE, Span

RED = ("red",)
SHOP, VAULT = Service("shop", "Shop", group="front"), Service("vault", "Vault", group="secret", audience=RED)
BOTH = (AudienceSetting("red", "Red"), AudienceSetting("blue", "Blue"))
GROUPS = (Group("front", "Front"), Group("secret", "Secret project"))
audiences = st.sampled_from([None, "everyone", "red", "blue"])


@pytest.mark.parametrize("audience", [None, "everyone", "blue", "", "no-such-audience"])
def test_restricted_things_of_every_kind_vanish_for_others(audience: str | None) -> None:
    open_site = site(incident(), services=(SHOP,), groups=GROUPS[:1])
    news = Announcement("news", "News", NOON, audience=RED)
    things = (incident(), incident(id="spy", audience=RED), maintenance(audience=RED), news)
    assert visible(site(*things, services=(SHOP, VAULT), groups=GROUPS), audience) == open_site


def test_an_audience_sees_its_own_besides_what_is_for_everyone() -> None:
    things = (incident(), incident(id="spy", audience=("blue", "red")), maintenance(audience=RED))
    whole = site(*things, services=(SHOP, VAULT), groups=GROUPS)
    assert visible(whole, "red") == whole


def test_a_restricted_update_vanishes_with_all_that_it_changed() -> None:
    known = said_at(5, Phase.INVESTIGATING)
    inside = said_at(9, Phase.IDENTIFIED, audience=RED, effects={"shop": MAJOR})
    assert visible(site(incident(known, inside)), None) == site(incident(known))


def test_a_correction_of_a_restricted_update_vanishes_with_it() -> None:
    inside = said_at(5, audience=RED, text="The vault is open.")
    better = said_at(9, corrects=inside.id, text="The vault was open.")
    best = said_at(12, corrects=better.id, text="The vault is shut.")
    assert visible(site(incident(inside, better, best)), None) == site(incident())


def test_a_restricted_correction_leaves_the_text_that_others_saw() -> None:
    plain = said_at(5, text="Down.")
    seen = visible(site(incident(plain, said_at(9, corrects=plain.id, text="Hacked.", audience=RED))), None)
    assert entries(seen.incidents[0].updates, at(20))[0].text == "Down."


def test_what_depends_on_a_hidden_service_does_not_name_it() -> None:
    whole = site(services=(replace(SHOP, depends_on=("vault", "bank")), VAULT, Service("bank", "Bank")))
    assert visible(whole, None).services["shop"].depends_on == ("bank",)


def test_a_hidden_service_that_slipped_into_a_visible_thing_ends_there() -> None:
    leaky = incident(said_at(5, effects={"vault": DEGRADED}), effects={"vault": MAJOR, "shop": MAJOR})
    news = Announcement("news", "News", NOON, services=("vault", "shop"))
    seen = visible(site(leaky, news, maintenance(effects={"vault": MAJOR}), services=(SHOP, VAULT)), None)
    assert "vault" not in repr(seen)
    assert seen.incidents[0].effects == {"shop": MAJOR}


def test_what_everyone_reads_does_not_say_that_there_is_more_to_it() -> None:
    stub, secret = incident(public_of="spy"), incident(id="spy", audience=RED)
    assert visible(site(stub, secret), None) == site(incident())
    assert visible(site(stub, secret), "red") == site(stub, secret)


def test_audiences_that_everybody_may_know_of_are_known_by_name_alone() -> None:
    known, hidden = AudienceSetting("red", "Red", ("ana",), ("grp",), listed=True), AudienceSetting("blue", "Blue")
    seen = visible(site(audiences=(known, hidden)), None).settings.audiences
    assert seen == (AudienceSetting("red", "Red", listed=True),)


def test_files_are_closed_to_those_who_may_not_read_what_is_in_them() -> None:
    things = (
        incident(said_at(5, audience=RED, span=Span("content/incidents/broken/5.md")), span=Span("content/i/x.yaml")),
        incident(id="spy", audience=RED, span=Span("content/incidents/spy/incident.yaml")),
    )
    meant_for = {"content/services/lab.yaml": RED, "content/services/bar.yaml": ("blue",)}
    whole = replace(site(*things, audiences=BOTH), meant_for=meant_for)
    closed = ("content/incidents/broken/5.", "content/incidents/spy/", "content/services/lab.")
    assert closed_to(whole, frozenset({"everyone", "blue"})) == closed
    assert closed_to(whole, frozenset({"everyone", "red", "blue"})) == ()


def test_nobody_can_tell_whom_a_broken_file_is_for_unless_it_says_so_in_words_that_are_known() -> None:
    folder = "content/incidents/spy"
    paths = (f"{folder}/incident.yaml", "content/services/lab.yaml", "content/services/bar.fr.md", "content/site.yml")
    whole = replace(site(audiences=BOTH), left_out=tuple(map(Span, paths)))
    assert unclear(whole) == (f"{folder}/", "content/services/lab.", "content/services/bar.fr.")
    assert unclear(replace(whole, meant_for=dict.fromkeys(paths, RED))) == ()
    assert len(unclear(replace(whole, meant_for=dict.fromkeys(paths, ("rad",))))) == 3
    assert unclear(replace(whole, settings=site().settings)) == ()


def test_what_is_broken_in_a_source_that_all_can_read_may_be_for_anybody_too() -> None:
    path = "../open/content/incidents/spy/incident.yaml"
    sources = (Repository(".", ("everyone",)), Repository("../open", ("everyone",)))
    whole = replace(site(audiences=BOTH, sources=sources), left_out=(Span(path),))
    assert unclear(whole) == ("../open/content/incidents/spy/",)


def test_settings_that_cannot_be_read_may_name_any_audience() -> None:
    lab, bar = "content/services/lab.yaml", "content/services/bar.yaml"
    whole = replace(site(), left_out=(Span("content/site.yaml"), Span(lab), Span(bar)), meant_for={lab: RED})
    assert closed_to(whole, frozenset({"everyone"})) == ("content/services/lab.",)
    assert unclear(whole) == ("content/services/bar.",)


def test_groups_in_which_nothing_is_left_vanish() -> None:
    whole = site(services=(SHOP, VAULT), groups=(*GROUPS, Group("empty", "Empty")))
    assert [group.id for group in visible(whole, None).settings.groups] == ["front"]
    assert [group.id for group in visible(whole, "red").settings.groups] == ["front", "secret"]


def test_people_templates_rules_and_members_are_in_no_published_tree() -> None:
    ana = Subscriber("ana", "Ana", (Contact("email", Secret("ana@shop.example")),))
    settings = {"audiences": (AudienceSetting("red", "Red", ("ana",)), AudienceSetting("blue", "Blue"))}
    whole = replace(
        site(incident(stakeholders=("ana",)), **settings, rules=(Rule(("ana",)),)),
        people=People(subscribers={"ana": ana}),
        templates={"calm": Template("calm", "Written by ana.")},
    )
    assert "ana" not in repr(visible(whole, "red"))
    assert visible(whole, "red").settings.audiences == (AudienceSetting("red", "Red"),)
    assert visible(whole, None) == site(incident())


def test_of_teams_only_the_names_of_those_that_own_something_visible_are_published() -> None:
    teams = {one: Team(one, one.title(), ("ana",)) for one in ("sales", "vaulters", "idle")}
    owned = (replace(SHOP, owner="team:sales"), replace(VAULT, owner="team:vaulters"))
    whole = replace(site(services=owned), people=People(teams))
    assert visible(whole, None).people == People({"sales": Team("sales", "Sales")})
    assert visible(whole, "red").people.teams.keys() == {"sales", "vaulters"}


def test_that_something_could_not_be_read_is_told_but_not_what() -> None:
    whole = replace(site(), left_out=(Span("content/incidents/merger/incident.yaml", 3),))
    assert visible(whole, None).left_out == (NOWHERE,)


def test_the_banner_is_that_of_what_is_visible() -> None:
    whole = site(incident(audience=RED))
    assert status_at(visible(whole, None), NOON).indicator is Indicator.NONE
    assert status_at(visible(whole, "red"), NOON).indicator is Indicator.MAJOR


def test_incidents_that_need_no_change_stay_the_same_objects() -> None:
    whole = site(incident(said_at(5)))
    assert visible(whole, None).incidents[0] is whole.incidents[0]


@site_rule
@given(sites(), audiences)
def test_with_and_without_restricted_things_the_tree_is_the_same(whole: Site, audience: str | None) -> None:
    assert visible(whole, audience) == visible(never_written(whole, audience), audience)


@site_rule
@given(sites(), audiences)
def test_nothing_restricted_can_be_found_in_what_is_visible(whole: Site, audience: str | None) -> None:
    seen = repr(visible(marked(whole, audience), audience))
    assert "SECRET" not in seen
    hidden = [one.id for one in whole.services.values() if not is_for(audience, one.audience)]
    assert not any(f"'{service}'" in seen for service in hidden)


@site_rule
@given(sites(), audiences, nows)
def test_looking_twice_shows_the_same(whole: Site, audience: str | None, now: datetime) -> None:
    seen = visible(whole, audience)
    assert visible(seen, audience) == seen
    assert status_at(visible(seen, audience), now) == status_at(seen, now)


def is_for(audience: str | None, readers: tuple[str, ...]) -> bool:
    return "everyone" in readers or audience in readers


def never_written(whole: Site, audience: str | None) -> Site:
    """The same site, had nobody written what this audience may not see."""
    kept = [
        tuple(one for one in things if is_for(audience, one.audience))
        for things in (whole.incidents, whole.maintenances, whole.announcements)
    ]
    return replace(
        whole,
        services={one.id: one for one in whole.services.values() if is_for(audience, one.audience)},
        incidents=tuple(replace(one, updates=frank(one.updates, audience)) for one in kept[0]),
        maintenances=tuple(replace(one, updates=frank(one.updates, audience)) for one in kept[1]),
        announcements=kept[2],
    )


def frank(updates: tuple[Update, ...], audience: str | None) -> tuple[Update, ...]:
    """Without restricted updates, and without what corrects them: that could not have been written."""
    gone = {update.id for update in updates if not is_for(audience, update.audience)}
    for update in updates:
        if update.corrects in gone:
            gone.add(update.id)
    return tuple(update for update in updates if update.id not in gone)


def marked(whole: Site, audience: str | None) -> Site:
    """With a mark in the words of everything that this audience may not see."""

    def mark(update: Update) -> Update:
        return update if is_for(audience, update.audience) else replace(update, text="SECRET", id=f"SECRET-{update.id}")

    def told(updates: tuple[Update, ...]) -> tuple[Update, ...]:
        hidden = {one.id for one in updates if not is_for(audience, one.audience)}
        linked = (replace(one, corrects=f"SECRET-{one.corrects}") if one.corrects in hidden else one for one in updates)
        return tuple(mark(one) for one in linked)

    def titled(thing, **more):  # type: ignore[no-untyped-def] # of any kind with a title
        return replace(thing, **more) if is_for(audience, thing.audience) else replace(thing, title="SECRET")

    return replace(
        whole,
        services={
            one.id: one if is_for(audience, one.audience) else replace(one, name="SECRET")
            for one in whole.services.values()
        },
        incidents=tuple(titled(one, updates=told(one.updates)) for one in whole.incidents),
        maintenances=tuple(titled(one, updates=told(one.updates)) for one in whole.maintenances),
        announcements=tuple(titled(one) for one in whole.announcements),
    )
