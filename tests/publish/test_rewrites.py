"""One more update of an incident changes what tells it, and nothing else. docs/standards.md has the list."""

from dataclasses import replace
from datetime import timedelta

from example_site import NOW, ago

from statusgen.model.incident import Incident, Phase, Severity, Update
from statusgen.model.maintenance import Announcement, Maintenance
from statusgen.model.people import People, Team
from statusgen.model.service import Effect, Service
from statusgen.model.site import Group, Settings, Site
from statusgen.publish.plan import plan

LIVE = Incident(
    "live",
    "Payments are slow",
    ago(minutes=30),
    severity=Severity.MAJOR,
    effects={"s3": Effect.DEGRADED_PERFORMANCE},
    updates=(Update("1", ago(minutes=25), "We look.", Phase.INVESTIGATING),),
)
SINGLES = {"index.html", "updates.atom", "updates.rss", "feed.json"}
FEEDS = {"history.atom", "history.rss", "updates.atom", "updates.rss", "feed.json"}
SAID = {"api/v2/summary.json", "api/v2/incidents.json", "api/v2/incidents/unresolved.json"}
COUNTED = {"api/history/2026-11.json", "api/history/index.json", "metrics", "search.json"}


def a_site(*incidents: Incident, grouped: bool) -> Site:
    """Twelve services, in groups and owned by teams if `grouped`, with a past and something planned."""
    ends, teams = ("left", "right"), ("red", "blue")
    services = [
        Service(
            f"s{number}",
            f"Service {number}",
            group=ends[number % 2] if grouped else None,
            owner=f"team:{teams[number % 2]}" if grouped else None,
        )
        for number in range(12)
    ]
    past = tuple(
        replace(
            LIVE,
            id=f"past-{number}",
            started=ago(days=9 * number + 3),
            effects={f"s{number}": Effect.MAJOR_OUTAGE},
            updates=(Update("1", ago(days=9 * number + 3, minutes=-30), "Over.", Phase.RESOLVED),),
        )
        for number in range(12)
    )
    return Site(
        settings=Settings(groups=tuple(Group(one, one.title()) for one in ends) if grouped else ()),
        services={service.id: service for service in services},
        incidents=(*incidents, *past),
        maintenances=(Maintenance("move", "Move", NOW + timedelta(days=1), NOW + timedelta(days=2)),),
        announcements=(Announcement("news", "News", ago(days=2)),),
        people=People({one: Team(one, one.title()) for one in teams} if grouped else {}),
    )


def rewritten(before: Incident, after: Incident, root, *, grouped: bool, now=NOW) -> set[str]:
    """Paths whose bytes differ; none comes, and none goes."""
    was, became = (
        {one.path: one.make() for one in plan(a_site(incident, grouped=grouped), now, root)}
        for incident in (before, after)
    )
    assert was.keys() == became.keys()
    return {path for path in became if was[path] != became[path]}


def said(text: str, **more: object) -> Incident:
    update = Update("2", ago(minutes=5), text, **more)
    return replace(LIVE, updates=(*LIVE.updates, update))


def own() -> set[str]:
    return {f"incidents/live/{name}" for name in SINGLES}


def of(folder: str) -> set[str]:
    return {f"{folder}/{name}" for name in {"index.html", *FEEDS}}


def test_an_update_rewrites_nineteen_files_besides_its_own(tmp_path):
    changed = rewritten(LIVE, said("It is the database."), tmp_path, grouped=False)
    assert changed == own() | {"index.html"} | FEEDS | of("services/s3") | SAID | COUNTED
    assert len(changed - own()) == 19


def test_a_group_and_a_team_are_six_more_each(tmp_path):
    changed = rewritten(LIVE, said("It is the database."), tmp_path, grouped=True)
    bare = rewritten(LIVE, said("It is the database."), tmp_path, grouped=False)
    assert changed == bare | of("groups/right") | of("teams/blue")


def test_another_state_also_changes_what_shows_states(tmp_path):
    worse = said("It is down.", effects={"s3": Effect.MAJOR_OUTAGE})
    more = rewritten(LIVE, worse, tmp_path, grouped=False) - rewritten(LIVE, said("It."), tmp_path, grouped=False)
    badges = {"badge.svg", "badge.json", "services/s3/badge.svg", "services/s3/badge.json"}
    assert more == badges | {"api/v2/status.json", "api/v2/components.json"}


def test_a_few_minutes_alone_change_the_front_page_only(tmp_path):
    site = a_site(said("It is the database."), grouped=True)
    was, became = (
        {one.path: one.make() for one in plan(site, now, tmp_path)} for now in (NOW, NOW + timedelta(minutes=3))
    )
    assert {path for path in became if was.get(path) != became[path]} == {"index.html"}
