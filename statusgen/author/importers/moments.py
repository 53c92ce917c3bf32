"""Times as other tools and their users write them. Everything here is UTC and in whole seconds."""

import re
from datetime import UTC, datetime, timedelta, tzinfo

from statusgen.read.fields import YEARS

_MOMENT = re.compile(
    r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})"
    r"(?:(?:[Tt]|\s+)(\d{1,3})[:h](\d{2})(?::(\d{2})(?:[.,]\d+)?)?)?"
    r"\s*(Z|z|UTC|GMT|[+-]\d{1,2}:?\d{2})?"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

# Hours from UTC of the zone abbreviations that status pages print. Ambiguous ones mean what they mean in the USA.
_ABBREVIATIONS = {
    "UTC": 0, "GMT": 0, "WET": 0, "BST": 1, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "IST": 5.5,
    "SGT": 8, "HKT": 8, "AWST": 8, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9, "HST": -10,
}  # fmt: skip


def moment(text: str, zone: tzinfo = UTC) -> datetime | None:
    """The moment that is meant; None if there is no such time, or none that content can say.

    Forgives what people write by hand: an hour of one or three digits, 24:00, a space for the T, no seconds. A time
    without an offset is in `zone`.
    """
    found = _MOMENT.fullmatch(text.strip())
    if not found:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    offset = found[7]
    try:
        midnight = datetime(year, month, day, tzinfo=_offset(offset) if offset else zone)
        if hour == 24 and not minute and not second:
            return _sayable(midnight + timedelta(days=1))
        return _sayable(midnight.replace(hour=hour, minute=minute, second=min(second, 59)))
    except (ValueError, OverflowError):
        return None


def later(at: datetime, hours: int, minutes: int, seconds: int) -> datetime | None:
    """The moment so much later; None if it is none that content can say."""
    try:
        return _sayable(at + timedelta(hours=hours, minutes=minutes, seconds=seconds))
    except OverflowError:
        return None


def _sayable(at: datetime) -> datetime | None:
    moment = at.astimezone(UTC)
    return moment if moment.year in YEARS else None


def hours_from_utc(abbreviation: str) -> float | None:
    """What a zone abbreviation such as PDT stands for; None if it is not known."""
    return _ABBREVIATIONS.get(abbreviation.upper())


def in_year(year: int, month_name: str, day: int, clock: str) -> datetime | None:
    """`Aug`, 21 and `00:37` of a year; None if that year has no such day, or is none that content can say."""
    hour, minute = (int(part) for part in clock.split(":"))
    try:
        month = _MONTHS.index(month_name[:3].lower()) + 1
        return _sayable(datetime(year, month, day, hour, minute, tzinfo=UTC))
    except ValueError:
        return None


def _offset(text: str) -> tzinfo:
    iso = re.sub(r"^([+-])(\d):", r"\g<1>0\2:", text)
    return UTC if text.upper() in ("Z", "UTC", "GMT") else datetime.strptime(iso, "%z").tzinfo or UTC
