"""Small sites to ask questions about: builders for examples, strategies for rules that must always hold."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st

from statusgen.model.course import said
from statusgen.model.incident import INCIDENT_PHASES, MAINTENANCE_PHASES, Incident, Phase, Severity, Update
from statusgen.model.maintenance import Announcement, Maintenance
from statusgen.model.recurrence import Frequency, Rule
from statusgen.model.service import Effect, Service
from statusgen.model.site import Group, Settings, Site

DEGRADED, PARTIAL, MAJOR = Effect.DEGRADED_PERFORMANCE, Effect.PARTIAL_OUTAGE, Effect.MAJOR_OUTAGE
OPERATIONAL, PLANNED = Effect.OPERATIONAL, Effect.UNDER_MAINTENANCE
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def at(minutes: float) -> datetime:
    """So many minutes after noon."""
    return NOON + timedelta(minutes=minutes)


def said_at(minutes: float, phase: Phase | None = None, /, **more: object) -> Update:
    """An update that many minutes after noon; its id begins with them, so that order by id is order by time."""
    return replace(Update(f"{minutes:09.2f}-{phase}", at(minutes), "Words.", phase), **more)  # type: ignore[arg-type]


def incident(*updates: Update, **more: object) -> Incident:
    """An incident that began at noon and partly takes `shop` down."""
    given = Incident("broken", "Broken", NOON, effects={"shop": PARTIAL}, updates=updates)
    return replace(given, **more)  # type: ignore[arg-type]


def maintenance(*updates: Update, **more: object) -> Maintenance:
    """An hour's work on `shop`, from noon."""
    given = Maintenance("work", "Work", NOON, at(60), effects={"shop": PLANNED}, updates=updates)
    return replace(given, **more)  # type: ignore[arg-type]


def site(*things: Incident | Maintenance | Announcement, services: tuple[Service, ...] = (), **more: object) -> Site:
    """A site with a shop, a bank and these things, newest first."""
    newest_first = sorted(things, key=lambda one: (_start(one), one.id), reverse=True)
    return Site(
        settings=replace(Settings(timezone="Europe/Berlin", promise=timedelta(minutes=30)), **more),  # type: ignore[arg-type]
        services={one.id: one for one in services or (Service("shop", "Shop"), Service("bank", "Bank"))},
        incidents=tuple(one for one in newest_first if isinstance(one, Incident)),
        maintenances=tuple(one for one in newest_first if isinstance(one, Maintenance)),
        announcements=tuple(one for one in newest_first if isinstance(one, Announcement)),
    )


def _start(thing: Incident | Maintenance | Announcement) -> datetime:
    return next(at for at in (getattr(thing, name, None) for name in ("started", "starts", "at")) if at)


# No time limit: the machine may be busy. Sites are slow to draw, so that a rule for all of them tries fewer.
rule = settings(deadline=None)
site_rule = settings(deadline=None, max_examples=40)

# --- strategies. Few services, moments and audiences, so that things meet.

SERVICES = ("bank", "mail", "shop")
AUDIENCES = st.sampled_from([("everyone",), ("everyone",), ("red",), ("blue",), ("red", "blue")])
moments = st.integers(-60, 180).map(lambda steps: at(steps * 20))
effects = st.dictionaries(st.sampled_from(SERVICES), st.sampled_from(Effect), max_size=3)


@st.composite
def updates(draw: st.DrawFn, phases: tuple[Phase, ...]) -> tuple[Update, ...]:
    """Up to six, in order, some of which correct an earlier one."""
    found: list[Update] = []
    for number, moment in enumerate(sorted(draw(st.lists(moments, max_size=6)))):
        found.append(
            Update(
                f"u{number}",
                moment,
                f"Words {number}.",
                draw(st.none() | st.sampled_from(phases)),
                draw(st.just({}) | effects),
                next_update=draw(st.sampled_from([None, "none", timedelta(minutes=30), at(90)])),
                corrects=draw(st.none() | st.sampled_from([one.id for one in found])) if found else None,
                audience=draw(AUDIENCES),
            )
        )
    return tuple(found)


@st.composite
def incidents(draw: st.DrawFn) -> Incident:
    return Incident(
        f"i{draw(st.integers(0, 10**6))}",
        "Broken",
        draw(moments),
        severity=draw(st.sampled_from(Severity)),
        effects=draw(effects),
        audience=draw(AUDIENCES),
        stakeholders=draw(st.sampled_from([(), ("team:support",)])),
        drill=draw(st.sampled_from([False, False, False, True])),
        updates=draw(updates(INCIDENT_PHASES)),
    )


@st.composite
def maintenances(draw: st.DrawFn) -> Maintenance:
    starts = draw(moments)
    return Maintenance(
        f"m{draw(st.integers(0, 10**6))}",
        "Work",
        starts,
        starts + timedelta(minutes=20 * draw(st.integers(1, 20))),
        effects=draw(effects),
        audience=draw(AUDIENCES),
        drill=draw(st.sampled_from([False, False, False, True])),
        updates=draw(updates(MAINTENANCE_PHASES)),
    )


@st.composite
def repeating(draw: st.DrawFn) -> Maintenance:
    """Of whose occurrences some were moved or called off."""
    work = draw(maintenances())
    named = [draw(st.none() | st.integers(0, 3).map(lambda day: NOON.date() + timedelta(day))) for _ in work.updates]
    updates = tuple(
        replace(update, occurrence=day, starts=draw(st.none() | moments) if day else None)
        for update, day in zip(work.updates, named, strict=True)
    )
    return replace(
        work, repeats=draw(st.sampled_from([Rule(Frequency.DAILY), Rule(Frequency.WEEKLY)])), updates=updates
    )


@st.composite
def announcements(draw: st.DrawFn) -> Announcement:
    named = tuple(draw(st.sets(st.sampled_from(SERVICES))))
    return Announcement(
        f"a{draw(st.integers(0, 10**6))}", "Known", draw(moments), services=named, audience=draw(AUDIENCES)
    )


@st.composite
def sites(draw: st.DrawFn) -> Site:
    """With things of every kind and audience, some of them later than any moment drawn for `now`."""
    things = draw(st.lists(incidents(), max_size=4, unique_by=lambda one: one.id))
    work = draw(st.lists(maintenances() | repeating(), max_size=3, unique_by=lambda one: one.id))
    news = draw(st.lists(announcements(), max_size=2, unique_by=lambda one: one.id))
    groups = (Group("front", "Front"), Group("back", "Back"))
    services = tuple(
        Service(
            name,
            name.title(),
            group=draw(st.sampled_from([None, "front", "back"])),
            depends_on=draw(st.sampled_from([(), ("bank",)])) if name != "bank" else (),
            audience=draw(AUDIENCES),
        )
        for name in SERVICES
    )
    return site(*things, *work, *news, services=services, groups=groups)


nows = st.integers(-20, 150).map(lambda steps: at(steps * 20 + 7))


def past_of(here: Site, now: datetime) -> Site:
    """The site without anything said or begun after `now`."""
    return replace(
        here,
        incidents=tuple(replace(one, updates=said(one.updates, now)) for one in here.incidents if one.started <= now),
        maintenances=tuple(replace(one, updates=said(one.updates, now)) for one in here.maintenances),
        announcements=tuple(one for one in here.announcements if one.at <= now),
    )
