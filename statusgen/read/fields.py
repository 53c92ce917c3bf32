"""Field types: what a text in a file means is decided here, by the field it stands in, never by YAML.

Each type is a plain Python type, annotated for pydantic with a parser and with the JSON Schema that editors see.
A parser refuses by `refuse(code, message, hint)`; the code is one of `statusgen.codes`.
"""

import difflib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from typing import Annotated, Any, NoReturn, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from statusgen.model.incident import NO_PROMISE, Phase, Severity
from statusgen.model.people import Event, Kind
from statusgen.model.service import Effect
from statusgen.model.site import Density
from statusgen.problems import Problem, Span
from statusgen.read.addresses import ENCODED_WORD
from statusgen.read.direction import closed
from statusgen.read.web import is_base, is_link


@dataclass(frozen=True, slots=True)
class Context:
    """What parsers need besides the text: the site's zone and languages, and where to put warnings.

    `languages`, the site's own first, are None while nobody knows them.
    """

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    languages: tuple[str, ...] | None = None
    warnings: list[Problem] = field(default_factory=list)


def refuse(code: str, message: str, hint: str = "", meant: "Guess | None" = None) -> NoReturn:
    """Raise what pydantic collects and `decode` turns into a Problem with a place; `meant` ends its hint."""
    context = {"message": message, "hint": hint, "meant": meant}
    raise PydanticCustomError(code, "{message}", context)


_LONGEST_WORD = 100
Guess = tuple[str, Iterable[str]]  # a word, and those of which one was meant


@dataclass(slots=True)
class Guesses:
    """Hints for unknown words. Each takes a millisecond among a thousand known ones, and a file may have ten thousand
    wrong: after some nobody reads them."""

    left: int = 20

    def nearest(self, guess: Guess | None) -> str:
        if guess is None or self.left <= 0:
            return ""
        self.left -= 1
        return nearest(*guess)


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint that names the most similar of the known words, or all of them if they are few."""
    words = sorted(known)
    close = difflib.get_close_matches(word[:_LONGEST_WORD].lower(), words, n=1, cutoff=0.6)
    if close:
        return f"did you mean `{close[0]}`?"
    return "one of: " + ", ".join(words) if 0 < len(words) <= 12 else ""


def text_of(value: object) -> str:
    """The scalar's text; refuses lists and mappings."""
    if isinstance(value, str):
        return value
    kind = "a list" if isinstance(value, list) else "a mapping"
    refuse("wrong-type", f"{kind} stands where a text belongs", "write it on one line behind the colon")


Parsed = TypeVar("Parsed")


def _parsed_by(parser: Callable[[str], Parsed]) -> BeforeValidator:
    return BeforeValidator(lambda value: parser(text_of(value)))


def _schema(**keywords: Any) -> WithJsonSchema:
    return WithJsonSchema(keywords)


# Texts

ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
UPDATE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,99}")
# No file or folder of such a name can be on Windows, whatever its suffix: the repository could not be checked out.
_DEVICE = re.compile(r"con|prn|aux|nul|(?:com|lpt)[0-9]", re.IGNORECASE)
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?")  # what browsers know of BCP 47


def _line(text: str) -> str:
    """Titles and names stand in the headers of mail: no line of those is longer than 998 bytes (RFC 5322, 2.1.1)."""
    if "\n" in text.strip():
        refuse("bad-value", "this must be one line", "put details into an update")
    if ENCODED_WORD.search(text):
        refuse("bad-value", "mail programs would decode `=?…?=`", "write the words themselves; UTF-8 is fine")
    if len(text.encode()) > 900:
        refuse("bad-value", "this is longer than 900 bytes", "put details into an update")
    return closed(_bounded(text, 500))


def _prose(text: str) -> str:
    return _bounded(text, 5_000)


def _bounded(text: str, limit: int) -> str:
    stripped = text.strip()
    if not stripped:
        refuse("missing-field", "this is empty", "write something, or remove the line")
    if len(stripped) > limit:
        refuse("bad-value", f"this is longer than {limit:,} characters", "put details into an update")
    return str(stripped)


