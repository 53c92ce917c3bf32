import dataclasses
import email
import email.policy
import re
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from letters_for_tests import CALENDAR, FACTS, KEYS, NOW, addressee, message_of, oracle, post_of, settings_of

from statusgen.notify.mail.letters import cohort, post
from statusgen.notify.mail.parcel import Unsendable
from statusgen.notify.message import Facts

STRICT = email.policy.strict + email.policy.SMTP
SCRIPTS = "Latin ÄÖ ß ő Ελληνικά Кириллица עברית العربية हिन्दी ไทย 中文 日本語 한국어 ქართული Հայերեն አማርኛ தமிழ்"
AWKWARD = [
    SCRIPTS,
    "safe \u202egnp.exe",  # turns the direction around
    'say "hi"',
    "ends with \\",
    'ends with \\"',
    "=?utf-8?q?=0D=0ABcc:x?=",
    "=?utf-8?b?QmNjOiB4?=",
    "a =?b",
    "?=",
    ".leading dot",
    "..",
    "x" * 300,
    "long words " * 27,
    "ü" * 300,
    "😀" * 75,
    "a, b; c <d@e> (f) [g] @ :",
    "two  blanks   three",
    " blank at both ends ",
    "non\u00a0breaking\u2003em",
    "combining e\u0301" + "\u0301" * 40,
    "zero\u200bwidth\u200djoiner",
    "'",
    "😀👩\u200d👩\u200d👧 🏳\ufe0f\u200d🌈 🇩🇪",
    "`",
    "a",
]
awkward = st.one_of(
    st.sampled_from(AWKWARD),
    st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=300),
    st.text('="?_\\ .,<>@utf-8qb', min_size=1, max_size=90),
)


def parsed(content: bytes):
    return email.message_from_bytes(content, policy=STRICT)


def header_of(content: bytes) -> bytes:
    return content.partition(b"\r\n\r\n")[0] + b"\r\n"


def text_of(part) -> str:
    return part.get_content().replace("\r\n", "\n")


def display_name(content: bytes) -> str:
    """By the older of the library's two readers: the newer one keeps blanks between encoded words (RFC 2047, 6.2)."""
    raw = email.message_from_bytes(content, policy=email.policy.compat32)["To"].replace("\r\n", "")
    return str(make_header(decode_header(parseaddr(raw)[0])))


def names_of(content: bytes) -> list[str]:
    return re.findall(r"^([!-9;-~]+):", header_of(content).decode(), re.MULTILINE)


def letter(*, message=None, post=None, **to) -> bytes:
    return cohort(message or message_of(), FACTS, post or post_of()).parcel(addressee(**to)).content


def test_a_letter_has_these_headers_in_this_order():
    to = addressee("Ana", "ana@example.org")
    own, root = KEYS.message_id(to.event, "ana", "email"), KEYS.root(to.thread, "ana")
    person = KEYS.person("ana")
    content = letter(post=post_of(reply_to="SRE <sre@acme.example>", preferences="https://me.acme.example/"))
    assert header_of(content).decode().split("\r\n")[:-2] == [
        "Date: Sat, 21 Nov 2026 14:20:00 +0000",
        "From: Acme status <status@acme.example>",
        "To: Ana <ana@example.org>",
        "Reply-To: SRE <sre@acme.example>",
        "Subject: [Acme status] Checkout errors",
        f"Message-ID: <{own}@acme.example>",
        f"In-Reply-To: <{root}@acme.example>",
        f"References: <{root}@acme.example>",
        f"List-Unsubscribe: <https://me.acme.example/unsubscribe/{person}>,",
        f" <mailto:sre@acme.example?subject=unsubscribe%20{person}>",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        "List-Id: Acme status <statusgen.acme.example>",
        "List-Help: <https://status.acme.example/>",
        "List-Archive: <https://status.acme.example/history/>",
        "Auto-Submitted: auto-generated",
        "X-Auto-Response-Suppress: All",
        "Precedence: list",
        "Feedback-ID: checkout-errors:investigating:status:acme.example",
        "X-Status-Incident: checkout-errors",
        "X-Status-Update: 20261121T1405Z",
        "X-Status-Phase: investigating",
        "X-Status-Severity: major",
        "X-Status-Services: checkout, payments",
        "X-Status-Reason: You follow it.",
        "MIME-Version: 1.0",
        "Content-Type: multipart/alternative;",
    ]


