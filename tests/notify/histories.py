"""What histories of any content are made of: commits, runs that fail as the history wants, and what must always hold.

The ledger and the outbox are the real ones. What carries the messages is not: it notes what it was given.
"""

import shutil
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from ledgers import KEYS, Clock
from theirs import Heard, all_hear, may_hear

from statusgen.model.incident import Incident
from statusgen.model.people import Subscriber
from statusgen.model.service import Service
from statusgen.model.site import Notify, Settings, Site
from statusgen.notify.events.telling import news
from statusgen.notify.ledger.rows import Outcome, Row, State
from statusgen.notify.ledger.sqlite import LEASE, create_ledger, open_ledger
from statusgen.notify.news import SUMMARIES, Kind, News, thread_of
from statusgen.notify.notification import Because
from statusgen.notify.sending.channel import Tray
from statusgen.notify.sending.outbox import Outbox
from statusgen.notify.sending.planning import Job

BEGINNING = datetime(2026, 11, 21, 8, tzinfo=UTC)
ENDS = ("sent", "sent", "sent", "later", "dead", "lost", "crash planned", "crash armed", "crash sent", "crash settled")
ENDINGS = st.lists(st.sampled_from(ENDS), max_size=6)
PERSONAL = (Kind.ADDED, Kind.REMOVED, Kind.SUMMARY)
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # a thousand small writes, each waited for
SLOTS = ("shop", "mail")  # services, whatever they are called by now
SETTLED = """
SELECT key, state, at, detail, attempts, due, duplicate FROM deliveries WHERE state IN ('sent', 'dead', 'skipped')
"""


class Crash(Exception):
    """The process is gone."""


@dataclass
class Carrier:
    """A channel that does with each delivery what comes next in `ends`, and with the rest what a good relay does."""

    history: "History"
    ends: list[str] = field(default_factory=list)

    def deliver(self, tray: Tray) -> None:
        while jobs := tray.take(1):
            self._carry(jobs[0], tray, self.ends.pop(0) if self.ends else "sent")

    def _carry(self, job: Job, tray: Tray, end: str) -> None:
        key = job.row.key
        if end == "crash planned":
            raise Crash
        if end in {"later", "dead"}:
            due = self.history.clock.at + timedelta(minutes=5) if end == "later" else None
            if end == "dead":
                self.history.refuses(job)
            tray.write(settled=[Outcome(key, State.RETRY if due else State.DEAD, "not now", due)])
            return
        tray.write(armed=[key])
        self.history.tries(job)
        tray.alive()
        if end == "crash armed":
            self.history.doubts += 1
            raise Crash
        self.history.arrives(job)
        if end in {"lost", "crash sent"}:
            self.history.doubts += 1
        if end == "crash sent":
            raise Crash
        tray.write(settled=[Outcome(key, State.UNKNOWN if end == "lost" else State.SENT)])
        if end != "lost":
            self.history.sent.add((job.row.event, job.row.subscriber))
        if end == "crash settled":
            raise Crash


