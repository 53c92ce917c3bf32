"""Whatever people write stays text in a mail; and equal keys of cohorts mean equal messages."""

import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from letters_office import ANA, FREEZE, HOME, IDENTIFIED, NOW, PAYMENTS, UPGRADE, at, latest, press, said, site, told

from statusgen.model.people import Contact, Subscriber
from statusgen.model.secret import Secret
from statusgen.model.service import Service
from statusgen.notify.news import Kind
from statusgen.notify.notification import Because, Notification, Reason
from statusgen.notify.writing.messages import cohort_key, facts, message

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
LIST = Subscriber("all", "All hands", (Contact("email", Secret("all@acme.example")),), is_list=True)
READERS = [
    ANA,
    replace(ANA, id="bo", name="Bo"),
    *(replace(ANA, language=language) for language in ("en", "de", "de-AT", "fr")),
    *(replace(ANA, timezone=zone) for zone in ("", "Europe/Berlin", "Asia/Tokyo")),
    LIST,
    replace(LIST, id="some", name="Some hands"),
]
REASONS = [Reason(code, who, services) for code in Because for who in ("", "support") for services in ((), ("bank",))]
HEARD = [None, *(at(14, minute) for minute in (1, 6, 7, 10, 16, 17))]
NEWS = [latest(site(PAYMENTS)), latest(site(UPGRADE)), latest(site(PAYMENTS), at(14, 6))]
SUMMARIES = [replace(one, id="summary/20261121T0700Z", at=at(7), kind=Kind.SUMMARY) for one in NEWS[:2]]
OTHERS = [(), (NEWS[1],), (NEWS[0],)]


def neighbours() -> Iterator[Notification]:
    """Notifications that differ from some other one in a single thing, whichever it is."""
    for about in (*NEWS, *SUMMARIES):
        for kind in (None, Kind.ADDED, Kind.REMOVED, Kind.SUMMARY):
            one = told(about, kind)
            yield from (replace(one, subscriber=reader) for reader in READERS)
            yield from (replace(one, reason=reason) for reason in REASONS)
            yield from (replace(one, since=since) for since in HEARD)
            yield from (replace(one, others=others) for others in OTHERS)
            yield replace(one, covers=("incidents/payments/1-investigating",))


def test_equal_keys_mean_equal_messages():
    """Whatever the key leaves out, the message does not depend on."""
    made: dict[object, object] = {}
    for one in neighbours():
        both = made_of(one)
        assert made.setdefault(cohort_key(one, WHOLE), both) == both
    assert len(made) < sum(1 for _ in neighbours())


def made_of(one: Notification) -> object:
    return message(one, WHOLE, NOW, press(WHOLE.settings)), facts(one, WHOLE, NOW)


def test_people_who_were_told_seconds_apart_are_one_cohort():
    about = latest(site(PAYMENTS))
    first, second = (told(about, since=at(14, 6) + timedelta(seconds=seconds)) for seconds in (0, 40))
    assert cohort_key(first, WHOLE) == cohort_key(second, WHOLE)


def test_who_is_told_of_is_in_no_message():
    made = said(WHOLE, reason=Reason(Because.PUT_ON))
    assert all("Ana" not in part and "ana@" not in part for part in (made.text, made.html, made.short))
    assert HOME in made.text
