"""Questions to a live site, byte for byte as they are meant: no address is tidied, no redirect followed."""

import http.client
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from types import TracebackType
from urllib.parse import urlsplit

from statusgen.access.listing import Unusable
from statusgen.model.secret import Secret

_SECONDS = 20
_LONGEST = 8_000_000  # bytes: no page is longer
Header = tuple[str, str | Secret]


class Unanswered(Exception):
    """The site gives no answer that could be judged."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Names of headers are in small letters."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        return ", ".join(value for key, value in self.headers if key == name)


class Web:
    """One connection, opened again whenever the other side closes it. `asked` counts questions."""

    def __init__(self, url: str) -> None:
        try:
            address = urlsplit(url)
            host, port = address.hostname, address.port
        except ValueError as error:
            raise Unusable(f"{_shown(url)} is no address") from error
        if address.scheme not in {"http", "https"} or not host or address.query or address.fragment or "@" in url:
            raise Unusable(
                f"{_shown(url)} is no address of a site: it is as browsers show it, without user and password"
            )
        self.path = f"{address.path.rstrip('/')}/"
        self.asked = 0
        self._host = host
        self._connection = _connection(address.scheme, host, port)

    def __enter__(self) -> "Web":
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        self._connection.close()

    def ask(self, method: str, target: str, headers: Iterable[Header] = ()) -> Answer:
        """Raises Unanswered."""
        self.asked += 1
        headers = tuple(headers)
        try:
            return self._ask(method, target, headers)
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            self._connection.close()  # it was kept open for too long: once more, on a new one
        except (OSError, http.client.HTTPException) as error:
            raise Unanswered(f"{self._host} does not answer: {error or type(error).__name__}") from error
        try:
            return self._ask(method, target, headers)
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            raise Unanswered(f"{self._host} does not answer: {error or type(error).__name__}") from error

    def _ask(self, method: str, target: str, headers: tuple[Header, ...]) -> Answer:
        self._connection.putrequest(method, target)
        for name, value in headers:
            self._connection.putheader(name, value.reveal() if isinstance(value, Secret) else value)
        if method not in {"GET", "HEAD"}:
            self._connection.putheader("Content-Length", "0")
        self._connection.endheaders()
        response = self._connection.getresponse()
        body = response.read(_LONGEST + 1)
        if len(body) > _LONGEST:
            raise Unanswered(f"{self._host} sends more than {_LONGEST:,} bytes for one page")
        found = tuple((name.lower(), value) for name, value in response.getheaders())
        return Answer(response.status, found, body)


def _shown(url: str) -> str:
    """Without what stands before an @: it may be a password."""
    head, at, tail = url.rpartition("@")
    return repr(f"{head.partition('//')[0]}//…@{tail}" if at else url)


def _connection(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme == "http":
        return http.client.HTTPConnection(host, port, timeout=_SECONDS)
    return http.client.HTTPSConnection(host, port, timeout=_SECONDS, context=ssl.create_default_context())