def id_fault(text: str, pattern: re.Pattern[str] = ID) -> tuple[str, str] | None:
    """Why a text cannot be an id, and what to do about it."""
    if not pattern.fullmatch(text):
        return f"`{text}` is not an id", "use a-z, 0-9 and -, beginning with a letter or digit, at most 64"
    if _DEVICE.fullmatch(text):
        return f"`{text}` is the name of a device on Windows, and cannot be a file there", "add a word to it"
    return None


def _id(text: str) -> str:
    if fault := id_fault(text):
        refuse("bad-id", *fault)
    return str(text)


def _url(text: str) -> str:
    if not is_link(text):
        hint = "write an address that begins with https://, http:// or mailto:; special signs as %3C, %5B …"
        refuse("bad-value", f"`{text}` is not a link", hint)
    return str(text)


def _base_url(text: str) -> str:
    if not is_base(text):
        hint = "write it as https://status.example.com/, other letters than a-z as xn--… or %C3%BC"
        refuse("bad-value", f"`{text}` is not the address of a site", hint)
    return text if text.endswith("/") else f"{text}/"


def _list_id(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", text):
        refuse("bad-value", f"`{text}` is not the id of a list", "write it as status.example.com")
    return text


Line = Annotated[str, _parsed_by(_line), _schema(type="string", maxLength=500)]
Prose = Annotated[str, _parsed_by(_prose), _schema(type="string", maxLength=5_000)]
Id = Annotated[str, _parsed_by(_id), _schema(type="string", pattern=f"^{ID.pattern}$")]
Reference = Annotated[str, _parsed_by(str.strip), _schema(type="string", minLength=1)]
Url = Annotated[str, _parsed_by(_url), _schema(type="string", format="uri")]
ListId = Annotated[str, _parsed_by(_list_id), _schema(type="string")]
BaseUrl = Annotated[str, _parsed_by(_base_url), _schema(type="string", format="uri")]


# Choices

Choice = TypeVar("Choice", bound=Enum)


def _choice(kind: type[Enum], allowed: Iterable[Enum] | None = None) -> tuple[BeforeValidator, WithJsonSchema]:
    values = {str(member.value): member for member in allowed or kind}

    def parse(text: str) -> Enum:
        if text not in values:
            refuse("bad-value", f"`{text}` is not allowed here", meant=(text, values))
        return values[text]

    return _parsed_by(parse), _schema(type="string", enum=list(values))


def _flag(text: str) -> bool:
    if text not in ("true", "false"):
        refuse("bad-value", f"`{text}` is not true or false", "write `true` or `false`")
    return text == "true"


def _count(text: str, most: int = 9_999_999) -> int:
    if not re.fullmatch(r"[0-9]{1,7}", text) or not 0 < int(text) <= most:
        refuse("bad-value", f"`{text}` is not a whole number from 1 to {most:,}")
    return int(text)


def _share(text: str) -> float:
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,9})?", text) or float(text) > 1:
        refuse("bad-value", f"`{text}` is not a number from 0 to 1")
    return float(text)


def _colour(text: str) -> str:
    if not re.fullmatch(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})", text):
        refuse("bad-value", f"`{text}` is not a colour", 'write it as "#0b5fff", in quotes: red, green and blue in hex')
    digits = text[1:].lower()
    return f"#{digits}" if len(digits) == 6 else "#" + "".join(digit * 2 for digit in digits)


def _font(text: str) -> str:
    """One of the words for what every machine has, or names of families, the best first."""
    names = [name.strip() for name in text.split(",")]
    if not all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 -]{0,49}", name) for name in names):
        hint = "write system, serif, mono, or names of fonts that readers have: Inter, Segoe UI, sans-serif"
        refuse("bad-value", f"`{text}` is not a font", hint)
    return ", ".join(names)


