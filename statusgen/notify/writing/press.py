"""What mails are set with: the theme in each language, and whose clock and words a reader knows."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from statusgen.model.affair import Affair
from statusgen.model.languages import base_of, published_in
from statusgen.model.people import Subscriber
from statusgen.model.site import Settings
from statusgen.render.theme import Theme, load, spoken
from statusgen.render.words import Words, words

_MINUTE = 60


class Press:
    """The themes of a site at `root`, each loaded when its language is first asked for. Raises ThemeError.

    `blank` is what stands for the name of a reader's private page until a letter is made out to them; without it there
    is no word of such pages.
    """

    def __init__(self, root: Path, settings: Settings, blank: str = "") -> None:
        self.blank = blank if settings.private_pages else ""
        self._root = root
        self._settings = settings
        self._themes: dict[str, Theme] = {}

    def theme(self, language: str) -> Theme:
        if language not in self._themes:
            name, settings = self._settings.theme, self._settings
            said = spoken(self._root, name, language)
            self._themes[language] = load(self._root, name, said, settings.zone, settings.look)
        return self._themes[language]


def language_for(reader: Subscriber, settings: Settings) -> str:
    """That of the site which suits the reader; else their own if the program speaks it; else the site's."""
    wanted = reader.language or settings.language
    speaks = words(wanted).language == base_of(wanted)
    return published_in(settings, wanted) or (wanted if speaks else settings.language)


def title_in(affair: Affair, language: str, settings: Settings) -> str:
    """What it is called now; where nobody has translated that, as it was written."""
    theirs = affair.translations.get(language, {}) if language != settings.language else {}
    return str(theirs.get("title", affair.title))


def zone_for(reader: Subscriber, settings: Settings) -> str:
    return reader.timezone or settings.timezone


@dataclass(frozen=True, slots=True)
class Voice:
    """How one reader is spoken to. `today` is the day where they are: it need not be named."""

    words: Words
    zone: ZoneInfo
    today: date

    def say(self, key: str, **values: str) -> str:
        return self.words.say(key, None, **values)

    def moment(self, at: datetime) -> str:
        """Of today the clock alone; the zone is always named."""
        return self.words.moment(at, self.zone, self.today)

    def period(self, start: datetime, end: datetime) -> str:
        """The day is always named: plans are read on other days, too."""
        first, last = start.astimezone(self.zone), end.astimezone(self.zone)
        same_day = first.date() == last.date()
        begin = self._dated(first, named=not same_day or first.tzname() != last.tzname())
        if same_day:
            return self.say("time.span_clock", start=begin, end=self.words.clock(end, self.zone))
        return self.say("time.span", start=begin, end=self._dated(last, named=True))

    def _dated(self, local: datetime, *, named: bool) -> str:
        day = self.words.day(local.date(), year=local.year != self.today.year)
        return self.say("time.moment", day=day, clock=self.words.clock(local, self.zone, named=named))

    def day(self, at: datetime) -> str:
        return self.words.day(at.astimezone(self.zone).date())

    def lasted(self, start: datetime, end: datetime) -> str:
        minutes = int((end - start).total_seconds()) // _MINUTE
        return self.say(
            "mail.lasted", span=self.period(start, end), duration=self.words.minutes(minutes).replace(" ", "\u00a0")
        )
