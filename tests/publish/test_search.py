"""What can be searched: what is in the index, what never is, and how it grows."""

import gzip
import json
import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from example_site import DRILL, NOW, OPEN, SETTINGS, ago, example_site
from hypothesis import given
from hypothesis import strategies as st

from statusgen.model.access import visible
from statusgen.model.incident import Incident, Phase, Update
from statusgen.model.service import Effect, Service
from statusgen.model.site import Site
from statusgen.publish.plan import plan
from statusgen.publish.search import PACK, search_artefacts, words_of
from statusgen.publish.views.scene import scene

Document = dict[str, object]


def packs(site: Site) -> dict[str, dict[str, object]]:
    return {one.path: json.loads(one.make()) for one in search_artefacts(scene(site, NOW))}


def documents(site: Site) -> list[Document]:
    """All of them, by going from pack to pack as the page does."""
    found: list[Document] = []
    files = packs(site)
    path: object = "search.json"
    while path:
        pack = files.pop(str(path))
        found += pack["documents"]  # type: ignore[operator,arg-type] # a list, as JSON has it
        path = pack["older"]
    assert not files
    return found


def about(site: Site, path: str) -> Document:
    return next(one for one in documents(site) if str(one["path"]).startswith(path))


def test_everything_with_a_page_of_its_own_can_be_found():
    paths = {str(one["path"]) for one in documents(example_site())}
    folders = ("incidents/", "maintenance/", "announcements/", "services/")
    pages = {one.path for one in plan(example_site(), NOW, Path("no-such-site")) if one.path.endswith("/index.html")}
    wanted = {path for path in pages if path.startswith(folders) and path.count("/") == 2}
    assert paths == wanted - {"incidents/fire-drill/index.html"}


def test_services_come_first_and_then_what_is_newest():
    found = documents(example_site())
    assert [one["kind"] for one in found[:5]] == ["service"] * 5
    moments = [str(one["at"]) for one in found[5:]]
    assert moments == sorted(moments, reverse=True)


def test_a_document_has_the_words_of_all_that_is_said_each_once_without_case_and_accents():
    update = Update("1", ago(minutes=9), "La **Café** é la *café*!", impact="Ça va", action="Rien à faire, va.")
    odd = replace(OPEN, title="Über alles", summary="Äpfel", updates=(update,))
    document = about(example_site(odd), "incidents/")
    assert document["title"] == "Über alles"
    assert document["words"] == "a apfel ca cafe e faire la rien va"
    assert document["services"] == ["Shop"]
    assert document["at"] == "2026-11-21T13:53:00Z"


def test_words_that_no_reader_sees_cannot_be_found():
    hidden = "Seen.\n\n<!-- secret1 -->\n\n[//]: # (secret2)\n\n<script>secret3</script>\n\n``` secret4\ncode\n```\n"
    document = about(example_site(replace(OPEN, updates=(Update("1", ago(minutes=9), hidden),))), "incidents/")
    assert "seen" in str(document["words"])
    assert "code" in str(document["words"])
    assert "secret" not in str(document["words"])


def test_what_was_corrected_cannot_be_found_any_more():
    words = str(about(example_site(OPEN), "incidents/")["words"]).split()
    assert "stuck" in words
    assert "full" not in words


def test_drills_and_what_is_said_later_are_not_in_the_index():
    later = replace(OPEN, updates=(*OPEN.updates, Update("9", NOW + timedelta(hours=1), "Tomorrow")))
    assert "tomorrow" not in json.dumps(documents(example_site(later)))
    assert documents(example_site(DRILL)) == documents(example_site(replace(OPEN, started=NOW + timedelta(hours=1))))


def test_what_is_restricted_is_not_in_the_index():
    secret = replace(OPEN, audience=("board",))
    whole = replace(example_site(secret), services={"vault": Service("vault", "Vault", audience=("board",))})
    assert documents(visible(whole, None)) == []


def many(count: int, *, words: int = 40) -> Site:
    """Incidents with four updates each, in words that are as frequent as words are in English (Zipf's law)."""
    chance = random.Random(5)
    vocabulary = ["".join(chance.choices("etaoinshrdlu", k=chance.randint(3, 9))) for _ in range(12_000)]
    weights = [1 / rank for rank in range(1, len(vocabulary) + 1)]

    def text(length: int) -> str:
        return " ".join(chance.choices(vocabulary, weights, k=length))

    def one(number: int) -> Incident:
        start = NOW - timedelta(hours=count - number)
        updates = tuple(Update(f"{step}", start + step * timedelta(minutes=9), text(words)) for step in range(3))
        end = Update("end", start + timedelta(minutes=50), text(words), Phase.RESOLVED)
        effects = {"shop": Effect.PARTIAL_OUTAGE}
        return Incident(f"i{number}", text(6), start, text(20), effects=effects, updates=(*updates, end))

    incidents = tuple(one(number) for number in reversed(range(count)))
    return Site(SETTINGS, {"shop": Service("shop", "Shop")}, incidents)


def test_small_sites_have_one_file():
    assert packs(many(PACK)).keys() == {"search.json"}
    assert packs(many(PACK + 1, words=1)).keys() == {"search.json", "search/1.json"}
    assert packs(Site()) == {"search.json": {"version": 1, "older": None, "documents": []}}


def test_one_more_incident_changes_only_the_newest_pack():
    whole = many(2 * PACK + 10, words=1)
    before = replace(whole, incidents=whole.incidents[1:])
    keys, earlier = ({one.path: one.key for one in search_artefacts(scene(site, NOW))} for site in (whole, before))
    assert len(keys) == 3
    assert {path for path in keys if keys[path] != earlier[path]} == {"search.json"}


def test_a_full_pack_takes_less_than_two_hundred_kilobytes_to_fetch():
    """Ten thousand incidents are twenty of them. These have four updates of forty words that nobody ever said."""
    (pack,) = search_artefacts(scene(many(PACK), NOW))
    assert len(gzip.compress(pack.make())) < 200_000


@pytest.mark.parametrize("change", ["title", "summary", "name", "text"])
def test_the_key_of_a_pack_stands_for_all_that_is_in_it(change):
    site = example_site(OPEN)
    changed = {
        "title": replace(site, incidents=(replace(OPEN, title="Else"),)),
        "summary": replace(site, incidents=(replace(OPEN, summary="Else"),)),
        "name": replace(site, services={**site.services, "fax": Service("fax", "Telefax")}),
        "text": replace(site, incidents=(replace(OPEN, updates=(Update("1", ago(minutes=9), "Else"),)),)),
    }[change]
    (one,), (other,) = search_artefacts(scene(site, NOW)), search_artefacts(scene(changed, NOW))
    assert one.key != other.key
    assert one.make() != other.make()


@given(st.lists(st.text(max_size=30), max_size=5))
def test_words_are_distinct_and_folding_them_again_changes_nothing(texts):
    words = words_of(texts).split(" ")
    assert len(set(words)) == len(words)
    assert words_of([" ".join(words)]) == " ".join(words)
