"""Any history of content, wishes, relays and crashes: each is told once, only of what is theirs, and in the end of all.

The ledger and the outbox are the real ones. What carries the messages is not: it notes what it was given, and fails as
the history wants.
"""

import shutil
import sqlite3
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from ledgers import KEYS, Clock

from statusgen.model.incident import Incident, Phase, Severity, Update
from statusgen.model.people import Contact, People, Subscriber, Want
from statusgen.model.service import EVERYONE, Effect, Service
from statusgen.model.site import AudienceSetting, Notify, Settings, Site
from statusgen.notify.ledger.rows import Outcome, Row, State
from statusgen.notify.ledger.sqlite import LEASE, create_ledger, open_ledger
from statusgen.notify.sending.channel import Tray
from statusgen.notify.sending.outbox import Outbox
from statusgen.notify.sending.planning import Job

NAMES = ("ana", "ben", "cid", "dua")
BEGINNING = datetime(2026, 11, 21, 8, tzinfo=UTC)
ENDS = ("sent", "sent", "sent", "later", "dead", "lost", "crash planned", "crash armed", "crash sent", "crash settled")
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # a thousand small writes, each waited for
WANT = Want(("shop",))
CLOSED = frozenset({"board"})


class Crash(Exception):
    """The process is gone."""


@dataclass
class Carrier:
    """A channel that does with each delivery what comes next in `ends`, and with the rest what a good relay does."""

    machine: "AnyHistory"
    ends: list[str] = field(default_factory=list)

    def deliver(self, tray: Tray) -> None:
        while jobs := tray.take(1):
            self._carry(jobs[0], tray, self.ends.pop(0) if self.ends else "sent")

    def _carry(self, job: Job, tray: Tray, end: str) -> None:
        key = job.row.key
        if end == "crash planned":
            raise Crash
        if end in {"later", "dead"}:
            due = self.machine.clock.at + timedelta(minutes=5) if end == "later" else None
            tray.write(settled=[Outcome(key, State.RETRY if due else State.DEAD, "not now", due)])
            return
        tray.write(armed=[key])
        tray.alive()
        if end == "crash armed":
            self.machine.doubts += 1
            raise Crash
        self.machine.arrives(job)
        if end in {"lost", "crash sent"}:
            self.machine.doubts += 1
        if end == "crash sent":
            raise Crash
        tray.write(settled=[Outcome(key, State.UNKNOWN if end == "lost" else State.SENT)])
        if end == "crash settled":
            raise Crash


