"""The preview, over HTTP and in a real browser."""

import http.client
import re
import shutil
import socket
import struct
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.support.ui import WebDriverWait

from statusgen.serve import server as serve_module
from statusgen.serve.preview import Preview
from statusgen.serve.server import Server, serving

NOW = datetime(2026, 11, 21, 14, 20, tzinfo=UTC)
TOP = Path(__file__).parents[2]


def fetch(server: Server, path: str = "") -> tuple[int, str]:
    try:
        with urllib.request.urlopen(server.url + path, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(TOP / "content", tmp_path / "content")
    shutil.copy(TOP / "subscribers.yaml", tmp_path)
    return tmp_path


@pytest.fixture
def server(root: Path) -> Iterator[Server]:
    with serving(root, "127.0.0.1", 0, Preview(root, lambda: NOW)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def answer(server: Server, request: bytes) -> bytes:
    """The beginning of what is answered to these bytes."""
    with socket.create_connection(server.server_address[:2], timeout=10) as connection:
        connection.sendall(request)
        return connection.recv(1000)


def first_incident(root: Path) -> Path:
    return sorted((root / "content/incidents").iterdir())[-1] / "incident.yaml"


def retitle(file: Path, title: str) -> None:
    file.write_text(re.sub("(?m)^title:.*$", f"title: {title}", file.read_text()))


def test_pages_of_a_folder_are_served_with_and_without_their_file_name(server: Server) -> None:
    assert fetch(server)[0] == 200
    assert fetch(server, "index.html")[1] == fetch(server)[1]
    assert fetch(server, "about") == fetch(server, "about/")


def test_a_page_that_is_not_there_is_the_sites_own_404(server: Server) -> None:
    status, page = fetch(server, "nothing/here")
    assert status == 404
    assert "<html" in page


def test_a_change_reaches_whoever_waits_for_it(server: Server, root: Path) -> None:
    number = server.preview.number
    retitle(first_incident(root), "Parcels are late everywhere")
    assert "location.reload" in fetch(server, f"-preview/wait.js?after={number}")[1]
    assert "Parcels are late everywhere" in fetch(server, f"incidents/{first_incident(root).parent.name}/")[1]


def test_a_change_in_a_source_does_so_too(tmp_path: Path, root: Path) -> None:
    settings = root / "content/site.yaml"
    settings.write_text(settings.read_text() + "sources: [{path: private, readers: [payments]}]\n")
    notice = tmp_path / "private/content/announcements/audit.md"
    notice.parent.mkdir(parents=True)
    with serving(root, "127.0.0.1", 0, Preview(root, lambda: NOW, audience="payments")) as server:
        number = server.preview.number
        notice.write_text("---\ntitle: Auditors are in\nat: 2026-11-21T13:00:00Z\n---\nBe kind.\n")
        while "announcements/audit/index.html" not in server.preview.picture().artefacts:
            assert server.preview.wait(number, 20)
            number += 1


def test_a_mistake_is_shown_on_top_and_the_rest_stays(server: Server, root: Path) -> None:
    number = server.preview.number
    broken = first_incident(root)
    broken.write_text(broken.read_text() + "severty: <b>minor</b>\n")
    assert server.preview.wait(number, 20)
    status, page = fetch(server)
    assert status == 200
    assert "did you mean `severity`?" in page
    assert "<b>minor</b>" not in page
    assert 'id="statusgen-problems"' in fetch(server, "about/")[1]


def test_the_last_good_pages_stay_while_the_settings_are_broken(server: Server, root: Path) -> None:
    number, before = server.preview.number, fetch(server, "about/")[1]
    (root / "content/site.yaml").write_text("name: [\n")
    assert server.preview.wait(number, 20)
    page = fetch(server, "about/")[1]
    assert "yaml-syntax" in page
    assert before.split("<main", 1)[1].split("</main", 1)[0] in page


def test_a_broken_theme_is_named_and_mended_without_a_restart(root: Path) -> None:
    (root / "themes/mine/templates").mkdir(parents=True)
    (root / "themes/mine/theme.toml").write_text('extends = "default"\n')
    settings = root / "content/site.yaml"
    settings.write_text(re.sub("(?m)^theme:.*\n", "", settings.read_text()) + "theme: mine\n")
    with serving(root, "127.0.0.1", 0, Preview(root, lambda: NOW)) as server:
        number = server.preview.number
        (root / "themes/mine/templates/index.html").write_text("{{ nothing.here }}\n")
        assert server.preview.wait(number, 20)
        artefact = server.preview.picture().find("/")
        assert artefact is not None
        with pytest.raises(Exception, match=r"index\.html:1"):
            artefact.make()


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", ""])
def test_a_page_of_elsewhere_cannot_read_the_preview_through_a_name_of_its_own(server: Server, host: str) -> None:
    connection = http.client.HTTPConnection(*server.server_address[:2], timeout=10)
    connection.putrequest("GET", "/", skip_host=True)
    connection.putheader("Host", host)
    connection.endheaders()
    with connection.getresponse() as answer:
        assert answer.status == 421
        assert b"<html" not in answer.read()
    connection.close()


@pytest.mark.parametrize("host", ["localhost:8000", "LocalHost", "127.0.0.1:8000", "[::1]", "[::1]:8000", "[::1]:"])
def test_this_machine_has_many_names(server: Server, host: str) -> None:
    assert answer(server, f"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("hosts", ["[::1", "[::1]x", "localhost:x", "a@localhost", "localhost\r\nHost: evil.example"])
def test_no_other_name_is_taken_for_one_of_them(server: Server, hosts: str) -> None:
    assert answer(server, f"GET / HTTP/1.1\r\nHost: {hosts}\r\n\r\n".encode()).startswith(b"HTTP/1.1 421 ")


def test_the_preview_is_shown_at_an_ipv6_address_too(root: Path) -> None:
    if not socket.has_dualstack_ipv6():
        pytest.skip("this machine has no IPv6")
    with serving(root, "::1", 0, Preview(root, lambda: NOW)) as server:
        threading.Thread(target=server.serve_forever).start()
        assert server.url.startswith("http://[::1]:")
        assert fetch(server)[0] == 200
        server.shutdown()


@pytest.mark.parametrize(
    "request_line",
    [b"GET http://[ HTTP/1.1", b"GET //[ HTTP/1.1", b"\xff\xfe", b"GET", b"GET / HTTP/9.9", b"GET /%ff\xff HTTP/1.1",
     b"BREW / HTTP/1.1", b"GET /" + b"a" * 70_000 + b" HTTP/1.1"],
)  # fmt: skip
def test_a_bad_request_is_answered_and_prints_nothing(
    server: Server, request_line: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    assert re.search(rb"HTTP/1.1 [45]|Error code: [45]", answer(server, request_line + b"\r\nHost: localhost\r\n\r\n"))
    assert capfd.readouterr().err == ""


def test_who_hangs_up_or_falls_silent_is_let_go_without_a_word(
    server: Server, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(serve_module._Handler, "timeout", 0.2)
    with socket.create_connection(server.server_address[:2], timeout=10) as gone:
        gone.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        gone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # hangs up with a reset
    with socket.create_connection(server.server_address[:2], timeout=10) as silent:
        silent.sendall(b"GET / HT")
        assert silent.recv(1) == b""
    assert capfd.readouterr().err == ""


def test_no_address_leads_to_another_server(server: Server) -> None:
    found = answer(server, b"GET /%2fabout HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert b"\r\nLocation: /about/\r\n" in found


@pytest.mark.parametrize(
    "path", ["../content/site.yaml", "%2e%2e/content/site.yaml", "-preview/../../x", "//etc/passwd"]
)
def test_nothing_but_the_site_is_served(server: Server, path: str) -> None:
    status, page = fetch(server, path)
    assert status in (200, 404)
    assert "timezone:" not in page and "root:" not in page


@pytest.mark.browser
def test_a_real_browser_reloads_by_itself_when_a_file_changes(
    server: Server, root: Path, browser: webdriver.Chrome
) -> None:
    path = f"incidents/{first_incident(root).parent.name}/"
    browser.get(server.url + path)
    retitle(first_incident(root), "The browser has seen this")
    WebDriverWait(browser, 20).until(lambda page: "The browser has seen this" in page.page_source)
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []
