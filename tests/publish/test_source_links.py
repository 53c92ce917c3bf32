"""Updates lead to the commit that has them, where it is known."""

from dataclasses import replace
from pathlib import Path

import pytest
from example_site import NOW, OPEN, ago, example_site

from statusgen.model.incident import Phase, Source, Update
from statusgen.publish.plan import plan

TOP = Path(__file__).parents[2]
HREF = "https://git.acme.example/status/commit/0a1b2c"
PATH = "incidents/shop-slow/index.html"


def page(*updates: Update) -> str:
    site = example_site(replace(OPEN, updates=updates))
    [made] = [one.make().decode() for one in plan(site, NOW, TOP) if one.path == PATH]
    return made.partition("<main")[2]


def said(name: str, minutes: int, href: str = "", **more: object) -> Update:
    update = Update(name, ago(minutes=minutes), "We look.", Phase.IDENTIFIED, **more)
    return replace(update, source=Source(href, ago(minutes=minutes - 1)) if href else None)


def test_an_update_leads_to_its_commit_and_says_when_that_was_made():
    shown = page(said("1-a", 9, HREF))
    assert f'<a href="{HREF}" rel="noreferrer">Source</a> · <time' in shown


def test_where_it_is_not_known_there_is_no_link():
    assert "Source" not in page(said("1-a", 9))


def test_of_a_corrected_update_it_is_the_commit_of_the_correction():
    shown = page(said("1-a", 9, HREF), said("2-b", 5, f"{HREF}-mended", corrects="1-a"))
    assert f'href="{HREF}-mended"' in shown
    assert f'href="{HREF}"' not in shown


@pytest.mark.parametrize("href", ["javascript:alert(1)", '" onclick="x', "ftp://x"])
def test_what_is_no_address_in_the_web_is_no_link(href):
    assert ">Source</a>" not in page(said("1-a", 9, href))


def test_another_commit_makes_another_page_and_nothing_else_of_the_site_but_what_shows_the_update():
    def keys(href: str) -> dict[str, str]:
        site = example_site(replace(OPEN, updates=(said("1-a", 9, href),)))
        return {one.path: one.key for one in plan(site, NOW, TOP)}

    one, other = keys(HREF), keys(f"{HREF}d")
    changed = {path for path in one if one[path] != other[path]}
    assert PATH in changed
    assert not [path for path in changed if not path.endswith(".html")]
