"""Through a real Postfix into real mailboxes, read by real programs: notmuch (GMime) and SpamAssassin."""

import dataclasses
import json
import os
import re
import subprocess
from datetime import UTC, datetime

import pytest
from letters_for_tests import CALENDAR, FACTS, KEYS, addressee, message_of, post_of
from mta import needs, postfix
from post_office import Notebook, Shelf, clock
from test_letters import AWKWARD, names_of, parsed

from statusgen.notify.mail.letters import Post, cohort
from statusgen.notify.mail.relay import relay
from statusgen.notify.mail.smtp import deliver

pytestmark = [needs("postfix"), pytest.mark.xdist_group("postfix"), pytest.mark.slow]

TEXT = """\
Checkout errors

Some customers cannot pay by card. We have found the cause and are mending it.

What to do: please offer payment by invoice until we write again.
Next update: 15:00 UTC.

https://status.acme.example/incidents/checkout-errors/

You get this because you follow the service Checkout.
"""
HTML = (
    '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Checkout errors</title></head><body>\n'
    + "".join(f"<p>{line}</p>\n" for line in TEXT.split("\n\n"))
    + "</body></html>\n"
)
# What SpamAssassin says of any mail that comes over loopback from a host without DNS, DKIM or SPF.
EXPECTED = {"NO_RELAYS", "NO_RECEIVED", "ALL_TRUSTED", "UNPARSEABLE_RELAY", "DKIM_ADSP_NXDOMAIN", "DKIM_ADSP_ALL"}


def present() -> Post:
    """Sent now: a date in the past is a mark of spam."""
    return dataclasses.replace(post_of(bounce="bounces@acme.example"), now=datetime.now(UTC))


def updates(phases=("investigating", "identified", "resolved"), thread="incidents/checkout-errors"):
    """One letter for each update of an incident, to Ana."""
    subject = f"[Acme status] {thread.partition('/')[2]}"
    made = cohort(message_of(subject, TEXT, HTML), FACTS, present())
    for phase in phases:
        to = addressee("Ana Müller")
        yield made.parcel(type(to)(f"{thread}/{phase}", thread, to.subscriber, to.address))


def sent(instance, letters, tmp_path) -> dict[str, int]:
    book = Notebook(tmp_path / "book")
    deliver(relay(f"smtp://127.0.0.1:{instance.port}/?connections=3&timeout=30"), Shelf(letters), book, clock)
    return book.states()


@pytest.fixture(scope="module")
def mailbox(tmp_path_factory):
    """Three incidents with three letters each, awkward names, a calendar; all in Ana's maildir."""
    threads = [f"incidents/number-{number}" for number in range(3)]
    letters = [letter for thread in threads for letter in updates(thread=thread)]
    for number, text in enumerate(AWKWARD):
        made = cohort(message_of(text, TEXT, HTML), FACTS, post_of())
        to = addressee(text)
        letters.append(made.parcel(type(to)(f"awkward/{number}", f"awkward/{number}", to.subscriber, to.address)))
    made = cohort(message_of("[Acme status] Planned", TEXT, HTML, CALENDAR), FACTS, present())
    to = addressee("Ana")
    letters.append(made.parcel(type(to)("maintenance/a/scheduled", "maintenance/a", to.subscriber, to.address)))
    with postfix(("ana",)) as instance:
        assert sent(instance, letters, tmp_path_factory.mktemp("run")) == {"sent": len(letters)}
        instance.arrived("ana", len(letters))
        yield instance.box("ana"), letters


def test_every_header_arrives_whole_and_in_order(mailbox):
    folder, letters = mailbox
    arrived = {parsed(content)["Message-ID"]: content for content in map(bytes_of, (folder / "new").iterdir())}
    for letter in letters:
        content = arrived[parsed(letter.content)["Message-ID"]]
        names = names_of(content.replace(b"\n", b"\r\n"))
        ours = names_of(letter.content)
        assert names[names.index(ours[0]) :] == ours
        assert {"Return-Path", "Delivered-To", "Received"} <= set(names[: names.index(ours[0])])
        assert content.endswith(letter.content.replace(b"\r\n", b"\n"))


