"""The sentence at the top: honest in every situation."""

from dataclasses import replace
from datetime import timedelta

import pytest
from example_site import NOW, SERVICES, SETTINGS, ago
from hypothesis import given, settings
from hypothesis import strategies as st

from statusgen.model.course import is_open
from statusgen.model.incident import Incident, Phase, Update
from statusgen.model.maintenance import Maintenance
from statusgen.model.service import Effect
from statusgen.model.site import Site
from statusgen.problems import Span
from statusgen.publish.views.banner import banner
from statusgen.publish.views.scene import scene
from statusgen.render.words import words

PLANNED, SLOW, PARTIAL, MAJOR = tuple(Effect)[1:]


def incident(title: str, effects: dict[str, Effect] | None = None, **more: object) -> Incident:
    given = Incident(title.lower().replace(" ", "-"), title, ago(hours=1), effects=effects or {})
    return replace(given, **more)  # type: ignore[arg-type]


def work(title: str, *services: str) -> Maintenance:
    effects = dict.fromkeys(services, PLANNED)
    return Maintenance(title.lower(), title, ago(hours=1), NOW + timedelta(hours=1), effects=effects)


def said(*things: Incident | Maintenance, **more: object) -> tuple[str, str]:
    """Look and sentence."""
    site = Site(
        settings=SETTINGS,
        services=SERVICES,
        incidents=tuple(one for one in things if isinstance(one, Incident)),
        maintenances=tuple(one for one in things if isinstance(one, Maintenance)),
    )
    found = banner(scene(replace(site, **more), NOW))  # type: ignore[arg-type]
    return found.look.value, words("en").message(found.sentence)


RESOLVED = (Update("end", ago(minutes=5), phase=Phase.RESOLVED),)
LEFT_DEGRADED = (Update("end", ago(minutes=5), phase=Phase.RESOLVED, effects={"shop": SLOW}),)

SITUATIONS = [
    ((), "none", "All services are operational."),
    ((incident("Old", {"shop": MAJOR}, updates=RESOLVED),), "none", "All services are operational."),
    ((incident("Drill", {"shop": MAJOR}, drill=True),), "none", "All services are operational."),
    ((incident("A", {"shop": SLOW}),), "minor", "Shop is slower or less reliable than usual."),
    ((incident("A", {"shop": PARTIAL}),), "major", "Shop has a partial outage."),
    ((incident("A", {"shop": MAJOR}),), "critical", "Shop has a major outage."),
    ((incident("A", {"shop": PARTIAL, "bank": PARTIAL}),), "major", "Shop and Bank have a partial outage."),
    (
        (incident("A", {"shop": SLOW, "bank": MAJOR}),),
        "critical",
        "Bank has a major outage, and 1 more service is affected.",
    ),
    (
        (incident("A", {"shop": MAJOR, "bank": MAJOR, "printer": SLOW}),),
        "critical",
        "Shop has a major outage, and 2 more services are affected.",
    ),
    ((incident("Odd smells."),), "minor", "An incident is open: Odd smells."),
    ((incident("Odd smells"), incident("Noise")), "minor", "2 incidents are open, the gravest: Noise."),
    ((work("Paper", "printer"),), "maintenance", "Paper is under way; Printer is under maintenance."),
    (
        (work("Paper", "printer", "phone"),),
        "maintenance",
        "Paper is under way; Printer and 1 more service are under maintenance.",
    ),
    ((work("Paper"),), "maintenance", "Paper is under way."),
    ((work("Ink", "shop"), work("Paper", "printer")), "maintenance", "Ink and 1 more maintenance are under way."),
    ((work("Paper", "printer"), incident("Noise")), "minor", "An incident is open: Noise."),
    ((work("Paper", "shop"), incident("A", {"bank": PARTIAL})), "major", "Bank has a partial outage."),
    (
        (incident("Old", {"shop": MAJOR}, updates=LEFT_DEGRADED),),
        "minor",
        "Shop is slower or less reliable than usual.",
    ),
]


@pytest.mark.parametrize(("things", "look", "sentence"), SITUATIONS, ids=[one[2] for one in SITUATIONS])
def test_the_banner_names_the_service_and_the_effect(things, look, sentence):
    assert said(*things) == (look, sentence)


def test_all_is_not_well_where_something_could_not_be_read():
    look, sentence = said(left_out=(Span("content/incidents/x/incident.yaml"),))
    assert (look, sentence) == ("unknown", "No incident is known, but part of this page could not be read.")


def test_a_site_without_services_does_not_claim_that_they_work():
    assert said(services={}) == ("none", "No incident is open.")


effects = st.dictionaries(st.sampled_from(["shop", "bank", "phone"]), st.sampled_from(Effect), max_size=3)
updates = st.lists(
    st.builds(
        Update,
        id=st.uuids().map(str),
        at=st.integers(1, 59).map(lambda minutes: ago(minutes=minutes)),
        phase=st.sampled_from([None, *tuple(Phase)[:5]]),
        effects=effects,
    ),
    max_size=4,
).map(lambda some: tuple(sorted(some, key=lambda one: (one.at, one.id))))
incidents = st.lists(st.builds(incident, st.uuids().map(str), effects, updates=updates), max_size=3)


@settings(max_examples=300, deadline=None)
@given(incidents)
def test_nothing_is_called_operational_while_an_incident_is_open(some):
    look, sentence = said(*some)
    if any(is_open(one, NOW) for one in some):
        assert "operational" not in sentence
        assert look in {"minor", "major", "critical"}
