"""A real nginx and a real Caddy: every way to write an address, every method, everyone, with forged headers.

Who may read what is judged here by words that stand in one tree alone, and not by what `access check` judges by.
"""

import pytest
from web_servers import FILES, OWN, OWN_FILES, PEOPLE, SECRET, TREES, configuration, free_port, running, write_site

from statusgen.access.asking import Answer, Web
from statusgen.access.checking import Checking
from statusgen.access.forms import foreign, forms, twin
from statusgen.access.identity import identities
from statusgen.access.samples import samples

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
EVERYBODY = (None, *PEOPLE)
READERS = {"payments": {"payments", "both"}, "legal-team": {"legal", "both"}}
FORGED = tuple(
    (name, "payments,legal,role:counsel")
    for name in (
        "X-Auth-Request-Groups",
        "X_Auth_Request_Groups",
        "X-Forwarded-Groups",
        "Remote-Groups",
        "Remote_Groups",
    )
)


def headers(somebody: str | None) -> tuple[tuple[str, str], ...]:
    return (*FORGED, *((("Cookie", f"session={somebody}"),) if somebody else ()))


def seen(answer: Answer) -> tuple[object, ...]:
    """Everything that tells one answer from another, but for the clock."""
    return answer.status, {pair for pair in answer.headers if pair[0] != "date"}, answer.body


@pytest.mark.slow
@pytest.mark.parametrize("audience", READERS)
@pytest.mark.parametrize("somebody", EVERYBODY)
def test_nobody_gets_a_byte_of_what_is_not_theirs_nor_learns_that_it_is_there(served, somebody, audience):
    outside = [SECRET[tree] for tree in READERS if somebody not in READERS[tree]]
    prefix = TREES[audience][0]
    with Web(served.url) as web:
        for name in ("index.html", FILES[1]):
            path = f"{prefix}{name}"
            folder = path.removesuffix("/index.html")
            ways = zip((*forms(path), folder), (*forms(twin(path)), twin(folder)), strict=True)
            for asked, missing in ways:
                for method in METHODS:
                    answer = web.ask(method, asked, headers(somebody))
                    assert not [word for word in outside if word.encode() in answer.body], (method, asked)
                    if somebody not in READERS[audience]:
                        other = web.ask(method, missing, headers(somebody))
                        same = (
                            *seen(other)[:1],
                            {(k, v.replace(missing, asked)) for k, v in seen(other)[1]},
                            other.body,
                        )
                        assert seen(answer) == same, (method, asked)


@pytest.mark.parametrize("somebody", EVERYBODY)
def test_who_may_read_gets_the_page_and_all_others_the_one_of_what_is_missing(served, somebody):
    with Web(served.url) as web:
        nothing = web.ask("GET", "/nothing", headers(somebody))
        assert nothing.status == 404
        for audience, readers in READERS.items():
            for name in FILES:
                path = f"{TREES[audience][0]}{name}"
                answer = web.ask("GET", path, headers(somebody))
                if somebody in readers:
                    assert (answer.status, answer.body) == (200, (served.dist / "a" / audience / name).read_bytes())
                    assert answer.header("cache-control") == "private, no-store"
                else:
                    assert seen(answer) == seen(nothing)
                    assert seen(web.ask("GET", foreign(path, audience), headers(somebody))) == seen(nothing)
                    assert int(web.ask("HEAD", path, headers(somebody)).header("content-length")) == len(nothing.body)


@pytest.mark.parametrize("somebody", EVERYBODY)
def test_what_is_for_everyone_needs_no_login_and_may_be_kept(served, somebody):
    with Web(served.url) as web:
        answer = web.ask("GET", "/", headers(somebody))
        assert (answer.status, answer.body) == (200, (served.dist / "everyone" / "index.html").read_bytes())
        assert "public" in answer.header("cache-control")
        for path in (
            "/access.json",
            "/a/access.json",
            "/..%2faccess.json",
            "/everyone/index.html",
            "/a/",
            "/a/payments",
        ):
            assert web.ask("GET", path, headers(somebody)).status in {400, 404}, path


def test_what_stands_behind_a_question_mark_is_for_the_page_and_not_for_who_asks(served):
    with Web(served.url) as web:
        answer = web.ask("GET", "/a/payments/?allowed_groups=nobody", headers("payments"))
        assert (answer.status, SECRET["payments"].encode() in answer.body) == (200, True)
        other = web.ask("GET", "/a/payments/?allowed_groups=legal", headers("legal"))
        assert seen(other) == seen(web.ask("GET", "/nothing", headers("legal")))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "PROPFIND"])
def test_other_methods_are_refused_alike_for_what_is_there_and_what_is_not(served, method):
    with Web(served.url) as web:
        paths = ("/", "/nothing", "/a/payments/", "/a/payments/nothing", "/a/nobody/")
        answers = [web.ask(method, path, headers("payments")) for path in paths]
    assert [answer.status for answer in answers] == [405] * 5
    assert all(seen(answer) == seen(answers[0]) for answer in answers)


def test_parts_of_a_page_and_not_modified_tell_outsiders_nothing(served):
    with Web(served.url) as web:
        for header in (
            ("Range", "bytes=0-3"),
            ("If-None-Match", "*"),
            ("If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT"),
        ):
            one, other = (web.ask("GET", path, [header]) for path in ("/a/payments/", "/a/nothing/"))
            assert one.status == 404
            assert seen(one) == seen(other)


def test_the_page_of_what_is_missing_is_the_same_by_whatever_name_it_is_asked_for(served):
    with Web(served.url) as web:
        nothing = web.ask("GET", "/nothing")
        for path in ("/a/404.html", "/a/payments/404.html/", "/a/none/404.html/", "/none/404.html"):
            assert seen(web.ask("GET", path)) == seen(nothing), path


