"""Something new: an incident, planned work, an announcement, a service. Each as the smallest files that say it."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from statusgen.author.draft import Draft, Refused
from statusgen.author.moments import duration, written
from statusgen.author.saying import Saying, free_name, markdown, stamped, stated, update_text, word_of
from statusgen.model.incident import Severity
from statusgen.model.service import Effect
from statusgen.read import yaml
from statusgen.read.fields import id_fault

_SLUG = 48  # characters of the title in an id: 64 are allowed, with the date and a number

# What is meant where only the severity is known.
USUAL = {
    Severity.NONE: Effect.OPERATIONAL,
    Severity.MINOR: Effect.DEGRADED_PERFORMANCE,
    Severity.MAJOR: Effect.PARTIAL_OUTAGE,
    Severity.CRITICAL: Effect.MAJOR_OUTAGE,
}


@dataclass(frozen=True, slots=True)
class Affair:
    """What incidents and maintenances have in common; fields as in their files."""

    id: str
    title: str
    summary: str = ""
    effects: Mapping[str, Effect] = field(default_factory=dict)
    owner: str | None = None
    audience: tuple[str, ...] = ()
    stakeholders: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    drill: bool = False

    @property
    def fields(self) -> dict[str, object]:
        return {
            "services": {service: effect.value for service, effect in self.effects.items()},
            "owner": self.owner,
            "audience": list(self.audience),
            "stakeholders": list(self.stakeholders),
            "labels": dict(self.labels),
            "drill": self.drill or None,
        }


@dataclass(frozen=True, slots=True)
class Work:
    """When planned work is, and how long before its start people are reminded."""

    starts: datetime
    ends: datetime
    reminders: tuple[timedelta, ...] = ()
    repeats: str | None = None


def incident_draft(affair: Affair, severity: Severity, started: datetime, saying: Saying, now: datetime) -> Draft:
    """The incident, and the first that is said of it."""
    fields = {"severity": severity.value, "started": written(started), **affair.fields}
    return _with_update("incidents/incident.yaml", affair, fields, saying, saying.at or now)


def maintenance_draft(affair: Affair, work: Work, saying: Saying, now: datetime) -> Draft:
    """The work, and the update that announces it."""
    fields = {
        "starts": written(work.starts),
        "ends": written(work.ends),
        "reminders": [duration(one) for one in work.reminders],
        "repeats": work.repeats,
        **affair.fields,
    }
    return _with_update("maintenance/maintenance.yaml", affair, fields, saying, saying.at or now)


def announcement_draft(name: str, fields: Mapping[str, object], text: str) -> Draft:
    path = f"content/announcements/{name}.md"
    return Draft(name, path, f"{name}: {fields['title']}", {path: markdown(fields, text)})


def service_draft(name: str, fields: Mapping[str, object]) -> Draft:
    path = f"content/services/{name}.yaml"
    return Draft(name, path, f"New service: {fields['name']}", {path: yaml.emit(stated(fields))})


def dated_id(title: str, day: date, taken: Collection[str]) -> str:
    """The date and the words of a title: `2026-11-21-checkout-errors`, or the like that nothing has."""
    return free_name(f"{day:%Y-%m-%d}-{slug(title) or 'untitled'}", taken)


def chosen_id(name: str, taken: Collection[str]) -> str:
    """An id that somebody thought of. Raises Refused."""
    if fault := id_fault(name):
        raise Refused(f"{fault[0]}: {fault[1]}")
    if name.lower() in {one.lower() for one in taken}:
        raise Refused(f"there is something with the id `{name}` already: choose another")
    return name


def slug(title: str) -> str:
    """Its words in small letters with hyphens between them, as many as an id has room for."""
    plain = unicodedata.normalize("NFKD", title.replace("ß", "ss")).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", ""))
    short = ""
    for word in words:
        if len(short) + len(word) >= _SLUG:
            break
        short = f"{short}-{word}" if short else word
    return short or "".join(words)[:_SLUG]


def _with_update(kind: str, affair: Affair, fields: Mapping[str, object], saying: Saying, at: datetime) -> Draft:
    """`kind` is the folder and the name of its main file."""
    top, _, main = kind.partition("/")
    folder = f"content/{top}/{affair.id}"
    said = f"{folder}/{stamped(at, word_of(saying))}.md"
    head = {"title": affair.title, "summary": affair.summary, **fields}
    files = {f"{folder}/{main}": yaml.emit(stated(head)), said: update_text(saying, at)}
    return Draft(affair.id, said, f"{affair.id}: {affair.title}", files)
