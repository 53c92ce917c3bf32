"""What each rule finds, and what it leaves alone. All sentences are invented."""

from dataclasses import replace
from datetime import timedelta

import pytest
from wordings import NOW, PLAIN, codes, incident, noted, said, site, words

from statusgen.codes import NOTES
from statusgen.lint.repository import CODE
from statusgen.lint.rules import RULES, findings
from statusgen.model.incident import Phase, Severity
from statusgen.model.service import Effect
from statusgen.model.site import Lint, Repository


def test_every_note_has_its_rule():
    assert sorted([*RULES, CODE]) == sorted(NOTES)


def test_a_good_update_is_left_alone():
    assert noted(said("About one card payment in five fails. We are looking for the cause.")) == []


# Impact


@pytest.mark.parametrize("title", ["Checkout", "Checkout today"])
def test_an_incident_that_never_says_what_people_notice_is_found(title):
    assert "missing-impact" in codes(noted(said("We are looking into it."), title=title))


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({"summary": "Cards are declined."}, "We are looking into it."),
        ({}, "Customers have trouble paying by card."),
        ({}, "We see problems when paying by card."),
        ({}, "Payments are slow."),
    ],
)
def test_an_impact_may_stand_in_any_text(more, text):
    assert "missing-impact" not in codes(noted(said(text), title="Checkout today", **more))


def test_an_impact_of_its_own_is_enough():
    assert noted(said("We are looking into it.", impact="One order in five."), title="Checkout today") == []


# Action, remedy and promise


def test_after_an_hour_a_grave_incident_has_to_say_what_to_do():
    updates = [said("Payments fail.", 0), said("Payments still fail. The provider looks at it, too.", 65)]
    assert codes(noted(*updates, severity=Severity.MAJOR)) == ["missing-action"]
    assert noted(*updates, severity=Severity.MINOR) == []
    assert noted(*updates[:1], severity=Severity.MAJOR) == []


@pytest.mark.parametrize("text", ["Please pay by invoice.", "Retry after 15:00.", "There is no action to take."])
def test_advice_may_stand_in_the_text(text):
    updates = [said("Payments fail.", 0), said(f"Payments still fail. {text}", 65)]
    assert noted(*updates, severity=Severity.MAJOR) == []


def test_nobody_is_asked_for_advice_once_it_works_again():
    updates = [said("Payments fail.", 0), said("Payments work; we watch them.", 65, Phase.MONITORING)]
    assert noted(*updates, severity=Severity.MAJOR) == []


def test_who_knows_the_cause_says_what_is_done_about_it():
    known = "The new payment page does not know all cards."
    assert codes(noted(said(known, phase=Phase.IDENTIFIED))) == ["missing-remedy"]
    assert noted(said(f"{known} We are taking it back.", phase=Phase.IDENTIFIED)) == []


def test_what_is_open_says_when_more_comes():
    silent = said("Payments fail.", next_update=None)
    assert codes(noted(silent)) == ["missing-promise"]
    assert noted(replace(silent, next_update="none")) == []
    assert noted(replace(silent, text="Payments fail. The next update comes at 15:00 UTC.")) == []
    promised = site(incident(silent), promise=timedelta(minutes=30))
    assert list(findings(promised, NOW)) == []


def test_only_the_latest_update_of_what_is_open_has_to_promise():
    updates = [said("Payments fail.", 0, next_update=None), said("Payments by card fail, others work.", 9)]
    assert noted(*updates) == []


def test_of_what_is_over_nobody_asks_what_is_missing_unless_everything_is_looked_at():
    updates = [said("We look into it.", 0, next_update=None), said("Cards work again.", 70, Phase.RESOLVED)]
    over = site(incident(*updates, title="Checkout today"))
    assert list(findings(over, NOW)) == []
    assert codes([*findings(over, NOW, everything=True)]) == ["missing-impact", "missing-promise"]


# The end


