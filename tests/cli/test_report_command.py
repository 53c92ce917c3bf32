import json
import re
from pathlib import Path

from small_site import break_site


def lines(out: str) -> list[list[str]]:
    return [re.split(r"  +", line.strip()) for line in out.splitlines()]


def test_the_table_has_a_line_a_month_and_says_where_nothing_happened(site, run):
    code, out, err = run("report", "--since", "2026-10")
    assert (code, err) == (0, "")
    assert lines(out)[2:] == [
        ["2026-10", "none", *["-"] * 9],
        ["2026-11", "2", "1", "0", "0", "0 min", "7 min", "1 h", "1 h", "1 h", "1 h"],
        ["all", "2", "1", "0", "0", "0 min", "7 min", "1 h", "1 h", "1 h", "1 h"],
    ]


def test_without_a_month_to_begin_with_it_is_the_last_twelve(site, run):
    months = [line[0] for line in lines(run("report").out)[2:-1]]
    assert (months[0], months[-1], len(months)) == ("2025-12", "2026-11", 12)
    january = [line[0] for line in lines(run("report", now="2027-01-31T23:30:00Z").out)[2:-1]]
    assert (january[0], january[-1], len(january)) == ("2026-03", "2027-02", 12)  # in Berlin it is February


def test_a_day_means_its_month(site, run):
    assert run("report", "--since", "2026-10-17").out == run("report", "--since", "2026-10").out


def test_a_month_that_is_none_or_yet_to_come_or_too_long_ago_is_refused(site, run):
    for text, said in (("last", "not a month"), ("2026-13", "not a month"), ("2026-12", "looks back")):
        code, _, err = run("report", "--since", text)
        assert code == 2
        assert said in err
    assert "at most 600" in run("report", "--since", "1950-01").err


def test_programs_get_seconds_and_null_where_there_is_nothing(site, run):
    found = json.loads(run("report", "--json", "--since", "2026-10", now="2026-11-21T15:00:00Z").out)
    assert (found["version"], found["at"], found["left_out"]) == (1, "2026-11-21T15:00:00Z", [])
    october, november = found["months"]
    assert (october["month"], october["incidents"]) == ("2026-10", 0)
    assert october["gaps"] == {"count": 0, "p50": None, "p90": None}
    assert november["promises"] == {"made": 1, "kept": 0, "broken": 1, "share_kept": 0.0}
    assert november["first_update"] == {"count": 2, "p50": 0, "p90": 420}
    assert november["resolution"] == {"count": 1, "p50": 3600, "p90": 3600}
    assert found["all"] == {key: value for key, value in november.items() if key != "month"}


def test_the_page_is_written_instead_of_the_table(site, run, tmp_path):
    code, out, err = run("report", "-o", "out.html")
    assert (code, out, err) == (0, "", "Wrote out.html.\n")
    assert (tmp_path / "out.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_page_that_cannot_be_written_is_said(site, run):
    code, _, err = run("report", "-o", "no/such/folder.html")
    assert code == 3
    assert str(Path("no/such/folder.html")) in err


def test_where_the_content_has_errors_the_figures_say_that_they_may_not_be_all(site, run):
    break_site(site)
    code, out, err = run("report", "--json")
    assert code == 1
    assert "this may not be the whole truth" in err
    assert json.loads(out)["left_out"]
