"""Relays that break the protocol, repeat what they should not, or are none."""

import base64
import socket
import threading
from contextlib import contextmanager, suppress

import pytest
from post_office import Notebook, Shelf, clock, parcel, parcels

from statusgen.notify.ledger.rows import State
from statusgen.notify.mail.parcel import Parcel
from statusgen.notify.mail.probe import probe
from statusgen.notify.mail.relay import relay
from statusgen.notify.mail.session import RelayDown
from statusgen.notify.mail.smtp import deliver

USUAL = {"": "220 hi", "EHLO": "250 hello", "DATA": "354 go", ".": "250 2.0.0 taken"}  # else 250


@contextmanager
def answering(**answers: str):
    """Its port. It says to each command what is here, else what is usual; `{}` is the line that it heard."""
    says = USUAL | {{"greeting": "", "dot": "."}.get(name, name): answer for name, answer in answers.items()}
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_serve, args=(server, says), daemon=True).start()
        yield server.getsockname()[1]


def _serve(server: socket.socket, says: dict[str, str]) -> None:
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        threading.Thread(target=_talk, args=(connection, says), daemon=True).start()


def _talk(connection: socket.socket, says: dict[str, str]) -> None:
    # Closing the file may fail as writing to it did.
    with suppress(OSError), connection, connection.makefile("rwb") as file:
        _dialogue(file, says)


def _dialogue(file, says: dict[str, str]) -> None:
    heard, body = "", False
    while True:
        if not body or heard == ".":
            body = body and heard != "."
            answer = says.get(heard.split(" ", maxsplit=1)[0].upper(), says.get("other", "250 ok")).replace("{}", heard)
            file.write(answer.encode("latin-1") + b"\r\n")
            file.flush()
            body = heard.upper() == "DATA" and answer.startswith("354")
        line = file.readline()
        if not line:
            return
        heard = line.decode("latin-1").rstrip("\r\n")


def sent(tmp_path, letters, more="", **answers):
    """The book and the error of a run against such a relay."""
    book = Notebook(tmp_path / "book")
    user, _, options = more.rpartition("@")
    with answering(**answers) as port:
        try:
            url = f"smtp://{user + '@' if user else ''}127.0.0.1:{port}?connections=1&timeout=2{options}"
            deliver(relay(url), Shelf(letters), book, clock)
        except RelayDown as error:
            return book, str(error)
    return book, ""


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"greeting": "220 hi\r\n250 a\r\n250 b\r\n354 c\r\n250 all taken"}, "before it is asked: 250 a"),
        ({"EHLO": "250 hello\r\n250 ok\r\n250 ok\r\n354 go\r\n250 taken"}, "before it is asked: 250 ok"),
        ({"DATA": "354 go\r\n250 taken already"}, "before it is asked: 250 taken already"),
        ({"RCPT": "354 go on"}, "answers RCPT with 354 go on"),
        ({"MAIL": "354 go on"}, "answers MAIL with 354 go on"),
        ({"RCPT": "999 what"}, "does not speak SMTP: 999 what"),
        ({"DATA": "250 taken"}, "answers DATA with 250 taken"),
        ({"RCPT": "550-no\r\n250 yes"}, "does not speak SMTP: 250 yes"),
        ({"DATA": "250-go\r\n354 on"}, "does not speak SMTP: 354 on"),
        ({"greeting": "SSH-2.0-OpenSSH_9.2"}, "does not speak SMTP: SSH-2.0-OpenSSH_9.2"),
    ],
)
@pytest.mark.parametrize("pipelining", [True, False])
def test_a_relay_out_of_step_is_left_in_its_own_words_and_nothing_counts_as_sent(tmp_path, answers, words, pipelining):
    usual = {"EHLO": "250-hello\r\n250 PIPELINING"} if pipelining else {}
    book, error = sent(tmp_path, parcels(1), **(usual | answers))
    told = error + "".join(one.detail for one in book.outcomes.values())
    assert words in told
    assert State.SENT not in {one.state for one in book.outcomes.values()}
    assert book.armed == []


@pytest.mark.parametrize("more", ["250 evil", "250-evil\r\n250 worse", "421 bye"])
def test_whoever_talks_on_after_starttls_is_left_at_once(tmp_path, more):
    _, error = sent(tmp_path, parcels(1), EHLO="250-hello\r\n250 STARTTLS", STARTTLS=f"220 go\r\n{more}")
    assert "before it is asked" in error or "is closing" in error


def test_a_letter_answered_with_neither_yes_nor_no_may_have_arrived(tmp_path):
    book, _ = sent(tmp_path, parcels(1), dot="354 still going")
    assert book.states() == {"unknown": 1}


def test_an_answer_of_several_codes_is_none(tmp_path):
    book, _ = sent(tmp_path, parcels(1), dot="550-no\r\n250 2.0.0 taken")
    assert book.states() == {"unknown": 1}


@pytest.mark.parametrize("methods", ["PLAIN", "LOGIN"])
@pytest.mark.parametrize("answer", ["535 5.7.8 bad {}", "454 4.7.0 later {}", "535 5.7.8 no\r\n250 {}", "999 {}", "{}"])
def test_a_relay_that_repeats_the_password_is_not_quoted(tmp_path, methods, answer):
    encoded = [base64.b64encode(text).decode().rstrip("=") for text in (b"canary", b"\0user\0canary")]
    answers = {"EHLO": f"250-hello\r\n250 AUTH {methods}", "AUTH": "334 go" if methods == "LOGIN" else answer}
    _, error = sent(tmp_path, parcels(1), "user:canary@", **answers, other=answer)
    assert error
    assert not [text for text in (*encoded, "canary") if text in error]


