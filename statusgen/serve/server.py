"""The preview over HTTP, for this machine's browser."""

import contextlib
import mimetypes
import re
import socket
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from statusgen.model.repositories import elsewhere, prefix_of
from statusgen.read.root import CONTENT
from statusgen.serve.overlay import PREFIX, RELOAD, STYLE, WAIT, dressed
from statusgen.serve.preview import Preview
from statusgen.serve.watch import Watcher

# Shorter than any proxy's or browser's patience.
PATIENCE = 25.0
# Whoever says nothing for so many seconds, or takes nothing, is gone. Between requests of a browser, too.
SILENCE = 60.0
_TYPES = {
    ".atom": "application/atom+xml",
    ".rss": "application/rss+xml",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    "": "text/plain; version=0.0.4",  # only the metrics have no suffix, and Prometheus wants its format named
}
_WATCHED = ("content", "themes", "subscribers")
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]*\]|[^:\[\]]*)(?::\d*)?")  # RFC 3986, section 3.2.2, as far as names matter here


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, host: str, port: int, preview: Preview) -> None:
        if ":" in host:
            self.address_family = socket.AF_INET6
        super().__init__((host, port), _Handler)
        self.preview = preview
        # A page of elsewhere must not read the preview by pointing a name of its own at this machine (DNS rebinding).
        self.names = {"localhost", "127.0.0.1", "[::1]", _bracketed(host).lower()}
        self.is_open = host in ("", "0.0.0.0", "::")  # noqa: S104 - asked for: the network may see it by any name

    @property
    def url(self) -> str:
        host, port = self.server_address[:2]
        return f"http://{_bracketed(str(host))}:{port}/"

    def answers_to(self, hosts: list[str]) -> bool:
        """Whether a request that names these hosts means us."""
        found = _HOST.fullmatch("".join(hosts)) if len(hosts) == 1 else None
        return self.is_open or (found is not None and found[1].lower() in self.names)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who hangs up, or falls silent, is no mistake of ours. All else is, and gets the process's last word."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            sys.excepthook(*sys.exc_info())


@contextlib.contextmanager
def serving(root: Path, host: str, port: int, preview: Preview) -> Iterator[Server]:
    """A server whose pages follow the files below `root`. OSError where the port is taken."""
    watched = [*_WATCHED, *(f"{prefix_of(one)}{CONTENT}" for one in elsewhere(preview.site.settings))]
    watcher = Watcher(root, [root / name for name in watched], preview.rebuild)
    with Server(host, port, preview) as server:
        watcher.start()
        try:
            yield server
        finally:
            watcher.stop()


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    timeout = SILENCE

    def do_GET(self) -> None:
        if not self.server.answers_to(self.headers.get_all("Host") or []):
            self._send(421, "text/plain; charset=utf-8", b"This preview answers to localhost only.\n")
            return
        try:
            url = urlsplit(self.path)
        except ValueError:
            self._send(400, "text/plain; charset=utf-8", b"This is no address of a page.\n")
            return
        path = unquote(url.path)
        if path.startswith(PREFIX):
            self._own(path.removeprefix(PREFIX), parse_qs(url.query))
        else:
            self._page(path)

    do_HEAD = do_GET  # noqa: N815 - the name that http.server looks for

    def _own(self, name: str, query: dict[str, list[str]]) -> None:
        after = _number("".join(query.get("after", [])))
        if name == "style.css":
            self._send(200, "text/css; charset=utf-8", STYLE.encode())
        elif name == "start.js":
            self._send(200, "text/javascript; charset=utf-8", (WAIT % after).encode())
        else:
            changed = self.server.preview.wait(after, PATIENCE)
            self._send(200, "text/javascript; charset=utf-8", (RELOAD if changed else WAIT % after).encode())

    def _page(self, path: str) -> None:
        preview = self.server.preview
        number = preview.number
        picture = preview.picture()
        found = picture.find(path)
        if found and not path.endswith("/") and found.path != path.lstrip("/"):
            self._send(301, "text/plain", b"", location=f"/{quote(found.path.removesuffix('index.html'))}")
            return
        artefact = found or picture.artefacts.get("404.html")
        body, failure = b"<!doctype html><title>Preview</title><body></body>", picture.failure
        if artefact:
            try:
                body = artefact.make()
            except Exception as error:  # noqa: BLE001 - shown where the author looks
                failure = f"{artefact.path}: {error}"
        kind = _type(artefact.path if artefact else "x.html")
        if kind.startswith("text/html"):
            body = dressed(body, picture.problems, failure, number)
        self._send(200 if found and not failure else 500 if failure else 404, kind, body)

    def _send(self, status: int, kind: str, body: bytes, location: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        if location:
            self.send_header("Location", location)
        self.end_headers()
        if self.command != "HEAD":
            with contextlib.suppress(ConnectionError):
                self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that http.server gives it
        """Nothing: a preview that reports every request hides what it has to say."""


def _bracketed(host: str) -> str:
    """As it stands in an address."""
    return f"[{host}]" if ":" in host else host


def _number(text: str) -> int:
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else 0


def _type(path: str) -> str:
    suffix = Path(path).suffix
    kind = _TYPES.get(suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") or suffix in _TYPES else kind
