"""Feeds as files: what the standards demand of them, and what must survive the way into them."""

import json
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import feedparser
import pytest
from feed_rules import atom_faults, json_faults, rss_faults
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from statusgen.publish.feedfile import UNDATED, Entry, Feed, atom, json_feed, rss

AT = datetime(2026, 11, 21, 14, 5, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"


def an_entry(name="one", **fields):
    values = {
        "id": f"tag:statusgen.invalid,2026:acme/incidents/{name}",
        "url": f"https://status.acme.example/incidents/{name}/",
        "title": "Checkout fails",
        "summary": "Some orders cannot be paid.",
        "html": "<p>We are <strong>looking</strong>.</p>",
        "published": AT,
        "updated": AT + timedelta(hours=1),
        "tags": ("Checkout", "Payments API"),
    }
    return Entry(**values | fields)


def a_feed(*entries, **fields):
    values = {
        "id": "tag:statusgen.invalid,2026:acme/feeds/history",
        "url": "https://status.acme.example/history.atom",
        "page": "https://status.acme.example/",
        "title": "Acme status: history",
        "description": "Incidents and maintenance.",
        "author": "Acme status",
        "language": "en",
        "entries": entries,
    }
    return Feed(**values | fields)


def test_atom_keeps_every_must_of_rfc_4287():
    assert atom_faults(atom(a_feed(an_entry("one"), an_entry("two")))) == []


def test_rss_keeps_the_rules_of_its_specification_and_profile():
    assert rss_faults(rss(a_feed(an_entry("one"), an_entry("two")))) == []


def test_json_feed_has_the_required_fields_of_version_1_1():
    assert json_faults(json_feed(a_feed(an_entry("one"), an_entry("two")))) == []


@pytest.mark.parametrize("write", [atom, rss])
def test_a_reader_gets_back_what_was_written(write):
    parsed = feedparser.parse(write(a_feed(an_entry("one"), an_entry("two", title="Two"))))
    assert not parsed.bozo
    assert parsed.feed.title == "Acme status: history"
    assert parsed.feed.link == "https://status.acme.example/"
    assert [entry.title for entry in parsed.entries] == ["Checkout fails", "Two"]
    first = parsed.entries[0]
    assert first.id == "tag:statusgen.invalid,2026:acme/incidents/one"
    assert first.link == "https://status.acme.example/incidents/one/"
    assert first.published_parsed[:5] == (2026, 11, 21, 14, 5)
    assert [tag.term for tag in first.tags] == ["Checkout", "Payments API"]
    assert "<strong>looking</strong>" in (first.content[0].value if write is atom else first.description)


@pytest.mark.parametrize("write", [atom, rss, json_feed])
def test_entries_keep_the_order_in_which_they_are_given(write):
    names = ["b", "c", "a"]
    text = write(a_feed(*map(an_entry, names))).decode()
    places = [text.index(f"acme/incidents/{name}") for name in names]
    assert places == sorted(places)


def test_atom_links_of_entries_say_what_they_are():
    link = etree.fromstring(atom(a_feed(an_entry()))).find(f"{ATOM}entry/{ATOM}link")
    assert dict(link.attrib) == {
        "rel": "alternate",
        "type": "text/html",
        "href": "https://status.acme.example/incidents/one/",
    }


@pytest.mark.parametrize("write", [atom, rss, json_feed])
def test_no_time_of_build_gets_in(write):
    """Every year in the file is one of the entry's, and an empty feed has the time that means unknown."""
    year = str(datetime.now(UTC).year)
    old = an_entry(published=AT.replace(year=2011), updated=AT.replace(year=2012), id="tag:x", url="https://x.example/")
    assert year not in write(a_feed(old, id="tag:y")).decode()
    assert year not in write(a_feed(id="tag:y")).decode()


def test_a_feed_was_updated_when_its_newest_entry_was():
    late = AT + timedelta(days=2)
    feed = a_feed(an_entry("one", updated=AT), an_entry("two", updated=late), an_entry("three", updated=None))
    assert feed.updated == late
    root = etree.fromstring(atom(feed))
    assert root.findtext(f"{ATOM}updated") == "2026-11-23T14:05:00+00:00"
    channel = etree.fromstring(rss(feed)).find("channel")
    assert parsedate_to_datetime(channel.findtext("lastBuildDate")) == feed.updated


@pytest.mark.parametrize("write", [atom, rss, json_feed])
def test_an_empty_feed_is_valid(write):
    assert FAULTS[write](write(a_feed())) == []
    assert a_feed().updated == UNDATED


@pytest.mark.parametrize("write", [atom, rss, json_feed])
def test_an_entry_that_nobody_dated_is_valid_and_has_no_time_where_none_is_obligatory(write):
    made = write(a_feed(an_entry(published=None, updated=None)))
    assert FAULTS[write](made) == []
    assert b"<published>" not in made
    assert b"pubDate" not in made
    assert b"date_" not in made


@pytest.mark.parametrize("write", [atom, rss, json_feed])
def test_an_entry_has_the_same_bytes_in_every_feed(write):
    one = an_entry("one")
    alone = write(a_feed(one)).decode()
    among = write(a_feed(an_entry("zero"), one, an_entry("two"))).decode()
    start, end = BOUNDS[write]
    mine = start + alone.split(start, 1)[1].split(end, 1)[0] + end
    assert "acme/incidents/one" in mine
    assert mine in among


HOSTILE = [
    "",
    " ",
    "\x00\x01\x02",
    "<script>alert(1)</script>",
    "a & b &amp; c &#x3c; d",
    "]]> and <![CDATA[ and -->",
    "quotes \" and ' and `",
    "\u202eright to left\u202c and \u200f marks",
    "\U0001f6a8 emoji \U0001f469\u200d\U0001f4bb",
    "esc \x1b[31m bell \x07 nul \x00 vt \x0b",
    "\ud800 alone \udfff",
    "\ufffe\uffff not characters",
    "\u2028 line \u2029 separators \x85",
    "x" * 25_000,
    "تعطل الدفع",
]


@pytest.mark.parametrize("write", [atom, rss, json_feed])
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_takes_a_feed_down(write, text):
    entry = an_entry(title=text, summary=text, html=text, tags=(text,))
    made = write(a_feed(entry, an_entry("two"), title=text, description=text, author=text))
    assert FAULTS[write](made) == []
    assert b"acme/incidents/two" in made


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_comes_back_but_for_the_characters_that_xml_forbids(text):
    entry = an_entry(title="T" + text, summary=text, html=text)
    root = etree.fromstring(atom(a_feed(entry)))
    written = json.loads(json_feed(a_feed(entry)))["items"][0]
    content = root.findtext(f"{ATOM}entry/{ATOM}content") or ""
    assert content == written["content_html"]
    assert content == "".join(char for char in text if _fits(char))
    item = etree.fromstring(rss(a_feed(entry))).find("channel/item")
    assert (item.findtext("description") or "") == content


def _fits(char):
    """Section 2.2 of XML 1.0, without the C1 controls and DEL that it discourages."""
    code = ord(char)
    return (
        code in {9, 10, 13}
        or (32 <= code < 0x7F)
        or 0xA0 <= code <= 0xD7FF
        or 0xE000 <= code <= 0xFFFD
        or code > 0xFFFF
    )


def test_a_title_of_nothing_but_forbidden_characters_falls_back_to_the_id():
    parsed = feedparser.parse(atom(a_feed(an_entry(title="\x00\x07"))))
    assert parsed.entries[0].title == an_entry().id


FAULTS = {atom: atom_faults, rss: rss_faults, json_feed: json_faults}
BOUNDS = {
    atom: ("<entry>", "</entry>"),
    rss: ("<item>", "</item>"),
    json_feed: ('{"id":', "]}"),
}
