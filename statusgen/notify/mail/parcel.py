"""One mail on its way: the envelope, and the bytes as they go over the wire."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Parcel:
    """`key` is that of the delivery. `content` has lines that end in CRLF and is not yet dot-stuffed.

    `utf8`: an address or header needs SMTPUTF8 (RFC 6531). `attempts`: how often it was refused for now.
    """

    key: str
    sender: str = field(repr=False)
    recipient: str = field(repr=False)
    content: bytes = field(repr=False)
    utf8: bool = False
    attempts: int = 0


class Unsendable(ValueError):
    """This one mail must not go out as it is. The message says why and names no address."""
