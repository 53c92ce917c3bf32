"""The parts of a letter, encoded once for everybody: plain text, HTML, and a calendar where there is one (RFC 2046)."""

import base64
import binascii
import hashlib
import re

from statusgen.notify.message import Message

_LINE = 78
# What a reader of this text alone can do without harm: printable, tabs, line ends.
_SEVEN_BIT = re.compile(rb"[\t\n -~]*")
_METHOD = re.compile(rb"^METHOD:([A-Z-]+)\r?$", re.MULTILINE)


def body(message: Message) -> bytes:
    """From the header MIME-Version on, with the empty line that ends the header, to the end of the letter."""
    content = _alternatives(message)
    if message.calendar:
        content = _many("mixed", (content, _calendar(message.calendar)))
    return b"MIME-Version: 1.0\r\n" + content


def _alternatives(message: Message) -> bytes:
    plain = _part(b"text/plain; charset=utf-8", message.text.encode())
    return _many("alternative", (plain, _part(b"text/html; charset=utf-8", message.html.encode())))


def _calendar(calendar: bytes) -> bytes:
    """Beside the text and not an alternative to it: whoever shows calendars would hide the text (RFC 6047, 2.4)."""
    method = _METHOD.search(calendar)
    kind = b"text/calendar; charset=utf-8; method=" + (method[1] if method else b"PUBLISH")
    return _part(kind, calendar, b'Content-Disposition: attachment; filename="maintenance.ics"\r\n')


def _many(kind: str, parts: tuple[bytes, ...]) -> bytes:
    """A multipart entity. Its boundary is a digest of the parts, so the same letter has the same bytes on every try."""
    boundary = b"=_" + hashlib.blake2b(b"".join(parts), digest_size=15).hexdigest().encode()
    head = f'Content-Type: multipart/{kind};\r\n boundary="'.encode() + boundary + b'"\r\n\r\n'
    return head + b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts) + b"--" + boundary + b"--\r\n"


def _part(kind: bytes, content: bytes, more: bytes = b"") -> bytes:
    way, written = _encoded(content.replace(b"\r\n", b"\n").replace(b"\r", b"\n"))
    head = b"Content-Type: " + kind.replace(b"; method", b";\r\n method") + b"\r\n"
    return head + more + b"Content-Transfer-Encoding: " + way + b"\r\n\r\n" + written


def _encoded(content: bytes) -> tuple[bytes, bytes]:
    """The transfer encoding and the text in it; always seven bits, because not every relay takes eight."""
    content = content if content.endswith(b"\n") else content + b"\n"
    # A blank at the end of a line gets lost on the way, and `From ` at its start gets a `>` in old mailboxes.
    fragile = b" \n" in content or b"\t\n" in content or content.startswith(b"From ") or b"\nFrom " in content
    if _SEVEN_BIT.fullmatch(content) and not fragile and max(map(len, content.split(b"\n"))) <= _LINE:
        return b"7bit", content.replace(b"\n", b"\r\n")
    quoted = binascii.b2a_qp(content.replace(b"\n", b"\r\n"), istext=True)
    if len(quoted) > len(content) * 5 // 3:
        return b"base64", base64.encodebytes(content.replace(b"\n", b"\r\n")).replace(b"\n", b"\r\n")
    return b"quoted-printable", re.sub(rb"(?m)^From ", b"=46rom ", quoted)
