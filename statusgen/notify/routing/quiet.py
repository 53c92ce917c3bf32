"""When someone may be disturbed: quiet hours, and the one time of day of those who want a summary."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from statusgen.model.incident import Severity
from statusgen.model.people import QuietHours, Subscriber, Team
from statusgen.notify.notification import WhyNot

_DAY = timedelta(days=1)
# How long after its time a summary still takes in what bears no date: runs are not that far apart.
_SUMMARY = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Hold:
    """`until`: it is held back now, for the reason `why`, until then. `since`: it counts as said from then on.

    `was_held`: it was held back, and no longer is.
    """

    since: datetime
    until: datetime | None = None
    why: WhyNot = WhyNot.QUIET
    was_held: bool = False


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Someone's quiet hours and time of the daily summary, on their own clock."""

    zone: ZoneInfo
    quiet: QuietHours | None
    digest: time | None

    def hold(self, at: datetime, rank: int, now: datetime, max_age: timedelta) -> Hold:
        """Of what was said at `at` and is as bad as `rank`. What is not too old when quiet hours begin does not
        grow older before they end.
        """
        since = at
        if self.digest and rank < Severity.CRITICAL.rank:
            since = _next(at, self.digest, self.zone)
            if now < since:
                return Hold(since, since, WhyNot.DIGEST)
        if self.quiet and not _gets_through(self.quiet, rank):
            since = self._quiet_end(since, now, max_age) or since
        until = self.quiet_until(now, rank)
        return Hold(since, until) if until else Hold(since, was_held=since > at)

    def hold_undated(self, starts: datetime, rank: int, now: datetime) -> Hold:
        """Of a plan of which nobody knows when it was made. It never waits into the last day before the start."""
        until = self.quiet_until(now, rank)
        if until:
            return Hold(now, until)
        if self.digest is None or rank >= Severity.CRITICAL.rank or starts - now <= _DAY:
            return Hold(now, was_held=True)
        if _next(now - _SUMMARY, self.digest, self.zone) <= now:
            return Hold(now, was_held=True)
        return Hold(now, _next(now, self.digest, self.zone), WhyNot.DIGEST)

    def quiet_until(self, now: datetime, rank: int) -> datetime | None:
        """When the quiet hours of now end, if something as bad as that does not get through."""
        return None if self.quiet is None or _gets_through(self.quiet, rank) else self._end(now)

    def _end(self, at: datetime) -> datetime | None:
        """When the quiet hours end in which a moment lies."""
        quiet = self.quiet
        if quiet is None:
            return None
        local = at.astimezone(self.zone).time()
        within = quiet.start <= local < quiet.end
        if quiet.start > quiet.end:
            within = local >= quiet.start or local < quiet.end
        return _next(at, quiet.end, self.zone) if within else None

    def _quiet_end(self, at: datetime, now: datetime, max_age: timedelta) -> datetime | None:
        """The end of the quiet hours in which it was said, or that began by now while it was not yet too old."""
        end = self._end(at)
        if end is None and self.quiet:
            begin = _next(at, self.quiet.start, self.zone)
            end = self._end(begin) if begin <= min(now, at + max_age) else None
        return end


def _gets_through(quiet: QuietHours, rank: int) -> bool:
    return quiet.exception is not None and rank >= quiet.exception.rank


def _next(at: datetime, clock: time, zone: ZoneInfo) -> datetime:
    """The first moment not before `at` at which clocks show this; where they skip it, the moment of the skip."""
    day = at.astimezone(zone).date()
    moments = (
        datetime.combine(day + n * _DAY, clock.replace(fold=f), zone).astimezone(UTC) for n in (0, 1) for f in (0, 1)
    )
    return min(moment for moment in moments if moment >= at)


def rhythm_of(person: Subscriber, teams: Sequence[Team], zone: str) -> Rhythm | None:
    """Their own, else that of the first of their teams that has one; None for those who may always be disturbed."""
    quiet = person.quiet_hours or next((one.defaults.quiet_hours for one in teams if one.defaults.quiet_hours), None)
    digest = person.digest or next((one.defaults.digest for one in teams if one.defaults.digest), None)
    if quiet is None and digest is None:
        return None
    return Rhythm(_zone(person.timezone or zone), quiet, digest)


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
