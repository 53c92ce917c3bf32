"""Themes: what shadows what, what a digest stands for, and what a broken theme says."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.render.theme import STYLESHEET, Theme, ThemeError, is_web_link, load, spoken
from statusgen.render.words import words

BERLIN = ZoneInfo("Europe/Berlin")


def theme(root: Path, name: str = "ours") -> Theme:
    return load(root, name, words("en"), BERLIN)


def write(root: Path, files: dict[str, str], name: str = "ours") -> Path:
    for path, content in {"theme.toml": 'extends = "default"\n', **files}.items():
        target = root / "themes" / name / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8")
    return root


def page(root: Path, source: str, **views: object) -> str:
    """What a template of this source makes of the views."""
    return theme(write(root, {"templates/try.html": source})).page("try.html", **views)


def test_a_site_without_themes_has_the_default_one(tmp_path):
    assert {Path(asset.path).suffix for asset in theme(tmp_path, "default").assets} == {".css", ".js", ".png", ".svg"}


def test_a_template_shadows_the_one_of_its_name_and_can_reach_it(tmp_path):
    write(tmp_path, {"templates/shapes.html": 'ours: {% include "default/shapes.html" %}'})
    assert theme(tmp_path).page("shapes.html").startswith("ours: <svg")


def test_a_theme_of_the_site_named_default_extends_the_one_of_the_program(tmp_path):
    write(tmp_path, {"templates/extra.html": "more"}, name="default")
    assert theme(tmp_path, "default").page("extra.html") == "more"
    assert "symbol" in theme(tmp_path, "default").page("shapes.html")


def test_styles_are_joined_in_order_of_name(tmp_path):
    write(tmp_path, {"styles/90-ours.css": ":root { --ink: navy }", "styles/50-media.css": "/* no print */"})
    style = next(asset.content for asset in theme(tmp_path).assets if asset.path.startswith("assets/style."))
    assert b"forced-colors" not in style
    assert style.rstrip().endswith(b":root { --ink: navy }")
    assert style.index(b"no print") > style.index(b"--ground")


def test_styles_refer_to_assets_by_the_names_they_are_published_under(tmp_path):
    write(tmp_path, {"assets/fonts/a.woff2": "font", "styles/90-ours.css": "@font-face{src:url('fonts/a.woff2')}"})
    assets = {asset.path: asset.content for asset in theme(tmp_path).assets}
    font = next(path for path in assets if path.endswith(".woff2"))
    style = next(content for path, content in assets.items() if path.endswith(".css"))
    assert font.startswith("assets/fonts/a.")
    assert f'url("{font.removeprefix("assets/")}")'.encode() in style
    assert b'url("#gaps")' in style  # not everything in url() is a file


def test_an_asset_is_renamed_when_its_content_changes(tmp_path):
    def stylesheet(css: str) -> str:
        return theme(write(tmp_path, {"styles/90-ours.css": css})).page("try.html")

    write(tmp_path, {"templates/try.html": '{{ asset("' + STYLESHEET + '") }}'})
    assert stylesheet("a{}") == stylesheet("a{}") != stylesheet("b{}")


def test_the_digest_stands_for_every_template_and_style(tmp_path):
    digests = [theme(tmp_path, "default").digest]
    for files in (
        {},
        {"templates/x.html": "1"},
        {"templates/x.html": "2"},
        {"styles/a.css": "x"},
        {"assets/a.txt": ""},
    ):
        digests.append(theme(write(tmp_path, files)).digest)  # noqa: PERF401 - each step writes
    assert len(set(digests)) == len(digests) - 1  # a theme that changes nothing is the default one


def test_words_are_part_of_the_digest(tmp_path):
    german = replace(words("en"), entries={**words("en").entries, "page.skip": "Zum Inhalt"})
    assert load(tmp_path, "default", german, BERLIN).digest != theme(tmp_path, "default").digest


@pytest.mark.parametrize("name", ["nowhere", "../secrets", "", "A", "a/b"])
def test_an_unknown_theme_is_named(tmp_path, name):
    with pytest.raises(ThemeError, match="There is no theme"):
        theme(tmp_path, name)


def test_a_theme_without_its_file_says_what_to_write(tmp_path):
    (tmp_path / "themes/ours").mkdir(parents=True)
    with pytest.raises(ThemeError, match=r'theme\.toml: missing; .* extends = "default"'):
        theme(tmp_path)


def test_a_theme_that_extends_itself_says_so(tmp_path):
    write(tmp_path, {"theme.toml": 'extends = "theirs"'})
    write(tmp_path, {"theme.toml": 'extends = "ours"'}, name="theirs")
    with pytest.raises(ThemeError, match="extends itself"):
        theme(tmp_path)


@pytest.mark.parametrize("wrong", ["extends = [", "extends = 3"])
def test_a_theme_file_that_is_no_toml_says_where(tmp_path, wrong):
    with pytest.raises(ThemeError, match=r"themes/ours/theme\.toml: "):
        theme(write(tmp_path, {"theme.toml": wrong}))


def test_a_vanished_view_field_is_an_error_with_file_and_line(tmp_path):
    with pytest.raises(ThemeError, match=r"themes/ours/templates/try\.html:2: UndefinedError: .*colour"):
        page(tmp_path, "fine\n{{ colour }}")


def test_a_template_that_does_not_parse_is_an_error_with_file_and_line(tmp_path):
    with pytest.raises(ThemeError, match=r"themes/ours/templates/try\.html:2: "):
        page(tmp_path, "fine\n{% if %}")


def test_an_unknown_word_is_an_error_with_file_and_line(tmp_path):
    with pytest.raises(ThemeError, match=r"try\.html:1: KeyError: .*no\.such"):
        page(tmp_path, '{{ words("no.such") }}')


def test_everything_is_escaped_but_what_markdown_made(tmp_path):
    evil = "<b onclick=x>\"'&"
    escaped = "&lt;b onclick=x&gt;&#34;&#39;&amp;"
    assert page(tmp_path, "{{ x }}", x=evil) == escaped
    assert page(tmp_path, '{{ words("bars.percent", percent=x) }}', x=evil).startswith(escaped)
    assert "onclick" not in page(tmp_path, "{{ x|markdown }}", x="<b onclick=x>**bold**").replace("&lt;b onclick", "")
    assert "<strong>bold</strong>" in page(tmp_path, "{{ x|markdown }}", x="**bold**")


def test_what_may_be_wider_than_a_screen_is_reached_by_keyboard_and_has_a_label(tmp_path):
    table = page(tmp_path, "{{ x|markdown }}", x="| a |\n|---|\n| b |")
    assert table.startswith('<div class="table" tabindex="0" role="group" aria-label="Table"><table>')
    assert table.rstrip().endswith("</table></div>")
    code = page(tmp_path, "{{ x|markdown }}", x="```\n<pre>\n```")
    assert code.startswith('<pre tabindex="0" role="group" aria-label="Preformatted text"><code>&lt;pre&gt;')


@pytest.mark.parametrize(
    "source",
    [
        "fine\n{{ x|safe }}",
        "fine\n{% autoescape false %}{{ x }}{% endautoescape %}",
        "fine\n{% autoescape true %}{{ x }}{% endautoescape %}",
    ],
)
def test_no_template_can_switch_escaping_off(tmp_path, source):
    with pytest.raises(ThemeError, match=r"themes/ours/templates/try\.html:2: .*(safe|autoescape)"):
        page(tmp_path, source, x="<b>")


@dataclass(frozen=True, slots=True)
class View:
    """What templates see, with something that they are not to see."""

    name: str = "a"
    _secret: str = "hidden"


@pytest.mark.parametrize(
    "expression",
    ["''.__class__", "x.__class__", "x._secret", "x|attr('__class__')", "x|attr('_secret')", "x['__class__']",
     "x['_secret']", "words.__globals__", "words|attr('__globals__')", "asset.__self__", "'{0.__class__}'.format(x)",
     "'{0._secret}'.format(x)", "[x]|map(attribute='_secret')|join", "[x]|sum(attribute='__class__')",
     "[1].append(2)", "{}.update(a=1)", "lipsum()"],
)  # fmt: skip
def test_templates_reach_nothing_but_what_views_show(tmp_path, expression):
    with pytest.raises(ThemeError, match=r"themes/ours/templates/try\.html:2: ") as caught:
        page(tmp_path, f"fine\n{{{{ {expression} }}}}", x=View())
    assert "hidden" not in str(caught.value)


def test_what_views_show_can_be_reached_in_every_way(tmp_path):
    source = "{{ x.name }}{{ x|attr('name') }}{{ x['name'] }}{{ [x]|map(attribute='name')|join }}"
    assert page(tmp_path, source, x=View()) == "aaaa"


@pytest.mark.parametrize(
    "source",
    [
        "{% include 'try.html' %}",
        "{% extends 'try.html' %}",
        "{% import 'try.html' as again %}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{% block b %}{{ self.b() }}{% endblock %}",
        "{% for i in [1] recursive %}{{ loop([1]) }}{% endfor %}",
        "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(60) }}",
        "{% set n = namespace(x=60) %}{% macro f() %}{% include 'two.html' %}{% endmacro %}{{ f() }}",
        "{% for a in range(100001) %}{% endfor %}",
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{% for a in range(999)|map('string') %}{% for b in range(999)|map('string') %}{% endfor %}{% endfor %}",
        "{{ 'a' * 10 ** 10 }}",
        "{{ [1] * 10 ** 10 }}",
        "{{ 10 ** (10 ** 10) }}",
        "{% for i in [1] %}" * 30 + "{% endfor %}" * 30,
        "{{ " + "(" * 500 + "1" + ")" * 500 + " }}",
    ],
)
def test_what_would_go_on_for_ever_is_an_error_with_its_file(tmp_path, source):
    write(tmp_path, {"templates/two.html": "{{ f() }}{{ f() }}"})
    with pytest.raises(ThemeError, match=r"themes/ours/templates/(try|two)\.html"):
        page(tmp_path, source)


@pytest.mark.parametrize("source", ["{{ 1 // 0 }}", "{{ none + 1 }}", "{{ [][1].x }}", "{{ words() }}", "{{ 1|days }}"])
def test_whatever_python_makes_of_a_template_is_an_error_with_file_and_line(tmp_path, source):
    with pytest.raises(ThemeError, match=r"themes/ours/templates/try\.html:2: "):
        page(tmp_path, f"fine\n{source}")


def test_steps_are_counted_for_each_page_anew(tmp_path):
    loop = "{% for a in range(99999) %}{% endfor %}" * 4
    ours = theme(write(tmp_path, {"templates/try.html": loop}))
    assert [ours.page("try.html") for _ in range(3)] == ["", "", ""]


@pytest.mark.parametrize(
    "path", ["templates/try.html", "styles/a.css", "theme.toml", "words/en.toml", "mail/news.html"]
)
def test_a_file_of_a_theme_that_is_not_utf_8_is_named_with_its_line(tmp_path, path):
    write(tmp_path, {path: ""})
    (tmp_path / "themes/ours" / path).write_bytes(b"/* a */\n# \xff\n")
    with pytest.raises(ThemeError, match=rf"themes/ours/{path}:2: byte 0xff is not UTF-8"):
        load(tmp_path, "ours", spoken(tmp_path, "ours", "en"), BERLIN).page("mail/news.html")


SUMMER, WINTER = datetime(2026, 7, 1, 21, 58, tzinfo=UTC), datetime(2026, 11, 21, 13, 58, tzinfo=UTC)

TIMES = [
    ("{{ w|moment }}", '<time datetime="2026-11-21T13:58:00Z">21 November 2026, 14:58 CET</time>'),
    ("{{ s|moment }}", '<time datetime="2026-07-01T21:58:00Z">1 July 2026, 23:58 CEST</time>'),
    ("{{ w|moment(today) }}", '<time datetime="2026-11-21T13:58:00Z" data-bare>14:58 CET</time>'),
    ("{{ s|moment(today) }}", '<time datetime="2026-07-01T21:58:00Z">1 July, 23:58 CEST</time>'),
    ("{{ today|day }}", '<time datetime="2026-11-21">21 November 2026</time>'),
    (
        "{{ s|period(w) }}",
        (
            '<time datetime="2026-07-01T21:58:00Z">1 July 2026, 23:58 CEST</time>'
            ' \u2013 <time datetime="2026-11-21T13:58:00Z">21 November 2026, 14:58 CET</time>'
        ),
    ),
    (
        "{{ w|period(w) }}",
        (
            '<time datetime="2026-11-21T13:58:00Z" data-zoneless>21 November 2026, 14:58</time>'
            '\u2013<time datetime="2026-11-21T13:58:00Z" data-bare>14:58 CET</time>'
        ),
    ),
    ("{{ w|period(none, today) }}", '<time datetime="2026-11-21T13:58:00Z" data-bare>14:58 CET</time>'),
]


@pytest.mark.parametrize(("source", "html"), TIMES)
def test_times_are_machine_readable_and_name_their_zone(tmp_path, source, html):
    assert page(tmp_path, source, w=WINTER, s=SUMMER, today=date(2026, 11, 21)) == html


@pytest.mark.parametrize(
    "href", ["https://a.example/", "HTTP://a.example", "mailto:a@b.example", "https://a.example/?q=a%20b#c"]
)
def test_links_of_the_web_are_links(href):
    assert is_web_link(href)


@pytest.mark.parametrize(
    "href",
    ["javascript:alert(1)", " https://a.example", "java\nscript:x", "data:text/html,x", "//a.example", "/a", "",
     "https://a.example\n", "https://a.example/ b", "vbscript:x", "https:"],
)  # fmt: skip
def test_anything_else_is_not(href):
    assert not is_web_link(href)


@given(st.text())
def test_no_other_scheme_passes(href):
    assert not is_web_link(href) or href.lower().startswith(("http://", "https://", "mailto:"))


@pytest.mark.parametrize("name", ["assets/secret.txt", "templates/index.html", "styles/a.css", "assets"])
def test_a_link_in_a_theme_is_refused_because_it_could_publish_any_file(tmp_path, name):
    theme = tmp_path / "themes/mine"
    theme.mkdir(parents=True)
    (theme / "theme.toml").write_text('extends = "default"\n')
    (theme / name).parent.mkdir(parents=True, exist_ok=True)
    (theme / name).symlink_to("/etc/hostname" if "." in name else "/etc")
    with pytest.raises(ThemeError, match="symbolic link"):
        load(tmp_path, "mine", words("en"), ZoneInfo("UTC"))


# --- templates are compiled once


def code_of(theme: Theme, template: str) -> object:
    return theme._environment.get_template(template).root_render_func.__code__


def test_a_template_is_compiled_once_and_anew_when_its_text_changes(tmp_path):
    write(tmp_path, {"templates/try.html": "one"})
    first, again = (code_of(theme(tmp_path), "try.html") for _ in range(2))
    assert again is first
    assert page(tmp_path, "two") == "two"


def test_a_constant_is_said_in_the_words_of_each_language(tmp_path):
    write(tmp_path, {"templates/try.html": "{{ 12345|number }} {{ words('private.title') }}"})
    said = [load(tmp_path, "ours", words(language), BERLIN).page("try.html") for language in ("en", "de", "en")]
    assert said[0] == said[2] == f"12,345 {words('en').say('private.title')}"
    assert said[1] == f"12.345 {words('de').say('private.title')}"
