"""The whole page in a sentence, in Statuspage's own words: programs compare them, so no catalogue translates them."""

from statusgen.model.service import Effect
from statusgen.model.site import Site
from statusgen.model.status import Indicator, Status
from statusgen.publish.api.records import Rollup

WELL = "All Systems Operational"
UNSURE = "Status Partly Unknown"  # ours: Statuspage has no word for it
MAINTENANCE = "Service Under Maintenance"
DEGRADED, ALL_DEGRADED = "Partially Degraded Service", "Degraded System Service"
MINOR, PARTIAL, MAJOR, ALL_DOWN = (
    "Minor Service Outage",
    "Partial System Outage",
    "Major Service Outage",
    "Major System Outage",
)


def rollup(site: Site, status: Status) -> Rollup:
    """The same indicator as on the page. All is well only if no incident is open, and everything could be read."""
    return Rollup(status.indicator, _description(site, status))


def _description(site: Site, status: Status) -> str:
    effects = [state.effect for state in status.services.values()]
    match status.indicator:
        case Indicator.NONE:
            return UNSURE if site.left_out else WELL
        case Indicator.MAINTENANCE:
            return MAINTENANCE
        case Indicator.MINOR:
            return _degraded(effects)
        case Indicator.MAJOR:
            return PARTIAL
        case Indicator.CRITICAL:
            return ALL_DOWN if effects and set(effects) == {Effect.MAJOR_OUTAGE} else MAJOR


def _degraded(effects: list[Effect]) -> str:
    """An open incident that harms no service is a minor outage of something."""
    if Effect.DEGRADED_PERFORMANCE not in effects:
        return MINOR
    return ALL_DEGRADED if len(effects) > 1 and set(effects) == {Effect.DEGRADED_PERFORMANCE} else DEGRADED
