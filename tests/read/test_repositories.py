"""Content in several repositories: who can read each of them, what may lie where, and what is not there."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from statusgen.model.access import closed_to, visible
from statusgen.read.load import Reading, load

NOW = datetime(2026, 11, 21, 14, 20, tzinfo=UTC)
SETTINGS = (
    "name: Acme\nurl: https://a.example/\naudiences: {red: {name: Red}, blue: {name: Blue}}\n"
    "sources:\n  - {path: ../private, readers: red}\n"
)
FRAUD = "private/content/incidents/fraud/incident.yaml"
FILES = {
    "main/content/site.yaml": SETTINGS,
    "main/content/services/shop.yaml": "name: Shop\naliases: [store]\n",
    "main/content/incidents/slow/incident.yaml": (
        "title: Slow\nstarted: 2026-11-21T13:00:00Z\nservices: {shop: degraded_performance}\npublic_of: fraud\n"
    ),
    "private/content/services/vault.yaml": "name: Vault\ndepends_on: [shop]\n",
    FRAUD: "title: Fraud\nstarted: 2026-11-21T13:00:00Z\nservices: {vault: major_outage, shop: partial_outage}\n",
    "private/content/incidents/fraud/1.md": "---\nphase: identified\nat: 2026-11-21T13:10:00Z\n---\nA thief.\n",
    "private/content/templates/fraud.md": "---\nkind: update\nservice: vault\n---\nWe look at {{service}}.\n",
    "private/README.md": "# Not read\n",
}


def put(top: Path, path: str, text: str) -> None:
    (top / path).parent.mkdir(parents=True, exist_ok=True)
    (top / path).write_text(text, encoding="utf-8")


@pytest.fixture
def top(tmp_path: Path) -> Path:
    for path, text in FILES.items():
        put(tmp_path, path, text)
    return tmp_path


def read(top: Path, **how: bool) -> Reading:
    return load(top / "main", NOW, **how)


def told(top: Path) -> list[tuple[str, str, int]]:
    return [(one.code, one.span.path, one.span.line) for one in read(top).problems]


def sources(top: Path, *entries: str) -> None:
    put(top, "main/content/site.yaml", SETTINGS.partition("sources:")[0] + f"sources: [{', '.join(entries)}]\n")


def test_what_lies_in_a_source_is_for_its_readers_and_nothing_has_to_say_so(top):
    reading = read(top)
    assert not reading.problems
    assert {one.id: one.audience for one in reading.site.services.values()} == {
        "shop": ("everyone",),
        "vault": ("red",),
    }
    (fraud,) = (one for one in reading.site.incidents if one.id == "fraud")
    assert (fraud.audience, fraud.updates[0].audience) == (("red",), ("red",))
    assert fraud.span.path == "../private/content/incidents/fraud/incident.yaml"
    assert "fraud" in reading.site.templates
    assert [one.id for one in visible(reading.site, None).incidents] == ["slow"]
    assert [one.id for one in visible(reading.site, "blue").incidents] == ["slow"]


def test_a_problem_in_a_source_is_shown_with_its_own_path_and_is_closed_to_others(top):
    put(top, FRAUD, "title: Fraud\nstarted: yesterday\n")
    assert told(top) == [("bad-time", "../private/content/incidents/fraud/incident.yaml", 2)]
    site = read(top).site
    assert "../private/" in closed_to(site, frozenset({"everyone", "blue"}))
    assert "../private/" not in closed_to(site, frozenset({"everyone", "red"}))


@pytest.mark.parametrize("readers", ["everyone", "[red, blue]"])
def test_what_is_for_fewer_than_can_read_the_source_is_an_error_there(top, readers):
    sources(top, f"{{path: ../private, readers: {readers}}}")
    put(top, "main/content/incidents/slow/incident.yaml", "title: Slow\nstarted: 2026-11-21T13:00:00Z\n")
    for path in ("private/content/services/vault.yaml", FRAUD):
        put(top, path, (top / path).read_text() + "audience: [red]\n")
    found = {problem for problem in told(top) if problem[0] not in ("no-services", "audience-leak")}
    assert found == {
        ("wrong-source", "../private/content/services/vault.yaml", 3),
        ("wrong-source", "../private/content/incidents/fraud/incident.yaml", 4),
    }


@pytest.mark.parametrize("audience", ["everyone", "[red, blue]"])
def test_what_is_for_more_than_can_read_the_source_is_an_error_for_their_site_could_not_do_without(top, audience):
    put(
        top,
        "private/content/announcements/a.md",
        f"---\ntitle: A\nat: 2026-11-21T13:00:00Z\naudience: {audience}\n---\n",
    )
    assert told(top) == [("wrong-source", "../private/content/announcements/a.md", 4)]
    site = load(top / "main", NOW, readers=frozenset({"everyone"})).site
    assert [len(visible(site, one).announcements) for one in (None, "red", "blue")] == [0, 1, 0]


def test_a_restricted_incident_in_a_source_names_the_one_for_everyone_itself(top):
    slow = "main/content/incidents/slow/incident.yaml"
    put(top, slow, FILES[slow].replace("public_of: fraud\n", ""))
    before = load(top / "main", NOW, readers=frozenset({"everyone"}))
    alone = visible(before.site, None)
    for rest, problems in (
        ("public: slow\n", []),
        ("public: slwo\n", [("bad-public-of", f"../{FRAUD}", 4)]),
        ("public: fraud\n", [("bad-public-of", f"../{FRAUD}", 4)]),
    ):
        put(top, FRAUD, FILES[FRAUD] + rest)
        assert told(top) == problems
        reading = load(top / "main", NOW, readers=frozenset({"everyone"}))
        assert visible(reading.site, None) == alone
    put(top, slow, FILES[slow].replace("public_of: fraud", "public: slow"))
    put(top, FRAUD, FILES[FRAUD])
    assert told(top) == [("bad-public-of", "content/incidents/slow/incident.yaml", 4)]


def test_an_update_for_fewer_than_the_source_is_an_error_too(top):
    sources(top, "{path: ../private, readers: [red, blue]}")
    put(top, "private/content/incidents/fraud/2.md", "---\nat: 2026-11-21T13:20:00Z\naudience: red\n---\nHis name.\n")
    assert told(top) == [("wrong-source", "../private/content/incidents/fraud/2.md", 3)]


def test_the_readers_of_the_site_s_own_folder_can_be_declared_as_well(top):
    put(top, "main/content/announcements/a.md", "---\ntitle: A\nat: 2026-11-21T13:00:00Z\naudience: blue\n---\nA.\n")
    assert told(top) == []
    sources(top, "{path: ., readers: everyone}", "{path: ../private, readers: red}", "{path: ../other, readers: blue}")
    problems = {(one.code, one.span.path, one.span.line): one.hint for one in read(top).problems}
    assert problems == {
        ("wrong-source", "content/announcements/a.md", 4): "move it to ../other",
        ("wrong-source", "content/incidents/slow/incident.yaml", 4): (
            "leave it out, and write `public:` with the id of this one in the other: only its readers see that"
        ),
    }
    sources(top, "{path: ., readers: [red, blue]}", "{path: ../private, readers: red}")
    assert [code for code, *_ in told(top)] == ["wrong-source", "wrong-source"]
    sources(top, "{path: ., readers: blue}", "{path: ../private, readers: red}")
    assert [path for _, path, _ in told(top)] == ["content/incidents/slow/incident.yaml"]


def test_naming_across_sources_leaks_as_it_does_within_one(top):
    put(top, "main/content/announcements/a.md", "---\ntitle: A\nat: 2026-11-21T13:00:00Z\nservices: [vault]\n---\nA.\n")
    assert told(top) == [("audience-leak", "content/announcements/a.md", 4)]
    put(top, "main/content/announcements/a.md", "---\ntitle: A\nat: 2026-11-21T13:00:00Z\n---\nA.\n")
    put(top, "other/content/services/till.yaml", "name: Till\ndepends_on: [vault]\n")
    sources(top, "{path: ../private, readers: red}", "{path: ../other, readers: blue}")
    assert told(top) == [("audience-leak", "../other/content/services/till.yaml", 2)]


@pytest.mark.parametrize(
    ("path", "text", "first"),
    [
        ("private/content/services/shop.yaml", "name: Secret\n", "content/services/shop.yaml"),
        ("private/content/services/shop.md", "---\nname: Secret\n---\nOurs.\n", "content/services/shop.yaml"),
        ("private/content/services/store.yaml", "name: Secret\n", "content/services/shop.yaml"),
        (
            "private/content/incidents/slow/incident.yaml",
            "title: Secret\nstarted: 2026-11-21T13:00:00Z\nservices: {shop: operational}\n",
            "content/incidents/slow/incident.yaml",
        ),
        (
            "private/content/announcements/slow.md",
            "---\ntitle: Secret\nat: 2026-11-21T13:00:00Z\n---\nSecret.\n",
            "content/incidents/slow/incident.yaml",
        ),
    ],
)
def test_an_id_that_is_there_twice_is_an_error_in_the_source_which_names_the_other_place(top, path, text, first):
    put(top, path, text)
    (problem,) = read(top).problems
    assert (problem.code, problem.span.path) == ("id-clash", f"../{path}")
    assert first in problem.message
    assert "Secret" not in repr(visible(read(top).site, None))


def test_a_source_that_is_not_there_is_no_mistake_and_what_is_left_is_as_before(top):
    put(top, "main/subscribers.yaml", _PEOPLE)
    put(top, "main/content/announcements/a.md", _OF_RED)
    put(top, "main/content/site.yaml", SETTINGS + "rules: [{when: {services: [vault]}, add: [ana]}]\n")
    whole = read(top)
    assert not whole.problems and len(whole.site.settings.rules) == 1
    (top / "private").rename(top / "gone")
    without = read(top)
    assert not without.problems
    assert [one.path for one in without.site.missing] == ["../private"]
    assert visible(without.site, None) == visible(whole.site, None)
    assert without.site.settings.rules == ()  # without its services it would be for all incidents
    assert read(top, alone=True).site == without.site
    (top / "private").mkdir()  # as a submodule that was not fetched
    assert read(top).site == without.site


_PEOPLE = (
    "subscribers:\n  ana:\n    name: Ana\n    contacts: [{email: ana@acme.example}]\n    wants: [{services: [vault]}]\n"
    "    follows: [fraud]\n"
)
_OF_RED = "---\ntitle: A\nat: 2026-11-21T13:00:00Z\naudience: red\nservices: [vault, shop]\n---\nA.\n"


def test_without_a_source_a_wrong_name_in_what_its_readers_cannot_see_is_found_all_the_same(top):
    (top / "private").rename(top / "gone")
    put(top, "main/content/announcements/a.md", "---\ntitle: A\nat: 2026-11-21T13:00:00Z\nservices: [vault]\n---\nA.\n")
    assert told(top) == [("unknown-service", "content/announcements/a.md", 4)]


def link(top: Path) -> None:
    (top / "private").rename(top / "real")
    (top / "private").symlink_to(top / "real")


def linked_content(top: Path) -> None:
    (top / "private/content").rename(top / "real")
    (top / "private/content").symlink_to(top / "real")


def a_file(top: Path) -> None:
    (top / "private").rename(top / "real")
    (top / "private").write_text("name: Acme\n")


def no_content(top: Path) -> None:
    (top / "private/content").rename(top / "private/contents")


@pytest.mark.parametrize("spoil", [link, linked_content, a_file, no_content])
def test_a_folder_that_cannot_be_a_source_is_an_error_in_the_settings(top, spoil: Callable[[Path], None]):
    spoil(top)
    assert told(top) == [("bad-source", "content/site.yaml", 5)]
    assert [one.id for one in read(top).site.incidents] == ["slow"]


@pytest.mark.parametrize("spoil", [link, linked_content, a_file, no_content])
def test_what_is_wrong_with_a_source_is_the_business_of_its_readers_alone(top, spoil: Callable[[Path], None]):
    spoil(top)
    for readers, codes in ({"everyone"}, []), ({"everyone", "red"}, ["bad-source"]):
        reading = load(top / "main", NOW, readers=frozenset(readers))
        assert [one.code for one in reading.problems if one.span.path == "content/site.yaml"] == codes
        assert [one.path for one in reading.site.missing] == ["../private"]


@pytest.mark.parametrize(
    "entries",
    [
        ["{path: .., readers: red}"],
        ["{path: ../main, readers: red}"],
        ["{path: content/services, readers: red}"],
        ["{path: themes/content, readers: red}"],
        ["{path: ../private, readers: red}", "{path: ../main/../private/, readers: blue}"],
        ["{path: ../private, readers: red}", "{path: ../private/inner, readers: blue}"],
        ["{path: ../private/inner, readers: red}", "{path: ../private, readers: blue}"],
        ["{path: ., readers: red}", "{path: ./, readers: blue}"],
        ["{path: ., readers: red, source_url: 'https://git.example/{commit}'}"],
    ],
)
def test_a_source_in_another_or_in_the_site_is_an_error(top, entries):
    for inner in ("main/content/services/content", "main/themes/content/content", "private/inner/content"):
        (top / inner).mkdir(parents=True)
    sources(top, *entries)
    assert ("bad-source", "content/site.yaml", 4) in told(top)


@pytest.mark.parametrize("path", ["content", "./content/incidents", "../main/content"])
@pytest.mark.parametrize("alone", [False, True])
def test_what_cannot_be_a_source_decides_for_whom_nothing_is(top, path, alone):
    """A branch cannot hide what it changes from its review by calling the site's own content somebody's."""
    put(top, "main/content/incidents/slow/incident.yaml", "title: Slow\nstarted: 2026-11-21T13:00:00Z\n")
    sources(top, f"{{path: {path}, readers: red}}")
    reading = read(top, alone=alone)
    assert [one.id for one in visible(reading.site, None).incidents] == ["slow"]
    assert ("bad-source" in {one.code for one in reading.problems}) is not (alone and path.startswith(".."))


def test_the_first_of_two_of_one_folder_counts(top):
    sources(top, "{path: ../private, readers: red}", "{path: ../private, readers: red}")
    site = read(top).site
    assert {one.id: one.audience for one in site.incidents} == {"slow": ("everyone",), "fraud": ("red",)}
    assert visible(site, None).incidents != site.incidents


@pytest.mark.parametrize(
    "path", ["/etc", "~/private", r"..\private", "''", "c:/private", '"../a\\u0000b"', "../" + "a" * 200, "[a]"]
)
def test_a_path_that_is_right_on_one_machine_alone_is_refused(top, path):
    sources(top, f"{{path: {path}, readers: red}}")
    assert {one.span.path for one in read(top).problems} == {"content/site.yaml"}


def test_readers_of_a_source_are_audiences(top):
    sources(top, "{path: ../private, readers: [rde]}")
    assert ("unknown-audience", "content/site.yaml", 4) in told(top)
    sources(top, "{path: ../private, readers: []}")
    assert [one.span.path for one in read(top).problems] == ["content/site.yaml"]


@pytest.mark.parametrize("name", ["content/site.yaml", "subscribers.yaml", "subscribers.jsonl", "subscribers/ana.yaml"])
def test_settings_and_people_of_a_source_are_errors_for_nobody_reads_them(top, name):
    put(top, f"private/{name}", "name: Acme\n")
    path = "../private/" + ("subscribers" if name.startswith("subscribers/") else name)
    assert told(top) == [("bad-source", path, 0)]


def test_people_may_be_read_from_a_source_where_somebody_says_so(top):
    put(top, "private/subscribers.yaml", "subscribers: {ana: {name: Ana, contacts: [{email: ana@acme.example}]}}\n")
    reading = load(top / "main", NOW, top / "private/subscribers.yaml")
    assert not reading.problems and "ana" in reading.site.people.subscribers


def test_what_is_not_read_in_a_source_is_said(top):
    put(top, "private/content/incident/fraud/incident.yaml", "title: Fraud\n")
    assert told(top) == [("unexpected-file", "../private/content/incident", 0)]


def test_links_within_a_source_lead_nowhere(top):
    (top / "private/content/services/passwords.yaml").symlink_to("/etc/passwd")
    (top / "private/content/maintenance").symlink_to(top / "main/content")
    assert told(top) == [
        ("symlink", "../private/content/maintenance", 0),
        ("symlink", "../private/content/services/passwords.yaml", 0),
    ]


# Root may read everything: as such, the reading is done without that power.
_POWERLESS = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
_READ = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from statusgen.read.load import load
found = load(Path(sys.argv[1]), datetime(2026, 11, 21, 14, 20, tzinfo=UTC))
print(*(f"{one.code} {one.span.path}:{one.span.line} {one.message}" for one in found.problems), sep="\\n")
"""


