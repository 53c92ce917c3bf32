"""What someone would have been told: their preferences of now, run through what was said since, as it was said."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import chain
from typing import NamedTuple

from statusgen.model.course import is_settled
from statusgen.model.occurrences import maintenances_at
from statusgen.model.past import as_of
from statusgen.model.people import People, Subscriber
from statusgen.model.plans import plans, reminders
from statusgen.model.site import Site
from statusgen.notify.events.renaming import mark, renamed
from statusgen.notify.events.telling import news
from statusgen.notify.ledger.rows import Row, State
from statusgen.notify.news import News
from statusgen.notify.notification import Notification, Past, Routing, WhyNot
from statusgen.notify.routing.route import route

_MOST_STEPS = 20_000  # affairs, times the moments at which all of them are looked at


class Told(NamedTuple):
    at: datetime
    notification: Notification


def replay(
    site: Site, subscribers: Iterable[Subscriber], since: datetime, now: datetime, channels: frozenset[str]
) -> Iterator[Told]:
    """Every message that these people would have got between the two moments, had a run followed each word at once.

    What had been said before counts as told. People, services and settings are those of now.
    """
    who = {one.id: one for one in subscribers}
    everyone = site.people.subscribers.values()
    lists = {
        one.id: one for one in everyone if one.is_list and not who.keys().isdisjoint(site.people.behind(one.members))
    }
    people = People(site.people.teams, lists | who)
    recent = tuple(one for one in site.incidents if not is_settled(one, since))
    whole = replace(site, incidents=recent, people=people)
    memory = _Memory()
    memory.begin(_routed(whole, memory, channels, since), since)
    for at, routing in _runs(whole, memory, since, now, channels):
        yield from (Told(at, one) for one in routing.notifications if one.subscriber.id in who)


class Step(NamedTuple):
    """A content, and from when on it was in force."""

    at: datetime
    site: Site


def followed(steps: Sequence[Step], current: Sequence[News], now: datetime, channels: frozenset[str]) -> Past:
    """What a ledger would have by now, had a run followed each word and each change of the content at once.

    As far as it matters to the `current` news.
    """
    memory = _Memory()
    for step, end in zip(steps, [*(one.at for one in steps[1:]), now], strict=True):
        memory.keep(_routed(step.site, memory, channels, step.at), step.at)
        for _ in _runs(step.site, memory, step.at, end, channels):
            pass
    return memory.past(current)


def beginning(site: Site, now: datetime) -> datetime:
    """From when on what it says by now can be followed word by word. Of very much to tell that is late."""
    affairs = len(site.incidents) + len(site.maintenances) + len(site.announcements)
    said = sorted((at for at in _moments(site, now) if at <= now), reverse=True)
    most = max(1, _MOST_STEPS // max(1, affairs))
    return (said[:most] or [now])[-1] - timedelta(seconds=1)


def _runs(
    site: Site, memory: "_Memory", since: datetime, now: datetime, channels: frozenset[str]
) -> Iterator[tuple[datetime, Routing]]:
    """Every run that there is reason for after the one moment and up to the other, each remembered."""
    at = since
    routing = _routed(site, memory, channels, at)
    while (following := _next(site, routing, at)) and following <= now:
        at = following
        routing = _routed(site, memory, channels, at)
        yield at, routing
        memory.keep(routing, at)


def _routed(site: Site, memory: "_Memory", channels: frozenset[str], at: datetime) -> Routing:
    then = as_of(site, at)
    current = news(then, at)
    return route(then, current, memory.past(current), channels, at)


def _next(site: Site, routing: Routing, at: datetime) -> datetime | None:
    """When something will be said or the clock says something, or when someone may be disturbed again."""
    held = (one.until for one in routing.silences if one.until)
    return min((moment for moment in chain(held, _moments(site, at)) if moment > at), default=None)


def _moments(site: Site, at: datetime) -> Iterator[datetime]:
    for incident in site.incidents:
        yield from (incident.started, *(update.at for update in incident.updates))
    yield from (announcement.at for announcement in site.announcements)
    for written in site.maintenances:
        yield from (update.at for update in written.updates)
    for work in maintenances_at(as_of(site, at), at, at):
        plan = plans(work, at)[-1]
        yield from (plan.starts, plan.ends, *reminders(work, at))


@dataclass(slots=True)
class _Memory:
    """A ledger in which everything arrives at once."""

    known: dict[str, str] = field(default_factory=dict)  # with what tells that a file was renamed
    held: set[tuple[str, str]] = field(default_factory=set)
    rows: dict[tuple[str, str], list[Row]] = field(default_factory=dict)

    def past(self, current: Sequence[News]) -> Past:
        """As far as it matters to these."""
        return Past(
            frozenset(self.known),
            frozenset(self.held),
            {place: tuple(rows) for place, rows in self.rows.items()},
            renamed=renamed(current, self.known),
        )

    def begin(self, routing: Routing, at: datetime) -> None:
        """All that there is counts as told."""
        self.known |= {one.id: mark(one) for one in routing.news}
        named = {one.id: one for one in routing.news}
        for told in routing.notifications:
            for event in (told.news.id, *told.covers):
                if event in named:
                    self._skip(named[event], told.subscriber, WhyNot.BEFORE, at)
        for silent in routing.silences:
            self._skip(silent.news, silent.subscriber, WhyNot.BEFORE, at)

    def keep(self, routing: Routing, at: datetime) -> None:
        self.known |= {one.id: mark(one) for one in routing.news}
        self.held |= {(one.news.thread, one.subscriber.id) for one in routing.silences if one.waits}
        named = {one.id: one for one in routing.news}
        for told in routing.notifications:
            self._put(told.news, told.subscriber, State.SENT, at, told)
            for event in told.covers:
                self._skip(_about(event, named, told), told.subscriber, WhyNot.SUPERSEDED, at)
        for silent in routing.silences:
            if silent.lasts:
                self._skip(silent.news, silent.subscriber, silent.why, at)

    def _skip(self, about: News, who: Subscriber, why: WhyNot, at: datetime) -> None:
        self._put(about, who, State.SKIPPED, at, None, why.value)

    def _put(
        self, about: News, who: Subscriber, state: State, at: datetime, told: Notification | None, detail: str = ""
    ) -> None:
        kind, reason = (told.kind, told.reason.code) if told else (about.kind, "")
        channel = told.contacts[0].channel if told else ""
        row = Row("", about.id, about.thread, who.id, channel, str(kind), str(reason), state, at, detail)
        self.rows.setdefault((about.thread, who.id), []).append(row)


def _about(event: str, named: Mapping[str, News], told: Notification) -> News:
    return named.get(event) or replace(told.news, id=event)
