"""Real connections to a server that fails on demand, and a book that writes to the disk."""

import asyncio
import subprocess
import time
from functools import partial

import pytest
import sink
from post_office import Notebook, Shelf, clock, parcel, parcels

from statusgen.notify.ledger.rows import LeaseLost, State
from statusgen.notify.mail import desk
from statusgen.notify.mail.parcel import Parcel
from statusgen.notify.mail.relay import relay
from statusgen.notify.mail.session import RelayDown
from statusgen.notify.mail.smtp import deliver


class Run:
    """One run against a sink with these faults."""

    def __init__(self, folder, *options, letters=None, connections=1, more="", host="127.0.0.1", book=None) -> None:
        self.folder, self.book = folder, book or Notebook(folder / "book")
        self.error: Exception | None = None
        self.letters = parcels(12) if letters is None else letters
        with sink.running(folder, *options) as port:
            url = f"smtp://{more.partition('@')[0] + '@' if '@' in more else ''}{host}:{port}"
            options = f"?connections={connections}&timeout=2{more.rpartition('@')[2]}"
            try:
                deliver(relay(url + options), Shelf(self.letters), self.book, clock)
            except (RelayDown, LeaseLost) as error:
                self.error = error

    @property
    def received(self):
        return sink.messages(self.folder)

    def numbers(self) -> list[int]:
        return sorted(int(m.recipients[0].removeprefix("reader").partition("@")[0]) for m in self.received if m.taken)

    def states(self) -> dict[str, int]:
        return self.book.states()

    def complaints(self) -> set[str]:
        return {text for message in self.received for text in message.complaints}


@pytest.mark.parametrize("connections", [1, 4])
@pytest.mark.parametrize("offers", [(), ("--no-pipelining", "--no-8bit", "--no-dsn", "--no-utf8")])
def test_every_letter_arrives_once_byte_for_byte(tmp_path, offers, connections):
    run = Run(tmp_path, *offers, connections=connections)
    assert run.error is None
    assert run.numbers() == list(range(12))
    assert run.states() == {"sent": 12}
    assert run.complaints() == set()
    contents = {message.recipients[0]: message.content for message in run.received}
    assert contents == {letter.recipient: letter.content for letter in run.letters}


def test_many_letters_go_over_one_connection(tmp_path):
    run = Run(tmp_path)
    assert {message.connection for message in run.received} == {1}


def test_no_letters_need_no_connection(tmp_path):
    assert Run(tmp_path, letters=[]).error is None
    assert sink.steps(tmp_path) == []


def test_every_letter_is_armed_on_the_disk_before_it_can_be_taken(tmp_path):
    run = Run(tmp_path, connections=4)
    lines = (tmp_path / "book").read_text(encoding="ascii").splitlines()
    armed = [line.split()[1] for line in lines if line.startswith("armed ")]
    assert sorted(armed) == sorted(letter.key for letter in run.letters)
    for letter in run.letters:
        assert lines.index(f"sent {letter.key}") > lines.index(f"armed {letter.key}")


def test_the_answer_to_a_letter_is_on_the_disk_before_its_connection_arms_the_next(tmp_path):
    run = Run(tmp_path)
    lines = (tmp_path / "book").read_text(encoding="ascii").splitlines()
    assert lines == [line for letter in run.letters for line in (f"armed {letter.key}", f"sent {letter.key}")]


def test_the_envelope_uses_what_the_relay_offers(tmp_path):
    run = Run(tmp_path, letters=[parcel(0), parcel(1, utf8=True)])
    plain, international = (set(message.options) for message in run.received)
    assert plain == {f"SIZE={len(parcel(0).content)}", "RET=HDRS", f"ENVID={parcel(0).key}", "NOTIFY=FAILURE"}
    assert {"SMTPUTF8", "BODY=8BITMIME"} <= international


def test_a_recipient_refused_for_good_is_dead_and_the_others_are_not(tmp_path):
    run = Run(tmp_path, "--refuse", "reader3@example.org")
    assert run.states() == {"dead": 1, "sent": 11}
    assert run.book.of(parcel(3)).detail == "550 5.1.1 no such person"
    assert run.complaints() == set()


