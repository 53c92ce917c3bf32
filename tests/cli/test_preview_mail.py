"""`statusgen preview-mail`: any mail, before anybody gets it."""

import shutil
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from statusgen.cli.main import run

TOP = Path(__file__).parents[2]
CARDS = "2026-11-21-card-payments-fail"


@pytest.fixture
def preview(capsys):
    def ran(*arguments: str, code: int = 0) -> str:
        given = ["-C", str(TOP), "--now", "2026-11-21T14:20:00Z", "preview-mail", *arguments]
        assert run(given) == code
        shown = capsys.readouterr()
        return shown.err if code else shown.out

    return ran


def test_the_latest_news_is_shown_as_plain_text(preview):
    shown = preview(CARDS)
    assert shown.startswith("Subject: [Fennholm status] Some card payments fail at checkout\n\nMajor incident")
    assert "\n-- \n" in shown


def test_it_is_as_the_person_named_would_get_it(preview):
    assert "Manche Kartenzahlungen" in preview(CARDS, "--for", "jana")


def test_news_of_before_is_shown_as_it_was_then(preview):
    shown = preview(CARDS, "--kind", "opened")
    assert "Investigating" in shown
    assert "data centres" not in shown


def test_an_update_can_be_named(preview):
    assert "Investigating" in preview(CARDS, "--update", "20261121T1401Z-investigating")


def test_the_name_of_the_file_says_what_is_written(preview, tmp_path):
    for name, beginning in (("a.html", b"<!doctype html>"), ("a.eml", b"Date: "), ("a.txt", b"Subject: ")):
        preview(CARDS, "-o", str(tmp_path / name))
        assert (tmp_path / name).read_bytes().lstrip().startswith(beginning)


def test_a_whole_mail_is_one_that_mail_programs_read(preview, tmp_path):
    preview("2026-11-24-packing-line", "-o", str(tmp_path / "mail.eml"))
    mail = message_from_bytes((tmp_path / "mail.eml").read_bytes(), policy=policy.default)
    assert mail["Subject"] == "[Fennholm status] New software for the packing line"
    assert {"text/plain", "text/html", "text/calendar"} <= {part.get_content_type() for part in mail.walk()}


@pytest.mark.parametrize("kind", ["added", "removed", "summary"])
def test_what_is_of_one_person_can_be_shown_of_any_affair(preview, kind):
    assert preview(CARDS, "--kind", kind)


@pytest.mark.parametrize(
    ("affair", "kind", "words"),
    [
        ("2026-11-24-packing-line", "revived", "Maintenance takes place after all"),
        (CARDS, "real", "Subject: [Fennholm status] Some card payments fail at checkout"),
        ("2026-10-08-exercise-shop-offline", "real", "Subject: [Fennholm status] The shop is offline"),
    ],
)
def test_news_can_be_shown_as_what_only_some_get_it_as(preview, affair, kind, words):
    assert words in preview(affair, "--kind", kind)
    assert preview(affair, "--kind", kind) != preview(affair)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([CARDS, "--kind", "revived"], "There is: opened, updated"),
        (["2026-11-21-card-payment-fails"], "Did you mean '2026-11-21-card-payments-fail'?"),
        ([CARDS, "--for", "janna"], "Did you mean 'jana'?"),
        ([CARDS, "--kind", "resolved"], "There is: opened, updated"),
        ([CARDS, "--update", "20261121T1403Z"], "is told to anybody"),
    ],
)
def test_what_cannot_be_shown_is_said_with_what_can(preview, arguments, said):
    assert said in preview(*arguments, code=2)


def test_what_somebody_may_not_see_is_not_shown_to_them(preview):
    restricted = "2026-09-25-fraud-checks-hold-orders"
    assert "jana may not see it" in preview(restricted, "--for", "jana", code=2)
    assert "Subject" in preview(restricted, "--for", "miriam")


def test_a_summary_leaves_out_what_its_reader_may_not_see(capsys, tmp_path):
    site = Path(shutil.copytree(TOP / "content", tmp_path / "content")).parent
    shutil.copy(TOP / "subscribers.yaml", site)
    secret = site / "content" / "incidents" / "2026-11-21-quiet-matter"
    secret.mkdir()
    (secret / "incident.yaml").write_text(
        "title: A quiet matter\nseverity: major\nstarted: 2026-11-21T13:00:00Z\naudience: [payments]\n"
        "services: {fraud-checks: degraded_performance}\n",
        "utf-8",
    )
    shown = {}
    for person in ("jana", "miriam"):
        given = ["-C", str(site), "--now", "2026-11-21T14:20:00Z", "preview-mail", CARDS, "--kind", "summary"]
        assert run([*given, "--for", person]) == 0
        shown[person] = capsys.readouterr().out
    assert "A quiet matter" in shown["miriam"]
    assert "quiet" not in shown["jana"]
