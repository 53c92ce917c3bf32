import subprocess
import sys

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given, settings
from hypothesis import strategies as st

from statusgen.read.addresses import BadAddress, email_address, mailbox


@pytest.mark.parametrize(
    ("written", "ready"),
    [
        ("ana@acme.example", "ana@acme.example"),
        ("Ana.Ruiz+status@ACME.example", "Ana.Ruiz+status@acme.example"),
        ("o'neill@acme.example", "o'neill@acme.example"),
        ("ana@münchen.example", "ana@xn--mnchen-3ya.example"),
        ("アナ@例え.example", "アナ@xn--r8jz45g.example"),
        ("jose\u0301@acme.example", "jos\u00e9@acme.example"),
        (f"{'x' * 64}@acme.example", f"{'x' * 64}@acme.example"),
    ],
)
def test_an_address_is_made_ready_for_the_wire(written, ready):
    assert email_address(written) == ready


@pytest.mark.parametrize(
    "written",
    [
        "",
        "ana",
        "ana@",
        "@acme.example",
        "ana@localhost",
        "ana@example",
        "ana@acme.invalid",
        "ana@acme..example",
        ".ana@acme.example",
        "ana@-acme.example",
        "ana@ac_me.example",
        '"ana ruiz"@acme.example',
        "ana@[192.0.2.1]",
        "ana@acme.example, bo@acme.example",
        "ana@acme.example;bo@acme.example",
        "ana@bo@acme.example",
        "Ana <ana@acme.example>",
        "ana(comment)@acme.example",
        "ana@acme.example\r\nBcc: eve@evil.example",
        "ana\0@acme.example",
        "ana\u2028@acme.example",
        "\u202eana@acme.example",
        "an a@acme.example",
        " ana@acme.example",
        "=?utf-8?q?=0D=0ABcc:x?=@acme.example",
        "=?utf-8?q?a?=b@acme.example",
        f"{'x' * 65}@acme.example",
        f"{'é' * 33}@acme.example",
        f"ana@{'a.' * 130}example",
    ],
)
def test_what_is_no_single_plain_address_is_refused(written):
    with pytest.raises(BadAddress):
        email_address(written)


LABEL = st.text("abz09-é例\u0301_", min_size=1, max_size=6)


@settings(deadline=None)
@given(st.text("aZ09!#=?^_{|}~.+-' \"(),é\u2028", max_size=12), st.lists(LABEL, min_size=1, max_size=3))
def test_the_short_way_agrees_with_the_library(local, labels):
    address = f"{local}@{'.'.join([*labels, 'example'])}"
    try:
        found = validate_email(address, check_deliverability=False, test_environment=True)
        expected = found.ascii_email or f"{found.local_part}@{found.ascii_domain}"
    except EmailNotValidError:
        expected = None
    try:
        assert email_address(address) == expected
    except BadAddress:
        assert expected is None or "=?" in local


@pytest.mark.parametrize(
    ("written", "ready"),
    [
        ("status@acme.example", "status@acme.example"),
        ("Acme status <status@acme.example>", "Acme status <status@acme.example>"),
        ('"Acme, Inc." <status@ACME.example>', '"Acme, Inc." <status@acme.example>'),
        ("Ünïted <status@münchen.example>", "Ünïted <status@xn--mnchen-3ya.example>"),
    ],
)
def test_a_mailbox_is_a_name_and_an_address(written, ready):
    assert mailbox(written) == ready


@pytest.mark.parametrize(
    "written", ["Acme", "Acme <status>", "Acme, Inc. <a@acme.example>", "<a@acme.example> <b@acme.example>"]
)
def test_no_mailbox_has_two_addresses_or_none(written):
    with pytest.raises(BadAddress):
        mailbox(written)


def test_no_address_stands_in_the_message_about_it():
    with pytest.raises(BadAddress) as refused:
        email_address("canary at acme@ex ample")
    assert "canary" not in str(refused.value)
    assert "ample" not in str(refused.value).replace("example", "")


def test_no_name_server_is_asked_and_its_library_not_even_loaded():
    program = (
        "import sys; sys.modules['dns'] = None\n"
        "from statusgen.read.addresses import email_address; print(email_address('ana@münchen.example'))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("ana@xn--mnchen-3ya.example\n", "")
