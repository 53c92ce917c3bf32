"""What is looked at together: an incident, maintenance or announcement with its texts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from statusgen.lint.text import Text, prose_of, words_of
from statusgen.model.affair import Affair
from statusgen.model.course import entries, is_open
from statusgen.model.incident import Incident, Phase, Update
from statusgen.model.maintenance import Announcement, Maintenance
from statusgen.model.service import EVERYONE, Audience, Translations
from statusgen.model.site import Lint, Site

OVER = (Phase.RESOLVED, Phase.POSTMORTEM, Phase.COMPLETED)  # what is said then, is said at leisure


@dataclass(frozen=True, slots=True)
class Told:
    """An update as it stands, with what its own file says: what a correction replaced is not looked at."""

    update: Update
    current: Update
    texts: tuple[Text, ...]

    def text(self, field: str = "text") -> Text | None:
        """In the language of the site."""
        return next((one for one in self.texts if one.field == field and not one.language), None)

    @property
    def anchor(self) -> Text:
        """Where a problem of the update as a whole is shown."""
        phase = Text(self.update.span.path, "phase", "", "", ())
        return self.text() or (self.texts[0] if self.texts else phase)


@dataclass(frozen=True, slots=True)
class Case:
    """`heads` are the title and the summary, `told` what was said by now, oldest first. `known`: words that readers
    know, because services are called so. `goes_on`: it still counts what is missing.
    """

    affair: Affair
    heads: tuple[Text, ...]
    told: tuple[Told, ...]
    lint: Lint
    promise: timedelta | None
    known: frozenset[str]
    goes_on: bool

    @property
    def texts(self) -> Iterator[Text]:
        yield from self.heads
        for told in self.told:
            yield from told.texts

    @property
    def hurried(self) -> Iterator[Text]:
        """What is read while it goes on, and how it ended; not how it all came about, which is told at leisure."""
        yield from self.heads
        is_over = False
        for told in self.told:
            phase = told.current.phase
            is_over = phase is Phase.POSTMORTEM or (is_over and phase in (None, Phase.RESOLVED))
            if not is_over:
                yield from (
                    text for text in told.texts if phase not in OVER or len(text.value) <= self.lint.length // 2
                )
            is_over = is_over or phase in OVER

    @property
    def title(self) -> Text:
        return self.heads[0]


@dataclass(frozen=True, slots=True)
class _Writer:
    """Makes Texts out of what a thing says in the language of the site, and in others."""

    language: str

    def texts(self, path: str, said: Mapping[str, str], others: Translations, audience: Audience) -> Iterator[Text]:
        for field, value in said.items():
            if value:
                yield self.text(path, field, value, "", audience)
        for language, translated in others.items():
            for field, value in translated.items():
                elsewhere = f"{path.removesuffix('.md')}.{language}.md" if field == "text" else path
                yield self.text(elsewhere, field, value, language, audience)

    def text(self, path: str, field: str, value: str, language: str, audience: Audience) -> Text:
        prose = prose_of(value)
        is_english = (language or self.language).partition("-")[0].lower() == "en"
        is_public = EVERYONE[0] in audience
        return Text(path, field, value, prose, words_of(prose), language, is_english, is_public)


def cases(site: Site, now: datetime, *, everything: bool) -> Iterator[Case]:
    """What is open or was spoken of in the last days, or everything, newest first.

    Of what is long over nobody changes a word; then also what should have been said while it was open is asked for.
    """
    writer = _Writer(site.settings.language)
    known = frozenset(word.text for name in _names(site) for word in words_of(name))
    known |= {word.text for name in site.settings.lint.known for word in words_of(name)}
    since = now - timedelta(days=site.settings.lint.days)
    for affair in site.affairs:
        goes_on = _goes_on(affair, now)
        if everything or goes_on or _last(affair, now) >= since:
            heads = tuple(writer.texts(affair.span.path, _head(affair), affair.translations, affair.audience))
            told = () if isinstance(affair, Announcement) else tuple(_told(affair, writer, now))
            yield Case(affair, heads, told, site.settings.lint, site.settings.promise, known, goes_on or everything)


def _names(site: Site) -> Iterator[str]:
    yield site.settings.name
    yield from (group.name for group in site.settings.groups)
    yield from (service.name for service in site.services.values())


def _head(affair: Affair) -> dict[str, str]:
    if isinstance(affair, Announcement):
        return {"title": affair.title, "text": affair.text}
    return {"title": affair.title, "summary": affair.summary}


def _goes_on(affair: Affair, now: datetime) -> bool:
    if isinstance(affair, Incident):
        return is_open(affair, now)
    ends = affair.until if isinstance(affair, Announcement) else affair.ends
    return ends is not None and ends > now


def _last(affair: Affair, now: datetime) -> datetime:
    if isinstance(affair, Announcement):
        return affair.at
    begins = affair.started if isinstance(affair, Incident) else affair.ends
    return max((begins, *(update.at for update in affair.updates if update.at <= now)))


def _told(affair: Incident | Maintenance, writer: _Writer, now: datetime) -> Iterator[Told]:
    for entry in entries(affair.updates, now):
        texts: dict[tuple[str, str], Text] = {}
        for update in (entry.update, *entry.corrections):
            said = {"text": update.text, "impact": update.impact, "action": update.action}
            for text in writer.texts(update.span.path, said, update.translations, update.audience):
                texts[text.field, text.language] = text
        yield Told(entry.update, entry.current, tuple(texts.values()))