@pytest.mark.parametrize(
    "answers",
    [
        {"RCPT": "550 no"},
        {"RCPT": "550 5.7.1 no relaying"},
        {"RCPT": "550 5.1.8 sender's domain not found"},
        {"RCPT": "554 5.0.0 no"},
        {"DATA": "550 5.7.1 not you"},
        {"DATA": "554 no"},
        {"dot": "554 5.7.1 spam"},
        {"dot": "554 5.6.0 no"},
        {"dot": "550 5.1.1 no such person"},
        {"MAIL": "552 5.3.4 too big"},
        {"EHLO": "250-hello\r\n250 SIZE 10"},
    ],
)
def test_what_a_relay_refuses_that_took_nothing_yet_is_tried_again(tmp_path, answers):
    book, _ = sent(tmp_path, parcels(2), **answers)
    assert book.states() == {"retry": 2}


@pytest.mark.parametrize("answer", ["550 5.1.1 no such person", "553 5.1.3 no address", "550 5.2.1 disabled"])
def test_a_mailbox_that_a_relay_names_as_the_reason_is_refused_for_good_at_once(tmp_path, answer):
    assert sent(tmp_path, parcels(2), RCPT=answer)[0].states() == {"dead": 2}


@pytest.mark.parametrize("answer", ["550 {}", "535 bad {}", "452 4.3.1 {}", "250 2.0.0 {}"])
@pytest.mark.parametrize("where", ["MAIL", "RCPT", "dot"])
def test_a_password_in_the_answer_to_a_letter_is_not_kept(tmp_path, answer, where):
    plain, encoded = "sécret%20canary", base64.b64encode("\0user\0sécret canary".encode()).decode()
    words = f"{encoded} {base64.b64encode('sécret canary'.encode()).decode()} canary-less x".encode().decode("latin-1")
    hello = {"EHLO": "250-hello\r\n250 AUTH PLAIN", "AUTH": "235 in"}
    spoken = "sécret canary".encode().decode("latin-1")
    told = answer.format(f"{words} {spoken}!")
    book, error = sent(tmp_path, parcels(1), f"user:{plain}@", **hello, **{where: told})
    kept = error + "".join(one.detail for one in book.outcomes.values())
    assert "canary-less" in kept or where != "dot"
    assert not [text for text in (encoded.rstrip("="), "sécret canary", "c8OpY3JldC", "w6ljcmV0") if text in kept]


LOCAL = "ana.ruiz"
SPELLINGS = [
    "ana.ruiz",
    "Ana.Ruiz",
    "ana.ruiz@example.com",
    "ana.ruiz=40example.com",
    "ana.ruiz(at)example.com",
    "ana%2Eruiz%40example.com",
    "ana+2Eruiz+40example.com",
    "=61na=2Eruiz",
    '"ana.ruiz"',
    "Ana Ruiz",
    "ana_ruiz",
    "/var/mail/ana.ruiz",
    "%22ana.ruiz%22",
    base64.b64encode(b"ana.ruiz@example.com").decode(),
]


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("where", ["RCPT", "dot"])
def test_no_spelling_of_whom_a_letter_is_for_is_kept(tmp_path, spelling, where):
    to = Parcel(parcel(0).key, "status@acme.example", "ana.ruiz@example.com", parcel(0).content)
    book, _ = sent(tmp_path, [to], **{where: f"550 5.1.1 user {spelling} unknown at example.com"})
    (outcome,) = book.outcomes.values()
    assert outcome.detail.startswith("550 5.1.1 user ")
    assert outcome.detail.endswith(" unknown at example.com")
    left = outcome.detail.removesuffix("example.com").casefold()
    assert not [word for word in ("ana", "ruiz", "yw5h") if word in left]


def test_a_relay_that_hangs_up_does_not_print_whom_it_hung_up_on(tmp_path):
    to = Parcel(parcel(0).key, "status@acme.example", "ana.ruiz@example.com", parcel(0).content)
    book, error = sent(tmp_path, [to], RCPT="421 4.7.0 too much mail for ana.ruiz")
    told = error + "".join(one.detail for one in book.outcomes.values())
    assert "421 4.7.0 too much mail for …" in told
    assert "ruiz" not in told


def test_an_answer_that_is_cut_is_not_cut_inside_an_address(tmp_path):
    to = Parcel(parcel(0).key, "status@acme.example", "ana.ruiz@example.com", parcel(0).content)
    for length in range(270, 300, 3):
        (tmp_path / str(length)).mkdir()
        book, _ = sent(tmp_path / str(length), [to], RCPT=f"550 {'x' * length} ana.ruiz@example.com")
        assert "ana" not in next(iter(book.outcomes.values())).detail


def test_failures_to_connect_are_told_in_words(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(RelayDown, match="nobody listens there"):
        probe(relay(f"smtp://127.0.0.1:{port}"))
    with answering() as port, pytest.raises(RelayDown, match=r"does not speak TLS on this port$"):
        probe(relay(f"smtps://127.0.0.1:{port}"))


def test_the_timeout_of_the_url_is_that_of_every_step():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(RelayDown, match=r"did not answer within 0\.2 seconds"):
            probe(relay(f"smtp://127.0.0.1:{port}?timeout=0.2"))
