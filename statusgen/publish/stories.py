"""Which entries a feed has: the newest stories of a line, for everything and for each service, group and team."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from itertools import chain

from statusgen.model.site import Site
from statusgen.publish.scopes import places
from statusgen.publish.threads import ANNOUNCEMENTS, Post, Thread

_AHEAD = datetime.max.replace(tzinfo=UTC)


class Line(Enum):
    """What one entry is. The value is its part in the feed's permanent id."""

    HISTORY = "history"  # an incident or maintenance, revised as it goes
    UPDATES = "updates"  # an update, or an announcement


@dataclass(frozen=True, eq=False, slots=True)
class Story:
    """What one entry tells: one post of a thread, or (`post` None) the whole of it."""

    thread: Thread
    post: Post | None = None

    @property
    def path(self) -> tuple[str, ...]:
        """The ids that its permanent name is made of."""
        whole = (self.thread.folder, self.thread.id)
        return (*whole, self.post.id) if self.post else whole

    @property
    def updated(self) -> datetime | None:
        return self.post.updated if self.post else self.thread.updated


Stories = tuple[Story, ...]  # of one thread, or of one feed


def stories_of(thread: Thread, line: Line) -> Stories:
    """Its entries, newest first. An announcement says one thing only, and is an update by itself."""
    if thread.folder == ANNOUNCEMENTS:
        return (Story(thread),) if line is Line.UPDATES else ()
    if line is Line.HISTORY:
        return (Story(thread),)
    return newest_first(Story(thread, post) for post in thread.posts if post.id)


def newest_first(stories: Iterable[Story]) -> Stories:
    """By when they last changed. What lies ahead leads, as long as nothing was said of it."""
    return tuple(sorted(stories, key=_rank, reverse=True))


def _rank(story: Story) -> tuple[datetime, tuple[str, ...]]:
    lies_ahead = story.thread.planned and not story.thread.posts
    return _AHEAD if lies_ahead else story.updated or _AHEAD, story.path


def shelves(by_thread: Iterable[Stories], site: Site) -> Mapping[tuple[str, ...], Stories]:
    """The newest of one line by the path of their scope: `()`, `("services", id)`, `("groups", id)`, `("teams", id)`.

    The newest n stories are found in the n threads with the newest ones, so most threads are looked at once only.
    """
    count = site.settings.history.feed_entries
    piles: dict[tuple[str, ...], list[Stories]] = defaultdict(list)
    for stories in sorted(filter(None, by_thread), key=lambda stories: _rank(stories[0]), reverse=True):
        for path in places(stories[0].thread.services, site):
            if len(piles[path]) < count:
                piles[path].append(stories)
    return {path: newest_first(chain.from_iterable(pile))[:count] for path, pile in piles.items()}
