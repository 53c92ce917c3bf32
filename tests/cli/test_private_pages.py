"""Pages of single people: who has one and what is in it, when an address ends, and what others can tell from theirs."""

import json
import re
from pathlib import Path

import pytest
from canary import ID, heard
from canary import SITE as CANARY
from hypothesis import given, settings
from hypothesis import strategies as st
from restricted import KNOWN, NOW, RESTRICTED, SITE, THINGS, Affair, affairs, written

from statusgen.cli.here import Here
from statusgen.cli.private import private_pages
from statusgen.model.affair import reference
from statusgen.model.keys import keys_from
from statusgen.notify.routing.concerned import concerned
from statusgen.publish.artefact import Artefact
from statusgen.read.load import load

KEY = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
KEYS = keys_from(KEY)
PEOPLE = """\
subscribers:
  ana:
    name: Ana Ruiz
    contacts: [{email: ana.ruiz@acme.example}, {sms: "+34911234567"}]
    timezone: Europe/Madrid
    language: es
    wants: [{services: [checkout]}]
  bo: {name: Bo Berg, contacts: [{email: bo.berg@acme.example}], wants: [{services: [mail]}]}
  cy: {name: Cy Falk, contacts: [{email: cy.falk@acme.example}], wants: [{services: [mail]}]}
  all-hands: {name: All hands, list: true, contacts: [{email: all@acme.example}], wants: [{services: all}]}
"""
FILES = {"index.html", "updates.atom", "updates.rss", "feed.json", "maintenance.ics"}


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def private(site: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """With private pages, and the key that they are made with."""
    monkeypatch.setenv("STATUSGEN_KEY", KEY)
    settings = site / "content/site.yaml"
    settings.write_text(settings.read_text() + "private_pages: true\n", encoding="utf-8")
    (site / "subscribers.yaml").write_text(PEOPLE, encoding="utf-8")
    return site


def build(run) -> str:
    code, _, err = run("build", "--all-audiences", "-o", "dist")
    assert code == 0, err
    return err


def own(site: Path, person: str, number: int = 1) -> Path:
    return site / "dist/private/f" / KEYS.link(person, number)


# --- who has one, and what is in it


def test_each_person_has_a_page_feeds_and_a_calendar_and_a_list_has_none(private, run):
    assert build(run).splitlines()[-1].endswith("in dist/private/")
    folders = {path.name for path in (private / "dist/private/f").iterdir()}
    assert folders == {KEYS.link(person, 1) for person in ("ana", "bo", "cy")}
    assert all({path.name for path in own(private, person).iterdir()} == FILES for person in ("ana", "bo", "cy"))
    listing = json.loads((private / "dist/access.json").read_text())
    assert listing["private"] == {"prefix": "/f/", "folder": "private/f"}


def test_there_is_what_concerns_them_and_nothing_else(private, run):
    build(run)
    ana, bo = (b"".join(tree(own(private, person)).values()) for person in ("ana", "bo"))
    assert b"Checkout fails for some customers" in ana and b"Mail" not in ana
    assert b"Mail arrives late" in bo and b"Mail moves house" in bo and b"Checkout" not in bo
    assert b"BEGIN:VEVENT" in (own(private, "bo") / "maintenance.ics").read_bytes()
    assert b"BEGIN:VEVENT" not in (own(private, "ana") / "maintenance.ics").read_bytes()


def test_pages_say_what_they_are_are_listed_nowhere_and_name_nobody(private, run):
    build(run)
    everything = b"".join(tree(private / "dist/private/f").values()).decode()
    for word in ("Ana", "Ruiz", "Berg", "Falk", "acme.example>", "@acme", "+34911234567", "all-hands", "All hands"):
        assert word not in everything
    page = (own(private, "bo") / "index.html").read_text()
    assert "What you are subscribed to or were put on, and nothing else." in page
    assert '<meta name="robots" content="noindex">' in page
    assert '<meta name="referrer" content="no-referrer">' in page


def test_feeds_lead_to_themselves_and_their_entries_to_the_site(private, run):
    build(run)
    token, home = KEYS.link("bo", 1), "https://status.acme.example/"
    feed = json.loads((own(private, "bo") / "feed.json").read_text())
    assert (feed["feed_url"], feed["home_page_url"]) == (f"{home}f/{token}/feed.json", f"{home}f/{token}/")
    assert {one["url"].split("#")[0] for one in feed["items"]} == {
        f"{home}incidents/2026-11-20-mail-late/",
        f"{home}maintenance/2026-12-01-mail-move/",
    }
    calendar = (own(private, "bo") / "maintenance.ics").read_bytes().replace(b"\r\n ", b"").decode()
    assert f"SOURCE;VALUE=URI:{home}f/{token}/maintenance.ics" in calendar
    assert f"URL:{home}maintenance/2026-12-01-mail-move/" in calendar


def test_ids_in_feeds_are_of_one_person_and_outlive_their_address(private, run):
    def ids(person: str, number: int) -> set[str]:
        return {one["id"] for one in json.loads((own(private, person, number) / "feed.json").read_text())["items"]}

    build(run)
    before = ids("bo", 1)
    assert before and not before & ids("cy", 1)
    run("access", "rotate", "bo")
    build(run)
    assert ids("bo", 2) == before


def test_equal_readers_get_the_same_but_for_what_is_theirs_alone(private, run):
    build(run)
    for name in sorted(FILES):
        bo, cy = ((own(private, one) / name).read_bytes().replace(b"\r\n ", b"") for one in ("bo", "cy"))
        for there, theirs in ((KEYS.link("cy", 1), KEYS.link("bo", 1)), (KEYS.reader("cy"), KEYS.reader("bo"))):
            cy = cy.replace(there.encode(), theirs.encode())
        assert bo == cy, name


def test_no_other_build_writes_any(private, run):
    for how in (
        (),
        ("--audience", "everyone", "-o", "one"),
        ("--all-audiences", "-o", "then", "--at", "2026-11-21T12:00:00Z"),
    ):
        assert run("build", *how)[0] == 0
    assert not list(private.rglob("f"))
    assert "private" not in json.loads((private / "then/access.json").read_text())


@pytest.mark.parametrize("key", ["", "short", "aaaaaaaaaaaaaaaaaaaaaaaa"])
def test_without_a_key_worth_the_name_nothing_is_written(private, run, monkeypatch, key):
    monkeypatch.setenv("STATUSGEN_KEY", key)
    code, out, err = run("build", "--all-audiences", "-o", "dist")
    assert (code, out) == (3, "")
    assert "private_pages" in err and "STATUSGEN_KEY is " in err
    assert not (private / "dist").exists()


def test_no_address_is_printed_by_a_build(private, run):
    for how in ((), ("--dry-run",), ("--json",), ("--json", "--dry-run")):
        told = "".join(map(str, run("build", "--all-audiences", "-o", "dist", *how)))
        assert not [person for person in ("ana", "bo", "cy") if KEYS.link(person, 1) in told]
    _, out, _ = run("build", "--all-audiences", "-o", "dist", "--json")
    assert json.loads(out)["trees"][-1] == {
        "audience": None,
        "out": "dist/private",
        "artefacts": 16,
        "written": 0,
        "unchanged": 16,
        "removed": 0,
    }


def test_no_address_is_printed_where_a_build_fails(private, run):
    build(run)
    (own(private, "ana") / "odd").symlink_to(private)
    code, _, err = run("build", "--all-audiences", "-o", "dist")
    assert code == 3 and KEYS.link("ana", 1) not in err
    assert "dist/private/f/<token>/odd is a symbolic link" in err


# --- when an address ends


def test_a_new_address_takes_the_place_of_the_old_one_and_all_others_stay(private, run):
    build(run)
    before = tree(private / "dist/private/f")
    code, out, err = run("access", "rotate", "ana")
    assert (code, out) == (0, f"{private / 'subscribers.yaml'}\n")
    assert "1 person gets a new address with the next `statusgen build --all-audiences`" in err
    assert KEYS.link("ana", 2) not in out + err
    build(run)
    after = tree(private / "dist/private/f")
    old, new = KEYS.link("ana", 1), KEYS.link("ana", 2)
    assert not [path for path in after if path.startswith(old)] and not own(private, "ana").exists()
    assert {path for path in after if path not in before} == {f"{new}/{name}" for name in FILES}
    assert {path: content for path, content in before.items() if not path.startswith(old)} == {
        path: content for path, content in after.items() if not path.startswith(new)
    }
    assert old.encode() not in b"".join(after.values())


def test_everybody_gets_a_new_address_at_once(private, run):
    assert run("access", "rotate", "--all")[0] == 0
    build(run)
    assert {path.name for path in (private / "dist/private/f").iterdir()} == {
        KEYS.link(person, 2) for person in ("ana", "bo", "cy")
    }


def test_people_outside_the_repository_get_new_addresses_there(private, run, monkeypatch, tmp_path):
    elsewhere = tmp_path / "people/subscribers.yaml"
    elsewhere.parent.mkdir()
    (private / "subscribers.yaml").rename(elsewhere)
    monkeypatch.setenv("STATUSGEN_SUBSCRIBERS", str(elsewhere))
    assert run("access", "rotate", "bo")[1] == f"{elsewhere}\n"
    assert elsewhere.read_text() == PEOPLE.replace("[mail]}]}\n  cy", "[mail]}], link: 2}\n  cy")
    assert run("access", "link", "bo")[1] == f"https://status.acme.example/f/{KEYS.link('bo', 2)}/\n"


def test_who_is_no_subscriber_any_more_has_no_page_any_more(private, run):
    build(run)
    (private / "subscribers.yaml").write_text(PEOPLE.replace("  cy:", "  dot:"), encoding="utf-8")
    build(run)
    assert not own(private, "cy").exists() and own(private, "dot").exists()


def test_pages_that_are_switched_off_are_emptied(private, run):
    build(run)
    settings = private / "content/site.yaml"
    settings.write_text(settings.read_text().replace("private_pages: true", ""), encoding="utf-8")
    assert "Emptied dist/private/: private pages are off" in build(run)
    assert not (private / "dist/private/f").exists()
    assert "private" not in json.loads((private / "dist/access.json").read_text())


def test_addresses_are_printed_to_who_asks_for_one(private, run, monkeypatch):
    assert run("access", "link", "ana")[:2] == (0, f"https://status.acme.example/f/{KEYS.link('ana', 1)}/\n")
    assert run("access", "link", "all-hands")[0] == 2
    assert run("access", "link", "ann")[0] == 2
    monkeypatch.delenv("STATUSGEN_KEY")
    assert run("access", "link", "ana")[0] == 3


@pytest.mark.parametrize("asked", [(), ("ana", "--all"), ("ann",), ("all-hands",)])
def test_nobody_gets_a_new_address_by_mistake(private, run, asked):
    assert run("access", "rotate", *asked)[0] == 2
    assert (private / "subscribers.yaml").read_text() == PEOPLE


# --- what others can tell


def planned(root: Path, files: dict[str, str]) -> dict[str, dict[str, Artefact]]:
    """Person -> name -> file, of each who has a page; nothing else is in the tree."""
    with written(root, files):
        site = load(root, NOW).site
        made = private_pages(Here(None, NOW, NOW, "never", {"STATUSGEN_KEY": KEY}), site, NOW, root)
        people = {KEYS.link(one.id, one.link): one.id for one in site.people.subscribers.values()}
        found: dict[str, dict[str, Artefact]] = {}
        for one in made:
            if one.path != "audience.txt":
                _, token, name = one.path.split("/")
                found.setdefault(people[token], {})[name] = one
        return found


def pages(root: Path, files: dict[str, str]) -> dict[str, dict[str, bytes]]:
    found = planned(root, files)
    return {person: {name: one.make() for name, one in made.items()} for person, made in found.items()}


def keys(made: dict[str, Artefact]) -> dict[str, str]:
    """What a build compares, and writes into the manifest of the tree."""
    return {name: one.key for name, one in made.items()}


ON = {"content/site.yaml": SITE["content/site.yaml"] + "private_pages: true\n"}
READ = {"ana": {"red"}, "bo": {"blue"}}


@settings(deadline=None, max_examples=12)
@given(
    st.lists(affairs(st.just(("everyone",)) | RESTRICTED), max_size=3),
    affairs(RESTRICTED),
    st.none() | affairs(RESTRICTED),
)
def test_a_restricted_incident_changes_no_page_but_those_of_its_readers(
    tmp_path_factory: pytest.TempPathFactory, there: list[Affair], secret: Affair, otherwise: Affair | None
) -> None:
    root = tmp_path_factory.mktemp("site")
    base = SITE | ON | {path: text for number, one in enumerate(there) for path, text in one.files(f"known-{number}")}
    other = dict(otherwise._replace(audience=secret.audience).files("secret")) if otherwise else {}
    having, lacking = planned(root, base | dict(secret.files("secret"))), planned(root, base | other)
    assert having.keys() == lacking.keys()
    for person in sorted(having):
        if not READ.get(person, set()) & set(secret.audience):
            assert keys(having[person]) == keys(lacking[person]), person
    for person, name in (("gus", "index.html"), ("gus", "updates.atom"), ("cy", "maintenance.ics")):
        assert having[person][name].make() == lacking[person][name].make()
    if "red" in secret.audience and not other:
        assert keys(having["ana"]) != keys(lacking["ana"])


@pytest.mark.parametrize("thing", THINGS)
def test_nor_does_anything_else_that_is_restricted(tmp_path: Path, thing: str) -> None:
    plain = planned(tmp_path / "plain", SITE | ON | KNOWN)
    having = planned(tmp_path / "having", SITE | ON | KNOWN | THINGS[thing])
    others = having.keys() - {"ana"}
    assert {person: keys(having[person]) for person in others} == {person: keys(plain[person]) for person in others}
    assert (keys(having["ana"]) != keys(plain["ana"])) is ("template" not in thing and thing != "a service")


@settings(deadline=None, max_examples=6)
@given(st.lists(affairs(st.just(("everyone",)) | RESTRICTED), min_size=1, max_size=4))
def test_in_each_tree_is_what_concerns_that_person_and_no_other_affair(
    tmp_path_factory: pytest.TempPathFactory, there: list[Affair]
) -> None:
    """Told by links to affairs, in pages and in feeds."""
    root = tmp_path_factory.mktemp("site")
    files = (
        SITE | ON | KNOWN | {path: text for number, one in enumerate(there) for path, text in one.files(f"k{number}")}
    )
    with written(root, files):
        site = load(root, NOW).site
        wanted = concerned(site, NOW)
        all_of_them = {reference(one) for one in (*site.incidents, *site.maintenances, *site.announcements)}
    for person, made in pages(root, files).items():
        text = b"".join(made.values()).decode()
        found = set(
            re.findall(r"(?:incidents|maintenance|announcements)/[a-z0-9-]+(?=/(?:index.html|#|\"|<|\r))", text)
        )
        assert found & all_of_them == set(wanted[person]), person


def test_no_page_of_others_holds_a_canary_in_any_form_and_that_of_its_reader_does(tmp_path: Path) -> None:
    files = CANARY | {"content/site.yaml": f"private_pages: true\n{CANARY['content/site.yaml']}"}
    files["subscribers.yaml"] += "  cy: {name: Cy, contacts: [{email: cy@acme.example}], wants: [{services: all}]}\n"
    made = pages(tmp_path / "site", files)
    assert not {name: heard(name, content) for name, content in made["cy"].items() if heard(name, content)}
    assert [name for name in sorted(FILES - {"maintenance.ics"}) if heard(name, made[f"{ID}-ana"][name])] == sorted(
        FILES - {"maintenance.ics"}
    )


def test_links_lead_to_a_site_that_the_person_can_open(tmp_path: Path) -> None:
    secret = Affair("major", "shop", "major_outage", 2, ("investigating",), ("red",), "It burns")
    made = pages(tmp_path / "site", SITE | ON | KNOWN | dict(secret.files("secret")))
    page = made["ana"]["index.html"].decode()
    assert 'href="../../a/red/incidents/secret/index.html"' in page
    assert 'href="../../incidents/known/index.html"' in page
    assert (
        '"url":"https://status.acme.example/live/a/red/incidents/secret/#update-0"' in made["ana"]["feed.json"].decode()
    )
    assert all(b"a/red" not in content for content in made["cy"].values())
