"""Who is to hear of something and cannot be reached, now or at all: what the exit code 5 is about."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from statusgen.model.site import Site
from statusgen.notify.events.telling import is_current
from statusgen.notify.ledger.rows import State
from statusgen.notify.news import Kind, News
from statusgen.notify.notification import Silence, WhyNot
from statusgen.notify.sending.outbox import Done


@dataclass(frozen=True, slots=True)
class Unreached:
    """Ids of people. `now`: another run tries again. `at_all`: every way that they have is shut, or not set up."""

    now: frozenset[str] = frozenset()
    at_all: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.now or self.at_all)


@dataclass(frozen=True, slots=True)
class Relevance:
    """Whether affairs and news still matter at a moment: worked out once each, whatever number of people asks."""

    site: Site
    now: datetime
    _goes_on: dict[int, bool] = field(default_factory=dict)

    def goes_on(self, news: News) -> bool:
        """Whether it is open, running or ahead."""
        place = id(news.affair)  # some readers see less of the same affair, and that is another one
        if place not in self._goes_on:
            self._goes_on[place] = is_current(news.affair, self.site, self.now)
        return self._goes_on[place]

    def is_missed(self, silence: Silence) -> bool:
        """Whether someone misses something for want of a way to them, and it still matters.

        What is over, and too old for anybody to be told, is nobody's loss any more; nor is hearing that one was taken
        off.
        """
        news = silence.news
        if silence.why is not WhyNot.NO_CONTACT or news.kind is Kind.REMOVED:
            return False
        return self.now - news.at <= self.site.settings.notify.max_age or self.goes_on(news)


def unreached(done: Done, site: Site, now: datetime) -> Unreached:
    """After a run, or before one: then nothing but what earlier runs met is known."""
    relevance = Relevance(site, now)
    shut = {one.subscriber.id for one in done.routing.silences if relevance.is_missed(one)}
    waiting = {job.row.subscriber for job in done.later}
    ends: dict[tuple[str, str], set[State]] = defaultdict(set)
    for job in done.jobs.values():
        ends[job.row.event, job.row.subscriber].add(done.state(job))
    for (_, person), states in ends.items():
        if states == {State.DEAD}:
            shut.add(person)
        elif states.isdisjoint({State.SENT, State.SKIPPED}):
            waiting.add(person)
    return Unreached(frozenset(waiting - shut), frozenset(shut))
