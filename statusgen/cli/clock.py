"""The moment that a command is about: given, or read from the machine's clock. Nothing else reads it."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime

import click

_FORM = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII | re.IGNORECASE)
_EPOCH = "SOURCE_DATE_EPOCH"


def clock() -> datetime:
    """This moment in UTC, in whole seconds: no output is finer than that."""
    return datetime.now(UTC).replace(microsecond=0)


def rfc3339(text: str) -> datetime:
    """`2026-11-21T14:05:00Z` as a moment in UTC (RFC 3339, section 5.6); ValueError if it is none."""
    if not _FORM.fullmatch(text):
        raise ValueError("not of the form 2026-11-21T14:05:00Z")
    try:
        moment = datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"no moment of the calendar: {error}") from None
    if not 1900 <= moment.year < 3000:
        raise ValueError("not between the years 1900 and 2999")
    return moment


def moment(_context: click.Context, _option: click.Parameter, text: str | None) -> datetime | None:
    """An option's text as a moment in UTC."""
    if text is None:
        return None
    try:
        return rfc3339(text)
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is {error}") from None


def moment_of(environ: Mapping[str, str]) -> datetime | None:
    """The moment in SOURCE_DATE_EPOCH (seconds since 1970, see reproducible-builds.org), if it is set."""
    seconds = environ.get(_EPOCH, "")
    if not seconds:
        return None
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        raise click.UsageError(f"{_EPOCH} is {seconds!r}, not a number of seconds since 1970.") from None
