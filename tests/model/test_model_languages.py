"""A site in another of its languages: every text that was translated, every other one marked, and nothing lost."""

import pickle
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import NOON, at, incident, maintenance, nows, said_at, site, site_rule, sites

from statusgen.model.access import visible
from statusgen.model.languages import Borrowed, in_language, language_of, languages_of
from statusgen.model.maintenance import Announcement
from statusgen.model.service import Service
from statusgen.model.site import Group, Settings, Site
from statusgen.model.status import status_at
from statusgen.model.uptime import uptime

SHOP = Service("shop", "Shop", "Where people buy.", translations={"de": {"name": "Laden"}})
TOLD = said_at(5, impact="One in six.", translations={"de": {"text": "Worte.", "impact": "Jeder sechste."}})
BROKEN = incident(TOLD, summary="It is.", translations={"de": {"title": "Kaputt"}, "fr": {"title": "Cassé"}})


def german(*things: object, **more: object) -> Site:
    return in_language(site(*things, services=(SHOP,), languages=("en", "de"), **more), "de")  # type: ignore[arg-type]


def test_what_was_translated_is_said_in_that_language():
    [broken] = german(BROKEN).incidents
    assert (broken.title, broken.updates[0].text, broken.updates[0].impact) == ("Kaputt", "Worte.", "Jeder sechste.")
    assert [language_of(text) for text in (broken.title, broken.updates[0].text)] == ["", ""]


def test_what_was_not_is_said_as_written_and_knows_its_language():
    here = german(BROKEN, maintenance(), Announcement("party", "Party", NOON, "Come."))
    borrowed = (
        here.incidents[0].summary,
        here.services["shop"].description,
        here.maintenances[0].title,
        here.announcements[0].title,
        here.announcements[0].text,
    )
    assert borrowed == ("It is.", "Where people buy.", "Work", "Party", "Come.")
    assert {language_of(text) for text in borrowed} == {"en"}


def test_names_are_the_same_in_every_language_unless_translated():
    here = german(name="Acme", groups=(Group("a", "Office"), Group("b", "Core", translations={"de": {"name": "Kern"}})))
    names = [here.settings.name, here.services["shop"].name, *(group.name for group in here.settings.groups)]
    assert names == ["Acme", "Laden", "Office", "Kern"]
    assert {language_of(name) for name in names} == {""}


def test_nothing_that_is_not_there_is_borrowed():
    assert language_of(german(incident()).incidents[0].summary) == ""


def test_in_its_own_language_a_site_is_itself():
    here = site(BROKEN)
    assert in_language(here, "en") is here


def test_a_site_is_published_in_its_own_language_if_it_names_no_others():
    assert languages_of(Settings(language="fr")) == ("fr",)
    assert languages_of(Settings(language="fr", languages=("fr", "de"))) == ("fr", "de")


def test_no_translation_into_another_language_stays():
    assert "Cassé" not in repr(german(BROKEN))


def test_what_readers_may_not_see_is_hidden_in_every_language():
    secret = incident(replace(TOLD, audience=("few",)), id="secret", translations={"de": {"title": "Geheim"}})
    here = german(secret)
    assert "Worte" not in repr(visible(here, None))


def test_a_borrowed_text_is_that_text_but_not_to_who_remembers_by_what_it_looks_like():
    text = Borrowed("Words.", "en")
    assert text == "Words."
    assert repr(text) != repr("Words.") != repr(Borrowed("Words.", "fr"))
    assert language_of(pickle.loads(pickle.dumps(text))) == "en"


languages = st.sampled_from(["en", "de", "ar"])


@site_rule
@given(sites(), nows, languages)
def test_no_language_loses_anything_or_says_that_things_are_better(here: Site, now, language):
    there = in_language(here, language)
    for name in ("incidents", "maintenances", "announcements"):
        assert [one.id for one in getattr(there, name)] == [one.id for one in getattr(here, name)]
    assert [len(one.updates) for one in there.incidents] == [len(one.updates) for one in here.incidents]
    assert list(there.services) == list(here.services)
    ours, theirs = status_at(here, now), status_at(there, now)
    assert (theirs.indicator, theirs.services) == (ours.indicator, ours.services)
    assert [one.id for one in theirs.incidents] == [one.id for one in ours.incidents]
    for service in here.services:
        assert uptime(there, service, now, 3) == uptime(here, service, now, 3)


@site_rule
@given(sites(), languages)
def test_hiding_and_translating_can_be_done_in_either_order(here: Site, language):
    assert visible(in_language(here, language), None) == in_language(visible(here, None), language)


@pytest.mark.parametrize("language", ["de", "fr"])
def test_a_correction_is_shown_in_the_language_of_what_it_corrects(language):
    correction = said_at(9, corrects=TOLD.id, translations={"de": {"text": "Bessere Worte."}})
    [broken] = in_language(site(incident(TOLD, correction)), language).incidents
    assert [language_of(update.text) for update in broken.updates] == {"de": ["", ""], "fr": ["en", "en"]}[language]
    assert broken.updates[1].at == at(9)
