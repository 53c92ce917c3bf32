"""When the site changes by time alone, and that nothing of it does before; and the past, as files."""

import re
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from example_site import NOTICE, NOW, OPEN, example_site
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[1] / "model"))  # the sites of the model's own rules
from worlds import at, incident, maintenance, nows, said_at, site, sites

from statusgen.model.access import visible
from statusgen.model.incident import Phase
from statusgen.model.maintenance import Announcement
from statusgen.model.past import as_of
from statusgen.model.site import Site
from statusgen.publish.artefact import Artefact
from statusgen.publish.freshness import next_change, stale_after, unsettled
from statusgen.publish.plan import plan

ELSEWHERE = Path("no-such-site")  # no themes of its own

# Building takes a while: few sites, and what Hypothesis has to say about that is known.
slow_rule = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])

# What runs on at every moment: when the page was made, and the figures of uptime.
RUNNING_ON = re.compile(rb"<p>As of <time[^>]*>[^<]*</time></p>|\b\d+\.\d\d(?= ?%)|(?<=uptime_ratio\{)[^\n]*")


def differing(here: Site, one: datetime, other: datetime) -> list[str]:
    """Paths of files that differ in more than what runs on. Equal keys mean equal bytes."""
    first, second = ({artefact.path: artefact for artefact in plan(here, now, ELSEWHERE)} for now in (one, other))
    new = [path for path in first.keys() & second.keys() if first[path].key != second[path].key]
    return sorted({*first.keys() ^ second.keys(), *(path for path in new if still(first[path]) != still(second[path]))})


def still(artefact: Artefact) -> bytes:
    return RUNNING_ON.sub(b"", artefact.make())


def test_what_is_taken_out_of_the_comparison_is_there():
    found = {match[0][:8] for match in RUNNING_ON.finditer(plan_of("index.html"))}
    assert {b"<p>As of", b"99.79"} <= found


def plan_of(path: str) -> bytes:
    return next(artefact.make() for artefact in plan(example_site(), NOW, ELSEWHERE) if artefact.path == path)


@slow_rule
@given(sites(), nows, st.floats(0, 1))
@example(site(incident(said_at(30, Phase.RESOLVED))), at(0), 0.5)  # at the very second at which something begins
@example(site(maintenance(said_at(-30, Phase.CANCELLED))), at(-10), 0.99)
@example(site(incident(said_at(-30), said_at(90))), at(-40), 0.9)  # said before it began
@example(site(maintenance(said_at(-30, Phase.IN_PROGRESS))), at(-20), 0.5)
@example(site(incident()), datetime(2026, 11, 21, 23, tzinfo=UTC), 0.01)  # midnight
def test_nothing_changes_before_the_next_change_and_something_does_then(here, now, share):
    seen = visible(here, None)
    then = next_change(seen, now)
    between = now + timedelta(seconds=int(share * ((then - now).total_seconds() - 1)))
    assert differing(seen, now, between) == []
    assert differing(seen, now, then) != []


@pytest.mark.parametrize(
    ("thing", "now", "then"),
    [
        (incident(started=at(5)), at(0), at(5)),
        (incident(said_at(0)), at(0), at(30) + timedelta(seconds=1)),  # broken once its second is past
        (incident(said_at(10, next_update=at(20))), at(10), at(20) + timedelta(seconds=1)),
        (maintenance(), at(-5), at(0)),
        (maintenance(), at(5), at(60)),
        (maintenance(said_at(-9, Phase.CANCELLED)), at(-5), at(0)),
        (maintenance(said_at(7, Phase.COMPLETED)), at(8), datetime(2026, 11, 21, 23, tzinfo=UTC)),
        (Announcement("news", "News", at(0), until=at(9)), at(3), at(9)),
        (incident(started=at(0) + timedelta(microseconds=1)), at(-1), at(0) + timedelta(seconds=1)),
    ],
)
def test_the_next_change_is_the_next_time_that_is_reached(thing, now, then):
    assert next_change(site(thing), now) == then


@pytest.mark.parametrize(
    ("zone", "now", "then"),
    [
        ("Europe/Berlin", datetime(2026, 10, 25, 1, tzinfo=UTC), datetime(2026, 10, 25, 23, tzinfo=UTC)),  # 25 hours
        (
            "Africa/Cairo",
            datetime(2026, 4, 23, 12, tzinfo=UTC),
            datetime(2026, 4, 23, 22, tzinfo=UTC),
        ),
    ],
)
def test_there_is_a_change_at_midnight_at_the_latest_on_days_of_any_length(zone, now, then):
    assert next_change(site(timezone=zone), now) == then


@slow_rule
@given(sites(), nows)
def test_a_page_that_was_renewed_at_every_change_is_never_stale(here, now):
    assert stale_after(here, now) > next_change(here, now)


@slow_rule
@given(sites(), nows)
def test_incidents_that_no_time_changes_any_more_count_for_nothing(here, now):
    changing = unsettled(here, now)
    fewer = replace(here, incidents=tuple(one for one in here.incidents if one.id in changing))
    assert (stale_after(fewer, now), next_change(fewer, now)) == (stale_after(here, now), next_change(here, now))


def test_an_incident_changes_by_time_while_an_update_is_promised_and_not_when_it_is_over():
    over, open_ = incident(said_at(1), said_at(2, Phase.RESOLVED)), incident(said_at(5), id="open")
    assert unsettled(site(over, open_), at(10)) == {"open"}


# --- the past


@slow_rule
@given(sites(), sites(), nows)
def test_no_file_of_the_past_knows_what_was_told_later(here, other, now):
    """Whatever else happens from that moment on: the same files, with the same keys."""
    past = as_of(here, now)
    spoken = [one for one in past.incidents if one.updates]
    later = [replace(one, id=f"later-{one.id}", started=now + timedelta(hours=1)) for one in other.incidents]
    assume(later or spoken)
    told = {one.id: replace(one, updates=(*one.updates, said_at(9_999, Phase.MONITORING))) for one in spoken}
    present = replace(past, incidents=(*later, *(told.get(one.id, one) for one in past.incidents)))
    assert artefacts(as_of(present, now), now) == artefacts(past, now)


def artefacts(here: Site, now: datetime) -> dict[str, str]:
    return {artefact.path: artefact.key for artefact in plan(visible(here, None), now, ELSEWHERE)}


def test_the_past_of_a_present_that_hides_nothing_is_what_was_built_then():
    here = example_site(OPEN, NOTICE)
    assert artefacts(as_of(here, NOW), NOW) == artefacts(here, NOW)


def test_every_byte_of_the_past_is_what_it_was():
    here = example_site()
    then = NOW - timedelta(minutes=41)  # before the cause was found, and corrected
    before = replace(here, incidents=tuple(replace(one, updates=one.updates[:1]) for one in here.incidents[:2]))
    assert pages(here, then) == pages(before, then)
    assert b"full" not in pages(here, then)["incidents/shop-slow/index.html"]


def pages(here: Site, now: datetime) -> dict[str, bytes]:
    return {artefact.path: artefact.make() for artefact in plan(as_of(here, now), now, ELSEWHERE)}
