"""Styles of a mail stand in its elements, in the colours of the page, in the light and in the dark."""

import re

import pytest

from statusgen.render.inlining import inlined, sheet

PAGE = ":root { --ink: #111; --line: #ccc; } @media (prefers-color-scheme: dark) { :root { --ink: #eee; } }"


def made(css: str, body: str, page: str = PAGE) -> str:
    html = f"<!doctype html><html><head><title>x</title></head><body>{body}</body></html>"
    return inlined(html, sheet(page, css), "https://site.example/a/")


def style_of(html: str, tag: str) -> str:
    found = re.search(rf'<{tag} style="([^"]*)"', html)
    return found[1] if found else ""


def test_a_style_is_written_into_every_element_that_it_is_for():
    html = made("p { color: var(--ink) } .lead { margin: 0 }", '<p class="lead">a</p><p>b</p>')
    assert '<p style="color: #111; margin: 0" class="lead">' in html
    assert '<p style="color: #111">b' in html


def test_a_class_is_stronger_than_a_tag_and_both_together_are_the_strongest():
    css = "p.a { color: red } .a { color: green } p { color: blue }"
    assert style_of(made(css, '<p class="a">x</p>'), "p") == "color: red"
    assert style_of(made(css, '<p>x</p><b class="a"></b>'), "b") == "color: green"


def test_the_dark_colours_of_the_page_stay_a_style_sheet_that_beats_what_is_inline():
    html = made("p { color: var(--ink); border: 1px solid var(--line) }", "<p>a</p>")
    assert "@media (prefers-color-scheme: dark) {\np { color: #eee !important; }\n}" in html


def test_what_is_the_same_in_the_dark_is_said_again_where_it_is_up_against_what_is_not():
    html = made("h2 { border-top: 1px solid var(--ink) } .bare { border-top: 0 }", "<h2>a</h2>")
    assert ".bare { border-top: 0 !important; }" in html


def test_a_later_light_colour_holds_in_the_dark_too_as_in_any_style_sheet():
    html = made("p { color: var(--ink) }", "<p>a</p>", f"{PAGE} :root {{ --ink: navy }}")
    assert style_of(html, "p") == "color: navy"
    assert "!important" not in html


def test_what_the_page_says_for_print_is_not_for_mail():
    assert style_of(
        made("p { color: var(--ink) }", "<p>", f"{PAGE} @media print {{ :root {{ --ink: red }} }}"), "p"
    ) == ("color: #111")


def test_rules_for_narrow_screens_stay_a_style_sheet():
    html = made("@media (max-width: 480px) { .card { padding: 0 } }", '<p class="card">')
    assert "@media (max-width: 480px) { .card { padding: 0 !important; } }" in html


def test_links_lead_somewhere_from_anywhere_and_what_people_wrote_is_left_alone():
    html = made(
        "a { color: red }", '<a title="&lt;a href=&quot;x&quot;&gt;" href="../b?c=1&amp;d=2">&lt;a href="x"&gt;</a>'
    )
    assert 'href="https://site.example/b?c=1&amp;d=2"' in html
    assert '&lt;a href="x"&gt;' in html
    assert html.count("style=") == 1


def test_quotes_in_a_font_do_not_end_the_attribute():
    assert style_of(made('p { font-family: "Noto Sans", serif }', "<p>a</p>"), "p") == "font-family: 'Noto Sans', serif"


@pytest.mark.parametrize(
    ("css", "message"),
    [("p { color: var(--inc) }", "no style of the theme sets --inc"), ("p > a { color: red }", "only tags, classes")],
)
def test_what_cannot_be_done_is_said(css, message):
    with pytest.raises(ValueError, match=message):
        sheet(PAGE, css)
