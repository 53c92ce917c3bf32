"""The whole site, planned before anything is written."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from operator import attrgetter
from pathlib import Path

from statusgen.model.site import Site
from statusgen.publish.artefact import Artefact, digest, of_bytes
from statusgen.publish.feeds import feed_artefacts
from statusgen.publish.pages import PAGES, Page
from statusgen.publish.program import program
from statusgen.publish.views.frame import Frame, frame
from statusgen.publish.views.scene import Scene, scene
from statusgen.render.theme import Theme, load
from statusgen.render.words import words


def plan(site: Site, now: datetime, root: Path) -> tuple[Artefact, ...]:
    """All files of a site that holds only what its readers may see, by path. Themes are sought at `root` first."""
    feeds = tuple(feed_artefacts(site, now))
    settings = site.settings
    theme = load(root, settings.theme, words(settings.language), settings.zone)
    assets = (of_bytes(asset.path, asset.content) for asset in theme.assets)
    pages = page_artefacts(scene(site, now, frozenset(feed.path for feed in feeds)), theme)
    everything = sorted((*pages, *assets, *feeds), key=attrgetter("path"))
    return tuple(replace(one, key=digest(program(), one.key)) for one in everything)


def page_artefacts(scene: Scene, theme: Theme) -> Iterator[Artefact]:
    """A page is decided by its view, the frame around it, and the theme: these are its key."""
    for kind in PAGES:
        for page in kind(scene):
            around = frame(scene, page.path)
            key = digest(theme.digest, page.template, repr(around), repr(page.view))
            yield Artefact(page.path, key, partial(_html, theme, page, around))


def _html(theme: Theme, page: Page, around: Frame) -> bytes:
    return theme.page(page.template, page=page.view, frame=around).encode()
