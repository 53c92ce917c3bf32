"""Pages in several languages: all of them in each, the switch between them, and what stays in the site's own."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from example_site import NOW, OPEN, SERVICES, SETTINGS, example_site
from page_rules import Reading, dead_links

from statusgen.model.site import Site
from statusgen.publish.plan import plan
from statusgen.render.theme import ThemeError

TOP = Path(__file__).parents[2]


def site(*languages: str, theme: str = "default") -> Site:
    """The example with German words for some of what it says."""
    looking = replace(OPEN.updates[0], translations={"de": {"text": "Wir *suchen*."}})
    told = replace(OPEN, updates=(looking, *OPEN.updates[1:]), translations={"de": {"title": "Aufträge hängen"}})
    whole = example_site(settings=replace(SETTINGS, languages=languages, theme=theme))
    shop = replace(SERVICES["shop"], translations={"de": {"name": "Laden"}})
    incidents = tuple(told if one is OPEN else one for one in whole.incidents)
    return replace(whole, incidents=incidents, services={**SERVICES, "shop": shop})


def built(here: Site, root: Path = TOP) -> dict[str, bytes]:
    return {artefact.path: artefact.make() for artefact in plan(here, NOW, root)}


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return built(site("en", "de"))


def html(files: dict[str, bytes], path: str) -> str:
    return files[path].decode()


def text(files: dict[str, bytes], path: str) -> str:
    return " ".join(" ".join(Reading(html(files, path)).text).split())


def test_every_page_is_there_in_every_language(files):
    pages = {path for path in files if path.endswith(".html") and not path.startswith("de/")}
    assert {path for path in files if path.startswith("de/") and path.endswith(".html")} == {
        f"de/{one}" for one in pages
    }


def test_what_programs_read_is_in_the_sites_own_language_only(files):
    assert {path for path in files if path.startswith("de/") and not path.endswith(".html")} == {"de/search.json"}
    alone = built(site("en"))
    programs = {path for path in alone if not path.endswith((".html", "sitemap.xml"))}
    assert {path: files[path] for path in programs} == {path: alone[path] for path in programs}


def test_a_site_in_one_language_knows_nothing_of_others():
    alone = built(site())
    assert alone == built(site("en"))
    assert not [path for path, content in alone.items() if b"hreflang" in content or b"Laden" in content]


def test_every_link_between_pages_of_several_languages_leads_somewhere(files):
    assert dead_links(files, SETTINGS.url) == []


def test_pages_of_every_language_are_well_formed(files):
    found = {path: Reading(html(files, path)).faults for path in files if path.endswith(".html")}
    assert {path: faults for path, faults in found.items() if faults} == {}


def test_a_page_is_in_its_language(files):
    page = html(files, "de/incidents/shop-slow/index.html")
    assert '<html lang="de" dir="ltr"' in page
    assert "<h1>Aufträge hängen</h1>" in page
    assert "Wir <em>suchen</em>." in page
    assert "Seit 21. November 2026, 14:12 Uhr MEZ" in text(files, "de/incidents/shop-slow/index.html")
    assert "Laden" in text(files, "de/services/shop/index.html")
    assert "99,79 %" in text(files, "de/index.html")


def test_what_nobody_translated_says_in_which_language_it_is(files):
    page = html(files, "de/incidents/shop-slow/index.html")
    assert '<p class="lead" lang="en">Some orders wait.</p>' in page
    assert '<div class="prose" lang="en">' in page
    assert "<h1 lang" not in page
    assert 'lang="en">Transfers failed' in html(files, "de/incidents/bank-down/index.html")


def test_nothing_on_a_page_in_the_sites_own_language_is_marked(files):
    page = html(files, "incidents/shop-slow/index.html")
    assert set(re.findall(r'<(\w+)[^>]* lang="', page)) == {"html", "a"}  # the switch between languages
    assert "Some orders wait." in page


def test_every_page_names_itself_in_every_language(files):
    for folder in ("", "de/"):
        page = html(files, f"{folder}incidents/shop-slow/index.html")
        assert f'<link rel="canonical" href="{SETTINGS.url}{folder}incidents/shop-slow/">' in page
        assert re.findall(r'hreflang="([\w-]+)" href="(https[^"]+)"', page) == [
            ("en", f"{SETTINGS.url}incidents/shop-slow/"),
            ("x-default", f"{SETTINGS.url}incidents/shop-slow/"),
            ("de", f"{SETTINGS.url}de/incidents/shop-slow/"),
        ]


def test_the_switch_leads_to_the_same_page(files):
    page = html(files, "de/services/shop/index.html")
    assert '<nav class="languages" aria-label="Sprachen">' in page
    assert '<a href="../../../services/shop/index.html" lang="en" hreflang="en">English</a>' in page
    assert (
        '<a href="../../../de/services/shop/index.html" lang="de" hreflang="de" aria-current="true">Deutsch</a>' in page
    )


def test_a_missing_page_has_no_other_language_but_leads_to_the_front_pages(files):
    page = html(files, "de/404.html")
    assert '<a href="/live/index.html" lang="en"' in page
    assert '<a href="/live/de/index.html" lang="de"' in page
    assert '<link rel="alternate" hreflang' not in page
    assert "404.html" not in html(files, "sitemap.xml")
    assert "/live/de/incidents/shop-slow/" in html(files, "sitemap.xml")


def test_search_looks_through_the_words_of_the_language(files):
    documents = {one["path"]: one for one in json.loads(files["de/search.json"])["documents"]}
    assert documents["incidents/shop-slow/index.html"]["title"] == "Aufträge hängen"
    assert "suchen" in documents["incidents/shop-slow/index.html"]["words"]
    assert 'data-root="../"' in html(files, "de/search/index.html")


def test_the_sites_own_language_may_be_any():
    here = built(replace(site(), settings=replace(SETTINGS, language="fr", languages=("fr", "es"))))
    assert '<html lang="fr"' in html(here, "index.html")
    assert '<html lang="es"' in html(here, "es/index.html")
    assert "fr/index.html" not in here


def test_a_translated_word_changes_pages_of_that_language_only():
    before = {artefact.path: artefact.key for artefact in plan(site("en", "de"), NOW, TOP)}
    here = site("en", "de")
    shop = replace(here.services["shop"], translations={"de": {"name": "Geschäft"}})
    after = {
        artefact.path: artefact.key
        for artefact in plan(replace(here, services={**here.services, "shop": shop}), NOW, TOP)
    }
    changed = {path for path in before if before[path] != after[path]}
    assert changed
    assert not [path for path in changed if not path.startswith("de/")]


def test_to_translate_a_text_by_itself_changes_its_page():
    """Same letters, but no longer marked as English."""
    here = site("en", "de")
    same = replace(here.incidents[1], translations={"de": {"title": here.incidents[1].title}})
    there = replace(here, incidents=(here.incidents[0], same, *here.incidents[2:]))
    path = f"de/incidents/{same.id}/index.html"
    keys = [{one.path: one.key for one in plan(each, NOW, TOP)}[path] for each in (here, there)]
    assert keys[0] != keys[1]
    assert built(here)[path] != built(there)[path]


# Themes bring words

ARABIC = """
[language]
name = "العربية"
plural = "arabic"
months = ["يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"]