def test_a_relay_that_asks_for_a_letter_without_recipients_gets_an_empty_one(tmp_path):
    run = Run(tmp_path, "--refuse", "reader3@example.org", "--data-anyway")
    assert run.states() == {"dead": 1, "sent": 11}
    assert parcel(3).key not in run.book.armed
    assert [message.content for message in run.received if not message.recipients] == [b""]


def test_refusals_for_now_are_tried_later_each_time_twice_as_late(tmp_path):
    often = [parcel(0), *(Parcel(**{**fields(parcel(number)), "attempts": number}) for number in (1, 2, 9))]
    run = Run(tmp_path, "--answers", "DOT=451", letters=often)
    assert run.states() == {"retry": 4}
    pauses = [(run.book.of(letter).due - clock()).total_seconds() for letter in often]
    expected = (60, 120, 240, 3600)
    assert all(0.75 * usual <= pause <= 1.25 * usual for pause, usual in zip(pauses, expected, strict=True))
    assert len({pause / usual for pause, usual in zip(pauses, expected, strict=True)}) == 4


def fields(letter: Parcel) -> dict:
    return {name: getattr(letter, name) for name in ("key", "sender", "recipient", "content", "utf8")}


@pytest.mark.parametrize("step", ["RCPT", "DOT"])
@pytest.mark.parametrize("connections", [1, 3])
def test_a_mixture_of_answers_is_sorted_letter_by_letter(tmp_path, step, connections):
    # Each connection hears that something was taken before one hears of a refusal for good.
    run = Run(tmp_path, "--answers", f"{step}=250,450,250,450,550,550", connections=connections)
    assert run.states() == {"dead": 4, "retry": 4, "sent": 4}
    taken = {message.recipients[0] for message in run.received if message.taken}
    assert taken == {letter.recipient for letter in run.letters if run.book.of(letter).state is State.SENT}


def test_a_refused_sender_is_no_recipients_fault(tmp_path):
    assert Run(tmp_path, "--answers", "MAIL=550").states() == {"retry": 12}


def test_a_relay_that_does_not_relay_for_us_kills_no_delivery(tmp_path):
    assert Run(tmp_path, "--answers", "RCPT=554").states() == {"retry": 12}


def test_one_recipient_who_is_not_allowed_is_dead_once_the_relay_has_taken_others(tmp_path):
    assert Run(tmp_path, "--answers", "RCPT=250,554").states() == {"dead": 6, "sent": 6}


@pytest.mark.parametrize("connections", [1, 3])
def test_after_421_it_goes_on_over_a_new_connection(tmp_path, connections):
    run = Run(tmp_path, "--goodbye", "2", connections=connections)
    assert run.numbers() == list(range(12))
    assert run.states() == {"sent": 12}
    assert len({message.connection for message in run.received}) >= 6


@pytest.mark.parametrize("step", ["CONNECT:2", "EHLO:2", "MAIL:5", "RCPT:5", "DATA:5"])
def test_a_connection_lost_before_the_letter_costs_nothing(tmp_path, step):
    run = Run(tmp_path, "--drop", step, connections=2)
    assert run.states() == {"sent": 12}
    assert run.numbers() == list(range(12))


@pytest.mark.parametrize("connections", [1, 3])
def test_a_connection_lost_before_the_answer_leaves_one_unknown_and_the_others_go_on(tmp_path, connections):
    run = Run(tmp_path, "--drop", "DOT:5", connections=connections)
    assert run.states() == {"sent": 11, "unknown": 1}
    assert run.numbers() == list(range(12))


def test_a_stalled_relay_is_given_up_after_its_time_and_the_letter_is_unknown(tmp_path):
    run = Run(tmp_path, "--stall", "DOT:3", connections=2)
    assert run.states() == {"sent": 11, "unknown": 1}


