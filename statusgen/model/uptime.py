"""Days and uptime of services: what the bars show, and the figure beside them.

Uptime is 1 - sum(weight x seconds) / observed seconds. At every second the worst incident counts, and once;
maintenance and drills do not count. Moments are whole seconds since 1970 here: sums are exact.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from itertools import chain, pairwise
from math import floor
from zoneinfo import ZoneInfo

from statusgen.model.course import effects_at, is_settled, spells
from statusgen.model.incident import Spell
from statusgen.model.occurrences import maintenances_at
from statusgen.model.service import Effect, Effects, worst
from statusgen.model.site import Site
from statusgen.model.windows import maintenance_effects_at, maintenance_spells, window


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the site's zone, one with 23 or 25 hours too. `effect` is the worst that happened to the service.

    It is None if that is unknown: before `known_since`, or once the service is retired. `seconds` sum up to the
    length of the day (today: so far). `incidents` are ids in order of start, without drills.
    """

    date: date
    effect: Effect | None = None
    seconds: Mapping[Effect, int] = field(default_factory=dict)
    incidents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UptimeFigure:
    """`percent` is floored to two decimals: "100.00" is exactly 1. `up` is a fraction of 1."""

    percent: str
    up: float
    observed_seconds: int
    down_seconds: float


@dataclass(frozen=True, slots=True)
class Trouble:
    """A spell of one service, its ends in seconds since 1970. `incident` is None for a maintenance.

    What a maintenance does to a service is never worse than maintenance.
    """

    start: int
    end: int
    effect: Effect
    incident: str | None


@dataclass(frozen=True, slots=True)
class Chronicle:
    """What happened to every service within some days: computed once, then asked for each service.

    `dates` are oldest first, today last; `bounds` are their beginnings and, last, now, in seconds since 1970.
    """

    site: Site
    dates: tuple[date, ...]
    bounds: tuple[int, ...]
    troubles: Mapping[str, tuple[Trouble, ...]]
    first_start: date | None

    def known_since(self, service_id: str) -> date | None:
        """See the function of this name."""
        return self.site.services[service_id].since or self.first_start

    def days(self, service_id: str) -> tuple[Day, ...]:
        """Oldest first, today last."""
        by_day = _by_day(self.troubles.get(service_id, ()), self.bounds)
        return tuple(
            _day(day, begin, end, by_day.get(number, [])) if self._is_known(service_id, day) else Day(day)
            for number, (day, (begin, end)) in enumerate(zip(self.dates, pairwise(self.bounds), strict=True))
        )

    def uptime(self, service_id: str) -> UptimeFigure | None:
        """Over these days. For a part of them ask `uptime_of` some of the `days`."""
        return uptime_of(self.days(service_id), self.site.settings.uptime.weights)

    def _is_known(self, service_id: str, day: date) -> bool:
        since, retired = self.known_since(service_id), self.site.services[service_id].retired
        return since is not None and since <= day and (retired is None or day < retired)


def chronicle(site: Site, now: datetime, count: int) -> Chronicle:
    """The last `count` days up to `now`."""
    zone = site.settings.zone
    today = now.astimezone(zone).date()
    dates = tuple(today - timedelta(days=back) for back in reversed(range(count)))
    bounds = (*(_midnight(day, zone) for day in dates), floor(now.timestamp()))
    return Chronicle(site, dates, bounds, _troubles(site, now, bounds[0]), _first_start(site, now))


def days(site: Site, service_id: str, now: datetime, count: int) -> tuple[Day, ...]:
    """The last `count` days, oldest first, today last. For several services ask one `chronicle`."""
    return chronicle(site, now, count).days(service_id)


def uptime(site: Site, service_id: str, now: datetime, count_days: int) -> UptimeFigure | None:
    """Over the last `count_days` days; None if nothing of them is known. For several services: `chronicle`."""
    return chronicle(site, now, count_days).uptime(service_id)


def known_since(site: Site, service_id: str, now: datetime) -> date | None:
    """The first day of which the absence of incidents means something."""
    return site.services[service_id].since or _first_start(site, now)


def uptime_of(days: Iterable[Day], weights: Mapping[Effect, float]) -> UptimeFigure | None:
    """The figure over some days of one service; None if nothing of them is known. No sum is rounded."""
    seconds: Counter[Effect] = Counter()
    for day in days:
        seconds.update(day.seconds)
    observed = seconds.total()
    if not observed:
        return None
    down = sum((_weight(effect, weights) * spent for effect, spent in seconds.items()), Fraction())
    up = 1 - down / observed
    hundredths = floor(up * 10_000)
    return UptimeFigure(f"{hundredths // 100}.{hundredths % 100:02}", float(up), observed, float(down))


