"""Real histories of other organisations: nothing gets lost, and no id ever changes."""

import json
import tarfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest
from importing import Import

from statusgen.author.importers import ImportReport, Outcome, import_history
from statusgen.model.incident import Incident
from statusgen.model.site import Site
from statusgen.read.load import load

LATER = datetime(2030, 1, 1, tzinfo=UTC)  # after everything in the data
COMPANIES = {
    "atlassianstatuspage": 61, "datadog": 137, "discord": 158, "figma": 83, "flyio": 394, "github": 488,
    "hashicorp": 66, "mit": 103, "onepassword": 128,
}  # fmt: skip
ON_THE_SITE = (Outcome.NEW, Outcome.APPENDED, Outcome.CHANGED, Outcome.UNCHANGED)


@pytest.fixture(scope="module")
def unpacked(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("histories")
    for archive in shared_data.glob("*.tar.xz"):
        with tarfile.open(archive) as packed:
            packed.extractall(folder, filter="data")
    return folder


def imported(source: Path, folder: Path, format_: str) -> tuple[Site, ImportReport]:
    """The site after one import; a second one must not change it, and every file must be free of errors."""
    page = Import(folder, format_)
    page.source = source
    site = page.run(now=LATER)
    report, tree = page.report, page.tree()
    page.run(now=LATER)
    assert page.tree() == tree
    assert page.report.written == ()
    assert {line.outcome for line in page.report.lines} <= {Outcome.UNCHANGED, Outcome.LEFT_OUT, Outcome.NOTE}
    return site, report


def records(site: Site) -> int:
    return len(site.incidents) + len(site.maintenances) + len(site.announcements)


def updates(site: Site) -> int:
    return sum(len(one.updates) for one in (*site.incidents, *site.maintenances))


def named(report: ImportReport) -> Counter[Outcome]:
    return Counter(line.outcome for line in report.lines)


def test_every_incident_of_the_api_comes_with_all_its_updates(unpacked, tmp_path):
    source = unpacked / "github-incident-history"
    files = list(source.glob("incidents/*.json"))
    said = sum(len(json.loads(file.read_text())["incident"]["incident_updates"]) for file in files)
    site, report = imported(source, tmp_path, "statuspage")
    assert (len(files), records(site), updates(site)) == (1282, 1282, said)
    assert named(report) == {Outcome.NEW: 1282, Outcome.LEFT_OUT: 2}
    text = "".join(one.text for incident in site.incidents for one in incident.updates)
    assert "<li>" not in text
    assert "<strong>" not in text


def test_every_incident_of_the_feed_comes_with_all_its_updates(unpacked, tmp_path):
    site, report = imported(unpacked / "github-statuses", tmp_path, "statuspage")
    assert (records(site), updates(site)) == (819, 4570)
    same = [line for line in report.of(Outcome.LEFT_OUT) if line.message.startswith("the same as")]
    assert len(same) == 25


def test_the_feed_itself_gives_the_same_times_and_words_as_what_others_made_of_it(unpacked, tmp_path):
    source = unpacked / "github-statuses"
    feed, gathered = tmp_path / "feed", tmp_path / "gathered"
    assert named(import_history("statuspage", source / "github-status-history.atom", feed, LATER)) == {Outcome.NEW: 25}
    import_history("statuspage", source / "parsed/incidents.jsonl", gathered, LATER)
    theirs = {incident.id: heard(incident) for incident in load(gathered, LATER).site.incidents}
    ours = {incident.id: heard(incident) for incident in load(feed, LATER).site.incidents}
    lost = {name: theirs[name] - ours[name] for name in ours if theirs[name] - ours[name]}
    assert lost == {}
    assert sum((ours[name] - theirs[name]).total() for name in ours) == 1  # said after the lines were gathered


def heard(incident: Incident) -> Counter[tuple[str, str]]:
    """What was said when, to the minute; paragraphs aside, which were lost in gathering."""
    return Counter((f"{one.at:%Y-%m-%dT%H:%M}", " ".join(one.text.split())) for one in incident.updates)


@pytest.mark.parametrize("company", COMPANIES)
def test_every_incident_of_a_stactus_repository_comes_along(company, unpacked, tmp_path):
    source = unpacked / "stactus-showcase/showcases" / company
    entries = sum(file.read_text().count("\n    - ts: ") for file in source.glob("incidents/*.yaml"))
    site, report = imported(source, tmp_path, "stactus")
    assert (records(site), updates(site)) == (COMPANIES[company], entries)
    assert named(report)[Outcome.NEW] == COMPANIES[company]
    assert named(report)[Outcome.LEFT_OUT] == 0


@pytest.mark.parametrize(("repository", "notices"), [("cstate-jenkins", 297), ("cstate-desec", 25)])
def test_every_notice_of_a_cstate_repository_comes_along(repository, notices, unpacked, tmp_path):
    site, report = imported(unpacked / repository, tmp_path, "cstate")
    assert records(site) == notices
    assert named(report)[Outcome.NEW] == notices
    assert not [line for line in report.of(Outcome.LEFT_OUT) if "issues/" in line.path]


def replayed(history: Path, prefix: str, source: Path) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Each commit's number and changes, after they were made in the folder."""
    for line in history.read_text().splitlines():
        commit = json.loads(line)
        for change in commit["changes"]:
            target = source / change["path"].removeprefix(prefix)
            target.parent.mkdir(parents=True, exist_ok=True)
            if change["status"] == "D":
                target.unlink(missing_ok=True)
            else:
                target.write_text(change["content"] or "")
        yield commit["commit"], commit["changes"]


@pytest.mark.parametrize("company", ["hashicorp", "atlassianstatuspage", "figma"])
def test_no_id_ever_changes_while_a_history_is_replayed_commit_by_commit(company, unpacked, tmp_path):
    source, root = tmp_path / "source", tmp_path / "site"
    before: set[str] = set()
    history = unpacked / f"stactus-showcase/history/{company}.jsonl"
    for commit, _ in replayed(history, f"showcases/{company}/", source):
        import_history("stactus", source, root, LATER)
        ids = {path.relative_to(root).as_posix() for path in root.glob("content/incidents/*/*.md")}
        entries = sum(file.read_text().count("\n    - ts: ") for file in source.glob("incidents/*.yaml"))
        assert before <= ids, f"{commit}: an id vanished though the source took nothing back"
        assert len(ids) == entries
        before = ids
    assert len(list(root.glob("content/incidents/*/"))) == COMPANIES[company]
    assert import_history("stactus", source, root, LATER).written == ()


@pytest.mark.slow
def test_notices_edited_over_years_keep_their_ids(unpacked, tmp_path):
    source, root = tmp_path / "source", tmp_path / "site"
    before: set[str] = set()
    for commit, changes in islice(replayed(unpacked / "cstate-jenkins/history.jsonl", "", source), 250):
        report = import_history("cstate", source, root, LATER)
        ids = {path.relative_to(root).as_posix() for path in root.glob("content/*/*/*.md")}
        reopened = any("resolved: false" in (change["content"] or "") for change in changes)
        assert before - ids == set(report.removed)
        assert not report.removed or reopened, f"{commit} took nothing back"
        before = ids