def test_an_answer_that_comes_late_is_waited_for(tmp_path):
    assert Run(tmp_path, "--late", "DOT=0.3", letters=parcels(3)).states() == {"sent": 3}


def test_a_relay_that_loses_every_connection_is_given_up(tmp_path):
    run = Run(tmp_path, "--drop", "MAIL", letters=parcels(40))
    assert "one connection after the other" in str(run.error)
    assert run.numbers() == []


def test_a_relay_that_takes_letters_and_never_answers_gets_ten_and_no_more(tmp_path):
    run = Run(tmp_path, "--drop", "DOT", letters=parcels(40))
    assert isinstance(run.error, RelayDown)
    assert len(run.received) <= 10
    assert len(run.received) == run.states()["unknown"]


def test_a_letter_that_always_breaks_the_connection_waits_for_another_run(tmp_path):
    run = Run(tmp_path, "--drop", "DATA:1", "--drop", "DATA:2", "--drop", "DATA:3", letters=parcels(3))
    assert run.states() == {"retry": 1, "sent": 2}


def test_nothing_listens_there(tmp_path):
    book = Notebook(tmp_path / "book")
    with pytest.raises(RelayDown, match=r"127\.0\.0\.1:1 cannot be reached"):
        deliver(relay("smtp://127.0.0.1:1"), Shelf(parcels(2)), book, clock)
    assert book.armed == []


def test_a_letter_of_which_the_system_takes_only_a_part_at_once_is_cut_and_the_others_go_in_two_parts(
    tmp_path, monkeypatch
):
    """Else the rest, with the final dot, could go out after a run slept past its lease."""
    monkeypatch.setattr(desk, "_WHOLE", 10_000_000)
    run = Run(tmp_path, letters=[parcel(0, size=9_000_000), parcel(1), parcel(2)])
    assert run.states() == {"sent": 2, "unknown": 1}
    assert [message.recipients for message in run.received] == [("reader1@example.org",), ("reader2@example.org",)]


@pytest.mark.parametrize("connections", [1, 4])
def test_once_the_lease_is_lost_not_one_more_letter_gets_through(tmp_path, connections):
    book = Notebook(tmp_path / "book", dies_at=6)
    run = Run(tmp_path, book=book, connections=connections, letters=parcels(40))
    assert isinstance(run.error, LeaseLost)
    taken = {message.recipients[0] for message in run.received}
    assert taken <= {letter.recipient for letter in run.letters if letter.key in book.armed}
    assert len(taken) < 6


def test_a_letter_whose_connection_is_lost_before_it_is_armed_is_not_armed_and_has_no_dot(tmp_path):
    book, dots = Notebook(tmp_path / "book"), []

    async def lost() -> None:
        made = desk.Desk(relay("smtp://127.0.0.1:1"), Shelf([]), book, clock, busy=3)
        for key in ("a", "b"):
            made.arm(key, partial(dots.append, key))
        made.disarm("a")
        made.write_down()
        made.arm("c", partial(dots.append, "c"))
        made.cut("the run is over")
        made.write_down()

    asyncio.run(lost())
    assert (book.armed, dots) == (["b"], ["b"])


def test_a_run_that_slept_between_arming_and_the_dot_sends_no_dot(tmp_path):
    class Sleeper(Notebook):
        def write(self, settled=(), armed=()) -> None:
            super().write(settled, armed)
            self.is_alive = len(self.armed) < 3

    run = Run(tmp_path, book=Sleeper(tmp_path / "book"))
    assert isinstance(run.error, LeaseLost)
    assert len(run.received) == 2


def test_a_lease_lost_while_the_relay_lets_us_wait_is_noticed(tmp_path):
    class Fading(Notebook):
        end = time.monotonic() + 1

        def alive(self) -> bool:
            return time.monotonic() < self.end

    run = Run(tmp_path, "--stall", "MAIL", book=Fading(tmp_path / "book"))
    assert isinstance(run.error, LeaseLost)