def _weight(effect: Effect, weights: Mapping[Effect, float]) -> Fraction:
    """As written (0.3 is three tenths), at least that of every lesser effect; maintenance weighs nothing."""
    lesser = (one for one in weights if Effect.UNDER_MAINTENANCE.rank < one.rank <= effect.rank)
    return max((Fraction(str(weights[one])) for one in lesser), default=Fraction())


def _midnight(day: date, zone: ZoneInfo) -> int:
    """When the day begins; where clocks skip midnight, the moment of the skip."""
    return floor(datetime.combine(day, time(), zone).timestamp())


def _first_start(site: Site, now: datetime) -> date | None:
    """The day on which the first thing began that is written of."""
    moments = chain(
        (incident.started for incident in site.incidents),
        (window(maintenance, now)[0] for maintenance in site.maintenances),
        (announcement.at for announcement in site.announcements),
    )
    earliest = min((moment for moment in moments if moment <= now), default=None)
    return earliest.astimezone(site.settings.zone).date() if earliest else None


def _troubles(site: Site, now: datetime, since: int) -> dict[str, tuple[Trouble, ...]]:
    """By service, in order of start: all that touches the time from `since` to `now`."""
    found: dict[str, list[Trouble]] = {}
    for spell, incident in _all_spells(site, datetime.fromtimestamp(since, UTC), now):
        effect = spell.effect if incident else Effect.UNDER_MAINTENANCE
        trouble = Trouble(floor(spell.start.timestamp()), floor(spell.end.timestamp()), effect, incident)
        if trouble.end > since or trouble.start >= since:
            found.setdefault(spell.service, []).append(trouble)
    return {service: tuple(sorted(some, key=lambda one: one.start)) for service, some in found.items()}


def _all_spells(site: Site, since: datetime, now: datetime) -> Iterator[tuple[Spell, str | None]]:
    """What holds at `now` also as a spell of no length: today has it from the very second on which it begins."""
    for incident in site.incidents:
        if not incident.drill and not is_settled(incident, since):
            present = _at_once(effects_at(incident, now), now)
            yield from ((spell, incident.id) for spell in chain(spells(incident, now), present))
    for maintenance in maintenances_at(site, now, since):
        if not maintenance.drill:
            present = _at_once(maintenance_effects_at(maintenance, now), now)
            yield from ((spell, None) for spell in chain(maintenance_spells(maintenance, now), present))


def _at_once(effects: Effects, now: datetime) -> Iterator[Spell]:
    return (Spell(service, effect, now, now) for service, effect in effects.items())


def _by_day(troubles: Iterable[Trouble], bounds: Sequence[int]) -> dict[int, list[Trouble]]:
    """By the number of each day that they touch; one of no length touches the day in which it lies."""
    found: dict[int, list[Trouble]] = {}
    today = len(bounds) - 2
    for trouble in troubles:
        first = min(max(bisect_right(bounds, trouble.start) - 1, 0), today)
        for number in range(first, max(bisect_left(bounds, trouble.end), first + 1)):
            found.setdefault(number, []).append(trouble)
    return found


def _day(day: date, begin: int, end: int, troubles: Sequence[Trouble]) -> Day:
    effect = worst(trouble.effect for trouble in troubles)
    incidents = dict.fromkeys(trouble.incident for trouble in troubles if trouble.incident)
    return Day(day, effect, _seconds(begin, end, troubles), tuple(incidents))


def _seconds(begin: int, end: int, troubles: Sequence[Trouble]) -> dict[Effect, int]:
    """How long the worst effect was which: a sweep over the moments at which something begins or ends."""
    if not troubles:
        return {Effect.OPERATIONAL: end - begin}
    changes: Counter[tuple[int, Effect]] = Counter()
    for trouble in troubles:
        changes[max(trouble.start, begin), trouble.effect] += 1
        changes[min(trouble.end, end), trouble.effect] -= 1
    seconds: Counter[Effect] = Counter()
    active: Counter[Effect] = Counter()
    reached = begin
    for (at, effect), change in sorted(changes.items()):
        seconds[worst(one for one, number in active.items() if number)] += at - reached
        active[effect] += change
        reached = at
    seconds[Effect.OPERATIONAL] += end - reached
    return {effect: seconds[effect] for effect in Effect if seconds[effect]}
