"""A host for static files as real ones are: compressed, kept alive, below a path, with the site's own page for 404."""

import gzip
import posixpath
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

BELOW = "/sub/path/"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".atom": "application/atom+xml",
    ".rss": "application/rss+xml",
    ".ics": "text/calendar; charset=utf-8",
    ".png": "image/png",
    ".xml": "application/xml",
    ".webmanifest": "application/manifest+json",
}


class _Host(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, top: Path, below: str, *given: object) -> None:
        self.top, self.below = top, below
        super().__init__(*given)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        path = posixpath.normpath(unquote(urlsplit(self.path).path) + "x")[:-1]
        file = self.top / path.removeprefix(self.below)
        file = file / "index.html" if file.is_dir() else file
        found = path.startswith(self.below) and file.is_file()
        if not found:
            file = self.top / "404.html"
        body = file.read_bytes() if file.is_file() else b""
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", TYPES.get(file.suffix, "text/plain; charset=utf-8"))
        self.send_header("Cache-Control", "max-age=31536000, immutable" if "/assets/" in path else "no-cache")
        if "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def hosted(top: Path, below: str = BELOW) -> Iterator[str]:
    """The address of the site in this folder, while it is needed; it ends with a slash, as `below` does."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Host, top, below)) as server:
        server.daemon_threads = True
        server.block_on_close = False  # a browser keeps its connections
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}{below}"
        server.shutdown()
        thread.join()