def test_a_rate_is_kept(tmp_path):
    begin = time.monotonic()
    assert Run(tmp_path, letters=parcels(6), connections=3, more="&rate=10/s").states() == {"sent": 6}
    assert time.monotonic() - begin >= 0.5


def test_no_more_connections_are_made_than_allowed_or_needed(tmp_path):
    Run(tmp_path, letters=parcels(2), connections=8)
    assert len({number for number, _ in sink.steps(tmp_path)}) <= 2


@pytest.mark.parametrize("methods", ["PLAIN LOGIN", "LOGIN", "CRAM-MD5 PLAIN"])
def test_it_logs_in(tmp_path, methods):
    run = Run(tmp_path, "--auth", "me:se cret", "--methods", methods, more="me:se%20cret@")
    assert run.states() == {"sent": 12}


def test_a_wrong_password_is_told_without_showing_it(tmp_path):
    run = Run(tmp_path, "--auth", "me:right", more="me:canary@")
    assert "does not let us in: 535 5.7.8" in str(run.error)
    assert "canary" not in str(run.error)
    assert run.received == []


def test_a_password_that_nobody_asks_for_is_an_error(tmp_path):
    assert "offers no AUTH" in str(Run(tmp_path, more="me:x@").error)


def test_a_letter_above_the_relays_size_is_dead_and_the_others_are_not(tmp_path):
    run = Run(tmp_path, "--size", "1000", letters=[parcel(0), parcel(1, size=2000), parcel(2)])
    assert run.states() == {"dead": 1, "sent": 2}
    assert "the relay takes 1,000" in run.book.of(parcel(1)).detail


def test_an_address_beyond_ascii_is_dead_where_the_relay_does_not_take_it(tmp_path):
    run = Run(tmp_path, "--no-utf8", letters=[parcel(0), parcel(1, utf8=True), parcel(2)])
    assert run.states() == {"dead": 1, "sent": 2}
    assert "SMTPUTF8" in run.book.of(parcel(1)).detail


@pytest.mark.parametrize("recipient", ["a@b.c>\r\nRCPT TO:<evil@b.c", "a b@c.d", "a@b.c> SIZE=1", "", "a\u2028@b.c"])
def test_an_envelope_address_that_could_hold_a_command_never_goes_out(tmp_path, recipient):
    odd = Parcel(**{**fields(parcel(1)), "recipient": recipient})
    run = Run(tmp_path, letters=[parcel(0), odd, parcel(2)])
    assert run.states() == {"dead": 1, "sent": 2}
    assert run.numbers() == [0, 2]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("certificate")
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    files = ["-keyout", "key.pem", "-out", "cert.pem"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", *files, *names]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return str(folder / "cert.pem"), str(folder / "key.pem")


def test_starttls_is_used_where_it_is_offered(tmp_path, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", certificate[0])
    run = Run(tmp_path, "--starttls", *certificate, "--auth", "me:x", host="localhost", more="me:x@", connections=2)
    assert run.states() == {"sent": 12}
    assert "STARTTLS" in {step for _, step in sink.steps(tmp_path)}


def test_a_certificate_of_nobody_knows_whom_is_refused(tmp_path, certificate):
    run = Run(tmp_path, "--starttls", *certificate, host="localhost")
    assert "is not to be trusted" in str(run.error)
    assert run.received == []


def test_a_certificate_of_another_name_is_refused(tmp_path, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", certificate[0])
    assert "is not to be trusted" in str(Run(tmp_path, "--starttls", *certificate).error)


def test_where_tls_is_required_nothing_goes_without(tmp_path):
    run = Run(tmp_path, more="&starttls=require")
    assert "offers no STARTTLS" in str(run.error)
    assert run.received == []


def test_tls_from_the_first_byte(tmp_path, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", certificate[0])
    book = Notebook(tmp_path / "book")
    with sink.running(tmp_path, "--tls", *certificate) as port:
        deliver(relay(f"smtps://localhost:{port}?timeout=5"), Shelf(parcels(12)), book, clock)
    assert book.states() == {"sent": 12}
