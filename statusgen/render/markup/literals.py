"""What keeps its characters from meaning more: escapes, code, `<addresses>`, entities, tags, hard breaks."""

import html
import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString, code_escape

Found = tuple[Element | str | None, int | None, int | None]  # what stands there, and from where to where
NOTHING: Found = (None, None, None)

# Escape, code, autolink or tag (but no link's destination), entity, hard break: whichever comes first wins.
_LITERAL = (
    r"\\[!-/:-@\[-`{-~\n]|`+|(?<!\]\()<|(?<! ) {2,}+\n"
    r"|&(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});"
)
_ADDRESS = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*)>")
_MAIL = re.compile(r"<([\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*)>", re.A)
_TAG = re.compile(
    r"<(?:([A-Za-z][A-Za-z0-9-]*)(?:\s+[A-Za-z_:][\w:.-]*+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?)*+\s*/?"
    r"|/([A-Za-z][A-Za-z0-9-]*)\s*)>"
)
_MARK_ENDS = (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>"))
_DECLARATION = re.compile(r"<![A-Za-z][^>]*>")
_NEAR = 5_000
_WITHOUT_CONTENT = {"script", "style", "textarea"}
_KEEP_APART = {
    "blockquote", "dd", "details", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ol", "p", "pre",
    "summary", "table", "td", "th", "tr", "ul",
}  # fmt: skip


class Literals(InlineProcessor):
    """Whatever keeps its characters from meaning more: escapes, code, `<addresses>`, entities. Tags are dropped."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(_LITERAL, md)

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]  # noqa: N802 (the library's name)
        first = m[0][0]
        if m[0].endswith("\n"):
            return Element("br"), m.start(), m.end() - 1  # the line's end stays: emphasis looks at it
        if first == "\\":
            return code_escape(m[0][1]), m.start(), m.end()
        if first == "&":
            return _entity(m[0]), m.start(), m.end()
        return _code(m, data) if first == "`" else _angle(m.start(), data)


def _entity(text: str) -> str:
    """The character it stands for; one that no text may contain becomes U+FFFD."""
    decoded = html.unescape(text)
    if decoded == "" or (decoded < " " and decoded not in "\t\n"):
        decoded = "\ufffd"
    return code_escape(decoded)


def _code(m: re.Match[str], data: str) -> Found:
    ticks = m[0]
    closing = re.compile(rf"(?<!`){ticks}(?!`)").search(data, m.end())
    if not closing:
        return NOTHING
    text = data[m.end() : closing.start()].replace("\n", " ")
    if text.startswith(" ") and text.endswith(" ") and text.strip(" "):
        text = text[1:-1]
    element = Element("code")
    element.text = AtomicString(code_escape(text))
    return element, m.start(), closing.end()


def _angle(start: int, data: str) -> Found:
    if match := _ADDRESS.match(data, start):
        return anchor(match[1], match[1]), start, match.end()
    if match := _MAIL.match(data, start):
        return anchor(match[1], f"mailto:{match[1]}"), start, match.end()
    if match := _TAG.match(data, start):
        return _tag((match[1] or match[2]).lower(), match, data)
    return _mark(start, data)


def _tag(name: str, match: re.Match[str], data: str) -> Found:
    """Nothing, or what keeps the words on both sides of the tag apart."""
    if name in _WITHOUT_CONTENT:
        return "", match.start(), _end_of_content(name, match.end(), data)
    if name == "br":
        return Element("br"), match.start(), match.end()
    return " " if name in _KEEP_APART else "", match.start(), match.end()


def _mark(start: int, data: str) -> Found:
    """Comments, processing instructions and declarations are dropped whole."""
    for opening, closing in _MARK_ENDS:
        if data.startswith(opening, start) and (end := data.find(closing, start + len(opening))) >= 0:
            return "", start, end + len(closing)
    match = _DECLARATION.match(data, start)
    return ("", start, match.end()) if match else NOTHING


def anchor(text: str, url: str) -> Element:
    element = Element("a", {"href": url})
    element.text = AtomicString(code_escape(text))
    return element


def _end_of_content(name: str, start: int, data: str) -> int:
    """Past the closing tag; just past the opening one if none is near (searching far for each would take long)."""
    near = data[start : start + _NEAR]
    closing = near.lower().find(f"</{name}")
    end = near.find(">", closing)
    return start if closing < 0 or end < 0 else start + end + 1
