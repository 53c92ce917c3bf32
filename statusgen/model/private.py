"""One person's own page: of all that they may see, what concerns them, and where they can read more of it."""

from dataclasses import replace

from statusgen.model.access import Readers, may_see
from statusgen.model.affair import Affair, reference, services_of
from statusgen.model.maintenance import Announcement
from statusgen.model.people import People
from statusgen.model.service import EVERYONE
from statusgen.model.site import Settings, Site

Affairs = frozenset[str]  # references


def only(seen: Site, affairs: Affairs) -> Site:
    """What some readers see (`seen_by`), without all but these affairs and the services that they name."""
    incidents = tuple(one for one in seen.incidents if reference(one) in affairs)
    maintenances = tuple(one for one in seen.maintenances if reference(one) in affairs)
    announcements = tuple(one for one in seen.announcements if reference(one) in affairs)
    kept: tuple[Affair, ...] = (*incidents, *maintenances, *announcements)
    named = {service for one in kept for service in services_of(one)}
    known = {None, *(one.id for one in incidents)}
    return replace(
        seen,
        settings=replace(seen.settings, groups=(), audiences=(), rules=()),
        services={id_: replace(one, depends_on=()) for id_, one in seen.services.items() if id_ in named},
        incidents=tuple(replace(one, public_of=None) if one.public_of not in known else one for one in incidents),
        maintenances=maintenances,
        announcements=announcements,
        people=People(),
    )


def shown_at(affair: Affair, settings: Settings, readers: Readers) -> str:
    """The audience whose site shows these readers most of it; empty: that is the one for everyone. `affair` is whole.

    Of several that show as much it is the one for everyone, else the first in the settings.
    """
    theirs = (*EVERYONE, *(one.id for one in settings.audiences if one.id in readers))
    found = max(theirs, key=lambda one: _shown(affair, frozenset({*EVERYONE, one})))
    return "" if found in EVERYONE else found


def _shown(affair: Affair, readers: Readers) -> int:
    """How much of it is on the site of these readers: -1 for nothing."""
    if not may_see(readers, affair.audience):
        return -1
    return 0 if isinstance(affair, Announcement) else sum(may_see(readers, one.audience) for one in affair.updates)
