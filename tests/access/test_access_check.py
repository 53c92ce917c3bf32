"""`access check`, before configurations that are right, and before the same ones with a hole made on purpose."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from web_servers import OWN, OWN_FILES, Served, configuration, free_port, running, write_site

from statusgen.access.asking import Web
from statusgen.access.checking import Checking
from statusgen.access.forms import twin
from statusgen.access.identity import identities
from statusgen.access.samples import samples

COMMAND = (sys.executable, "-m", "statusgen", "access", "check")
NEAR = "payments-readers,xpayments,Payments,pay"
PEOPLE = (
    f"near={NEAR}:Cookie: session=near",
    "kim=staff,payments,ops:Cookie: $KIM",
    "lee=legal:Cookie: session=legal",
)
# Name -> what is taken out of the configuration, what is put in its place, and a word of what is then said.
HOLES = {
    "nginx": {
        "groups compared by substring": (
            '"~(?:^|,) *payments *(?:,|$)"',
            '"~payments"',
            "near: GET /a/payments/ is given",
        ),
        "groups compared without case": (
            '"~(?:^|,) *payments',
            '"~*(?:^|,) *payments',
            "near: GET /a/payments/ is given",
        ),
        "open by default": ("default /dev/null/;", "default ROOT/a/payments/;", "near: GET /a/payments/ is given"),
        "identity headers of clients": (
            "proxy_pass_request_headers off;",
            "proxy_pass_request_headers on;",
            "outsider: GET /a/payments/ is given away, with forged headers",
        ),
        "nobody is asked": (
            "location ^~ /a/payments/ {",
            "location ^~ /a/payments/api/ { alias ROOT/a/payments/api/; }\n    location ^~ /a/payments/ {",
            "outsider: GET /a/payments/api/v2/summary.json is given",
        ),
        "an ending goes before": (
            "location ^~ /a/payments/ {",
            "location ~* [.]atom$ { root ROOT; }\n    location /a/payments/ {",
            "outsider: GET /a/payments/history.atom is given",
        ),
        "the login is asked for": ("error_page 401 403 404", "error_page 403 404", "is not answered with 404"),
        "forbidden is not missing": (
            "alias /dev/null/;",
            "return 410;",
            "has another status than what is missing (410)",
        ),
        "the case of addresses": (
            "location ^~ /a/payments/ {",
            "location /A/PAYMENTS/ { alias ROOT/a/payments/; }\n    location ^~ /a/payments/ {",
            "outsider: GET /A/PAYMENTS/index.html is given",
        ),
        "kept by proxies": (
            'add_header Cache-Control "private, no-store" always;\n        add_header X-C',
            "add_header X-C",
            "kim: GET /a/payments/ may be kept by others",
        ),
        "the whole build is served": ("alias ROOT/everyone/;", "alias ROOT/;", "/access.json is answered"),
        "too narrow": (" *payments *(?:,|$)", " *ops-only *(?:,|$)", "kim: GET /a/payments/ is refused"),
        "answers to POST": ("{ return 405; }", "{ return 204; }", "outsider: POST / is answered"),
        "private pages are listed": (
            'if ($uri !~ "^/f/[0-9a-f]{32}(?:/|$)") { return 404; }',
            "autoindex on;",
            "outsider: GET /f/ is not answered as what is missing",
        ),
        "private pages are missing otherwise": (
            "=404 @unknown;",
            "=403 @unknown;",
            "is not answered as what is missing",
        ),
        "the list of private pages": (
            "location ^~ /f/ {",
            (
                "location = /f/.statusgen-manifest.json { alias ROOT/private/.statusgen-manifest.json; }\n"
                "    location ^~ /f/ {"
            ),
            "gives away what lies beside private pages",
        ),
        "private pages tell where one comes from": (
            "add_header Referrer-Policy no-referrer always;",
            "",
            "outsider: GET /f/<token>/ may be kept, found or told on (without referrer-policy: no-referrer)",
        ),
        "private pages are closed": (
            "location ^~ /f/ {",
            "location ^~ /g/ {",
            "refused to somebody who has its address",
        ),
    },
    "caddy": {
        "groups compared by substring": (
            "(?:^|,)\\s*(?:payments)\\s*(?:,|$)",
            "payments",
            "near: GET /a/payments/ is given",
        ),
        "groups compared without case": (
            "(?:^|,)\\s*(?:payments)",
            "(?i)(?:^|,)\\s*(?:payments)",
            "near: GET /a/payments/ is given",
        ),
        "open by default": (
            "\n\t\t\terror 404\n",
            "\n\t\t\troot * ROOT\n\t\t\tfile_server\n",
            "near: GET /a/payments/ is given",
        ),
        "identity headers of clients": (
            "request_header -X",
            "#request_header -X",
            "outsider: GET /a/payments/ is given away, with forged headers",
        ),
        "nobody is asked": (
            "@restricted path /a/*",
            "handle_path /a/payments/api/* {\nroot * ROOT/a/payments/api\nfile_server\n}\n@restricted path /a/*",
            "outsider: GET /a/payments/api/v2/summary.json is given",
        ),
        "an ending goes before": (
            "@restricted path /a/*",
            "@feeds path *.atom\nroute @feeds {\nroot * ROOT\nfile_server\n}\n@restricted path /a/*",
            "outsider: GET /a/payments/history.atom is given",
        ),
        "the login is asked for": ("@refused status 3xx 4xx", "@refused status 3xx", "is not answered with 404"),
        "the case of addresses": (
            "@restricted path /a/*",
            "handle_path /A/PAYMENTS/* {\nroot * ROOT/a/payments\nfile_server\n}\n@restricted path /a/*",
            "outsider: GET /a/payments/index.html is given",
        ),
        "kept by proxies": (
            'header Cache-Control "private, no-store"\n\t\t\theader X-C',
            "header X-C",
            "kim: GET /a/payments/ may be kept by others",
        ),
        "the whole build is served": (
            "root * ROOT/everyone\n\t\t\tfile_server\n",
            "root * ROOT\n\t\t\tfile_server\n",
            "/access.json is answered",
        ),
        "too narrow": ("(?:payments)", "(?:ops-only)", "kim: GET /a/payments/ is refused"),
        "answers to POST": ("respond @changing 405", "", "outsider: POST / is answered"),
        "private pages are listed": (
            "root * ROOT/private/f\n\t\t\t\tfile_server\n\t\t\t}\n\t\t\terror 404",
            (
                "root * ROOT/private/f\n\t\t\t\tfile_server\n\t\t\t}\n"
                "\t\t\turi strip_prefix /f\n\t\t\troot * ROOT/private/f\n\t\t\tfile_server browse"
            ),
            "outsider: GET /f/ is not answered as what is missing",
        ),
        "the list of private pages": (
            "@private path /f/*",
            (
                "handle_path /f/.statusgen-manifest.json {\nroot * ROOT/private\nrewrite * /.statusgen-manifest.json\n"
                "file_server\n}\n@private path /f/*"
            ),
            "gives away what lies beside private pages",
        ),
        "private pages tell where one comes from": (
            "header Referrer-Policy no-referrer",
            "",
            "outsider: GET /f/<token>/ may be kept, found or told on (without referrer-policy: no-referrer)",
        ),
        "private pages are closed": (
            "@private path /f/*",
            "@private path /g/*",
            "refused to somebody who has its address",
        ),
    },
}


def broken(served: Served, hole: str, port: int) -> str:
    text = configuration(served.server, served.found, served.dist, served.identity, port)
    wanted, instead, _ = (part.replace("ROOT", str(served.dist)) for part in HOLES[served.server][hole])
    assert wanted in text
    return text.replace(wanted, instead)


def found(served: Served, url: str) -> Iterator[str]:
    people = identities(PEOPLE, {"KIM": "session=payments"}, Path.read_text)
    with Web(url) as web:
        for one in Checking(served.found, samples(served.found, served.dist), web, 404).wrong(people):
            yield f"{one.identity}: {one.method} {one.target} {one.what}{', with forged headers' if one.told else ''}"


def check(url: str, dist: Path, people: tuple[str, ...], *more: str) -> subprocess.CompletedProcess[str]:
    named = [part for one in people for part in ("--as", one)]
    command = (*COMMAND, url, "--access", str(dist / "access.json"), *named, *more)
    environment = {**os.environ, "KIM": "session=payments"}
    return subprocess.run(command, env=environment, check=False, capture_output=True, text=True, timeout=120)


def test_a_site_that_is_right_gives_right_answers_alone(served):
    done = check(served.url, served.dist, PEOPLE)
    assert (done.returncode, done.stdout) == (0, "")
    assert "right answers to outsider, near, kim, lee" in done.stderr
    assert "session=" not in done.stderr


@pytest.mark.parametrize(
    ("served", "hole"), [(server, hole) for server, holes in HOLES.items() for hole in holes], indirect=["served"]
)
def test_a_hole_made_on_purpose_is_found(served, hole, tmp_path):
    said, port = HOLES[served.server][hole][2], free_port()
    with running(served.server, broken(served, hole, port), tmp_path / "server", port) as url:
        assert any(said in line for line in found(served, url))


@pytest.mark.parametrize("served", ["nginx"], indirect=True)
def test_no_wrong_answer_names_the_address_of_anybody_or_what_it_could_be_found_from(served, tmp_path):
    port = free_port()
    with running(
        "nginx", broken(served, "private pages are missing otherwise", port), tmp_path / "server", port
    ) as url:
        said = "\n".join(found(served, url))
    assert "outsider: GET /f/<TOKEN>/ is not answered as what is missing" in said
    for token in OWN:
        for told in (token, token[:-1], token.upper(), twin(f"/{token}")[1:]):
            assert told not in said


def test_wrong_answers_are_one_json_document_on_request(served):
    done = check(served.url, served.dist, ("ada=payments,legal:Cookie: session=legal",), "--json")
    found = json.loads(done.stdout)
    assert done.returncode == 1
    assert found["asked"] > 1000
    assert {one["identity"] for one in found["wrong"]} == {"ada"}
    assert found["wrong"][0]["what"] == "is refused to somebody who may read it"


def test_a_site_that_does_not_answer_is_no_proof(served):
    done = check(f"http://127.0.0.1:{free_port()}", served.dist, PEOPLE)
    assert done.returncode == 3
    assert "does not answer" in done.stderr


def test_what_is_no_page_of_anybody_is_not_asked_for_and_there_may_be_none(tmp_path):
    found = write_site(tmp_path)
    (tmp_path / "private/f/.DS_Store").write_text("left by a file manager")
    (tmp_path / "private/f" / OWN[0] / "folder").mkdir()
    assert {own.token: sorted(own.files) for own in samples(found, tmp_path).own} == dict.fromkeys(
        OWN, sorted(OWN_FILES)
    )
    shutil.rmtree(tmp_path / "private/f")
    assert samples(found, tmp_path).own == ()
