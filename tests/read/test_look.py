"""`look:` in the settings: colours, fonts and density by their form, and a logo that only draws."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from statusgen.model.site import Appearance, Density
from statusgen.problems import Problem
from statusgen.read.load import load

NOW = datetime(2026, 11, 21, 14, 20, tzinfo=UTC)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8">%s</svg>'
CIRCLE = SVG % '<circle cx="4" cy="4" r="3" fill="url(#a)" style="stroke:red"/>'
PNG = b"\x89PNG\r\n\x1a\n"

Result = tuple[Appearance, tuple[Problem, ...]]
Read = Callable[..., Result]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """The look of a site with these settings and this picture."""

    def read(
        look: str, logo: bytes | str | None = None, name: str = "logo.svg"
    ) -> tuple[Appearance, tuple[Problem, ...]]:
        (tmp_path / "content").mkdir(exist_ok=True)
        settings = f"name: Acme\nurl: https://status.acme.example/\nlook: {look}\n"
        (tmp_path / "content/site.yaml").write_text(settings, encoding="utf-8")
        if logo is not None:
            (tmp_path / "content" / name).write_bytes(logo.encode() if isinstance(logo, str) else logo)
        reading = load(tmp_path, NOW)
        return reading.site.settings.look, reading.problems

    return read


def test_a_look_is_read(read):
    look, problems = read(
        '{accent: "#0B5FFF", logo: logo.svg, font: "Inter, Segoe UI,serif", density: compact}', CIRCLE
    )
    assert problems == ()
    assert (look.accent, look.font, look.density) == ("#0b5fff", "Inter, Segoe UI, serif", Density.COMPACT)
    assert look.logo
    assert (look.logo.name, look.logo.content) == ("logo.svg", CIRCLE.encode())


def test_short_colours_are_long_ones(read):
    assert read('{accent: "#a0F"}')[0].accent == "#aa00ff"


def test_without_a_look_the_theme_has_its_own(read):
    assert read("{}") == (Appearance(), ())


@pytest.mark.parametrize(
    "look",
    [
        "{accent: red}", '{accent: "#12345"}', '{accent: "rgb(0,0,0)"}', '{accent: "#fff;}"}', '{accent: "url(x)"}',
        '{font: "x; color: red"}', '{font: "\\"Inter\\""}', "{font: 'a,,b'}", '{font: "url(https://x.example/f)"}',
        "{density: tight}",
        "{logo: ../logo.svg}", "{logo: https://acme.example/logo.svg}", "{logo: .svg}", "{logo: logo.gif}",
    ],
)  # fmt: skip
def test_anything_else_is_refused_where_it_stands(read, look):
    _, (problem,) = read(look)
    assert (problem.code, problem.span.path, problem.span.line) == ("bad-value", "content/site.yaml", 3)
    assert problem.hint


def test_a_logo_that_is_not_there_is_missed_where_it_is_named(read):
    _, (problem,) = read("{logo: logo.svg}")
    assert (problem.code, problem.span.path, problem.span.column) == ("missing-file", "content/site.yaml", 14)


def test_a_picture_that_nobody_names_is_unexpected(read):
    _, (problem,) = read("{}", CIRCLE)
    assert (problem.code, problem.span.path) == ("unexpected-file", "content/logo.svg")


@pytest.mark.parametrize(("name", "picture"), [("a.png", PNG), ("a.jpg", b"\xff\xd8\xff"), ("a.webp", b"RIFF....WEBP")])
def test_a_picture_is_what_its_name_says(read, name, picture):
    look, problems = read(f"{{logo: {name}}}", picture, name)
    assert look.logo
    assert problems == ()
    look, (problem,) = read(f"{{logo: {name}}}", b"<html>", name)
    assert (look.logo, problem.code, problem.span.path) == (None, "bad-value", f"content/{name}")


HOSTILE = [
    SVG % "<script>alert(1)</script>",
    SVG % '<circle r="3" onload="alert(1)"/>',
    SVG % '<circle r="3" ONCLICK="alert(1)"/>',
    SVG % '<a href="javascript:alert(1)"><text>x</text></a>',
    SVG % '<use href="https://evil.example/x.svg#a"/>',
    SVG % '<use xlink:href="data:image/svg+xml,x" xmlns:xlink="http://www.w3.org/1999/xlink"/>',
    SVG % '<image href="https://evil.example/pixel.png"/>',
    SVG % "<style>@import url(https://evil.example/x.css)</style>",
    SVG % '<circle r="3" style="fill:url(https://evil.example/x)"/>',
    SVG % '<circle r="3" fill="url(https://evil.example/x)"/>',
    SVG % r'<circle r="3" style="background:\75rl(https://evil.example/x)"/>',
    SVG % r'<circle r="3" mask="\75rl(https://evil.example/x#m)"/>',
    SVG % r'<circle r="3" style="fill:u\72 l(https://evil.example/x)"/>',
    SVG % """<circle r="3" style='background:image-set("https://evil.example/x" 1x)'/>""",
    SVG % """<circle r="3" style='background:-webkit-image-set("https://evil.example/x" 1x)'/>""",
    SVG % """<circle r="3" style='background:src("https://evil.example/x")'/>""",
    SVG % """<circle r="3" fill='none' cursor='IMAGE-SET("https://evil.example/x" 1x)'/>""",
    SVG % '<circle r="3" fill="url( #a\thttps://evil.example/x)"/>',
    SVG % '<circle r="3" style="fill:url(#a),url(//evil.example/x)"/>',
    SVG % '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>',
    SVG % '<g><x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script></g>',
    SVG % '<animate attributeName="href" to="javascript:alert(1)"/>',
    SVG % '<set attributeName="onload" to="alert(1)"/>',
    SVG % "<script xmlns=''>alert(1)</script>",
    '<?xml-stylesheet href="data:text/css,x"?>' + CIRCLE,
    '<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG % "&a;",
    "<svg viewBox='0 0 8 8'/>",
    "<html/>",
    "no picture",
    CIRCLE.encode("utf-16"),
    CIRCLE[:-3],
    b"\xff\xfe",
]


@pytest.mark.parametrize("picture", HOSTILE)
def test_a_logo_that_is_more_than_a_drawing_is_refused(read, picture):
    look, (problem,) = read("{logo: logo.svg}", picture)
    assert (look.logo, problem.code, problem.span.path) == (None, "bad-value", "content/logo.svg")


@pytest.mark.parametrize(
    "picture",
    [
        '<?xml version="1.0" encoding="UTF-8"?>\n<!-- drawn by hand -->\n' + CIRCLE,
        "\ufeff" + CIRCLE,
        SVG % '<sodipodi:namedview id="a" xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd"/>',
        SVG % '<defs><linearGradient id="a"><stop offset="0"/></linearGradient></defs><use href="#a" mask="url(#m)"/>',
        SVG % """<g style="fill:url('#a');mask:url(#m)" id="b@2x" aria-label="Image (small)"/>""",
    ],
)
def test_drawings_as_programs_export_them_are_fine(read, picture):
    assert read("{logo: logo.svg}", picture)[1] == ()


def test_a_large_logo_and_a_link_to_one_are_refused(read, tmp_path):
    _, (problem,) = read("{logo: logo.svg}", SVG % ("<g/>" * 30_000))
    assert (problem.code, problem.span.path) == ("file-too-large", "content/logo.svg")
    (tmp_path / "content/logo.svg").unlink()
    (tmp_path / "content/logo.svg").symlink_to(tmp_path / "content/site.yaml")
    assert [one.code for one in read("{logo: logo.svg}")[1]] == ["symlink"]
