"""`statusgen build` for some readers: whose site it writes, where it will not, and what it says to whom."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from statusgen.serve.preview import Preview

AUDIENCES = (
    "audiences:\n  board: {name: The board, members: [], groups: [grp-board, grp-ceo]}\n  ops: {name: Operations}\n"
)
SECRET = "content/incidents/2026-11-21-takeover"


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def put(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")


@pytest.fixture
def mixed(site: Path) -> Path:
    """With an incident for the board."""
    put(site, "content/site.yaml", (site / "content/site.yaml").read_text() + AUDIENCES)
    put(
        site,
        f"{SECRET}/incident.yaml",
        "title: Takeover\nstarted: 2026-11-21T14:00:00Z\naudience: board\nservices: {mail: major_outage}\n",
    )
    put(site, f"{SECRET}/1.md", "---\nphase: identified\nat: 2026-11-21T14:01:00Z\n---\nThey bought us.\n")
    return site


def test_the_site_of_an_audience_holds_what_is_for_it_too(mixed, run):
    code, out, err = run("build", "--audience", "board", "-o", "inner")
    assert (code, out) == (0, "")
    page = (mixed / "inner/index.html").read_text()
    assert "Takeover" in page and "Checkout fails for some customers" in page
    assert "This page is for The board only." in page and 'href="https://status.acme.example/"' in page
    assert (mixed / "inner/audience.txt").read_text() == "board\n"
    assert err.startswith("Built ") and err.endswith(" in inner/\n")


def test_all_audiences_are_written_beside_each_other_and_told_to_the_gate(mixed, run):
    code, _, err = run("build", "--all-audiences", "-o", "dist")
    assert code == 0
    assert [line.rpartition(" ")[2] for line in err.splitlines()] == ["dist/everyone/", "dist/a/board/", "dist/a/ops/"]
    listing = json.loads((mixed / "dist/access.json").read_text())
    assert listing == {
        "version": 1,
        "url": "https://status.acme.example/",
        "trees": [
            {"prefix": "/", "folder": "everyone", "audience": "everyone", "groups": []},
            {"prefix": "/a/board/", "folder": "a/board", "audience": "board", "groups": ["grp-board", "grp-ceo"]},
            {"prefix": "/a/ops/", "folder": "a/ops", "audience": "ops", "groups": ["ops"]},
        ],
    }
    run("build", "-o", "public")
    assert tree(mixed / "dist/everyone") == tree(mixed / "public")
    run("build", "--audience", "board", "-o", "inner")
    assert tree(mixed / "dist/a/board") == tree(mixed / "inner")
    assert b"Takeover" not in b"".join((tree(mixed / "dist/everyone") | tree(mixed / "dist/a/ops")).values())
    assert run("build", "--all-audiences", "-o", "dist").err.count(" 0 written, ") == 3


def test_json_tells_of_each_tree(mixed, run):
    found = json.loads(run("build", "--all-audiences", "-o", "dist", "--dry-run", "--json").out)
    assert [one["audience"] for one in found["trees"]] == ["everyone", "board", "ops"]
    assert all(one["written"] for one in found["trees"])
    assert not (mixed / "dist").exists()


def test_the_site_of_an_audience_that_is_gone_is_emptied(mixed, run):
    run("build", "--all-audiences", "-o", "dist")
    put(
        mixed, "content/site.yaml", (mixed / "content/site.yaml").read_text().replace("  ops: {name: Operations}\n", "")
    )
    err = run("build", "--all-audiences", "-o", "dist").err
    assert err.endswith("Emptied dist/a/ops/: there is no such audience any more\n")
    assert [path.name for path in (mixed / "dist/a/ops").iterdir()] == [".statusgen-manifest.json"]
    assert "ops" not in (mixed / "dist/access.json").read_text()
    assert "Emptied" not in run("build", "--all-audiences", "-o", "dist").err


def test_nothing_of_the_site_of_an_audience_that_is_gone_stays_beside_it_either(mixed, run):
    """Also where the build that emptied it was killed just then."""
    run("build", "--all-audiences", "-o", "dist")
    site = (mixed / "content/site.yaml").read_text()
    put(mixed, "content/site.yaml", site.replace("  ops: {name: Operations}\n", ""))
    run("build", "--all-audiences", "-o", "dist")
    beside = mixed / "dist/a/.ops.statusgen"
    assert not (beside / "spare").exists()
    (beside / "staging").mkdir()
    (beside / "staging/index.html").write_text("of operations", encoding="utf-8")
    run("build", "--all-audiences", "-o", "dist")
    assert not (beside / "staging").exists()


@pytest.mark.parametrize(
    "line",
    [
        ["--audience", "board"],
        ["--all-audiences"],
        ["--audience", "board", "--all-audiences", "-o", "dist"],
        ["--audience", "bord", "-o", "dist"],
    ],
)
def test_whose_site_and_where_must_be_clear(mixed, run, line):
    code, out, _ = run("build", *line)
    assert (code, out) == (2, "")
    assert not (mixed / "public").exists() and not (mixed / "dist").exists()


@pytest.mark.parametrize(
    "line", [["--audience", "board", "-o", "public"], ["--audience", "board", "-o", "public/a/board"]]
)
def test_no_site_takes_the_place_of_one_for_others_or_lies_within_it(mixed, run, line):
    run("build")
    before = tree(mixed / "public")
    code, _, err = run("build", *line)
    assert code == 3
    assert err.startswith("statusgen: ") and "Nothing was touched" in err
    assert tree(mixed / "public") == before


def test_nor_are_all_sites_written_below_one(mixed, run):
    run("build")
    before = tree(mixed / "public")
    assert run("build", "--all-audiences", "-o", "public").code == 3
    assert tree(mixed / "public") == before


def test_nor_does_the_site_for_everyone_or_of_another_audience_go_where_one_is(mixed, run):
    run("build", "--audience", "board", "-o", "inner")
    before = tree(mixed / "inner")
    assert run("build", "-o", "inner").code == run("build", "--audience", "ops", "-o", "inner").code == 3
    assert tree(mixed / "inner") == before


WARNED = {
    "an odd incident": (f"{SECRET}/2.md", "---\nphase: monitoring\nat: 2026-11-21T13:00:00Z\n---\nWhat.\n"),
    "a stray file": (f"{SECRET}/notes.txt", "x"),
    "a narrower update": (
        "content/incidents/2026-11-21-checkout-errors/9.md",
        "---\nphase: identified\nat: 2026-11-21T14:05:00Z\naudience: board\nservices: {mail: major_outage}\n---\nOh.\n",
    ),
}


@pytest.mark.parametrize("what", WARNED)
def test_what_build_says_of_a_site_does_not_depend_on_what_is_for_others(mixed, run, what):
    """Also its warnings, their count, and whether --strict is content with them; `check` tells of everything."""
    run("build", "-o", "public")
    plain = [run("build", "-o", "public"), run("build", "--strict", "-o", "public")]
    facts = run("build", "--json", "-o", "public").out
    put(mixed, *WARNED[what])
    assert run("check", "--strict").code == 1
    assert [run("build", "-o", "public"), run("build", "--strict", "-o", "public")] == plain
    assert run("build", "--json", "-o", "public").out == facts
    assert "warning" in run("build", "--audience", "board", "-o", "inner").err or what == "a narrower update"
    assert "warning" in run("build", "--all-audiences", "-o", "dist").err


def test_whoever_keeps_going_hears_only_of_their_own_files(mixed, run):
    before = run("build", "--keep-going", "-o", "public", "--json")
    put(mixed, f"{SECRET}/2.md", "---\nphase: monitored\nat: 2026-11-21T14:10:00Z\n---\nWhat.\n")
    put(mixed, "content/services/lab.yaml", "nam: Lab\naudience: board\n")
    page = (mixed / "public/index.html").read_bytes()
    after = run("build", "--keep-going", "-o", "public", "--json")
    assert (json.loads(after.out)["problems"], after.code) == (json.loads(before.out)["problems"], 0)
    assert after.err.startswith("Built ") and (mixed / "public/index.html").read_bytes() == page
    err = run("build", "--keep-going", "--audience", "board", "-o", "inner").err
    assert "2.md" in err and "lab.yaml" in err and "Left out" in err


OPEN = "content/incidents/2026-11-21-checkout-errors"
BROKEN = {
    "an incident": ("content/incidents/kanari/incident.yaml", "title: kanari\nseverity: kanari\naudience: board\n"),
    "one without a beginning": ("content/incidents/kanari/incident.yaml", "title: kanari\naudience: board\n"),
    "an update of it": (f"{SECRET}/2.md", "---\nkanari: x\n---\nkanari\n"),
    "a file that is none": (f"{SECRET}/kanari.markdown", "---\nat: x\n---\nOh.\n"),
    "a translation": (f"{SECRET}/1.fr.md", "kanari\n"),
    "a narrower update": (f"{OPEN}/9.md", "---\nphase: kanari\nat: 2026-11-21T14:05:00Z\naudience: board\n---\nOh.\n"),
    "one from the future": (f"{OPEN}/9.md", "---\nat: 2027-11-21T14:05:00Z\naudience: board\n---\nkanari\n"),
    "a correction of nothing": (
        f"{OPEN}/9.md",
        "---\nat: 2026-11-21T14:05:00Z\ncorrects: kanari\naudience: [board]\n---\nOh.\n",
    ),
    "a service": ("content/services/lab.yaml", "name: Lab\naudience: board\ngroup: kanari\n"),
    "an announcement": ("content/announcements/kanari.md", "---\ntitle: kanari\nat: noon\naudience: board\n---\nOh.\n"),
    "a maintenance that ends first": (
        "content/maintenance/kanari/maintenance.yaml",
        "title: kanari\naudience: board\nstarts: 2026-12-01T22:00:00Z\nends: 2026-12-01T21:00:00Z\n",
    ),
    "an id that is taken": (
        "content/announcements/2026-11-21-checkout-errors.md",
        "---\ntitle: kanari\nat: 2026-11-21T14:05:00Z\naudience: board\n---\nOh.\n",
    ),
    "an alias that is taken": ("content/services/alpha.yaml", "name: kanari\naudience: board\naliases: [checkout]\n"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_errors_in_what_is_for_others_neither_stop_a_build_nor_are_they_told(mixed, run, what):
    put(mixed, "content/incidents/2026-11-10-old/incident.yaml", "title: Old\nstarted: 2026-11-10T13:58:00Z\n")
    lines = [["build", "-o", "public", *more] for more in ([], ["--strict"], ["--keep-going"], ["--json"])]
    run(*lines[0])
    plain = [run(*line) for line in lines]
    put(mixed, *BROKEN[what])
    assert [run(*line) for line in lines] == plain
    for line in (["check"], ["build", "--all-audiences", "-o", "dist"], ["build", "--audience", "board", "-o", "in"]):
        result = run(*line)
        assert result.code == 1 and "error" in result.out + result.err, line


UNCLEAR = {
    "an incident": ("content/incidents/kanari/incident.yaml", "title: 'kanari\naudience: board\n"),
    "one with updates": ("content/incidents/kanari/1.md", "---\nphase: kanari\nat: 2026-11-21T14:05:00Z\n---\nOh.\n"),
    "a word for readers": ("content/services/kanari.yaml", "name: kanari\naudiense: board\n"),
    "readers twice": ("content/services/kanari.yaml", "name: kanari\naudience: everyone\naudience: board\n"),
    "readers that there are not": ("content/services/kanari.yaml", "name: kanari\naudience: bord\n"),
    "no readers at all": ("content/services/kanari.yaml", "name: kanari\naudience: []\nbad: 1\n"),
    "an update": (f"{OPEN}/9.md", "---\nphase: [kanari\naudience: board\n---\nOh.\n"),
}


@pytest.mark.parametrize("what", UNCLEAR)
def test_that_something_has_errors_which_may_be_for_anybody_is_told_and_not_what(mixed, run, what):
    put(mixed, *UNCLEAR[what])
    assert "kanari" in run("check").out
    for line in (["-o", "public"], ["-o", "public", "--strict"], ["--audience", "ops", "-o", "inner"]):
        result = run("build", *line)
        assert result.code == 1 and "kanari" not in result.out + result.err
        assert result.err.startswith("content: error unclear-audience: something in it has errors, and nobody can tell")
        assert "`statusgen check` says what it is" in result.err
    going = run("build", "--keep-going", "-o", "public")
    assert going.code == 0 and "unclear-audience" in going.err and "kanari" not in going.err
    assert "could not be read" in (mixed / "public/index.html").read_text()


def test_errors_in_what_is_for_everyone_are_shown_as_ever(mixed, run):
    put(mixed, "content/services/lab.yaml", "name: Lab\ngroup: nowhere\n")
    put(mixed, "content/services/den.yaml", "name: Den\naudience: everyone\nowners: x\n")
    err = run("build", "-o", "public").err
    assert "content/services/lab.yaml:2:8: error unknown-group" in err and "content/services/den.yaml:3" in err


def test_a_hint_names_nothing_that_is_for_others(mixed, run):
    put(mixed, "content/services/vault.yaml", "name: Vault\naudience: board\naliases: [safe]\n")
    put(mixed, f"{OPEN}/9.md", "---\nat: 2026-11-21T14:05:00Z\nservices: {vaults: operational}\n---\nOh.\n")
    err = run("build", "-o", "public").err
    assert "unknown-service" in err and "`vault`" not in err
    assert "`vault`" in run("build", "--audience", "board", "-o", "inner").err


def test_what_is_broken_and_for_others_is_no_less_a_leak(mixed, run):
    put(mixed, "content/services/vault.yaml", "nam: Vault\naudience: board\n")
    put(mixed, f"{OPEN}/9.md", "---\nat: 2026-11-21T14:05:00Z\nservices: {vault: operational}\n---\nOh.\n")
    result = run("build", "-o", "public")
    assert result.code == 1 and "audience-leak" in result.err


ODD = {
    "silence": (
        "content/incidents/odd/incident.yaml",
        "title: Old\nstarted: 2026-11-10T13:58:00Z\nservices: {mail: major_outage}\n",
    ),
    "no service": ("content/incidents/odd/incident.yaml", "title: New\nstarted: 2026-11-21T13:58:00Z\n"),
    "work of which nothing is said": (
        "content/maintenance/odd/maintenance.yaml",
        "title: Odd\nstarts: 2026-12-01T20:00:00Z\nends: 2026-12-01T21:00:00Z\nservices: {mail: under_maintenance}\n",
    ),
}


@pytest.mark.parametrize("what", ODD)
def test_what_was_said_to_others_alone_mends_no_warning_of_everyones(mixed, run, what):
    path, text = ODD[what]
    put(mixed, path, text)
    before = run("build", "--strict", "-o", "public")
    assert before.code == 1 and path in before.err
    phase = "scheduled" if "maintenance" in path else "identified"
    put(
        mixed,
        f"{path.rpartition('/')[0]}/9.md",
        f"---\nphase: {phase}\nat: 2026-11-21T14:05:00Z\naudience: board\nservices: {{mail: operational}}\n---\nOh.\n",
    )
    assert run("build", "--strict", "-o", "public") == before
    assert run("build", "--strict", "--audience", "board", "-o", "inner").code == 0


def test_the_next_change_is_the_first_of_any_site_or_that_of_one(mixed, run):
    """Of the takeover an update is promised sooner than of the other; its end is nobody else's business."""
    put(mixed, f"{SECRET}/2.md", "---\nphase: identified\nat: 2026-11-21T14:10:00Z\nnext_update: 12m\n---\nSigned.\n")
    assert run("next-change").out == run("next-change", "--audience", "board").out == "2026-11-21T14:22:01Z\n"
    others = [run("next-change", "--audience", audience).out for audience in ("everyone", "ops")]
    assert others == ["2026-11-21T14:35:01Z\n"] * 2
    refused = run("next-change", "--audience", "bord")
    assert refused.code == 2 and "did you mean `board`" in refused.err.lower()


