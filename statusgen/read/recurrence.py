"""Recurrence rules as they are written (RFC 5545, 3.3.10): `FREQ=MONTHLY;BYDAY=1TU`, and what is wrong with one.

Parts that would let something come more than once a day are refused: a day names one occurrence.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, NoReturn

from pydantic import BeforeValidator, WithJsonSchema

from statusgen.model.recurrence import Frequency, Rule
from statusgen.read.fields import refuse, text_of

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def _wrong(message: str, hint: str = "") -> NoReturn:
    refuse("bad-value", message, hint)


def _rule(text: str) -> Rule:
    if len(text) > 500:
        _wrong("this rule is longer than 500 characters", "write two maintenances")
    parts = [part.partition("=")[::2] for part in text.split(";")]
    names = [name for name, _ in parts]
    if names[0] != "FREQ":
        _wrong(f"`{text}` is not a recurrence rule", 'write it as "FREQ=MONTHLY;BYDAY=1TU" (RFC 5545)')
    found: dict[str, object] = {}
    for name, value in parts:
        if names.count(name) > 1:
            _wrong(f"`{name}` stands twice in the rule", "put its values into one list: BYDAY=MO,TH")
        field, parse = _part(name)
        found[field] = parse(name, value)
    made = Rule(**found)  # type: ignore[arg-type]  # each part's parser gives what its field holds
    _check(made)
    return made


def _part(name: str) -> tuple[str, Callable[[str, str], object]]:
    if name in {"BYHOUR", "BYMINUTE", "BYSECOND"}:
        _wrong(f"`{name}` is not used here", "the time of day is that of `starts`")
    if name not in _PARTS:
        hint = "parts are FREQ, INTERVAL, COUNT, UNTIL, BYMONTH, BYMONTHDAY, BYDAY, BYSETPOS and WKST"
        _wrong(f"`{name}` is not used in rules here", hint)
    return _PARTS[name]


def _frequency(_: str, value: str) -> Frequency:
    if value in {"SECONDLY", "MINUTELY", "HOURLY"}:
        _wrong("a maintenance comes at most once a day", "write FREQ=DAILY, or a maintenance for each")
    if value not in Frequency.__members__:
        _wrong(f"`{value}` is not a frequency", "one of: DAILY, WEEKLY, MONTHLY, YEARLY")
    return Frequency(value)


def _number(most: int) -> Callable[[str, str], int]:
    def parse(name: str, value: str) -> int:
        if not re.fullmatch(r"[0-9]{1,4}", value) or not 1 <= int(value) <= most:
            _wrong(f"`{name}={value}` is not a number from 1 to {most}")
        return int(value)

    return parse


def _numbers(most: int, *, from_end: bool) -> Callable[[str, str], tuple[int, ...]]:
    form = r"[+-]?[0-9]{1,3}" if from_end else "[0-9]{1,2}"
    hint = "count from the end with -1, -2, …" if from_end else ""

    def parse(name: str, value: str) -> tuple[int, ...]:
        for one in value.split(","):
            if not re.fullmatch(form, one) or not 1 <= abs(int(one)) <= most:
                _wrong(f"`{one}` in `{name}` is not a number from 1 to {most}", hint)
        return tuple(map(int, value.split(",")))

    return parse


def _until(_: str, value: str) -> date | datetime:
    form = next((form for form, shape in _UNTIL.items() if re.fullmatch(shape, value)), None)
    try:
        if form:
            moment = datetime.strptime(value, form).replace(tzinfo=UTC)
            return moment if "T" in value else moment.date()
    except ValueError:
        pass
    _wrong(f"`UNTIL={value}` is not a day of the calendar", "write it as UNTIL=20271231 or 20271231T220000Z")


def _weekdays(_: str, value: str) -> tuple[tuple[int, int], ...]:
    found = [re.fullmatch(r"([+-]?[1-9][0-9]?)?(MO|TU|WE|TH|FR|SA|SU)", one) for one in value.split(",")]
    if not all(found):
        _wrong(f"`BYDAY={value}` is not a list of weekdays", "write MO,TH, or 1TU for the first Tuesday")
    return tuple((int(one[1] or 0), _WEEKDAYS.index(one[2])) for one in found if one)


def _weekday(name: str, value: str) -> int:
    if value not in _WEEKDAYS:
        _wrong(f"`{name}={value}` is not a weekday", f"one of: {', '.join(_WEEKDAYS)}")
    return _WEEKDAYS.index(value)


_UNTIL = {"%Y%m%d": "[0-9]{8}", "%Y%m%dT%H%M%SZ": "[0-9]{8}T[0-9]{6}Z"}
_PARTS: dict[str, tuple[str, Callable[[str, str], object]]] = {
    "FREQ": ("frequency", _frequency),
    "INTERVAL": ("interval", _number(999)),
    "COUNT": ("count", _number(9999)),
    "UNTIL": ("until", _until),
    "BYMONTH": ("months", _numbers(12, from_end=False)),
    "BYMONTHDAY": ("month_days", _numbers(31, from_end=True)),
    "BYDAY": ("weekdays", _weekdays),
    "BYSETPOS": ("positions", _numbers(366, from_end=True)),
    "WKST": ("week_start", _weekday),
}


def _check(rule: Rule) -> None:
    """What RFC 5545 forbids of parts together."""
    numbers = [abs(number) for number, _ in rule.weekdays]
    if rule.count and rule.until:
        _wrong("COUNT and UNTIL exclude each other", "leave one of them out")
    if any(numbers) and rule.frequency in {Frequency.DAILY, Frequency.WEEKLY}:
        _wrong("a number before a weekday needs MONTHLY or YEARLY", "leave the number out")
    if any(numbers) and not all(numbers):
        _wrong("weekdays with and without a number stand together", "write two maintenances")
    if max(numbers, default=0) > (53 if rule.frequency is Frequency.YEARLY and not rule.months else 5):
        _wrong("no month has so many weeks", "1 to 5, or -1 for the last")
    if rule.month_days and rule.frequency is Frequency.WEEKLY:
        _wrong("BYMONTHDAY does not go with WEEKLY", "write FREQ=MONTHLY")
    if rule.positions and not (rule.months or rule.month_days or rule.weekdays):
        _wrong("BYSETPOS chooses among days that no other part names", "add BYDAY or BYMONTHDAY")


Recurrence = Annotated[
    Rule,
    BeforeValidator(lambda value: _rule(text_of(value))),
    WithJsonSchema({"type": "string", "pattern": "^FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;|$)"}),
]
