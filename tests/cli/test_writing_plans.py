"""`new maintenance`, `announcement`, `service`, and `reschedule`, `cancel`."""

import pytest
from writing_desk import PEOPLE, WORK, tree

MONTHLY = "content/maintenance/2026-12-01-monthly"


@pytest.fixture
def monthly(site):
    folder = site / MONTHLY
    folder.mkdir()
    (folder / "maintenance.yaml").write_text(
        "title: Patches\nstarts: 2026-12-01T22:00:00Z\nends: 2026-12-01T23:00:00Z\nrepeats: FREQ=MONTHLY;BYDAY=1TU\n"
    )
    (folder / "20261110T0800Z-scheduled.md").write_text("---\nphase: scheduled\nat: 2026-11-10T08:00:00Z\n---\nx\n")
    return site


def test_planned_work_is_two_small_files(site, run):
    (site / "subscribers.yaml").write_text(PEOPLE)
    options = [
        "--starts",
        "2026-12-02 23:00",
        "--ends",
        "01:30",
        "--service",
        "mail",
        "--remind",
        "1d",
        "--remind",
        "1h",
    ]
    done = run("new", "maintenance", "Bigger disks", "-m", "Mail gets room.", "--action", "Log out.", *options)
    folder = "content/maintenance/2026-12-02-bigger-disks"
    assert done.out == f"{folder}/20261121T1420Z-scheduled.md\n{folder}/maintenance.yaml\n"
    assert (site / folder / "maintenance.yaml").read_text() == (
        "title: Bigger disks\nstarts: 2026-12-02T22:00:00Z\nends: 2026-12-03T00:30:00Z\nreminders:\n- 1d\n- 1h\n"
        "services:\n  mail: under_maintenance\n"
    )
    assert (site / folder / "20261121T1420Z-scheduled.md").read_text() == (
        "---\nphase: scheduled\nat: 2026-11-21T14:20:00Z\naction: Log out.\n---\nMail gets room.\n"
    )
    assert done.err.startswith("Would tell 2 people of 1 thing by email.\n")
    assert run("check", "--strict").code == 0


def test_work_that_repeats_must_fit_its_rule(site, run):
    before = tree(site)
    line = ["new", "maintenance", "Patches", "-m", "x", "--starts", "2026-12-02 22:00", "--for", "1h"]
    done = run(*line, "--repeats", "FREQ=MONTHLY;BYDAY=1TU")
    assert done.code == 1
    assert "the rule does not fit the day" in done.err
    assert tree(site) == before
    assert run(*line, "--repeats", "FREQ=MONTHLY;BYDAY=1WE").code == 0


def test_an_announcement_is_one_file(site, run):
    done = run("new", "announcement", "Busy season", "-m", "No changes.", "--until", "2026-12-14", "--service", "cart")
    assert done.code == 2
    assert "`2026-12-14` is not a time" in done.err
    done = run(
        "new", "announcement", "Busy season", "-m", "No changes.", "--until", "2026-12-14 09:00", "--service", "cart"
    )
    path = "content/announcements/2026-11-21-busy-season.md"
    assert done.out == f"{path}\n"
    assert (site / path).read_text() == (
        "---\ntitle: Busy season\nat: 2026-11-21T14:20:00Z\nuntil: 2026-12-14T08:00:00Z\nservices:\n- checkout\n---\n"
        "No changes.\n"
    )
    assert run("check", "--strict").code == 0


def test_a_service_is_one_file_and_has_no_past(site, run):
    done = run("new", "service", "Order search", "--description", "Finds orders.", "--needs", "cart")
    assert done.out == "content/services/order-search.yaml\n"
    assert (site / "content/services/order-search.yaml").read_text() == (
        "name: Order search\ndescription: Finds orders.\ndepends_on:\n- checkout\nsince: 2026-11-21\n"
    )
    assert done.err == ""
    before = tree(site)
    for line in (["Order Search"], ["Cart"], ["!!!"]):
        assert run("new", "service", *line).code == 2
    assert run("new", "service", "Stock", "--group", "nowhere").code == 1
    assert tree(site) == before