def _logo(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}\.(?:svg|png|webp|jpg)", text):
        hint = "put an .svg, .png, .webp or .jpg beside site.yaml, and write its name: logo.svg"
        refuse("bad-value", f"`{text}` is not the name of a picture in content/", hint)
    return str(text)


SeverityField = Annotated[Severity, *_choice(Severity)]
EffectField = Annotated[Effect, *_choice(Effect)]
IncidentPhase = Annotated[Phase, *_choice(Phase, tuple(Phase)[:5])]
MaintenancePhase = Annotated[Phase, *_choice(Phase, tuple(Phase)[5:])]
AnyPhase = Annotated[Phase, *_choice(Phase)]
KindField = Annotated[Kind, *_choice(Kind)]
EventField = Annotated[Event, *_choice(Event)]
DensityField = Annotated[Density, *_choice(Density)]
Colour = Annotated[str, _parsed_by(_colour), _schema(type="string", pattern="^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$")]
Font = Annotated[str, _parsed_by(_font), _schema(type="string", examples=["system", "serif", "mono"])]
LogoName = Annotated[str, _parsed_by(_logo), _schema(type="string", pattern=r"\.(svg|png|webp|jpg)$")]
Flag = Annotated[bool, _parsed_by(_flag), _schema(type="boolean")]
Count = Annotated[int, _parsed_by(_count), _schema(type="integer", minimum=1)]
MOST_DAYS = 3_660  # ten years: more is no overview, and further back there is no calendar
Days = Annotated[
    int, _parsed_by(lambda text: _count(text, MOST_DAYS)), _schema(type="integer", minimum=1, maximum=MOST_DAYS)
]
Share = Annotated[float, _parsed_by(_share), _schema(type="number", minimum=0, maximum=1)]


# Times

_INSTANT = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)([Zz]|[+-]\d{2}:\d{2})?", re.ASCII
)
_DURATION = re.compile(r"(?=\d)(?:(\d{1,4})d)?(?:(\d{1,4})h)?(?:(\d{1,5})m)?", re.ASCII)
# A calendar ends at the year 9999, and every sum with a time near its end would fail.
YEARS = range(1900, 3000)
_TIME_HINT = "write it as 2026-11-21T14:05:00Z, or with an offset as 2026-11-21T15:05:00+01:00"


def _instant(value: object, info: ValidationInfo) -> datetime:
    """RFC 3339, seconds optional. UTC. Without an offset: the site's zone, with a warning where that is ambiguous."""
    text = text_of(value)
    found = _INSTANT.fullmatch(text.strip())
    if not found:
        refuse("bad-time", f"`{text}` is not a time", _TIME_HINT)
    try:
        moment = datetime.fromisoformat(f"{found[1]}T{found[2]}{(found[3] or '').upper()}")
        if moment.tzinfo is None:
            moment = _local(moment, info.context or Context(), getattr(value, "span", None))
        moment = moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        refuse("bad-time", f"`{text}` is no moment of the calendar: {error}", _TIME_HINT)
    if moment.year not in YEARS:
        refuse("bad-time", f"`{text}` is not between the years {YEARS.start} and {YEARS.stop - 1}")
    return moment


