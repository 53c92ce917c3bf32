"""What Python-Markdown and pymdownx lack to read a line of text as GitHub does: literals, links, pictures.

Emphasis, strikethrough and bare addresses are theirs; everything that is here runs before them.
"""

import html
import re
from urllib.parse import quote
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString, code_escape

from statusgen.render.markup.blocks import label

Found = tuple[Element | str | None, int | None, int | None]  # what stands there, and from where to where
NOTHING: Found = (None, None, None)

# Escape, code, autolink or tag (not a link's destination), entity, hard break: whichever comes first wins.
LITERAL = (
    r"\\[!-/:-@\[-`{-~\n]|`+|(?<!\]\()<|&(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});| {2,}\n"
)
_ADDRESS = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*)>")
_MAIL = re.compile(r"<([\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*)>", re.A)
_TAG = re.compile(
    r"<(?:([A-Za-z][A-Za-z0-9-]*)(?:\s+[A-Za-z_:][\w:.-]*+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?)*+\s*/?"
    r"|/[A-Za-z][A-Za-z0-9-]*\s*)>"
)
_MARK_ENDS = (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>"))
_DECLARATION = re.compile(r"<![A-Za-z][^>]*>")
_WITHOUT_CONTENT = {"script", "style", "textarea"}

_BRACKET = re.compile(r"[\[\]]")
_TITLE = r"\"(?:[^\"\\]|\\.){0,999}\"|'(?:[^'\\]|\\.){0,999}'|\((?:[^()\\]|\\.){0,999}\)"
_PLAIN = r"[^\s()<](?:[^\s()]++|\((?:[^\s()]++|\((?:[^\s()]++|\([^\s()]*+\))*+\))*+\))*+"
_TARGET = re.compile(rf"\(\s*+(?:<([^<>\n]*)>|({_PLAIN}|\(\)))?(?:\s+({_TITLE}))?\s*\)", re.S)
_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.){0,999})\]", re.S)

_MAX_EXPANSION = 100_000  # characters of destinations that references of one text may add


def safe_url(url: str) -> str | None:
    """The address escaped for an attribute; None if it is neither http, https, mailto nor relative."""
    escaped = quote(html.unescape(url).strip(), safe="-_.+!*'(),%#@?=;:/&$~")
    scheme, colon, rest = escaped.partition(":")
    if escaped.startswith("//"):
        return None
    if not colon or re.search(r"[/?#]", scheme):
        return escaped
    if scheme.lower() == "mailto":
        return escaped
    return escaped if scheme.lower() in {"http", "https"} and re.match(r"//[^/]", rest) else None


