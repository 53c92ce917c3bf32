"""Bare addresses, by the rules of GitHub's autolink extension."""

import re

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor

from statusgen.render.markup.literals import NOTHING, Found, anchor

# What was read before stands as a placeholder between \x02 and \x03.
_BARE = (
    r"(?<![A-Za-z])(?P<http>https?://)(?=[^\W_])|(?<![^\s*_~(\x03])(?P<www>www\.)(?=[^\W_])"
    r"|(?<![\w.+-])(?P<mail>(?:mailto:)?[A-Za-z0-9][A-Za-z0-9._+-]*+@[A-Za-z0-9_-]++(?:\.[A-Za-z0-9_-]++)+(?<![-_]))(?![@_-])"
)
_REACH = re.compile(r"[^\s<\x02\x03]*")
_HOST = re.compile(r"[^\w.-]")
_LONGEST_ENTITY = 40


class BareAddresses(InlineProcessor):
    """`https://…`, `www.…` and `name@host` without any brackets around them."""

    ANCESTOR_EXCLUDES = ("a",)

    def __init__(self, md: Markdown) -> None:
        super().__init__(f"(?i){_BARE}", md)

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]  # noqa: N802 (the library's name)
        if mail := m["mail"]:
            url = mail if mail.lower().startswith("mailto:") else f"mailto:{mail}"
            return anchor(mail, url), m.start(), m.end()
        reach = _REACH.match(data, m.end())
        text = m[0] + _without_punctuation(reach[0] if reach else "")
        host = _HOST.split(text.removeprefix(m["http"] or ""), maxsplit=1)[0].rstrip(".")
        if any("_" in segment for segment in host.split(".")[-2:]) or len(text) <= len(m[0]):
            return NOTHING
        return anchor(text, f"http://{text}" if m["www"] else text), m.start(), m.start() + len(text)


def _without_punctuation(text: str) -> str:
    """An address without the full stop, the bracket or the quote that belongs to the sentence around it."""
    end, surplus = len(text), text.count(")") - text.count("(")
    while end:
        last = text[end - 1]
        if last == ")" and surplus > 0:
            surplus -= 1
        elif last == ";":
            start = text.rfind("&", max(end - _LONGEST_ENTITY, 0), end)
            end = start + 1 if start >= 0 and text[start + 1 : end - 1].isalnum() else end
        elif last not in "?!.,:*_~'\"":
            break
        end -= 1
    return text[:end]
