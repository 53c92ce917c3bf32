"""`overdue --remind`: a broken promise is told to whoever is to keep it, once, and to nobody else."""

import json
import shutil
from pathlib import Path

import pytest
import sink
from offices import INCIDENT, SETTINGS, THREAD, Office, begin, letters, office

CALM, LATE, LATER = "2026-11-21T14:20:00Z", "2026-11-21T14:52:00Z", "2026-11-21T15:20:00Z"
EVENT = f"{THREAD}/overdue/20261121T143500Z"
PERSON = "  {id}: {{name: {id} Meyer, contacts: [{{email: {id}@acme.example}}]{more}}}\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Ana owns an incident of which an update was promised for 14:35; Ben hears of everything."""
    found = office(tmp_path_factory.mktemp("site"), "ana", "ben")
    found.write("content/site.yaml", f"{SETTINGS}updates: {{promise: 30m}}\n")
    begin(found)
    people(found)
    owned(found, "ana")
    return found


@pytest.fixture
def desk(made: Office, tmp_path: Path) -> Office:
    return Office(Path(shutil.copytree(made.root, tmp_path / "site")))


def people(desk: Office, ana: str = "", teams: str = "") -> None:
    lines = PERSON.format(id="ana", more=ana) + PERSON.format(id="ben", more=", wants: [{services: all}]")
    desk.write("subscribers.yaml", f"{teams}subscribers:\n{lines}")


def owned(desk: Office, owner: str) -> None:
    file = desk.root / "content/incidents" / INCIDENT / "incident.yaml"
    text = file.read_text(encoding="utf-8").partition("owner:")[0]
    file.write_text(text + (f"owner: {owner}\n" if owner else ""), encoding="utf-8")


def remind(desk: Office, *more: str, now: str = LATE):
    return desk.run("overdue", "--remind", *more, now=now)


def test_the_owner_and_nobody_else_gets_one_mail_of_each_broken_promise(desk, tmp_path):
    with sink.running(tmp_path / "sink") as desk.port:
        first, again = remind(desk), remind(desk)
        desk.say("20261121T1510Z-identified", "2026-11-21T15:10:00Z", "identified\nnext_update: 5m")
        other = remind(desk, now=LATER)
    assert [one.returncode for one in (first, again, other)] == [0, 0, 0]
    assert first.stderr.endswith("Told 1 person of 1 thing by email.\n")
    assert again.stderr.endswith("Told nobody.\n")
    sent = letters(tmp_path / "sink")
    assert [one.to for one in sent] == ["ana@acme.example"] * 2
    assert sent[0].message["Subject"] == "[Acme status] Your update is overdue: Checkout fails"
    assert sent[0].message["X-Status-Reason"] == "You get this because you own this incident."
    text = " ".join(sent[0].message.get_payload(0).get_payload(decode=True).decode().split())
    assert "You promised an update of “Checkout fails” for 15:35 CET; it is 17 min late." in text
    assert f"Write one: statusgen update {INCIDENT}" in text
    assert len({one.id for one in sent}) == 2


def test_nothing_is_sent_while_there_is_time(desk, tmp_path):
    with sink.running(tmp_path / "sink") as desk.port:
        assert remind(desk, now=CALM).returncode == 0
    assert letters(tmp_path / "sink") == []


def test_a_reminder_changes_nothing_of_what_a_run_of_notify_tells(desk, tmp_path):
    before = desk.run("notify", "--dry-run", now=LATE).stdout
    with sink.running(tmp_path / "sink") as desk.port:
        assert remind(desk).returncode == 0
    assert desk.run("notify", "--dry-run", now=LATE).stdout == before
    assert "Ben Meyer" in before or "ben Meyer" in before
    assert "ana" not in before


def test_the_ledger_has_it_and_says_why(desk, tmp_path):
    with sink.running(tmp_path / "sink") as desk.port:
        done = json.loads(remind(desk, "--json").stdout)
    (delivery,) = done["deliveries"]
    assert (delivery["event"], delivery["kind"], delivery["reason"]) == (EVENT, "overdue", "owner")
    assert [one["incident"] for one in done["promises"]] == [INCIDENT]
    (row,) = json.loads(desk.run("deliveries", INCIDENT, "--json").stdout)["deliveries"]
    assert (row["event"], row["subscriber"], row["state"]) == (EVENT, "ana", "sent")


def test_quiet_hours_hold_no_reminder_back_and_a_mute_does(desk, tmp_path):
    with sink.running(tmp_path / "sink") as desk.port:
        people(desk, ana=", mute_until: 2026-11-22T07:00:00Z")
        muted = json.loads(remind(desk, "--json").stdout)
        assert [(one["subscriber"], one["reason"]) for one in muted["skipped"]] == [("ana", "muted")]
        assert letters(tmp_path / "sink") == []
        people(desk, ana=', quiet_hours: {from: "00:00", to: "23:59"}, digest: "07:00"')
        assert remind(desk).returncode == 0
    assert len(letters(tmp_path / "sink")) == 1


def test_a_team_is_reminded_through_its_members(desk, tmp_path):
    people(desk, teams="teams:\n  shop: {name: The shop, members: [ana, ben]}\n")
    owned(desk, "")
    desk.write("content/services/checkout.yaml", "name: Checkout\nowner: team:shop\n")
    with sink.running(tmp_path / "sink") as desk.port:
        assert remind(desk).returncode == 0
    sent = letters(tmp_path / "sink")
    assert sorted(one.to for one in sent) == ["ana@acme.example", "ben@acme.example"]
    reasons = {" ".join(one.message["X-Status-Reason"].split()) for one in sent}
    assert reasons == {"You get this because your team owns this incident: The shop."}


def test_an_owner_without_a_way_to_them_is_a_failure(desk):
    lines = "  ana: {name: Ana, contacts: [{slack: U0000000001}]}\n"
    desk.write("subscribers.yaml", f"subscribers:\n{lines}")
    done = remind(desk)
    assert done.returncode == 5
    assert "1 cannot be reached at all" in done.stderr


def test_where_no_relay_answers_the_next_run_reminds(desk, tmp_path):
    assert remind(desk).returncode == 3
    with sink.running(tmp_path / "sink") as desk.port:
        assert remind(desk).returncode == 0
    assert len(letters(tmp_path / "sink")) == 1


def test_without_a_ledger_nobody_is_reminded(desk):
    desk.ledger.unlink()
    done = remind(desk)
    assert done.returncode == 3
    assert "notify init" in done.stderr
