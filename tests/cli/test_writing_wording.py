"""Commands that take their words from `content/templates/`."""

import pytest
from writing_desk import OPEN, tree

DOWN = (
    "---\nkind: incident\ntitle: Checkout does not work\nseverity: critical\nservice: cart\n"
    'impact: "{{who}} cannot order."\n---\n'
    "Nobody can order since {{time}}. {{services}}: {{what is safe}}\n"
)


@pytest.fixture
def worded(site):
    (site / "content/templates").mkdir()
    (site / "content/templates/checkout-down.md").write_text(DOWN)
    return site


def test_a_template_alone_makes_an_incident(worded, run):
    sets = ["--set", "WHO=Nobody", "--set", "what is safe=baskets are kept."]
    done = run("new", "incident", "--template", "checkout-down", "--started", "14:58", *sets)
    folder = "content/incidents/2026-11-21-checkout-does-not-work"
    assert done.out == f"{folder}/20261121T1420Z-investigating.md\n{folder}/incident.yaml\n"
    assert (worded / folder / "incident.yaml").read_text() == (
        "title: Checkout does not work\nseverity: critical\nstarted: 2026-11-21T13:58:00Z\n"
        "services:\n  checkout: major_outage\n"
    )
    text = (worded / folder / "20261121T1420Z-investigating.md").read_text()
    assert "impact: Nobody cannot order.\n" in text
    assert text.endswith("---\nNobody can order since 14:58 CET. Checkout: baskets are kept.\n")


def test_the_template_of_the_service_is_found_by_itself(worded, run):
    done = run("new", "incident", "--service", "checkout", "--set", "who=x", "--set", "what is safe=y", "--dry-run")
    assert "title: Checkout does not work\nseverity: critical\n" in done.out


def test_what_is_not_filled_in_is_named_and_nothing_is_written(worded, run):
    before = tree(worded)
    done = run("new", "incident", "--template", "checkout-down", "--set", "who=x")
    assert (done.code, done.out) == (2, "")
    assert "--set 'what is safe=…'" in done.err
    done = run("new", "incident", "--template", "checkout-down", "--set", "whom=x")
    assert "the wording has no such placeholder. Did you mean 'who'?" in done.err
    assert tree(worded) == before


def test_words_of_ones_own_go_before_those_of_a_template(worded, run):
    done = run("new", "incident", "Slow", "-m", "It is slow.", "--service", "checkout", "--dry-run")
    assert done.out.endswith("---\nIt is slow.\n")
    assert "impact" not in done.out
    own = run("new", "incident", "-m", "Down.", "--template", "checkout-down", "--set", "who=x", "--dry-run")
    assert "impact: x cannot order.\n" in own.out
    assert own.out.endswith("---\nDown.\n")


def test_placeholders_in_words_of_ones_own_are_not_let_through(worded, run):
    before = tree(worded)
    assert run("update", "-m", "x {{what}}").code == 2
    assert run("update", "-m", "x", "--impact", "{{what}}").code == 2
    assert run("update", "-m", "x", "--by", "{{what}}").code == 1
    assert tree(worded) == before
    assert run("update", "-m", "since {{time}}").out == f"{OPEN}/20261121T1420Z-update.md\n"


def test_what_is_odd_is_said_and_written(worded, run):
    done = run("update", "-m", "x", "--at", "3h ago")
    assert done.code == 0
    assert "warning before-start" in done.err
