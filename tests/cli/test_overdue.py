import json

from small_site import OPEN, break_site

LATE, SOON, CALM = "2026-11-21T14:52:00Z", "2026-11-21T14:30:00Z", "2026-11-21T14:20:00Z"


def own(site, owner) -> None:
    """Gives the open incident an owner."""
    file = site / "content/incidents" / OPEN / "incident.yaml"
    file.write_text(f"{file.read_text(encoding='utf-8')}owner: {owner}\n", encoding="utf-8")


def test_a_broken_promise_is_listed_with_how_late_it_is_and_that_nobody_owns_it(site, run):
    code, out, err = run("overdue", now=LATE)
    assert code == 0
    assert out == f"17 min late  due 15:35 CET  {OPEN}  no owner  Checkout fails for some customers\n"
    assert err == "1 promise broken; none due within 10 min.\n"


def test_one_that_is_soon_due_is_listed_with_the_time_that_is_left(site, run):
    out, err = run("overdue", now=SOON)[1:]
    assert out.startswith("in 5 min  due 15:35 CET  ")
    assert err == "No promise is broken; 1 due within 10 min.\n"


def test_what_is_due_later_is_listed_when_asked_for(site, run):
    assert run("overdue", now=CALM)[:2] == (0, "")
    assert run("overdue", "--soon", "1h", now=CALM).out.startswith("in 15 min  ")


def test_the_owner_is_named(site, run):
    (site / "subscribers.yaml").write_text(
        "subscribers:\n  ana: {name: Ana Ruiz, contacts: [{email: ana@acme.example}]}\n", encoding="utf-8"
    )
    own(site, "ana")
    assert "  Ana Ruiz  " in run("overdue", now=LATE).out
    (found,) = json.loads(run("overdue", "--json", now=LATE).out)["promises"]
    assert (found["owner"], found["owner_name"]) == ("ana", "Ana Ruiz")


def test_programs_get_moments_and_seconds(site, run):
    found = json.loads(run("overdue", "--json", now=LATE).out)
    assert found == {
        "version": 1,
        "promises": [
            {
                "incident": OPEN,
                "title": "Checkout fails for some customers",
                "drill": False,
                "audience": ["everyone"],
                "update": "20261121T1405Z-investigating",
                "due": "2026-11-21T14:35:00Z",
                "overdue": True,
                "late_seconds": 1020,
                "owner": None,
                "owner_name": None,
            }
        ],
        "left_out": [],
    }


def test_a_duration_that_is_none_is_refused(site, run):
    code, _, err = run("overdue", "--soon", "later")
    assert code == 2
    assert "`later` is not a duration" in err


def test_where_the_content_has_errors_the_answer_says_that_it_may_not_be_all(site, run):
    break_site(site)
    code, _, err = run("overdue", now=LATE)
    assert code == 1
    assert "this may not be the whole truth" in err
