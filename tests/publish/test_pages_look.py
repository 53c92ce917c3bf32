"""The look of the settings on every page: a stylesheet of its own name, a logo that only draws, nothing inline."""

from dataclasses import replace
from pathlib import Path

import pytest
from example_site import NOW, SETTINGS, example_site
from page_rules import Reading

from statusgen.model.site import Appearance, Density, Logo
from statusgen.publish.plan import plan

ELSEWHERE = Path("no-such-site")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="3"/></svg>'
LOOK = Appearance("#ffee00", Logo("orchard.svg", SVG), "Inter, serif", Density.COMPACT)


def built(look: Appearance, theme: str = "default") -> dict[str, bytes]:
    site = example_site(settings=replace(SETTINGS, look=look, theme=theme))
    return {artefact.path: artefact.make() for artefact in plan(site, NOW, ELSEWHERE)}


def stylesheets(files: dict[str, bytes]) -> list[str]:
    return [path for path in files if path.endswith(".css")]


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return built(LOOK)


def test_a_look_is_part_of_the_one_stylesheet_whose_name_tells_it_apart(files):
    (path,), (plain,) = stylesheets(files), stylesheets(built(Appearance()))
    assert path != plain
    assert b"--accent: #ffee00; --on-accent: #000000;" in files[path]
    assert b'--text: "Inter", serif;' in files[path]
    assert b"--density: 0.6;" in files[path]


def test_settings_win_over_the_theme_for_they_come_last(files):
    style = files[stylesheets(files)[0]]
    assert style.index(b':root { --text: "Inter"') > style.rindex(b"@media (prefers-reduced-motion")


def test_the_logo_is_a_picture_before_the_name_on_every_page(files):
    (logo,) = [path for path in files if "orchard" in path]
    assert files[logo] == SVG
    for path, content in files.items():
        if path.endswith(".html"):
            reading = Reading(content.decode())
            assert [link for kind, link in reading.links if kind == "img" and link.endswith(logo)], path
            assert reading.faults == [], path
            assert b'<img class="logo"' in content
            assert b' alt="">Orchard status</a>' in content


def test_without_a_logo_there_is_no_picture():
    assert b"<img" not in built(Appearance())["index.html"]


def test_every_page_is_made_anew_when_the_look_changes(files):
    site = example_site(settings=replace(SETTINGS, look=LOOK))
    other = example_site(settings=replace(SETTINGS, look=replace(LOOK, accent="#ffee01")))
    before, after = ({one.path: one.key for one in plan(here, NOW, ELSEWHERE)} for here in (site, other))
    pages = {path for path in before if path.endswith(".html")}
    assert {path for path in pages if before[path] == after[path]} == set()
