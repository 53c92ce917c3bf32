"""`new incident`, `update`, `resolve`: what is written, what is not, and what is said about it."""

import shutil

import pytest
from writing_desk import OPEN, PEOPLE, tree


def test_three_words_and_a_phase_are_enough_at_night(site, run):
    before = tree(site)
    done = run("update", "checkout-errors", "-m", "It is our card provider.", "--phase", "identified")
    path = f"{OPEN}/20261121T1420Z-identified.md"
    assert (done.code, done.out) == (0, f"{path}\n")
    text = "---\nphase: identified\nat: 2026-11-21T14:20:00Z\n---\nIt is our card provider.\n"
    assert tree(site) == {**before, path: text.encode()}
    assert run("check", "--strict").code == 0


def test_the_only_open_incident_needs_no_name(site, run):
    assert run("update", "-m", "Still looking.").out == f"{OPEN}/20261121T1420Z-update.md\n"


def test_what_is_said_at_the_same_moment_counts_as_said_later(site, run):
    first = run("update", "-m", "One.", "--phase", "identified")
    second = run("update", "-m", "Two.", "--phase", "monitoring")
    again = run("update", "-m", "Three.", "--phase", "monitoring")
    assert [one.out.split("Z-")[1] for one in (first, second, again)] == [
        "identified.md\n",
        "monitoring.md\n",
        "monitoring-2.md\n",
    ]
    assert run("check", "--strict").code == 0


def test_resolving_needs_only_words_and_ends_it(site, run):
    done = run("resolve", "-m", "All payments work again.")
    assert done.out == f"{OPEN}/20261121T1420Z-resolved.md\n"
    assert run("status").out == "All services are operational.\n"


def test_what_is_resolved_is_not_resolved_or_opened_again_by_accident(site, run):
    for line in (["resolve", "mail-late", "-m", "x"], ["update", "mail-late", "-m", "x", "--phase", "identified"]):
        done = run(*line)
        assert (done.code, done.out) == (2, "")
        assert "resolved" in done.err


def test_all_that_an_update_can_say_is_in_its_file(site, run):
    (site / "subscribers.yaml").write_text(PEOPLE)
    options = ["--at", "10m ago", "--impact", "No cards.", "--action", "Wait.", "--next", "+30m", "--by", "ana"]
    assert run("update", "-m", "a", "-m", "b", "--service", "cart=major", "--quiet", *options).code == 0
    assert (site / f"{OPEN}/20261121T1410Z-update.md").read_text() == (
        "---\nat: 2026-11-21T14:10:00Z\nservices:\n  checkout: major_outage\nimpact: No cards.\naction: Wait.\n"
        "next_update: 30m\nnotify: false\nby: ana\n---\na\n\nb\n"
    )


def test_planned_work_is_updated_with_phases_of_its_own(site, run):
    done = run("update", "mail-move", "-m", "We begin.", "--phase", "in_progress")
    assert done.out == "content/maintenance/2026-12-01-mail-move/20261121T1420Z-in-progress.md\n"
    assert "has no phase identified" in run("update", "mail-move", "-m", "x", "--phase", "identified").err


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (["update", "chekout", "-m", "x"], "Did you mean '2026-11-21-checkout-errors'?"),
        (["update", "2026-1", "-m", "x", "--service", "chekout=major"], "Did you mean 'checkout'?"),
        (["update", "-m", "x", "--service", "checkout"], "needs an effect"),
        (["update", "-m", "x", "--service", "checkout=broken"], "'broken' is not an effect"),
        (["update", "-m", "x", "--at", "10m"], "`10m ago` or `+10m`?"),
        (["update"], "Write it with -m TEXT"),
        (["update", "-m", "x", "--template", "calm"], "there is no template `calm`"),
        (["new", "incident", "-m", "x"], "It needs a title"),
        (["new", "incident", "x", "-m", "x", "--id", "Upper"], "`Upper` is not an id"),
        (["new", "incident", "x", "-m", "x", "--id", "2026-11-20-mail-late"], "already"),
    ],
)
def test_a_mistake_on_the_command_line_says_what_to_write_and_writes_nothing(site, run, line, said):
    before = tree(site)
    done = run(*line)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert tree(site) == before


def test_a_part_that_fits_several_lists_them(site, run):
    shutil.copytree(site / OPEN, site / "content/incidents/2026-11-21-checkout-slow")
    done = run("update", "checkout", "-m", "x")
    assert "2026-11-21-checkout-slow or 2026-11-21-checkout-errors" in done.err
    assert "more than one open incident" in run("resolve", "-m", "x").err