def test_without_preferences_there_is_no_one_click_but_still_a_mail_address():
    assert "List-Unsubscribe-Post" not in names_of(letter())
    assert parsed(letter())["List-Unsubscribe"].startswith("<mailto:status@acme.example?subject=unsubscribe%20")


def test_a_list_gets_nothing_that_one_member_could_use_for_all():
    preferences = post_of(preferences="https://me.acme.example/", bounce="bounces@acme.example")
    content = letter(post=preferences, is_list=True)
    assert not {"List-Unsubscribe", "List-Unsubscribe-Post"} & set(names_of(content))
    assert KEYS.person("ana").encode() not in content
    assert {"List-Id", "Reply-To"} & set(names_of(letter(post=post_of(reply_to="sre@acme.example"), is_list=True)))


def test_a_retry_has_the_same_bytes_but_for_the_date_and_the_mark_of_a_possible_duplicate():
    first = letter()
    later = dataclasses.replace(post_of(), now=NOW.replace(hour=15))
    second = letter(post=later, duplicate=True)
    assert second.replace(b"15:20:00", b"14:20:00").replace(b"X-Status-Duplicate: possible\r\n", b"") == first
    assert b"X-Status-Duplicate" not in first


def test_all_letters_of_an_affair_answer_the_same_root_for_one_person_and_another_for_the_next():
    made = cohort(message_of(), FACTS, post_of())
    one, two = addressee(), dataclasses.replace(addressee(), event="incidents/checkout-errors/x/resolved")
    other = dataclasses.replace(one, subscriber=dataclasses.replace(one.subscriber, id="ben"))
    letters = [parsed(made.parcel(to).content) for to in (one, two, other)]
    roots = [found["References"] for found in letters]
    assert roots[0] == roots[1] != roots[2]
    assert [found["In-Reply-To"] for found in letters] == roots
    assert len({found["Message-ID"] for found in letters}) == 3


def test_the_parts_are_plain_text_first_then_html():
    parts = list(parsed(letter(message=message_of(text="Größe\n", html="<p>Größe</p>\n"))).iter_parts())
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    assert [text_of(part) for part in parts] == ["Größe\n", "<p>Größe</p>\n"]


def test_a_maintenance_carries_its_calendar_beside_the_text_and_says_its_method():
    whole = parsed(letter(message=message_of(calendar=CALENDAR)))
    alternative, calendar = whole.iter_parts()
    assert (whole.get_content_type(), alternative.get_content_type()) == ("multipart/mixed", "multipart/alternative")
    assert calendar.get_content_type() == "text/calendar"
    assert (calendar.get_param("method"), calendar.get_param("charset")) == ("PUBLISH", "utf-8")
    assert calendar.get_payload(decode=True) == CALENDAR


@pytest.mark.parametrize("bounce", ["bounces@acme.example", "Bounces <bounces@acme.example>"])
def test_the_envelope_sender_names_the_delivery_and_a_mac_of_it(bounce):
    parcel = cohort(message_of(), FACTS, post_of(bounce=bounce)).parcel(addressee())
    short = parcel.key[:20]
    assert parcel.sender == f"bounces+{short}-{KEYS.bounce(short)}@acme.example"
    assert len(parcel.sender.partition("@")[0]) <= 64


def test_a_bounce_address_that_leaves_no_room_for_that_is_refused():
    with pytest.raises(Unsendable, match="at most 26 characters"):
        post_of(bounce=f"{'b' * 27}@acme.example")


def test_without_a_sender_nothing_can_be_sent():
    with pytest.raises(Unsendable, match="is not set"):
        post(settings_of(sender=""), KEYS, NOW)


def test_the_key_of_the_ledger_is_kept_even_if_the_secret_has_changed():
    assert cohort(message_of(), FACTS, post_of()).parcel(addressee(key="0" * 32)).key == "0" * 32


@pytest.mark.parametrize(
    ("address", "recipient", "utf8"),
    [
        ("ana@example.org", "ana@example.org", False),
        ("ana@Bücher.example", "ana@xn--bcher-kva.example", False),
        ("ana@straße.example", "ana@xn--strae-oqa.example", False),  # not strasse.example, which is somebody else
        ("jürgen@example.org", "jürgen@example.org", True),
        ("用户@例子.example", "用户@xn--fsqu00a.example", True),
    ],
)
def test_only_a_local_part_beyond_ascii_needs_smtputf8(address, recipient, utf8):
    parcel = cohort(message_of(), FACTS, post_of()).parcel(addressee(address=address))
    assert (parcel.recipient, parcel.utf8) == (recipient, utf8)
    assert f"<{recipient}>\r\n".encode() in parcel.content


