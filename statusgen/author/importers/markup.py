"""HTML as status pages store it, as Markdown. Only known tags are markup; any other `<` is text."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import groupby

from statusgen.author.importers.prose import clean, escaped, laid_out, markdown_of, printable
from statusgen.read.prose import MAX_LENGTH

_INLINE = {
    "b": "**", "strong": "**", "i": "*", "em": "*", "cite": "*", "s": "~~", "del": "~~", "strike": "~~",
    "a": "", "code": "", "tt": "", "kbd": "", "br": "", "img": "", "span": "", "small": "", "var": "", "u": "",
    "font": "", "sup": "", "sub": "", "mark": "", "abbr": "", "time": "", "wbr": "",
}  # fmt: skip
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_STRUCTURE = ("p", "div", "ul", "ol", "li", "table", "blockquote", "pre", "section", "article", *_HEADINGS)
_KNOWN = {*_INLINE, *_STRUCTURE, "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "hr", "script", "style"}
_TAGS = "|".join(sorted(_KNOWN, key=len, reverse=True))
_TAG = re.compile(rf"</?(?:{_TAGS})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
_EMPTY = ("br", "img", "hr", "wbr")
# An opening tag ends these open ones, as in HTML: their closing tags may be left out.
_CLOSES = {"li": ("li",), "tr": ("tr", "td", "th"), "td": ("td", "th"), "th": ("td", "th"), "p": ("p",)}
_FENCES = {"li": ("ul", "ol"), "tr": ("table",), "td": ("tr",), "th": ("tr",), "p": ("li", "td", "blockquote", "div")}
_MAX_DEPTH = 30


@dataclass(slots=True)
class _Element:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["_Element | str"] = field(default_factory=list)


def markdown(text: str) -> str:
    """Markdown of a body that is plain text, or HTML, or as so often a mixture.

    What is too long for any page stays as it is: see `fitting_body`.
    """
    text = clean(text)
    if len(text) > MAX_LENGTH:
        return text
    if not _is_html(_CODE.sub("", text)):
        return markdown_of(text)
    flows = any(re.search(rf"<{tag}\b", text, re.IGNORECASE) for tag in _STRUCTURE)
    source = re.sub(r"(<br\s*/?>)[ ]*\n", r"\1", text, flags=re.IGNORECASE)
    return _rendered(source, _flowing if flows else escaped)


def without_html(text: str) -> str:
    """Markdown in which people used HTML here and there, as Markdown alone. Code stays as it is."""
    if len(text) > MAX_LENGTH:
        return text
    kept: list[str] = []
    text = re.sub("[\ue000\ue001]", "\ufffd", text)  # our own marks for what is kept

    def keep(code: re.Match[str]) -> str:
        kept.append(code[0])
        return f"\ue000{len(kept) - 1}\ue001"

    outside = _CODE.sub(keep, text)
    if _is_html(outside):
        outside = _rendered(outside, str, lay_out=str)
    outside = re.sub(r"<(?!https?://|mailto:)(?=[A-Za-z/!?])", "&lt;", outside)
    return re.sub("\ue000(\\d{1,7})\ue001", lambda number: kept[int(number[1])], outside).strip("\n")


def _is_html(text: str) -> bool:
    return bool(_TAG.search(text)) or _without_comments(text) != text


def _without_comments(text: str) -> str:
    """What opens a comment that nothing closes is text."""
    closed, end, rest = text.rpartition("-->")  # before the last end, every comment that opens is closed: no rescans
    return re.sub("<!--.*?-->", "", closed + end, flags=re.DOTALL) + rest


def _flowing(text: str) -> str:
    """Between block elements a line end is a blank; an empty line still parts paragraphs, as it does on these pages."""
    return escaped(re.sub(r"(?<!\n)\n(?!\n)", " ", text))


def _rendered(source: str, text: Callable[[str], str], lay_out: Callable[[str], str] = laid_out) -> str:
    tree = _Tree()
    source = _without_comments(source)
    tree.feed(re.sub(rf"<(?!/?(?:{_TAGS})(?:\s[^<>]*)?/?>)", "&lt;", source, flags=re.IGNORECASE))
    tree.close()
    return re.sub(r"\n{3,}", "\n\n", lay_out(printable(_Writer(text).blocks(tree.root)))).strip("\n")


class _Tree(HTMLParser):
    """The elements of a fragment; never fails, whatever is left open or closed twice."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Element("body")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._close_implied(tag)
        element = _Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in _EMPTY and len(self.open) < _MAX_DEPTH:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _EMPTY:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self.open) - 1, 0, -1):
            if self.open[depth].tag == tag:
                del self.open[depth:]
                return

    def handle_data(self, data: str) -> None:
        if self.open[-1].tag not in ("script", "style"):
            self.open[-1].children.append(data)

    def _close_implied(self, tag: str) -> None:
        for depth in range(len(self.open) - 1, 0, -1):
            if self.open[depth].tag in _FENCES.get(tag, ()):
                return
            if self.open[depth].tag in _CLOSES.get(tag, ()):
                del self.open[depth:]
                return