def bytes_of(path) -> bytes:
    return path.read_bytes()


def test_a_bounce_would_come_back_to_the_delivery_that_it_is_about(mailbox):
    folder, letters = mailbox
    senders = {parsed(bytes_of(path))["Return-Path"] for path in (folder / "new").iterdir()}
    assert f"<{letters[0].sender}>" in senders
    assert letters[0].sender.startswith(f"bounces+{letters[0].key[:20]}-")


@pytest.fixture(scope="module")
def notmuch(mailbox, tmp_path_factory):
    """Asks notmuch about Ana's mail; its answer as data."""
    folder, _ = mailbox
    config = tmp_path_factory.mktemp("notmuch") / "config"
    config.write_text(f"[database]\npath={folder}\n[user]\nname=Ana\nprimary_email=ana@example.org\n", encoding="utf-8")
    environment = {**os.environ, "NOTMUCH_CONFIG": str(config), "HOME": str(config.parent)}

    def ask(*words: str):
        command = ["notmuch", *words]
        done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
        return json.loads(done.stdout) if "--format=json" in words else done.stdout

    ask("new")
    return ask


@needs("notmuch")
def test_a_mail_program_shows_one_thread_for_each_incident(notmuch):
    for number in range(3):
        found = notmuch("search", "--format=json", f"subject:number-{number}")
        assert [(thread["total"], thread["matched"]) for thread in found] == [(3, 3)]


@needs("notmuch")
def test_another_parser_reads_every_awkward_subject_and_name_as_it_was_written(notmuch, mailbox):
    _, letters = mailbox
    shown = {one["id"]: one["headers"] for one in flat(notmuch("show", "--format=json", "--body=false", "*"))}
    assert len(shown) == len(letters)
    for number, text in enumerate(AWKWARD):
        event = f"awkward/{number}"
        headers = shown[f"{KEYS.message_id(event, 'ana', 'email')}@acme.example"]
        assert headers["Subject"].strip() == text.strip()
        name = re.sub(r"\\(.)", r"\1", headers["To"].rpartition(" <")[0])  # it writes the name as it would in a mail
        assert text.strip() in {name.strip(), name.removeprefix('"').removesuffix('"').strip()}


def flat(node):
    """The messages in notmuch's nested threads."""
    if isinstance(node, dict):
        yield node
    else:
        for below in node or ():
            yield from flat(below)


@needs("spamassassin")
@pytest.mark.parametrize("kind", ["incident", "maintenance"])
def test_spamassassin_finds_nothing_to_complain_about(mailbox, kind):
    folder, letters = mailbox
    wanted = letters[0 if kind == "incident" else -1]
    content = next(c for c in map(bytes_of, (folder / "new").iterdir()) if same(c, wanted.content))
    command = ["spamassassin", "-L", "-t", "--cf=use_bayes 0", "--cf=use_auto_welcomelist 0"]
    report = subprocess.run(command, input=content, check=True, capture_output=True).stdout.decode()
    analysis = report.rpartition("Content analysis details")[2]
    found = re.findall(r"^ *(-?\d+\.\d) ([A-Z][A-Z0-9_]+) ", analysis, re.MULTILINE)
    complaints = {name for points, name in found if float(points) > 0} - EXPECTED
    assert found
    assert not complaints, report[-3000:]


def same(one: bytes, other: bytes) -> bool:
    return parsed(one)["Message-ID"] == parsed(other)["Message-ID"]


def test_who_has_no_mailbox_is_dead_and_the_others_get_their_mail(tmp_path):
    made = cohort(message_of(), FACTS, post_of())
    good, bad = addressee(address="ana@example.org"), addressee(address="nobody@example.org", key="f" * 32)
    with postfix(("ana",)) as instance:
        states = sent(instance, [made.parcel(bad), made.parcel(good)], tmp_path)
        assert states == {"dead": 1, "sent": 1}
        assert len(instance.arrived("ana", 1)) == 1