@settings(deadline=None, max_examples=60)
@given(name=awkward, subject=awkward, reason=awkward, text=awkward, html=awkward)
@example(name=AWKWARD[0], subject=AWKWARD[0], reason=AWKWARD[0], text="From me\n.\n..\n", html="x" * 3000)
def test_a_letter_reads_as_the_standard_librarys_own_would(name, subject, reason, text, html):
    message = message_of(subject, text, html)
    facts = dataclasses.replace(FACTS, reason=reason)
    content = cohort(message, facts, post_of()).parcel(addressee(name)).content
    mine, theirs = parsed(content), oracle(name, message, reason)
    for name_of_field, value in (("Subject", subject), ("X-Status-Reason", reason)):
        assert str(mine[name_of_field]) == value
        assert str(theirs[name_of_field]) == value or "=?" in value  # which the library decodes when it is set
    assert display_name(content) == name == theirs["To"].addresses[0].display_name
    assert mine["To"].addresses[0].addr_spec == "ana@example.org"
    for part, other in zip(mine.iter_parts(), theirs.iter_parts(), strict=True):
        assert text_of(part) == text_of(other)
        assert not part.defects
    assert not mine.defects


@settings(deadline=None, max_examples=60)
@given(name=awkward, subject=awkward, reason=awkward, text=awkward, html=awkward)
def test_no_line_is_long_or_blank_and_no_field_is_there_that_should_not_be(name, subject, reason, text, html):
    facts = dataclasses.replace(FACTS, reason=reason)
    content = cohort(message_of(subject, text, html), facts, post_of()).parcel(addressee(name)).content
    assert names_of(content) == [*names_of(letter())]
    lines = content.split(b"\r\n")
    assert not [line for line in lines if b"\r" in line or b"\n" in line or b"\0" in line]
    assert all(len(line) <= 78 or line.startswith(b"List-Unsubscribe: <mailto:") for line in lines)
    assert all(line.strip() for line in header_of(content).split(b"\r\n")[:-1])
    assert content.isascii()


@settings(deadline=None, max_examples=60)
@given(text=st.text(st.characters(exclude_categories=("Cs",)), max_size=300))
def test_a_body_keeps_every_character_but_the_kind_of_line_end(text):
    plain = next(parsed(letter(message=message_of(text=text))).iter_parts())
    found = plain.get_payload(decode=True).decode().replace("\r\n", "\n")
    assert found.removesuffix("\n") == text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")


pieces = st.lists(st.one_of(awkward, st.text("aé用\n", max_size=90)), min_size=2, max_size=4)


@settings(deadline=None, max_examples=80)
@given(text=pieces, html=pieces)
@example(text=["用" * 40, "户" * 17], html=["é" * 70, "", "x" * 70])
@example(text=["x" * 50, "y" * 3000], html=["用" * 19, "", "", "用" * 60])
def test_where_a_blank_stands_each_reader_reads_what_is_theirs(text, html):
    blank = KEYS.blank("link")
    made = cohort(message_of(text=blank.join(text), html=blank.join(html)), FACTS, post_of())
    for name, number in (("Ana", 1), ("Bo", 7)):
        to = addressee(name)
        to = dataclasses.replace(to, subscriber=dataclasses.replace(to.subscriber, link=number))
        content = made.parcel(to).content
        own = KEYS.link("ana", number)
        theirs = oracle(name, message_of(text=own.join(text), html=own.join(html)), FACTS.reason)
        for part, other in zip(parsed(content).iter_parts(), theirs.iter_parts(), strict=True):
            assert text_of(part) == text_of(other)
            assert not part.defects
        assert all(len(line) <= 78 for line in content.split(b"\r\n\r\n", 1)[1].split(b"\r\n"))


def test_a_fact_that_is_empty_is_none_and_never_an_encoded_word_of_nothing():
    made = cohort(message_of(), Facts("", "", "", "", (), ""), post_of()).parcel(addressee()).content
    fields = [line for line in header_of(made).split(b"\r\n") if line.startswith(b"X-Status-")]
    assert [line.partition(b": ")[2] for line in fields] == [b"none"] * 6
    assert b"=?utf-8?q??=" not in letter(name="")