@pytest.mark.skipif(bool(_POWERLESS) and not shutil.which("setpriv"), reason="needs setpriv of util-linux")
@pytest.mark.parametrize("folder", ["private", "private/content", "locked"])
def test_a_folder_that_nobody_may_look_into_is_an_error_in_the_settings(top, folder):
    if folder == "locked":
        (top / folder).mkdir()
        (top / "private").rename(top / "locked/private")
        put(top, "main/content/site.yaml", SETTINGS.replace("../private", "../locked/private"))
    (top / folder).chmod(0)
    command = [*_POWERLESS, sys.executable, "-c", _READ, str(top / "main")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[2], check=True)
    (top / folder).chmod(0o700)
    named = "../locked/private" if folder == "locked" else "../private"
    assert done.stdout == f"bad-source content/site.yaml:5 `{named}` cannot be read: Permission denied\n"


def test_a_source_may_lie_in_the_folder_of_the_site(top):
    (top / "private").rename(top / "main/private")
    sources(top, "{path: private, readers: red}")
    reading = read(top)
    assert not reading.problems
    assert {one.span.path for one in reading.site.services.values()} == {
        "content/services/shop.yaml",
        "private/content/services/vault.yaml",
    }


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=Ana", "-c", "user.email=ana@a.example")
    subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True, capture_output=True)


