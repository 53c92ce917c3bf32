"""One thing of the history as plain JSON values. What they mean is said in `schema`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from statusgen.model.course import Entry, Step, course, entries, joined, promised_at, promised_by, worst_effects
from statusgen.model.incident import Incident, Phase, Update
from statusgen.model.maintenance import Announcement, Maintenance
from statusgen.model.plans import planned
from statusgen.model.service import Effects
from statusgen.model.site import Site
from statusgen.model.windows import is_over, maintenance_course, maintenance_phase_at, window
from statusgen.publish.api.affairs import maintenance_path
from statusgen.publish.api.codes import code
from statusgen.publish.api.document import instant
from statusgen.publish.threads import ANNOUNCEMENTS, INCIDENTS
from statusgen.render.theme import is_web_link

Record = dict[str, object]

_RUNNING = (Phase.IN_PROGRESS, Phase.VERIFYING)
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Teller:
    site: Site
    now: datetime

    def incident(self, incident: Incident) -> Record:
        """Of an incident that has started."""
        steps = course(incident, self.now)
        last = steps[-1]
        due = promised_at(incident, self.site.settings.promise, self.now)
        return {
            **self._head(incident, (INCIDENTS, incident.id)),
            "severity": incident.severity,
            "phase": last.phase,
            "started_at": instant(incident.started),
            "ended_at": _instant(last.ended),
            "next_update_at": _instant(due),
            "services": _effects(worst_effects(incident, self.now)),
            "spells": _spells((step.at, step.effects) for step in steps),
            "updates": self._updates(incident.updates),
        }

    def maintenance(self, maintenance: Maintenance) -> Record:
        starts, ends = planned(maintenance, self.now)
        steps = maintenance_course(maintenance, self.now)
        began, ended = self._ran(maintenance, steps)
        path = maintenance_path(maintenance)
        return {
            **self._head(maintenance, path),
            "occurrence": maintenance.occurrence.isoformat() if maintenance.occurrence else None,
            "phase": maintenance_phase_at(maintenance, self.now),
            "starts_at": instant(starts),
            "ends_at": instant(ends),
            "started_at": _instant(began),
            "ended_at": _instant(ended),
            "services": _effects(maintenance.effects),
            "spells": _spells((step.at, step.effects if step.phase in _RUNNING else {}) for step in steps),
            "updates": self._updates(maintenance.updates),
        }

    def announcement(self, announcement: Announcement) -> Record:
        return {
            "id": announcement.id,
            "url": f"{self.site.settings.url}{ANNOUNCEMENTS}/{announcement.id}/",
            "title": announcement.title,
            "at": instant(announcement.at),
            "until": _instant(announcement.until),
            "services": list(announcement.services),
            "text": announcement.text,
        }

    def _head(self, affair: Incident | Maintenance, path: tuple[str, ...]) -> Record:
        return {
            "id": affair.id,
            "code": code(self.site.settings.tag, *path),
            "url": f"{self.site.settings.url}{path[0]}/{affair.id}/",
            "title": affair.title,
            "summary": affair.summary,
            "links": {name: href for name, href in affair.links.items() if is_web_link(href)},
            "labels": dict(affair.labels),
        }

    def _ran(self, maintenance: Maintenance, steps: tuple[Step, ...]) -> tuple[datetime | None, datetime | None]:
        """When it really began and ended, as far as it has."""
        ran = any(step.phase in _RUNNING for step in steps)
        if not ran or steps[-1].phase is Phase.SCHEDULED:
            return None, None
        began, ended = window(maintenance, self.now)
        return began, ended if is_over(maintenance, self.now) else None

    def _updates(self, updates: tuple[Update, ...]) -> list[Record]:
        """Oldest first: a history is read forwards."""
        return [_update(entry) for entry in entries(updates, self.now)]


def _update(entry: Entry) -> Record:
    current = entry.current
    return {
        "id": current.id,
        "at": instant(current.at),
        "phase": current.phase,
        "services": _effects(current.effects),
        "text": current.text,
        "impact": current.impact,
        "action": current.action,
        "next_update_at": _instant(promised_by(entry, None)),
        "corrected_at": _instant(entry.corrected_at),
        "earlier": list(_earlier(entry)),
    }


def _earlier(entry: Entry) -> Iterator[Record]:
    """What it said before it was corrected."""
    for update in (entry.update, *entry.corrections)[:-1]:
        yield {"at": instant(update.at), "text": update.text}


def _spells(steps: Iterable[tuple[datetime, Effects]]) -> list[Record]:
    """Those that have not ended have no end, rather than the present one: it would be another at every build."""
    return [
        {
            "service": spell.service,
            "effect": spell.effect,
            "from": instant(spell.start),
            "until": None if spell.end == _NEVER else instant(spell.end),
        }
        for spell in joined(steps, _NEVER)
    ]


def _effects(effects: Effects) -> dict[str, str]:
    return {service: effect.value for service, effect in effects.items()}


def _instant(at: object) -> str | None:
    return instant(at) if isinstance(at, datetime) else None
