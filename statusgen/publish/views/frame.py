"""What surrounds every page: the site's name, where the page is, which feeds it offers."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from statusgen.model.site import Settings, Site
from statusgen.publish.gates import home
from statusgen.publish.views.paths import INDEX, NOT_FOUND, language_folder
from statusgen.publish.views.scene import Scene
from statusgen.render.addresses import place

# File name -> (what it is, its media type); pages offer those that the build makes.
FEEDS = {
    "history.atom": ("atom", "application/atom+xml"),
    "history.rss": ("rss", "application/rss+xml"),
    "updates.atom": ("atom", "application/atom+xml"),
    "updates.rss": ("rss", "application/rss+xml"),
    "feed.json": ("json", "application/feed+json"),
    "maintenance.ics": ("calendar", "text/calendar"),
}


@dataclass(frozen=True, slots=True)
class Feed:
    """`name` is the file's, such as `history.atom`; `kind` is atom, rss, json or calendar."""

    name: str
    kind: str
    media_type: str
    path: str


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language of the site, by its name for itself. `path` leads from `top` to the same page, `url` is absolute."""

    language: str
    name: str
    path: str
    url: str


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The site of another audience, by the name of that."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Frame:
    """The variable `frame` of every template. `root` leads from the page to the top of all pages of its language:
    `../../`, or nothing; `top` leads to the site's top, where assets, feeds and badges lie.

    `audience` is the name of whose page it is if it is not for everyone, `public` then the address of the site for
    everyone. `sites` are those of audiences that its readers may know of, by name.

    `logo` is the name of an asset, or empty. `language` is that of the page, `languages` are all of the site's if it
    has several. `indexed`: search engines may list the page. `feeds` are those of what the page shows (a service, an
    incident), `site_feeds` those of all. `past`: the moment that the page shows, if it is one of the past.
    """

    site_name: str
    logo: str
    language: str
    timezone: str
    path: str
    root: str
    top: str
    canonical: str
    languages: tuple[Tongue, ...]
    indexed: bool
    feeds: tuple[Feed, ...]
    site_feeds: tuple[Feed, ...]
    past: datetime | None
    audience: str
    public: str
    sites: tuple[Neighbour, ...]


def frame(scene: Scene, path: str, stands_for: str = "") -> Frame:
    """`stands_for` is the path of the page that this one leads to, if it has nothing of its own to say."""
    settings = scene.site.settings
    folder = language_folder(settings)
    here = urlsplit(settings.url).path
    return Frame(
        site_name=settings.name,
        logo=settings.look.logo.name if settings.look.logo else "",
        language=settings.language,
        timezone=settings.timezone,
        path=path,
        root=here + folder if path == NOT_FOUND else "../" * path.count("/"),
        top=here if path == NOT_FOUND else "../" * (folder + path).count("/"),
        canonical=_address(settings, folder + (stands_for or path)),
        languages=tuple(_tongue(settings, *language, path) for language in scene.languages),
        indexed=settings.index and path != NOT_FOUND,
        feeds=feeds_in(scene, path.removesuffix("index.html")) if path.count("/") == 2 else (),
        site_feeds=feeds_in(scene, ""),
        past=scene.now if scene.past else None,
        audience=next((one.name for one in settings.audiences if one.id == scene.site.audience), scene.site.audience),
        public=home(scene.site) + folder if scene.site.audience else "",
        sites=tuple(_sites(scene.site)),
    )


def _sites(site: Site) -> Iterator[Neighbour]:
    for one in site.settings.audiences:
        if one.listed and one.id != site.audience:
            yield Neighbour(one.name, f"{home(site)}{place(one.id)}/{language_folder(site.settings)}")


def _tongue(settings: Settings, language: str, name: str, path: str) -> Tongue:
    """There is no other language of a page that does not exist: its switch leads to the front page."""
    there = language_folder(replace(settings, language=language)) + (INDEX if path == NOT_FOUND else path)
    return Tongue(language, name, there, _address(settings, there))


def _address(settings: Settings, path: str) -> str:
    return settings.url + path.removesuffix("index.html")


def feeds_in(scene: Scene, folder: str) -> tuple[Feed, ...]:
    """The feeds that the build makes in a folder, which is empty or ends with a slash."""
    return tuple(Feed(name, *what, folder + name) for name, what in FEEDS.items() if folder + name in scene.files)
