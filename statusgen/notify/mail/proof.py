"""The last look at a header before it goes out: exactly the intended fields, and nothing smuggled between them.

Each proven piece begins with a field and ends with a line end, so what is joined of proven pieces is proven.
"""

import base64
import quopri
import re
from functools import lru_cache

from statusgen.notify.mail.parcel import Unsendable

_LIMIT = 998  # octets of a line without its end (RFC 5322, 2.1.1)
_PRINTABLE = bytes(range(0x20, 0x7F)) + b"\r\n" + bytes(range(0x80, 0x100))
_OPENING = re.compile(rb"=\?(?!=)")  # the padding of base64 before `?=` is none
_ENCODED = re.compile(rb"=\?utf-8\?([qb])\?([!->@-~]+)\?=(?=[ \r])")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def prove(header: bytes, names: tuple[bytes, ...]) -> None:
    """`header` ends with a line end. Raises Unsendable unless it has just these fields, in this order."""
    if not _fields(names).fullmatch(header):
        raise Unsendable(_fault(header, names))
    if b"=?" in header:
        _prove_words(header)


@lru_cache
def _fields(names: tuple[bytes, ...]) -> re.Pattern[bytes]:
    """Each on one line or more, of which none is too long or blank."""
    text, more = rb"[ -~\x80-\xff]", rb"(?:\r\n (?! *\r)%b{0,%d})*"
    ends = text + b"{0,%d}" + more % (text, _LIMIT - 1) + rb"\r\n"
    return re.compile(b"".join(re.escape(name) + b":" + ends % (_LIMIT - len(name) - 1) for name in names))


def _fault(header: bytes, names: tuple[bytes, ...]) -> str:
    """What is wrong with one that is not as it should be."""
    if header.translate(None, _PRINTABLE):
        return "a header has a control character"
    lines = header.split(b"\r\n")
    if lines.pop() or header.count(b"\r") != len(lines) or header.count(b"\n") != len(lines):
        return "a header has a line end that is none"
    if [line.partition(b":")[:2] for line in lines if line[:1] != b" "] != [(name, b":") for name in names]:
        return "a letter has other header fields than it should"
    return "a header has a line that is too long, or blank, or goes on from nothing"


def _prove_words(header: bytes) -> None:
    """Whoever decodes encoded words, wherever they stand, finds no line end in them either."""
    found = _ENCODED.findall(header)
    if len(found) != len(_OPENING.findall(header)):
        raise Unsendable("a header has something that looks like an encoded word and is none")
    for letter, payload in found:
        raw = quopri.decodestring(payload, header=True) if letter == b"q" else base64.b64decode(payload, validate=True)
        if _CONTROL.search(raw.decode()):
            raise Unsendable("a header has a control character inside an encoded word")


def prove_body(body: bytes) -> None:
    """What follows the header: seven bits, whole line ends, no line too long. Raises Unsendable."""
    lines = body.split(b"\r\n")
    ends = len(lines) - 1
    if not body.isascii() or b"\0" in body or body.count(b"\r") != ends or body.count(b"\n") != ends:
        raise Unsendable("a body has a character or line end that no relay takes")
    if len(max(lines, key=len)) > _LIMIT or lines[-1]:
        raise Unsendable("a body has a line that is too long, or no end")
