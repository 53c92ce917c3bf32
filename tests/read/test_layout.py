"""Names of files and folders: what is read, what is refused, and what is said of the rest."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from statusgen.problems import Problem
from statusgen.read.load import load

NOW = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
SITE = "name: Acme status\nurl: https://status.acme.example/\n"
INCIDENT = "title: Search is slow\nservices: {}\nstarted: 2026-11-21T14:00:00Z\n"
UPDATE = "---\nat: 2026-11-21T14:05:00Z\n---\nWe look into it.\n"


def write(root: Path, files: dict[str, str]) -> Path:
    for path, text in ({"content/site.yaml": SITE} | files).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


def problems(root: Path, *unimportant: str) -> list[Problem]:
    return [one for one in load(root, NOW).problems if one.code not in ("no-services", *unimportant)]


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("content/services/con.yaml", "content/services/con.yaml"),
        ("content/incidents/aux/incident.yaml", "content/incidents/aux"),
        ("content/incidents/slow/NUL.md", "content/incidents/slow/NUL.md"),
        ("content/announcements/lpt1.md", "content/announcements/lpt1.md"),
    ],
)
def test_no_file_is_named_like_a_device(tmp_path: Path, path: str, named: str) -> None:
    (found,) = (one for one in problems(write(tmp_path, {path: UPDATE}), "missing-file") if one.code == "bad-id")
    assert (found.span.path, "device" in found.message) == (named, True)


def test_no_id_in_a_file_is_the_name_of_a_device(tmp_path: Path) -> None:
    (found,) = problems(write(tmp_path, {"subscribers.yaml": "teams:\n  prn: {name: Printers}\n"}))
    assert (found.code, found.span.line, found.span.column) == ("bad-id", 2, 3)


def test_a_name_may_begin_like_a_device(tmp_path: Path) -> None:
    assert (
        problems(
            write(tmp_path, {"content/services/console.yaml": "name: a", "content/services/com1-x.yaml": "name: b"})
        )
        == []
    )


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("content/incidents/slow/u.txt", "rename it to u.md"),
        ("content/incidents/slow/u.markdown", "rename it to u.md"),
        ("content/incidents/slow/u.md.txt", "rename it to u.md"),
        ("content/incidents/slow/u.MD", "rename it to u.md"),
        ("content/incidents/slow/20261121T1405Z-investigating", "rename it to 20261121T1405Z-investigating.md"),
        ("content/announcements/move.txt", "rename it to move.md"),
        ("content/incidents/slow.md", "make it content/incidents/slow/incident.yaml"),
    ],
)
def test_an_ignored_file_with_front_matter_is_an_error_that_says_its_name(tmp_path: Path, path: str, hint: str) -> None:
    files = {"content/incidents/slow/incident.yaml": INCIDENT, path: UPDATE}
    (found,) = problems(write(tmp_path, files))
    assert (found.code, found.level, found.span.path, found.hint) == ("misnamed-file", "error", path, hint)


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("content/services/search.yml", "rename it to search.yaml"),
        ("content/services/search.YAML", "rename it to search.yaml"),
        ("subscribers/ana.yml", "rename it to ana.yaml"),
        ("content/incidents/slow.yaml", "make it content/incidents/slow/incident.yaml"),
    ],
)
def test_a_file_that_is_almost_called_yaml_is_an_error(tmp_path: Path, path: str, hint: str) -> None:
    (found,) = problems(write(tmp_path, {path: "name: a\n"}))
    assert (found.code, found.span.path, found.hint) == ("misnamed-file", path, hint)


@pytest.mark.parametrize(
    ("path", "text", "hint"),
    [
        ("content/incidents/slow/u.txt", "Notes.\n", "rename it to u.md"),
        ("content/incidents/slow/u.md.orig", UPDATE, ""),
        ("content/incidents/slow/u.md~", UPDATE, ""),
        ("content/incidents/slow/graph.png", "\x89PNG", ""),
    ],
)
def test_what_editors_and_people_leave_beside_content_is_a_warning(
    tmp_path: Path, path: str, text: str, hint: str
) -> None:
    (found,) = problems(write(tmp_path, {"content/incidents/slow/incident.yaml": INCIDENT, path: text}))
    assert (found.code, found.level, found.hint) == ("unexpected-file", "warning", hint)


def test_a_settings_file_with_the_wrong_ending_is_named(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content/site.yml").write_text(SITE)
    (tmp_path / "subscribers.yml").write_text("teams: {}\n")
    found = {(one.code, one.span.path): one.hint for one in load(tmp_path, NOW).problems}
    assert found["misnamed-file", "content/site.yml"] == "rename it to site.yaml"
    assert found["misnamed-file", "subscribers.yml"] == "rename it to subscribers.yaml"


def test_content_that_is_a_link_is_not_read_and_so_are_its_settings(tmp_path: Path) -> None:
    write(tmp_path / "elsewhere", {})
    (tmp_path / "content").symlink_to("elsewhere/content")
    reading = load(tmp_path, NOW)
    assert [(one.code, one.span.path) for one in reading.problems] == [("symlink", "content")]
    assert "content/site.yaml" in {span.path for span in reading.site.left_out}


REFUSED = UPDATE.replace("at:", "phase: nonsense\nat:")
CORRECTION = UPDATE.replace("at: 2026-11-21T14:05", "corrects: a\nat: 2026-11-21T14:10")


def told(root: Path) -> tuple[list[str], set[str], set[str]]:
    """Ids of the updates of the one thing there is, files that were left out, and codes of problems."""
    reading = load(root, NOW)
    (affair,) = (*reading.site.incidents, *reading.site.maintenances)
    left_out = {Path(span.path).name for span in reading.site.left_out}
    return [one.id for one in affair.updates], left_out, {one.code for one in reading.problems} - {"no-services"}


def test_a_correction_is_left_out_with_the_update_that_it_corrects(tmp_path: Path) -> None:
    files = {"a.md": REFUSED, "b.md": CORRECTION, "c.md": CORRECTION.replace("corrects: a", "corrects: b")}
    write(tmp_path, {"content/incidents/x/incident.yaml": INCIDENT})
    write(tmp_path, {f"content/incidents/x/{name}": text for name, text in files.items()})
    assert told(tmp_path) == ([], {"a.md", "b.md", "c.md"}, {"bad-value"})


def test_a_correction_of_nothing_is_left_out_and_the_others_stay(tmp_path: Path) -> None:
    files = {"incident.yaml": INCIDENT, "a.md": UPDATE, "b.md": CORRECTION, "c.md": CORRECTION.replace(": a", ": z")}
    write(tmp_path, {f"content/incidents/x/{name}": text for name, text in files.items()})
    assert told(tmp_path) == (["a", "b"], {"c.md"}, {"unknown-update"})


def test_a_correction_goes_with_an_update_that_names_no_occurrence(tmp_path: Path) -> None:
    plan = "title: a\nstarts: 2026-11-20T10:00Z\nends: 2026-11-20T11:00Z\nrepeats: FREQ=DAILY\n"
    files = {"maintenance.yaml": plan, "a.md": UPDATE.replace("at:", "phase: completed\nat:"), "b.md": CORRECTION}
    write(tmp_path, {f"content/maintenance/x/{name}": text for name, text in files.items()})
    assert told(tmp_path) == ([], {"a.md", "b.md"}, {"missing-field"})
