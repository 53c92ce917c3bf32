"""Feeds: which there are, what goes into each, and what they are called."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from functools import lru_cache, partial

from statusgen.model.site import Settings, Site
from statusgen.publish import feedfile
from statusgen.publish.artefact import Artefact, digest
from statusgen.publish.feedfile import Entry, Feed
from statusgen.publish.feedtext import Voice, post_html, post_summary, thread_html, thread_summary
from statusgen.publish.tags import tag_uri
from statusgen.publish.threads import ANNOUNCEMENTS, INCIDENTS, Post, Thread, threads
from statusgen.render.words import words


class Line(Enum):
    """What one entry is. The value is its part in the feed's permanent id."""

    HISTORY = "history"  # an incident or maintenance, revised as it goes
    UPDATES = "updates"  # an update, or an announcement


@dataclass(frozen=True, slots=True)
class Kind:
    """A file that each scope has, and how it is written."""

    name: str
    line: Line
    media_type: str
    write: Callable[[Feed], bytes]


FEEDS = (
    Kind("history.atom", Line.HISTORY, "application/atom+xml", feedfile.atom),
    Kind("history.rss", Line.HISTORY, "application/rss+xml", feedfile.rss),
    Kind("updates.atom", Line.UPDATES, "application/atom+xml", feedfile.atom),
    Kind("updates.rss", Line.UPDATES, "application/rss+xml", feedfile.rss),
    Kind("feed.json", Line.UPDATES, "application/feed+json", feedfile.json_feed),
)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a set of feeds is about: everything (no `path`), or one service, group or incident."""

    path: tuple[str, ...] = ()
    name: str = ""

    @property
    def folder(self) -> str:
        return "".join(f"{part}/" for part in self.path)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """An incident has no history feed: it would be of one entry, for ever."""
        return tuple(kind for kind in FEEDS if kind.line is Line.UPDATES or self.path[:1] != (INCIDENTS,))


@dataclass(frozen=True, eq=False, slots=True)
class Story:
    """What one entry tells: one post of a thread, or (`post` None) the whole of it."""

    line: Line
    thread: Thread
    post: Post | None = None

    @property
    def updated(self) -> datetime | None:
        return self.post.updated if self.post else self.thread.updated

    @property
    def path(self) -> tuple[str, ...]:
        """The ids that its permanent name is made of."""
        thread = self.thread
        return (thread.folder, thread.id, self.post.id) if self.post else (thread.folder, thread.id)

    @property
    def fragment(self) -> str:
        """Where on the thread's page it stands."""
        return f"#update-{self.post.id}" if self.post else ""

    @property
    def key(self) -> str:
        return self.thread.key + (self.post.id if self.post else "")


_AHEAD = datetime.max.replace(tzinfo=UTC)


def feed_artefacts(site: Site, now: datetime) -> Iterator[Artefact]:
    """Every feed of a site that is restricted to its readers already (`visible`)."""
    told = tuple(threads(site, now))
    stories = tuple(story for thread in told for story in _stories(thread))
    shelves = _shelves(_newest_first(stories), site)
    entry = lru_cache(maxsize=1024)(partial(_entry, site.settings))
    for scope in _scopes(site, told):
        for kind in scope.kinds:
            yield _artefact(kind, scope, shelves[kind.line, scope.path], site.settings, entry)


def _scopes(site: Site, told: Iterable[Thread]) -> Iterator[Scope]:
    yield Scope()
    yield from (Scope(("services", service.id), service.name) for service in site.services.values())
    yield from (Scope(("groups", group.id), group.name) for group in site.settings.groups)
    yield from (Scope((INCIDENTS, one.id), one.title) for one in told if one.folder == INCIDENTS)


def _stories(thread: Thread) -> Iterator[Story]:
    """An announcement says one thing only, and is an update by itself."""
    if thread.folder == ANNOUNCEMENTS:
        yield Story(Line.UPDATES, thread)
        return
    yield Story(Line.HISTORY, thread)
    yield from (Story(Line.UPDATES, thread, post) for post in thread.posts if post.id)


def _newest_first(stories: Iterable[Story]) -> list[Story]:
    """By when they last changed. What nobody dated is ahead, so it goes first."""
    return sorted(stories, key=lambda story: (story.updated or _AHEAD, story.path), reverse=True)


def _shelves(stories: Iterable[Story], site: Site) -> dict[tuple[Line, tuple[str, ...]], list[Story]]:
    """The newest stories of each line and scope, found in one walk over all of them."""
    shelves: dict[tuple[Line, tuple[str, ...]], list[Story]] = defaultdict(list)
    for story in stories:
        for path in _places(story.thread, site):
            shelf = shelves[story.line, path]
            if len(shelf) < site.settings.history.feed_entries:
                shelf.append(story)
    return shelves


def _places(thread: Thread, site: Site) -> Iterator[tuple[str, ...]]:
    """The paths of the scopes that it belongs to."""
    yield ()
    if thread.folder == INCIDENTS:
        yield (INCIDENTS, thread.id)
    yield from (("services", service) for service in thread.services)
    groups = (site.services[service].group for service in thread.services)
    yield from (("groups", group) for group in dict.fromkeys(groups) if group)


def _artefact(
    kind: Kind, scope: Scope, stories: list[Story], settings: Settings, entry: Callable[[Story], Entry]
) -> Artefact:
    key = digest(_voice_key(settings), kind.name, scope.folder, scope.name, *(story.key for story in stories))

    def make() -> bytes:
        return kind.write(_feed(kind, scope, settings, tuple(map(entry, stories))))

    return Artefact(scope.folder + kind.name, key, make)


def _voice_key(settings: Settings) -> str:
    """All settings that show in a feed."""
    return digest(settings.name, settings.url, settings.tag, settings.timezone, settings.language)


def _feed(kind: Kind, scope: Scope, settings: Settings, entries: tuple[Entry, ...]) -> Feed:
    say = words(settings.language).say
    about = say("entry.scope", site=settings.name, scope=scope.name) if scope.name else settings.name
    return Feed(
        id=tag_uri(settings.tag, "feeds", *scope.path, kind.line.value),
        url=settings.url + scope.folder + kind.name,
        page=settings.url + scope.folder,
        title=say(f"entry.{kind.line.value}", about=about),
        description=say(f"entry.{kind.line.value}_about"),
        author=settings.name,
        language=settings.language,
        entries=entries,
    )


def _entry(settings: Settings, story: Story) -> Entry:
    voice = Voice(words(settings.language), settings.zone)
    thread, post = story.thread, story.post
    page = f"{settings.url}{thread.folder}/{thread.id}/"
    return Entry(
        id=tag_uri(settings.tag, *story.path),
        url=page + story.fragment,
        title=voice.title(thread, post),
        summary=post_summary(post) if post else thread_summary(thread),
        html=post_html(post, thread, voice, page) if post else thread_html(thread, voice, page),
        published=post.at if post else thread.published,
        updated=story.updated,
        tags=tuple(thread.services.values()),
    )
