"""A real nginx and a real Caddy before a site in three trees, and an identity service that believes whoever asks."""

import json
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import pytest

from statusgen.access.caddy import caddy
from statusgen.access.listing import Listing, listing
from statusgen.access.nginx import nginx
from statusgen.access.place import place

# Who is in which groups, by the cookie that they send. `near` is in groups that are almost the right ones.
PEOPLE = {
    "near": ("payments-readers", "xpayments", "Payments", "pay"),
    "payments": ("staff", "payments", "ops"),
    "legal": ("legal",),
    "both": ("role:counsel", "payments"),
}
TREES = {
    "everyone": ("/", ()),
    "payments": ("/a/payments/", ("payments",)),
    "legal-team": ("/a/legal-team/", ("legal", "role:counsel")),
}
FILES = (
    "index.html",
    "incidents/2026-11-21-card-fraud/index.html",
    "history.atom",
    "api/v2/summary.json",
    "assets/style.4f2a.css",
)
# The names of two private pages, and the files of each.
OWN = ("4f1d0c5be2a97f3316a8de05b7c2904a", "c0ffee00112233445566778899aabbcc")
OWN_FILES = ("index.html", "updates.atom", "maintenance.ics")
SECRET = {audience: f"canary of {audience} 7d1f" for audience in TREES}


def listed(url: str = "https://status.acme.example/") -> str:
    path = "/" + url.split("/", 3)[3]
    trees = [
        {
            "prefix": f"{path}{prefix[1:]}",
            "folder": "everyone" if audience == "everyone" else f"a/{audience}",
            "audience": audience,
            "groups": list(groups),
        }
        for audience, (prefix, groups) in TREES.items()
    ]
    private = {"prefix": f"{path}f/", "folder": "private/f"}
    return json.dumps({"version": 1, "url": url, "trees": trees, "private": private})


def write_site(dist: Path, url: str = "https://status.acme.example/") -> Listing:
    """As a build leaves it: every tree is complete, and what is in one stands in no other."""
    found = listing(listed(url))
    for tree in (found.everyone, *found.trees):
        for name in FILES:
            file = dist / tree.folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"{name}: {SECRET[tree.audience]}\n", encoding="utf-8")
    for token in OWN:
        for name in OWN_FILES:
            file = dist / "private" / "f" / token / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"{name}: own page of {token}\n", encoding="utf-8")
    for name in (".statusgen-manifest.json", "audience.txt"):
        (dist / "private" / name).write_text(f"{name}: all private pages: {OWN}\n", encoding="utf-8")
    (dist / "everyone" / "404.html").write_text("There is no such page.\n", encoding="utf-8")
    (dist / "access.json").write_text(listed(url), encoding="utf-8")
    return found


class Served(NamedTuple):
    """`identity` is the address of the identity service, `folder` where a test may put what it starts."""

    server: str
    url: str
    dist: Path
    found: Listing
    identity: str


class Gullible(BaseHTTPRequestHandler):
    """Knows people by their cookie, and believes any header in which they say what else they are."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        cookie = self.headers.get("Cookie", "").partition("session=")[2]
        groups = [*PEOPLE.get(cookie, ()), *self.said()]
        known = cookie in PEOPLE or bool(self.said())
        self.send_response_only((202 if known else 401) if self.path == "/oauth2/auth" else 302)
        if self.path != "/oauth2/auth":
            self.send_header("Location", "https://id.acme.example/login")
        if groups:
            self.send_header("X-Auth-Request-Groups", ",".join(groups))
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_HEAD = do_POST = do_GET  # noqa: N815 (the standard library's names)

    def said(self) -> list[str]:
        headers = {name.lower().replace("_", "-"): value for name, value in self.headers.items()}
        return [
            headers[name]
            for name in ("x-auth-request-groups", "x-forwarded-groups", "remote-groups")
            if name in headers
        ]

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def identity_service() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Gullible)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def program(name: str) -> str:
    """CI must have it; elsewhere its tests are skipped."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if not found:
        if os.environ.get("CI"):
            pytest.fail(f"{name} is not installed")
        pytest.skip(f"needs Debian's {name}")
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def configuration(server: str, found: Listing, dist: Path, identity: str, port: int) -> str:
    return {"nginx": nginx, "caddy": caddy}[server](found, place(str(dist), identity, f"127.0.0.1:{port}"))


@contextmanager
def running(server: str, text: str, folder: Path, port: int) -> Iterator[str]:
    """The server with this configuration, as the user who runs the tests; its address without a slash at the end."""
    folder.mkdir(exist_ok=True)
    (folder / "site.conf").write_text(text, encoding="utf-8")
    command = {"nginx": _nginx, "caddy": _caddy}[server](folder)
    environment = {**os.environ, "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "HOME": str(folder)}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
        try:
            _wait(process, port, folder)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()
            process.wait()


def _nginx(folder: Path) -> list[str]:
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind}; " for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "main.conf").write_text(
        f"daemon off; master_process off; {user} pid {folder}/pid; error_log {folder}/errors;\nevents {{}}\n"
        f"http {{ access_log off; {temporary}\ninclude /etc/nginx/mime.types;\ninclude {folder}/site.conf; }}\n",
        encoding="utf-8",
    )
    return [program("nginx"), "-e", f"{folder}/errors", "-p", str(folder), "-c", f"{folder}/main.conf"]


def _caddy(folder: Path) -> list[str]:
    (folder / "Caddyfile").write_text(f"{{\n\tadmin off\n}}\nimport {folder}/site.conf\n", encoding="utf-8")
    return [program("caddy"), "run", "--adapter", "caddyfile", "--config", f"{folder}/Caddyfile"]


def _wait(process: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    for _ in range(400):
        if process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.025)
        else:
            return
    logs = "".join(file.read_text(encoding="utf-8") for name in ("log", "errors") if (file := folder / name).exists())
    pytest.fail(f"the server does not answer: {logs}")
