"""Addresses in the web: what may be linked, and below what a site may stand (RFC 3986)."""

import re
from ipaddress import IPv6Address

_WEB = re.compile(r"https?://(?P<authority>[^\s/?#@]+)(?P<rest>[/?#]\S*)?")
# No URL code points (url.spec.whatwg.org, as HTML wants them), a second fragment, or a bare percent sign.
_UNFIT = re.compile(r"[\"<>\[\\\]^`{|}]|#.*#|%(?![0-9A-Fa-f]{2})")
_MAIL = re.compile(r"mailto:[^\s@]+@\S+")
_AUTHORITY = re.compile(r"(?:\[(?P<v6>[0-9A-Fa-f:.]+)\]|[\w-]{1,63}(?:\.[\w-]{1,63})*\.?)(?::(?P<port>[0-9]{1,5}))?")
_PATH = re.compile(r"(?:/(?!\.{1,2}(?:/|$))(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})+)*/?")


def is_link(text: str) -> bool:
    """Whether it is an http, https or mailto address as HTML wants it; without a user's name and password."""
    web = _WEB.fullmatch(text)
    if _UNFIT.search(web["rest"] or "" if web else text):
        return False
    return _is_authority(web["authority"]) if web else _MAIL.fullmatch(text) is not None


def is_base(text: str) -> bool:
    """Whether a site may stand there. Paths are joined to it, so that it must not be read in two ways: ASCII alone,
    no empty segments, no `..`, no query."""
    web = _WEB.fullmatch(text)
    if not web or not text.isascii():
        return False
    return _is_authority(web["authority"]) and _PATH.fullmatch(web["rest"] or "") is not None


def _is_authority(text: str) -> bool:
    """A host's name or address, and perhaps a port (RFC 3986, 3.2)."""
    found = _AUTHORITY.fullmatch(text)
    if not found or int(found["port"] or 0) > 65_535:
        return False
    try:
        return found["v6"] is None or bool(IPv6Address(found["v6"]))
    except ValueError:
        return False
