"""What a title, a name, a reason or an address may hold, nothing of it becomes a header field or a line of its own."""

import dataclasses
import re

import pytest
from letters_for_tests import FACTS, addressee, message_of, post_of
from test_letters import header_of, letter, names_of, parsed

from statusgen.notify.mail import addresses, headers
from statusgen.notify.mail.letters import cohort
from statusgen.notify.mail.parcel import Unsendable
from statusgen.notify.mail.proof import prove, prove_body

ENDS = ["\r", "\n", "\r\n", "\0", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029", "\x7f", "\x1b"]
ENCODED = ["=?utf-8?q?=0D=0ABcc:x?=", "=?utf-8?b?DQpCY2M6eA==?=", "=?UTF-7?Q?+AA0ACg-Bcc:x?=", "=?x?q?=0A?= =?x?q?y?="]
FACT_FIELDS = ["incident", "update", "phase", "severity", "reason"]


def written(*, subject="s", name="Ana", address="ana@example.org", site="Acme status", **facts) -> bytes:
    post = dataclasses.replace(post_of(), list_name=site)
    made = cohort(message_of(subject), dataclasses.replace(FACTS, **facts), post)
    return made.parcel(addressee(name, address)).content


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("field", ["subject", "name", "address", "site", *FACT_FIELDS])
def test_no_character_that_ends_a_line_anywhere_gets_into_any_field(field, end):
    with pytest.raises(Unsendable):
        written(**{field: f"a{end}Bcc: x@evil.example" if field != "address" else f"a{end}b@example.org"})


@pytest.mark.parametrize("end", ENDS)
def test_no_such_character_gets_in_by_an_id_of_a_service(end):
    with pytest.raises(Unsendable):
        written(services=("checkout", f"a{end}b"))


@pytest.mark.parametrize("text", ENCODED)
@pytest.mark.parametrize("field", ["subject", "name", "site", *FACT_FIELDS])
def test_text_that_looks_like_an_encoded_word_arrives_as_the_text_that_it_is(field, text):
    content = written(**{field: text})
    assert names_of(content) == names_of(letter())
    assert text.encode() not in content
    assert not re.search(rb"=0[AD]", content.partition(b"MIME-Version")[0])


@pytest.mark.parametrize(
    "address",
    [
        "a@example.org, b@example.org",
        "a@example.org b@example.org",
        "a@example.org>, <b@example.org",
        "<a@example.org>",
        '"a b"@example.org',
        '"a\\" b"@example.org',
        "=?utf-8?q?=0D=0ABcc=3Ax?=@example.org",
        "a(comment)@example.org",
        "a@[127.0.0.1]",
        "a@-example.org",
        "a@exa mple.org",
        "a\u00a0b@example.org",
        "a..b@example.org",
        ".a@example.org",
        "a@",
        "@example.org",
        "nobody",
        "",
        f"{'a' * 65}@example.org",
        f"a@{'b' * 64}.org",
        f"a@{'b.' * 127}org",
        "a@example.org SIZE=1",
    ],
)
def test_an_address_that_is_not_just_one_address_is_not_sent_to(address):
    with pytest.raises(Unsendable) as refused:
        written(address=address)
    assert not address or address not in str(refused.value)


@pytest.mark.parametrize("setting", ["sender", "reply_to", "bounce"])
@pytest.mark.parametrize("text", ["A <a@example.org>, B <b@example.org>", "A\r\nBcc: x <a@example.org>", "=?q?=@a.b"])
def test_an_address_in_the_settings_is_one_address(setting, text):
    with pytest.raises(Unsendable):
        post = post_of(**{setting: text})
        cohort(message_of(), FACTS, post).parcel(addressee())


@pytest.mark.parametrize("text", ["x" * 998, "x" * 5000, "word " * 1000, "ü" * 998, "x" * 997 + " " + "y" * 998])
@pytest.mark.parametrize("field", ["subject", "name", "site", "reason"])
def test_text_of_any_length_is_folded_and_arrives_whole(field, text):
    content = written(**{field: text.strip()})
    assert max(map(len, content.split(b"\r\n"))) < 120
    if field == "subject":
        assert str(parsed(content)["Subject"]) == text.strip()


def test_a_line_that_cannot_be_folded_and_is_too_long_is_not_sent():
    site = f"https://status.acme.example/{'x' * 1000}/"
    with pytest.raises(Unsendable, match="too long"):
        cohort(message_of(), FACTS, dataclasses.replace(post_of(), site=site)).parcel(addressee())


GOOD = b"A: b\r\nC: d\r\n e\r\n"


@pytest.mark.parametrize(
    ("header", "complaint"),
    [
        (b"A: b\r\nC: d\r\nBcc: x\r\n", "other header fields"),
        (b"C: d\r\nA: b\r\n", "other header fields"),
        (b"A: b\r\n", "other header fields"),
        (b"A: b\r\nC: d\r\nno field\r\n", "other header fields"),
        (b"A: b\r\nC!\r\n", "other header fields"),
        (b"A: b\r\n\r\nC: d\r\n", "other header fields"),
        (b"A: b\nBcc: x\r\nC: d\r\n", "line end"),
        (b"A: b\rBcc: x\r\nC: d\r\n", "line end"),
        (b"A: b\r\nC: d", "line end"),
        (b"A: b\r\nC: \0\r\n", "control character"),
        (b"A: b\r\nC: \x0b\r\n", "control character"),
        (b"A: b\r\nC: d\r\n  \r\n", "blank"),
        (b" z\r\nA: b\r\nC: d\r\n", "goes on from nothing"),
        (b"A: b\r\nC: " + b"x" * 1000 + b"\r\n", "too long"),
        (b"A: b\r\nC: " + b"x" * 996 + b"\r\n", "too long"),
        (b"A: b\r\nC: d\r\n " + b"x" * 998 + b"\r\n", "too long"),
        (b"A: b\r\nC: =?utf-8?q?=0D=0ABcc=3A_x?=\r\n", "inside an encoded word"),
        (b"A: b\r\nC: =?utf-8?b?DQpCY2M6IHg=?=\r\n", "inside an encoded word"),
        (b"A: b\r\nC: =?utf-8?q?=E2=80=A8?=\r\n", "inside an encoded word"),
        (b"A: b\r\nC: =?utf-7?q?+AA0ACg-?=\r\n", "looks like an encoded word"),
        (b"A: b\r\nC: =?utf-8?q?a b?=\r\n", "looks like an encoded word"),
    ],
)
def test_the_proof_finds_what_should_never_have_come_that_far(header, complaint):
    prove(GOOD, (b"A", b"C"))
    prove(b"A: " + b"x" * 995 + b"\r\nC:\r\n " + b"x" * 997 + b"\r\n", (b"A", b"C"))
    with pytest.raises(Unsendable, match=complaint):
        prove(header, (b"A", b"C"))


@pytest.mark.parametrize("body", [b"a\nb\r\n", b"a\rb\r\n", b"a\0\r\n", b"\xfc\r\n", b"x" * 999 + b"\r\n", b"no end"])
def test_the_proof_of_a_body_finds_what_no_relay_takes(body):
    prove_body(b"fine\r\n")
    with pytest.raises(Unsendable):
        prove_body(body)


@pytest.mark.parametrize("text", ["a\tb", "tab\tin\ttitle"])
def test_a_tab_becomes_a_blank(text):
    assert str(parsed(written(subject=text))["Subject"]) == text.replace("\t", " ")


def test_a_mailbox_is_read_as_people_write_it():
    assert addresses.mailbox("Acme status <status@acme.example>").name == "Acme status"
    assert addresses.mailbox(r'"Acme \"the\" status" <status@acme.example>').name == 'Acme "the" status'
    assert addresses.mailbox("status@acme.example") == addresses.Mailbox("", "status@acme.example")
    assert "status@acme.example" not in repr(addresses.mailbox("status@acme.example"))


def test_an_encoded_word_never_splits_a_character_and_is_never_too_long():
    for word in headers.encoded("aü😀" * 100):
        assert len(word) <= 75
        assert not parsed(f"Subject: {word}\r\n\r\n".encode())["Subject"].defects


def test_the_id_of_the_list_is_the_settings_own_where_there_is_one():
    content = letter(post=post_of(list_id="status.acme.example"))
    assert b"List-Id: Acme status <status.acme.example>\r\n" in header_of(content)


@pytest.mark.parametrize("text", ["ü" * 300, " 日本語" * 40, "a😀ж" * 60, "日" * 300, "한국어 ქართული" * 20])
def test_only_the_last_encoded_word_is_padded_because_some_readers_stop_there(text):
    found = headers.encoded(text)
    assert not [word for word in found[:-1] if word.startswith("=?utf-8?b?") and "=" in word[10:-2]]
    assert str(parsed(headers.text("Subject", text) + b"\r\n")["Subject"]) == text
