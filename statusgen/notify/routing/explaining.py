"""Why someone was told of an affair, will be, or is not: the same decision as in a run, asked for one person."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from statusgen.model.access import seen_by
from statusgen.model.people import Subscriber
from statusgen.model.site import Site
from statusgen.notify.events.renaming import as_known
from statusgen.notify.events.telling import news
from statusgen.notify.ledger.rows import Row
from statusgen.notify.news import SUMMARIES, News, is_drill
from statusgen.notify.notification import Notification, Past, Reason, Silence, WhyNot
from statusgen.notify.routing.concern import Concern, concern
from statusgen.notify.routing.deciding import decide
from statusgen.notify.routing.hearing import BY_HAND, Case, Run, Through
from statusgen.notify.routing.lists import carried
from statusgen.notify.routing.record import Thread, by_thread, known_of
from statusgen.notify.routing.register import register
from statusgen.notify.routing.wants import any_event_of, events_of

_ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Of one thread. `rows` are what the ledger has, oldest first; `told` is what the next run will tell, else
    `silence` says why it tells nothing. `reason` is what connects them with it now, if anything does.
    """

    news: News
    rows: tuple[Row, ...]
    told: Notification | None
    silence: Silence | None
    reason: Reason | None


def news_about(site: Site, affair: str, now: datetime) -> tuple[News, ...]:
    """All that there ever was to tell of it, oldest first."""
    return tuple(one for one in news(site, now, _ALWAYS) if one.affair.id == affair)


def explain(
    site: Site, person: Subscriber, affair: str, past: Past, channels: frozenset[str], now: datetime
) -> tuple[Explanation, ...]:
    """Of each thread of the affair of which there is anything to tell, oldest first. `channels`: those set up."""
    whole = as_known(news_about(site, affair, now), past.renamed)
    asked = _Asked(site, Run(site, register(site), channels, past, now), past)
    mine = asked.threads(person, affair)
    return tuple(
        asked.explanation(person, mine[name]) if name in mine else _unseen(one.news[-1], person)
        for name, one in by_thread(whole).items()
    )


def _unseen(about: News, person: Subscriber) -> Explanation:
    return Explanation(about, (), None, Silence(about, person, WhyNot.MAY_NOT_SEE), None)


@dataclass(frozen=True, slots=True)
class _Asked:
    site: Site
    run: Run
    past: Past

    def threads(self, person: Subscriber, affair: str) -> dict[str, Thread]:
        """As they see them."""
        visible = seen_by(self.site, self.run.register.readers_of(person.id))
        return by_thread(as_known(news_about(visible, affair, self.run.now), self.past.renamed))

    def explanation(self, person: Subscriber, thread: Thread) -> Explanation:
        latest = thread.news[-1]
        rows = tuple(sorted(self.past.rows.get((latest.thread, person.id), ()), key=lambda row: row.at))
        case = self.case(person, thread, dict(self.through(person, thread)))
        decision = decide(case, self.run)
        silence = None if decision.notification else (*decision.silences, self.silence(case, latest))[0]
        reason = case.concern.reason(person, self.run.register, any_event_of(latest.affair))
        return Explanation(latest, rows, decision.notification, silence, reason)

    def case(self, person: Subscriber, thread: Thread, through: Mapping[str, Through]) -> Case:
        latest = thread.news[-1]
        known, before = known_of(self.past.rows, latest.thread, person.id, drill=is_drill(latest.affair))
        held = (latest.thread, person.id) in self.past.held
        return Case(person, thread, self.concern(thread), known, through, held, before)

    def concern(self, thread: Thread) -> Concern:
        affair = thread.news[-1].affair
        affairs = {one.id: one.stakeholders for one in self.site.incidents}
        affairs |= {one.id: one.stakeholders for one in self.site.maintenances}
        return concern(affair, affairs.get(affair.id, ()), self.site, self.run.register, self.run.now)

    def through(self, person: Subscriber, thread: Thread) -> Iterator[tuple[str, Through]]:
        """What the lists of theirs are told, with the list."""
        people = self.run.register.people
        lists = (one for one in people.subscribers.values() if one.is_list and person.id in people.behind(one.members))
        name = thread.news[-1].thread
        for one in lists:
            theirs = self.threads(one, thread.news[-1].affair.id).get(name)
            if theirs:
                decision = decide(self.case(one, theirs, {}), self.run)
                rows, summaries = (self.past.rows.get((place, one.id), ()) for place in (name, SUMMARIES))
                for event, sent in carried(decision, rows, summaries).items():
                    yield event, Through(one.id, sent)

    def silence(self, case: Case, latest: News) -> Silence:
        """Why nothing is wanted."""
        return Silence(latest, case.person, self.why(case, latest))

    def why(self, case: Case, latest: News) -> WhyNot:
        person, known = case.person, self.run.register
        if latest.id in case.record.done or (case.record.told and case.record.reached(case.thread) >= 0):
            return WhyNot.TOLD
        if person.own_updates is False and latest.author == person.id:
            return WhyNot.OWN_UPDATE
        reason = case.concern.reason(person, known, any_event_of(latest.affair))
        if reason is None:
            return case.concern.lacking(person, known, events_of(latest.kind, latest.affair))
        return WhyNot.DRILL if is_drill(latest.affair) and reason.code not in BY_HAND else WhyNot.EVENT