def test_a_last_update_says_more_than_that_it_is_over():
    bare = said("This incident has been resolved. Thank you for your patience!", 60, Phase.RESOLVED)
    assert codes(noted(said("Payments fail."), bare)) == ["missing-outcome"]
    assert noted(said("Payments fail."), replace(bare, text="Resolved: cards work again.")) == []


def test_a_last_update_is_sure():
    unsure = said("We changed it back.\n\nPayments should now work again.", 60, Phase.RESOLVED)
    assert words(noted(said("Payments fail."), unsure), "unconfirmed-resolution") == ["should now"]


def test_a_story_may_tell_what_was_hoped_for_on_the_way():
    story = said("- 13:10: Payments should now work.\n- 13:40: Payments work, we tried all cards.", 60, Phase.RESOLVED)
    assert noted(said("Payments fail."), story) == []


# Repeats


def test_the_same_text_twice_is_no_news():
    updates = [
        said("We still wait for the provider, at 13:00 UTC.", 0),
        said("We still wait for the provider, at 14:10 UTC.", 30),
    ]
    (found,) = noted(*updates)
    assert (found.code, found.text.path[-7:]) == ("repeated-news", "u030.md")
    assert "13:00" in found.message


def test_two_ways_of_saying_nothing_are_no_news_either():
    found = noted(said("We are investigating this issue.", 0), said("We continue to investigate the issue.", 20))
    assert codes(found) == ["repeated-news"]


@pytest.mark.parametrize(
    "second",
    [
        said("40% of the pages are back.", 30),
        said("20% of the pages are back.", 30, Phase.MONITORING),
        said("20% of the pages are back.", 30, impact="Only old pages are missing."),
    ],
)
def test_another_number_phase_or_impact_is_news(second):
    assert noted(said("20% of the pages are back.", 0), second) == []


def test_the_very_same_update_twice_is_no_news_whatever_fields_it_has():
    fields = {"impact": "Nobody can pay.", "action": "Wait.", "effects": {"checkout": Effect.MAJOR_OUTAGE}}
    assert codes(
        noted(said("20% of the pages are back.", 0, **fields), said("20% of the pages are back.", 1, **fields))
    ) == ["repeated-news"]


def test_a_repeat_is_found_in_any_language():
    updates = [said("Wir warten auf den Anbieter.", 0), said("Wir warten auf den Anbieter.", 30)]
    assert codes([*findings(site(incident(*updates), language="de"), NOW)]) == ["repeated-news"]


# What is for insiders


@pytest.mark.parametrize(
    "name", ["db-prod-03", "web01", "srv2", "ip-10-0-3-17", "10.0.3.17", "192.168.1.9", "cart.corp", "pay.internal"]
)
def test_names_of_machines_are_found(name):
    assert words(noted(said(f"Payments fail, because {name} is full.")), "internal-host") == [name]


@pytest.mark.parametrize(
    "text",
    [
        "status.acme.example",
        "Node-API-v2",
        "web3",
        "db2",
        "mysql8",
        "Node-18",
        "us-east-1",
        "8.8.8.8",
        "version 10.2.3",
        "UTF-8",
        "24/7",
        "api-v2",
        "ana@acme.example",
    ],
)
def test_what_only_looks_like_a_machine_is_left_alone(text):
    assert noted(said(f"Payments fail with {text} today.")) == []


def test_a_site_names_its_own_machines():
    found = noted(said("Payments fail since fh-lisbon is full."), lint=Lint(hosts=("fh-*",)))
    assert words(found, "internal-host") == ["fh-lisbon"]


@pytest.mark.parametrize(
    "address",
    ["http://wiki/checkout", "https://graphs.acme.lan/d/1", "http://10.1.2.3/", "https://acme.slack.com/archives/C01"],
)
def test_addresses_inside_are_found_also_behind_links(address):
    assert words(noted(said(f"Payments fail: [see here]({address}).")), "internal-address") == [address]


