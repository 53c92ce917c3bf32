"""What is of one person alone, put where a blank stands: all else stays, byte for byte."""

import base64
import binascii

from hypothesis import example, given
from hypothesis import strategies as st

from statusgen.render import ics
from statusgen.render.blanks import FOLD, SOFT_BREAK, Form, form, form_in_base64, in_base64, joined

BLANK, OWN = "0123456789abcdef" * 2, "fedcba9876543210" * 2
pieces = st.lists(st.text("aé用 =\n", max_size=130), min_size=1, max_size=5)


@given(pieces)
def test_in_plain_bytes_each_blank_is_filled(parts):
    made = form(BLANK.join(parts).encode(), BLANK)
    assert made.filled(OWN) == OWN.join(parts).encode()
    assert made.filled(BLANK) == BLANK.join(parts).encode()


@given(pieces)
@example(["x" * 60, "", "x" * 76])
def test_in_quoted_printable_it_is_what_would_have_been_encoded(parts):
    def encoded(text: str) -> bytes:
        return binascii.b2a_qp(f"{text}\n".replace("\n", "\r\n").encode(), istext=True)

    assert form(encoded(BLANK.join(parts)), BLANK, SOFT_BREAK).filled(OWN) == encoded(OWN.join(parts))


@given(pieces)
@example(["x" * 25, "", "x" * 57, "x" * 50])
@example(["x" * 57, "x" * 25, "x" * 25])
def test_in_base64_it_is_what_would_have_been_encoded(parts):
    made = form_in_base64(BLANK.join(parts).encode(), BLANK)
    assert made.filled(OWN) == in_base64(OWN.join(parts).encode())
    assert base64.b64decode(made.filled(OWN)) == OWN.join(parts).encode()


@given(st.text("ab,用", max_size=90), st.text("ab,用", max_size=90))
def test_in_a_calendar_it_is_what_would_have_been_folded(before, after):
    def folded(own: str) -> bytes:
        return ics.component("VEVENT", (("DESCRIPTION", ics.text(f"{before}{own}{after}")),))

    assert form(folded(BLANK), BLANK, FOLD).filled(OWN) == folded(OWN)


def test_forms_in_a_row_are_one():
    parts = (form(f"a{BLANK}b{BLANK}".encode(), BLANK), Form((b"c",)), form_in_base64(f"d{BLANK}".encode(), BLANK))
    whole = joined(parts)
    assert whole.filled(OWN) == b"".join(part.filled(OWN) for part in parts)
    assert len(whole.pieces) == len(whole.blanks) + 1 == 4


def test_without_a_blank_nothing_is_filled():
    assert form(b"a", "").filled(OWN) == b"a"
    assert form_in_base64(b"a", "").filled(OWN) == b"YQ==\r\n"
