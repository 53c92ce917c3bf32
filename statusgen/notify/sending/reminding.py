"""What a run decides that reminds of broken promises: the same ledger and ways as for news, but other readers."""

from datetime import datetime

from statusgen.model.keys import Keys
from statusgen.model.site import Site
from statusgen.notify.events.overdue import overdue_news
from statusgen.notify.ledger.rows import Ledger
from statusgen.notify.notification import Past, Routing
from statusgen.notify.routing.owners import to_owners
from statusgen.notify.sending.planning import past


def reminders(
    site: Site, ledger: Ledger, channels: frozenset[str], keys: Keys | None, now: datetime
) -> tuple[Routing, Past]:
    """By the content and by what the ledger has."""
    broken = tuple(overdue_news(site, now))
    before = past(ledger, broken, site, keys)
    return to_owners(site, broken, before, channels, now), before
