"""Feeds: which there are, and what they are called."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial

from statusgen.model.site import Settings
from statusgen.publish import feedfile
from statusgen.publish.artefact import Artefact, digest
from statusgen.publish.feedfile import Entry, Feed
from statusgen.publish.feedtext import Voice, post_html, post_summary, thread_html, thread_summary
from statusgen.publish.scopes import Scope, scopes
from statusgen.publish.stories import Line, Stories, Story, shelves, stories_of
from statusgen.publish.tags import tag_uri
from statusgen.publish.threads import INCIDENTS, MAINTENANCE
from statusgen.publish.views.scene import Scene
from statusgen.render.words import Words


@dataclass(frozen=True, slots=True)
class Kind:
    """A file that every scope has, and how it is written. `single`: a single incident or maintenance has it too."""

    name: str
    line: Line
    write: Callable[[Feed], bytes]
    single: bool = False


# The history of one thing would be one entry for ever, and most readers show an entry once: who follows it that way
# would hear nothing more. So what is single has its updates, in every format, and no history.
FEEDS = (
    Kind("history.atom", Line.HISTORY, feedfile.atom),
    Kind("history.rss", Line.HISTORY, feedfile.rss),
    Kind("updates.atom", Line.UPDATES, feedfile.atom, single=True),
    Kind("updates.rss", Line.UPDATES, feedfile.rss, single=True),
    Kind("feed.json", Line.UPDATES, feedfile.json_feed, single=True),
)


@dataclass(frozen=True, slots=True)
class Press:
    """Where stories become files. `key` is of all settings that show in them; `entry` is shared between feeds."""

    settings: Settings
    words: Words
    key: str
    entry: Callable[[Story], Entry]

    def artefact(self, kind: Kind, scope: Scope, stories: Stories) -> Artefact:
        """A feed is decided by the threads in it: which of a thread's stories are in, follows from their order."""
        path = scope.folder + kind.name
        key = digest(self.key, path, scope.name, *(story.thread.key for story in stories))
        return Artefact(path, key, partial(self._bytes, kind, scope, stories))

    def _bytes(self, kind: Kind, scope: Scope, stories: Stories) -> bytes:
        return kind.write(_feed(self, kind, scope, tuple(map(self.entry, stories))))


def feed_artefacts(scene: Scene) -> Iterator[Artefact]:
    """Every feed: of all, of each scope, and of each single incident and maintenance."""
    stories = {line: [stories_of(thread, line) for thread in scene.told] for line in Line}
    press = _press(scene)
    on = {line: shelves(stories[line], scene.site) for line in Line}
    for scope in scopes(scene.site):
        for kind in FEEDS:
            yield press.artefact(kind, scope, on[kind.line].get(scope.path, ()))
    for kind in FEEDS:
        if kind.single:
            for thread, its in zip(scene.told, stories[kind.line], strict=True):
                if thread.folder in (INCIDENTS, MAINTENANCE):
                    scope = Scope((thread.folder, thread.id), thread.title)
                    yield press.artefact(kind, scope, its[: scene.site.settings.history.feed_entries])


def _press(scene: Scene) -> Press:
    settings, words = scene.site.settings, scene.words
    entry = lru_cache(maxsize=1024)(partial(entry_of, settings, Voice(words, settings.zone)))
    return Press(settings, words, press_key(settings, words), entry)


def press_key(settings: Settings, words: Words) -> str:
    """Of all settings that show in feeds."""
    return digest(settings.name, settings.url, settings.tag, settings.timezone, repr(words))


def _feed(press: Press, kind: Kind, scope: Scope, entries: tuple[Entry, ...]) -> Feed:
    settings, say = press.settings, press.words.say
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


def entry_of(settings: Settings, voice: Voice, story: Story) -> Entry:
    """`settings` are those of the site that has its page."""
    thread, post = story.thread, story.post
    page = f"{settings.url}{thread.folder}/{thread.id}/"
    return Entry(
        id=tag_uri(settings.tag, *story.path),
        url=f"{page}#update-{post.id}" if post else page,
        title=voice.title(thread, post),
        summary=post_summary(post) if post else thread_summary(thread),
        html=post_html(post, thread, voice, page) if post else thread_html(thread, voice, page),
        published=post.at if post else thread.published,
        updated=story.updated,
        tags=tuple(thread.services.values()),
    )