def _local(moment: datetime, context: Context, span: Span | None) -> datetime:
    zone = context.zone
    early, late = (moment.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if early.utcoffset() != late.utcoffset() and span:
        skipped = early.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != moment
        code, what = ("local-time-gap", "skips") if skipped else ("local-time-overlap", "repeats")
        message = f"{zone.key} {what} {moment:%H:%M} on this day; it is read as {early.astimezone(UTC):%H:%M} UTC"
        context.warnings.append(Problem(span, code, message, "write the time with an offset or Z"))
    return early


def _duration(text: str) -> timedelta:
    found = _DURATION.fullmatch(text)
    days, hours, minutes = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    length = timedelta(days=days, hours=hours, minutes=minutes)
    if not length:
        too_long = re.fullmatch(r"(?=\d)(?:\d+d)?(?:\d+h)?(?:\d+m)?", text, re.ASCII) and text.strip("0dhm")
        message = f"`{text[:40]}` is too long" if too_long else f"`{text[:40]}` is not a duration"
        refuse("bad-duration", message, "write it as 30m, 2h, 1d or 1h30m, with at most four digits")
    return length


def _promise(value: object, info: ValidationInfo) -> timedelta | datetime | str:
    text = text_of(value)
    if text == NO_PROMISE:
        return NO_PROMISE
    if _INSTANT.fullmatch(text.strip()):
        return _instant(value, info)
    if not _DURATION.fullmatch(text):
        refuse("bad-duration", f"`{text}` is neither a duration nor a time", "write it as 30m, 2h, a time, or none")
    return _duration(text)


def _optional_duration(text: str) -> timedelta | None:
    return None if text == NO_PROMISE else _duration(text)


def _date(text: str) -> date:
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    refuse("bad-time", f"`{text}` is not a date", "write it as 2026-11-21")


def _clock(text: str) -> time:
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", text):
        refuse("bad-time", f"`{text}` is not a time of day", 'write it as "08:00"')
    return time.fromisoformat(text)


# Files that machines have among their zones: their own zone, none at all, and zones that count leap seconds.
_NO_ZONE = re.compile(r"localtime|posixrules|Factory|(?:posix|right)/.*")


def known_zone(text: str) -> str | None:
    """The zone of this name, the same on every machine."""
    try:
        return None if _NO_ZONE.fullmatch(text) else ZoneInfo(text).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _zone(text: str) -> str:
    zone = known_zone(str(text))
    if zone is None:
        refuse("bad-value", f"`{text}` is not a time zone", "write a name such as Europe/Berlin or UTC")
    return zone


_DURATION_SCHEMA = r"^(?=\d)(\d{1,4}d)?(\d{1,4}h)?(\d{1,5}m)?$"
Instant = Annotated[datetime, BeforeValidator(_instant), _schema(type="string", pattern=f"^{_INSTANT.pattern}$")]
Duration = Annotated[timedelta, _parsed_by(_duration), _schema(type="string", pattern=_DURATION_SCHEMA)]
OptionalDuration = Annotated[
    timedelta | None,
    _parsed_by(_optional_duration),
    _schema(type="string", pattern=f"^none$|{_DURATION_SCHEMA}"),
]
PromiseField = Annotated[
    timedelta | datetime | str,
    BeforeValidator(_promise),
    _schema(type="string", pattern=f"^none$|{_DURATION_SCHEMA}|^{_INSTANT.pattern}$"),
]
Date = Annotated[date, _parsed_by(_date), _schema(type="string", format="date")]
Clock = Annotated[time, _parsed_by(_clock), _schema(type="string", pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Zone = Annotated[str, _parsed_by(_zone), _schema(type="string")]


# Lists and the like


def _one_or_more(value: object) -> object:
    return [value] if isinstance(value, str) else value


OneOrMore = BeforeValidator(_one_or_more)
References = Annotated[
    list[Reference],
    OneOrMore,
    _schema(oneOf=[{"type": "string"}, {"type": "array", "items": {"type": "string"}}]),
]


def _language(text: str) -> str:
    if not LANGUAGE.fullmatch(text):
        refuse("bad-value", f"`{text}` is not a language", "write a tag such as en, de, pt-BR or zh-Hans (BCP 47)")
    return str(text)


Language = Annotated[str, _parsed_by(_language), _schema(type="string")]
CHANNELS = ("email", "slack", "teams", "webhook", "pagerduty", "ilert", "sms", "voice", "apprise")


def one_of(*words: str) -> tuple[BeforeValidator, WithJsonSchema]:
    def parse(text: str) -> str:
        if text not in words:
            refuse("bad-value", f"`{text}` is not allowed here", meant=(text, words))
        return str(text)

    return _parsed_by(parse), _schema(type="string", enum=list(words))


Channel = Annotated[str, *one_of(*CHANNELS)]
TemplateKind = Annotated[str, *one_of("incident", "update", "maintenance", "announcement")]
