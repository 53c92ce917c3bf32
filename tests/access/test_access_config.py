"""What goes into a configuration, what never does, and who can be asked as."""

import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from web_servers import TREES, listed

from statusgen.access.caddy import caddy
from statusgen.access.forms import foreign, forms, twin
from statusgen.access.identity import identities
from statusgen.access.listing import Unusable, listing
from statusgen.access.nginx import nginx
from statusgen.access.oauth2_proxy import oauth2_proxy
from statusgen.access.place import place
from statusgen.cli.main import run
from statusgen.model.secret import Secret

HERE = place("/srv/status/dist", "http://127.0.0.1:4180", None)


def with_group(group: object) -> str:
    found = json.loads(listed())
    found["trees"][1]["groups"] = [group]
    return json.dumps(found)


def changed(**fields: object) -> str:
    found = json.loads(listed())
    found["trees"][1].update(fields)
    return json.dumps(found)


@pytest.mark.parametrize(
    "group",
    [
        "",
        "a b",
        'a"b',
        "a;b",
        "a{b",
        "a}b",
        "a$b",
        "a,b",
        "a\nb",
        "a\\b",
        "a|b",
        "a(b",
        "a*b",
        "é",
        "#a",
        "x" * 129,
        7,
        None,
    ],
)
def test_a_group_that_could_mean_more_than_its_name_is_refused(group):
    with pytest.raises(Unusable):
        listing(with_group(group))


@given(st.text(max_size=12))
def test_no_group_gets_a_line_quote_or_brace_into_a_configuration(group):
    try:
        found = listing(with_group(group))
    except Unusable:
        return
    assert not set(group) & set(" \t\n\r\"'`;{}$#\\,|()[]*?^")
    plain = listing(with_group("plain"))
    for write in (nginx, caddy):
        assert write(found, HERE).count("\n") == write(plain, HERE).count("\n")


@pytest.mark.parametrize(
    "fields",
    [
        {"prefix": "/a/payments"},
        {"prefix": "/a/../payments/"},
        {"prefix": "/a/legal/"},
        {"folder": "everyone"},
        {"folder": "../a/payments"},
        {"audience": "Payments"},
        {"audience": "everyone"},
        {"groups": "payments"},
        {"groups": None},
    ],
)
def test_a_tree_that_is_not_where_a_build_puts_it_is_refused(fields):
    with pytest.raises(Unusable):
        listing(changed(**fields))


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"version": 2, "url": "https://a.example/", "trees": []}', "null", "7"]
)
def test_what_is_no_listing_is_refused(text):
    with pytest.raises(Unusable):
        listing(text)


@pytest.mark.parametrize(
    ("root", "identity", "listen"),
    [
        ("dist", "http://127.0.0.1:4180", None),
        ("/srv/../etc", "http://127.0.0.1:4180", None),
        ("/srv/a b", "http://127.0.0.1:4180", None),
        ("/srv", "https://id.example", None),
        ("/srv", "http://127.0.0.1:4180/x", None),
        ("/srv", "http://127.0.0.1:4180", "8080; return 200"),
    ],
)
def test_a_place_that_could_mean_more_is_refused(root, identity, listen):
    with pytest.raises(Unusable):
        place(root, identity, listen)


def test_an_audience_without_groups_is_for_nobody():
    found = listing(changed(groups=[]))
    assert "map $statusgen_groups $statusgen_tree_payments {\n    default /dev/null/;\n}" in nginx(found, HERE)
    assert "@tree_payments" not in caddy(found, HERE)


def test_the_site_has_tls_unless_something_else_ends_it():
    assert "listen 443 ssl;" in nginx(listing(listed()), HERE)
    assert "\nhttps://status.acme.example {" in caddy(listing(listed()), HERE)
    behind = place("/srv/status/dist/", "http://127.0.0.1:4180", "127.0.0.1:8080")
    assert "listen 127.0.0.1:8080;" in nginx(listing(listed()), behind)
    assert "\nhttp://127.0.0.1:8080 {" in caddy(listing(listed()), behind)


def test_oauth2_proxy_lets_no_address_through_and_knows_every_group():
    found = tomllib.loads(oauth2_proxy(listing(listed()), HERE))
    assert found["allowed_groups"] == sorted({group for _, groups in TREES.values() for group in groups})
    assert found["redirect_url"] == "https://status.acme.example/oauth2/callback"
    assert (found["set_xauthrequest"], found["cookie_secure"], found["http_address"]) == (True, True, "127.0.0.1:4180")
    assert not [name for name in found if name.startswith("skip_auth") or "secret" in name]


def test_every_way_to_write_an_address_is_tried():
    found = [*forms("/a/payments/index.html")]
    assert len(found) == len({*found}) == 47
    for part in (
        "//",
        "/./",
        "/../",
        "%2f",
        "%2F",
        "%2e",
        "..%2f",
        ";",
        "%00",
        "%5c",
        "%252f",
        "/A/PAYMENTS/INDEX.HTML",
    ):
        assert any(part in form for form in found), part


def test_a_twin_is_as_long_and_of_the_same_kind():
    assert twin("/a/payments/history.atom") == "/a/payments/ijtupsz.atom"
    assert twin("/a/payments/incidents/") == "/a/payments/jodjefout/"
    assert foreign("/a/payments/a/payments/", "payments") == "/a/qbznfout/a/payments/"


def test_secrets_come_from_files_and_variables_and_are_never_shown(tmp_path):
    (tmp_path / "kim").write_text("session=hush\n", encoding="utf-8")
    given = [
        f"kim=payments,role:counsel:Cookie: @{tmp_path}/kim",
        "sam=:Authorization: $SAM",
        "kim=payments,role:counsel:X-B: c",
    ]
    outsider, kim, sam = identities(given, {"SAM": "Bearer hush"}, Path.read_text)
    assert (outsider.groups, outsider.headers) == (frozenset(), ())
    assert kim.groups == {"payments", "role:counsel"}
    assert kim.headers == (("Cookie", Secret("session=hush")), ("X-B", Secret("c")))
    assert (sam.groups, sam.headers) == (frozenset(), (("Authorization", Secret("Bearer hush")),))
    assert "hush" not in repr((outsider, kim, sam))


@pytest.mark.parametrize(
    "text",
    [
        "kim",
        "kim=payments",
        "kim=payments:Cookie",
        "outsider=:Cookie: hush",
        "kim=:Cookie: $NONE",
        "kim=:A: hush\r\nB: c",
    ],
)
def test_a_mistaken_identity_is_told_without_its_secret(text):
    with pytest.raises(Unusable) as mistake:
        identities([text], {}, Path.read_text)
    assert "hush" not in str(mistake.value)


def test_the_command_prints_a_configuration_and_says_what_is_missing(tmp_path, capsys):
    access = tmp_path / "access.json"
    assert run(["access", "config", "nginx", "--access", str(access)]) == 3
    assert "build --all-audiences" in capsys.readouterr().err
    access.write_text(listed(), encoding="utf-8")
    assert run(["access", "config", "caddy", "--access", str(access), "--root", "/srv/x"]) == 0
    assert capsys.readouterr().out == caddy(listing(listed()), place("/srv/x", "http://127.0.0.1:4180", None))
    assert run(["access", "config", "nginx", "--access", str(access), "--root", "x y"]) == 2
    access.write_text(with_group("a b"), encoding="utf-8")
    assert run(["access", "config", "nginx", "--access", str(access)]) == 3
    assert "cannot be the name of a group" in capsys.readouterr().err
