"""`explain` and `replay` on a small site, with a ledger and without."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from small_site import NOW, OPEN

from statusgen.cli.clock import rfc3339
from statusgen.model.keys import keys_from
from statusgen.notify.events.telling import news
from statusgen.notify.ledger.rows import Outcome, State
from statusgen.notify.ledger.sqlite import create_ledger, open_ledger
from statusgen.notify.notification import Past
from statusgen.notify.routing.route import route
from statusgen.notify.sending.planning import planned
from statusgen.read.load import load

PEOPLE = """
teams:
  support: {name: Customer support, members: [cy]}
subscribers:
  ana: {name: Ana Ruiz, contacts: [{email: canary@acme.example}], wants: [{services: cart}]}
  bo: {name: Bo Lund, contacts: [{email: bo@acme.example}], wants: [{services: mail, severity: major}]}
  cy: {name: Cy Dee, contacts: [{email: cy@acme.example}], wants: [{services: all}], digest: "08:00"}
  dan: {name: Dan Oh, contacts: [{email: dan@acme.example}], wants: [{services: all, events: [resolved]}]}
"""


@pytest.fixture
def peopled(site):
    (site / "subscribers.yaml").write_text(PEOPLE)
    return site


def tell(root, now):
    """Everyone who is to be told is, and the ledger has it."""
    path = root / ".statusgen/ledger.sqlite"
    path.parent.mkdir()
    create_ledger(path, (), ())
    ledger = open_ledger(path, lambda: now, lambda: now)
    here = load(root, now).site
    routing = route(here, news(here, now), Past(), frozenset({"email"}), now)
    plan = planned(routing, Past(), keys_from("a key for tests that nobody could guess"), now)
    ledger.begin()
    ledger.plan(plan.rows, [(one.id, "") for one in news(here, now)])
    keys = [job.row.key for job in plan.jobs]
    ledger.claim(keys)
    ledger.write(armed=keys)
    ledger.write([Outcome(key, State.SENT, "250 ok") for key in keys])
    ledger.end()
    ledger.close()


@pytest.mark.parametrize(
    ("person", "words"),
    [
        ("ana", "The next run tells them by email (has begun), because: wants to hear of Checkout."),
        ("bo", "Not told of the newest: nothing connects them with it."),
        ("cy", "Not told of the newest: gets a daily summary, next at 08:00 CET."),
        ("dan", "Not told of the newest: wants no news of this kind."),
    ],
)
def test_explain_says_why_or_why_not(peopled, run, person, words):
    result = run("explain", person, OPEN)
    assert (result.code, result.out.splitlines()[-1].strip()) == (0, words)
    assert "canary" not in result.out + result.err


def test_explain_says_when_there_is_no_ledger(peopled, run):
    assert "no ledger" in run("explain", "ana", OPEN).err


def test_explain_reads_the_ledger(peopled, run):
    tell(peopled, rfc3339(NOW))
    lines = run("explain", "ana", OPEN).out.splitlines()
    assert lines[1:] == [
        "  15:20 CET: was told by email (has begun), because: wants to hear of Checkout",
        "  Nothing new is to be told.",
    ]


def test_explain_as_json(peopled, run):
    found = json.loads(run("explain", "ana", OPEN, "--json").out)
    assert found["version"] == 1
    (thread,) = found["threads"]
    assert (thread["told"], thread["reason"], thread["channel"]) == (True, "wants", "email")
    assert (thread["services"], thread["least"], thread["labels"]) == (["checkout"], "none", {})
    assert "canary" not in json.dumps(found)


def test_explain_as_json_says_how_a_want_is_narrowed(peopled, run):
    narrow = "wants: [{services: cart, severity: major, labels: {region: eu}}]"
    (peopled / "subscribers.yaml").write_text(PEOPLE.replace("wants: [{services: cart}]", narrow))
    incident = peopled / f"content/incidents/{OPEN}/incident.yaml"
    incident.write_text(incident.read_text() + "labels: {region: eu}\n")
    (thread,) = json.loads(run("explain", "ana", OPEN, "--json").out)["threads"]
    assert (thread["least"], thread["labels"]) == ("major", {"region": "eu"})


def test_explain_goes_by_the_time_at_which_it_was_so(peopled, run):
    """What was planned first may have been settled last."""
    tell(peopled, rfc3339(NOW))
    later = peopled / f"content/incidents/{OPEN}/2.md"
    later.write_text("---\nphase: identified\nat: 2026-11-21T14:15:00Z\n---\nFound.\n")
    ledger = open_ledger(peopled / ".statusgen/ledger.sqlite", lambda: rfc3339(NOW), lambda: rfc3339(NOW))
    rows = [row for row in ledger.export() if row.subscriber == "ana"]
    ledger.begin()
    earlier = replace(rows[0], key="0" * 32, event=f"incidents/{OPEN}/2", state=State.SKIPPED, detail="superseded")
    ledger.plan([replace(earlier, at=rows[0].at - timedelta(minutes=3))], ())
    ledger.end()
    ledger.close()
    lines = run("explain", "ana", OPEN).out.splitlines()
    assert [line.split(" CET")[0].strip() for line in lines[1:3]] == ["15:17", "15:20"]


@pytest.mark.parametrize("names", [("anna", OPEN), ("ana", "2026-11-21-checkout-error")])
def test_explain_knows_only_who_and_what_is_there(peopled, run, names):
    result = run("explain", *names)
    assert result.code == 2
    assert "Did you mean" in result.err


def test_replay_says_what_would_have_been_sent(peopled, run):
    result = run("replay", "cy", "--since", "2026-11-20")
    assert [line.split(" (")[0] for line in result.out.splitlines()] == [
        "2026-11-21 08:00 CET  email  Mail arrives late: resolved",
    ]
    assert result.err == "Cy Dee would have got 1 message by email.\n"


def test_replay_sends_nothing_of_before(peopled, run):
    result = run("replay", "ana", "--since", "2026-11-21T14:10:00Z")
    assert (result.code, result.out) == (0, "")
    assert result.err == "Ana Ruiz would have got 0 messages.\n"


def test_replay_tries_preferences_that_are_nobodys_yet(peopled, run):
    wish = "name: Somebody\ncontacts: [{sms: '+12025550142'}]\nwants: [{services: [cart, mail]}]\n"
    (peopled / "wish.yaml").write_text(wish)
    found = json.loads(run("replay", "wish.yaml", "--since", "2026-11-20", "--json").out)
    assert [(one["at"], one["kind"], one["channel"]) for one in found["messages"]] == [
        ("2026-11-20T09:00:00Z", "opened", "sms"),
        ("2026-11-20T10:00:00Z", "resolved", "sms"),
        ("2026-11-21T14:05:00Z", "opened", "sms"),
    ]


def test_replay_refuses_preferences_that_are_wrong(peopled, run):
    (peopled / "wish.yaml").write_text("name: Somebody\ncontacts: [{email: a at b}]\nwants: [{services: shop}]\n")
    result = run("replay", "wish.yaml", "--since", "2026-11-20")
    assert result.code == 1
    assert "wish.yaml:2:" in result.err


@pytest.mark.parametrize("since", ["yesterday", "2026-13-01", "2027-01-01"])
def test_replay_looks_back(peopled, run, since):
    assert run("replay", "ana", "--since", since).code == 2