class Literals(InlineProcessor):
    """Whatever keeps its characters from meaning more: escapes, code, `<addresses>`, entities. Tags are dropped."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(LITERAL, md)

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
        return _anchor(match[1], match[1]), start, match.end()
    if match := _MAIL.match(data, start):
        return _anchor(match[1], f"mailto:{match[1]}"), start, match.end()
    if match := _TAG.match(data, start):
        name = (match[1] or "").lower()
        if name in _WITHOUT_CONTENT:
            return "", start, _end_of_content(name, match.end(), data)
        return Element("br") if name == "br" else "", start, match.end()
    for opening, closing in _MARK_ENDS:
        if data.startswith(opening, start) and (end := data.find(closing, start + len(opening))) >= 0:
            return "", start, end + len(closing)
    if match := _DECLARATION.match(data, start):
        return "", start, match.end()
    return NOTHING


def _anchor(text: str, url: str) -> Element:
    element = Element("a", {"href": url})
    element.text = AtomicString(code_escape(text))
    return element


def _end_of_content(name: str, start: int, data: str) -> int:
    closing = data.lower().find(f"</{name}", start)
    return start if closing < 0 else (data.find(">", closing) + 1 or len(data))


class _Bracketed(InlineProcessor):
    """`[text](target)`, `[text][label]`, `[text][]`, `[text]`: what stands in brackets, and where it leads."""

    def __init__(self, pattern: str, md: Markdown) -> None:
        super().__init__(pattern, md)
        self._data = ""
        self._pairs: dict[int, int] = {}  # opening to closing bracket, both counted from the end of the text

    def _closing(self, data: str, opening: int) -> int | None:
        """The bracket that closes this one. Found once for all: searching anew for each would take squared time.

        Only what stands before `opening` changes while a text is worked through, so places count from its end.
        """
        tail = len(data) - opening
        if data is not self._data:
            if len(self._data) < tail or self._data[-tail:] != data[-tail:]:
                self._pairs = _pairs(data, opening)
            self._data = data
        closing = self._pairs.get(tail)
        return None if closing is None else len(data) - closing

    def target(self, data: str, opening: int) -> tuple[str, str, str, int] | None:
        """Text, destination, title, and where it all ends."""
        closing = self._closing(data, opening)
        if closing is None:
            return None
        text = data[opening + 1 : closing]
        if match := _TARGET.match(data, closing + 1):
            return text, self._raw(match[1] or match[2] or ""), self._raw(match[3] or "")[1:-1], match.end()
        return self._referenced(text, data, closing + 1)

    def _referenced(self, text: str, data: str, end: int) -> tuple[str, str, str, int] | None:
        if not self.md.references:
            return None
        match = _LABEL.match(data, end)
        name = match[1] if match and match[1].strip() else text
        found = self.md.references.get(label(self._raw(name)))
        if found is None:
            return None
        self.md.expanded += len(found[0]) + len(found[1])
        if self.md.expanded > _MAX_EXPANSION:
            return None
        return text, *found, match.end() if match else end

    def _raw(self, text: str) -> str:
        return self.unescape(text) if "\x02" in text else text


def _pairs(data: str, start: int) -> dict[int, int]:
    pairs: dict[int, int] = {}
    waiting: list[int] = []
    for match in _BRACKET.finditer(data, start):
        if match[0] == "[":
            waiting.append(match.start())
        elif waiting:
            pairs[len(data) - waiting.pop()] = len(data) - match.start()
    return pairs


class Links(_Bracketed):
    """A link whose text holds another link is none: the inner one is."""

    ANCESTOR_EXCLUDES = ("a",)

    def __init__(self, md: Markdown) -> None:
        super().__init__(r"(?<!!)\[", md)

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]  # noqa: N802 (the library's name)
        found = self.target(data, m.start())
        if found is None or self._holds_link(found[0]):
            return NOTHING
        text, url, title, end = found
        element = Element("a", {"href": url})
        if title:
            element.set("title", html.unescape(title))
        element.text = text
        return element, m.start(), end

    def _holds_link(self, text: str) -> bool:
        middle = text.find("](")
        return middle >= 0 and "![" not in text and _TARGET.match(text, middle + 1) is not None


class Pictures(_Bracketed):
    """No picture is fetched from elsewhere: its description stays, as a link to it where that leads somewhere."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(r"!\[", md)

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]  # noqa: N802 (the library's name)
        found = self.target(data, m.start() + 1)
        if found is None:
            return NOTHING
        text, url, _, end = found
        linked = url.lower().startswith(("http://", "https://")) and "a" not in self.md.treeprocessors["inline"].ancestors
        element = Element("a", {"href": url}) if linked else Element("span")
        element.text = text if text.strip() or not linked else AtomicString(code_escape(url))
        return element, m.start(), end


# Bare addresses (GitHub's autolink extension). Placeholders of what was read before stand between \x02 and \x03.
BARE = (
    r"(?<![A-Za-z])(?P<http>https?://)(?=[^\W_])|(?<![^\s*_~(\x03])(?P<www>www\.)(?=[^\W_])"
    r"|(?<![\w.+-])(?P<mail>(?:mailto:)?[A-Za-z0-9][A-Za-z0-9._+-]*+@[A-Za-z0-9_-]++(?:\.[A-Za-z0-9_-]++)+(?<![-_]))(?![@_-])"
)
_REACH = re.compile(r"[^\s<\x02\x03]*")
_HOST = re.compile(r"[^\w.-]")
_ENTITY_END = re.compile(r"&[A-Za-z0-9]+;$")


class BareAddresses(InlineProcessor):
    """`https://…`, `www.…` and `name@host` without any brackets around them."""

    ANCESTOR_EXCLUDES = ("a",)

    def __init__(self, md: Markdown) -> None:
        super().__init__(f"(?i){BARE}", md)

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]  # noqa: N802 (the library's name)
        if mail := m["mail"]:
            url = mail if mail.lower().startswith("mailto:") else f"mailto:{mail}"
            return _anchor(mail, url), m.start(), m.end()
        reach = _REACH.match(data, m.end())
        text = m[0] + _without_punctuation(reach[0] if reach else "")
        host = _HOST.split(text.removeprefix(m["http"] or ""), maxsplit=1)[0].rstrip(".")
        if any("_" in segment for segment in host.split(".")[-2:]) or len(text) <= len(m[0]):
            return NOTHING
        return _anchor(text, f"http://{text}" if m["www"] else text), m.start(), m.start() + len(text)


def _without_punctuation(text: str) -> str:
    """An address without the full stop, the bracket or the quote that belongs to the sentence around it."""
    surplus = text.count(")") - text.count("(")
    while text:
        if text[-1] in "?!.,:*_~'\"":
            text = text[:-1]
        elif text[-1] == ")" and surplus > 0:
            text, surplus = text[:-1], surplus - 1
        elif text[-1] == ";":
            match = _ENTITY_END.search(text)
            text = text[: match.start()] if match else text[:-1]
        else:
            break
    return text
