"""One mail on its way: the envelope, and the bytes as they go over the wire."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Parcel:
    """`key` is that of the delivery. `content` has lines that end in CRLF and is not yet dot-stuffed.

    `utf8`: an address or header needs SMTPUTF8 (RFC 6531).
    """

    key: str
    sender: str = field(repr=False)
    recipient: str = field(repr=False)
    content: bytes = field(repr=False)
    utf8: bool = False