class AnyHistory(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(mkdtemp(prefix="history-", dir=MEMORY))
        self.clock, self.real = Clock(BEGINNING), Clock(BEGINNING)
        audiences = (AudienceSetting("board", "Board", ("ana",)),)
        self.site = Site(
            Settings(audiences=audiences, notify=Notify(max_age=timedelta(days=9))),
            {name: Service(name, name.title()) for name in ("shop", "mail")},
        )
        self.people = {name: self._person(name) for name in NAMES}
        self.arrived: list[tuple[str, str, bool]] = []  # event, person, whether it says that it may be the second
        self.heard: dict[tuple[str, str], set[str | None]] = {}  # thread, person: ids of updates
        self.doubts = 0
        self.journal: list[tuple[object, ...]] = []
        create_ledger(self.folder / "ledger.sqlite", (), ())

    def _person(self, name: str) -> Subscriber:
        ways = (Contact("email", f"{name}@acme.example"), Contact("sms", "+491"))[: 1 + (name in {"ana", "cid"})]
        return Subscriber(name, name.title(), ways, wants=(WANT,) if name < "c" else ())

    # Content

    def _incidents(self, *changed: Incident) -> None:
        by_id = {one.id: one for one in (*self.site.incidents, *changed)}
        ordered = sorted(by_id.values(), key=lambda one: (one.started, one.id), reverse=True)
        self.site = replace(self.site, incidents=tuple(ordered))

    def _some(self, number: int) -> Incident | None:
        return self.site.incidents[number % len(self.site.incidents)] if self.site.incidents else None

    def _say(self, incident: Incident, **what: object) -> None:
        self.clock.pass_(60)
        name = f"u{sum(len(one.updates) for one in self.site.incidents):03}"
        update = Update(name, self.clock.at, "It goes on.", **what)
        self._incidents(replace(incident, updates=(*incident.updates, update)))

    @rule(severity=st.sampled_from(Severity), service=st.sampled_from(["shop", "mail"]), closed=st.booleans())
    def opens(self, severity, service, closed):
        if len(self.site.incidents) < 3:
            name = f"i{len(self.site.incidents)}"
            effects = {service: Effect.PARTIAL_OUTAGE}
            audience = CLOSED if closed else EVERYONE
            self._say(Incident(name, name, self.clock.at, severity=severity, effects=effects, audience=audience),
                      phase=Phase.INVESTIGATING)  # fmt: skip

    @rule(number=st.integers(0, 2), phase=st.sampled_from([None, Phase.MONITORING, Phase.RESOLVED]), tell=st.booleans())
    def goes_on(self, number, phase, tell):
        if incident := self._some(number):
            self._say(incident, phase=phase, notify=tell or phase is None)

    @rule(number=st.integers(0, 2), tell=st.booleans())
    def is_corrected(self, number, tell):
        if (incident := self._some(number)) and incident.updates:
            self._say(incident, corrects=incident.updates[-1].id, notify=tell)

    @rule(number=st.integers(0, 2), text=st.text(max_size=5))
    def is_edited(self, number, text):
        """Another title, and other words in every old update: no news to anybody."""
        if incident := self._some(number):
            updates = tuple(replace(one, text=f"It went {text}.") for one in incident.updates)
            self._incidents(replace(incident, title=f"About {text}", updates=updates))

    @rule(number=st.integers(0, 2), who=st.sampled_from(NAMES))
    def puts_on_or_off(self, number, who):
        if incident := self._some(number):
            on = set(incident.stakeholders) ^ {who}
            self._incidents(replace(incident, stakeholders=tuple(sorted(on))))

    # People

    def _change(self, who: str, **what: object) -> None:
        if who in self.people:
            self.people[who] = replace(self.people[who], **what)

    @rule(who=st.sampled_from(NAMES), wants=st.sampled_from([(), (WANT,), (Want(("all",), Severity.MAJOR),)]))
    def wants(self, who, wants):
        self._change(who, wants=wants)

    @rule(who=st.sampled_from(NAMES), ignored=st.sampled_from(["", "i0", "i1"]))
    def ignores(self, who, ignored):
        self._change(who, ignores=(ignored,) if ignored else ())

    @rule(who=st.sampled_from(NAMES), minutes=st.integers(0, 90))
    def is_mute(self, who, minutes):
        self._change(who, mute_until=self.clock.at + timedelta(minutes=minutes))

    @rule(who=st.sampled_from(NAMES))
    def leaves_or_comes_back(self, who):
        if who in self.people:
            del self.people[who]
        else:
            self.people[who] = self._person(who)

    # Runs

    @rule(minutes=st.integers(1, 180))
    def time_passes(self, minutes):
        self.clock.pass_(60 * minutes)

    @rule(ends=st.lists(st.sampled_from(ENDS), max_size=6))
    def tells(self, ends):
        self.run(ends)

    def run(self, ends: list[str]) -> bool:
        """Whether it came to its end."""
        self.real.pass_(LEASE + 1)  # whoever crashed is gone for good
        self.site = replace(self.site, people=People({}, dict(self.people)))
        ledger = open_ledger(self.folder / "ledger.sqlite", self.clock, self.real)
        carrier = Carrier(self, ends)
        try:
            ledger.begin()
            Outbox(ledger, KEYS, {"email": carrier, "sms": carrier}, self.clock, limit=1000).run(self.site)
            ledger.end()
        except Crash:
            return False
        finally:
            ledger.close()
        return True

    def arrives(self, job: Job) -> None:
        notification, person = job.notification, job.notification.subscriber
        news = notification.news
        self.arrived.append((job.row.event, person.id, job.row.duplicate))
        told = self.heard.setdefault((news.thread, person.id), set())
        incident = next(one for one in self.site.incidents if one.id == news.affair.id)
        assert self.may_hear(person, incident, told=bool(told)), f"{person.id} is told of {news.id}"
        told.add(news.update.id if news.update else None)

    def may_hear(self, person: Subscriber, incident: Incident, *, told: bool) -> bool:
        """By rules of their own, written anew: they may see it, did not forbid it, and it is theirs."""
        now = self.people.get(person.id)
        if now is None or incident.id in now.ignores or (now.mute_until and self.clock.at < now.mute_until):
            return False
        return (person.id == "ana" or incident.audience == EVERYONE) and (told or self.is_theirs(now, incident))

    @staticmethod
    def is_theirs(person: Subscriber, incident: Incident) -> bool:
        wanted = any(
            ("all" in want.services or set(want.services) & set(incident.effects))
            and incident.severity.rank >= want.severity.rank
            for want in person.wants
        )
        return person.id in incident.stakeholders or wanted

    # What must hold

    @invariant()
    def nobody_hears_twice_but_in_doubt_and_then_it_says_so(self):
        plain = Counter((event, who) for event, who, flagged in self.arrived if not flagged)
        assert max(plain.values(), default=0) <= 1
        again = len(self.arrived) - len({(event, who) for event, who, _ in self.arrived})
        assert again <= self.doubts

    @invariant()
    def the_ledger_only_grows(self):
        db = sqlite3.connect(self.folder / "ledger.sqlite")
        journal = db.execute("SELECT * FROM journal ORDER BY number").fetchall()
        db.close()
        assert journal[: len(self.journal)] == self.journal
        self.journal = journal

    def teardown(self) -> None:
        try:
            for _ in range(6):
                self.clock.pass_(3600)
                assert self.run([])
            before = len(self.arrived)
            assert self.run([])
            assert len(self.arrived) == before, "a run that has nothing to do told somebody something"
            self.nobody_hears_twice_but_in_doubt_and_then_it_says_so()
            for incident in self.site.incidents:
                self.all_are_told(incident)
        finally:
            shutil.rmtree(self.folder)

    def all_are_told(self, incident: Incident) -> None:
        """Of the newest that is worth telling: whose it is while it is open, and who knows of it once it is over."""
        worth = [one for one in incident.updates if not one.corrects and (one.notify or one.phase is Phase.RESOLVED)]
        phases = [one.phase for one in incident.updates if one.phase]
        over = phases[-1] is Phase.RESOLVED
        for person in self.people.values():
            told = self.heard.get((f"incidents/{incident.id}", person.id), set())
            if not self.may_hear(person, incident, told=bool(told)) or self._gave_up(incident, person):
                continue
            # What is over by the end of a mute is dropped; what is open is told then.
            if (told and person.mute_until is None) if over else self.is_theirs(person, incident):
                assert worth[-1].id in told, f"{person.id} was not told of {incident.id}: {worth[-1].id}"

    def _gave_up(self, incident: Incident, person: Subscriber) -> bool:
        """Whether something of it was refused for good in every way that they have."""
        return any(row.state is State.DEAD for row in self.rows(f"incidents/{incident.id}", person.id))

    def rows(self, thread: str, who: str) -> list[Row]:
        ledger = open_ledger(self.folder / "ledger.sqlite", self.clock, self.real)
        try:
            return [row for row in ledger.rows([thread]) if row.subscriber == who]
        finally:
            ledger.close()


AnyHistory.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestAnyHistory = AnyHistory.TestCase


def test_what_may_have_arrived_one_way_says_so_when_it_comes_another():
    history = AnyHistory()
    history.leaves_or_comes_back(who="ben")
    history.opens(severity=Severity.MAJOR, service="shop", closed=False)
    history.run(["lost", "dead"])
    (event, *first), (again, *second) = history.arrived
    assert (event, first, second) == (again, ["ana", False], ["ana", True])
    assert [row.channel for row in history.rows("incidents/i0", "ana")] == ["email", "sms"]
    history.teardown()
