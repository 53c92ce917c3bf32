"""Bodies as status pages store them, as Markdown that shows the same."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statusgen.author.importers.markup import markdown, without_html
from statusgen.author.importers.prose import clean, line, slug
from statusgen.read.source import FORBIDDEN
from statusgen.render.markup import html

BODIES = [
    ("Carts are slow.", "Carts are slow."),
    ("<p>Carts are <strong>slow</strong>.</p><p>Wait.</p>", "Carts are **slow**.\n\nWait."),
    ("One<br />two<br/>three", "One  \ntwo  \nthree"),
    ("One<br /><br />two", "One\n\ntwo"),
    ("See <a href='https://acme.example/a b'>the list</a>.", "See [the list](https://acme.example/a%20b)."),
    ('<a href="https://acme.example">https://acme.example</a>', "<https://acme.example>"),
    ('<a href="javascript:alert(1)">press</a>', "press"),
    ("<ul><li><b>10:00</b> - slow</li><li>fine</li></ul>", "- **10:00** - slow\n- fine"),
    ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n    - b\n- c"),
    ("<ol><li>first<li>second</ol>", "1. first\n2. second"),
    ("Run <code>a  &lt;b&gt;</code> now", "Run `a <b>` now"),
    ("<pre>x\n  y</pre>", "```\nx\n  y\n```"),
    ("<h1>What</h1>It broke.", "### What\n\nIt broke."),
    ("<blockquote>late</blockquote>", "> late"),
    ("<table><tr><th>A</th><th>B</th></tr><tr><td>1|2</td></tr></table>", "| A | B |\n| --- | --- |\n| 1\\|2 |"),
    ("<script>evil()</script><p>fine</p>", "fine"),
    ("before <!-- hidden --> after", "before  after"),
    ("<b>open", "**open**"),
    ("</b>closed", "closed"),
    ("a < b and 3<4 &amp; &lt;i&gt;", "a < b and 3<4 & &lt;i>"),
    ("Set <token> in <https://acme.example/x>", "Set &lt;token> in <https://acme.example/x>"),
    ("`<b>` stays", "`<b>` stays"),
    ("5*3*2", "5\\*3\\*2"),
    ("#12 is fixed", "\\#12 is fixed"),
    ("## Cause\nA disk.", "## Cause\n\nA disk."),
    ("Affected:\n- EU\n- US\nSorry.", "Affected:\n\n- EU\n- US\n\nSorry."),
    ("• EU\n• US", "- EU\n- US"),
    ("Text\n---\nmore", "Text\n\n---  \nmore"),
    ("    indented by accident", "indented by accident"),
    ("2026. That was a year.", "2026\\. That was a year."),
    ("[1]: not a definition", "\\[1]: not a definition"),
    ("one\r\ntwo\x00\x1b", "one  \ntwo"),
]


@pytest.mark.parametrize(("body", "expected"), BODIES)
def test_a_body_becomes_markdown(body, expected):
    assert markdown(body) == expected


def test_converted_text_shows_as_it_did():
    shown = html(markdown("Limits: 5*3*2 < 40 & <none>.\nSecond line\n- an item"))
    assert "5*3*2 &lt; 40 &amp; &lt;none&gt;" in shown
    assert re.search(r"<br ?/?>\s*Second line", shown)
    assert "<li>an item</li>" in shown


@given(st.text(alphabet="ab <>/&;`*#-\n|[]()=\"'pliure", max_size=120))
@settings(max_examples=150, deadline=None)
def test_any_text_converts_to_text_that_content_may_hold(body):
    converted = markdown(body)
    assert not FORBIDDEN.search(converted)
    assert markdown(body) == converted


@given(st.lists(st.sampled_from(["one", "two", "three & four", "x_y", "a<b"]), min_size=1, max_size=5))
def test_no_word_of_a_plain_text_is_lost(words):
    shown = html(markdown("\n".join(words)))
    text = re.sub(r"<[^>]*>", " ", shown).replace("&lt;", "<").replace("&amp;", "&")
    assert text.split() == " ".join(words).split()


def test_html_in_markdown_is_replaced_and_code_is_left_alone():
    text = "Now <b>up</b>, <strike>down</strike><!-- draft -->; `<b>` and <repo.example> and <https://acme.example>"
    assert without_html(text) == "Now **up**, ~~down~~; `<b>` and &lt;repo.example> and <https://acme.example>"


def test_markdown_without_html_is_not_touched():
    text = "# Title\n\n* one\n* two\n\n[a](https://acme.example)\n\n---\n\nlast line\nof two"
    assert without_html(text) == text


def test_control_characters_and_foreign_line_ends_go():
    assert clean("a\r\nb\rc\u2028d\x07\ufeff \n") == "a\nb\nc\nd"


def test_a_title_is_one_line_of_bearable_length():
    assert line(" Pay\nments &amp; carts ") == "Pay ments & carts"
    assert len(line("x" * 600)) == 500


def test_a_slug_is_an_id():
    assert slug("Café — Search & Browse!") == "caf-search-browse"
    assert len(slug("long name " * 20)) <= 64
    assert slug("…") == ""