@dataclass(frozen=True, slots=True)
class _Writer:
    """Elements as Markdown lines; `text` makes Markdown of what stands between the tags."""

    text: Callable[[str], str]

    def blocks(self, element: _Element) -> str:
        """What is in the element, as paragraphs and other blocks."""
        parts: list[str] = []
        for is_inline, children in groupby(element.children, lambda child: not _is_block(child)):
            if is_inline:
                parts.append(re.sub(r"(?<! ) *\n(?: (?=\S))?", "\n", "".join(map(self.inline, children))))
            else:
                parts += (f"\n\n{self.block(child)}\n\n" for child in children if isinstance(child, _Element))
        return re.sub(r"\n{3,}", "\n\n", "".join(parts)).strip()

    def block(self, element: _Element) -> str:
        tag = element.tag
        if tag in ("ul", "ol"):
            return self.items(element)
        if tag == "table":
            return self.table(element)
        if tag == "pre":
            return f"```\n{_raw(element).strip(chr(10))}\n```"
        return "***" if tag == "hr" else _framed(tag, self.blocks(element))

    def items(self, element: _Element) -> str:
        found = [child for child in element.children if isinstance(child, _Element)]
        contents = [self.blocks(item) for item in found]
        marks = [f"{number}." if element.tag == "ol" else "-" for number in range(1, len(found) + 1)]
        return "\n".join(f"{mark} {_indented(text)}" for mark, text in zip(marks, contents, strict=True) if text)

    def table(self, element: _Element) -> str:
        rows = [[self.cell(cell) for cell in _all(row, "td", "th")] for row in _all(element, "tr")]
        rows = [row for row in rows if row]
        if not rows:
            return self.blocks(_Element("div", {}, element.children)) if _raw(element).strip() else ""
        width = max(map(len, rows))
        rows[0] += [""] * (width - len(rows[0]))  # the others may be shorter, and many short ones beside a long one are
        lines = [f"| {' | '.join(row)} |" for row in rows]
        return "\n".join([lines[0], f"|{' --- |' * width}", *lines[1:]])

    def cell(self, element: _Element) -> str:
        return " ".join(self.blocks(element).split()).replace("|", "\\|")

    def inline(self, node: "_Element | str") -> str:
        if isinstance(node, str):
            return self.text(node)
        if node.tag == "br":
            return "\n"
        if node.tag == "img":
            return _link(node.attributes.get("alt") or "image", node.attributes.get("src", ""))
        if node.tag in ("code", "tt", "kbd"):
            return _code(_raw(node))
        content = self.blocks(node) if any(_is_block(child) for child in node.children) else self.run(node)
        if node.tag == "a":
            return _link(content, node.attributes.get("href", ""))
        return _marked(content, _INLINE.get(node.tag, ""))

    def run(self, element: _Element) -> str:
        return "".join(map(self.inline, element.children))


def _framed(tag: str, content: str) -> str:
    """Paragraphs, with what their element adds to them."""
    if tag in _HEADINGS and content:
        return f"{'#' * max(3, int(tag[1]))} {' '.join(content.split())}"
    if tag == "blockquote":
        return "\n".join(f"> {line}".rstrip() for line in content.split("\n"))
    return f"- {_indented(content)}" if tag == "li" else content


def _is_block(node: "_Element | str") -> bool:
    return isinstance(node, _Element) and node.tag not in _INLINE


def _all(element: _Element, *tags: str) -> list[_Element]:
    """Descendants of these tags, in order, not looking inside of any that is found."""
    found: list[_Element] = []
    for child in element.children:
        if isinstance(child, _Element):
            found += [child] if child.tag in tags else _all(child, *tags)
    return found


def _raw(node: "_Element | str") -> str:
    if isinstance(node, str):
        return node
    return "\n" if node.tag == "br" else "".join(map(_raw, node.children))


def _indented(text: str) -> str:
    """Lines after the first belong to the list item: four spaces, as every Markdown dialect understands."""
    return re.sub(r"\n(?=[^\n])", "\n    ", re.sub(r"\n\n(?=(?:[-*]|\d+\.) )", "\n", text))


def _marked(text: str, mark: str) -> str:
    """Emphasis around the words only: Markdown knows none that begins or ends with a blank."""
    inner = text.strip()
    if not mark or not inner or "\n\n" in inner or inner.startswith(mark):
        return text
    start = text.index(inner)
    return f"{text[:start]}{mark}{inner}{mark}{text[start + len(inner) :]}"


def _code(text: str) -> str:
    words = " ".join(text.split())
    ticks = "``" if "`" in words else "`"
    pad = " " if "`" in words else ""
    return f"{ticks}{pad}{words}{pad}{ticks}" if words else ""


def _link(text: str, address: str) -> str:
    address = "".join(f"%{ord(char):02X}" if char in " ()<>\\" else char for char in address.strip())
    label = " ".join(text.split())
    if not re.match(r"(?:https?://|mailto:)\S", address, re.IGNORECASE):
        return text
    if not label or label == address:
        return f"<{address}>"
    return f"[{label}]({address})"
