"""The whole history for programs: one file a month, so that the past keeps its bytes, and an index of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial

from statusgen.model.affair import Affair
from statusgen.model.course import said
from statusgen.model.incident import Incident
from statusgen.model.maintenance import Announcement, Maintenance
from statusgen.model.plans import planned
from statusgen.model.site import Site
from statusgen.model.windows import maintenance_phase_at, window
from statusgen.publish.api.changes import incident_changed, maintenance_changed
from statusgen.publish.api.codes import code
from statusgen.publish.api.document import dump, instant
from statusgen.publish.api.schema import VERSION, history_schema
from statusgen.publish.api.telling import Teller
from statusgen.publish.artefact import Artefact, digest, of_bytes
from statusgen.publish.views.scene import Scene

FOLDER = "api/history/"
INDEX, SCHEMA = f"{FOLDER}index.json", f"{FOLDER}schema.json"

Months = Mapping[str, Sequence[Affair]]


def history_artefacts(scene: Scene) -> Iterator[Artefact]:
    """Drills are left out: a program cannot be relied on to say EXERCISE."""
    site, now = scene.site, scene.now
    everything = {month: _without_drills(things) for month, things in scene.months.items()}
    months = {month: things for month, things in everything.items() if things}
    teller = Teller(site, now)
    settings = site.settings
    common = digest(settings.url, settings.tag, settings.language, settings.timezone, repr(settings.promise))
    for month, things in months.items():
        key = digest(common, month, *(repr(_facts(thing, now)) for thing in things))
        yield Artefact(f"{FOLDER}{month}.json", key, partial(_month, teller, month, things))
    coming = _coming(scene.works, now)
    known = repr((_about(site), _months(months, now), [_facts(one, now) for one in coming]))
    yield Artefact(INDEX, digest(common, known), partial(_index, teller, months, coming))
    yield of_bytes(SCHEMA, dump(history_schema()))


def _without_drills(things: Iterable[Affair]) -> tuple[Affair, ...]:
    return tuple(one for one in things if isinstance(one, Announcement) or not one.drill)


def _coming(works: Iterable[Maintenance], now: datetime) -> tuple[Maintenance, ...]:
    """What is planned and what was called off in time, the next one first."""
    planned = (one for one in works if not one.drill and window(one, now)[0] > now)
    return tuple(sorted(planned, key=lambda one: (window(one, now), one.id)))


def _facts(thing: Affair, now: datetime) -> tuple[object, ...]:
    """All that its record depends on, cheap to get: thousands are asked for it at every build."""
    match thing:
        case Announcement():
            return thing.id, thing.title, thing.at, thing.until, thing.text, thing.services
        case Incident():
            return *_affair(thing, now), thing.started, thing.severity
        case Maintenance():
            times = thing.starts, thing.ends, thing.occurrence, planned(thing, now), window(thing, now)
            return *_affair(thing, now), *times, maintenance_phase_at(thing, now)


def _affair(affair: Incident | Maintenance, now: datetime) -> tuple[object, ...]:
    updates = [
        (one.id, one.at, one.phase, one.text, one.effects, one.impact, one.action, one.next_update, one.corrects)
        for one in said(affair.updates, now)
    ]
    return affair.id, affair.title, affair.summary, affair.effects, affair.links, affair.labels, updates


def _month(teller: Teller, month: str, things: Sequence[Affair]) -> bytes:
    return dump(
        {
            "version": VERSION,
            "month": month,
            "incidents": [teller.incident(one) for one in things if isinstance(one, Incident)],
            "maintenances": [teller.maintenance(one) for one in things if isinstance(one, Maintenance)],
            "announcements": [teller.announcement(one) for one in things if isinstance(one, Announcement)],
        }
    )


def _index(teller: Teller, months: Months, coming: Iterable[Maintenance]) -> bytes:
    told = {"months": _months(months, teller.now), "upcoming": [teller.maintenance(one) for one in coming]}
    return dump({"version": VERSION, "schema": "schema.json", **_about(teller.site), **told})


def _about(site: Site) -> dict[str, object]:
    settings = site.settings
    return {
        "page": {
            "code": code(settings.tag),
            "name": settings.name,
            "url": settings.url,
            "language": settings.language,
            "timezone": settings.timezone,
        },
        "groups": [
            {"id": one.id, "code": code(settings.tag, "groups", one.id), "name": one.name} for one in settings.groups
        ],
        "services": [
            {
                "id": one.id,
                "code": code(settings.tag, "services", one.first_id),
                "name": one.name,
                "group": one.group,
                "since": one.since.isoformat() if one.since else None,
                "retired": one.retired.isoformat() if one.retired else None,
            }
            for one in site.services.values()
        ],
    }


def _months(months: Months, now: datetime) -> list[dict[str, object]]:
    """Newest first."""
    return [
        {
            "month": month,
            "file": f"{month}.json",
            "updated_at": instant(max(_changed(thing, now) for thing in things)),
            "incidents": sum(isinstance(thing, Incident) for thing in things),
            "maintenances": sum(isinstance(thing, Maintenance) for thing in things),
            "announcements": sum(isinstance(thing, Announcement) for thing in things),
        }
        for month, things in months.items()
    ]


def _changed(thing: Affair, now: datetime) -> datetime:
    match thing:
        case Incident():
            return incident_changed(thing, now)
        case Maintenance():
            return maintenance_changed(thing, now)
        case Announcement():
            return thing.at
