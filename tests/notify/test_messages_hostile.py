"""Whatever people write stays text in a mail; and equal keys of cohorts mean equal messages."""

import re
import sys
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from letters_office import ANA, FREEZE, HOME, IDENTIFIED, NOW, PAYMENTS, UPGRADE, at, latest, press, said, site, told

from statusgen.model.people import Contact, Subscriber
from statusgen.model.service import Service
from statusgen.notify.messages import cohort_key, facts, message
from statusgen.notify.news import Kind
from statusgen.notify.notification import Because, Reason

sys.path.insert(0, str(Path(__file__).parents[1] / "standards"))
import payloads

TRICKS = [one for name, some in vars(payloads).items() if name.isupper() and isinstance(some, tuple) for one in some]
ODD = (
    "a\r\nBcc: x@evil.invalid",
    "a\x00b\x1bc\x9bd",
    "a\u2028b\u2029c\x85d",
    "\u202egnp.exe\u202c",
    "\u2066\u2067x",
    "=?utf-8?q?=0D=0ABcc:x?=",
    "{{ 7*7 }}{% raw %}",
    "&lt;script&gt;",
)
ALLOWED = {
    "a", "blockquote", "body", "br", "code", "del", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6", "head", "hr",
    "html", "input", "label", "li", "meta", "ol", "p", "pre", "span", "strong", "style", "table", "tbody", "td", "th",
    "thead", "title", "tr", "ul",
}  # fmt: skip


class Seen(HTMLParser):
    """The tags and attributes of a document, and where it leads."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.targets: set[str] = set()
        self.styles: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.targets |= {value or "" for name, value in attrs if name in {"href", "src"}}
        self.styles += [value or "" for name, value in attrs if name == "style"]


def assert_harmless(made: object) -> None:
    seen = Seen(made.html)  # type: ignore[attr-defined]
    assert seen.tags <= ALLOWED
    assert not {name for name in seen.attributes if name.startswith("on") or name in {"src", "srcset", "background"}}
    assert all(re.match(r"https?://|mailto:", target) for target in seen.targets)
    assert not [style for style in seen.styles if "url(" in style or "expression" in style]
    for line in (made.subject, made.preheader, made.short):  # type: ignore[attr-defined]
        assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", line)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", made.text)  # type: ignore[attr-defined]


def filled(text: str) -> list[object]:
    """A message of each kind of affair with the text in every field that people fill."""
    update = replace(IDENTIFIED, text=text, impact=text, action=text)
    incident = replace(PAYMENTS, title=text, summary=text, updates=(replace(PAYMENTS.updates[0], text=text), update))
    things = (incident, replace(UPGRADE, title=text, summary=text), replace(FREEZE, title=text, text=text))
    made = []
    for thing in things:
        whole = site(thing, name=text)
        whole = replace(whole, services={one: Service(one, text) for one in whole.services})
        made += [said(whole, kind, reason=Reason(Because.PUT_ON)) for kind in (None, Kind.ADDED, Kind.SUMMARY)]
    return made


@pytest.mark.parametrize("trick", [*TRICKS, *ODD])
def test_nothing_that_anybody_writes_becomes_markup_or_a_line_of_its_own(trick):
    for made in filled(trick):
        assert_harmless(made)


def test_the_tricks_are_those_that_the_pages_are_held_against():
    assert len(TRICKS) > 250


def test_nothing_is_fetched_when_a_mail_is_opened():
    for made in filled("A picture: ![x](https://evil.invalid/pixel.gif)"):
        seen = Seen(made.html)  # type: ignore[attr-defined]
        assert "src" not in seen.attributes
        assert not re.search(r"@import|url\(|<link|<img", made.html)  # type: ignore[attr-defined]


# --- cohorts

WHOLE = site(PAYMENTS, UPGRADE)
LIST = Subscriber("all", "All hands", (Contact("email", "all@acme.example"),), is_list=True)
readers = st.builds(
    replace,
    st.sampled_from([ANA, replace(ANA, id="bo", name="Bo"), LIST, replace(LIST, id="some", name="Some hands")]),
    language=st.sampled_from(["", "en", "de", "de-AT"]),
    timezone=st.sampled_from(["", "Europe/Berlin", "Asia/Tokyo"]),
)
reasons = st.builds(
    Reason, st.sampled_from(Because), st.sampled_from(["", "support"]), st.sampled_from([(), ("checkout",)])
)
NEWS = [latest(site(PAYMENTS)), latest(site(UPGRADE)), latest(site(PAYMENTS), at(14, 6))]
SUMMARIES = [replace(one, id="summary/20261121T0700Z", at=at(7), kind=Kind.SUMMARY) for one in NEWS[:2]]
notifications = st.builds(
    lambda about, kind, reader, reason, minutes: told(
        about,
        kind,
        subscriber=reader,
        reason=reason,
        since=None if minutes is None else at(14) + timedelta(minutes=minutes),
    ),
    st.sampled_from([*NEWS, *SUMMARIES]),
    st.sampled_from([None, Kind.ADDED, Kind.REMOVED, Kind.SUMMARY]),
    readers,
    reasons,
    st.none() | st.integers(0, 25),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(notifications, min_size=2, max_size=12))
def test_equal_keys_mean_equal_messages(some):
    made: dict[object, object] = {}
    for one in some:
        both = message(one, WHOLE, NOW, press(WHOLE.settings)), facts(one, WHOLE, NOW)
        assert made.setdefault(cohort_key(one, WHOLE), both) == both


def test_people_who_were_told_seconds_apart_are_one_cohort():
    about = latest(site(PAYMENTS))
    first, second = (told(about, since=at(14, 6) + timedelta(seconds=seconds)) for seconds in (0, 40))
    assert cohort_key(first, WHOLE) == cohort_key(second, WHOLE)


def test_who_is_told_of_is_in_no_message():
    made = said(WHOLE, reason=Reason(Because.PUT_ON))
    assert all("Ana" not in part and "ana@" not in part for part in (made.text, made.html, made.short))
    assert HOME in made.text
