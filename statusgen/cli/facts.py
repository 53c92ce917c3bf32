"""Incidents, maintenances and announcements as plain values: what `--json` and the texts are made of."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from statusgen.model.affair import Affair
from statusgen.model.course import effects_at, ended_at, entries, is_open, phase_at, promised_at
from statusgen.model.incident import Incident, Update
from statusgen.model.maintenance import Announcement, Maintenance
from statusgen.model.service import Effect
from statusgen.model.site import Site
from statusgen.model.windows import is_running, maintenance_phase_at, window

Facts = dict[str, Any]


def facts(thing: Affair, site: Site, now: datetime) -> Facts:
    """What to know about one at a glance. Times are RFC 3339 in UTC, None where there is none."""
    if isinstance(thing, Incident):
        return _incident(thing, site, now)
    return _maintenance(thing, now) if isinstance(thing, Maintenance) else _announcement(thing, now)


def details(thing: Affair, site: Site, now: datetime) -> Facts:
    """Everything that was said about one by now; of `site` also what not everyone may read."""
    found = facts(thing, site, now)
    if isinstance(thing, Announcement):
        return found | {"text": thing.text}
    written = _written(thing, site)
    return found | {
        "summary": thing.summary,
        "owner": thing.owner,
        "stakeholders": list(written.stakeholders),
        "links": dict(thing.links),
        "labels": dict(thing.labels),
        "updates": _updates(written.updates, now),
    }


def _written(thing: Incident | Maintenance, site: Site) -> Incident | Maintenance:
    """Not what everyone sees of it, or the single occurrence of work that repeats, but all that was written of it."""
    same: tuple[Incident, ...] | tuple[Maintenance, ...]
    same = site.incidents if isinstance(thing, Incident) else site.maintenances
    return next((one for one in same if one.id == thing.id), thing)


def is_current(thing: Affair, now: datetime) -> bool:
    """Open, running or still to come, or (of an announcement) still standing."""
    if isinstance(thing, Incident):
        return is_open(thing, now)
    if isinstance(thing, Maintenance):
        return maintenance_phase_at(thing, now) not in {"completed", "cancelled"}
    return thing.at <= now and (thing.until is None or now < thing.until)


def moment(at: datetime | None) -> str | None:
    return None if at is None else at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _incident(incident: Incident, site: Site, now: datetime) -> Facts:
    due = promised_at(incident, site.settings.promise, now)
    return {
        "kind": "incident",
        "id": incident.id,
        "title": incident.title,
        "severity": incident.severity.value,
        "phase": phase_at(incident, now),
        "open": is_open(incident, now),
        "started": moment(incident.started),
        "ended": moment(ended_at(incident, now)),
        "services": _effects(effects_at(incident, now)),
        "next_update": moment(due),
        "overdue": due is not None and due < now,
        "drill": incident.drill,
        "audience": list(incident.audience),
    }


def _maintenance(maintenance: Maintenance, now: datetime) -> Facts:
    starts, ends = window(maintenance, now)
    return {
        "kind": "maintenance",
        "id": maintenance.id,
        "title": maintenance.title,
        "phase": maintenance_phase_at(maintenance, now).value,
        "running": is_running(maintenance, now),
        "starts": moment(starts),
        "ends": moment(ends),
        "repeats": maintenance.repeats is not None,
        "services": _effects(maintenance.effects),
        "drill": maintenance.drill,
        "audience": list(maintenance.audience),
    }


def _announcement(announcement: Announcement, now: datetime) -> Facts:
    return {
        "kind": "announcement",
        "id": announcement.id,
        "title": announcement.title,
        "at": moment(announcement.at),
        "until": moment(announcement.until),
        "current": is_current(announcement, now),
        "services": list(announcement.services),
        "audience": list(announcement.audience),
    }


def _updates(updates: Iterable[Update], now: datetime) -> list[Facts]:
    """Newest first; a correction has taken the place of what it corrects."""
    return [_update(entry.current, entry.corrected_at) for entry in reversed(entries(updates, now))]


def _update(update: Update, corrected_at: datetime | None) -> Facts:
    return {
        "id": update.id,
        "at": moment(update.at),
        "phase": update.phase,
        "text": update.text,
        "impact": update.impact,
        "action": update.action,
        "services": _effects(update.effects),
        "by": update.by,
        "audience": list(update.audience),
        "corrected_at": moment(corrected_at),
    }


def _effects(effects: Mapping[str, Effect]) -> dict[str, str]:
    return {service: effect.value for service, effect in effects.items()}
