"""Who is to hear of something and cannot be reached, now or at all: what the exit code 5 is about."""

from collections import defaultdict
from dataclasses import dataclass
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


def unreached(done: Done, site: Site, now: datetime) -> Unreached:
    """After a run, or before one: then nothing but what earlier runs met is known."""
    shut = {one.subscriber.id for one in done.routing.silences if is_shut_out(one, site, now)}
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


def is_shut_out(silence: Silence, site: Site, now: datetime) -> bool:
    """Whether someone misses something for want of a way to them, and it still matters.

    What is over, and too old for anybody to be told, is nobody's loss any more; nor is hearing that one was taken off.
    """
    news = silence.news
    return silence.why is WhyNot.NO_CONTACT and news.kind is not Kind.REMOVED and _matters(news, site, now)


def _matters(news: News, site: Site, now: datetime) -> bool:
    return is_current(news.affair, site, now) or now - news.at <= site.settings.notify.max_age
