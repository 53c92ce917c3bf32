"""What a run writes into the ledger, and what it then has to send: from the routing and what the ledger has."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from statusgen.model.keys import Keys
from statusgen.model.people import Contact, People
from statusgen.model.site import Site
from statusgen.notify.events.renaming import renamed
from statusgen.notify.ledger.rows import SETTLED, Ledger, Row, State
from statusgen.notify.news import SUMMARIES, News
from statusgen.notify.notification import Notification, Past, Routing, WhyNot
from statusgen.notify.routing.register import one_spelling

# Nothing is sent to who is gone, nor of what is gone. But this may be an old commit, and they may come back.
_FORGOTTEN = timedelta(days=7)
# A list of theirs has it, or someone else at their address.
ELSEWHERE = frozenset({WhyNot.THROUGH_LIST, WhyNot.SAME_ADDRESS})


@dataclass(frozen=True, slots=True)
class Job:
    """One delivery to be made: its row, what it is about, and the way."""

    row: Row
    notification: Notification
    contact: Contact


@dataclass(frozen=True, slots=True)
class Plan:
    """`rows` go into the ledger, `jobs` on their way; `later` were refused for now and are not due yet.

    `held` are pairs of a thread and a person for whom something of it is held back, as far as that is new.
    """

    rows: tuple[Row, ...]
    jobs: tuple[Job, ...]
    later: tuple[Job, ...]
    held: tuple[tuple[str, str], ...] = ()


def past(ledger: Ledger, news: Sequence[News], site: Site, keys: Keys | None) -> Past:
    """What earlier runs did about these. Without keys nobody can say which address it was that refused something: then
    all of that channel count.
    """
    rows: dict[tuple[str, str], list[Row]] = defaultdict(list)
    threads = {SUMMARIES, *(one.thread for one in news)}
    for row in ledger.rows(threads):
        rows[row.thread, row.subscriber].append(row)
    known = ledger.known()
    return Past(
        frozenset(known),
        frozenset(ledger.held(threads)),
        {place: tuple(found) for place, found in rows.items()},
        frozenset(_refused((row for found in rows.values() for row in found), site.people, keys)),
        {} if site.left_out else renamed(news, known),
    )


def _refused(rows: Iterable[Row], people: People, keys: Keys | None) -> Iterator[tuple[str, str, Contact]]:
    for row in rows:
        person = people.subscribers.get(row.subscriber)
        if person and row.state is State.DEAD and row.place:
            for contact in person.contacts:
                same = contact.channel == row.channel
                if same and (keys is None or _place(row.event, person.id, contact, keys) == row.place):
                    yield row.event, person.id, one_spelling(contact)


def _place(event: str, person: str, contact: Contact, keys: Keys) -> str:
    return keys.place(event, person, contact.channel, one_spelling(contact).address.reveal())


def planned(routing: Routing, before: Past, keys: Keys, now: datetime) -> Plan:
    """Equal routing and past give an equal plan."""
    plan = _Planner(keys, now, before.rows, _live(before), _doubtful(before)).plan(routing)
    held = dict.fromkeys((one.news.thread, one.subscriber.id) for one in routing.silences if one.waits)
    return replace(plan, held=tuple(place for place in held if place not in before.held))


def forgotten(waiting: Iterable[Row], site: Site, routing: Routing, now: datetime) -> Iterator[Row]:
    """Of the deliveries that wait, those that will never be made: whom they are for, or what they tell, is gone, or the
    two have nothing to do with each other any more.

    Where something could not be read nothing counts as gone.
    """
    if site.left_out:
        return
    threads = {one.thread for one in routing.news} | {SUMMARIES}
    told = {(one.news.thread, one.subscriber.id) for one in routing.notifications}
    decided = told | {(one.news.thread, one.subscriber.id) for one in routing.silences}
    for row in waiting:
        if row.at < now - _FORGOTTEN:
            if row.thread not in threads:
                yield _skipped(row, WhyNot.TOO_OLD, now)
            elif (row.thread, row.subscriber) not in decided:
                yield _skipped(row, WhyNot.NOT_CONCERNED, now)


def told_elsewhere(plan: Plan) -> Iterator[Row]:
    """What is settled for someone because another has it."""
    return (row for row in plan.rows if row.state is State.SKIPPED and row.detail in ELSEWHERE)


def counted_as_told(routing: Routing, keys: Keys, now: datetime) -> Iterator[Row]:
    """What a new ledger begins with: nobody who would be told of this, now or after a while, ever is."""
    plan = planned(routing, Past(), keys, now)
    held = (one for one in routing.silences if one.waits or one.why in _HELD)
    rows = [*plan.rows, *(_silent(one.news, one.subscriber.id, WhyNot.BEFORE, keys, now) for one in held)]
    for row in {(row.event, row.subscriber): row for row in rows}.values():
        yield _skipped(row, WhyNot.BEFORE, now)


_HELD = frozenset({WhyNot.QUIET, WhyNot.DIGEST, WhyNot.MUTED})


@dataclass(slots=True)
class _Planner:
    keys: Keys
    now: datetime
    before: Mapping[tuple[str, str], tuple[Row, ...]]
    live: dict[tuple[str, str], Row]  # by event and person: at most one of these is not dead
    doubtful: frozenset[tuple[str, str]]  # those that may have arrived, in whatever way
    rows: list[Row] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    later: list[Job] = field(default_factory=list)

    def plan(self, routing: Routing) -> Plan:
        named = {news.id: news for news in routing.news}
        for notification in routing.notifications:
            self.tell(notification)
            for event in notification.covers:
                about = named.get(event) or replace(notification.news, id=event)
                self.skip(about, notification.subscriber.id, WhyNot.SUPERSEDED)
        for silence in routing.silences:
            if silence.lasts:
                self.skip(silence.news, silence.subscriber.id, silence.why)
        return Plan(tuple(self.rows), tuple(self.jobs), tuple(self.later))

    def tell(self, notification: Notification) -> None:
        row = self.live.get((notification.news.id, notification.subscriber.id))
        if row is None or row.state in SETTLED:
            if row is None:
                self.begin(notification)
            return
        contact = next((one for one in notification.contacts if one.channel == row.channel), None)
        if contact is None:  # they gave up this way of being reached: on to the next; nobody refused anything
            gone = replace(row, state=State.DEAD, at=self.now, detail="no longer a contact of theirs", due=None)
            self.rows.append(replace(gone, place=""))
            self.begin(notification)
        else:
            place = _place(row.event, row.subscriber, contact, self.keys)
            if row.place != place:  # by now they have another address
                row = replace(row, place=place)
                self.rows.append(row)
            is_due = row.due is None or row.due <= self.now
            (self.jobs if is_due else self.later).append(Job(row, notification, contact))

    def begin(self, notification: Notification) -> None:
        if not notification.contacts:
            return
        news, contact = notification.news, notification.contacts[0]
        person = notification.subscriber.id
        earlier = self.before.get((news.thread, person), ())
        number = sum(one.event == news.id and one.channel == contact.channel for one in earlier)
        row = Row(
            key=self.keys.delivery(news.id, person, contact.channel, number),
            event=news.id,
            thread=news.thread,
            subscriber=person,
            channel=contact.channel,
            kind=notification.kind.value,
            reason=notification.reason.code.value,
            state=State.PLANNED,
            at=self.now,
            duplicate=(news.id, person) in self.doubtful,
            place=_place(news.id, person, contact, self.keys),
        )
        self.rows.append(row)
        self.jobs.append(Job(row, notification, contact))

    def skip(self, news: News, person: str, why: WhyNot) -> None:
        row = self.live.get((news.id, person))
        if row is None:
            self.rows.append(_silent(news, person, why, self.keys, self.now))
        elif row.state not in SETTLED:
            self.rows.append(_skipped(row, why, self.now))


def _silent(news: News, person: str, why: WhyNot, keys: Keys, now: datetime) -> Row:
    """A row of something that is not sent: it belongs to no channel."""
    key = keys.delivery(news.id, person, "")
    return Row(key, news.id, news.thread, person, "", news.kind.value, "", State.SKIPPED, now, why.value)


def _skipped(row: Row, why: WhyNot, now: datetime) -> Row:
    return replace(row, state=State.SKIPPED, at=now, detail=why.value, due=None)


def _live(before: Past) -> dict[tuple[str, str], Row]:
    return {
        (row.event, row.subscriber): row for rows in before.rows.values() for row in rows if row.state is not State.DEAD
    }


def _doubtful(before: Past) -> frozenset[tuple[str, str]]:
    rows = (row for some in before.rows.values() for row in some)
    return frozenset((row.event, row.subscriber) for row in rows if row.duplicate)
