"""Mailboxes, and addresses as they go over the wire. Reading has checked them; here is only what the wire needs."""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from statusgen.notify.mail import headers
from statusgen.notify.mail.parcel import Unsendable

_MAILBOX = re.compile(r'(?:"(?P<quoted>.*)"\s*|(?P<name>[^<]*))<(?P<address>[^<>]*)>')  # no two parts take one blank
# A dot-string (RFC 5321, 4.1.2; RFC 6531 adds all of Unicode). Quoted local parts are legal and never worth it.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\x80-\U0010ffff-]+"
_BLANK = re.compile(r"\s")
_LOCAL = re.compile(rf"{_ATOM}(\.{_ATOM})*")
_DOMAIN = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")


@dataclass(frozen=True, slots=True)
class Mailbox:
    name: str
    address: str = field(repr=False)


def mailbox(written: str) -> Mailbox:
    """From `Name <address>` or a bare address. Raises Unsendable."""
    found = _MAILBOX.fullmatch(headers.checked("a mailbox", written).strip())
    if not found:
        return Mailbox("", on_wire(written.strip()))
    name = found["name"].rstrip() if found["quoted"] is None else re.sub(r"\\(.)", r"\1", found["quoted"])
    return Mailbox(name, on_wire(found["address"]))


def on_wire(address: str) -> str:
    """The address with its domain in ASCII; a local part beyond ASCII stays (SMTPUTF8). Raises Unsendable."""
    local, at, domain = headers.checked("an address", address).rpartition("@")
    ascii_domain = _a_domain(domain)
    # `=?` would be read as an encoded word by some, white space of any script as an end.
    plain = at and _LOCAL.fullmatch(local) and "=?" not in local and not _BLANK.search(local)
    if not plain or not ascii_domain or len(local.encode()) > 64:
        raise Unsendable("an address is not of the form `local@domain`, with neither quotes nor blanks")
    return f"{local}@{ascii_domain}"


@lru_cache(1000)  # nearly everybody is at one of a few
def _a_domain(domain: str) -> str:
    """In ASCII; nothing if it is none."""
    found = ".".join(_a_label(label) for label in domain.split("."))
    return found if _DOMAIN.fullmatch(found) and len(found) <= 253 else ""


def _a_label(label: str) -> str:
    """RFC 5890, 2.3.2.1. Reading has seen to it that the label is a valid one."""
    if label.isascii():
        return label.lower()
    return "xn--" + unicodedata.normalize("NFC", label.lower()).encode("punycode").decode()


def to_tokens(what: str, box: Mailbox) -> list[str]:
    """For an address header: the name, then `<address>`."""
    return [*headers.phrase(what, box.name), f"<{box.address}>"]
