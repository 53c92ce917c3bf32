"""Who is reminded of a broken promise: those who are to keep it, once, by whatever way they can be reached first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from statusgen.model.access import may_see, readers_of
from statusgen.model.incident import Incident
from statusgen.model.people import Subscriber
from statusgen.model.promises import owner_of
from statusgen.model.site import Site
from statusgen.notify.news import Kind, News
from statusgen.notify.notification import Because, Notification, Past, Reason, Routing, Silence, WhyNot
from statusgen.notify.routing.register import one_spelling


def to_owners(site: Site, news: Sequence[News], past: Past, channels: frozenset[str], now: datetime) -> Routing:
    """An owner is on duty: quiet hours and the daily summary do not hold this back. A mute does, and who ignores the
    incident hears nothing. No news becomes known by it: to everyone else it is none.
    """
    desk = _Desk(site, past, channels, now)
    decided = [desk.decide(one, owner, reason) for one in news for owner, reason in desk.owners(one)]
    return Routing(
        tuple(one for one in decided if isinstance(one, Notification)),
        tuple(one for one in decided if isinstance(one, Silence)),
        (),
    )


@dataclass(frozen=True, slots=True)
class _Desk:
    site: Site
    past: Past
    channels: frozenset[str]
    now: datetime

    def owners(self, news: News) -> Iterator[tuple[Subscriber, Reason]]:
        """Each once: a person, or all of a team."""
        assert isinstance(news.affair, Incident)  # noqa: S101 (nothing else makes promises)
        owner = owner_of(news.affair, self.site, self.now)
        reason = Reason(Because.OWNER_TEAM, owner) if owner and owner.startswith("team:") else Reason(Because.OWNER)
        for name in self.site.people.behind((owner,) if owner else ()):
            if name in self.site.people.subscribers:
                yield self.site.people.subscribers[name], reason

    def decide(self, news: News, owner: Subscriber, reason: Reason) -> Notification | Silence:
        if not may_see(readers_of(self.site, owner.id), news.audience):
            return Silence(news, owner, WhyNot.MAY_NOT_SEE)
        if news.affair.id in owner.ignores:
            return Silence(news, owner, WhyNot.IGNORES)
        if owner.mute_until and self.now < owner.mute_until:
            return Silence(news, owner, WhyNot.MUTED, owner.mute_until)
        ways = tuple(
            one
            for one in owner.contacts
            if one.channel in self.channels and (news.id, owner.id, one_spelling(one)) not in self.past.refused
        )
        if not ways:
            return Silence(news, owner, WhyNot.NO_CONTACT)
        return Notification(news, Kind.OVERDUE, owner, ways, reason)
