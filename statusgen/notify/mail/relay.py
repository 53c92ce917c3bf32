"""Where mail goes: `smtp://user:password@host:587/?connections=10&rate=100/s`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from statusgen.model.secret import Secret

_OPTIONS = ("connections", "rate", "starttls", "timeout", "helo")
_LABEL = re.compile(r"[A-Za-z0-9_-]{1,63}")
_LONGEST_NAME = 253  # characters of a host's name (RFC 1035, 2.3.4, without the dots at the edges)
_ESCAPED = "in a password `/`, `?`, `#`, `@` are written %2F, %3F, %23, %40"


class BadRelay(ValueError):
    """STATUSGEN_SMTP_URL cannot be understood; says why, in words of ours alone: any part may be of the password."""


class Encryption(StrEnum):
    IMPLICIT = "implicit"  # smtps://, TLS from the first byte
    REQUIRE = "require"  # no STARTTLS, no mail
    OFFERED = "offered"  # STARTTLS where the relay has it
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Relay:
    """`rate` is letters per second, 0 for as fast as it goes. `timeout` in seconds replaces all those of RFC 5321."""

    host: str
    port: int
    encryption: Encryption = Encryption.OFFERED
    user: str = ""
    password: Secret = field(default_factory=lambda: Secret(""))
    connections: int = 10
    rate: float = 0.0
    timeout: float | None = None
    helo: str = ""

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @property
    def is_here(self) -> bool:
        """On this machine, so that nobody listens on the way."""
        return self.host in {"localhost", "::1"} or self.host.startswith("127.")


def relay(url: str) -> Relay:
    """From STATUSGEN_SMTP_URL. Raises BadRelay."""
    if not url.strip().isprintable():  # a line's end is left out without a word by who parses addresses
        raise BadRelay("STATUSGEN_SMTP_URL has a control character in it")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise BadRelay(
            "the port of STATUSGEN_SMTP_URL is none, or a character of the password needs %-encoding"
        ) from None
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise BadRelay("STATUSGEN_SMTP_URL must look like smtp://relay.example.com:587 or smtps://relay.example.com")
    if parts.path not in {"", "/"} or parts.fragment:
        raise BadRelay(f"STATUSGEN_SMTP_URL has a path; {_ESCAPED}")
    if "\0" in unquote(parts.netloc):
        raise BadRelay("STATUSGEN_SMTP_URL has a NUL (%00), which no relay takes")
    if parts.password and not parts.username:
        raise BadRelay("STATUSGEN_SMTP_URL has a password, but no user before it: smtp://user:password@host")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    _must_be_known(options)
    return Relay(
        host=_host(parts.hostname),
        port=port or _usual_port(parts),
        encryption=_encryption(parts.scheme, options.get("starttls", "offered")),
        user=unquote(parts.username or ""),
        password=Secret(unquote(parts.password or "")),
        connections=int(_number(options, "connections", r"[1-9]\d?", ("10", "a whole number from 1 to 99"))),
        rate=_number(options, "rate", r"\d{1,5}(\.\d{1,3})?", ("0", "letters per second, such as rate=100/s")),
        timeout=_number(options, "timeout", r"\d{1,5}(\.\d{1,3})?", ("0", "seconds, such as timeout=30")) or None,
        helo=_name(options.get("helo", "")),
    )


def _host(name: str) -> str:
    """A name that name servers could be asked for, or an IP address. Raises BadRelay."""
    try:
        ascii_name = name.encode("idna").decode()
    except UnicodeError:  # an empty label, or one above 63 characters, or characters that are in no name
        ascii_name = ""
    if len(name) <= _LONGEST_NAME and all(map(_LABEL.fullmatch, ascii_name.removesuffix(".").split("."))):
        return name
    try:
        ip_address(name)
    except ValueError:
        raise BadRelay(f"the host in STATUSGEN_SMTP_URL is no name of a host; {_ESCAPED}") from None
    return name


def _must_be_known(options: Iterable[str]) -> None:
    unknown = [one for one in options if one not in _OPTIONS]
    if not unknown:
        return
    near = get_close_matches(unknown[0], _OPTIONS, n=1, cutoff=0.8)
    meant = f"did you mean `{near[0]}`?" if near else _ESCAPED
    raise BadRelay(f"STATUSGEN_SMTP_URL has an option that is none of {', '.join(_OPTIONS)}; {meant}")


def _name(helo: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9.:\[\]-]*", helo):
        raise BadRelay("`helo` in STATUSGEN_SMTP_URL must be the name of this machine, such as helo=ci.example.com")
    return helo


def _usual_port(parts: SplitResult) -> int:
    """RFC 8314, 7.3 for who logs in; 25 is between servers."""
    return 465 if parts.scheme == "smtps" else 587 if parts.username else 25


def _encryption(scheme: str, wanted: str) -> Encryption:
    if wanted not in {"require", "never", "offered"}:
        raise BadRelay("`starttls` in STATUSGEN_SMTP_URL is `require` or `never`")
    return Encryption.IMPLICIT if scheme == "smtps" else Encryption(wanted)


def _number(options: dict[str, str], name: str, pattern: str, words: tuple[str, str]) -> float:
    """`words`: what it is where nothing is said, and what it may be."""
    default, wanted = words
    text = options.get(name, default)
    text = text.removesuffix("/s") if name == "rate" else text
    if not re.fullmatch(pattern, text, re.ASCII):
        raise BadRelay(f"`{name}` in STATUSGEN_SMTP_URL must be {wanted}")
    return float(text)
