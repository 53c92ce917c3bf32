"""Times and durations as people type them: `now`, `10m ago`, `+2h`, `14:05`. Files hold only the moments they mean."""

import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from statusgen.author.draft import Refused
from statusgen.model.incident import NO_PROMISE
from statusgen.read.fields import YEARS

_LENGTH = r"(?=\d)(?:(\d{1,4})d)?(?:(\d{1,4})h)?(?:(\d{1,5})m(?:in)?)?"
_DURATION = re.compile(_LENGTH, re.ASCII)
_RELATIVE = re.compile(rf"(?P<later>\+ ?|in )(?P<after>{_LENGTH})|-?(?P<before>{_LENGTH}) ago", re.ASCII)
_CLOCK = re.compile(r"(?:(?P<day>today|yesterday|tomorrow) )?(?P<hour>\d\d?):(?P<minute>\d\d)", re.ASCII)
_DATED = re.compile(r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?) ?([Zz]|UTC|[+-]\d\d:\d\d)?", re.ASCII)
_DAYS = {"yesterday": -1, "tomorrow": 1}
_EXAMPLES = "write now, 10m ago, +2h, 14:05, tomorrow 22:00, or a time such as 2026-11-21T14:05:00Z"


def moment(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    """The moment in UTC. What has no offset is read on the clock of `zone`. Raises Refused."""
    text = " ".join(text.split())
    if text.lower() == "now":
        return now
    try:
        found = _relative(text.lower(), now) or _on_the_clock(text.lower(), now, zone) or _dated(text, zone)
    except (ValueError, OverflowError) as error:
        raise Refused(f"`{text}` is no moment of the calendar: {error}") from None
    if found is None:
        hint = f"; `{text} ago` or `+{text}`?" if length(text) else ""
        raise Refused(f"`{text}` is not a time{hint or f': {_EXAMPLES}'}")
    if found.year not in YEARS:
        raise Refused(f"`{text}` is not between the years {YEARS.start} and {YEARS.stop - 1}")
    return found


def end(text: str, starts: datetime, zone: ZoneInfo) -> datetime:
    """An end as it is said of what starts then: `+2h` is that long, `01:00` the next time that clocks show it."""
    ends = moment(text, starts, zone)
    alone = _CLOCK.fullmatch(" ".join(text.lower().split()))
    if ends <= starts and alone and not alone["day"]:
        return moment(text, starts + timedelta(days=1), zone)
    return ends


def promise(text: str, now: datetime, zone: ZoneInfo) -> str:
    """When more is said, as an update has it: `30m`, a moment, or `none`. Raises Refused."""
    text = " ".join(text.split())
    if text.lower() == NO_PROMISE:
        return NO_PROMISE
    bare = text.removeprefix("+").removeprefix("in ").strip()
    after = length(bare)
    return duration(after) if after else written(moment(text, now, zone))


def length(text: str) -> timedelta | None:
    """`1h30m` as a duration; None for anything else, and for nothing."""
    found = _DURATION.fullmatch(text.lower())
    return (_sum(found.groups()) or None) if found else None


def lasting(text: str) -> timedelta:
    """The same for what must be one. Raises Refused."""
    found = length(text)
    if found is None:
        raise Refused(f"`{text}` is not a duration: write it as 30m, 2h, 1d or 1h30m")
    return found


def duration(lasts: timedelta) -> str:
    """A whole number of minutes as files say it."""
    hours, minutes = divmod(int(lasts.total_seconds()) // 60, 60)
    days, hours = divmod(hours, 24)
    parts = [f"{number}{unit}" for number, unit in ((days, "d"), (hours, "h"), (minutes, "m")) if number]
    return "".join(parts) or "0m"


def written(at: datetime) -> str:
    """A moment as files say it: UTC, whole seconds."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _sum(parts: tuple[str | None, ...]) -> timedelta:
    days, hours, minutes = (int(part or 0) for part in parts)
    return timedelta(days=days, hours=hours, minutes=minutes)


def _relative(text: str, now: datetime) -> datetime | None:
    found = _RELATIVE.fullmatch(text)
    if not found:
        return None
    lasts = length(found["after"] or found["before"]) or timedelta()
    return now + lasts if found["later"] else now - lasts


def _on_the_clock(text: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    found = _CLOCK.fullmatch(text)
    if not found:
        return None
    day = now.astimezone(zone).date() + timedelta(days=_DAYS.get(found["day"] or "", 0))
    return _local(datetime.combine(day, time(int(found["hour"]), int(found["minute"]))), zone)


def _dated(text: str, zone: ZoneInfo) -> datetime | None:
    found = _DATED.fullmatch(text)
    if not found:
        return None
    offset = (found[3] or "").upper().replace("UTC", "Z")
    at = datetime.fromisoformat(f"{found[1]}T{found[2]}{offset}").replace(microsecond=0)
    return at.astimezone(UTC) if at.tzinfo else _local(at, zone)


def _local(at: datetime, zone: ZoneInfo) -> datetime:
    """On the clock of a zone, unless clocks change there: then nobody knows what is meant."""
    early, late = (at.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if early.utcoffset() != late.utcoffset():
        either = " or ".join(f"{one.astimezone(UTC):%Y-%m-%dT%H:%MZ}" for one in (early, late))
        raise Refused(f"clocks change in {zone.key} at {at:%Y-%m-%d %H:%M}: write {either}")
    return early.astimezone(UTC)
