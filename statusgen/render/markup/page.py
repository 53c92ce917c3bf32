"""Markdown to safe HTML."""

import re
import threading
from functools import lru_cache
from html import escape
from xml.etree.ElementTree import Element, ElementTree

import nh3
from markdown import Extension, Markdown
from markdown.blockparser import BlockParser
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString, code_escape

from statusgen.render.markup import blocks
from statusgen.render.markup.addresses import safe_url
from statusgen.render.markup.bare import BareAddresses
from statusgen.render.markup.links import MAX_EXPANSION, Brackets, Expansion
from statusgen.render.markup.literals import Literals

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = {
    "blockquote", "hr", "li", "ol", "p", "pre", "table", "tbody", "td", "th", "thead", "tr", "ul", *_HEADINGS,
}  # fmt: skip
_REPLACED = (
    "backtick", "escape", "reference", "link", "image_link", "image_reference", "short_reference", "short_image_ref",
    "autolink", "automail", "linebreak", "html", "entity",
)  # fmt: skip
# What no text may contain: control characters (XML forbids them too), halves of surrogate pairs, non-characters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_END = re.compile("\r\n?|\u2028|\u2029")

_ATTRIBUTES = {
    "a": {"href", "title"},
    "code": {"class"},
    "input": {"type", "disabled", "checked"},
    "li": {"class"},
    "ol": {"start"},
    "td": {"class"},
    "th": {"class"},
}
_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h3", "h4", "h5", "h6", "hr", "input", "label", "li", "ol", "p",
    "pre", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_REL = "nofollow noopener noreferrer"
_DEAD_LINK = re.compile(rf'<a(?: title="[^"]*")? rel="{_REL}">(.*?)</a>', re.S)  # nh3 found the address to be none
_VALUES = {
    ("code", "class"): re.compile(r"language-[A-Za-z0-9_+#.-]{1,40}"),
    ("input", "type"): re.compile("checkbox"),
    ("li", "class"): re.compile("task"),
    ("td", "class"): re.compile("align-(left|right|center)"),
    ("th", "class"): re.compile("align-(left|right|center)"),
    ("ol", "start"): re.compile("[0-9]{1,9}"),
}


# Python-Markdown copies a text for each mark-up it finds, and puts a placeholder in its place.
MAX_COPIED = 3_000_000_000
SHORT = 2_000  # characters; even a hundred thousand in texts so short cannot reach the limit
_PLACEHOLDER = 14
_MARKS = ("\\", "`", "&", "<", "[", "]", "*", "_", "~", "@", "://", "www.", "  \n")


class _Blocks(BlockParser):
    """Python-Markdown's stage between lines and tree."""

    def parseDocument(self, lines: list[str]) -> ElementTree:  # type: ignore[override]  # noqa: N802 (the library's name)
        self.root = Element(self.md.doc_tag)
        self.md.references.update(blocks.tree(lines, self.root))
        _tame(self.root)
        return ElementTree(self.root)


def _tame(root: Element) -> None:
    """Leaves texts without inline mark-up that would take seconds; `prose_problems` refuses them long before."""
    left = MAX_COPIED
    for element in root.iter():
        for name in ("text", "tail"):
            text = getattr(element, name)
            if text and len(text) > SHORT and not isinstance(text, AtomicString):
                marks = sum(map(text.count, _MARKS))
                left -= marks * (len(text) + _PLACEHOLDER * marks)
                if left < 0:
                    setattr(element, name, AtomicString(code_escape(text)))


class _Finish(Treeprocessor):
    """The last look at the tree: headings below the page's own, addresses checked, empty paragraphs gone."""

    def run(self, root: Element) -> None:
        used = sorted({element.tag for element in root.iter() if element.tag in _HEADINGS})
        for parent in list(root.iter()):
            for child in list(parent):
                if child.tag == "p" and not len(child) and not (child.text or "").strip():
                    parent.remove(child)
        for element in root.iter():
            if element.tag == "a":
                _check_address(element)
                for inner in element.iterfind(".//a"):  # links do not nest
                    inner.tag = "span"
            elif element.tag in used:
                element.tag = _HEADINGS[min(used.index(element.tag) + 2, 5)]
            if element.tag in _BLOCKS and element is not root:
                element.tail = (element.tail or "") + "\n"


