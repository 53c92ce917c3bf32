"""Whom a change reaches: who is told, by which channel and why; who is not, and might be expected to."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from statusgen.model.access import may_see
from statusgen.model.affair import Affair
from statusgen.model.incident import Incident
from statusgen.model.people import Subscriber, Team
from statusgen.model.service import EVERYONE
from statusgen.model.site import Site
from statusgen.notify.ledger.rows import State
from statusgen.notify.mail.letters import CHANNEL
from statusgen.notify.news import News
from statusgen.notify.notification import Notification, Past, Routing, Silence, WhyNot
from statusgen.notify.routing.register import Register, register
from statusgen.notify.routing.replaying import Step
from statusgen.notify.routing.unheard import nearby
from statusgen.notify.routing.wants import topic
from statusgen.notify.sending.foretelling import foretold, surmised

CHANNELS = frozenset({CHANNEL})
HELD = frozenset({WhyNot.QUIET, WhyNot.DIGEST})
# Whom it never concerned, or who has it another way, is nobody whom one would miss.
_UNSAID = frozenset({WhyNot.NOT_CONCERNED, WhyNot.TOLD, WhyNot.BEFORE, WhyNot.SUPERSEDED})
_ELSEWHERE = frozenset({WhyNot.THROUGH_LIST, WhyNot.SAME_ADDRESS})
_PUBLIC = frozenset(EVERYONE)


@dataclass(frozen=True, slots=True)
class Told:
    """One person who is told. `first`: they hear of something that others were told of before."""

    notification: Notification
    team: Team | None
    first: bool

    @property
    def channel(self) -> str:
        return self.notification.contacts[0].channel


@dataclass(frozen=True, slots=True)
class Untold:
    """One person who is not. `owner`: they answer for something that it touches."""

    silence: Silence
    team: Team | None
    owner: bool

    @property
    def held(self) -> bool:
        return self.silence.why in HELD


@dataclass(slots=True)
class Reach:
    """All of one affair: whom the change reaches."""

    affair: Affair
    told: list[Told] = field(default_factory=list)
    untold: list[Untold] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Radius:
    """`reaches` are the affairs with news that nobody could have been told of before, or with news for somebody."""

    reaches: tuple[Reach, ...]

    @property
    def told(self) -> tuple[Told, ...]:
        return tuple(one for reach in self.reaches for one in reach.told)


def radius(base: Site, head: Site, steps: Sequence[Step], now: datetime) -> Radius:
    """As if all that was said before the change had been told. `steps`: how what matters of the base came to be."""
    known = surmised(steps, head, CHANNELS, now)
    routing = foretold(base, head, known, CHANNELS, now)
    fresh = _fresh(routing, known)
    found = _Radius(head, register(head), known, now)
    for news in fresh.values():
        found.reach(news)
    for told in routing.notifications:
        found.tell(told)
    for silence in routing.silences:
        found.silent(silence)
    for news in fresh.values():
        found.look_around(news)
    return Radius(tuple(found.reaches.values()))


def _fresh(routing: Routing, known: Past) -> dict[str, News]:
    """The newest news of each thread that nobody could have been told of before the change."""
    return {one.thread: one for one in routing.news if one.id not in known.known}


def is_public(*news: News) -> bool:
    return all(may_see(_PUBLIC, audience) for one in news for audience in (one.affair.audience, one.audience))


@dataclass(slots=True)
class _Radius:
    site: Site
    people: Register
    known: Past
    now: datetime
    reaches: dict[str, Reach] = field(default_factory=dict)
    met: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # people, by affair
    heard: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # of earlier news, by thread
    answering: dict[str, frozenset[str]] = field(default_factory=dict)  # people, by affair

    def __post_init__(self) -> None:
        for (thread, person), rows in self.known.rows.items():
            if any(row.state is State.SENT for row in rows):
                self.heard[thread].add(person)

    def reach(self, news: News) -> Reach:
        return self.reaches.setdefault(news.affair.id, Reach(news.affair))

    def tell(self, told: Notification) -> None:
        reach, person = self.reach(told.news), told.subscriber
        heard = self.heard[told.news.thread]
        first = bool(heard) and person.id not in heard
        reach.told.append(Told(told, self.team_of(person, told.reason.who), first))
        self.met[reach.affair.id].add(person.id)

    def silent(self, silence: Silence) -> None:
        if silence.why not in _UNSAID:
            self.miss(silence)

    def look_around(self, news: News) -> None:
        """Those whom it comes near, and those who answer for what it touches."""
        owners = self.owners(news.affair)
        for person, why in nearby(news, self.site, self.people, self.now, owners):
            if why not in _UNSAID or person.id in owners:
                self.miss(Silence(news, person, why))

    def miss(self, silence: Silence) -> None:
        """Once of each affair, and not where they have it another way."""
        person, affair = silence.subscriber, silence.news.affair
        if person.id in self.met[affair.id]:
            return
        self.met[affair.id].add(person.id)
        if silence.why not in _ELSEWHERE:
            owner = person.id in self.owners(affair)
            self.reach(silence.news).untold.append(Untold(silence, self.team_of(person), owner))

    def owners(self, affair: Affair) -> frozenset[str]:
        """Those who answer for it, and for the services that it touches: worked out once."""
        if affair.id not in self.answering:
            self.answering[affair.id] = self.owners_of(affair)
        return self.answering[affair.id]

    def owners_of(self, affair: Affair) -> frozenset[str]:
        named = [affair.owner] if isinstance(affair, Incident) and affair.owner else []
        touched = topic(affair, self.site, self.now).selectors
        services = (self.site.services[one] for one in touched if one in self.site.services)
        named += [one.owner for one in services if one.owner]
        return frozenset(self.site.people.behind(named))

    def team_of(self, person: Subscriber, named: str = "") -> Team | None:
        """The team through which they hear of it, else the first that they are in."""
        teams = self.people.teams.get(person.id, ())
        return next((one for one in teams if one.id == named), next(iter(teams), None))


def public_reason(told: Notification, site: Site) -> Notification:
    """Without services that not everyone may know of."""
    closed = {one.id for one in site.services.values() if not may_see(_PUBLIC, one.audience)}
    named = {*(site.services.keys() - closed), "all", *(f"group:{one.id}" for one in site.settings.groups)}
    reason = replace(told.reason, services=tuple(one for one in told.reason.services if one in named))
    return replace(told, reason=reason)