def test_an_address_for_everyone_is_left_alone():
    assert (
        noted(said("Payments fail, see https://acme.slack.com/ and https://jira.acme.example/browse/SHOP-4711.")) == []
    )


@pytest.mark.parametrize("number", ["SHOP-4711", "INC0012345", "ticket 4711", "Ticket #4711"])
def test_numbers_of_tickets_are_found(number):
    assert words(noted(said(f"Payments fail: {number}.")), "ticket-number") == [number]


@pytest.mark.parametrize(
    "name", ["ISO-8601", "CVE-2026-12345", "SHA-256", "GMT-0300", "A4-210", "[SHOP-4711](https://acme.example/)"]
)
def test_what_only_looks_like_a_ticket_is_left_alone(name):
    assert noted(said(f"Payments fail with {name} today.")) == []


def test_a_site_names_its_own_projects():
    found = noted(said("Payments fail: SHOP-4711, JET-100."), lint=Lint(tickets=("shop",)))
    assert words(found, "ticket-number") == ["SHOP-4711"]


@pytest.mark.parametrize(
    "trace",
    [
        "    Traceback (most recent call last)",
        "```\n    at shop.Cart.pay(Cart.java:214)\n```",
        "It says CardMissingException: none.",
        "ECONNREFUSED",
    ],
)
def test_output_of_a_broken_program_is_found_also_in_code(trace):
    assert codes(noted(said(f"Payments fail.\n\n{trace}"))) == ["stack-trace"]


def test_text_that_is_not_for_everyone_may_be_for_insiders():
    text = "Payments fail: db-prod-03, SHOP-4711, http://wiki/, ECONNRESET after the failover."
    assert len(noted(said(text))) == 5
    assert codes(noted(said(text, audience=("payments",)), audience=("payments",))) == [CODE]


# Words


def test_jargon_is_named_once_with_plain_words():
    found = noted(said("Payments fail after the failover.", 0), said("The failover goes on.", 20))
    assert words(found, "jargon") == ["failover"]
    assert "standby" in found[0].hint


def test_phrases_may_be_broken_into_lines():
    assert words(noted(said("Payments fail at the load\nbalancer.")), "jargon") == ["load\nbalancer"]


def test_what_services_are_called_and_what_readers_know_is_no_jargon():
    text = "Payments fail in Kubernetes after the failover."
    one = site(incident(said(text)), services=("Checkout", "Kubernetes"), lint=Lint(known=("failover",)))
    assert list(findings(one, NOW)) == []


def test_a_site_has_jargon_of_its_own_in_any_language():
    lint = Lint(jargon={"Umzugsfenster": "die Nacht des Umzugs"})
    one = site(incident(said("Das Umzugsfenster verschiebt sich.")), lint=lint, language="de")
    (found,) = findings(one, NOW)
    assert (found.words, "die Nacht" in found.hint) == ("Umzugsfenster", True)


def test_code_and_addresses_are_no_wording():
    text = "Payments fail: `failover`, <https://acme.example/failover>, failover@acme.example.\n\n```\nfailover\n```\n"
    assert noted(said(text)) == []


@pytest.mark.parametrize(
    "text", ["Payments fail: human error.", "A setting was lost by an engineer.", "It was their fault."]
)
def test_blame_is_found(text):
    assert codes(noted(said(text))) == ["blame"]


@pytest.mark.parametrize(
    "text", ["Payments should be fine.", "Hopefully payments work soon.", "A glitch: payments fail."]
)
def test_comfort_without_news_is_found(text):
    assert codes(noted(said(text))) == ["false-comfort"]


@pytest.mark.parametrize("title", ["Incident with checkout", "Payment problems", "Checkout", "Investigating an issue"])
def test_a_title_that_names_no_effect_is_found(title):
    assert codes(noted(said("Payments fail."), title=title)) == ["title-without-effect"]


