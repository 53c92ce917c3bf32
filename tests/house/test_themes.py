"""Templates and views keep their contract: every field that is used exists, every field is used or named as optional,
and no template can let through what people wrote."""

import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from house_source import TOP
from jinja2 import Environment, nodes
from jinja2.defaults import DEFAULT_FILTERS, DEFAULT_NAMESPACE
from theme_source import (
    DEFAULT,
    LOOP,
    MAIL,
    OPTIONAL,
    PLAIN,
    Reader,
    attributes,
    hints,
    templates_of_views,
    view_classes,
)

from statusgen.publish.pages import PAGES
from statusgen.render.theme import load
from statusgen.render.words import words

READERS = {"default": (DEFAULT,), "plain": (PLAIN, DEFAULT), "mail": (MAIL,)}
TEMPLATES = [path for folder in (DEFAULT, PLAIN, MAIL) for path in sorted(folder.iterdir()) if path.suffix != ".css"]


@pytest.fixture(scope="module", params=READERS)
def reader(request: pytest.FixtureRequest) -> Reader:
    return Reader(*READERS[request.param])


def test_every_template_of_a_page_says_which_view_it_shows():
    code = Path(next(iter(PAGES)).__code__.co_filename).read_text(encoding="utf-8")
    assert set(re.findall(r'"([\w.-]+\.(?:html|svg))"', code)) <= templates_of_views().keys()
    assert set(templates_of_views().values()) <= view_classes().keys()


def test_every_field_that_a_template_uses_exists(reader):
    assert reader.faults == set()


def test_every_field_of_a_view_is_used_by_the_default_theme_or_named_as_optional():
    every = {(name, field) for name, one in view_classes().items() for field in hints(one)}
    unused = every - Reader(DEFAULT).used - Reader(MAIL).used
    assert unused == OPTIONAL


@pytest.mark.parametrize("name", view_classes())
def test_every_view_says_what_it_is(name):
    written = view_classes()[name].__doc__ or ""
    assert written.rstrip().endswith(".")
    assert not written.startswith(f"{name}(")  # what a dataclass says of itself


def test_everything_that_templates_can_call_is_documented_and_nothing_else():
    environment = load(TOP, "default", words("en"), ZoneInfo("UTC"))._environment
    rows = set(re.findall(r"^\| `(\w+)(?:\([^`]*\))?` \|", by_hand(), re.MULTILINE))
    filters = {name for name in environment.filters if name.isidentifier()}
    assert set(environment.globals) - DEFAULT_NAMESPACE.keys() | filters - DEFAULT_FILTERS.keys() == rows


def by_hand() -> str:
    """What docs/themes.md says of functions and filters."""
    text = (TOP / "docs/themes.md").read_text(encoding="utf-8")
    return text.split("## What templates can do")[1].split("## Templates and their views")[0]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_even_where_the_type_is_not_known_an_attribute_is_that_of_some_view(path):
    known = {field for one in view_classes().values() for field in hints(one)} | LOOP
    macros = {node.name for one in (DEFAULT, MAIL) for node in parsed(one / "parts.html").find_all(nodes.Macro)}
    of_values = {"strftime", "year"}  # moments and days
    of_templates = {"title", "description"}  # `self.title()`, a block
    asked = {name for name, _ in attributes(parsed(path))}
    assert asked <= known | macros | of_values | of_templates


@pytest.mark.parametrize(
    ("name", "source", "view"),
    [
        ("index.html", "{{ page.colour }}", "IndexView"),
        ("index.html", "{% for card in page.incidents %}{{ card.colour }}{% endfor %}", "IncidentCard"),
        ("incident.html", "{% if page.promised.colour %}{% endif %}", "Promised"),
        ("incident.html", "{{ (page.promised or page.promised).colour }}", "Promised"),
        ("about.html", "{{ frame.path }}{{ frame.colour }}", "Frame"),
        ("group.html", "{% set row = page.group %}{{ row.colour }}", "GroupRow"),
        ("group.html", "{% macro m(row) %}{{ row.colour }}{% endmacro %}{{ m(page.group) }}", "GroupRow"),
        ("service.html", "{% for i in page.incidents %}{{ parts.card(i.colour) }}{% endfor %}", "IncidentCard"),
    ],
)
def test_a_vanished_field_is_found_wherever_it_is_used(tmp_path, name, source, view):
    folder = tmp_path / "ours" / "templates"
    folder.mkdir(parents=True)
    (folder / name).write_text(source, encoding="utf-8")
    assert Reader(folder).faults == {f"ours/{name}:1: {view} has no field colour"}


# --- what people wrote


def parsed(path: Path) -> nodes.Template:
    return Environment(trim_blocks=True).parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_no_template_lets_anything_past_escaping(path):
    tree = parsed(path)
    risky = {"safe", "forceescape", "urlize", "xmlattr"} | ({"tojson"} if path.suffix == ".html" else set())
    assert not {node.name for node in tree.find_all(nodes.Filter)} & risky
    assert not [*tree.find_all((nodes.EvalContextModifier, nodes.ScopedEvalContextModifier, nodes.MarkSafe))]
    assert not re.search(r"__|Markup|autoescape", path.read_text(encoding="utf-8"))


# What a link or a source may begin with: a way to the top, the site's address, or an anchor. It decides where it leads.
_OURS = {"frame.root", "frame.top", "root", "frame.canonical", "frame.public", "one.url", "page.webcal"}
_OURS |= {"frame.home", "frame.own", "page.url", "service.url", "affair.url"}  # of mails
_TARGET = re.compile(r"""\b(?:href|src|srcset|action|formaction|poster|data|ping)="([^"]*(?:\{\{.*?\}\}[^"]*)*)""")
_CHECKED = re.compile(r"\{% if ([\w.]+) is web_link %\}<a href=\"\{\{ ([\w.]+) \}\}\"")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_every_link_begins_with_a_way_of_our_own_or_was_checked(path):
    text = path.read_text(encoding="utf-8")
    checked = {asked for asked, used in _CHECKED.findall(text) if asked == used}
    for target in _TARGET.findall(text):
        first = re.match(r"\{\{ ([\w.]+) \}\}", target)
        assert target.startswith("#") or (first and first[1] in _OURS | checked), target


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_values_stand_in_quotes_and_in_no_script_style_or_handler(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"=\{\{", text)  # an attribute without quotes
    assert not re.search(r"<[a-z][^>]*\s(?:on[a-z]+|style)=", text)
    assert not re.search(r"<style|<script(?! src=\"\{\{ frame\.top \}\})", text)
