"""Which addresses a link may lead to."""

import html
import re
from urllib.parse import quote

_AFTER_SCHEME = re.compile(r"[/?#]")


def safe_url(url: str) -> str | None:
    """The address escaped for an attribute; None if it is neither http, https, mailto nor relative."""
    escaped = quote(html.unescape(url).strip(), safe="-_.+!*'(),%#@?=;:/&$~")
    scheme, colon, rest = escaped.partition(":")
    if escaped.startswith("//"):
        return None
    if not colon or _AFTER_SCHEME.search(scheme) or scheme.lower() == "mailto":
        return escaped
    with_host = rest.startswith("//") and not rest.startswith("///")
    return escaped if scheme.lower() in {"http", "https"} and with_host else None
