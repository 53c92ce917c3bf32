"""The one picture that is content. What could run, load something or fill a page with itself never gets in."""

import re
from collections.abc import Iterator
from pathlib import Path, PurePath
from xml.etree import ElementTree

from statusgen.model.site import Logo
from statusgen.problems import Problem, Span
from statusgen.read.document import Document
from statusgen.read.source import Source, bytes_of, unreadable

MAX_BYTES = 100_000

_BEGINNINGS = {".png": rb"\x89PNG\r\n\x1a\n", ".jpg": rb"\xff\xd8\xff", ".webp": rb"RIFF....WEBP"}

# SVG that only draws. A page shows it as <img>, where nothing in it runs; but somebody may open its address.
_SVG = "{http://www.w3.org/2000/svg}"
_DRAWING = {
    "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "defs", "symbol",
    "use", "title", "desc", "metadata", "linearGradient", "radialGradient", "stop", "clipPath", "mask", "pattern",
}  # fmt: skip
_DECLARATION = re.compile(r"\A\s*<\?xml\s[^>]*\?>")
_COMMENT = re.compile("<!--.*?-->", re.DOTALL)
_MARKUP = re.compile("<[!?]")
# What reaches out of the drawing: each function of CSS that takes an address. CSS reads `\75rl(` as `url(` (CSS Syntax
# 3, 4.3.7), and no drawing needs a backslash. What stays inside is `url(#a)`.
_REFERENCE = re.compile(r"(?:url|src|image|image-set|element|cross-fade|paint|expression)\(|@import|\\", re.IGNORECASE)
_ADDRESS = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
_INSIDE = re.compile(r"\burl\(\s*(?:#[\w.-]+|\"#[\w.-]+\"|'#[\w.-]+')\s*\)", re.IGNORECASE)


def read_logo(root: Path, name: str, settings: Document) -> tuple[Logo | None, list[Problem]]:
    """The picture content/<name> that the settings name, or what is wrong with it."""
    path = f"content/{name}"
    try:
        content = bytes_of(root / path, MAX_BYTES)
    except FileNotFoundError:
        hint = "put the picture beside site.yaml, or remove the line"
        return None, [settings.problem("missing-file", f"there is no {path}", ("look", "logo"), hint)]
    except OSError as error:
        return None, [Source(path, "").problem(*unreadable(error))]
    if len(content) > MAX_BYTES:
        hint = "every page shows it: make it smaller"
        return None, [Problem(Span(path), "file-too-large", f"is larger than {MAX_BYTES // 1000} kB", hint)]
    problems = [Problem(Span(path), "bad-value", message, hint) for message, hint in _faults(name, content)]
    return (None if problems else Logo(name, content)), problems


def _faults(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    suffix = PurePath(name).suffix
    if suffix == ".svg":
        yield from _svg_faults(content)
    elif not re.match(_BEGINNINGS[suffix], content, re.DOTALL):
        yield f"this is no {suffix[1:].upper()} picture", "export it anew, or name it for what it is"


def _svg_faults(content: bytes) -> Iterator[tuple[str, str]]:
    """The first thing that is more than a drawing."""
    try:
        text = _DECLARATION.sub("", content.decode("utf-8-sig"), count=1)
        if _MARKUP.search(_COMMENT.sub("", text)):
            yield "this SVG has a document type or processing instructions", "remove everything before <svg …>"
            return
        drawing = ElementTree.fromstring(text)  # noqa: S314 - without a document type nothing can be expanded
    except (ElementTree.ParseError, ValueError) as error:
        yield f"this is not SVG: {error}", "export it anew, as UTF-8"
        return
    found = next((fault for element in drawing.iter() for fault in _element_faults(element)), None)
    if found or drawing.tag != f"{_SVG}svg":
        fault = found or "no <svg> around it"
        yield f"this SVG has {fault}; a logo only draws", "export it as plain SVG, without scripts, styles and links"


def _element_faults(element: ElementTree.Element) -> Iterator[str]:
    tag = str(element.tag)
    if tag.startswith(_SVG) and tag.removeprefix(_SVG) not in _DRAWING:
        yield f"a <{tag.removeprefix(_SVG)}>"
    if "}" not in tag or tag.startswith("{http://www.w3.org/1999/xhtml}"):
        yield f"an element <{tag.rpartition('}')[2]}> that is not of SVG"
    for name, value in element.attrib.items():
        plain = name.rpartition("}")[2].lower()
        if plain.startswith("on"):
            yield f"an attribute {plain}"
        elif plain in ("href", "src") and not value.startswith("#"):
            yield f"a link in {plain}"
        elif "}" not in name and _reaches_out(plain, _INSIDE.sub("", value)):
            yield f"a reference in {plain}"


def _reaches_out(attribute: str, value: str) -> bool:
    """`style` is a list of declarations, `name: value`; every other attribute is one value."""
    values = value.split(";") if attribute == "style" else [value]
    bare = [one.partition(":")[2] if attribute == "style" else one for one in values]
    return bool(_REFERENCE.search(value)) or any(map(_ADDRESS.match, bare))
