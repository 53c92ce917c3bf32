"""What an affair has to do with a person: the reasons for which they are told of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from statusgen.model.affair import Affair
from statusgen.model.incident import Incident, Severity
from statusgen.model.people import Event, Subscriber
from statusgen.model.site import Site
from statusgen.notify.notification import Because, Reason, WhyNot
from statusgen.notify.routing.register import Register, Wish
from statusgen.notify.routing.wants import Topic, applies, asks_for, matches, topic


@dataclass(frozen=True, slots=True)
class Concern:
    """Of one affair, as some readers see it. `put_on` and `by_rule` are reasons by id of the person."""

    affair: Affair
    topic: Topic
    put_on: Mapping[str, Reason]
    by_rule: Mapping[str, Reason]

    def reason(self, person: Subscriber, register: Register, events: frozenset[Event]) -> Reason | None:
        """The first that holds. Being put on, a rule or following lets every kind of news through."""
        found = self.put_on.get(person.id) or self.by_rule.get(person.id)
        if found:
            return found
        if self.affair.id in person.follows:
            return _FOLLOWS
        for wish in register.wishes(person):
            if asks_for(wish.want, events) and matches(wish.want, self.topic, wish.floor):
                return _because(wish, self.topic)
        return None

    def via(self, person: Subscriber, register: Register, events: frozenset[Event]) -> str | None:
        """The channel that the first matching wish with one asks for."""
        for wish in register.wishes(person):
            if wish.want.via and asks_for(wish.want, events) and matches(wish.want, self.topic, wish.floor):
                return wish.want.via
        return None

    def lacking(self, person: Subscriber, register: Register, events: frozenset[Event]) -> WhyNot:
        """What of their wishes comes nearest, and why it does not match."""
        found = {self._lacking(wish, events) for wish in register.wishes(person)}
        return next((why for why in (WhyNot.EVENT, WhyNot.LABELS, WhyNot.SEVERITY) if why in found), _NOT_CONCERNED)

    def _lacking(self, wish: Wish, events: frozenset[Event]) -> WhyNot:
        if not self.topic.selected_by(wish.want.services):
            return WhyNot.NOT_CONCERNED
        if matches(wish.want, self.topic, wish.floor):
            return WhyNot.NOT_CONCERNED if asks_for(wish.want, events) else WhyNot.EVENT
        return WhyNot.SEVERITY if self.topic.carries(wish.want.labels) else WhyNot.LABELS


_FOLLOWS = Reason(Because.FOLLOWS)
_NOT_CONCERNED = WhyNot.NOT_CONCERNED


def _because(wish: Wish, subject: Topic) -> Reason:
    """Who asked for all of some sort did not ask for everything: where the sort cannot be said, no services are named.

    The least severity is nothing that brought them what has none.
    """
    want, code = wish.want, Because.TEAM_WANTS if wish.team else Because.WANTS
    asked = (want.severity is Severity.NONE and wish.floor) or want.severity
    least, labels = asked if subject.severity else Severity.NONE, tuple(sorted(want.labels.items()))
    unsaid = want.events or asked is not least
    if "all" in want.services and unsaid and least is Severity.NONE and not labels:
        return Reason(code, wish.team)
    return Reason(code, wish.team, want.services, least, labels)


def concern(affair: Affair, stakeholders: tuple[str, ...], site: Site, register: Register, now: datetime) -> Concern:
    """`affair` may be cut to what some readers see; who is put on it stands in the whole."""
    subject = topic(affair, site, now)
    return Concern(affair, subject, _put_on(stakeholders, register), _by_rule(subject, site, register))


def _put_on(stakeholders: tuple[str, ...], register: Register) -> dict[str, Reason]:
    found: dict[str, Reason] = {}
    for reference in sorted(stakeholders, key=_is_team):
        reason = Reason(Because.TEAM_PUT_ON, _team(reference)) if _is_team(reference) else Reason(Because.PUT_ON)
        for person in register.people.behind([reference]):
            found.setdefault(person, reason)
    return found


def _by_rule(subject: Topic, site: Site, register: Register) -> dict[str, Reason]:
    """Members of a team hear only what is as bad as the team's default says."""
    found: dict[str, Reason] = {}
    for rule in site.settings.rules:
        if not applies(rule, subject):
            continue
        for reference in rule.add:
            team = register.people.teams.get(_team(reference)) if _is_team(reference) else None
            if team is None or team.defaults.severity is None or subject.reaches(team.defaults.severity):
                reason = Reason(Because.RULE, _team(reference), rule.services)
                for person in register.people.behind([reference]):
                    found.setdefault(person, reason)
    return found


def _is_team(reference: str) -> bool:
    return reference.startswith("team:")


def _team(reference: str) -> str:
    return reference.removeprefix("team:") if _is_team(reference) else ""


def rank_of(affair: Affair) -> int:
    """How bad it is for quiet hours: 0 to 3, and below all of them what is no incident."""
    return affair.severity.rank if isinstance(affair, Incident) else -1
