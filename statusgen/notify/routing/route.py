"""Who is told what, and who is not, of all news at once. Nothing is sent here, and nothing remembered."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from statusgen.model.access import Readers, seen_by
from statusgen.model.incident import Incident
from statusgen.model.maintenance import Maintenance
from statusgen.model.people import Contact, Subscriber
from statusgen.model.site import Site
from statusgen.notify.events.renaming import as_known
from statusgen.notify.events.telling import news as telling
from statusgen.notify.ledger.rows import Row, State
from statusgen.notify.news import SUMMARIES, Kind, News, is_drill
from statusgen.notify.notification import Notification, Past, Routing, Silence, WhyNot
from statusgen.notify.routing.concern import Concern, concern
from statusgen.notify.routing.deciding import Decision, decide, once_more
from statusgen.notify.routing.hearing import Case, Run, Through
from statusgen.notify.routing.lists import carried, took_its_place
from statusgen.notify.routing.record import Thread, by_thread, known_of, record
from statusgen.notify.routing.register import one_spelling, register
from statusgen.notify.routing.summaries import Released, resumed, summary


def route(site: Site, news: Sequence[News], past: Past, channels: frozenset[str], now: datetime) -> Routing:
    """All of one run, of the whole site and the news of it. `channels` are those that are set up."""
    people = register(site)
    run = Run(site, people, channels, past, now)
    news = as_known(news, past.renamed)
    router = _Router(run, past, by_thread(news), _views(run))
    for name in router.names():
        router.route(name)
    router.summarise()
    seen = (one for view in router.views.values() for some in view.threads.values() for one in some.news)
    known = {one.id: one for one in (*seen, *news)}
    return Routing(tuple(router.notifications), tuple(router.silences), tuple(known.values()))


@dataclass(frozen=True, slots=True)
class _View:
    """What some readers see: the threads, and what each has to do with people."""

    threads: Mapping[str, Thread]
    concerns: dict[str, Concern] = field(default_factory=dict)


def _views(run: Run) -> dict[Readers, _View]:
    names = run.past.renamed
    return {
        some: _View(by_thread(as_known(telling(seen_by(run.site, some), run.now), names)))
        for some in run.register.all_readers
    }


@dataclass(slots=True)
class _Router:
    """`whole` are the threads of the whole site, `views` those that anyone sees: some may go on for them alone."""

    run: Run
    past: Past
    whole: Mapping[str, Thread]
    views: Mapping[Readers, _View]
    notifications: list[Notification] = field(default_factory=list)
    silences: list[Silence] = field(default_factory=list)
    released: dict[str, list[Released]] = field(default_factory=lambda: defaultdict(list))
    told: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # people by thread, of the ledger
    stakeholders: dict[str, tuple[str, ...]] = field(init=False)  # by affair: no view has them

    def __post_init__(self) -> None:
        for name, person in self.past.rows:
            self.told[name].add(person)
        site = self.run.site
        affairs: tuple[Incident | Maintenance, ...] = (*site.incidents, *site.maintenances)
        self.stakeholders = {one.id: one.stakeholders for one in affairs}

    def names(self) -> dict[str, None]:
        """Every thread that someone sees, in one order for all."""
        return dict.fromkeys([*self.whole, *sorted({name for view in self.views.values() for name in view.threads})])

    def route(self, name: str) -> None:
        """One thread. Lists come first: who is on one that is told is not told by themselves."""
        through: dict[str, dict[str, Through]] = defaultdict(dict)
        begun: dict[tuple[str, Contact], str] = {}
        for person in sorted(self.candidates(name), key=lambda one: not one.is_list):
            decision = self.decide(name, person, through.get(person.id, {}))
            if decision is None:
                continue
            if person.is_list and person.members:
                heard = {event: Through(person.id, sent) for event, sent in self.carried(name, person, decision)}
                for member in self.run.register.people.behind(person.members):
                    through[member] |= heard
            self.keep(self.once_at_each_address(decision, begun))

    def candidates(self, name: str) -> list[Subscriber]:
        """All whom it might concern, by id; more than it does."""
        ids = set(self.told[name])
        for view in self.views.values():
            if name in view.threads:
                found = self.concern(name, view)
                ids |= {*found.put_on, *found.by_rule}
                ids.update(self.run.register.asked_about(found.topic.selectors, found.affair.id))
        if name in self.whole:
            ids.update(self.put_on(self.whole[name].news[-1].affair.id))
        return [one for id_ in sorted(ids) if (one := self.run.site.people.subscribers.get(id_))]

    def put_on(self, affair: str) -> tuple[str, ...]:
        return self.run.register.people.behind(self.stakeholders.get(affair, ()))

    def once_at_each_address(self, decision: Decision, begun: dict[tuple[str, Contact], str]) -> Decision:
        """Two people may have one address. `begun`: what is told in this run, and to whom."""
        told = decision.notification
        if not told or not told.contacts:
            return decision
        others = self.run.register.sharing(told.contacts[0]) - {told.subscriber.id}
        if not others:
            return decision
        contact, events = one_spelling(told.contacts[0]), self.about(told)
        here = next((begun[event, contact] for event in events if (event, contact) in begun), None)
        found = self.told_at(told, events, sorted(others)) or (Through(here, sent=False) if here else None)
        for event in events:
            begun.setdefault((event, contact), told.subscriber.id)
        if found is None:
            return decision
        why = Silence(told.news, told.subscriber, WhyNot.SAME_ADDRESS, who=found.name, waits=not found.sent)
        return Decision(None, (*decision.silences, why))

    def about(self, told: Notification) -> frozenset[str]:
        """Ids of what it says: of the state so far that of the newest, too."""
        if told.news.kind is not Kind.ADDED:
            return frozenset({told.news.id})
        seen = self.views[self.run.register.readers_of(told.subscriber.id)].threads[told.news.thread].news
        newest = next((one.id for one in reversed(seen) if one.kind is not Kind.CORRECTED), told.news.id)
        return frozenset({told.news.id, newest})

    def told_at(self, told: Notification, events: frozenset[str], others: Sequence[str]) -> Through | None:
        """Who of these has a delivery of it that way; the person themselves, if they have it first, are told."""
        channel = told.contacts[0].channel
        for other in others:
            rows, summaries = (self.past.rows.get((name, other), ()) for name in (told.news.thread, SUMMARIES))
            for row in rows:
                if row.event in events and row.channel in (channel, ""):
                    if row.channel and row.state not in (State.DEAD, State.SKIPPED):
                        return Through(other, row.state is State.SENT)
                    if took_its_place(row, (*rows, *summaries), channel):
                        return Through(other, sent=True)
        return None

    def decide(self, name: str, person: Subscriber, through: Mapping[str, Through]) -> Decision | None:
        """None where the affair is nothing to them that they could see."""
        view = self.views[self.run.register.readers_of(person.id)]
        if name in view.threads:
            return decide(self.case(name, person, view, through), self.run)
        news = self.whole[name].news[-1] if name in self.whole else None
        if news and person.id in self.put_on(news.affair.id):  # whoever did that should know that it was in vain
            return Decision(None, (Silence(news, person, WhyNot.MAY_NOT_SEE),))
        return None

    def case(self, name: str, person: Subscriber, view: _View, through: Mapping[str, Through]) -> Case:
        found, held = self.concern(name, view), (name, person.id) in self.past.held
        known, before = known_of(self.past.rows, name, person.id, drill=is_drill(found.affair))
        return Case(person, view.threads[name], found, known, through, held, before)

    def concern(self, name: str, view: _View) -> Concern:
        if name not in view.concerns:
            run, affair = self.run, view.threads[name].news[-1].affair
            view.concerns[name] = concern(affair, self.stakeholders.get(affair.id, ()), run.site, run.register, run.now)
        return view.concerns[name]

    def carried(self, name: str, person: Subscriber, decision: Decision) -> Iterable[tuple[str, bool]]:
        rows = self.past.rows
        return carried(decision, rows.get((name, person.id), ()), rows.get((SUMMARIES, person.id), ())).items()

    def keep(self, decision: Decision) -> None:
        self.silences.extend(decision.silences)
        found = decision.notification
        if found and decision.released:
            self.released[found.subscriber.id].append(Released(found, decision.released))
        elif found:
            self.notifications.append(found)

    def summarise(self) -> None:
        """What was held back of one affair goes as it is; of several, in one message."""
        unfinished = dict(self.unfinished())
        for name in sorted({*self.released, *unfinished}):
            found, row = self.released.get(name, []), unfinished.get(name)
            again = list(self.again(name, row)) if row else []
            if row and again:
                self.tell(self.open_ways(resumed(row, again, found, self.past.rows[SUMMARIES, name])))
            elif len(found) == 1:
                self.notifications.append(found[0].notification)
            elif found:
                self.notifications.append(summary(found))

    def open_ways(self, found: Notification) -> Notification:
        ways = (one for one in found.contacts if not self.run.is_refused(found.news.id, found.subscriber, one))
        return replace(found, contacts=tuple(ways))

    def tell(self, found: Notification) -> None:
        """A summary that is under way, if there is a way left."""
        if found.contacts:
            self.notifications.append(found)
        else:
            self.silences.append(Silence(found.news, found.subscriber, WhyNot.NO_CONTACT))

    def unfinished(self) -> Iterator[tuple[str, Row]]:
        """People to whom a summary is under way, with its row."""
        for (name, person), rows in self.past.rows.items():
            if name == SUMMARIES and person in self.run.site.people.subscribers:
                open_ = [row for row in rows if record(rows).is_open(row.event)]
                yield from ((person, row) for row in open_[-1:])

    def again(self, person: str, row: Row) -> Iterator[Notification]:
        """What that summary told of, as far as nothing newer has been told since."""
        sent = max((one.at for one in self.past.rows[SUMMARIES, person] if one.state is State.SENT), default=None)
        busy = {one.news.thread for one in self.notifications if one.subscriber.id == person}
        busy |= {one.notification.news.thread for one in self.released.get(person, ())}
        subscriber = self.run.site.people.subscribers[person]
        view = self.views[self.run.register.readers_of(person)]
        for name in view.threads.keys() - busy:
            rows = self.past.rows.get((name, person), ())
            events = frozenset(one.event for one in rows if _in_summary(one, sent))
            case = self.case(name, subscriber, view, {})
            if events and (case.record.since is None or case.record.since <= row.at):
                found = once_more(case, self.run, events)
                yield from [found] if found else []


def _in_summary(row: Row, since: datetime | None) -> bool:
    superseded = row.state is State.SKIPPED and row.detail == WhyNot.SUPERSEDED
    return superseded and (since is None or row.at > since)
