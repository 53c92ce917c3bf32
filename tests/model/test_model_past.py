"""The time machine: what had not been told by a moment does not exist for it."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import (
    MAJOR,
    NOON,
    PARTIAL,
    announcements,
    at,
    incident,
    incidents,
    maintenance,
    maintenances,
    nows,
    said_at,
    site,
    site_rule,
    sites,
)

from statusgen.model.access import visible
from statusgen.model.incident import INCIDENT_PHASES, MAINTENANCE_PHASES, Incident, Phase
from statusgen.model.maintenance import Announcement, Maintenance
from statusgen.model.past import as_of
from statusgen.model.service import Service
from statusgen.model.site import Group, Site
from statusgen.model.status import status_at

TOMORROW, YESTERDAY = date(2026, 11, 22), date(2026, 11, 20)


def known(thing: Incident | Maintenance | Announcement, minutes: float) -> bool:
    then = as_of(site(thing), at(minutes))
    return bool(then.incidents or then.maintenances or then.announcements)


def test_updates_and_corrections_said_later_are_gone():
    told = incident(said_at(5, Phase.INVESTIGATING), said_at(9, corrects="000005.00-investigating"), said_at(20))
    assert [one.updates for one in as_of(site(told), at(8)).incidents] == [told.updates[:1]]
    assert [one.updates for one in as_of(site(told), at(9)).incidents] == [told.updates[:2]]


def test_an_incident_is_known_once_somebody_said_so_however_early_it_began():
    told = incident(said_at(7, Phase.INVESTIGATING))
    assert [known(told, minutes) for minutes in (-1, 0, 6, 7)] == [False, False, False, True]
    assert status_at(as_of(site(told), at(6)), at(6)).indicator == "none"


def test_an_incident_without_updates_is_known_from_its_start():
    assert [known(incident(), minutes) for minutes in (-1, 0)] == [False, True]


def test_maintenance_is_known_since_it_was_scheduled():
    told = maintenance(said_at(-90, Phase.SCHEDULED), said_at(70, Phase.COMPLETED))
    assert [known(told, minutes) for minutes in (-91, -90, 0)] == [False, True, True]


@pytest.mark.parametrize("updates", [(), (said_at(5, Phase.IN_PROGRESS),), (said_at(-30),)])
def test_maintenance_that_nobody_scheduled_was_always_known(updates):
    assert known(maintenance(*updates), -10_000)


def test_a_word_on_one_occurrence_does_not_date_the_whole_series():
    told = maintenance(said_at(5, Phase.SCHEDULED, occurrence=date(2026, 12, 1)))
    assert known(told, -10_000)


def test_scheduling_the_whole_series_later_does_not_unsay_a_word_on_one_occurrence():
    word = said_at(-5, occurrence=date(2026, 12, 1))
    told = maintenance(word, said_at(50, Phase.SCHEDULED), starts=at(900), ends=at(960))
    assert [one.updates for one in as_of(site(told), NOON).maintenances] == [(word,)]


def test_maintenance_of_which_was_spoken_only_after_its_start_was_always_known():
    told = maintenance(said_at(50, Phase.SCHEDULED), starts=at(10), ends=at(60))
    assert [known(told, minutes) for minutes in (0, 20, 50)] == [True, True, True]


def test_announcements_are_known_from_their_time_and_stay_for_the_list():
    told = Announcement("news", "News", NOON, until=at(10))
    assert [known(told, minutes) for minutes in (-1, 0, 11)] == [False, True, True]


def services(minutes: float, *things: Incident, **shop: object) -> list[str]:
    given = (Service("bank", "Bank", group="back"), replace(Service("shop", "Shop", group="front"), **shop))
    return [*as_of(site(*things, services=given), at(minutes)).services]


def test_a_service_is_known_from_its_first_day_or_its_first_mention():
    assert services(0, since=TOMORROW) == ["bank"]
    assert services(24 * 60, since=TOMORROW) == services(0) == services(0, since=YESTERDAY) == ["bank", "shop"]
    assert services(5, incident(), since=TOMORROW) == ["bank", "shop"]
    assert services(5, incident(said_at(6)), since=TOMORROW) == ["bank"]


def test_nothing_depends_on_a_service_that_was_not_there_and_no_group_consists_of_it():
    given = (Service("bank", "Bank", depends_on=("shop",)), Service("shop", "Shop", group="front", since=TOMORROW))
    then = as_of(site(services=given, groups=(Group("front", "Front"),)), NOON)
    assert (then.services["bank"].depends_on, then.settings.groups) == ((), ())


# --- rules for all sites

days = st.sampled_from([None, None, YESTERDAY, TOMORROW])


@st.composite
def watched_sites(draw: st.DrawFn) -> Site:
    """Some of whose services were watched only from some day on."""
    here = draw(sites())
    return replace(here, services={id_: replace(one, since=draw(days)) for id_, one in here.services.items()})


@site_rule
@given(watched_sites(), nows, nows)
def test_the_past_of_a_past_is_the_past(here, one, other):
    early, late = sorted((one, other))
    assert as_of(as_of(here, late), early) == as_of(here, early)


@st.composite
def futures(draw: st.DrawFn) -> tuple[Site, Site]:
    """A site as it was told by noon, and what became of it: nothing of the first was taken back."""
    past = as_of(draw(watched_sites()), NOON)
    later = st.integers(1, 400).map(lambda steps: at(steps * 20))
    phases = st.sampled_from([None, *INCIDENT_PHASES])
    more = tuple(said_at(minute, draw(phases)) for minute in sorted(draw(st.sets(st.integers(1, 99), max_size=3))))
    works = tuple(
        replace(one, updates=(*one.updates, said_at(50, draw(st.sampled_from(MAINTENANCE_PHASES)))))
        if one.updates
        else one
        for one in past.maintenances
    )
    return past, replace(
        past,
        services={**past.services, "new": Service("new", "New", since=date(2027, 1, 1), group="front")},
        incidents=(
            *(replace(one, id="new-i", started=draw(later), updates=more) for one in [draw(incidents())]),
            *(replace(one, updates=(*one.updates, *more)) if one.updates else one for one in past.incidents),
        ),
        maintenances=(
            *(
                replace(one, id="new-m", starts=at(900), ends=at(960), updates=(said_at(3, Phase.SCHEDULED),))
                for one in [draw(maintenances())]
            ),
            *works,
        ),
        announcements=(replace(draw(announcements()), id="new-a", at=draw(later)), *past.announcements),
    )


@site_rule
@given(futures())
def test_nothing_that_is_told_later_changes_the_past(both):
    past, present = both
    assert as_of(present, NOON) == past


@site_rule
@given(watched_sites(), nows, st.sampled_from([None, "red", "blue"]))
def test_the_past_of_what_an_audience_sees_knows_nothing_restricted(here, now, audience):
    seen = visible(here, audience)
    assert as_of(seen, now) == visible(as_of(seen, now), audience)


@site_rule
@given(watched_sites(), nows)
def test_how_things_stood_is_made_of_what_was_known_by_then(here, now):
    """Whatever the time machine still lists as a cause had been told."""
    then = as_of(here, now)
    told = {one.id for one in then.incidents} | {one.id for one in then.maintenances}
    states = status_at(then, now).services
    assert states.keys() <= then.services.keys()
    assert all(set(state.because) <= told for state in states.values())


def test_the_effects_are_those_said_by_then():
    told = incident(said_at(1), said_at(5, effects={"shop": MAJOR}))
    assert status_at(as_of(site(told), at(2)), at(2)).services["shop"].effect is PARTIAL
    assert status_at(as_of(site(told), at(5)), at(5)).services["shop"].effect is MAJOR
