"""A build for all audiences, behind the servers with the configuration that is printed for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from web_servers import configuration, free_port, running

from statusgen.access.listing import listing
from statusgen.cli.main import run

SITE = {
    "content/site.yaml": (
        "name: Acme status\nurl: https://status.acme.example/\ntimezone: UTC\n"
        "private_pages: true\naudiences:\n  payments: {name: Payments, members: [ana]}\n"
        "  legal-team: {name: Legal, members: [ana], groups: [legal, 'role:counsel']}\n"
    ),
    "content/services/checkout.yaml": "name: Checkout\n",
    "content/incidents/2026-11-21-card-data/incident.yaml": (
        "title: Card data may have been copied\nstarted: 2026-11-21T13:58:00Z\naudience: [payments]\n"
        "services: {checkout: degraded_performance}\n"
    ),
    "content/incidents/2026-11-21-card-data/20261121T1405Z-investigating.md": (
        "---\nphase: investigating\nat: 2026-11-21T14:05:00Z\n---\nWe are looking at logs of the till.\n"
    ),
    "subscribers.yaml": "subscribers:\n  ana: {name: Ana, contacts: [{email: ana@acme.example}]}\n",
}


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    root = tmp_path_factory.mktemp("acme")
    for path, text in SITE.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    moment = ("--now", "2026-11-21T14:20:00Z")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STATUSGEN_KEY", "9d1c5a7be0f34486a2b1")
        assert run([*moment, "-C", str(root), "build", "--all-audiences", "-o", str(root / "dist")]) == 0
    return root / "dist"


@pytest.mark.parametrize("server", ["nginx", "caddy"])
def test_what_a_build_wrote_is_served_to_the_right_eyes_and_to_no_others(server, dist, identity, tmp_path, capsys):
    access, port = dist / "access.json", free_port()
    text = configuration(server, listing(access.read_text(encoding="utf-8")), dist, identity, port)
    people = [
        *("--as", "near=payments-readers,xpayments,Payments,pay:Cookie: session=near"),
        *("--as", "kim=staff,payments,ops:Cookie: session=payments"),
        *("--as", "lee=legal:Cookie: session=legal"),
    ]
    with running(server, text, tmp_path / "server", port) as url:
        code = run(["access", "check", url, "--access", str(access), *people])
    told = capsys.readouterr()
    assert (code, told.out) == (0, ""), told.out
    assert "right answers to outsider, near, kim, lee" in told.err