def test_the_login_is_at_its_own_addresses_and_nowhere_else(served):
    with Web(served.url) as web:
        assert web.ask("GET", "/oauth2/start?rd=/a/payments/").status == 302
        assert web.ask("GET", "/oauth2/auth").status == 404
        assert web.ask("GET", "/oauth2/userinfo", headers("payments")).status == 404


def test_without_the_identity_service_everything_restricted_fails_alike_and_the_rest_is_there(served, tmp_path):
    port, nobody = free_port(), f"http://127.0.0.1:{free_port()}"
    text = configuration(served.server, served.found, served.dist, nobody, port)
    with running(served.server, text, tmp_path / "server", port) as url, Web(url) as web:
        paths = ("/a/payments/", "/a/payments/nothing", "/a/nobody/", "/a/legal-team/history.atom")
        answers = [web.ask("GET", path, headers("both")) for path in paths]
        assert answers[0].status in {500, 502}
        assert all(seen(answer) == seen(answers[0]) for answer in answers)
        assert web.ask("GET", "/").status == 200


def test_a_site_below_a_path_is_served_there_and_nowhere_else(served, tmp_path):
    found, port = write_site(tmp_path / "dist", "https://acme.example/status/"), free_port()
    text = configuration(served.server, found, tmp_path / "dist", served.identity, port)
    with running(served.server, text, tmp_path / "server", port) as url, Web(url) as web:
        assert SECRET["everyone"].encode() in web.ask("GET", "/status/").body
        assert SECRET["payments"].encode() in web.ask("GET", "/status/a/payments/", headers("payments")).body
        assert b"own page of" in web.ask("GET", f"/status/f/{OWN[0]}/").body
        nothing = web.ask("GET", "/status/nothing", headers("near"))
        assert nothing.status == 404
        paths = ("/status/a/payments/", "/", "/a/payments/", "/index.html", "/status/status/", "/everyone/")
        for path in (*paths, "/status/f/", f"/f/{OWN[0]}/", f"/status/f/{OWN[0][:-1]}b/"):
            assert seen(web.ask("GET", path, headers("near"))) == seen(nothing), path


@pytest.mark.parametrize("somebody", [None, "payments"])
def test_a_private_page_is_open_to_whoever_has_its_address(served, somebody):
    with Web(served.url) as web:
        for token in OWN:
            for name in OWN_FILES:
                answer = web.ask("GET", f"/f/{token}/{name.removesuffix('index.html')}", headers(somebody))
                content = (served.dist / "private" / "f" / token / name).read_bytes()
                assert (answer.status, answer.body) == (200, content)
                assert answer.header("cache-control") == "private, no-store"
                assert answer.header("referrer-policy") == "no-referrer"
                assert answer.header("x-robots-tag") == "noindex"


@pytest.mark.parametrize("somebody", [None, "payments"])
def test_an_address_that_nobody_was_given_is_missing_like_all_else(served, somebody):
    own, wrong = OWN[0], OWN[0][:-1] + "b"
    addresses = ["/f", "/f/", "/f/index.html", "/f/.statusgen-manifest.json", "/f/audience.txt"]
    addresses += ["/private/", "/private/f/", f"/private/f/{own}/index.html", f"/f/{own}/nothing"]
    addresses += [f"/f/{name}{end}" for name in (wrong, own[:-1], own.upper()) for end in ("", "/", "/index.html")]
    addresses += [f"/F/{own}/", f"/f/{own}x/", f"/f/x{own}/", f"/f/{own}/.statusgen-manifest.json"]
    with Web(served.url) as web:
        nothing = web.ask("GET", "/nothing", headers(somebody))
        for path in addresses:
            assert seen(web.ask("GET", path, headers(somebody))) == seen(nothing), path


def test_no_way_to_write_an_address_leads_to_the_list_of_private_pages(served):
    with Web(served.url) as web:
        for name in (".statusgen-manifest.json", "audience.txt"):
            for path in ("/f/", "/f/none/../../", f"/f/{OWN[0]}/../../", "/private/", "/f/../private/"):
                for form in forms(f"{path}{name}"):
                    assert b"all private pages" not in web.ask("GET", form).body, form


def test_private_addresses_are_in_no_log_of_the_server(served, tmp_path):
    """Each is made to log everything else, and what it logs shows that it does."""
    log, port = tmp_path / "access.log", free_port()
    text = configuration(served.server, served.found, served.dist, served.identity, port)
    if served.server == "nginx":
        text = text.replace("merge_slashes on;", f"merge_slashes on;\n    access_log {log};")
    else:
        text = text.replace("\troute {\n", f"\tlog {{\n\t\toutput file {log}\n\t}}\n\troute {{\n", 1)
    with running(served.server, text, tmp_path / "server", port) as url, Web(url) as web:
        for token in (*OWN, OWN[0][:-1] + "b"):
            for name in ("/", "/index.html", "/nothing", ""):
                for method in (*METHODS, "PROPFIND"):
                    web.ask(method, f"/f/{token}{name}")
                    web.ask(method, f"//f/./{token}{name}")
            web.ask("GET", f"/private/f/{token}/index.html")
        web.ask("GET", "/history.atom")
        web.ask("POST", "/history.rss")
        said = [*Checking(served.found, samples(served.found, served.dist), web, 404).wrong(identities((), {}, str))]
    assert not said
    logs = [log, *(file for file in (tmp_path / "server").glob("*") if file.is_file())]
    told = "".join(file.read_text(encoding="utf-8", errors="replace") for file in logs)
    assert "/history.atom" in told and "/history.rss" in told
    assert OWN[0][:-1] not in told
    assert OWN[1] not in told
