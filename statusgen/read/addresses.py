"""The door to email-validator: addresses as the wire wants them, or why one is none. No name server is asked."""

import re
from functools import cache

# Sent through other people's mail programs, this is decoded into anything at all (RFC 2047).
ENCODED_WORD = re.compile(r"=\?[^?\s]*\?[^?\s]*\?[^?]*\?=")

# A dot-atom (RFC 5322, 3.2.3) of bounded length: what nearly everyone has, and nothing to think about.
_PLAIN = re.compile(r"[A-Za-z0-9!#$%&'*+/^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/^_`{|}~-]+)*")
_MAILBOX = re.compile(r'(?:"(?P<quoted>[^"\\<>]*)"|(?P<name>[^"<>,;]*))\s*<(?P<address>[^<>]*)>')


class BadAddress(ValueError):
    """Says what is wrong, in words that contain no address."""


def email_address(text: str) -> str:
    """The address with its domain in ASCII (IDNA 2008). A local part beyond ASCII stays: it needs SMTPUTF8 (RFC 6531).

    One address, without quoted parts, comments and IP addresses. Raises BadAddress.
    """
    local, _, domain = text.rpartition("@")
    if len(local.encode()) > 64:
        raise BadAddress("the part before the @ is longer than 64 bytes")
    if len(text) <= 254 and _PLAIN.fullmatch(local):
        return f"{local}@{_domain(domain)}"
    if "=?" in text:
        raise BadAddress("`=?` begins an encoded word, which mail programs would decode")
    return _examined(text)


@cache
def _domain(domain: str) -> str:
    """Looked at once, however many have addresses in it."""
    return _examined(f"a@{domain}").removeprefix("a@")


def _examined(text: str) -> str:
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 (slow, for sites without people)

    try:
        found = validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise BadAddress(_in_our_words(str(error))) from error
    if "." not in found.ascii_domain:
        raise BadAddress("the part after the @ has no dot")
    return found.ascii_email or f"{found.local_part}@{found.ascii_domain}"


def _in_our_words(message: str) -> str:
    # Parts of an address, which it quotes: single characters stay.
    message = re.sub(r"'[^']{3,}'", "it", re.sub(r"The domain name \S+ is", "The domain is", message))
    lowered = message[:1].lower() + message[1:].rstrip(".")
    return lowered.replace("@-sign", "@").replace("`", "'")


def mailbox(text: str) -> str:
    """`Name <address>` or an address, as `email_address` has it. Raises BadAddress."""
    found = _MAILBOX.fullmatch(text.strip())
    if not found:
        return email_address(text.strip())
    address = email_address(found["address"])
    if found["quoted"] is not None:
        return f'"{found["quoted"]}" <{address}>'
    return f"{found['name'].strip()} <{address}>".strip()
