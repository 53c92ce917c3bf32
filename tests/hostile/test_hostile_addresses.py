"""Addresses of the web wherever content gives one: what could run, mislead or be read in two ways is refused in place.

Nothing of what is left is ever asked for by this program: it is written into a page, for people to follow.
"""

import re

import pytest
from hostile_site import unrefused

from statusgen.render.markup import html

PLACES = {
    "content/services/shop.yaml": "name: Shop\nlinks:\n  x: {}\n",
    "content/incidents/slow/incident.yaml": "title: Slow\nlinks:\n  x: {}\n",
    "content/maintenance/move/maintenance.yaml": (
        "title: Move\nstarts: 2026-11-22T10:00:00Z\nends: 2026-11-22T11:00:00Z\nlinks:\n  x: {}\n"
    ),
    "content/site.yaml": (
        "name: A\nurl: {}\nsource_url: {}\nlook:\n  logo: {}\nmail:\n  from: a@b.example\n  preferences: {}\n"
    ),
}
RUNNING = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\\tscript:alert(1)",
    "java\\nscript:alert(1)", "\\x01javascript:alert(1)", "vbscript:x", "data:text/html,<script>alert(1)</script>",
    "data:image/svg+xml,<svg/>", "blob:https://a.example/x", "view-source:https://a.example/",
    "feed:javascript:alert(1)", "javascript&colon;alert(1)",
)  # fmt: skip
REACHING = (
    "file:///etc/passwd", "ftp://a.example/", "gopher://a.example:25/_MAIL", "ldap://a.example/",
    "dict://a.example:11211/", "jar:https://a.example/x!/", "ssh://a.example/", "git://a.example/",
    "smb://a.example/x", "tel:123", "about:blank", "chrome://settings", "ws://a.example/", "netdoc:///etc/passwd",
    "php://filter/x", "unix:/run/x", "cid:x", "urn:x:y",
)  # fmt: skip
TWO_WAYS = (
    "//evil.invalid/", "\\\\\\\\evil.invalid\\\\", "/\\\\evil.invalid/", "https:/evil.invalid", "https:evil.invalid",
    "https:///evil.invalid", "https://", "https://?a", "https://a b.example/", "https://a.example\\\\@evil.invalid/",
    "https://[::1", "https://::1/", "https://a.example:99999/", "https://a.example:x/", "https://a.example:-1/",
    "https://\\u2100.example/", "https://a\\u3002example\\uff0f/", "https://a.example\\u2044evil/", "https://%00/",
    "https://a..example/", f"https://{'a' * 64}.example/", "https://a.example/\\0", "https://a.example/\\r\\nX: y",
    "https://a.example/\\u2028x", "https://a_b..", "..", "x", "", "?", "#",
)  # fmt: skip
LEADING_AWAY = re.compile(r"\W*[a-z][a-z0-9+.-]*(?::|&colon;)|/[/\\]", re.IGNORECASE)
PRIVATE = (
    "https://127.0.0.1/", "http://localhost:8080/", "http://10.0.0.1/x", "http://169.254.169.254/latest/meta-data/",
    "http://[::1]/", "http://0x7f000001/", "http://2130706433/", "http://127.1/", "http://0/", "http://017700000001/",
)  # fmt: skip


@pytest.mark.parametrize("address", (*RUNNING, *REACHING, *TWO_WAYS))
def test_an_address_that_is_no_plain_one_of_the_web_is_refused_wherever_it_stands(address: str) -> None:
    assert unrefused(PLACES, address) == set()


@pytest.mark.parametrize("address", ["https://user:word@a.example/", "https://user@a.example/"])
def test_no_address_of_ours_has_a_password_in_it(address: str) -> None:
    form = "name: A\nurl: {}\nlook:\n  logo: {}\nmail:\n  from: a@b.example\n  preferences: {}\n"
    assert unrefused({"content/site.yaml": form}, address) == set()


@pytest.mark.parametrize("address", (*RUNNING, *REACHING))
@pytest.mark.parametrize("form", ["[x]({})", "[x](<{}>)", "<{}>", "[x][y]\n\n[y]: {}", "![x]({})", "[x]({} 'y')"])
def test_no_text_leads_to_an_address_that_is_not_of_the_web_or_mail(address: str, form: str) -> None:
    made = html(form.format(address.encode().decode("unicode_escape")))
    for to in re.findall(r'href="([^"]*)"', made):
        assert re.match(r"https?:|mailto:", to) or not re.match(
            r"\W*[a-z][a-z0-9+.-]*(?::|&colon;)|/[/\\]", to, re.IGNORECASE
        )
    assert "src=" not in made


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_in_an_internal_network_may_be_linked_to(address: str) -> None:
    """This is an internal page; and nothing here follows a link."""
    links = {path: form for path, form in PLACES.items() if "links" in form}
    assert unrefused(links, address) == {
        (path, form[: form.index("{}")].count("\n") + 1) for path, form in links.items()
    }