[page]
history = "السجل"
"""


def themed(root: Path, words: dict[str, str]) -> Path:
    for name, toml in words.items():
        path = root / "themes/ours/words" / f"{name}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(toml, encoding="utf-8")
    (root / "themes/ours/theme.toml").write_text('extends = "default"\n')
    return root


def test_a_theme_brings_a_language_from_right_to_left(tmp_path):
    files = built(site("en", "ar", theme="ours"), themed(tmp_path, {"ar": ARABIC}))
    page = html(files, "ar/incidents/shop-slow/index.html")
    assert '<html lang="ar" dir="rtl"' in page
    assert '<h1 lang="en" dir="ltr">Orders get stuck</h1>' in page
    assert "السجل" in page
    assert "21 نوفمبر 2026" in page
    assert ">العربية</a>" in html(files, "index.html")


def test_a_theme_says_things_differently(tmp_path):
    root = themed(tmp_path, {"en": '[page]\nhistory = "What was"\n', "de": '[page]\nhistory = "Was war"\n'})
    files = built(site("en", "de-AT", theme="ours"), root)
    assert "What was" in text(files, "index.html")
    assert "Was war" in text(files, "de-AT/index.html")
    assert "Abonnieren" in text(files, "de-AT/index.html")


def test_a_language_that_nobody_has_words_for_is_named_by_its_tag(tmp_path):
    page = html(built(site("en", "nl")), "nl/index.html")
    assert '<html lang="nl" dir="ltr"' in page
    assert ">nl</a>" in page
    assert ">History</a>" in page


def test_words_that_do_not_work_are_named_with_their_file(tmp_path):
    with pytest.raises(ThemeError, match=r"themes/ours/words/de\.toml: incident\.next_by: nothing fills in \{when\}"):
        built(site("en", "de", theme="ours"), themed(tmp_path, {"de": '[incident]\nnext_by = "{when}"'}))


@pytest.mark.parametrize("theme", sorted(path.name for path in (TOP / "themes").iterdir()))
def test_every_theme_of_the_program_can_do_it(theme):
    files = built(site("en", "de", "fr", theme=theme))
    assert dead_links(files, SETTINGS.url) == []
    assert 'hreflang="fr"' in html(files, "de/index.html")
