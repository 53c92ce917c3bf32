"""What a change of the content would tell: the next run's decisions, less those that it makes without the change."""

from collections.abc import Sequence, Set
from dataclasses import replace
from datetime import datetime

from statusgen.model.site import Site
from statusgen.notify.events.telling import news
from statusgen.notify.notification import Notification, Past, Routing, Silence
from statusgen.notify.routing.replaying import Step, followed
from statusgen.notify.routing.route import route
from statusgen.notify.sending.outbox import without_removals


def foretold(before: Site, after: Site, known: Past, channels: frozenset[str], now: datetime) -> Routing:
    """Who is told and who is not because of what changed between the two sites."""
    unchanged = _routed(before, known, channels, now)
    told = {_mark(one) for one in unchanged.notifications}
    quiet = {(*_mark(one), one.why) for one in unchanged.silences}
    routing = _routed(after, known, channels, now)
    return replace(
        routing,
        notifications=tuple(one for one in routing.notifications if _mark(one) not in told),
        silences=tuple(one for one in routing.silences if (*_mark(one), one.why) not in quiet),
    )


def matters(before: Site, after: Site, now: datetime) -> frozenset[str]:
    """Ids of the affairs of which there is anything to tell now: all others tell nobody anything."""
    return frozenset(one.affair.id for site in (before, after) for one in news(site, now))


def surmised(steps: Sequence[Step], after: Site, channels: frozenset[str], now: datetime) -> Past:
    """What a ledger that was never asked would have, had runs followed the contents before the change.

    The last step is the content before the change; all hold only what matters.
    """
    return followed(steps, () if after.left_out else news(after, now), now, channels)


def only(site: Site, affairs: Set[str]) -> Site:
    """The site with nothing on it but these."""
    return replace(
        site,
        incidents=tuple(one for one in site.incidents if one.id in affairs),
        maintenances=tuple(one for one in site.maintenances if one.id in affairs),
        announcements=tuple(one for one in site.announcements if one.id in affairs),
    )


def _routed(site: Site, known: Past, channels: frozenset[str], now: datetime) -> Routing:
    return without_removals(route(site, news(site, now), known, channels, now), site)


def _mark(one: Notification | Silence) -> tuple[str, str]:
    return one.news.id, one.subscriber.id
