from worlds import incident, site

from statusgen.model.access import readers_of, seen_by
from statusgen.model.people import People, Team
from statusgen.model.site import AudienceSetting


def team(name: str, *members: str) -> tuple[str, Team]:
    return name, Team(name, name.title(), members)


def test_a_team_stands_for_its_members_and_for_those_of_teams_in_it():
    people = People(dict([team("all", "team:red", "ana"), team("red", "bo", "ana")]))
    assert people.behind(["team:all", "cy"]) == ("bo", "ana", "cy")


def test_a_team_in_itself_and_one_that_is_not_there_stand_for_nobody_more():
    people = People(dict([team("red", "team:blue", "ana"), team("blue", "team:red", "team:gone")]))
    assert people.behind(["team:red"]) == ("ana",)


def test_a_person_reads_what_all_their_audiences_may():
    audiences = (AudienceSetting("red", "Red", ("team:red",)), AudienceSetting("blue", "Blue", ("ana",)))
    here = site(audiences=audiences)
    here = type(here)(here.settings, here.services, people=People(dict([team("red", "ana", "bo")])))
    assert readers_of(here, "ana") == {"everyone", "red", "blue"}
    assert readers_of(here, "bo") == {"everyone", "red"}
    assert readers_of(here, "cy") == {"everyone"}


def test_several_audiences_see_together_what_each_sees():
    things = (incident(id="a", audience=("red",)), incident(id="b", audience=("blue",)), incident(id="c"))
    seen = seen_by(site(*things), frozenset({"everyone", "red", "blue"}))
    assert {one.id for one in seen.incidents} == {"a", "b", "c"}
    seen = seen_by(site(*things), frozenset({"everyone", "blue"}))
    assert {one.id for one in seen.incidents} == {"b", "c"}