def test_a_part_means_what_is_open_before_what_is_over(site, run):
    shutil.copytree(site / "content/incidents/2026-11-20-mail-late", site / "content/incidents/2026-11-20-checkout-old")
    assert run("update", "checkout", "-m", "x").out.startswith(OPEN)


def test_what_check_would_refuse_is_not_written(site, run):
    before = tree(site)
    done = run("update", "-m", "x", "--by", "ana", "--at", "+2h", "--audience", "nobody")
    assert (done.code, done.out) == (1, "")
    assert "20261121T1620Z-update.md:" in done.err
    assert "error future-time" in done.err
    assert "nothing was written" in done.err
    assert tree(site) == before


def test_mistakes_of_others_do_not_keep_anybody_from_writing(site, run):
    (site / "content/services/mail.yaml").write_text("nome: Mail\n")
    (site / OPEN / "20261121T1406Z-broken.md").write_text("no front matter\n")
    assert run("update", "checkout", "-m", "x").code == 0


def test_a_broken_incident_is_shown_with_its_mistakes(site, run):
    (site / OPEN / "incident.yaml").write_text("titel: x\n")
    done = run("update", "checkout", "-m", "x")
    assert done.code == 1
    assert "did you mean `title`" in done.err


def test_a_new_incident_is_two_small_files(site, run):
    options = ["--severity", "major", "--service", "cart", "--started", "20m ago", "--next", "30m"]
    done = run("new", "incident", "Größere Störung: nobody's cart works!", "-m", "We look into it.", *options)
    folder = "content/incidents/2026-11-21-grossere-storung-nobodys-cart-works"
    assert done.out == f"{folder}/20261121T1420Z-investigating.md\n{folder}/incident.yaml\n"
    assert (site / folder / "incident.yaml").read_text() == (
        "title: 'Größere Störung: nobody''s cart works!'\nseverity: major\nstarted: 2026-11-21T14:00:00Z\n"
        "services:\n  checkout: partial_outage\n"
    )
    assert (site / folder / "20261121T1420Z-investigating.md").read_text() == (
        "---\nphase: investigating\nat: 2026-11-21T14:20:00Z\nnext_update: 30m\n---\nWe look into it.\n"
    )
    assert run("check", "--strict").code == 0


def test_a_second_incident_of_the_same_title_has_an_id_of_its_own(site, run):
    for _ in range(2):
        assert run("new", "incident", "Down", "-m", "x", "--service", "mail=partial").code == 0
    assert (site / "content/incidents/2026-11-21-down-2/incident.yaml").exists()
    assert run("new", "incident", "停電", "-m", "x", "--service", "mail=p").code == 0
    assert (site / "content/incidents/2026-11-21-untitled").is_dir()


def test_a_dry_run_shows_the_files_and_writes_none(site, run):
    before = tree(site)
    done = run("update", "-m", "x", "--dry-run")
    assert done.out == f"--- {OPEN}/20261121T1420Z-update.md\n---\nat: 2026-11-21T14:20:00Z\n---\nx\n"
    assert tree(site) == before


def test_it_says_who_would_be_told_as_notify_would(site, run):
    (site / "subscribers.yaml").write_text(PEOPLE)
    assert run("update", "-m", "x").err.startswith("Would tell 1 person of 1 thing by email.\n  Ana Meyer (")
    assert run("update", "-m", "x", "--quiet").err == "Would tell nobody (`statusgen notify --dry-run` says why).\n"
    both = run("new", "incident", "Mail is down", "-m", "x", "--service", "mail=major").err
    assert both.startswith("Would tell 2 people of 1 thing by email.\n  Ana Meyer, Bo Lund (")


def test_paths_are_from_where_one_stands(site, run, monkeypatch):
    monkeypatch.chdir(site / "content")
    assert run("update", "-m", "x").out == f"{OPEN.removeprefix('content/')}/20261121T1420Z-update.md\n"
    monkeypatch.chdir("/")
    assert run("-C", site, "update", "-m", "x").out == f"{site}/{OPEN}/20261121T1420Z-update-2.md\n".removeprefix("/")


def test_nothing_is_written_through_a_symbolic_link(site, run, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (site / "content/announcements").rename(elsewhere / "announcements")
    (site / "content/incidents").rename(elsewhere / "incidents")
    (site / "content/incidents").symlink_to(elsewhere / "incidents")
    before = tree(elsewhere)
    assert run("new", "incident", "Down", "-m", "x").code == 3
    assert tree(elsewhere) == before
