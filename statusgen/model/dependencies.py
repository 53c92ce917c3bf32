"""What trouble may spread to: services that need one which is affected. A hint, never a claim."""

from collections.abc import Iterator, Mapping

from statusgen.model.service import Effect
from statusgen.model.site import Site
from statusgen.model.status import Status


def possibly_affected(site: Site, status: Status) -> Mapping[str, tuple[str, ...]]:
    """Operational services that need affected ones -> the nearest of those on each way, in the page's order.

    What lies behind an affected service reaches further only through it. Retired services pass nothing on.
    """
    affected = {state.service for state in status.services.values() if state.effect is not Effect.OPERATIONAL}
    if not affected:
        return {}
    place = {service: number for number, service in enumerate(status.services)}
    found = {one: set(_nearest(site, status, affected, one)) for one in status.services if one not in affected}
    return {service: tuple(sorted(through, key=place.__getitem__)) for service, through in found.items() if through}


def _nearest(site: Site, status: Status, affected: set[str], service: str) -> Iterator[str]:
    """Each service is looked at once, so that content with a circle in it does no harm."""
    seen, waiting = {service}, [service]
    while waiting:
        for needed in site.services[waiting.pop()].depends_on:
            if needed in seen or needed not in status.services:
                continue
            seen.add(needed)
            if needed in affected:
                yield needed
            else:
                waiting.append(needed)
