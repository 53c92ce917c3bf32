"""The parts of a letter, encoded once for everybody: plain text, HTML, and a calendar where there is one (RFC 2046)."""

import binascii
import hashlib
import re

from statusgen.notify.message import Message
from statusgen.render.blanks import SOFT_BREAK, Form, form, form_in_base64, joined

_LINE = 78
# What a reader of this text alone can do without harm: printable, tabs, line ends.
_SEVEN_BIT = re.compile(rb"[\t\n -~]*")
_METHOD = re.compile(rb"^METHOD:([A-Z-]+)\r?$", re.MULTILINE)


def body(message: Message, blank: str = "") -> Form:
    """From the header MIME-Version on, with the empty line that ends the header, to the end of the letter.

    `blank` stands in texts where something of the reader alone belongs, and may be nowhere else.
    """
    content = _alternatives(message, blank)
    if message.calendar:
        content = _many("mixed", (content, _calendar(message.calendar)), blank)
    return joined((Form((b"MIME-Version: 1.0\r\n",)), content))


def _alternatives(message: Message, blank: str) -> Form:
    plain = _part(b"text/plain; charset=utf-8", message.text.encode(), blank)
    return _many("alternative", (plain, _part(b"text/html; charset=utf-8", message.html.encode(), blank)), blank)


def _calendar(calendar: bytes) -> Form:
    """Beside the text and not an alternative to it: whoever shows calendars would hide the text (RFC 6047, 2.4)."""
    method = _METHOD.search(calendar)
    kind = b"text/calendar; charset=utf-8; method=" + (method[1] if method else b"PUBLISH")
    return _part(kind, calendar, "", b'Content-Disposition: attachment; filename="maintenance.ics"\r\n')


def _many(kind: str, parts: tuple[Form, ...], blank: str) -> Form:
    """A multipart entity. Its boundary is a digest of the parts, so the same letter has the same bytes on every try."""
    whole = b"".join(part.filled(blank) for part in parts)
    boundary = b"=_" + hashlib.blake2b(whole, digest_size=15).hexdigest().encode()
    head = f'Content-Type: multipart/{kind};\r\n boundary="'.encode() + boundary + b'"\r\n\r\n'
    begin, end = Form((b"--" + boundary + b"\r\n",)), Form((b"\r\n",))
    around = (one for part in parts for one in (begin, part, end))
    return joined((Form((head,)), *around, Form((b"--" + boundary + b"--\r\n",))))


def _part(kind: bytes, content: bytes, blank: str, more: bytes = b"") -> Form:
    way, written = _encoded(content.replace(b"\r\n", b"\n").replace(b"\r", b"\n"), blank)
    head = b"Content-Type: " + kind.replace(b"; method", b";\r\n method") + b"\r\n"
    return joined((Form((head + more + b"Content-Transfer-Encoding: " + way + b"\r\n\r\n",)), written))


def _encoded(content: bytes, blank: str) -> tuple[bytes, Form]:
    """The transfer encoding and the text in it; always seven bits, because not every relay takes eight."""
    content = content if content.endswith(b"\n") else content + b"\n"
    # A blank at the end of a line gets lost on the way, and `From ` at its start gets a `>` in old mailboxes.
    fragile = b" \n" in content or b"\t\n" in content or content.startswith(b"From ") or b"\nFrom " in content
    if _SEVEN_BIT.fullmatch(content) and not fragile and max(map(len, content.split(b"\n"))) <= _LINE:
        return b"7bit", form(content.replace(b"\n", b"\r\n"), blank)
    quoted = binascii.b2a_qp(content.replace(b"\n", b"\r\n"), istext=True)
    if len(quoted) > len(content) * 5 // 3:
        return b"base64", form_in_base64(content.replace(b"\n", b"\r\n"), blank)
    return b"quoted-printable", form(re.sub(rb"(?m)^From ", b"=46rom ", quoted), blank, SOFT_BREAK)