def test_planned_work_is_moved_by_an_update_and_its_file_stays(site, run):
    before = tree(site)
    done = run("reschedule", "--starts", "2026-12-02 23:00", "-m", "A day later.")
    path = f"{WORK}/20261121T1420Z-moved.md"
    assert done.out == f"{path}\n"
    text = "---\nat: 2026-11-21T14:20:00Z\nstarts: 2026-12-02T22:00:00Z\n---\nA day later.\n"
    assert tree(site) == {**before, path: text.encode()}
    assert "from 2026-12-02 23:00 CET, until 2026-12-03 00:00 CET" in run("show", "2026-12-01-mail-move").out
    again = run("reschedule", "--starts", "2026-12-02 23:00")
    assert again.code == 2 and "is planned for then already" in again.err


def test_what_was_called_off_takes_place_again_at_its_own_time(site, run):
    run("cancel", "mail-move", "-m", "Not needed.")
    time = ("--starts", "2026-12-01 23:00")
    assert run("reschedule", "mail-move", *time, "-m", "It is needed after all.", now="2026-11-21T14:30:00Z").code == 0
    assert "cancelled" not in run("show", "2026-12-01-mail-move", now="2026-11-21T14:31:00Z").out.splitlines()[0]


def test_work_may_take_longer(site, run):
    run("reschedule", "mail-move", "--for", "3h")
    assert (site / f"{WORK}/20261121T1420Z-moved.md").read_text() == (
        "---\nat: 2026-11-21T14:20:00Z\nends: 2026-12-02T01:00:00Z\n---\n"
    )
    assert "to when?" in run("reschedule", "mail-move").err
    assert run("reschedule", "mail-move", "--ends", "2026-12-01 20:00").code == 1


def test_planned_work_is_called_off(site, run):
    done = run("cancel", "-m", "Not needed any more.")
    assert done.out == f"{WORK}/20261121T1420Z-cancelled.md\n"
    assert "cancelled" in run("show", "2026-12-01-mail-move").out
    again = run("cancel", "mail-move", "-m", "Not needed any more.")
    assert again.code == 2 and "is cancelled already" in again.err


def test_of_work_that_repeats_one_is_moved_or_called_off(monthly, run):
    assert "more than one planned work ahead" in run("cancel", "-m", "x").err
    assert "--occurrence DATE calls off one" in run("cancel", "monthly", "-m", "x").err
    assert run("cancel", "monthly", "-m", "x", "--occurrence", "2027-01-05").code == 0
    assert run("reschedule", "monthly", "--starts", "2026-12-02 23:00").code == 0
    assert (
        "occurrence: 2026-12-01\nstarts: 2026-12-02T22:00:00Z"
        in (monthly / f"{MONTHLY}/20261121T1420Z-moved.md").read_text()
    )
    assert "unknown-occurrence" in run("cancel", "monthly", "-m", "x", "--occurrence", "2027-01-06").err
    assert "is not a date" in run("cancel", "monthly", "-m", "x", "--occurrence", "soon").err
    assert run("cancel", "monthly", "-m", "x", "--all").code == 0
    assert run("check").code == 0


def test_what_is_said_of_running_work_is_about_the_one_that_runs(monthly, run):
    done = run("update", "monthly", "-m", "We begin.", "--phase", "in_progress", now="2027-01-05T22:01:00Z")
    assert "occurrence: 2027-01-05" in (monthly / done.out.strip()).read_text()


def test_wording_of_its_kind_is_used(site, run):
    (site / "content/templates").mkdir()
    (site / "content/templates/works.md").write_text(
        '---\nkind: maintenance\ntitle: "{{what}} moves"\nimpact: No {{services}}.\n---\n{{what}} gets better.\n'
    )
    done = run(
        "new", "maintenance", "--starts", "tomorrow 22:00", "--for", "1h", "--service", "mail", "--set", "what=It"
    )
    assert done.out.startswith("content/maintenance/2026-11-22-it-moves/")
    assert "impact: No Staff mail.\n---\nIt gets better.\n" in (site / done.out.split("\n")[0]).read_text()