class History(RuleBasedStateMachine):
    """`commits` are all contents so far, the one in force last; a run may be of an older one."""

    people: tuple[Subscriber, ...] = ()

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(mkdtemp(prefix="history-", dir=MEMORY))
        self.clock, self.real = Clock(BEGINNING), Clock(BEGINNING)
        self.commits = [Site(Settings(notify=Notify(max_age=timedelta(days=9))))]
        self.serial = 0
        self.checked_out = self.site
        self.arrived: list[tuple[str, str, bool]] = []  # event, person, whether it says that it may be the second
        self.heard: dict[tuple[str, str], list[Heard]] = defaultdict(list)  # by thread and person
        self.through: dict[tuple[str, str], list[Heard]] = defaultdict(list)  # the same, by lists of theirs
        self.refused: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(dict)  # and event: channels
        self.tried: set[tuple[str, str]] = set()  # by thread and person: may have arrived before this run
        self.trying: set[tuple[str, str]] = set()
        self.sent: set[tuple[str, str]] = set()  # event, person: for sure
        self.titles: dict[tuple[str, str], str] = {}  # by thread and person, the title in the subject of their mails
        self.words: Counter[tuple[object, ...]] = Counter()  # by thread, person, moment, and whether it is the end
        self.doubts = 0
        self.journal: list[tuple[object, ...]] = []
        self.settled: dict[str, tuple[object, ...]] = {}
        create_ledger(self.folder / "ledger.sqlite", (), ())
        self.commit(services={name: Service(name, name.title()) for name in SLOTS})
        self.begin()
        self.commits = self.commits[-1:]

    def begin(self) -> None:
        """What there is before the first step."""

    # Content

    @property
    def site(self) -> Site:
        return self.commits[-1]

    def commit(self, **changes: object) -> None:
        self.commits.append(replace(self.site, **changes))

    def called(self, slot: str) -> str:
        """The id that a service has by now; what is none stays as it is."""
        return next((one.id for one in self.site.services.values() if one.first_id == slot), slot)

    def next_id(self) -> str:
        self.serial += 1
        return f"{self.serial:03}"

    def unused(self, letter: str, place: str) -> str:
        """An id of an affair that there never was."""
        ever = {one.id for site in self.commits for one in getattr(site, place)}
        return f"{letter}{len(ever)}"

    @rule(back=st.integers(1, 6))
    def is_reverted(self, back):
        """What was said since is gone from the content for good."""
        self.clock.pass_(60)
        self.commits.append(self.commits[max(0, len(self.commits) - 1 - back)])

    @rule(back=st.integers(1, 9), ends=ENDINGS)
    def runs_on_an_old_commit(self, back, ends):
        """A rebase that is under way, or a job that was late: the next run is of the present again."""
        self.run(ends, self.commits[max(0, len(self.commits) - 1 - back)])

    # Runs

    @rule(minutes=st.one_of(st.just(0), st.integers(0, 90), st.integers(60, 720)), ends=ENDINGS)
    def tells(self, minutes, ends):
        self.clock.pass_(60 * minutes)
        self.run(ends)

    @rule()
    def tells_without_trouble(self):
        self.run([])

    def run(self, ends: list[str], site: Site | None = None) -> bool:
        """Whether it came to its end."""
        self.real.pass_(LEASE + 1)  # whoever crashed is gone for good
        self.checked_out = site or self.site
        self.tried |= self.trying
        ledger = open_ledger(self.folder / "ledger.sqlite", self.clock, self.real)
        carrier = Carrier(self, ends)
        try:
            ledger.begin()
            Outbox(ledger, KEYS, {"email": carrier, "sms": carrier}, self.clock, limit=1000).run(self.checked_out)
            ledger.end()
        except Crash:
            return False
        finally:
            ledger.close()
        return True

    def arrives(self, job: Job) -> None:
        told, person = job.notification, job.notification.subscriber
        self.arrived.append((job.row.event, person.id, job.row.duplicate))
        assert job.contact in self.checked_out.people.subscribers[person.id].contacts
        for members in self.lists_of(person.id):
            assert (job.row.event, members) not in self.sent, f"{person.id} has {job.row.event} from {members}"
        for about, name in _contents(job):
            before = self.heard[name, person.id]
            tried = bool(before) or (name, person.id) in self.tried
            found = Heard(about.affair, told.kind, about.at, self.clock.at, about.update, Because(job.row.reason))
            problem = may_hear(self.checked_out, person.id, found, told=tried)
            assert not problem, f"{person.id} is told of {about.id} ({told.kind}, {told.reason.code}): {problem}"
            before.append(found)
            if told.kind is not Kind.SUMMARY:
                title = told.title or about.affair.title
                assert self.titles.setdefault((name, person.id), title) == title, "another subject"
            for member in self.checked_out.people.behind(person.members):
                self.through[name, member].append(found)
            if self.is_repeatable(job, about):
                self.words[name, person.id, about.at, found.is_end] += about.kind is not Kind.CORRECTED

    @staticmethod
    def is_repeatable(job: Job, news: News) -> bool:
        """Whether the same words might come under another id, say that of a renamed file."""
        in_words = news.update is not None and isinstance(news.affair, Incident)
        is_personal = job.row.kind in PERSONAL or "~turn" in job.row.event
        return in_words and not is_personal and not job.row.duplicate

    def tries(self, job: Job) -> None:
        """Nobody but us knows that it did not arrive."""
        self.trying |= {(name, job.row.subscriber) for _, name in _contents(job)}

    def lists_of(self, person: str) -> Iterator[str]:
        people = self.checked_out.people
        for one in people.subscribers.values():
            if one.is_list and person in people.behind(one.members):
                yield one.id

    def refuses(self, job: Job) -> None:
        self.tries(job)
        for _, name in _contents(job):
            by_event = self.refused[name, job.row.subscriber]
            by_event.setdefault(job.row.event, set()).add(job.contact.channel)

    # What must hold

    @invariant()
    def nobody_hears_twice_but_in_doubt_and_then_it_says_so(self):
        plain = Counter((event, who) for event, who, flagged in self.arrived if not flagged)
        assert max(plain.values(), default=0) <= 1
        assert max(self.words.values(), default=0) <= 1, "the same words under another id"
        again = len(self.arrived) - len({(event, who) for event, who, _ in self.arrived})
        assert again <= self.doubts

    @invariant()
    def the_ledger_only_grows(self):
        db = sqlite3.connect(self.folder / "ledger.sqlite")
        journal = db.execute("SELECT * FROM journal ORDER BY number").fetchall()
        settled = {key: tuple(row) for key, *row in db.execute(SETTLED)}
        db.close()
        assert journal[: len(self.journal)] == self.journal
        assert settled.items() >= self.settled.items(), "a settled delivery has changed"
        self.journal, self.settled = journal, settled

    def teardown(self) -> None:
        try:
            for _ in range(20 if self.some_wait() else 4):  # past all mutes, quiet hours and daily summaries
                self.clock.pass_(9000)
                assert self.run([])
            before = len(self.arrived)
            assert self.run([])
            assert len(self.arrived) == before, "a run that has nothing to do told somebody something"
            self.nobody_hears_twice_but_in_doubt_and_then_it_says_so()
            self.the_ledger_only_grows()
            all_hear(self.site, (self.heard, self.through), self.gave_up, self.clock.at)
        finally:
            shutil.rmtree(self.folder)

    def some_wait(self) -> bool:
        return any(one.quiet_hours or one.digest for one in self.site.people.subscribers.values())

    def gave_up(self, thread: str, who: str) -> bool:
        """Whether something of it was refused for good in every way that they have, or may have arrived, for all that
        anybody knows, and is gone from the content now."""
        ways = {one.channel for one in self.site.people.subscribers[who].contacts}
        present = {one.id for one in news(self.site, self.clock.at)}
        gone = (row for row in self.rows(thread, who) if row.event not in present)
        refused = self.refused.get((thread, who), {}).values()
        return any(ways <= some for some in refused) or any(row.state is State.UNKNOWN for row in gone)

    def rows(self, thread: str, who: str) -> list[Row]:
        ledger = open_ledger(self.folder / "ledger.sqlite", self.clock, self.real)
        try:
            return [row for row in ledger.rows([thread]) if row.subscriber == who]
        finally:
            ledger.close()


def _contents(job: Job) -> Iterator[tuple[News, str]]:
    """All that a message is about, each with its thread."""
    for one in (job.notification.news, *job.notification.others):
        yield one, thread_of(one.affair) if one.thread == SUMMARIES else one.thread
