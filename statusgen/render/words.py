"""Every word of the interface, from one catalogue a language, and times and lists as that language writes them."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from string import Formatter
from typing import Any
from zoneinfo import ZoneInfo

from statusgen.bundled import CATALOGUES

# How a language counts (CLDR's cardinal categories, of whole numbers). A catalogue names its rule in `plural`.
PLURALS: dict[str, Callable[[int], str]] = {
    "other": lambda _: "other",
    "one-other": lambda n: "one" if n == 1 else "other",
    "zero-one-other": lambda n: "one" if n in {0, 1} else "other",
    "arabic": lambda n: ("zero", "one", "two")[n] if n < 3 else "few" if 3 <= n % 100 <= 10 else "many",
    "hebrew": lambda n: {1: "one", 2: "two"}.get(n, "other"),
    "polish": lambda n: "one" if n == 1 else "few" if _ends_in_2_to_4(n) else "many",
    "russian": lambda n: "one" if n % 10 == 1 and n % 100 != 11 else "few" if _ends_in_2_to_4(n) else "many",
}

# Written from right to left: languages, and scripts that a tag may name (BCP 47).
_RIGHT_TO_LEFT = {"ar", "arc", "azb", "ckb", "dv", "fa", "he", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"}
_RIGHT_TO_LEFT_SCRIPTS = {"adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa"}


@dataclass(frozen=True, slots=True)
class Message:
    """Something to be said in whatever language: a key of the catalogue, and what it is said of."""

    key: str
    count: int | None = None
    values: tuple[tuple[str, "str | int | Message"], ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """One language, by the `name` that it has for itself. `entries` maps a dotted key to a pattern, or to patterns by
    plural category; `plural` is one of PLURALS, and `zones` says what CET and the like are called.
    """

    language: str
    name: str
    plural: str
    entries: Mapping[str, str | Mapping[str, str]]
    months: tuple[str, ...]
    decimal: str = "."
    thousands: str = ","
    zones: Mapping[str, str] = field(default_factory=dict)

    @property
    def direction(self) -> str:
        return direction(self.language)

    def pattern(self, key: str, count: int | None = None) -> str:
        """The pattern of `key` with its {placeholders}; `count` chooses among plural forms."""
        entry = self.entries[key]
        if isinstance(entry, str):
            return entry
        if count is None:
            raise KeyError(f"words of {key!r} have plural forms: a count is needed")
        # `zero` is a category of few rules: any catalogue may say "none" in its own words
        form = "zero" if count == 0 and "zero" in entry else PLURALS[self.plural](count)
        return entry.get(form, entry["other"])

    def say(self, key: str, count: int | None = None, **values: object) -> str:
        """Plain text; whoever puts it into HTML escapes it."""
        return self.pattern(key, count).format(count=count, **values)

    def message(self, message: Message) -> str:
        """A message as plain text; messages inside it are said first."""
        values = {name: self.message(value) if isinstance(value, Message) else value for name, value in message.values}
        return self.say(message.key, message.count, **values)

    def series(self, items: Sequence[str]) -> str:
        """Items as a sentence lists them: `A`, `A and B`, `A, B and C`."""
        if len(items) < 2:
            return "".join(items)
        most = self.say("list.comma").join(items[:-1])
        return self.say("list.last", most=most, last=items[-1])

    def day(self, day: date, *, year: bool = True) -> str:
        return self.say("time.day_year" if year else "time.day", **self._parts(day))

    def month(self, month: str) -> str:
        """`2026-11` in words."""
        year, number = month.split("-")
        return self.say("time.month_year", month=self.months[int(number) - 1], year=year)

    def days(self, first: date, last: date, *, year: bool = True) -> str:
        """A range of days, as short as it can be said."""
        if first == last:
            return self.day(first, year=year)
        if (first.year, first.month) == (last.year, last.month):
            key = "time.days_in_month_year" if year else "time.days_in_month"
            return self.say(key, first=first.day, **self._parts(last))
        start = self.day(first, year=year and first.year != last.year)
        return self.say("time.days", first=start, last=self.day(last, year=year))

    def clock(self, at: datetime, zone: ZoneInfo, *, named: bool = True) -> str:
        """Hours and minutes in `zone`, which is named unless a neighbour names it."""
        local = at.astimezone(zone)
        key = "time.clock" if named else "time.clock_bare"
        zone_here = zone_name(local)
        return self.say(key, hour=f"{local:%H}", minute=f"{local:%M}", zone=self.zones.get(zone_here, zone_here))

    def moment(self, at: datetime, zone: ZoneInfo, today: date | None = None, *, named: bool = True) -> str:
        """Day and clock. What a reader of `today` knows is left out: the year, and on the day itself the day."""
        local = at.astimezone(zone).date()
        clock = self.clock(at, zone, named=named)
        if local == today:
            return clock
        day = self.day(local, year=today is None or local.year != today.year)
        return self.say("time.moment", day=day, clock=clock)

    def minutes(self, minutes: int) -> str:
        """A duration: `45 min`, `2 h`, `1 h 20 min`."""
        hours, rest = divmod(minutes, 60)
        key = "time.minutes" if not hours else "time.hours_minutes" if rest else "time.hours"
        return self.say(key, hours=hours, minutes=rest)

    def number(self, digits: str | int) -> str:
        """`99.98` as this language writes it, or a whole number with marks between thousands."""
        if isinstance(digits, int):
            return f"{digits:,}".replace(",", self.thousands)
        return digits.replace(".", self.decimal)

    def _parts(self, day: date) -> dict[str, Any]:
        return {"day": day.day, "month": self.months[day.month - 1], "year": day.year}


def zone_name(local: datetime) -> str:
    """`CET`; zones without a name of their own have an offset instead: `UTC+3`, `UTC+5:30`."""
    name = local.tzname() or "UTC"
    if name[0] not in "+-":
        return name
    minutes = name[3:5]
    return f"UTC{name[0]}{int(name[1:3])}" + (f":{minutes}" if minutes not in {"", "00"} else "")


def direction(language: str) -> str:
    """`rtl` or `ltr`: what the tag's script says, or else its language."""
    first, *rest = language.lower().split("-")
    scripts = [part for part in rest if len(part) == 4 and part.isalpha()]
    if scripts:
        return "rtl" if scripts[0] in _RIGHT_TO_LEFT_SCRIPTS else "ltr"
    return "rtl" if first in _RIGHT_TO_LEFT else "ltr"


