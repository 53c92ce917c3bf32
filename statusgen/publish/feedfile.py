"""The one door for feedgen (and lxml): a Feed as Atom 1.0 (RFC 4287), RSS 2.0 or JSON Feed 1.1.

feedgen writes the documents, and is kept from four habits. It stamps the current time where no time was set:
every time is set here. It prepends entries, drops `rel` from their links, and renders an entry anew for each feed
it is in: so entries are rendered once, given their links, and put into each feed by an extension, in our order.
"""

import json
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from lxml import etree

from statusgen.publish.xmltext import fit

# Atom demands a time even of a feed that is empty and of an entry that nothing is known of; validators refuse
# times before 1990 and times to come.
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `title` and `summary` are plain text, `html` is safe HTML without relative links.

    `id` is a permanent URI. `updated` None: it is not known when this was said.
    """

    id: str
    url: str
    title: str
    summary: str
    html: str
    published: datetime | None
    updated: datetime | None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed, entries in the order in which to list them. `url` is its own, `page` that of what it is about."""

    id: str
    url: str
    page: str
    title: str
    description: str
    author: str
    language: str
    entries: tuple[Entry, ...]

    @property
    def updated(self) -> datetime:
        """When its newest entry changed: never the time of build."""
        return max((entry.updated for entry in self.entries if entry.updated), default=UNDATED)


def named(text: str, spare: str) -> str:
    """A name that is fit and not blank: feed formats and feedgen refuse blank ones."""
    return fit(text).strip() or spare


def atom(feed: Feed) -> bytes:
    """RFC 4287, UTF-8."""
    document = _document(feed, "application/atom+xml")
    document.id(feed.id)
    document.ready.elements = [_atom_entry(entry) for entry in feed.entries]
    return bytes(document.atom_str()) + b"\n"


def rss(feed: Feed) -> bytes:
    """RSS 2.0 with an `atom:link` to itself, UTF-8."""
    document = _document(feed, "application/rss+xml")
    document.ready.elements = [_rss_item(entry) for entry in feed.entries]
    return bytes(document.rss_str()) + b"\n"


def json_feed(feed: Feed) -> bytes:
    """JSON Feed 1.1 (jsonfeed.org/version/1.1), UTF-8."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": named(feed.title, feed.id),
        "home_page_url": feed.page,
        "feed_url": feed.url,
        "description": fit(feed.description),
        "language": feed.language,
        "authors": [{"name": named(feed.author, feed.id), "url": feed.page}],
        "items": [_json_item(entry) for entry in feed.entries],
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


class _Ready:
    """An extension of feedgen that puts elements in that are ready, in the given order."""

    def __init__(self) -> None:
        self.elements: list[etree._Element] = []

    def extend_ns(self) -> dict[str, str]:
        return {}

    def extend_atom(self, feed: etree._Element) -> None:
        feed.extend(self._copies())

    def extend_rss(self, document: etree._Element) -> None:
        document[0].extend(self._copies())

    def _copies(self) -> Iterable[etree._Element]:
        """An element lives in one tree only, and these are in several feeds, which `serve` makes at the same time."""
        return [deepcopy(element) for element in self.elements]


def _document(feed: Feed, media_type: str) -> FeedGenerator:
    """Everything but id and entries. The page comes last: feedgen gives the last link to RSS."""
    document = FeedGenerator()
    document.register_extension("ready", _Ready)
    document.title(named(feed.title, feed.id))
    document.description(named(feed.description, feed.id))
    document.author({"name": named(feed.author, feed.id)})
    document.language(feed.language)
    document.updated(feed.updated)
    document.generator("statusgen")
    document.link(href=feed.url, rel="self", type=media_type)
    document.link(href=feed.page, rel="alternate", type="text/html")
    return document


@lru_cache(maxsize=1024)
def _atom_entry(entry: Entry) -> etree._Element:
    made = _entry(entry)
    made.summary(fit(entry.summary), type="text")
    made.updated(entry.updated or UNDATED)
    element: etree._Element = made.atom_entry()
    etree.SubElement(element, "link", rel="alternate", type="text/html", href=entry.url)
    return element


@lru_cache(maxsize=1024)
def _rss_item(entry: Entry) -> etree._Element:
    """Its description is the whole HTML: many readers show nothing else."""
    made = _entry(entry)
    made.link(href=entry.url)
    element: etree._Element = made.rss_entry()
    return element


def _entry(entry: Entry) -> FeedEntry:
    made = FeedEntry()
    made.id(entry.id)
    made.title(named(entry.title, entry.id))
    made.content(fit(entry.html), type="html")
    made.category([{"term": tag} for tag in map(fit, entry.tags) if tag.strip()])
    made.published(entry.published)
    return made


def _json_item(entry: Entry) -> dict[str, object]:
    times = {"date_published": entry.published, "date_modified": entry.updated}
    return {
        "id": entry.id,
        "url": entry.url,
        "title": named(entry.title, entry.id),
        "content_html": fit(entry.html),
        "summary": fit(entry.summary),
        **{name: at.isoformat() for name, at in times.items() if at},
        "tags": list(map(fit, entry.tags)),
    }
