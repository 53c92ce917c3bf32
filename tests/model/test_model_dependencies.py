"""What may be affected through what: a hint for readers, which never becomes a claim."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import MAJOR, NOON, at, incident, maintenance, nows, rule, site, site_rule, sites

from statusgen.model.dependencies import possibly_affected
from statusgen.model.service import Effect, Service
from statusgen.model.site import Site
from statusgen.model.status import ServiceState, Status, status_at

# shop needs bank and mail, bank needs power, mail needs power, power needs nothing
NEEDS = {"bank": ("power",), "mail": ("power",), "power": (), "shop": ("bank", "mail")}


def spread(here: Site) -> dict[str, tuple[str, ...]]:
    return dict(possibly_affected(here, status_at(here, at(5))))


def with_trouble(*affected: str, retired: str = "") -> Site:
    services = (
        Service(one, one.title(), depends_on=needs, retired=date(2026, 1, 1) if one == retired else None)
        for one, needs in NEEDS.items()
    )
    return site(incident(effects=dict.fromkeys(affected, MAJOR)), services=tuple(services))


@pytest.mark.parametrize(
    ("affected", "expected"),
    [
        ((), {}),
        (("power",), {"bank": ("power",), "mail": ("power",), "shop": ("power",)}),
        (("bank",), {"shop": ("bank",)}),
        (("bank", "power"), {"mail": ("power",), "shop": ("bank", "power")}),  # to the shop by mail, too
        (("bank", "mail", "power"), {"shop": ("bank", "mail")}),  # the nearest on each way
        (("shop",), {}),
    ],
)
def test_trouble_may_reach_what_needs_it(affected, expected):
    assert spread(with_trouble(*affected)) == expected


def test_maintenance_counts_while_it_runs():
    here = replace(with_trouble(), incidents=())
    work = maintenance(effects={"power": Effect.UNDER_MAINTENANCE})
    assert spread(replace(here, maintenances=(work,)))["bank"] == ("power",)
    assert spread(replace(here, maintenances=(replace(work, starts=at(30)),))) == {}


def test_exercises_do_not_count():
    here = with_trouble("power")
    assert spread(replace(here, incidents=tuple(replace(one, drill=True) for one in here.incidents))) == {}


def test_a_retired_service_is_not_affected_and_passes_nothing_on():
    assert spread(with_trouble("power", retired="bank")) == {"mail": ("power",), "shop": ("power",)}
    assert spread(with_trouble("bank", retired="mail")) == {"shop": ("bank",)}
    assert spread(with_trouble("power", retired="power")) == {}


# --- rules for all

NAMES = ("a", "b", "c", "d", "e")
graphs = st.fixed_dictionaries({name: st.sets(st.sampled_from(NAMES), max_size=3).map(sorted) for name in NAMES})
states = st.fixed_dictionaries({name: st.sampled_from(Effect) for name in NAMES})


def reachable(needs: dict[str, list[str]], start: str) -> set[str]:
    found: set[str] = set()
    while more := {other for one in found | {start} for other in needs[one]} - found:
        found |= more
    return found


@rule
@given(graphs, states)
def test_only_what_is_well_is_listed_and_only_with_what_it_needs_and_what_is_not_well(needs, effects):
    """Whatever the dependencies, circles among them too."""
    here = Site(services={one: Service(one, one, depends_on=tuple(others)) for one, others in needs.items()})
    services = {one: ServiceState(one, effects[one]) for one in NAMES}
    found = possibly_affected(here, Status(status_at(here, NOON).indicator, services))
    ill = {one for one, effect in effects.items() if effect is not Effect.OPERATIONAL}
    assert not found.keys() & ill
    assert found.keys() == {one for one in NAMES if one not in ill and reachable(needs, one) & ill}
    for service, through in found.items():
        assert through
        assert service not in through
        assert set(through) <= ill & reachable(needs, service)
        assert sorted(through) == list(through)  # the page's order


@site_rule
@given(sites(), nows)
def test_what_may_be_affected_changes_no_state(here, now):
    """The hint is made from the status, which knows no dependencies."""
    alone = replace(here, services={id_: replace(one, depends_on=()) for id_, one in here.services.items()})
    assert status_at(here, now) == status_at(alone, now)
    assert possibly_affected(alone, status_at(alone, now)) == {}
