from datetime import timedelta

from hypothesis import given
from worlds import NOON, at, incident, incidents, nows, rule, said_at, site

from statusgen.model.course import promised_at
from statusgen.model.incident import NO_PROMISE, Phase, Severity
from statusgen.model.promises import due_updates, outstanding, owner_of
from statusgen.model.service import Effect, Service

HALF_AN_HOUR = timedelta(minutes=30)
RESOLVED, MONITORING, POSTMORTEM = Phase.RESOLVED, Phase.MONITORING, Phase.POSTMORTEM


def test_a_promise_is_kept_by_an_update_at_the_very_moment_and_broken_by_one_after_it() -> None:
    found = due_updates(incident(said_at(5), said_at(35), said_at(66)), HALF_AN_HOUR, at(70))
    assert [(one.by, one.due, one.came) for one in found] == [
        ("000005.00-None", at(35), at(35)),
        ("000035.00-None", at(65), at(66)),
        ("000066.00-None", at(96), None),
    ]
    assert [(one.is_kept, one.is_broken(at(70))) for one in found] == [(True, False), (False, True), (False, False)]
    assert [one.late(at(70)) for one in found[1:]] == [timedelta(minutes=1), timedelta(minutes=-26)]


def test_a_promise_is_not_broken_before_its_moment_has_passed() -> None:
    (due,) = due_updates(incident(said_at(0)), HALF_AN_HOUR, at(30))
    assert not due.is_broken(at(30))
    assert due.is_broken(at(30.1))
    assert due.late(at(47)) == timedelta(minutes=17)


def test_who_says_that_it_is_over_promises_nothing_and_who_reopens_it_does() -> None:
    said = said_at(0), said_at(10, RESOLVED), said_at(100, POSTMORTEM), said_at(200, MONITORING)
    assert [one.due for one in due_updates(incident(*said), HALF_AN_HOUR, at(210))] == [at(30), at(230)]


def test_an_update_may_promise_a_moment_another_while_or_nothing() -> None:
    said = (
        said_at(0, next_update=at(50)),
        said_at(1, next_update=timedelta(hours=2)),
        said_at(2, next_update=NO_PROMISE),
    )
    assert [one.due for one in due_updates(incident(*said), HALF_AN_HOUR, at(3))] == [at(50), at(121)]
    assert due_updates(incident(said_at(0)), None, at(3)) == ()


def test_a_correction_neither_keeps_a_promise_nor_makes_one_of_its_own() -> None:
    first = said_at(0)
    found = due_updates(incident(first, said_at(40, corrects=first.id)), HALF_AN_HOUR, at(50))
    assert [(one.due, one.came) for one in found] == [(at(30), None)]


@given(incidents(), nows)
@rule
def test_what_is_owed_last_is_what_the_page_says_is_due_next(thing, now) -> None:
    found = [one for one in due_updates(thing, HALF_AN_HOUR, now) if one.came is None]
    assert [one.due for one in found] == [due for due in [promised_at(thing, HALF_AN_HOUR, now)] if due]


@given(incidents(), nows)
@rule
def test_every_promise_is_kept_or_broken_or_there_is_time_and_never_two_of_these(thing, now) -> None:
    for one in due_updates(thing, HALF_AN_HOUR, now):
        has_time = one.came is None and now <= one.due
        assert [one.is_kept, one.is_broken(now), has_time].count(True) == 1


def test_what_is_owed_is_listed_with_the_longest_overdue_first_as_far_as_one_looks_ahead() -> None:
    late, later = incident(said_at(0), id="late"), incident(said_at(5), id="later")
    soon, far = incident(said_at(20), id="soon"), incident(said_at(40), id="far")
    done = incident(said_at(0), said_at(9, RESOLVED), id="done")
    world = site(far, soon, done, later, late)
    now = at(45)
    assert [one.incident.id for one in outstanding(world, now, now)] == ["late", "later"]
    assert [one.incident.id for one in outstanding(world, at(50), now)] == ["late", "later", "soon"]


def test_only_the_last_promise_of_an_incident_is_owed() -> None:
    world = site(incident(said_at(0), said_at(60)))
    assert [one.due for one in outstanding(world, at(100), at(100))] == [at(90)]


def test_the_owner_is_the_incidents_own_or_that_of_the_service_that_it_harms_most() -> None:
    services = (
        Service("shop", "Shop", owner="team:shop"),
        Service("bank", "Bank", owner="team:bank"),
        Service("post", "Post"),
    )
    both = incident(
        said_at(0),
        effects={"shop": Effect.DEGRADED_PERFORMANCE, "bank": Effect.PARTIAL_OUTAGE, "post": Effect.MAJOR_OUTAGE},
    )
    world = site(both, services=services)
    assert owner_of(both, world, at(1)) == "team:bank"
    assert owner_of(incident(effects={"post": Effect.MAJOR_OUTAGE}), world, at(1)) is None
    assert owner_of(incident(owner="ana", effects=both.effects), world, at(1)) == "ana"


def test_the_owner_of_what_harms_nothing_any_more_is_that_of_what_it_harmed() -> None:
    over = incident(said_at(0, effects={"shop": Effect.OPERATIONAL}), severity=Severity.MINOR)
    world = site(over, services=(Service("shop", "Shop", owner="team:shop"),))
    assert over.started == NOON
    assert owner_of(over, world, at(5)) == "team:shop"
