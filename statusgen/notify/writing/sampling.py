"""A notification as it would be, were it sent: to look at mail before anybody gets it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from statusgen.model.access import Readers, may_see, readers_of
from statusgen.model.maintenance import Announcement
from statusgen.model.people import Subscriber
from statusgen.model.site import Site
from statusgen.notify.events.telling import is_current, news
from statusgen.notify.news import SUMMARIES, Kind, News
from statusgen.notify.notification import Because, Notification, Past, Reason
from statusgen.notify.routing.route import route

PERSONAL = frozenset({Kind.ADDED, Kind.REMOVED, Kind.SUMMARY})
# As what else news is told: to those who heard that it was called off, or was an exercise.
_ALSO = {
    Kind.REVIVED: frozenset({Kind.SCHEDULED, Kind.RESCHEDULED}),
    Kind.REAL: frozenset({Kind.OPENED, Kind.UPDATED, Kind.SCHEDULED, Kind.RESCHEDULED, Kind.STARTED}),
}
_ALWAYS = timedelta(days=36_500)
_NOBODY = Subscriber("reader", "A reader", ())


def news_of(site: Site, affair: str, now: datetime) -> tuple[News, ...]:
    """All that there ever was to tell of an incident, maintenance or announcement, oldest first."""
    return tuple(one for one in news(site, now, now - _ALWAYS) if one.affair.id == affair)


def may_be_told_as(news: News, kind: Kind | None) -> bool:
    """Whether there could be a message of that kind about it; without a kind, as what it is."""
    return kind in {None, *PERSONAL, news.kind} or (kind in _ALSO and news.kind in _ALSO[kind])


def sample(
    site: Site, found: Sequence[News], kind: Kind | None, person: Subscriber | None, now: datetime
) -> tuple[Notification, datetime]:
    """The last of the news as a message of that kind, and the moment at which it would be made.

    To someone who was told of all before. News of long ago is shown as it was then.
    """
    newest, reader = _as_real(found[-1]) if kind is Kind.REAL else found[-1], person or _NOBODY
    before = [one.at for one in found[:-1] if one.thread == newest.thread]
    personal = kind in PERSONAL
    told = Notification(
        newest,
        kind or newest.kind,
        reader,
        reader.contacts,
        _reason(site, newest, person, now),
        others=_others(site, newest, readers_of(site, reader.id), now) if kind is Kind.SUMMARY else (),
        since=before[-1] if before and not personal else None,
    )
    return told, now if personal or newest.undated else newest.at


def _as_real(news: News) -> News:
    """An exercise, as it would be if it turned out to be none."""
    if isinstance(news.affair, Announcement):
        return news
    return replace(news, affair=replace(news.affair, drill=False))


def _reason(site: Site, about: News, person: Subscriber | None, now: datetime) -> Reason:
    """Why they would be told, if they would; else as if a responder had put them on it."""
    if person is None:
        return Reason(Because.WANTS)
    alone = replace(person, mute_until=None, quiet_hours=None, digest=None)
    people = replace(site.people, subscribers={**site.people.subscribers, person.id: alone})
    channels = frozenset(contact.channel for contact in person.contacts)
    routing = route(replace(site, people=people), (about,), Past(), channels, now)
    mine = (one.reason for one in routing.notifications if one.subscriber.id == person.id and one.news.id == about.id)
    return next(mine, Reason(Because.PUT_ON))


def _others(site: Site, about: News, readers: Readers, now: datetime) -> tuple[News, ...]:
    """The latest news of every other affair that matters now, of what these readers may see."""
    latest = {one.thread: one for one in news(site, now) if is_current(one.affair, site, now) and _is_for(readers, one)}
    return tuple(one for thread, one in latest.items() if thread not in {about.thread, SUMMARIES})


def _is_for(readers: Readers, one: News) -> bool:
    return may_see(readers, one.affair.audience) and may_see(readers, one.audience)
