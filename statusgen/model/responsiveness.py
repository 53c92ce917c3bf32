"""How well people were kept informed: promises kept, time to first update, gaps between updates, month by month."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import ceil

from statusgen.model.course import ended_at, entries
from statusgen.model.incident import Incident
from statusgen.model.promises import due_updates, while_open
from statusgen.model.site import Site


@dataclass(frozen=True, slots=True)
class Spread:
    """Durations, the shortest first. `p50` and `p90` are by nearest rank: durations that occurred, never in between."""

    durations: tuple[timedelta, ...] = ()

    @property
    def p50(self) -> timedelta | None:
        """Half of them took no longer; None if there are none."""
        return self._ranked(50)

    @property
    def p90(self) -> timedelta | None:
        return self._ranked(90)

    def _ranked(self, percent: int) -> timedelta | None:
        if not self.durations:
            return None
        return self.durations[ceil(len(self.durations) * percent / 100) - 1]


@dataclass(frozen=True, slots=True)
class Responsiveness:
    """Of some incidents, by now. `made` promises are `kept`, `broken`, or neither while there is time.

    `first_update` is from the start to the first update, `gaps` from one update to the next while the incident was
    open, `resolution` from the start to the resolution in force.
    """

    incidents: int = 0
    resolved: int = 0
    made: int = 0
    kept: int = 0
    broken: int = 0
    first_update: Spread = field(default_factory=Spread)
    gaps: Spread = field(default_factory=Spread)
    resolution: Spread = field(default_factory=Spread)

    @property
    def share_kept(self) -> float | None:
        """Of those promises of which it is known; None if there are none."""
        known = self.kept + self.broken
        return self.kept / known if known else None


def responsiveness(incidents: Sequence[Incident], promise: timedelta | None, now: datetime) -> Responsiveness:
    """`promise` is the site's default. Incidents that have not begun count for nothing."""
    begun = [incident for incident in incidents if incident.started <= now]
    promised = [due for incident in begun for due in due_updates(incident, promise, now)]
    lasted = [end - one.started for one in begun if (end := ended_at(one, now))]
    return Responsiveness(
        incidents=len(begun),
        resolved=len(lasted),
        made=len(promised),
        kept=sum(due.is_kept for due in promised),
        broken=sum(due.is_broken(now) for due in promised),
        first_update=_spread(wait for one in begun for wait in _first_update(one, now)),
        gaps=_spread(gap for one in begun for gap in _gaps(one, now)),
        resolution=_spread(lasted),
    )


def by_month(site: Site, since: str, now: datetime) -> Mapping[str, Responsiveness]:
    """From the month `since` ("2026-05") to that of `now`, oldest first, with months in which nothing happened.

    An incident counts in the month in which it began, on the site's clock, with all that was said of it. Drills do not
    count.
    """
    zone, promise = site.settings.zone, site.settings.promise
    found: dict[str, list[Incident]] = {month: [] for month in months(since, f"{now.astimezone(zone):%Y-%m}")}
    for incident in counted(site):
        of_month = found.get(f"{incident.started.astimezone(zone):%Y-%m}")
        if of_month is not None:
            of_month.append(incident)
    return {month: responsiveness(incidents, promise, now) for month, incidents in found.items()}


def in_all(site: Site, since: str, now: datetime) -> Responsiveness:
    """Of all these months together: of percentiles no mean can be made."""
    zone = site.settings.zone
    found = [one for one in counted(site) if f"{one.started.astimezone(zone):%Y-%m}" >= since]
    return responsiveness(found, site.settings.promise, now)


def counted(site: Site) -> tuple[Incident, ...]:
    """Without drills."""
    return tuple(incident for incident in site.incidents if not incident.drill)


def months(first: str, last: str) -> Iterator[str]:
    """ "2025-11", "2025-12", "2026-01" and so on, both ends among them."""
    month = date.fromisoformat(f"{first}-01")
    while f"{month:%Y-%m}" <= last:
        yield f"{month:%Y-%m}"
        month = (month + timedelta(days=31)).replace(day=1)


def _first_update(incident: Incident, now: datetime) -> Iterator[timedelta]:
    """Nothing if nothing was said; what was said before the start took no time."""
    for entry in entries(incident.updates, now)[:1]:
        yield max(entry.at - incident.started, timedelta())


def _gaps(incident: Incident, now: datetime) -> Iterator[timedelta]:
    for entry, following in while_open(incident, now):
        if following:
            yield following.at - entry.at


def _spread(durations: Iterable[timedelta]) -> Spread:
    return Spread(tuple(sorted(durations)))
