"""What concerns each person at this moment, told or not: by the same decision as in a run, and without the ledger."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from statusgen.model.access import Readers, seen_by
from statusgen.model.affair import reference
from statusgen.model.incident import Incident
from statusgen.model.maintenance import Maintenance
from statusgen.model.people import Subscriber
from statusgen.model.private import Affairs
from statusgen.model.site import Site
from statusgen.notify.news import is_drill
from statusgen.notify.routing.concern import Concern, concern
from statusgen.notify.routing.hearing import BY_HAND
from statusgen.notify.routing.register import Register, register
from statusgen.notify.routing.wants import any_event_of


def concerned(site: Site, now: datetime) -> dict[str, Affairs]:
    """By id of each person the affairs that they may see, and of which any kind of news would be for them.

    Nobody is disturbed by a page: quiet hours and mutes take nothing from it. A list is nobody.
    """
    known = register(site)
    found: dict[str, set[str]] = {one.id: set() for one in site.people.subscribers.values() if not one.is_list}
    by_readers: dict[Readers, set[str]] = defaultdict(set)
    for person in found:
        by_readers[known.readers_of(person)].add(person)
    put_on = _stakeholders(site)
    for readers, persons in by_readers.items():
        seen = seen_by(site, readers)
        for affair in seen.affairs:
            about = concern(affair, put_on.get(reference(affair), ()), site, known, now)
            for person in _candidates(about, known) & persons:
                if _concerns(about, site.people.subscribers[person], known):
                    found[person].add(reference(affair))
    return {person: frozenset(affairs) for person, affairs in found.items()}


def _stakeholders(site: Site) -> Mapping[str, tuple[str, ...]]:
    """By affair: what some readers see does not have them."""
    affairs: tuple[Incident | Maintenance, ...] = (*site.incidents, *site.maintenances)
    return {reference(one): one.stakeholders for one in affairs}


def _candidates(about: Concern, known: Register) -> set[str]:
    """All whom it might concern; more than it does."""
    asked = known.asked_about(about.topic.selectors, about.affair.id)
    return {*about.put_on, *about.by_rule, *asked}


def _concerns(about: Concern, person: Subscriber, known: Register) -> bool:
    """A personal no beats everything, and an exercise is for those alone whom somebody put on it."""
    if about.affair.id in person.ignores:
        return False
    reason = about.reason(person, known, any_event_of(about.affair))
    return reason is not None and (reason.code in BY_HAND or not is_drill(about.affair))
