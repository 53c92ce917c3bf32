"""What `notify --dry-run`, `deliveries` and `doctor` say, to people and to programs."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import sink
from offices import EARLY, INCIDENT, NOW, SETTINGS, THREAD, TOP, Office, begin, office

EVENT = f"{THREAD}/20261121T1405Z-investigating"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Office:
    found = office(tmp_path_factory.mktemp("site"), "ana", "ben", "cid")
    found.people("ana", "ben", "cid", ben=", mute_until: 2026-11-22T07:00:00Z", cid=f", ignores: [{INCIDENT}]")
    begin(found)
    return found


@pytest.fixture
def desk(made: Office, tmp_path: Path) -> Office:
    return Office(Path(shutil.copytree(made.root, tmp_path / "site")))


def test_a_dry_run_says_who_is_told_why_and_who_is_not_and_sends_nothing(desk):
    before = desk.ledger.read_bytes()
    done = desk.run("notify", "--dry-run")
    assert done.stdout == (
        f"Checkout fails ({INCIDENT}), major\n"
        "  has begun, 15:05 CET, to 1 person by email:\n"
        "    Ana Meyer: wants to hear of everything\n"
        "  not told:\n"
        "    Ben Meyer: has muted everything until 08:00 CET\n"
        "    Cid Meyer: ignores it\n"
    )
    assert done.stderr == "Would tell 1 person of 1 thing by email.\n"
    assert done.returncode == 0
    assert desk.ledger.read_bytes() == before


def test_a_dry_run_names_a_member_of_a_list_once_though_the_list_has_older_news(desk, tmp_path):
    staff = (
        "  staff: {{name: Staff, contacts: [{{email: all@acme.example}}], list: true, members: [{}], wants: [{}]}}\n"
    )
    dua = "  dua: {name: Dua Meyer, contacts: [{email: dua@acme.example}], wants: [{services: all}]}\n"
    openings = "{services: all, events: [opened]}"
    desk.write("subscribers.yaml", "subscribers:\n" + staff.format("", openings))
    with sink.running(tmp_path / "sink") as desk.port:
        assert "Told 1 list of 1 thing" in desk.run("notify").stderr
    desk.write("subscribers.yaml", "subscribers:\n" + staff.format("dua", openings) + dua)
    desk.say("20261121T1415Z-identified", "2026-11-21T14:15:00Z", "identified")
    assert desk.run("notify", "--dry-run").stdout == (
        f"Checkout fails ({INCIDENT}), major\n"
        "  an update, 15:15 CET, to 1 person by email:\n"
        "    Dua Meyer: wants to hear of everything\n"
    )


def test_a_dry_run_needs_neither_key_nor_relay_and_shows_addresses_only_on_request(desk):
    desk.environment |= {"STATUSGEN_KEY": "", "STATUSGEN_SMTP_URL": ""}
    assert "acme.example" not in desk.run("notify", "--dry-run").stdout
    assert "acme.example" not in desk.run("notify", "--dry-run", "--json").stdout
    assert "Ana Meyer <ana@acme.example>" in desk.run("notify", "--dry-run", "--show-addresses").stdout


def test_a_dry_run_without_a_ledger_says_that_a_run_would_stop(desk):
    desk.ledger.unlink()
    done = desk.run("notify", "--dry-run")
    assert "a run would stop here" in done.stderr
    assert "Ana Meyer" in done.stdout
    assert not desk.ledger.exists()


def test_the_json_of_a_run_has_every_delivery_and_every_silence(desk, tmp_path):
    delivery = {
        "event": EVENT,
        "kind": "opened",
        "incident": INCIDENT,
        "update": "20261121T1405Z-investigating",
        "subscriber": "ana",
        "channel": "email",
        "reason": "wants",
        "state": "planned",
        "duplicate": False,
    }
    silences = [
        {"event": EVENT, "subscriber": "ben", "reason": "muted", "until": "2026-11-22T07:00:00Z"},
        {"event": EVENT, "subscriber": "cid", "reason": "ignores", "until": None},
    ]
    found = json.loads(desk.run("notify", "--dry-run", "--json").stdout)
    nobody = {"now": [], "at_all": []}
    assert found == {"version": 1, "deliveries": [delivery], "skipped": silences, "unreached": nobody}
    with sink.running(tmp_path / "sink") as desk.port:
        sent = json.loads(desk.run("notify", "--json").stdout)
    assert sent["deliveries"] == [delivery | {"state": "sent"}]


def test_deliveries_are_listed_by_incident_with_their_reasons(desk, tmp_path):
    with sink.running(tmp_path / "sink") as desk.port:
        desk.run("notify")
    shown = desk.run("deliveries", INCIDENT)
    assert shown.stdout == f"2026-11-21 15:20:00 CET  sent  ana  email  {EVENT}  wants; 250 2.0.0 taken\n"
    assert shown.stderr == "1 sent.\n"
    mistyped = desk.run("deliveries", INCIDENT.replace("checkout", "chekout"))
    assert mistyped.returncode == 2
    assert f"Did you mean '{INCIDENT}'?" in mistyped.stderr
    (row,) = json.loads(desk.run("deliveries", "--json").stdout)["deliveries"]
    assert (row["event"], row["state"], row["attempts"], row["at"]) == (EVENT, "sent", 1, NOW)


def test_the_example_reads_like_something_to_trust():
    done = Office(TOP).run("notify", "--dry-run", now=NOW)
    assert done.returncode == 0
    cards, move, packing, phones, season = done.stdout.split("\n\n")
    assert cards.startswith("Some card payments fail at checkout (2026-11-21-card-payments-fail), major\n")
    assert "Tomas Havel: wants to hear of Payments, Checkout and Fraud checks\n" in cards
    assert "  later:\n    Sofia Marchetti: gets a daily summary, next at 08:30 CET\n" in cards
    assert "  has started, 14:00 CET, to 1 list by email:\n    All staff (a list): was put on it\n" in move
    assert "Miriam Okafor and Priya Nair: hear of it through the list All staff" in move
    assert "planned for 2026-11-25 21:00 CET, to 7 people" in packing
    assert "planned for 2026-11-27 05:00 CET, to 4 people" in phones
    assert "it was said too long ago to be told now" in season
    assert done.stderr.endswith("Would tell 9 people and 1 list of 4 things by email; 1 held until 08:30 CET.\n")
    assert "@" not in done.stdout


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"STATUSGEN_SMTP_URL": ""}, "STATUSGEN_SMTP_URL is not set"),
        ({"STATUSGEN_SMTP_URL": "relay.acme.example"}, "must look like smtp://"),
        ({"STATUSGEN_KEY": ""}, "STATUSGEN_KEY is not set"),
        ({"STATUSGEN_KEY": "too short"}, "shorter than 16 bytes"),
    ],
)
def test_what_is_missing_for_sending_is_said_before_anything_is_done(desk, environment, words):
    desk.environment |= environment
    done = desk.run("notify")
    assert done.returncode == 3
    assert words in done.stderr
    assert "too short" not in done.stderr


def test_the_ledger_of_another_site_is_refused(desk, tmp_path):
    (tmp_path / "other").mkdir()
    other = office(tmp_path / "other")
    other.write("content/site.yaml", SETTINGS.replace("status.acme", "status.other"))
    other.environment["STATUSGEN_LEDGER"] = str(desk.ledger)
    done = other.run("notify")
    assert done.returncode == 3
    assert "is the ledger of https://status.acme.example/" in done.stderr
    assert "a run would stop here" in other.run("notify", "--dry-run").stderr
    assert "is the ledger of" in findings(other)[1]["ledger"][1]
    assert other.run("notify", "init", "--adopt").returncode == 0
    assert "Told nobody" in other.run("notify", now=EARLY).stderr


@pytest.mark.parametrize("folder", ["public", "content", "public/../content/services"])
def test_a_ledger_where_it_would_be_published_or_committed_is_refused(desk, folder):
    desk.environment["STATUSGEN_LEDGER"] = str(desk.root / folder / "ledger.sqlite")
    for command in (("notify", "init"), ("notify",)):
        done = desk.run(*command)
        assert (done.returncode, "the ledger must not be in" in done.stderr) == (3, True)


def test_without_a_sender_nothing_is_sent(desk):
    desk.write("content/site.yaml", "name: Acme status\nurl: https://status.acme.example/\n")
    done = desk.run("notify")
    assert done.returncode == 3
    assert "`mail: from:`" in done.stderr


# doctor


def findings(desk: Office, now: str = EARLY) -> tuple[int, dict[str, tuple[str, str]]]:
    done = desk.run("doctor", "--json", now=now)
    assert done.stdout, done.stderr
    found = json.loads(done.stdout)["findings"]
    return done.returncode, {one["about"]: (one["level"], f"{one['what']} {one['hint']}") for one in found}


def test_doctor_finds_nothing_where_all_is_set_up(desk, tmp_path):
    with sink.running(tmp_path / "sink") as desk.port:
        desk.run("notify")
        code, found = findings(desk, NOW)
        assert {level for level, _ in found.values()} == {"ok"}
        assert found.keys() == {"content", "people", "key", "sender", "relay", "ledger"}
        assert code == 0
    assert len(sink.messages(tmp_path / "sink")) == 1


@pytest.mark.parametrize(
    ("change", "about", "level", "words", "code"),
    [
        ({"STATUSGEN_KEY": ""}, "key", "content", "openssl rand", 1),
        ({"STATUSGEN_SMTP_URL": ""}, "relay", "content", "not set", 1),
        ({}, "relay", "world", "cannot be reached", 3),
        ({"STATUSGEN_LEDGER": "elsewhere.sqlite"}, "ledger", "world", "notify init", 3),
        ({"STATUSGEN_SUBSCRIBERS": "nowhere.yaml"}, "people", "world", "nowhere.yaml", 3),
    ],
)
def test_doctor_says_what_is_missing_and_what_to_do(desk, tmp_path, change, about, level, words, code):
    desk.environment |= change
    with sink.running(tmp_path / "sink") as port:
        desk.port = port if change else 1
        found_code, found = findings(desk)
    assert found[about][0] == level
    assert words in found[about][1]
    assert found_code >= code


def test_doctor_tries_the_password_without_sending(desk, tmp_path):
    with sink.running(tmp_path / "sink", "--auth", "ana:secret") as port:
        desk.environment["STATUSGEN_SMTP_URL"] = f"smtp://ana:wrong@127.0.0.1:{port}/?starttls=never"
        code, found = findings(desk)
        assert (code, found["relay"][0]) == (3, "world")
        assert "wrong" not in found["relay"][1].replace("5.7.8 wrong", "")
        desk.environment["STATUSGEN_SMTP_URL"] = f"smtp://ana:secret@127.0.0.1:{port}/?starttls=never"
        assert "lets us in" in findings(desk)[1]["relay"][1]
    assert {step for _, step in sink.steps(tmp_path / "sink")} == {"CONNECT", "EHLO", "AUTH", "QUIT"}


@pytest.mark.parametrize(
    ("sender", "level", "words"),
    [
        ("status@elsewhere.example.org", "warning", "mail comes from elsewhere.example.org"),
        ("", "content", "not set"),
    ],
)
def test_doctor_looks_at_the_sender(desk, sender, level, words):
    mail = f'mail: {{from: "{sender}"}}\n' if sender else ""
    desk.write("content/site.yaml", f"name: Acme status\nurl: https://status.acme.example/\n{mail}")
    _, found = findings(desk)
    assert found["sender"][0] == level
    assert words in found["sender"][1]


@pytest.mark.parametrize(
    ("remote", "public"),
    [
        ("https://github.com/acme/status.git", True),
        ("git@gitlab.com:acme/status.git", True),
        ("ssh://git@git.acme.example:22/status.git", False),
    ],
)
def test_doctor_warns_of_addresses_where_everybody_may_read(desk, remote, public):
    for command in (["init", "-q"], ["add", "subscribers.yaml"], ["remote", "add", "origin", remote]):
        subprocess.run(["git", "-C", desk.root, *command], check=True)
    _, found = findings(desk)
    assert ("privacy" in found) is public
    # Elsewhere they are safe, but not while they are still here as well.
    shutil.move(desk.root / "subscribers.yaml", desk.root.parent / "subscribers.yaml")
    desk.environment["STATUSGEN_SUBSCRIBERS"] = str(desk.root.parent / "subscribers.yaml")
    assert ("privacy" in findings(desk)[1]) is public
    subprocess.run(["git", "-C", desk.root, "rm", "-q", "--cached", "subscribers.yaml"], check=True)
    assert "privacy" not in findings(desk)[1]
