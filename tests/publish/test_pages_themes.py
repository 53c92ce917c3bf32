"""The themes that come with the program, on the whole example; and that a look, a language or a theme is enough."""

import posixpath
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from page_rules import Reading

from statusgen.model.access import visible
from statusgen.model.site import Appearance, Density, Logo
from statusgen.publish.plan import plan
from statusgen.read.load import load

TOP = Path(__file__).parents[2]
NOW = datetime(2026, 11, 21, 14, 20, tzinfo=UTC)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z"/></svg>'
LOOK = Appearance("#ff3e00", Logo("sign.svg", SVG), "mono", Density.COMPACT)


@pytest.fixture(scope="module", params=["default", "plain"])
def files(request: pytest.FixtureRequest) -> dict[str, bytes]:
    """The whole example, in all its languages and with every setting of its look."""
    site = visible(load(TOP, NOW).site, None)
    settings = replace(site.settings, theme=request.param, look=LOOK)
    return {one.path: one.make() for one in plan(replace(site, settings=settings), NOW, TOP)}


@pytest.fixture(scope="module")
def read(files: dict[str, bytes]) -> dict[str, Reading]:
    return {path: Reading(content.decode()) for path, content in files.items() if path.endswith(".html")}


def test_every_page_of_the_example_is_well_formed_in_every_theme(read):
    assert {path: reading.faults for path, reading in read.items() if reading.faults} == {}
    assert [path for path, reading in read.items() if len(set(reading.ids)) < len(reading.ids)] == []


def test_every_link_of_the_example_leads_somewhere_in_every_theme(read, files):
    dead = [
        (path, link)
        for path, reading in read.items()
        for kind, link in reading.links
        if not urlsplit(link).scheme and urlsplit(link).path and not path.endswith("404.html")
        if posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(urlsplit(link).path))) not in files
    ]
    assert dead == []


def test_every_page_has_the_one_stylesheet_the_logo_and_its_name(read, files):
    (style,) = [path for path in files if path.endswith(".css")]
    for path, reading in read.items():
        assert [link for kind, link in reading.links if kind == "link stylesheet" and link.endswith(style)], path
        assert [link for kind, link in reading.links if kind == "img" and "assets/sign." in link], path
        assert "Fennholm status" in "".join(reading.text), path


def test_the_example_has_a_service_that_is_possibly_affected(read):
    assert "Possibly affected through Checkout" in " ".join("".join(read["index.html"].text).split())
