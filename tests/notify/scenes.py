"""Stories of who is told what, in a notation short enough to read forty of them. Each line is a person, a thing, a word
that is said at a time, or a run at a time with all that it tells and, behind `not`, those of whom it says why not:

    ana wants shop
    incident severity=major services=shop
    14:00 says investigating
    14:01 run: ana opened wants

Days begin with 0: `1/07:30` is the next morning. What a run tells arrives, but not by channels that a line `refused`
names.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from statusgen.model.incident import MAINTENANCE_PHASES, Incident, Phase, Severity, Update
from statusgen.model.maintenance import Announcement, Maintenance
from statusgen.model.people import Contact, Event, People, QuietHours, Subscriber, Team, Want
from statusgen.model.recurrence import Frequency, Rule
from statusgen.model.secret import Secret
from statusgen.model.service import EVERYONE, Effect, Service
from statusgen.model.site import AudienceSetting, Settings, Site
from statusgen.model.site import Rule as SiteRule
from statusgen.notify.events.renaming import mark, renamed
from statusgen.notify.events.telling import news
from statusgen.notify.ledger.rows import Row, State
from statusgen.notify.news import News
from statusgen.notify.notification import Past, Routing, WhyNot
from statusgen.notify.routing.register import one_spelling
from statusgen.notify.routing.route import route

DAY = date(2026, 11, 21)
CHANNELS = frozenset({"email", "sms"})
SERVICES = {one.id: one for one in (Service("shop", "Shop", group="front"), Service("bank", "Bank"))}
EMPTY = Site(
    settings=Settings(audiences=(AudienceSetting("red", "Red", ("ruth", "team:red")),)),
    services=SERVICES,
    people=People({}, {}),
)


def moment(text: str) -> datetime:
    """`14:05`, or on a later day `1/14:05`."""
    day, _, clock = text.rpartition("/")
    return datetime.combine(DAY, time.fromisoformat(clock), UTC) + timedelta(days=int(day or 0))


@dataclass(slots=True)
class Ledger:
    """What was told, in memory: rows by thread and person, as the outbox would write them."""

    known: set[str] = field(default_factory=set)
    held: set[tuple[str, str]] = field(default_factory=set)
    rows: dict[tuple[str, str], list[Row]] = field(default_factory=dict)
    refused: set[tuple[str, str, Contact]] = field(default_factory=set)
    marks: dict[str, str] = field(default_factory=dict)

    @property
    def past(self) -> Past:
        rows = {place: tuple(rows) for place, rows in self.rows.items()}
        return Past(frozenset(self.known), frozenset(self.held), rows, frozenset(self.refused))

    def copied(self) -> "Ledger":
        rows = {place: list(rows) for place, rows in self.rows.items()}
        return Ledger(set(self.known), set(self.held), rows, set(self.refused), dict(self.marks))

    def before(self, current: Sequence[News]) -> Past:
        """The past, as it looks by the content of now."""
        return replace(self.past, renamed=renamed(current, self.marks))

    def write(
        self, routing: Routing, now: datetime, refused: frozenset[str] = frozenset(), state: State = State.SENT
    ) -> None:
        """As if every delivery had met `state`, but those through refused channels."""
        self.known |= {one.id for one in routing.news}
        self.marks = {one.id: mark(one) for one in routing.news} | self.marks
        self.held |= {(one.news.thread, one.subscriber.id) for one in routing.silences if one.waits}
        named = {one.id: one for one in routing.news}
        for one in routing.notifications:
            contact = one.contacts[0]
            outcome = State.DEAD if {contact.channel, contact.address.reveal()} & refused else state
            if outcome is State.DEAD:
                self.refused.add((one.news.id, one.subscriber.id, one_spelling(contact)))
            self._put(one.news, one.subscriber.id, outcome, now, contact.channel, (one.kind, one.reason.code))
            for event in one.covers:
                about = named.get(event) or replace(one.news, id=event)
                self._put(about, one.subscriber.id, State.SKIPPED, now, "", (about.kind, ""), WhyNot.SUPERSEDED)
        for one in routing.silences:
            if one.lasts:
                self._put(one.news, one.subscriber.id, State.SKIPPED, now, "", (one.news.kind, ""), one.why)

    def _put(
        self, about: News, person: str, state: State, at: datetime, channel: str, why: tuple[str, str], detail: str = ""
    ) -> None:
        rows = self.rows.setdefault((about.thread, person), [])
        live = [row for row in rows if row.event == about.id and row.state is not State.DEAD]
        if live and live[0].state in (State.SENT, State.SKIPPED):
            return
        rows[:] = [row for row in rows if row not in live]
        key = f"{about.id} {person} {channel}"
        rows.append(Row(key, about.id, about.thread, person, channel, str(why[0]), str(why[1]), state, at, str(detail)))


@dataclass(slots=True)
class Story:
    site: Site = EMPTY
    ledger: Ledger = field(default_factory=Ledger)
    refused: frozenset[str] = frozenset()

    def tell(self, text: str) -> Iterator[tuple[str, str, str]]:
        """For each run in it: the line, what should happen, and what does."""
        for line in filter(None, map(str.strip, text.splitlines())):
            head, _, rest = line.partition(" ")
            if head[0].isdigit():
                yield from self._at(moment(head), rest, line)
            elif head in _THINGS:
                _THINGS[head](self, rest.split())
            else:
                self._person(head, rest.split())

    def _at(self, now: datetime, rest: str, line: str) -> Iterator[tuple[str, str, str]]:
        if rest.startswith("run"):
            yield line, _tidy(rest.partition(":")[2]), self.run(now)
            return
        verb, *words = rest.split()
        _VERBS[verb](self, now, words)

    def run(self, now: datetime) -> str:
        current = news(self.site, now)
        routing = route(self.site, current, self.ledger.before(current), CHANNELS, now)
        self.ledger.write(routing, now, self.refused)
        told = [
            f"{one.subscriber.id} {one.kind} {one.reason.code}{_how(one.contacts[0])}" for one in routing.notifications
        ]
        silent = [f"{one.subscriber.id} not {one.why}" for one in routing.silences if one.why is not WhyNot.SUPERSEDED]
        return ", ".join(sorted({*told, *silent})) or "nobody"

    def _person(self, name: str, words: list[str]) -> None:
        people = self.site.people
        one = people.subscribers.get(name) or Subscriber(
            name, name.title(), (Contact("email", Secret(f"{name}@acme.example")),)
        )
        verb, *rest = words
        self._people(people.teams, {**people.subscribers, name: _PERSON[verb](one, rest)})

    def _people(self, teams: dict[str, Team], subscribers: dict[str, Subscriber]) -> None:
        self.site = replace(self.site, people=People(teams, subscribers))

    def team(self, words: list[str]) -> None:
        name, verb, *rest = words
        people = self.site.people
        one = people.teams.get(name) or Team(name, name.title())
        if verb == "of":
            one = replace(one, members=tuple(rest))
        else:
            one = replace(one, defaults=_TEAM[verb](one.defaults, rest))
        self._people({**people.teams, name: one}, people.subscribers)

    def rule(self, words: list[str]) -> None:
        given = _given(words)
        rule = SiteRule((given["add"],), Severity(given.get("severity", "none")), _list(given.get("services", "")))
        self.site = replace(self.site, settings=replace(self.site.settings, rules=(rule,)))

    def gone(self, words: list[str]) -> None:
        self._people(self.site.people.teams, {k: v for k, v in self.site.people.subscribers.items() if k not in words})

    def incident(self, words: list[str]) -> None:
        given = _given(words)
        old = self._affair(given.get("id", "broken"))
        one = old if isinstance(old, Incident) else Incident(given.get("id", "broken"), "Broken", moment("14:00"))
        changes = _changes(given)
        self._keep(replace(one, **changes))

    def maintenance(self, words: list[str]) -> None:
        given = _given(words)
        old = self._affair(given.get("id", "work"))
        one = old if isinstance(old, Maintenance) else Maintenance("work", "Work", moment("2/12:00"), moment("2/13:00"))
        changes = _changes(given)
        self._keep(replace(one, **changes))

    def announcement(self, words: list[str]) -> None:
        given = _given(words)
        changes = _changes(given)
        one = replace(Announcement("party", "Party", moment("14:00")), **changes)
        self.site = replace(self.site, announcements=(one,))

    def says(self, now: datetime, words: list[str]) -> None:
        """`[@incident] [#id] [phase] [field=value …]`; the id is the phase, or the time where there is none."""
        about = next((word[1:] for word in words if word[0] == "@"), None) or self._first()
        phase = next((Phase(word) for word in words if word in set(Phase)), None)
        named = next((word[1:] for word in words if word[0] == "#"), None)
        given = _changes(_given(words))
        one = self._affair(about)
        assert one is not None
        assert (phase in MAINTENANCE_PHASES) == isinstance(one, Maintenance) or phase is None
        update = Update(named or str(phase or f"{now:%d%H%M}"), now, "Words.", phase, audience=one.audience)
        if given.get("corrects") and "notify" not in given:
            given["notify"] = False
        updates = [*(other for other in one.updates if other.id != update.id), replace(update, **given)]
        self._keep(replace(one, updates=tuple(sorted(updates, key=lambda other: (other.at, other.id)))))

    def unsays(self, now: datetime, words: list[str]) -> None:
        """The files of these updates are removed."""
        for one in (*self.site.incidents, *self.site.maintenances):
            self._keep(replace(one, updates=tuple(other for other in one.updates if other.id not in words)))

    def _first(self) -> str:
        return (*self.site.incidents, *self.site.maintenances)[0].id

    def _affair(self, name: str) -> Incident | Maintenance | None:
        return next((one for one in (*self.site.incidents, *self.site.maintenances) if one.id == name), None)

    def _keep(self, one: Incident | Maintenance) -> None:
        place = "incidents" if isinstance(one, Incident) else "maintenances"
        others = [other for other in getattr(self.site, place) if other.id != one.id]
        self.site = replace(self.site, **{place: (one, *others)})

    def channels_refuse(self, words: list[str]) -> None:
        self.refused = frozenset(words)


def _how(contact: Contact) -> str:
    return "" if contact.channel == "email" else f" by {contact.channel}"


def _tidy(text: str) -> str:
    return ", ".join(sorted(part.strip() for part in text.split(",")))


def _given(words: list[str]) -> dict[str, str]:
    return dict(word.split("=", 1) for word in words if "=" in word)


def _changes(given: dict[str, str]) -> dict[str, object]:
    return {_NAMES.get(name, name): _FIELDS[name](value) for name, value in given.items() if name != "id"}


def _list(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(",") if part)


def _want(words: list[str]) -> Want:
    given = _given(words)
    return Want(
        _list(words[0]),
        Severity(given.get("severity", "none")),
        tuple(Event(name) for name in _list(given.get("events", ""))),
        dict(pair.split(":") for pair in _list(given.get("labels", ""))),
        given.get("via"),
    )


def _quiet(words: list[str]) -> QuietHours:
    start, end = (time.fromisoformat(part) for part in words[0].split("-"))
    return QuietHours(start, end, Severity(words[2]) if len(words) > 2 else None)


def _rule(text: str) -> Rule:
    return Rule(Frequency(text.upper()), count=4)


def _contact(channel: str, address: str) -> Contact:
    return Contact(channel, Secret(address))


_FIELDS = {
    "severity": Severity,
    "services": lambda text: dict.fromkeys(_list(text), Effect.PARTIAL_OUTAGE),
    "on": _list,
    "put": _list,
    "labels": lambda text: dict(pair.split(":") for pair in _list(text)),
    "audience": lambda text: _list(text) or EVERYONE,
    "drill": lambda text: text == "true",
    "notify": lambda text: text == "true",
    "by": str,
    "title": str,
    "corrects": str,
    "starts": moment,
    "ends": moment,
    "at": moment,
    "until": moment,
    "occurrence": date.fromisoformat,
    "repeats": _rule,
    "reminders": lambda text: tuple(timedelta(hours=int(part[:-1])) for part in _list(text)),
}
_NAMES = {"put": "stakeholders", "services": "effects", "on": "services"}
_PERSON = {
    "wants": lambda one, words: replace(one, wants=(*one.wants, _want(words))),
    "drops": lambda one, words: replace(one, wants=()),
    "is": lambda one, words: one,
    "has": lambda one, words: replace(one, contacts=tuple(Contact(name, Secret(f"{name}-{one.id}")) for name in words)),
    "at": lambda one, words: replace(one, contacts=tuple(_contact(*word.split("=")) for word in words)),
    "quiet": lambda one, words: replace(one, quiet_hours=_quiet(words)),
    "digest": lambda one, words: replace(one, digest=time.fromisoformat(words[0])),
    "instant": lambda one, words: replace(one, digest=None, quiet_hours=None),
    "mute": lambda one, words: replace(one, mute_until=moment(words[0])),
    "follows": lambda one, words: replace(one, follows=tuple(words)),
    "ignores": lambda one, words: replace(one, ignores=tuple(words)),
    "lists": lambda one, words: replace(one, is_list=True, members=tuple(words)),
    "writes": lambda one, words: replace(one, own_updates=False),
    "lives": lambda one, words: replace(one, timezone=words[0]),
}
_TEAM = {
    "wants": lambda one, words: replace(one, wants=(*one.wants, _want(words))),
    "least": lambda one, words: replace(one, severity=Severity(words[0])),
    "quiet": lambda one, words: replace(one, quiet_hours=_quiet(words)),
    "digest": lambda one, words: replace(one, digest=time.fromisoformat(words[0])),
}
_THINGS = {
    "team": Story.team,
    "rule": Story.rule,
    "gone": Story.gone,
    "incident": Story.incident,
    "maintenance": Story.maintenance,
    "announcement": Story.announcement,
    "refused": Story.channels_refuse,
}
_VERBS = {"says": Story.says, "unsays": Story.unsays}
