"""`subscribe`, and what else changes an incident's own file."""

from writing_desk import OPEN, OVER, PEOPLE, tree


def test_who_is_put_on_it_stands_in_its_file_and_is_told(site, run):
    (site / "subscribers.yaml").write_text(PEOPLE)
    file = site / OPEN / "incident.yaml"
    file.chmod(0o640)
    before = file.read_text()
    done = run("subscribe", "night", "checkout")
    assert done.out == f"{OPEN}/incident.yaml\n"
    assert file.read_text() == f"{before}stakeholders: [team:night]\n"
    assert done.err.startswith("Would tell 1 person of 1 thing by email.\n  Cy Young (")
    assert file.stat().st_mode & 0o777 == 0o640


def test_whoever_is_on_it_is_not_put_on_it_twice(site, run):
    (site / "subscribers.yaml").write_text(PEOPLE)
    run("subscribe", "team:night")
    before = tree(site)
    done = run("subscribe", "night")
    assert (done.code, done.out) == (0, "")
    assert "on 2026-11-21-checkout-errors already" in done.err
    assert tree(site) == before


def test_before_somebody_is_put_on_it_it_says_what_it_means(site, run):
    (site / "subscribers.yaml").write_text(PEOPLE)
    before = tree(site)
    done = run("subscribe", "cy", "mail-late")
    assert (done.code, done.out) == (2, "")
    assert "--summary TEXT" in done.err
    assert tree(site) == before
    assert run("subscribe", "cy", "mail-late", "--summary", "Mail takes: an hour # or two.").code == 0
    text = (site / OVER / "incident.yaml").read_text()
    assert text.endswith("summary: 'Mail takes: an hour # or two.'\nstakeholders: [cy]\n")
    assert run("check").code == 0


def test_somebody_unknown_is_a_mistake_in_the_command(site, run):
    (site / "subscribers.yaml").write_text(PEOPLE)
    for who, said in (("nigth", "Did you mean 'night'?"), ("cyy", "Did you mean 'cy'?")):
        done = run("subscribe", who, "checkout")
        assert done.code == 2
        assert said in done.err


def test_what_cannot_be_edited_says_what_to_write_by_hand(site, run):
    (site / "subscribers.yaml").write_text(PEOPLE)
    file = site / OPEN / "incident.yaml"
    file.write_text(file.read_text() + "stakeholders: >-\n  ana\n")
    before = tree(site)
    done = run("subscribe", "cy", "checkout")
    assert done.code == 2
    assert f"{OPEN}/incident.yaml:6:1: `stakeholders`" in done.err
    assert "stakeholders: [ana, cy]" in done.err
    assert tree(site) == before


def test_an_update_can_say_that_it_is_worse(site, run):
    file = site / OPEN / "incident.yaml"
    before = file.read_text()
    done = run("update", "-m", "x", "--severity", "critical")
    assert done.out == f"{OPEN}/20261121T1420Z-update.md\n{OPEN}/incident.yaml\n"
    assert file.read_text() == before.replace("severity: major", "severity: critical")
    assert "has no severity" in run("update", "mail-move", "-m", "x", "--severity", "major").err
