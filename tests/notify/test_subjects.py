"""The subject of an affair's mails is the same for its whole life, so that every mail program keeps them together."""

import shutil
from dataclasses import replace
from email.header import decode_header, make_header
from pathlib import Path

import pytest
import sink
from letters_office import NOW as THEN
from letters_office import PAYMENTS, UPGRADE, at, latest, press, said, site, told
from offices import INCIDENT, LATER, SETTINGS, Letter, Office, begin, letters, office
from runs import ended, start

from statusgen.notify.news import Kind
from statusgen.notify.writing.messages import cohort_key, message

TITLES = "title: {en}\ntitle.de: {de}\n"
REST = "severity: major\nservices: {checkout: partial_outage}\nstarted: 2026-11-21T13:58:00Z\n"
EVENING = "2026-11-21T15:20:00Z"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Office:
    found = office(tmp_path_factory.mktemp("site"), "ana", "ben")
    found.write("content/site.yaml", f"{SETTINGS}languages: [en, de]\n")
    begin(found)
    return found


@pytest.fixture
def desk(made: Office, tmp_path: Path) -> Office:
    found = Office(Path(shutil.copytree(made.root, tmp_path / "site")))
    found.people("ana", "ben", ben=", language: de")
    return found


def is_called(desk: Office, en: str, de: str, more: str = "") -> None:
    desk.write(f"content/incidents/{INCIDENT}/incident.yaml", TITLES.format(en=en, de=de) + REST + more)


def notify(desk: Office, folder: Path, now: str) -> None:
    run = start(["-C", str(desk.root), "--now", now, "notify"], desk.environ(), folder / now.replace(":", ""))
    assert ended(run) == 0, (folder / now.replace(":", "") / "said").read_text()


def subjects(folder: Path, who: str) -> list[str]:
    found = [one for one in letters(folder / "sink") if one.to.startswith(who)]
    return [str(make_header(decode_header(one.message["Subject"]))) for one in found]


def text_of(letter: Letter) -> str:
    (plain,) = [part for part in letter.message.walk() if part.get_content_type() == "text/plain"]
    return plain.get_payload(decode=True).decode().replace("\r\n", "\n")


def test_a_retitled_incident_keeps_its_subject_in_each_language_and_in_all_runs(desk, tmp_path):
    with sink.running(tmp_path / "sink") as desk.port:
        is_called(desk, "Checkout fails", "Kasse gestört")
        notify(desk, tmp_path, "2026-11-21T14:10:00Z")
        is_called(desk, "Cards are declined", "Karten abgelehnt")
        notify(desk, tmp_path, "2026-11-21T14:20:00Z")  # a title alone is no news
        desk.say("20261121T1430Z-identified", "2026-11-21T14:30:00Z", "identified", "It is the bank.")
        desk.people("ana", "ben", "cid", "dua", ben=", language: de", cid=", language: de", dua=", language: fr")
        notify(desk, tmp_path, LATER)
        is_called(desk, "The bank declines cards", "Bank lehnt Karten ab")
        desk.say("20261121T1510Z-resolved", "2026-11-21T15:10:00Z", "resolved", "Over.")
        preview = desk.run("preview-mail", INCIDENT, "--for", "ana", now=EVENING)
        notify(desk, tmp_path, EVENING)
    assert subjects(tmp_path, "ana") == ["[Acme status] Checkout fails"] * 3
    assert subjects(tmp_path, "ben") == ["[Acme status] Kasse gestört"] * 3
    assert subjects(tmp_path, "cid") == ["[Acme status] Kasse gestört"] * 2, (
        "who joins finds the conversation of others"
    )
    assert subjects(tmp_path, "dua") == ["[Acme status] Cards are declined"] * 2, "the first that was told in French"
    last = [text_of(one) for one in letters(tmp_path / "sink") if one.to.startswith("ana")][-1]
    assert "The bank declines cards\n====" in last
    assert "Called “Checkout fails” at first." in last
    assert preview.stdout.startswith("Subject: [Acme status] Checkout fails\n")


def test_what_was_held_back_has_the_title_of_when_it_was_told_and_a_real_exercise_no_mark(desk, tmp_path):
    with sink.running(tmp_path / "sink") as desk.port:
        desk.people("ana", "ben", ben=", language: de, quiet_hours: {from: '15:00', to: '15:30'}")  # until 14:30 UTC
        drill = "drill: true\nstakeholders: [ana]\n"
        is_called(desk, "We train", "Wir üben", drill)
        notify(desk, tmp_path, "2026-11-21T14:10:00Z")
        is_called(desk, "Checkout fails", "Kasse gestört", "stakeholders: [ana]\n")
        notify(desk, tmp_path, "2026-11-21T14:20:00Z")
        is_called(desk, "Cards are declined", "Karten abgelehnt")
        notify(desk, tmp_path, LATER)
    assert subjects(tmp_path, "ana") == ["[Acme status] EXERCISE: We train", "[Acme status] We train"]
    assert subjects(tmp_path, "ben") == ["[Acme status] Karten abgelehnt"]


def test_a_preview_without_a_ledger_or_with_another_sites_has_the_title_of_now(desk):
    is_called(desk, "Cards are declined", "Karten abgelehnt")
    shutil.rmtree(desk.ledger.parent)
    found = desk.run("preview-mail", INCIDENT, "--for", "ben")
    assert found.stdout.startswith("Subject: [Acme status] Karten abgelehnt\n"), found.stderr
    assert "zuerst" not in found.stdout


@pytest.mark.parametrize("kind", [Kind.UPDATED, Kind.ADDED, Kind.REMOVED])
@pytest.mark.parametrize("drill", [False, True])
def test_the_subject_has_the_first_title_and_the_heading_todays(kind, drill):
    given = site(replace(PAYMENTS, drill=drill))
    now, then = said(given, kind), said(given, kind, title="Cards fail")
    assert now.subject == ("[Acme status] EXERCISE: Payments fail" if drill else "[Acme status] Payments fail")
    assert then.subject == now.subject.replace("Payments fail", "Cards fail")
    assert "at first" not in now.text + now.html
    for text in (then.text, then.html):
        assert "Called “Cards fail” at first." in text
        assert "Payments fail" in text
    assert then.short == now.short


def test_the_first_title_of_one_affair_is_nothing_to_a_summary():
    given = site(PAYMENTS, UPGRADE)
    plain = told(latest(given), Kind.SUMMARY, others=(latest(site(UPGRADE)),))
    texts = [message(replace(plain, title=title), given, THEN, press(given.settings)) for title in ("", "Cards fail")]
    assert texts[0] == texts[1]


def test_readers_who_know_different_titles_get_different_mails():
    given = site(PAYMENTS)
    known = told(latest(given))
    assert cohort_key(known, given) != cohort_key(replace(known, title="Cards fail"), given)


def test_a_hostile_title_that_the_ledger_remembers_is_one_line_and_no_markup():
    given = site(PAYMENTS)
    made = message(told(latest(given), title="<b>Cards\r\nBcc: x</b>"), given, at(15), press(given.settings))
    assert made.subject == "[Acme status] <b>Cards Bcc: x</b>"
    assert "<b>Cards" not in made.html
