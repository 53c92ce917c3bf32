"""`reopen`, `correct`, `postmortem`: what is said once something was said."""

from writing_desk import OPEN, OVER, PEOPLE, tree


def test_what_is_back_is_open_again_with_its_effects(site, run):
    done = run("reopen", "mail", "-m", "Mail is late again.")
    assert done.out == f"{OVER}/20261121T1420Z-investigating.md\n"
    assert "mail: degraded_performance" in run("show", "2026-11-20-mail-late").out
    assert "is open" in run("reopen", "mail", "-m", "x").err


def test_the_latest_update_is_corrected_where_none_is_named(site, run):
    done = run("correct", "-m", "We are looking into failing payments by card.")
    path = f"{OPEN}/20261121T1420Z-correction.md"
    assert done.out == f"{path}\n"
    assert (site / path).read_text() == (
        "---\nat: 2026-11-21T14:20:00Z\ncorrects: 20261121T1405Z-investigating\n---\n"
        "We are looking into failing payments by card.\n"
    )
    assert run("check", "--strict").code == 0


def test_an_update_is_named_by_a_part_of_its_id(site, run):
    run("update", "-m", "x", "--phase", "identified", "--at", "5m ago")
    assert run("correct", "checkout", "invest", "-m", "y").code == 0
    assert "corrects: 20261121T1405Z-investigating" in (site / f"{OPEN}/20261121T1420Z-correction.md").read_text()
    assert "may be" in run("correct", "checkout", "20261121", "-m", "y").err
    assert "Did you mean '20261121T1415Z-identified'?" in run("correct", "checkout", "identifed", "-m", "y").err


def test_a_correction_tells_nobody_unless_it_is_to(site, run):
    (site / "subscribers.yaml").write_text(PEOPLE)
    assert run("correct", "-m", "x").err == "Would tell nobody (`statusgen notify --dry-run` says why).\n"
    assert "notify: true" not in (site / f"{OPEN}/20261121T1420Z-correction.md").read_text()
    run("correct", "-m", "x", "--tell")
    assert "notify: true" in (site / f"{OPEN}/20261121T1420Z-correction-2.md").read_text()


def test_a_correction_of_what_only_some_may_read_is_for_them_alone(site, run):
    settings = site / "content/site.yaml"
    settings.write_text(settings.read_text() + "audiences: {few: {name: Few}}\n")
    run("update", "-m", "Secret.", "--audience", "few")
    run("correct", "-m", "Secret, too.")
    assert "audience:\n- few\n" in (site / f"{OPEN}/20261121T1420Z-correction.md").read_text()
    assert "Secret" not in run("build").err
    assert not [path for path in (site / "public").rglob("*") if path.is_file() and b"Secret" in path.read_bytes()]


def test_a_postmortem_is_of_what_is_over(site, run):
    done = run("postmortem", "mail-late", "-m", "A disk was full.")
    assert done.out == f"{OVER}/20261121T1420Z-postmortem.md\n"
    before = tree(site)
    assert "says first that it is over" in run("postmortem", "checkout", "-m", "x").err
    assert tree(site) == before
    assert "Checkout" in run("status").out
