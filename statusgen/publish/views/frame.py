"""What surrounds every page: the site's name, where the page is, which feeds it offers."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from statusgen.publish.views.paths import NOT_FOUND
from statusgen.publish.views.scene import Scene

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
class Frame:
    """The variable `frame` of every template. `root` leads from the page to the site's top: `../../`, or nothing.

    `indexed`: search engines may list the page. `feeds` are those of what the page shows (a service, an incident),
    `site_feeds` those of all.
    """

    site_name: str
    language: str
    timezone: str
    path: str
    root: str
    canonical: str
    indexed: bool
    feeds: tuple[Feed, ...]
    site_feeds: tuple[Feed, ...]


def frame(scene: Scene, path: str) -> Frame:
    settings = scene.site.settings
    return Frame(
        site_name=settings.name,
        language=settings.language,
        timezone=settings.timezone,
        path=path,
        root=urlsplit(settings.url).path if path == NOT_FOUND else "../" * path.count("/"),
        canonical=settings.url + path.removesuffix("index.html"),
        indexed=settings.index and path != NOT_FOUND,
        feeds=feeds_in(scene, path.removesuffix("index.html")) if path.count("/") == 2 else (),
        site_feeds=feeds_in(scene, ""),
    )


def feeds_in(scene: Scene, folder: str) -> tuple[Feed, ...]:
    """The feeds that the build makes in a folder, which is empty or ends with a slash."""
    return tuple(Feed(name, *what, folder + name) for name, what in FEEDS.items() if folder + name in scene.files)
