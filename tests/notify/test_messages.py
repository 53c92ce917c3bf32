"""What people read: each kind of news says what is new, what it means, what to do and when they hear more."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from icalendar import Calendar
from letters_office import (
    ANA,
    FREEZE,
    HOME,
    IDENTIFIED,
    NOW,
    PAYMENTS,
    QUIETLY,
    RESOLVED,
    UPGRADE,
    WEEKLY,
    at,
    latest,
    press,
    said,
    site,
    told,
    with_audience,
)

from statusgen.model.incident import Phase, Severity, Update
from statusgen.model.people import Contact, Subscriber
from statusgen.model.secret import Secret
from statusgen.model.site import Appearance
from statusgen.notify.news import Kind
from statusgen.notify.notification import Because, Reason
from statusgen.notify.writing.messages import LIMIT, facts, message
from statusgen.notify.writing.press import Press
from statusgen.publish.calendar import calendar_artefacts
from statusgen.publish.views.scene import scene

DASH = "\u2013"
OPEN = site(PAYMENTS)
OVER = site(replace(PAYMENTS, updates=(*PAYMENTS.updates, RESOLVED)))
LINK = f"{HOME}incidents/payments/"
NOWHERE = Path("/nowhere")


def order(text: str, *parts: str) -> list[int]:
    return [text.index(part) for part in parts]


# --- what every message has


@pytest.mark.parametrize("kind", [Kind.OPENED, Kind.UPDATED, Kind.ADDED, Kind.REMOVED])
def test_the_subject_is_the_same_for_the_whole_life_of_an_incident(kind):
    assert said(OPEN, kind).subject == "[Acme status] Payments fail"
    assert said(OVER, now=at(16)).subject == "[Acme status] Payments fail"


def test_a_mail_says_what_is_new_then_impact_advice_promise_services_the_rest_the_link_and_why():
    text = said(OPEN).text
    parts = ("broken router", "Impact:", "What to do:", "Next update:", "Affected:", "So far", LINK, "You get this")
    assert order(text, *parts) == sorted(order(text, *parts))


def test_the_plain_text_and_the_html_say_the_same():
    made = said(OPEN)
    shown = re.sub(
        r"<style>.*?</style>|<title>.*?</title>|<div[^>]*preheader.*?</div>|<[^>]+>", " ", made.html, flags=re.S
    )
    words = set(re.findall(r"[A-Za-z]{3,}", shown))
    assert words <= {*re.findall(r"[A-Za-z]{3,}", made.text), "the"}


def test_times_are_in_the_zone_of_the_reader_and_name_it():
    tokyo = replace(ANA, timezone="Asia/Tokyo")
    assert "by 15:35 CET" in said(OPEN).text  # 14:15 UTC and twenty minutes
    assert "by 23:35 JST" in said(OPEN, subscriber=tokyo).text
    assert "Times are those of Asia/Tokyo." in said(OPEN, subscriber=tokyo).text


def test_who_has_no_zone_gets_the_times_of_the_site():
    assert "Times are those of Europe/Berlin." in said(OPEN, subscriber=replace(ANA, timezone="")).text


def test_no_line_of_the_plain_text_is_longer_than_72_characters_where_words_allow():
    long = "A sentence of many short words that goes on and on. " * 40
    update = replace(IDENTIFIED, text=f"{long}\n\n- {long}\n\n> {long}", impact=long, action=long)
    text = said(site(replace(PAYMENTS, title=long[:150], updates=(update,)))).text
    assert all(len(line) <= 72 for line in text.split("\n") if "https://" not in line)
    assert "\n> A sentence" in text
    assert "\n- A sentence" in text


def test_links_in_what_was_said_lead_somewhere_from_a_mail():
    made = said(OPEN)
    assert 'href="https://status.acme.example/bank/status"' in made.html
    assert "their page (https://status.acme.example/bank/status)" in " ".join(made.text.split())


def test_the_first_words_in_a_list_of_mails_are_the_state_and_what_it_means():
    assert said(OPEN).preheader.startswith("Identified. One order in three cannot be paid. Next update by 15:35 CET.")
    assert said(OVER, now=at(16)).preheader.startswith("Resolved. Every payment works again.")


# --- in the reader's language


def test_a_reader_is_spoken_to_in_their_language_with_what_was_translated():
    german = {"de": {"title": "Zahlungen schlagen fehl"}}
    given = site(replace(PAYMENTS, translations=german), languages=("en", "de"))
    made = said(given, subscriber=replace(ANA, language="de"))
    assert made.subject == "[Acme status] Zahlungen schlagen fehl"
    assert "Nächste Meldung: bis 15:35 Uhr MEZ" in made.text
    assert made.link == f"{HOME}de/incidents/payments/"
    assert '<html lang="de" dir="ltr">' in made.html
    assert 'lang="en"' in made.html  # what nobody translated


def test_a_language_that_the_site_has_no_pages_in_still_frames_what_was_said():
    made = said(OPEN, subscriber=replace(ANA, language="fr-CA"))
    assert "Prochaine mise à jour" in made.text
    assert made.link == LINK


def test_who_speaks_what_nobody_translated_gets_the_language_of_the_site():
    given = site(PAYMENTS, language="de")
    assert "Nächste Meldung" in said(given, subscriber=replace(ANA, language="ja")).text


def test_what_is_written_from_right_to_left_is_shown_so():
    made = said(site(PAYMENTS, language="ar"), subscriber=replace(ANA, language="ar"))
    assert 'dir="rtl"' in made.html


# --- kinds of news


def test_whoever_hears_of_an_incident_first_gets_its_summary():
    assert "Orders placed before are safe." in said(OPEN, Kind.OPENED, now=at(14, 6)).text
    assert "Orders placed before are safe." not in said(OPEN, Kind.UPDATED).text


def test_an_update_tells_what_the_reader_has_not_heard_since():
    text = said(OPEN, since=at(14, 6)).text
    assert "Since the update of 15:05 CET" in text
    assert "on the call with the bank" in text
    assert "looking into failing" not in text  # told at 14:05


def test_after_a_correction_nobody_gets_again_what_they_had():
    first = PAYMENTS.updates[0]
    better = Update("better", RESOLVED.at - timedelta(minutes=1), "Mended words.", corrects=first.id)
    corrected = site(replace(PAYMENTS, updates=(*PAYMENTS.updates, better, RESOLVED)))
    text = said(corrected, now=at(16), since=better.at).text
    assert "broken router" not in text
    assert "Mended words" not in text


def test_who_joins_gets_the_state_so_far_newest_first():
    text = said(OPEN, Kind.ADDED).text
    assert "New for you" in text
    parts = ("broken router", "So far", "call with the bank", "looking into failing")
    assert order(text, *parts) == sorted(order(text, *parts))


def test_who_is_taken_off_hears_that_and_no_more():
    made = said(OPEN, Kind.REMOVED)
    assert "You will hear no more of this" in made.text
    assert "broken router" not in made.text + made.html
    assert made.short == f"You will hear no more of this: Payments fail {LINK}"


def test_an_end_says_how_long_it_was_and_asks_for_nothing_any_more():
    text = said(OVER, now=at(16)).text
    assert "It is over" in text
    assert f"21 November, 14:58{DASH}16:10 CET (1\u00a0h\u00a012\u00a0min)" in text
    assert "Was affected:" in text
    assert "Tell customers that no money was taken" not in text.split("So far", maxsplit=1)[0]
    assert "Next update" not in text


def test_a_correction_says_what_was_wrong_and_what_is_right_and_nothing_else_twice():
    wrong = replace(IDENTIFIED, text="Half of all orders fail.", id="3-wrong")
    right = Update("4-right", at(14, 18), "One order in ten fails.", corrects="3-wrong", notify=True)
    text = said(site(replace(PAYMENTS, updates=(wrong, right))), Kind.CORRECTED).text
    parts = ("Wrong, as of 15:15 CET", "Half of all orders fail.", "Correct is", "One order in ten fails.", "Impact:")
    assert order(text, *parts) == sorted(order(text, *parts))
    assert text.count("One order in three") == 1


def test_a_correction_of_a_correction_corrects_that():
    first = Update("4-first", at(14, 16), "Every second order fails.", corrects=IDENTIFIED.id, notify=True)
    second = Update("5-second", at(14, 18), "Every tenth order fails.", corrects="4-first", notify=True)
    text = said(site(replace(PAYMENTS, updates=(IDENTIFIED, first, second))), Kind.CORRECTED).text
    assert "Every second order fails." in text
    assert "broken router" not in text


def test_an_overdue_promise_is_called_that():
    assert "Next update: is overdue since 15:35 CET" in said(OPEN, Kind.ADDED, now=at(14, 50)).text


@pytest.mark.parametrize("about", [replace(PAYMENTS, drill=True), replace(UPGRADE, drill=True)])
def test_a_drill_says_so_in_the_subject_the_first_line_and_everywhere(about):
    made = said(site(about))
    assert made.subject.startswith("[Acme status] EXERCISE: ")
    assert made.text.startswith("EXERCISE: This is an exercise.")
    assert made.short.startswith("EXERCISE: ")
    assert made.preheader.startswith("EXERCISE: ")
    assert "EXERCISE: This is an exercise." in made.html
    assert made.calendar == b""


def test_an_announcement_is_told_with_its_text():
    made = said(site(FREEZE))
    assert "We change nothing until January." in made.text
    assert "<strong>nothing</strong>" in made.html
    assert made.link == f"{HOME}announcements/freeze/"


def test_a_summary_tells_where_everything_stands_the_gravest_first():
    given = site(replace(PAYMENTS, severity=Severity.CRITICAL), UPGRADE, FREEZE)
    others = tuple(latest(site(one)) for one in (FREEZE, UPGRADE))
    about = told(latest(site(given.incidents[0])), Kind.SUMMARY, others=others)
    made = said(given, Kind.SUMMARY, news=about.news, others=others)
    parts = ("Where things stand", "Payments fail", "Database upgrade", "No changes in December")
    assert order(made.text, *parts) == sorted(order(made.text, *parts))
    assert made.subject == "[Acme status] Where things stand: 21 November 2026"
    assert made.short.startswith("Where things stand: Identified: Payments fail. Scheduled: Database upgrade.")
    assert "Critical incident · Identified · 15:15 CET\n" in made.text
    assert "Announcement · 10:00 CET\n" in made.text
    assert "Maintenance · Scheduled\n" in made.text  # nothing was said of it but its times
    assert made.link == HOME
    assert all(f"{HOME}{page}/" in made.text for page in ("incidents/payments", "maintenance/upgrade"))


# --- planned work


def test_planned_work_says_when_in_the_zone_of_the_reader_and_what_it_means():
    made = said(site(UPGRADE))
    assert f"When: 24 November, 23:00 CET {DASH} 25 November, 00:00 CET" in made.text
    assert "read-only for twenty minutes" in made.text
    assert "Affects:\n- Checkout" in made.text


def test_moved_work_says_from_when():
    moved = Update("1-moved", at(12), "It suits the bank better.", Phase.SCHEDULED, starts=at(22, day=25))
    text = " ".join(said(site(replace(UPGRADE, updates=(moved,)))).text.split())
    assert "Maintenance at another time" in text
    assert "Moved from 24 November, 23:00 CET" in text


def test_a_series_says_its_next_dates():
    made = said(site(WEEKLY))
    assert "Next dates" in made.text
    assert len(Calendar.from_ical(made.calendar).walk("VEVENT")) == 5


LATER = at(12, day=25)  # its first time was yesterday


def test_a_summary_says_of_a_series_where_its_next_time_stands():
    given = site(WEEKLY)
    series = latest(given, NOW)
    done = latest(given, LATER, Kind.COMPLETED)
    text = message(told(series, Kind.SUMMARY, others=(done,)), given, LATER, press(given.settings)).text
    assert text.count("Maintenance · Completed") == 1
    assert text.count("Maintenance · Scheduled") == 1
    assert text.index("Maintenance · Scheduled") < text.index("1 December")


def test_a_series_that_is_told_of_late_is_ahead():
    given = site(WEEKLY)
    late = told(latest(given, NOW))
    made = message(late, given, LATER, press(given.settings))
    assert "Completed" not in made.text + made.preheader + made.short
    assert "1 December" in made.preheader
    assert "1 December" in made.short
    assert facts(late, given, LATER).phase == "scheduled"


def sent(calendar: bytes) -> dict[str, tuple[int, str]]:
    events = Calendar.from_ical(calendar).walk("VEVENT")
    return {str(one["UID"]): (int(one["SEQUENCE"]), str(one["STATUS"])) for one in events}


CALLED_OFF = Update("2-off", at(13), "Not needed any more.", Phase.CANCELLED)
MOVED = Update("1-moved", at(12), "Later.", Phase.SCHEDULED, starts=at(22, day=26))


@pytest.mark.parametrize("updates", [(), (MOVED,), (MOVED, CALLED_OFF)])
@pytest.mark.parametrize("work", [UPGRADE, WEEKLY])
def test_the_calendar_of_a_mail_has_the_ids_and_revisions_of_the_calendar_of_the_site(work, updates):
    given = site(replace(work, updates=updates if work is UPGRADE else ()))
    made = said(given)
    whole = next(one for one in calendar_artefacts(scene(given, NOW)) if one.path == "maintenance.ics")
    published = sent(whole.make())
    assert sent(made.calendar)
    assert sent(made.calendar).items() <= published.items()
    assert Calendar.from_ical(made.calendar)["METHOD"] == "PUBLISH"


def test_work_that_was_called_off_is_cancelled_in_calendars():
    made = said(site(replace(UPGRADE, updates=(CALLED_OFF,))))
    assert [status for _, status in sent(made.calendar).values()] == ["CANCELLED"]


def test_work_that_is_done_is_no_date_any_more():
    assert said(site(UPGRADE), Kind.COMPLETED, now=at(23, 30, day=24)).calendar == b""


# --- why, and what else


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (ASKED := Reason(Because.WANTS, services=("checkout", "all")), "you asked for news of Checkout and everything"),
        (replace(ASKED, services=("checkout",), least=Severity.MAJOR), "for news of Checkout that is major or worse."),
        (
            replace(ASKED, least=Severity.CRITICAL, labels=(("region", "eu"),)),
            "for news of Checkout and everything that is critical, with region: eu.",
        ),
        (Reason(Because.TEAM_WANTS, "support", ("all",), Severity.MINOR), "of everything that is minor or worse."),
        (Reason(Because.WANTS), "you asked for news like this"),
        (Reason(Because.PUT_ON), "a responder put you on it"),
        (Reason(Because.TEAM_PUT_ON, "support"), "a responder put your team on it: Customer support"),
        (Reason(Because.RULE, "team:support"), "puts your team on incidents like this one: Customer support"),
        (Reason(Because.TEAM_WANTS, "support", ("bank",)), "your team, Customer support, hears of Bank link"),
        (Reason(Because.TOLD_BEFORE), "you were told of it before"),
    ],
)
def test_every_mail_says_why_in_words_that_people_use(reason, sentence):
    assert sentence in " ".join(said(OPEN, reason=reason).text.split())


@pytest.mark.parametrize("code", list(Because))
@pytest.mark.parametrize("language", ["en", "de", "es", "fr"])
def test_there_are_words_for_every_reason(code, language):
    for least in Severity:
        why = Reason(code, "support", ("bank",), least, (("region", "eu"),))
        made = said(OPEN, reason=why, subscriber=replace(ANA, language=language))
        assert "{" not in made.text
        assert ("region: eu" in " ".join(made.text.split())) is (code in (Because.WANTS, Because.TEAM_WANTS))


def test_a_list_is_told_as_a_list_and_how_its_members_leave_is_not_our_business():
    everyone = Subscriber("all", "All hands", (Contact("email", Secret("all@acme.example")),), is_list=True)
    text = said(OPEN, subscriber=everyone).text
    assert "This goes to everyone on the list All hands." in text
    assert "sre@acme.example" not in text


def test_headers_say_ids_and_never_titles():
    of = facts(told(latest(OPEN)), OPEN, NOW)
    assert (of.incident, of.update, of.phase, of.severity) == ("payments", "3-identified", "identified", "major")
    assert of.services == ("checkout",)
    assert of.reason == "You get this because you asked for news of Checkout."


@pytest.mark.parametrize("reason", [Reason(Because.TEAM_WANTS, "support", ("bank", "all")), Reason(Because.PUT_ON)])
def test_headers_say_why_in_the_words_of_the_text(reason):
    given = told(latest(OPEN), reason=reason)
    assert facts(given, OPEN, NOW).reason in " ".join(said(OPEN, reason=reason).text.split())


def test_headers_are_never_empty():
    given = site(UPGRADE)
    for kind in (None, Kind.SUMMARY, Kind.ADDED):
        of = facts(told(latest(given), kind), given, NOW)
        assert all((of.incident, of.update, of.phase, of.severity, of.reason))


# --- what someone may not see


def test_what_a_reader_may_not_see_is_in_no_part_of_their_mail():
    secret = replace(QUIETLY, text="The bank will sue us.", audience=("board",))
    given = with_audience(site(replace(PAYMENTS, updates=(PAYMENTS.updates[0], secret, IDENTIFIED))), "board", ["bo"])
    bo = replace(ANA, id="bo")
    assert "sue" in said(given, Kind.ADDED, subscriber=bo).text
    made = said(given, Kind.ADDED)
    assert all("sue" not in part for part in (made.text, made.html, made.short, made.preheader))


@pytest.mark.parametrize("kind", [Kind.ADDED, Kind.UPDATED, Kind.SUMMARY])
def test_mail_of_what_is_not_for_everyone_leads_to_the_site_of_an_audience_that_its_reader_belongs_to(kind):
    given = with_audience(site(replace(PAYMENTS, audience=("ops", "board"))), "board", ["bo"])
    made = said(given, kind, subscriber=replace(ANA, id="bo"))
    there = "https://status.acme.example/a/board/incidents/payments/"
    assert PAYMENTS.title in made.text
    for part in (made.text, made.html, *([made.short, made.link] if kind is not Kind.SUMMARY else [])):
        assert there in part
        assert "incidents/payments" not in part.replace(there, "")
    assert LINK in said(OPEN, kind).html


def test_whoever_may_see_more_of_what_is_for_everyone_is_led_to_where_more_of_it_is():
    updates = (*PAYMENTS.updates[:-1], replace(PAYMENTS.updates[-1], audience=("board",)))
    given = with_audience(site(replace(PAYMENTS, updates=updates)), "board", ["bo"])
    assert said(given, Kind.ADDED, subscriber=replace(ANA, id="bo")).link.endswith("/a/board/incidents/payments/")
    assert said(given, Kind.ADDED).link == LINK


@pytest.mark.parametrize("kind", [Kind.OPENED, Kind.REMOVED, Kind.SUMMARY])
def test_a_mail_to_a_person_leads_to_their_own_page_and_one_to_a_list_does_not(kind):
    given, blank = site(PAYMENTS, private_pages=True), "0" * 32
    about = told(latest(given), kind)
    made = message(about, given, NOW, Press(NOWHERE, given.settings, blank))
    own = f"https://status.acme.example/f/{blank}/"
    assert f"\nOnly what concerns you, and for you alone:\n{own}\n" in made.text
    assert f'href="{own}"' in made.html
    to_list = replace(about, subscriber=replace(ANA, is_list=True))
    for other in (
        message(to_list, given, NOW, Press(NOWHERE, given.settings, blank)),
        message(about, OPEN, NOW, Press(NOWHERE, OPEN.settings, blank)),  # not set up
        message(about, given, NOW, Press(NOWHERE, given.settings)),  # no key
    ):
        assert "/f/" not in other.text + other.html + other.short


# --- as long as it may be


@pytest.mark.parametrize(
    "text", ["&<>\"'" * 15_000, "- a\n" * 20_000, "word " * 19_000, "x" * 90_000, "```\n" + "a\n" * 40_000]
)
def test_html_stays_below_what_clients_cut_whatever_was_written(text):
    update = replace(IDENTIFIED, text=text, impact=text[:9_000], action=text[:9_000])
    made = said(site(replace(PAYMENTS, title="T" * 5_000, summary=text[:9_000], updates=(PAYMENTS.updates[0], update))))
    assert len(made.html.encode()) < LIMIT
    assert "There is more on the status page than fits here." in made.text
    assert made.html.rstrip().endswith("</html>")


@pytest.mark.parametrize("kind", [Kind.OPENED, Kind.UPDATED, Kind.ADDED, Kind.REMOVED])
def test_the_short_text_has_at_most_300_characters_is_cut_at_a_word_and_ends_with_the_link(kind):
    update = replace(IDENTIFIED, text="abcdefghi " * 100)
    given = site(
        replace(PAYMENTS, title="Payments fail " * 20, summary="word " * 90, updates=(PAYMENTS.updates[0], update))
    )
    short = said(given, kind).short
    assert len(short) <= 300
    assert short.endswith(f" {LINK}")
    assert not re.search(r"abcdefgh…|abcde…|wor…|Paym…", short)


def test_the_short_text_says_first_what_has_not_been_said_yet():
    short = said(OPEN).short
    assert short.startswith("Identified. The bank has found a broken router.")
    assert "(Payments fail)" in short
    assert "Next update by 15:35 CET." in short


def test_an_address_that_fills_all_the_room_is_left_out():
    made = said(site(replace(PAYMENTS), url=f"https://{'long.' * 60}example/"))
    assert len(made.short) <= 300
    assert "Identified" in made.short


def test_a_promise_of_a_day_other_than_today_names_the_day():
    update = replace(IDENTIFIED, next_update=timedelta(days=2))
    assert "by 23 November, 15:15 CET" in said(site(replace(PAYMENTS, updates=(update,)))).text


# --- in the look of the theme


def test_mail_has_the_colours_of_the_theme_and_of_the_settings(tmp_path):
    plain = site(PAYMENTS, theme="plain")
    html = message(told(latest(plain)), plain, NOW, Press(tmp_path, plain.settings)).html
    assert "font-family: Charter" in html
    bright = site(PAYMENTS, look=Appearance(accent="#0a3a8a"))
    html = message(told(latest(bright)), bright, NOW, Press(tmp_path, bright.settings)).html
    assert "background-color: #0a3a8a" in html


def test_a_theme_that_stands_alone_sends_the_mails_of_the_default_one(tmp_path):
    (tmp_path / "themes" / "alone").mkdir(parents=True)
    (tmp_path / "themes" / "alone" / "theme.toml").write_text("")
    alone = site(PAYMENTS, theme="alone")
    assert "broken router" in message(told(latest(alone)), alone, NOW, Press(tmp_path, alone.settings)).html


def test_a_theme_can_have_a_mail_of_its_own(tmp_path):
    folder = tmp_path / "themes" / "ours"
    (folder / "mail").mkdir(parents=True)
    (folder / "theme.toml").write_text('extends = "default"')
    (folder / "mail" / "news.html").write_text(
        '{% extends "default/mail/news.html" %}{% block main %}{{ super() }}<p>Ours: {{ page.title }}</p>{% endblock %}'
    )
    ours = site(PAYMENTS, theme="ours")
    assert ">Ours: Payments fail</p>" in message(told(latest(ours)), ours, NOW, Press(tmp_path, ours.settings)).html
