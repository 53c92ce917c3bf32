"""What is true of every page is true of a person's own, in each theme and language; and what it leads to is there."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from page_rules import Reading, dead_links

from statusgen.model.access import seen_by
from statusgen.model.affair import reference
from statusgen.publish.gates import site_for
from statusgen.publish.plan import plan
from statusgen.publish.private import Address, Reader, private_artefacts
from statusgen.read.load import load

TOP = Path(__file__).parents[2]
NOW = datetime(2026, 11, 21, 14, 20, tzinfo=UTC)
DRILL = datetime(2026, 10, 8, 13, 10, tzinfo=UTC)  # an exercise is going on
BLANK = Address("9" * 32, "8" * 16)
EVERYONE, LEADERS = frozenset({"everyone"}), frozenset({"everyone", "leadership", "payments"})
TOKENS = {"public": "a" * 32, "leader": "b" * 32, "nobody": "c" * 32}


@pytest.fixture(scope="module", params=["default", "plain"])
def whole(request):
    found = load(TOP, NOW).site
    return replace(found, settings=replace(found.settings, theme=request.param, private_pages=True))


def made(whole, now, language):
    """The whole of what is served, by path."""
    seen = {readers: seen_by(whole, readers) for readers in (EVERYONE, LEADERS)}
    of = {
        readers: frozenset(map(reference, (*one.incidents, *one.maintenances, *one.announcements)))
        for readers, one in seen.items()
    }
    people = {
        Address(TOKENS["public"], "1" * 16): Reader(EVERYONE, of[EVERYONE], language, "Asia/Tokyo"),
        Address(TOKENS["leader"], "2" * 16): Reader(LEADERS, of[LEADERS], language, "Europe/Berlin"),
        Address(TOKENS["nobody"], "3" * 16): Reader(EVERYONE, frozenset(), language, "UTC"),
    }
    files = {one.path: one.make() for one in private_artefacts(whole, now, TOP, people, BLANK)}
    own = {path: content for path, content in files.items() if path.startswith("f/")}
    sites = {"": "everyone"} | {f"a/{one.id}/": one.id for one in whole.settings.audiences}
    others = {
        prefix + one.path: b""
        for prefix, audience in sites.items()
        for one in plan(site_for(whole, audience), now, TOP)
    }
    return own, others


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_page_is_whole_and_leads_to_what_is_there(whole, language):
    own, others = made(whole, NOW, language)
    assert len(own) == 15
    for path, content in own.items():
        if path.endswith(".html"):
            page = Reading(content.decode())
            assert page.faults == []
            assert len(page.ids) == len(set(page.ids))
            assert f'<html lang="{language}"' in content.decode()
    assert dead_links({**others, **own}, whole.settings.url) == []
    assert not [path for path, content in own.items() if BLANK.token.encode() in content.replace(b"\r\n ", b"")]


def test_what_is_for_an_audience_leads_to_its_site_in_the_language_of_the_page(whole):
    own, _ = made(whole, NOW, "de")
    leader = own[f"f/{TOKENS['leader']}/index.html"].decode()
    assert 'href="../../de/../a/payments/de/incidents/' in leader
    public = own[f"f/{TOKENS['public']}/index.html"].decode()
    assert 'href="../../de/incidents/2026-11-21-card-payments-fail/index.html"' in public
    assert "../a/" not in public


def test_whom_nothing_concerns_has_a_page_that_says_so_and_names_no_service(whole):
    own, _ = made(whole, NOW, "en")
    text = " ".join(Reading(own[f"f/{TOKENS['nobody']}/index.html"].decode()).text)
    assert "Nothing that concerns you is going on" in text and "Nothing has concerned you yet." in text
    assert not [one.name for one in whole.services.values() if one.name in text]


def test_an_exercise_says_that_it_is_one(whole):
    for now in (DRILL, NOW):
        own, _ = made(whole, now, "en")
        assert "EXERCISE" in own[f"f/{TOKENS['public']}/index.html"].decode()
        assert b"exercise-shop-offline" not in own[f"f/{TOKENS['public']}/feed.json"]
