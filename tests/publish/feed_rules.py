"""What standards demand of feeds, as lists of faults: RFC 4287's MUSTs, RSS 2.0 with its profile, JSON Feed 1.1.

Written from the specifications, and from the W3C validator's list of what it warns about.
"""

import json
import re
from collections import Counter
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
LINK = "{http://www.w3.org/2005/Atom}link"
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
RFC_822 = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}")
TAG_URI = re.compile(r"tag:[a-z0-9][a-z0-9.-]*,\d{4}(-\d\d(-\d\d)?)?:[A-Za-z0-9/?:@&=+$.\-_!~*'()%,;]+")

# child -> how often: (at least, at most)
FEED = {"id": (1, 1), "title": (1, 1), "updated": (1, 1), "author": (1, 99), "link": (2, 99), "subtitle": (0, 1),
        "generator": (0, 1), "entry": (0, 9999), "category": (0, 99)}  # fmt: skip
ENTRY = {"id": (1, 1), "title": (1, 1), "updated": (1, 1), "published": (0, 1), "content": (1, 1), "summary": (0, 1),
         "link": (1, 99), "category": (0, 99)}  # fmt: skip
CHANNEL = {"title": (1, 1), "link": (1, 1), "description": (1, 1), "language": (1, 1), "lastBuildDate": (1, 1),
           "docs": (0, 1), "generator": (0, 1), LINK: (1, 1), "item": (0, 9999)}  # fmt: skip
ITEM = {"title": (1, 1), "link": (1, 1), "description": (1, 1), "guid": (1, 1), "pubDate": (0, 1), "category": (0, 99)}


def atom_faults(document, now=None):
    feed = etree.fromstring(document)
    if feed.tag != f"{ATOM}feed":
        return [f"root is {feed.tag}"]
    faults = _counted(feed, {ATOM + name: bounds for name, bounds in FEED.items()})
    faults += _atom_common(feed, now)
    rels = Counter(link.get("rel") for link in feed.findall(LINK))
    faults += [] if rels == {"self": 1, "alternate": 1} else [f"links of the feed: {rels}"]
    faults += [] if feed.findtext(f"{ATOM}author/{ATOM}name") else ["author without a name"]
    for entry in feed.findall(f"{ATOM}entry"):
        faults += _counted(entry, {ATOM + name: bounds for name, bounds in ENTRY.items()})
        faults += _atom_common(entry, now)
        faults += [] if entry.find(f"{ATOM}content").get("type") == "html" else ["content is not marked as HTML"]
    ids = Counter(element.text for element in feed.iter(f"{ATOM}id"))
    return faults + [f"id {text} stands {count} times" for text, count in ids.items() if count > 1]


def _atom_common(element, now):
    faults = [] if TAG_URI.fullmatch(element.findtext(f"{ATOM}id") or "") else [f"id {element.findtext(f'{ATOM}id')}"]
    for name in ("title", "summary", "subtitle"):
        text = element.find(ATOM + name)
        if text is not None and (text.get("type", "text") != "text" or len(text)):
            faults.append(f"{name} is not plain text")
    faults += [] if (element.findtext(f"{ATOM}title") or "").strip() else ["blank title"]
    for at in (*element.findall(f"{ATOM}updated"), *element.findall(f"{ATOM}published")):
        faults += [] if RFC_3339.fullmatch(at.text) and _plausible(datetime.fromisoformat(at.text), now) else [at.text]
    for link in element.findall(LINK):
        faults += [] if _absolute(link.get("href")) and link.get("rel") and link.get("type") else [str(link.attrib)]
    return faults + ["category without a term" for one in element.findall(f"{ATOM}category") if not one.get("term")]


def rss_faults(document, now=None):
    root = etree.fromstring(document)
    if root.tag != "rss" or root.get("version") != "2.0" or [child.tag for child in root] != ["channel"]:
        return ["not RSS 2.0 with one channel"]
    channel = root[0]
    faults = _counted(channel, CHANNEL) + _rss_common(channel, now)
    link = channel.find(LINK)
    if link.get("rel") != "self" or link.get("type") != "application/rss+xml" or not _absolute(link.get("href")):
        faults.append(f"atom:link {link.attrib}")
    for item in channel.findall("item"):
        faults += _counted(item, ITEM) + _rss_common(item, now)
        guid = item.find("guid")
        faults += [] if guid.get("isPermaLink") == "false" and TAG_URI.fullmatch(guid.text) else [f"guid {guid.text}"]
    guids = Counter(element.text for element in channel.iter("guid"))
    return faults + [f"guid {text} stands {count} times" for text, count in guids.items() if count > 1]


def _rss_common(element, now):
    faults = [] if _absolute(element.findtext("link")) else [f"link {element.findtext('link')}"]
    faults += [] if (element.findtext("title") or "").strip() else ["blank title"]
    for at in (element.findtext("pubDate"), element.findtext("lastBuildDate")):
        faults += [] if at is None or (RFC_822.fullmatch(at) and _plausible(parsedate_to_datetime(at), now)) else [at]
    return faults + ["blank category" for one in element.findall("category") if not (one.text or "").strip()]


def json_faults(document, now=None):
    feed = json.loads(document.decode())
    faults = [] if feed["version"] == "https://jsonfeed.org/version/1.1" else ["version"]
    faults += [name for name in ("home_page_url", "feed_url") if not _absolute(feed[name])]
    faults += [] if feed["title"].strip() and all(author["name"].strip() for author in feed["authors"]) else ["names"]
    for item in feed["items"]:
        faults += [] if TAG_URI.fullmatch(item["id"]) else [f"id {item['id']}"]
        faults += [] if _absolute(item["url"]) and isinstance(item["content_html"], str) else [f"item {item['id']}"]
        faults += [] if all(isinstance(tag, str) for tag in item["tags"]) else ["tags"]
        for at in filter(None, (item.get("date_published"), item.get("date_modified"))):
            faults += [] if RFC_3339.fullmatch(at) and _plausible(datetime.fromisoformat(at), now) else [at]
    ids = Counter(item["id"] for item in feed["items"])
    return faults + [f"id {text} stands {count} times" for text, count in ids.items() if count > 1]


def _counted(element, bounds):
    """Children that are not known, missing, or too many."""
    counts = Counter(child.tag for child in element)
    unknown = [f"unknown element {tag}" for tag in counts if tag not in bounds]
    return unknown + [
        f"{tag} stands {counts[tag]} times" for tag, (least, most) in bounds.items() if not least <= counts[tag] <= most
    ]


def _plausible(at, now):
    """The W3C validator refuses times before 1990 and after now."""
    return at.tzinfo is not None and datetime(1990, 1, 1, tzinfo=UTC) <= at <= (now or at)


def _absolute(url):
    return bool(url and urlsplit(url).scheme in {"http", "https"} and urlsplit(url).netloc)
