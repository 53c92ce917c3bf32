"""Where mail goes: `smtp://user:password@host:587/?connections=10&rate=100/s`."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from statusgen.notify.secret import Secret


class BadRelay(ValueError):
    """STATUSGEN_SMTP_URL cannot be understood; says why, and never shows the url, which has a password in it."""


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
        return f"{self.host}:{self.port}"

    @property
    def is_here(self) -> bool:
        """On this machine, so that nobody listens on the way."""
        return self.host in {"localhost", "::1"} or self.host.startswith("127.")


def relay(url: str) -> Relay:
    """From STATUSGEN_SMTP_URL. Raises BadRelay."""
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
        raise BadRelay("STATUSGEN_SMTP_URL has a path; a `/`, `?` or `#` in a password is written %2F, %3F, %23")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if unknown := options.keys() - {"connections", "rate", "starttls", "timeout", "helo"}:
        raise BadRelay(f"STATUSGEN_SMTP_URL knows no `{min(unknown)}`, only connections, rate, starttls, timeout, helo")
    return Relay(
        host=parts.hostname,
        port=port or _usual_port(parts),
        encryption=_encryption(parts.scheme, options.get("starttls", "offered")),
        user=unquote(parts.username or ""),
        password=Secret(unquote(parts.password or "")),
        connections=int(_number(options, "connections", r"[1-9]\d?", "10")),
        rate=_number(options, "rate", r"\d{1,5}(\.\d{1,3})?", "0"),
        timeout=_number(options, "timeout", r"\d{1,5}(\.\d{1,3})?", "0") or None,
        helo=_name(options.get("helo", "")),
    )


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


def _number(options: dict[str, str], name: str, pattern: str, default: str) -> float:
    text = options.get(name, default).removesuffix("/s")
    if not re.fullmatch(pattern, text):
        raise BadRelay(f"`{name}` in STATUSGEN_SMTP_URL must be a number, such as {name}={default}")
    return float(text)