@cache
def words(language: str) -> Words:
    """The words of `language`, of its base language (`de` for `de-AT`), or English."""
    known = {path.stem for path in CATALOGUES.glob("*.toml")}
    base = language.split("-", maxsplit=1)[0].lower()
    return _read(base if base in known else "en")


@cache
def _read(language: str) -> Words:
    tables = tomllib.loads((CATALOGUES / f"{language}.toml").read_text(encoding="utf-8"))
    return _words(Words(language, "", "other", {}, ()), tables)


def amended(known: Words, language: str, toml: str) -> Words:
    """The words with what a catalogue of the same form says otherwise, or besides. ValueError: what is wrong in it."""
    tables = tomllib.loads(toml)
    found = _words(replace(known, language=language), tables)
    if found.plural not in PLURALS:
        raise ValueError(f"there is no plural rule {found.plural!r}; choose one of {', '.join(PLURALS)}")
    if len(found.months) != 12:
        raise ValueError("`months` are twelve")
    for key, entry in found.entries.items():
        if key in known.entries and (strange := blanks(entry) - blanks(known.entries[key]) - {"count"}):
            raise ValueError(f"{key}: nothing fills in {{{strange.pop()}}}")
    return found


def blanks(entry: str | Mapping[str, str]) -> set[str]:
    """The names of all that is filled in."""
    patterns = [entry] if isinstance(entry, str) else entry.values()
    return {name for pattern in patterns for _, name, _, _ in Formatter().parse(pattern) if name}


def _words(known: Words, tables: Mapping[str, Any]) -> Words:
    head = tables.get("language", {})
    said = {name: table for name, table in tables.items() if name != "language"}
    return replace(
        known,
        name=head.get("name", known.name),
        plural=head.get("plural", known.plural),
        months=tuple(head.get("months", known.months)),
        decimal=head.get("decimal", known.decimal),
        thousands=head.get("thousands", known.thousands),
        zones={**known.zones, **head.get("zones", {})},
        entries={**known.entries, **_flat(said)},
    )


def _flat(tables: Mapping[str, object], prefix: str = "") -> dict[str, str | Mapping[str, str]]:
    """Nested tables as dotted keys. A table with `other` is one entry with plural forms."""
    flat: dict[str, str | Mapping[str, str]] = {}
    for name, value in tables.items():
        if isinstance(value, str):
            flat[prefix + name] = value
        elif isinstance(value, Mapping):
            flat |= {prefix + name: value} if "other" in value else _flat(value, f"{prefix}{name}.")
    return flat


def _ends_in_2_to_4(number: int) -> bool:
    """As Slavic languages see it: 22 does, 12 does not."""
    return 2 <= number % 10 <= 4 and not 12 <= number % 100 <= 14
