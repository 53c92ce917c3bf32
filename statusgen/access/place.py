"""Where things are on the machine of the web server."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from statusgen.access.listing import Unusable

_ROOT = re.compile(r"(?:/[A-Za-z0-9][A-Za-z0-9._-]*)+", re.ASCII)
_LISTEN = re.compile(r"[A-Za-z0-9.-]+:[0-9]{1,5}", re.ASCII)

LOGIN_STEPS = ("start", "callback", "sign_out")  # below /oauth2/ of the identity service: all that a browser needs


@dataclass(frozen=True, slots=True)
class Place:
    """`root`: the build's folder, without a slash at its end. `identity`: host and port of the identity service.

    `listen`: where to answer in plain HTTP, behind a program that ends TLS; None: with TLS, at the site's address.
    """

    root: str
    identity: str
    listen: str | None = None


def place(root: str, identity: str, listen: str | None) -> Place:
    """Refuses, as Unusable, what has no place in a configuration."""
    if not _ROOT.fullmatch(root.rstrip("/")):
        raise Unusable(f"the folder {root!r} has to be an absolute path of letters, digits, `.`, `_` and `-`")
    service = urlsplit(identity)
    if service.scheme != "http" or service.path not in {"", "/"} or not _LISTEN.fullmatch(service.netloc):
        raise Unusable(f"the identity service {identity!r} has to be of the form http://HOST:PORT")
    if listen is not None and not _LISTEN.fullmatch(listen):
        raise Unusable(f"{listen!r} is not of the form HOST:PORT")
    return Place(root.rstrip("/"), service.netloc, listen)