def _check_address(anchor: Element) -> None:
    url = safe_url(anchor.get("href", ""))
    anchor.attrib.pop("class", None)
    if url is None:
        anchor.tag, anchor.attrib = "span", {}
    else:
        anchor.set("href", url)


class _GitHub(Extension):
    """Swaps Python-Markdown's blocks, literals and links for those that read as GitHub does."""

    def __init__(self) -> None:
        super().__init__()
        self._expansion = Expansion()

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (the library's name)
        md.registerExtension(self)
        md.parser = _Blocks(md)
        for registry in (md.preprocessors, md.treeprocessors):
            for name in ("normalize_whitespace", "html_block", "prettify", "unescape"):
                registry.deregister(name, strict=False)
        for name in _REPLACED:
            md.inlinePatterns.deregister(name, strict=False)
        md.inlinePatterns.register(Literals(md), "literal", 190)
        md.inlinePatterns.register(Brackets(md, self._expansion), "brackets", 160)
        # What is found is searched only for what comes later: for pictures in it too, before emphasis splits them.
        md.inlinePatterns.register(Brackets(md, self._expansion, inner=True), "inner_brackets", 150)
        md.inlinePatterns.register(BareAddresses(md), "bare", 85)
        md.treeprocessors.register(_Finish(md), "finish", 10)

    def reset(self) -> None:
        self._expansion.left = MAX_EXPANSION


class _Thread(threading.local):
    """One reader and one sanitizer a thread: they are slow to make and keep state while they work."""

    def __init__(self) -> None:
        extensions: list[Extension | str] = ["pymdownx.betterem", "pymdownx.tilde", _GitHub()]
        settings = {"pymdownx.tilde": {"subscript": False}}
        self.markdown = Markdown(extensions=extensions, extension_configs=settings)


_THREAD = _Thread()


# A text stands on its page and in a dozen feeds; newest first, so what is remembered is what comes again.
@lru_cache(maxsize=8192)
def html(text: str) -> str:
    """Safe HTML that shows what GitHub shows for `text`. The same text always gives the same HTML.

    The text's highest headings become h3, the next h4 and so on: h1 and h2 are the page's own. Raw HTML and pictures
    are dropped; a picture's description stays. Texts without `prose_problems` take well under a second.
    """
    reader = _THREAD.markdown.reset()
    made = reader.convert(_UNPRINTABLE.sub("\ufffd", _LINE_END.sub("\n", text)))
    return _DEAD_LINK.sub(r"\1", sanitised(made))


def sanitised(made: str) -> str:
    """What our policy leaves of HTML; sanitising again changes nothing."""
    return nh3.clean(
        made,
        tags=_TAGS,
        clean_content_tags={"script", "style"},
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        link_rel=_REL,
        url_schemes={"http", "https", "mailto"},
    )


def scrolling(made: str, table: str, code: str) -> str:
    """The same for a page: what may be wider than a screen scrolls, and so is reached by keyboard and has a label.

    A group and not a region: a page has many of them, and none is a landmark.
    """
    made = made.replace("<table>", f'<div class="table" {_reached(table)}><table>').replace(
        "</table>", "</table></div>"
    )
    return made.replace("<pre>", f"<pre {_reached(code)}>")


def _reached(label: str) -> str:
    return f'tabindex="0" role="group" aria-label="{escape(label)}"'


def _attribute(tag: str, name: str, value: str) -> str | None:
    if (tag, name) == ("a", "href"):
        return safe_url(value)
    allowed = _VALUES.get((tag, name))
    return value if allowed is None or allowed.fullmatch(value) else None
