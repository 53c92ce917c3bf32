"""What goes on and nobody hears of: whom it comes near, and why it is not theirs."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from statusgen.model.access import may_see
from statusgen.model.affair import Affair
from statusgen.model.incident import Incident
from statusgen.model.maintenance import Maintenance
from statusgen.model.people import Subscriber
from statusgen.model.site import Site
from statusgen.notify.events.telling import is_current
from statusgen.notify.news import News, is_drill, thread_of
from statusgen.notify.notification import Past, Routing, WhyNot
from statusgen.notify.routing.concern import Concern, concern
from statusgen.notify.routing.record import Thread, by_thread
from statusgen.notify.routing.register import Register, register
from statusgen.notify.routing.wants import any_event_of, events_of


@dataclass(frozen=True, slots=True)
class Unheard:
    """`news` is the newest; None where all that was said is marked as not worth telling. `near`: people by reason."""

    affair: Affair
    news: News | None
    near: Mapping[WhyNot, int]


def unheard(site: Site, routing: Routing, before: Past, now: datetime) -> tuple[Unheard, ...]:
    """Affairs of which nobody was told, is told or will be, though they go on, or are news to this run."""
    heard = {thread for thread, _ in before.rows}
    for told in routing.notifications:
        heard |= {one.thread for one in (told.news, *told.others)}
    heard |= {one.news.thread for one in routing.silences}
    threads = by_thread(routing.news)
    alone = [one for name, one in threads.items() if name not in heard and _matters(one, site, before, now)]
    people = register(site) if alone else None
    found = [_unheard(one.news[-1], site, people, now) for one in alone if people]
    return (*found, *(Unheard(one, None, {}) for one in _untold(site, threads, now)))


def _matters(thread: Thread, site: Site, before: Past, now: datetime) -> bool:
    """Each time of what repeats was announced with the rest."""
    latest = thread.news[-1]
    if isinstance(latest.affair, Maintenance) and latest.affair.occurrence:
        return False
    return latest.id not in before.known or is_current(latest.affair, site, now)


def _untold(site: Site, threads: Mapping[str, Thread], now: datetime) -> Iterator[Incident]:
    for one in site.incidents:
        if one.started <= now and is_current(one, site, now) and thread_of(one) not in threads:
            yield one


def _unheard(news: News, site: Site, people: Register, now: datetime) -> Unheard:
    near = Counter(why for _, why in nearby(news, site, people, now))
    del near[WhyNot.NOT_CONCERNED]
    return Unheard(news.affair, news, dict(near.most_common()))


def nearby(
    news: News, site: Site, people: Register, now: datetime, also: Iterable[str] = ()
) -> Iterator[tuple[Subscriber, WhyNot]]:
    """Whom the news might concern, and `also` these, each with why it would not be told to them if it is not."""
    found = concern(news.affair, _stakeholders(news.affair), site, people, now)
    for one in _candidates(found, people, also):
        yield one, _why(news, one, found, people)


def _stakeholders(affair: Affair) -> tuple[str, ...]:
    return affair.stakeholders if isinstance(affair, Incident | Maintenance) else ()


def _candidates(found: Concern, people: Register, also: Iterable[str]) -> Iterable[Subscriber]:
    ids = {*found.put_on, *found.by_rule, *people.asked_about(found.topic.selectors, found.affair.id), *also}
    return (one for id_ in ids if (one := people.people.subscribers.get(id_)))


def _why(news: News, person: Subscriber, found: Concern, people: Register) -> WhyNot:
    reason = found.reason(person, people, any_event_of(news.affair))
    if reason and not may_see(people.readers_of(person.id), news.affair.audience):
        return WhyNot.MAY_NOT_SEE
    if reason and is_drill(news.affair):
        return WhyNot.DRILL
    if reason and not person.own_updates and news.author == person.id:
        return WhyNot.OWN_UPDATE
    return found.lacking(person, people, events_of(news.kind, news.affair))
