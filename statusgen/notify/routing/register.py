"""People in the order in which routing asks for them: by what they follow and want, not one by one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from statusgen.model.access import Readers, readers_by_person
from statusgen.model.incident import Severity
from statusgen.model.people import Contact, People, Subscriber, Team, Want
from statusgen.model.secret import Secret
from statusgen.model.service import EVERYONE
from statusgen.model.site import Site

_PUBLIC: Readers = frozenset(EVERYONE)


class Wish(NamedTuple):
    """A want of someone's own, or of the team `team`, whose `floor` is the least severity where it states none."""

    want: Want
    team: str = ""
    floor: Severity | None = None


@dataclass(frozen=True, slots=True)
class Register:
    """`wanting` and `following` are ids of subscribers by what selects a service, and by affair; `shared` are those
    with the same contact, where there are several.
    """

    people: People
    teams: Mapping[str, Sequence[Team]]
    readers: Mapping[str, Readers]
    wanting: Mapping[str, Sequence[str]]
    following: Mapping[str, Sequence[str]]
    shared: Mapping[Contact, frozenset[str]]
    _team_wishes: dict[str, tuple[Wish, ...]] = field(default_factory=dict)

    def readers_of(self, subscriber: str) -> Readers:
        return self.readers.get(subscriber, _PUBLIC)

    @property
    def all_readers(self) -> frozenset[Readers]:
        """Every set of audiences that anyone belongs to."""
        return frozenset({_PUBLIC, *self.readers.values()})

    def sharing(self, contact: Contact) -> frozenset[str]:
        """Ids of the subscribers with this address, if they are several."""
        return self.shared.get(one_spelling(contact), frozenset())

    def wishes(self, person: Subscriber) -> Sequence[Wish]:
        """Their own; for those who have none, those of their teams."""
        if person.wants:
            return [Wish(want) for want in person.wants]
        return self._team_wishes.get(person.id, ())

    def asked_about(self, selectors: Iterable[str], affair: str) -> Iterator[str]:
        """Ids, perhaps more than once, of all whose wishes or follows might be about it."""
        for selector in selectors:
            yield from self.wanting.get(selector, ())
        yield from self.following.get(affair, ())


def register(site: Site) -> Register:
    """Of all subscribers of the site."""
    people = site.people
    teams: dict[str, list[Team]] = defaultdict(list)
    for team in people.teams.values():
        for member in people.behind(team.members):
            teams[member].append(team)
    team_wishes = {member: wishes for member, some in teams.items() if (wishes := tuple(_wishes(some)))}
    wanting: dict[str, list[str]] = defaultdict(list)
    following: dict[str, list[str]] = defaultdict(list)
    for person in people.subscribers.values():
        wants = person.wants or tuple(wish.want for wish in team_wishes.get(person.id, ()))
        for selector in {name for want in wants for name in want.services}:
            wanting[selector].append(person.id)
        for affair in person.follows:
            following[affair].append(person.id)
    return Register(people, teams, readers_by_person(site), wanting, following, _shared(people), team_wishes)


def one_spelling(contact: Contact) -> Contact:
    """However it was written, and whatever it is called."""
    return Contact(contact.channel, Secret(contact.address.reveal().casefold()))


def _shared(people: People) -> dict[Contact, frozenset[str]]:
    by_contact: dict[Contact, set[str]] = defaultdict(set)
    for person in people.subscribers.values():
        for contact in person.contacts:
            by_contact[one_spelling(contact)].add(person.id)
    return {contact: frozenset(who) for contact, who in by_contact.items() if len(who) > 1}


def _wishes(teams: Iterable[Team]) -> Iterator[Wish]:
    for team in teams:
        yield from (Wish(want, team.id, team.defaults.severity) for want in team.defaults.wants)
