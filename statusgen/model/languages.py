"""A site in another of its languages. Done once, before the wings: past `in_language` there is one language only."""

from dataclasses import replace
from typing import Any, Self, TypeVar

from statusgen.model.incident import Incident, Update
from statusgen.model.maintenance import Announcement, Maintenance
from statusgen.model.service import Service
from statusgen.model.site import Group, Settings, Site

Spoken = TypeVar("Spoken", Settings, Group, Service, Incident, Maintenance, Announcement, Update)
Affair = TypeVar("Affair", Incident, Maintenance)

# Texts that readers see, by what they belong to. Names are not among them: a name is the same in every language.
_PROSE: dict[type, tuple[str, ...]] = {
    Settings: (),
    Group: (),
    Service: ("description",),
    Incident: ("title", "summary"),
    Maintenance: ("title", "summary"),
    Announcement: ("title", "text"),
    Update: ("text", "impact", "action"),
}


class Borrowed(str):
    """A text that nobody has put into the site's language: it is still in `language`, and readers' machines must know.

    WCAG 2.2, 3.1.2: a screen reader would pronounce it as the language of the page.
    """

    __slots__ = ("language",)
    language: str

    def __new__(cls, text: str, language: str) -> Self:
        borrowed = super().__new__(cls, text)
        borrowed.language = language
        return borrowed

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]  # str's own has one, without the language
        return str(self), self.language

    def __repr__(self) -> str:
        """Not that of the bare text: pages are remembered by it."""
        return f"Borrowed({super().__repr__()}, {self.language!r})"


def language_of(text: str) -> str:
    """Empty if it is that of the site."""
    return text.language if isinstance(text, Borrowed) else ""


class Markdown(Borrowed):
    """Markdown as written; a template renders it with the filter `markdown`. It keeps the language of the text."""

    __slots__ = ()

    def __new__(cls, text: str, language: str = "") -> Self:
        return super().__new__(cls, text, language or language_of(text))


def languages_of(settings: Settings) -> tuple[str, ...]:
    """Every language in which the site is published, its own first."""
    return settings.languages or (settings.language,)


def published_in(settings: Settings, wanted: str) -> str | None:
    """The language of the site that suits who wants this one; None if there is none."""
    published = languages_of(settings)
    near = (one for one in published if base_of(one) == base_of(wanted))
    return wanted if wanted in published else next(near, None)


def base_of(language: str) -> str:
    """Of `de-AT` it is `de`."""
    return language.partition("-")[0].lower()


def in_language(site: Site, language: str) -> Site:
    """The site with every text in `language`; where nobody has translated one, as written, and Borrowed."""
    own = site.settings.language
    if language == own:
        return site
    settings = replace(
        _said(site.settings, language, own),
        language=language,
        groups=tuple(_said(group, language, own) for group in site.settings.groups),
    )
    return replace(
        site,
        settings=settings,
        services={service.id: _said(service, language, own) for service in site.services.values()},
        incidents=tuple(_affair(incident, language, own) for incident in site.incidents),
        maintenances=tuple(_affair(maintenance, language, own) for maintenance in site.maintenances),
        announcements=tuple(_said(announcement, language, own) for announcement in site.announcements),
    )


def _affair(affair: Affair, language: str, own: str) -> Affair:
    updates = tuple(_said(update, language, own) for update in affair.updates)
    return replace(_said(affair, language, own), updates=updates)


def _said(thing: Spoken, language: str, own: str) -> Spoken:
    """The translations of other languages go, too: nothing that is published depends on them."""
    theirs = thing.translations.get(language, {})
    written = {name: getattr(thing, name) for name in _PROSE[type(thing)] if name not in theirs}
    kept = {name: Borrowed(text, own) for name, text in written.items() if text}
    texts: dict[str, Any] = {**kept, **theirs}
    return replace(thing, translations={}, **texts)
