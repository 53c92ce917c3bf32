"""`statusgen check` and the reports that it writes."""

import json

import pytest
from small_site import TYPO, break_site


def test_a_site_without_mistakes_is_fine(site, run):
    assert run("check") == (0, "No problems.\n", "")


def test_a_mistake_is_shown_with_its_place_and_the_right_spelling(site, run):
    break_site(site)
    code, out, err = run("check")
    assert (code, err) == (1, "")
    assert out.startswith(f"{TYPO}:4:12: error unknown-service: ")
    assert "     4 | services: {chekout: partial_outage}\n       |            ^^^^^^^\n" in out
    assert "checkout" in out.split("hint:")[1]


def test_every_mistake_of_every_file_is_in_one_report(site, run):
    break_site(site)
    (site / "content/services/mail.yaml").write_text("nam: Staff mail\ngroup: nowhere\n")
    (site / "content/announcements/2026-11-10-new-page.md").write_text("no front matter")
    out = run("check", "--format", "concise").out
    assert {line.split(": error ")[1].split(":")[0] for line in out.splitlines() if ": error " in line} >= {
        "unknown-service",
        "unknown-field",
        "missing-front-matter",
    }


def test_warnings_fail_only_a_strict_check(site, run):
    file = site / "content/incidents/2026-11-20-mail-late/incident.yaml"
    file.write_text("title: Mail arrives late\n")
    assert run("check").code == 0
    assert run("check", "--strict").code == 1
    assert "warning no-services" in run("check").out


def test_a_report_goes_to_a_file_and_its_count_to_stderr(site, run):
    break_site(site)
    code, out, err = run("check", "--format", "sarif", "--output", "report.sarif")
    assert (code, out, err) == (1, "", "1 error in 1 file.\n")
    assert json.loads((site / "report.sarif").read_text())["version"] == "2.1.0"


def test_a_report_in_a_file_is_never_coloured(site, run):
    break_site(site)
    run("--color", "always", "check", "--output", "report.txt")
    assert "\x1b" not in (site / "report.txt").read_text()


def test_paths_lead_from_the_current_folder_to_the_file(site, run, monkeypatch):
    break_site(site)
    monkeypatch.chdir(site.parent)
    assert run("-C", site, "check", "--format", "concise").out.startswith(f"{site.name}/{TYPO}:4:12: ")
    monkeypatch.chdir(site / "content" / "services")
    assert run("check", "--format", "concise").out.startswith(f"../../{TYPO}:4:12: ")


def test_json_counts_what_it_lists(site, run):
    break_site(site)
    document = json.loads(run("check", "--format", "json").out)
    assert document["version"] == 1
    assert document["counts"] == {"error": 1, "warning": 0, "note": 0}
    assert document["problems"][0]["code"] == "unknown-service"


@pytest.mark.parametrize("escape", [r"\e", r"\0", r"\r", r"\a", r"\x9b", r"\u0085", r"\L", r"\P", r"\uFEFF", r"\x7f"])
def test_no_escape_of_yaml_brings_in_what_could_drive_a_terminal(site, run, escape):
    (site / "content/services/mail.yaml").write_text(f'name: "Staff{escape} mail"\n')
    assert "services/mail.yaml:1:7: error control-character: " in run("check", "--format", "concise").out
