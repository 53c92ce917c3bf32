"""Any history of content, wishes, relays and crashes: each is told once, only of what is theirs, and in the end all."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import time, timedelta

from histories import SLOTS, History
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from statusgen.model.incident import Incident, Phase, Severity, Update
from statusgen.model.maintenance import Announcement, Maintenance
from statusgen.model.people import Contact, Defaults, Event, People, QuietHours, Subscriber, Team, Want
from statusgen.model.secret import Secret
from statusgen.model.service import EVERYONE, Effect
from statusgen.model.site import AudienceSetting, Rule

NAMES = ("ana", "ben", "cid", "dua", "staff")
TEAM = "team:crew"
CLOSED = ("board",)
_AT_FIRST = {"ana": "all", "ben": "shop", "dua": "mail"}

names, slots, numbers = st.sampled_from(NAMES), st.sampled_from(SLOTS), st.integers(0, 2)
audiences = st.sampled_from([EVERYONE, EVERYONE, EVERYONE, CLOSED])
some_services = st.sampled_from([(), *((slot,) for slot in SLOTS)])
references = st.sampled_from([*NAMES[:4], TEAM])
# Whoever gets a summary has some hours after it in which they may be disturbed: longer than between two runs.
hours = st.sampled_from([None, QuietHours(time(20), time(5)), QuietHours(time(9), time(15), Severity.CRITICAL)])
wants = st.builds(
    lambda slot, *more: (Want((slot,), *more),) if slot else (),
    st.sampled_from([*SLOTS, "all", ""]),
    st.sampled_from([Severity.NONE, Severity.NONE, Severity.MAJOR]),
    st.sampled_from([(), (), (), (Event.OPENED, Event.RESOLVED), (Event.MAINTENANCE,), (Event.REMINDER,)]),
    st.just({}),
    st.sampled_from([None, None, "sms"]),
)
affairs = st.sampled_from([(), ("i0",), ("i1",), ("m0",)])
changes = st.one_of(
    st.fixed_dictionaries({"wants": wants}),
    st.fixed_dictionaries({"follows": affairs, "ignores": affairs}),
    st.fixed_dictionaries({"mute_until": st.integers(0, 90).map(lambda minutes: timedelta(minutes=minutes))}),
    st.fixed_dictionaries({"quiet_hours": hours, "timezone": st.sampled_from(["", "Asia/Kolkata"])}),
    st.fixed_dictionaries({"digest": st.sampled_from([None, time(5, 30), time(16)])}),
    st.fixed_dictionaries({"own_updates": st.booleans()}),
)
members = st.sets(st.sampled_from(NAMES[:4]), max_size=3)


class Wishes(History):
    """Who there is, and what they ask for."""

    def begin(self) -> None:
        crew = Team("crew", "Crew", ("ana", "dua"))
        people = People({"crew": crew}, {name: self.person(name) for name in NAMES[:4]})
        setting = AudienceSetting("board", "Board", ("ana",))
        self.commit(people=people, settings=replace(self.site.settings, audiences=(setting,)))

    def person(self, name: str) -> Subscriber:
        number = f"+49{len(name)}{ord(name[0])}"
        ways = (Contact("email", Secret(f"{name}@acme.example")), Contact("sms", Secret(number)))
        wants = (Want((self.called(slot),)),) if (slot := _AT_FIRST.get(name)) else ()
        return Subscriber(name, name.title(), ways[: 1 + (name in {"ana", "cid"})], wants=wants)

    @initialize(first=st.tuples(*[st.none() | changes] * 4), is_list=st.booleans())
    def they_move_in(self, first, is_list):
        for name, what in zip(NAMES, first, strict=False):
            if what:
                self.thinks_again(name, what)
        if is_list:
            self.leaves_or_comes_back("staff")

    def change(self, who: str, **what: object) -> None:
        people = self.site.people
        if who in people.subscribers:
            changed = {**people.subscribers, who: replace(people.subscribers[who], **what)}
            self.commit(people=replace(people, subscribers=changed))

    def changed_team(self, **what: object) -> None:
        people = self.site.people
        self.commit(people=replace(people, teams={"crew": replace(people.teams["crew"], **what)}))

    @rule(who=names, what=changes)
    def thinks_again(self, who, what):
        found = dict(what)
        if "wants" in found:
            found["wants"] = self.called_now(found["wants"])
        if "mute_until" in found:
            found["mute_until"] = self.clock.at + found["mute_until"]
        self.change(who, **found)

    def called_now(self, wants: Iterable[Want]) -> tuple[Want, ...]:
        return tuple(replace(one, services=tuple(map(self.called, one.services))) for one in wants)

    @rule(who=names)
    def has_other_contacts(self, who):
        if who in self.site.people.subscribers:
            self.change(who, contacts=self.site.people.subscribers[who].contacts[::-1])

    @rule(who=names)
    def leaves_or_comes_back(self, who):
        subscribers = dict(self.site.people.subscribers)
        if subscribers.pop(who, None) is None:
            subscribers[who] = self.person(who)
            if who == "staff":  # a distribution list
                wants = self.called_now((Want(("all",)),))
                subscribers[who] = replace(subscribers[who], is_list=True, members=("ben", "cid"), wants=wants)
        self.commit(people=replace(self.site.people, subscribers=subscribers))

    @rule(wants=wants, least=st.sampled_from([None, Severity.MAJOR]), members=members)
    def team_changes(self, wants, least, members):
        self.changed_team(members=tuple(sorted(members)), defaults=Defaults(least, self.called_now(wants)))

    @rule(
        who=references, severity=st.sampled_from(Severity), services=st.sampled_from([(), *zip(SLOTS)]), board=members
    )
    def house_changes(self, who, severity, services, board):
        """Whom a rule puts on what, and who belongs to the board."""
        made = Rule((who,), severity, tuple(map(self.called, services)))
        audience = AudienceSetting("board", "Board", tuple(sorted(board)))
        self.commit(settings=replace(self.site.settings, rules=(made,), audiences=(audience,)))

    @rule(slot=slots)
    def service_is_renamed(self, slot):
        """Everything names it by its new id from then on: so it reads, whichever of the two a file has."""
        old, new = self.called(slot), f"{slot}-{self.next_id()}"
        self.commits.append(_renamed(self.site, old, new))


class Incidents(Wishes):
    def __init__(self) -> None:
        self.ended: set[str] = set()
        super().__init__()

    def some(self, number: int) -> Incident | None:
        return self.site.incidents[number % len(self.site.incidents)] if self.site.incidents else None

    def keep(self, one: Incident) -> None:
        by_id = {other.id: other for other in (*self.site.incidents, one)}
        ordered = sorted(by_id.values(), key=lambda other: (other.started, other.id), reverse=True)
        self.commit(incidents=tuple(ordered))

    def say(self, incident: Incident, **what: object) -> None:
        self.clock.pass_(60)
        update = Update(f"u{self.next_id()}", self.clock.at, "It goes on.", **what)
        self.keep(replace(incident, updates=(*incident.updates, update)))

    @initialize(severity=st.sampled_from(Severity), slot=slots, audience=audiences)
    def begins(self, severity, slot, audience):
        self.opens(severity, slot, audience)

    @rule(
        severity=st.sampled_from(Severity),
        slot=slots,
        audience=audiences,
        drill=st.sampled_from([False, False, False, True]),
        says=st.booleans(),
    )
    def opens(self, severity, slot, audience, drill=False, says=True):
        if len(self.site.incidents) < 3:
            name = self.unused("i", "incidents")
            made = Incident(name, name, self.clock.at, severity=severity, effects=self.hurt(slot), audience=audience,
                            drill=drill)  # fmt: skip
            self.say(made, phase=Phase.INVESTIGATING, audience=audience) if says else self.keep(made)

    def hurt(self, slot: str) -> dict[str, Effect]:
        return {self.called(slot): Effect.PARTIAL_OUTAGE}

    @rule(
        number=numbers,
        phase=st.sampled_from([None, Phase.MONITORING, Phase.RESOLVED, Phase.RESOLVED, Phase.POSTMORTEM]),
        tell=st.booleans(),
        audience=audiences,
        slot=st.sampled_from([*SLOTS, "", ""]),
        by=st.sampled_from([None, "ana", "ben"]),
    )
    def goes_on(self, number, phase, tell, audience=EVERYONE, slot="", by=None):
        if incident := self.some(number):
            audience = incident.audience if incident.audience == CLOSED else audience
            effects = self.hurt(slot) if slot and phase not in (Phase.RESOLVED, Phase.POSTMORTEM) else {}
            self.say(incident, phase=phase, notify=tell or phase is None, audience=audience, effects=effects, by=by)

    @rule(number=numbers, which=st.integers(1, 3), tell=st.booleans(), phase=st.sampled_from([None, Phase.RESOLVED]))
    def is_corrected(self, number, which, tell, phase):
        if (incident := self.some(number)) and incident.updates:
            wrong = incident.updates[-min(which, len(incident.updates))]
            if phase and (wrong.id in self.ended or self.ended.add(wrong.id)):
                phase = None  # an end that was taken back, and then is there again by the same update, is the old one
            self.say(incident, corrects=wrong.id, notify=tell, phase=phase, audience=wrong.audience)

    @rule(number=numbers, text=st.text(max_size=5))
    def is_edited(self, number, text):
        """Another title, and other words in every old update: no news to anybody."""
        if incident := self.some(number):
            updates = tuple(replace(one, text=f"It went {text}.") for one in incident.updates)
            self.keep(replace(incident, title=f"About {text}", updates=updates))

    @rule(number=numbers, which=st.integers(1, 3))
    def file_is_renamed(self, number, which):
        if (incident := self.some(number)) and incident.updates:
            old, new = incident.updates[-min(which, len(incident.updates))].id, f"u{self.next_id()}"
            called = {old: new}
            updates = (
                replace(one, id=called.get(one.id, one.id), corrects=called.get(one.corrects, one.corrects))
                for one in incident.updates
            )
            self.keep(replace(incident, updates=tuple(updates)))

    @rule(number=numbers, severity=st.sampled_from(Severity))
    def is_as_bad_as(self, number, severity):
        if incident := self.some(number):
            self.keep(replace(incident, severity=severity))

    @rule(number=numbers, who=references)
    def puts_on_or_off(self, number, who):
        if incident := self.some(number):
            self.keep(replace(incident, stakeholders=tuple(sorted({*incident.stakeholders} ^ {who}))))


class Plans(Wishes):
    def some(self, number: int) -> Maintenance | None:
        found = self.site.maintenances
        return found[number % len(found)] if found else None

    def keep(self, one: Maintenance) -> None:
        by_id = {other.id: other for other in (*self.site.maintenances, one)}
        self.commit(maintenances=tuple(sorted(by_id.values(), key=lambda other: (other.starts, other.id))))

    def say(self, work: Maintenance, **what: object) -> None:
        self.clock.pass_(60)
        update = Update(f"w{self.next_id()}", self.clock.at, "It goes on.", audience=work.audience, **what)
        self.keep(replace(work, updates=(*work.updates, update)))

    def later(self, hours: int) -> object:
        return self.clock.at.replace(minute=0, second=0) + timedelta(hours=hours)

    @initialize(slot=slots, hours=st.integers(1, 80), says=st.booleans())
    def begins(self, slot, hours, says):
        self.is_planned(slot, hours, 2, says=says)

    @rule(slot=slots, hours=st.integers(1, 80), lasts=st.integers(1, 9), audience=audiences, says=st.booleans())
    def is_planned(self, slot, hours, lasts, audience=EVERYONE, says=False):
        if len(self.site.maintenances) < 2:
            name = self.unused("m", "maintenances")
            effects, starts = {self.called(slot): Effect.UNDER_MAINTENANCE}, self.later(hours)
            work = Maintenance(name, name, starts, starts + timedelta(hours=lasts), effects=effects, audience=audience,
                               reminders=(timedelta(hours=24), timedelta(hours=1)))  # fmt: skip
            self.say(work, phase=Phase.SCHEDULED) if says else self.keep(work)

    @rule(number=numbers, hours=st.integers(1, 80), says=st.booleans())
    def is_moved(self, number, hours, says=True):
        """By an update, or in the plan itself, and never into the past."""
        if work := self.some(number):
            starts = self.later(hours)
            if says:
                self.say(work, phase=Phase.SCHEDULED, starts=starts)
            elif work.starts > self.clock.at:
                self.keep(replace(work, starts=starts, ends=starts + (work.ends - work.starts)))

    @rule(
        number=numbers,
        phase=st.sampled_from([None, Phase.IN_PROGRESS, Phase.VERIFYING, Phase.COMPLETED, Phase.CANCELLED]),
        tell=st.booleans(),
    )
    def goes_on(self, number, phase, tell):
        if work := self.some(number):
            self.say(work, phase=phase, notify=tell)

    @rule(number=numbers, text=st.text(max_size=5))
    def is_edited(self, number, text):
        if work := self.some(number):
            updates = tuple(replace(one, text=f"It went {text}.") for one in work.updates)
            self.keep(replace(work, title=f"About {text}", updates=updates))

    @rule(number=numbers, who=references)
    def puts_on_or_off(self, number, who):
        if work := self.some(number):
            self.keep(replace(work, stakeholders=tuple(sorted({*work.stakeholders} ^ {who}))))

    @rule(slot=slots, days=st.sampled_from([None, 8]), audience=audiences, by=st.sampled_from([None, "ana"]))
    def is_announced(self, slot, days, audience, by):
        if len(self.site.announcements) < 2:
            until = self.clock.at + timedelta(days=days) if days else None
            name = f"a{self.next_id()}"
            made = Announcement(name, name, self.clock.at, "Soon.", until, (self.called(slot),), audience, by=by)
            self.commit(announcements=(made, *self.site.announcements))


def _renamed(site, old: str, new: str):
    """The site with another id of a service in all places."""

    def named(things):
        return type(things)(new if one == old else one for one in things)

    def hit(effects):
        return {new if one == old else one: effect for one, effect in effects.items()}

    def affair(one):
        updates = tuple(replace(update, effects=hit(update.effects)) for update in one.updates)
        return replace(one, effects=hit(one.effects), updates=updates)

    def asked(wants):
        return tuple(replace(want, services=named(want.services)) for want in wants)

    service = site.services[old]
    team = site.people.teams["crew"]
    team = replace(team, defaults=replace(team.defaults, wants=asked(team.defaults.wants)))
    people = {name: replace(one, wants=asked(one.wants)) for name, one in site.people.subscribers.items()}
    rules = tuple(replace(one, services=named(one.services)) for one in site.settings.rules)
    return replace(
        site,
        services={one.id: one for one in (*(s for s in site.services.values() if s.id != old),
                                          replace(service, id=new, aliases=(*service.aliases, old)))},
        incidents=tuple(map(affair, site.incidents)),
        maintenances=tuple(map(affair, site.maintenances)),
        announcements=tuple(replace(one, services=named(one.services)) for one in site.announcements),
        people=People({"crew": team}, people),
        settings=replace(site.settings, rules=rules),
    )  # fmt: skip


class AnyIncident(Incidents):
    pass


class AnyPlan(Plans):
    pass


bounded = settings(max_examples=60, stateful_step_count=40, deadline=None)
AnyIncident.TestCase.settings = bounded
AnyPlan.TestCase.settings = bounded
TestAnyIncident = AnyIncident.TestCase
TestAnyPlan = AnyPlan.TestCase


def test_what_may_have_arrived_one_way_says_so_when_it_comes_another():
    history = AnyIncident()
    history.leaves_or_comes_back(who="ben")
    history.opens(severity=Severity.MAJOR, slot="shop", audience=EVERYONE)
    history.run(["lost", "dead"])
    (event, *first), (again, *second) = history.arrived
    assert (event, first, second) == (again, ["ana", False], ["ana", True])
    assert [row.channel for row in history.rows("incidents/i0", "ana")] == ["email", "sms"]
    history.teardown()


def test_whoever_believes_it_over_hears_under_the_same_subject_that_it_is_back():
    history = AnyIncident()
    history.opens(severity=Severity.MAJOR, slot="shop", audience=EVERYONE)
    history.run([])
    history.goes_on(number=0, phase=Phase.RESOLVED, tell=True)
    history.is_edited(number=0, text="something else")
    history.run([])
    history.thinks_again(who="ana", what={"wants": ()})
    history.goes_on(number=0, phase=Phase.MONITORING, tell=True)
    history.teardown()
    told = [(event.rpartition("/")[2], who) for event, who, _ in history.arrived if who == "ana"]
    assert told == [("u001", "ana"), ("resolved", "ana"), ("u003", "ana")]
    assert history.titles["incidents/i0", "ana"] == "i0"
