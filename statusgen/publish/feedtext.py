"""The wording of an entry: HTML and a plain summary. All words are the catalogue's, all prose the authors'."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html import escape, unescape
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from statusgen.publish.threads import ANNOUNCEMENTS, Post, Thread
from statusgen.render import markup
from statusgen.render.words import Words

SUMMARY_LENGTH = 300

# The one attribute by which our sanitised HTML leads elsewhere. Its quotes are always double and never inside a value.
_LINK = re.compile(r'(<(?:a|img)\b(?:\s+[\w-]+="[^"]*")*?\s+(?:href|src)=")([^"]*)')


@dataclass(frozen=True, slots=True)
class Voice:
    """How a site speaks: its words, and the zone of its clock."""

    words: Words
    zone: ZoneInfo

    def time(self, at: datetime) -> str:
        """A moment as HTML: readable in the site's zone, exact for machines."""
        return f'<time datetime="{at.isoformat()}">{_escaped(self.words.moment(at, self.zone))}</time>'

    def span(self, window: tuple[datetime, datetime]) -> str:
        """From a moment to another, as HTML."""
        start, end = map(self.time, window)
        return _escaped(self.words.pattern("time.span")).format(start=start, end=end)

    def title(self, thread: Thread, post: Post | None) -> str:
        """The thread's; an update's begins with what is new."""
        return self.words.say("entry.title", phase=self.phase(post), title=thread.title) if post else thread.title

    def phase(self, post: Post) -> str:
        return self.words.say(f"phase.{post.phase or 'none'}")

    def line(self, key: str, **values: str) -> str:
        """A paragraph from a pattern of the catalogue, whose values are HTML already."""
        return f"<p>{_escaped(self.words.pattern(key)).format(**values)}</p>\n"

    def fact(self, name: str, text: str) -> str:
        """A paragraph that says what it is about: `Impact: …`."""
        return self.line("entry.fact", name=_escaped(name), text=_escaped(text))


def thread_html(thread: Thread, voice: Voice, page: str) -> str:
    """The whole course, updates newest first (Statuspage's convention). `page` is its absolute address."""
    return "".join((*_head(thread, voice), *(post_html(post, thread, voice, page) for post in thread.posts[::-1])))


def post_html(post: Post, thread: Thread, voice: Voice, page: str) -> str:
    """One update: where things stand and since when, the text, what it means, when more will be said."""
    return "".join(_parts(post, thread, voice, page))


def thread_summary(thread: Thread) -> str:
    """One or two plain sentences: the incident's own, or else what was said last."""
    return _short(thread.summary) or (post_summary(thread.posts[-1]) if thread.posts else "")


def post_summary(post: Post) -> str:
    return _short(post.impact or markup.plain(post.text))


def _head(thread: Thread, voice: Voice) -> Iterator[str]:
    if thread.summary:
        yield f"<p>{_escaped(thread.summary)}</p>\n"
    if thread.planned:
        yield f"<p>{voice.span(thread.planned)}</p>\n"
    if thread.services:
        yield voice.fact(voice.words.say("incident.services"), voice.words.series(tuple(thread.services.values())))


def _parts(post: Post, thread: Thread, voice: Voice, page: str) -> Iterator[str]:
    if thread.folder != ANNOUNCEMENTS:
        phase = f"<strong>{_escaped(voice.phase(post))}</strong>"
        yield voice.line("entry.status", phase=phase, time=voice.time(post.at))
    if post.corrected_at:
        yield voice.line("update.corrected", time=voice.time(post.corrected_at))
    if post.moved:
        was, now = map(voice.span, post.moved)
        yield voice.line("update.moved", was=was, now=now)
    yield _absolute(markup.html(post.text), page)
    if post.impact:
        yield voice.fact(voice.words.say("incident.impact"), post.impact)
    if post.action:
        yield voice.fact(voice.words.say("incident.action"), post.action)
    for service, effect in post.effects:
        yield voice.fact(thread.services[service], voice.words.say(f"effect.{effect}"))
    if post.due:
        yield voice.line("entry.next", time=voice.time(post.due))


def _absolute(html: str, page: str) -> str:
    """Relative links resolved: away from the site nobody knows what they are relative to."""
    return _LINK.sub(lambda found: found[1] + escape(urljoin(page, unescape(found[2]))), html)


def _escaped(text: str) -> str:
    return escape(text, quote=False)


def _short(text: str) -> str:
    """The text on one line, cut between words."""
    line = " ".join(text.split())
    if len(line) <= SUMMARY_LENGTH:
        return line
    return line[: SUMMARY_LENGTH - 1].rsplit(" ", 1)[0] + "…"
