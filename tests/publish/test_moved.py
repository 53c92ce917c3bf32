"""A renamed service: who knew it by its old id still finds it. And addresses cut short lead on."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from example_site import NOW, SETTINGS, example_site
from page_rules import dead_links

from statusgen.model.site import Site
from statusgen.publish.plan import plan

FILES = (
    "history.atom",
    "history.rss",
    "updates.atom",
    "updates.rss",
    "feed.json",
    "maintenance.ics",
    "badge.svg",
    "badge.json",
)


def built(site: Site) -> dict[str, bytes]:
    return {one.path: one.make() for one in plan(site, NOW, Path(__file__).parents[2])}


def renamed(*aliases: str) -> Site:
    """The example's fax, which nothing else names, with these earlier ids."""
    here = example_site(settings=replace(SETTINGS, languages=("en", "de")))
    return replace(here, services={**here.services, "fax": replace(here.services["fax"], aliases=aliases)})


def called(site: Site, name: str) -> Site:
    """The same service under another id."""
    fax = site.services["fax"]
    return replace(
        site, services={**{k: v for k, v in site.services.items() if k != "fax"}, name: replace(fax, id=name)}
    )


@pytest.mark.parametrize("name", FILES)
def test_programs_find_the_same_bytes_at_every_address_that_it_had(name):
    files = built(renamed("telefax", "copier"))
    assert files[f"services/fax/{name}"] == files[f"services/telefax/{name}"] == files[f"services/copier/{name}"]


def test_the_old_page_leads_to_the_new_one_in_each_language():
    files = built(renamed("telefax"))
    for folder in ("", "de/"):
        page = files[f"{folder}services/telefax/index.html"].decode()
        assert '<meta http-equiv="refresh" content="0; url=../../services/fax/index.html">' in page
        assert f'<link rel="canonical" href="{SETTINGS.url}{folder}services/fax/">' in page
        assert '<a href="../../services/fax/index.html">Fax</a>' in page
    assert b"services/telefax" not in files["sitemap.xml"]
    assert dead_links(files, SETTINGS.url) == []


def code(site: Site) -> tuple[str, str]:
    files = built(site)
    components = json.loads(files["api/v2/components.json"])["components"]
    history = json.loads(files["api/history/index.json"])["services"]
    return (
        next((one["id"] for one in components if one["name"] == "Fax"), ""),
        next(one["code"] for one in history if one["name"] == "Fax"),
    )


def test_the_api_knows_a_renamed_service_by_the_same_code():
    first = renamed()
    in_use = replace(first, services={**first.services, "fax": replace(first.services["fax"], retired=None)})
    second = called(in_use, "scanner")
    second = replace(
        second, services={**second.services, "scanner": replace(second.services["scanner"], aliases=("fax",))}
    )
    third = called(in_use, "copier")
    third = replace(
        third, services={**third.services, "copier": replace(third.services["copier"], aliases=("fax", "scanner"))}
    )
    assert code(in_use) == code(second) == code(third)
    assert all(code(in_use))


@pytest.mark.parametrize(
    ("short", "to"),
    [("services", "index"), ("groups", "index"), ("teams", "index"), ("incidents", "history/index")],
)
def test_an_address_cut_short_leads_on(short, to):
    page = built(example_site())[f"{short}/index.html"].decode()
    [refresh] = re.findall(r'<meta http-equiv="refresh" content="0; url=([^"]+)">', page)
    assert refresh == f"../{to}.html"