def test_a_preview_is_of_the_site_for_everyone_or_of_that_of_one_audience(mixed):
    now = datetime(2026, 11, 21, 14, 20, tzinfo=UTC)
    plain, own = (Preview(mixed, lambda: now, audience=audience).picture() for audience in ("everyone", "board"))
    front = own.find("/").make().decode()
    assert "Takeover" in front and "This page is for The board only." in front
    assert "Takeover" not in plain.find("/").make().decode()
    assert not [path for path, one in plain.artefacts.items() if b"akeover" in one.make() or "takeover" in path]


def test_a_preview_of_an_audience_that_is_not_there_is_refused(mixed, run):
    result = run("serve", "--audience", "bord", "--port", "0")
    assert result.code == 2 and "did you mean `board`" in result.err.lower()


def test_a_build_that_fails_midway_leaves_each_tree_as_it_was_or_as_it_shall_be(mixed, run):
    run("build", "--all-audiences", "-o", "dist")
    (mixed / "dist/a/board/.statusgen-manifest.json").write_text("{}")
    before = {one: tree(mixed / "dist" / one) for one in ("everyone", "a/board", "a/ops")}
    listing = (mixed / "dist/access.json").read_bytes()
    put(mixed, "content/announcements/2026-11-21-news.md", "---\ntitle: News\nat: 2026-11-21T14:00:00Z\n---\nRead.\n")
    put(mixed, "content/site.yaml", (mixed / "content/site.yaml").read_text().replace("grp-ceo", "grp-cfo"))
    code, _, err = run("build", "--all-audiences", "-o", "dist")
    assert (code, err.splitlines()[0].rpartition(" ")[2]) == (3, "dist/everyone/")
    assert b"News" in (mixed / "dist/everyone/announcements/index.html").read_bytes()
    assert {one: tree(mixed / "dist" / one) for one in before if one != "everyone"} == {
        one: files for one, files in before.items() if one != "everyone"
    }
    assert (mixed / "dist/access.json").read_bytes() == listing
