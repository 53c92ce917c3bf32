"""`--at` and `next-change`: what people saw then, and when they will see something else."""

import json

import pytest
from small_site import OPEN, TYPO

BEFORE, BETWEEN = "2026-11-21T14:04:59Z", "2026-11-20T09:30:00Z"


def test_status_at_a_moment_knows_only_what_had_been_told(site, run):
    assert run("status", "--at", BEFORE).out == "All services are operational.\n"
    assert "Checkout has a partial outage." in run("status", "--at", "2026-11-21T14:05:00Z").out
    assert "Mail arrives late" in run("status", "--at", BETWEEN).out


def test_list_and_show_at_a_moment_know_no_later_thing(site, run):
    assert OPEN not in run("list", "--at", BEFORE).out
    shown = json.loads(run("show", "2026-11-20-mail-late", "--json", "--at", BETWEEN).out)
    assert [(update["phase"], shown["ended"]) for update in shown["updates"]] == [("investigating", None)]
    assert run("show", OPEN, "--at", BEFORE).code == 2


def test_a_site_of_the_past_is_built_from_content_that_has_gone_on(site, run):
    assert run("build", "--at", BETWEEN, "-o", "then").code == 0
    page = (site / "then/index.html").read_text()
    assert "Staff mail is slower or less reliable than usual." in page
    assert "20 November 2026, 10:30 CET" in page
    assert not (site / "then/incidents" / OPEN).exists()


def test_a_site_of_the_past_is_the_same_whatever_came_later(site, run):
    run("build", "--at", BEFORE, "-o", "with")
    for file in (site / TYPO).parent.iterdir():
        file.unlink()
    (site / TYPO).parent.rmdir()
    run("build", "--at", BEFORE, "-o", "without")
    files = {path.relative_to(site / "with") for path in (site / "with").rglob("*") if path.is_file()}
    assert files == {path.relative_to(site / "without") for path in (site / "without").rglob("*") if path.is_file()}
    assert all((site / "with" / path).read_bytes() == (site / "without" / path).read_bytes() for path in files)


def test_a_site_of_the_past_never_takes_the_place_of_the_present_one(site, run):
    run("build")
    page = (site / "public/index.html").read_bytes()
    code, _, err = run("build", "--at", BETWEEN)
    assert (code, "name a folder for it with --out" in err) == (2, True)
    for dry in ((), ("--dry-run",)):
        code, _, err = run("build", "--at", BETWEEN, "-o", "public", *dry)
        assert (code, "holds a site of the present, and this is one of the past" in err) == (3, True)
    assert (site / "public/index.html").read_bytes() == page


def test_the_present_site_never_takes_the_place_of_one_of_the_past_even_without_its_book(site, run):
    run("build", "--at", BETWEEN, "-o", "then")
    (site / ".then.statusgen/book.json").unlink()
    code, _, err = run("build", "-o", "then")
    assert (code, "holds a site of the past, and this is the present one" in err) == (3, True)
    assert run("build", "--at", BEFORE, "-o", "then").code == 0


@pytest.mark.parametrize("theme", ["default", "plain"])
def test_every_page_of_the_past_says_so_and_none_of_the_present_does(site, run, theme):
    with (site / "content/site.yaml").open("a") as settings:
        settings.write(f"theme: {theme}\n")
    run("build", "--at", BETWEEN, "-o", "then")
    run("build")
    said = "This page shows what people saw then, not how things stand now: <time"
    pages = list((site / "then").rglob("*.html"))
    assert len(pages) > 8
    assert [page for page in pages if said not in page.read_text()] == []
    assert [page for page in (site / "public").rglob("*.html") if said in page.read_text()] == []
    assert 'id="stale"' not in (site / "then/index.html").read_text()
    assert (site / "then/as-of.txt").read_text() == f"{BETWEEN}\n"


@pytest.mark.parametrize("command", ["build", "status", "list"])
def test_nobody_looks_back_at_the_future(site, run, command):
    elsewhere = ("-o", "then") if command == "build" else ()
    code, out, err = run(command, *elsewhere, "--at", "2026-11-21T14:20:01Z")
    assert (code, out) == (2, "")
    assert "yet to come" in err


def test_next_change_is_a_moment_in_utc_for_people_and_for_programs(site, run):
    assert run("next-change") == (0, "2026-11-21T14:35:01Z\n", "")  # the promise of 14:35 is broken
    assert json.loads(run("next-change", "--json").out) == {"version": 1, "next_change": "2026-11-21T14:35:01Z"}
    assert run("next-change", now="2026-12-01T12:00:00Z").out == "2026-12-01T22:00:00Z\n"  # planned work begins


def test_next_change_of_content_with_errors_says_that_it_may_lack_something(site, run):
    (site / TYPO).write_text("titel: Checkout fails\n")
    code, out, err = run("next-change")
    assert (code, out) == (1, "2026-11-21T23:00:00Z\n")
    assert TYPO in err
