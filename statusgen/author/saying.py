"""An update as a file of its own: its name, its front matter and its text."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from statusgen.author.draft import Draft
from statusgen.author.moments import written
from statusgen.model.incident import Incident, Phase, Update
from statusgen.model.maintenance import Maintenance
from statusgen.model.service import Effect
from statusgen.read import yaml


@dataclass(frozen=True, slots=True)
class Saying:
    """What an update is to say; fields as in its file. `at` None: now."""

    text: str = ""
    phase: Phase | None = None
    at: datetime | None = None
    effects: Mapping[str, Effect] = field(default_factory=dict)
    impact: str = ""
    action: str = ""
    next_update: str | None = None
    notify: bool | None = None
    by: str | None = None
    corrects: str | None = None
    audience: tuple[str, ...] = ()
    occurrence: date | None = None
    starts: datetime | None = None
    ends: datetime | None = None


def folder_of(affair: Incident | Maintenance) -> str:
    """Where its files are, as seen from the root: where it was read, or else where it belongs."""
    if affair.span.path:
        return affair.span.path.rpartition("/")[0]
    kind = "incidents" if isinstance(affair, Incident) else "maintenance"
    return f"content/{kind}/{affair.id}"


def update_draft(affair: Incident | Maintenance, saying: Saying, now: datetime, taken: Collection[str]) -> Draft:
    """One more update of something. `taken` are the names (without suffix) that are in its folder already."""
    at = saying.at or free_moment(affair.updates, now)
    word = word_of(saying)
    path = f"{folder_of(affair)}/{free_name(stamped(at, word), taken)}.md"
    return Draft(affair.id, path, f"{affair.id}: {word.replace('-', ' ')}", {path: update_text(saying, at)})


def word_of(saying: Saying) -> str:
    """What the update is, in a word: the end of its id."""
    if saying.corrects:
        return "correction"
    if saying.phase:
        return saying.phase.value.replace("_", "-")
    return "moved" if saying.starts or saying.ends else "update"


def free_moment(updates: Collection[Update], now: datetime) -> datetime:
    """Now, or the first second after what was said just now: what is said later must count as said later."""
    at, said = now.astimezone(UTC).replace(microsecond=0), {update.at for update in updates}
    while at in said:
        at += timedelta(seconds=1)
    return at


def stamped(at: datetime, word: str) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%MZ}-{word}"


def free_name(name: str, taken: Collection[str]) -> str:
    """The name, or the first `name-2`, `name-3` … that nothing has, whatever the case of its letters."""
    used, found, number = {one.lower() for one in taken}, name, 1
    while found.lower() in used:
        number += 1
        found = f"{name}-{number}"
    return found


def update_text(saying: Saying, at: datetime) -> str:
    """The file of an update."""
    fields: dict[str, object] = {
        "phase": saying.phase and saying.phase.value,
        "at": written(at),
        "occurrence": saying.occurrence and f"{saying.occurrence}",
        "starts": saying.starts and written(saying.starts),
        "ends": saying.ends and written(saying.ends),
        "services": {service: effect.value for service, effect in saying.effects.items()},
        "impact": saying.impact,
        "action": saying.action,
        "next_update": saying.next_update,
        "notify": saying.notify,
        "by": saying.by,
        "corrects": saying.corrects,
        "audience": list(saying.audience),
    }
    return markdown(fields, saying.text)


def markdown(fields: Mapping[str, object], text: str) -> str:
    """Front matter with only such fields as say something, and a text below it."""
    body = "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").strip().split("\n"))
    return f"---\n{yaml.emit(stated(fields))}---\n" + (f"{body}\n" if body else "")


def stated(fields: Mapping[str, object]) -> dict[str, object]:
    """Without fields that say nothing. `false` says something."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}