@pytest.mark.parametrize(
    "title", ["Checkout fails", "Orders arrive late", "Customers see old prices", "Problems signing in", "Mail is slow"]
)
def test_a_title_that_names_an_effect_is_left_alone(title):
    assert noted(said("Payments fail."), title=title) == []


def test_long_texts_are_found_unless_they_tell_how_it_came_about():
    long = "Payments fail. " * 90
    assert codes(noted(said(long))) == ["long-text"]
    assert codes(noted(said(long), lint=Lint(length=2000))) == []
    assert noted(said("Payments fail."), said("Works again. " * 100, 60, Phase.RESOLVED)) == []


# Which texts


def test_english_rules_leave_other_languages_alone():
    text = "Die Zahlung schlägt fehl, hopefully nach dem failover nicht mehr."
    assert list(findings(site(incident(said(text), title="Incident"), language="de"), NOW)) == []


def test_a_translation_into_english_is_looked_at():
    update = said("Zahlungen schlagen fehl.", translations={"en": {"text": "Payments fail after the failover."}})
    (found,) = findings(site(incident(update), language="de"), NOW)
    assert (found.words, found.text.path[-10:]) == ("failover", "u000.en.md")


def test_old_affairs_are_looked_at_only_when_asked_for():
    updates = [said("Payments fail after the failover."), said("Cards work again.", 60, Phase.RESOLVED)]
    one = site(incident(*updates))
    assert codes([*findings(one, NOW + timedelta(days=13))]) == ["jargon"]
    assert list(findings(one, NOW + timedelta(days=15))) == []
    assert codes([*findings(one, NOW + timedelta(days=15), everything=True)]) == ["jargon"]


def test_what_a_correction_replaced_is_not_looked_at():
    wrong, right = said("Payments fail after the failover."), said("Payments fail.", 9, None, corrects="u000")
    assert noted(wrong, right) == []


@pytest.mark.parametrize("code", RULES)
def test_every_rule_can_be_turned_off(code):
    updates = [
        said(
            "SHOP-4711: db-prod-03, http://wiki/, ECONNRESET: human error, hopefully a failover.", 0, next_update=None
        ),
        said("Identified. " * 101, 5, Phase.IDENTIFIED, next_update=None),
        said("Identified. " * 101, 66, Phase.IDENTIFIED, next_update=None),
    ]
    open_one = incident(*updates, title="Incident", severity=Severity.CRITICAL)
    over = replace(
        open_one,
        updates=(*updates, said("Resolved.", 70, Phase.RESOLVED), said("Should now work.", 71, Phase.RESOLVED)),
    )
    silent = incident(said("We look.", next_update=None), title="Checkout")
    found = {one.code for case in (open_one, over, silent) for one in findings(site(case), NOW)}
    assert code in found
    off = Lint(off=(code,))
    assert code not in {one.code for case in (open_one, over, silent) for one in findings(site(case, lint=off), NOW)}


@pytest.mark.parametrize(
    ("restricted", "sources", "found"),
    [
        (incident(said(), audience=("red",)), (), [CODE]),
        (incident(said(audience=("red",))), (), [CODE]),
        (incident(said()), (), []),
        (incident(said(), audience=("red",)), (Repository(".", ("red",)),), []),
        (incident(said(), audience=("red",)), (Repository("../private", ("red",)),), [CODE]),
        (incident(said(), audience=("red",)), (Repository("content", ("red",)),), []),  # it lies in that source
    ],
)
def test_something_for_few_where_nobody_said_who_reads_the_repository_is_noted_once(restricted, sources, found):
    def notes(*incidents, lint=PLAIN):
        there = findings(site(*incidents, lint=lint, sources=sources), NOW)
        return [one.code for one in there if one.code == CODE]

    assert notes(restricted, replace(restricted, id="another")) == found
    assert notes(restricted, lint=Lint(off=(CODE,))) == []
