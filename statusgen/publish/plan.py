"""The whole site, planned before anything is written."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from operator import attrgetter
from pathlib import Path

from statusgen.model.languages import languages_of
from statusgen.model.site import Settings, Site
from statusgen.publish.api.endpoints import api_artefacts
from statusgen.publish.artefact import Artefact, digest, of_bytes
from statusgen.publish.calendar import calendar_artefacts
from statusgen.publish.crawlers import crawler_artefacts
from statusgen.publish.feeds import feed_artefacts
from statusgen.publish.metrics import metrics
from statusgen.publish.moved import copies
from statusgen.publish.pages import PAGES, Page, moved_pages
from statusgen.publish.program import program
from statusgen.publish.refusals import AUDIENCE, PAST
from statusgen.publish.search import search_artefacts
from statusgen.publish.shields import shields
from statusgen.publish.views.frame import Frame, frame
from statusgen.publish.views.paths import language_folder
from statusgen.publish.views.scene import Scene, in_other_words, scene
from statusgen.render.theme import Theme, load, spoken

# What is neither a page nor a part of a theme. Pages offer what is made here.
PRODUCERS: tuple[Callable[[Scene], Iterator[Artefact]], ...] = (
    feed_artefacts,
    calendar_artefacts,
    api_artefacts,
    search_artefacts,
    metrics,
    shields,
)


def plan(site: Site, now: datetime, root: Path, *, past: bool = False) -> tuple[Artefact, ...]:
    """All files of a site that holds only what its readers may see, by path. Themes are sought at `root` first.

    A site of the `past` says so on every page, and in a file by which a build knows it again; so does one that is not
    for everyone.
    """
    settings = site.settings
    theme, *others = (theme_in(root, settings, language) for language in languages_of(settings))
    stage = replace(scene(site, now, theme.words), past=past)
    files = [one for produce in PRODUCERS for one in produce(stage)]
    assets = (of_bytes(asset.path, asset.content) for asset in theme.assets)
    tongues = tuple((one.words.language, one.words.name) for one in (theme, *others)) if others else ()
    stage = replace(stage, files=frozenset(file.path for file in files), languages=tongues)
    pages = [*page_artefacts(stage, theme), *(one for other in others for one in _translated(stage, other))]
    moved = [
        *_moved(stage, theme),
        *(one for other in others for one in _moved(in_other_words(stage, other.words), other)),
    ]
    moved += copies(site, (*pages, *files))
    crawlers = crawler_artefacts(settings, (page.path for page in pages))
    marks = [of_bytes(PAST, f"{now:%Y-%m-%dT%H:%M:%SZ}\n".encode())] if past else []
    marks += [of_bytes(AUDIENCE, f"{site.audience}\n".encode())] if site.audience else []
    everything = sorted((*pages, *moved, *assets, *files, *crawlers, *marks), key=attrgetter("path"))
    return tuple(replace(one, key=digest(program(), one.key)) for one in everything)


def page_artefacts(scene: Scene, theme: Theme) -> Iterator[Artefact]:
    """A page is decided by its view, the frame around it, and the theme: these are its key."""
    yield from (_artefact(scene, theme, page) for kind in PAGES for page in kind(scene))


def _moved(scene: Scene, theme: Theme) -> Iterator[Artefact]:
    yield from (_artefact(scene, theme, page) for page in moved_pages(scene))


def _artefact(scene: Scene, theme: Theme, page: Page) -> Artefact:
    around = frame(scene, page.path, page.stands_for)
    key = digest(theme.digest, page.template, repr(around), repr(page.view))
    return Artefact(language_folder(scene.site.settings) + page.path, key, partial(_html, theme, page, around))


def theme_in(root: Path, settings: Settings, language: str) -> Theme:
    """The theme of the site in that language, with the times of its zone."""
    return load(root, settings.theme, spoken(root, settings.theme, language), settings.zone, settings.look)


def _translated(stage: Scene, theme: Theme) -> Iterator[Artefact]:
    """Pages in another language, and what is searched in them. All that programs read is in the site's own language."""
    there = in_other_words(stage, theme.words)
    yield from (page for page in page_artefacts(there, theme) if page.path.endswith(".html"))
    folder = language_folder(there.site.settings)
    for index in search_artefacts(there):
        yield replace(index, path=folder + index.path, key=digest(folder, index.key))


def _html(theme: Theme, page: Page, around: Frame) -> bytes:
    return theme.page(page.template, page=page.view, frame=around).encode()