@pytest.mark.parametrize("place", ["main", "."])
@pytest.mark.parametrize("known", [True, False])
def test_a_source_for_few_in_the_repository_of_the_site_is_an_error(top, place, known):
    git(top / place, "init", "-q")
    if place == "main":
        (top / "private").rename(top / "main/private")
        sources(top, "{path: private, readers: red}")
    if known:
        git(top / place, "add", "--all")
    assert ("bad-source", "content/site.yaml", 4 if place == "main" else 5) in told(top)
    assert [one.id for one in read(top).site.incidents] == ["slow"]


def test_a_source_in_the_repository_of_the_site_may_be_ignored_there_or_one_of_its_own_or_for_all_its_readers(top):
    git(top, "init", "-q")
    (top / ".gitignore").write_text("private/\n")
    assert not told(top)
    (top / ".gitignore").unlink()
    git(top / "private", "init", "-q")
    git(top / "private", "add", "--all")
    git(top / "private", "commit", "-q", "-m", "All")
    assert not told(top)
    git(top, "add", "private")  # as a submodule is
    assert not told(top)
    shutil.rmtree(top / "private/.git")
    sources(top, "{path: ., readers: red}", "{path: ../private, readers: red}")
    assert "bad-source" not in {code for code, _, _ in told(top)}


def test_settings_that_cannot_be_read_do_not_make_what_lies_in_sources_unknown(top):
    put(top, "main/content/site.yaml", SETTINGS + "nmae: Acme\n")
    put(top, "main/content/announcements/a.md", _OF_RED)
    assert told(top) == [("unknown-field", "content/site.yaml", 6)]
