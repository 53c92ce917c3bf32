"""stactus: stactus.yaml names the systems, incidents/*.yaml are incidents with a timeline. Times are UTC.

Incidents keep their ids. Entries of a timeline have none; `matching` recognises them.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

from statusgen.author.importers.files import mappings, read_yaml, texts
from statusgen.author.importers.history import (
    MALFORMED,
    MINUTE,
    Affair,
    Component,
    History,
    Outcome,
    ReportLine,
    Said,
    fitting,
    is_planned,
    phase_of,
    severity_of,
    why,
    window_of,
)
from statusgen.author.importers.markup import markdown
from statusgen.author.importers.moments import later, moment
from statusgen.author.importers.prose import slug
from statusgen.model.incident import Phase, Severity
from statusgen.model.site import Group

_DURATION = re.compile(r"\+(?=\d)(?:(\d{1,9})h)?(?:(\d{1,9})m)?(?:(\d{1,9})s)?")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AaPp][Mm])?")
_SETTINGS = ("stactus.yaml", "stactus.yml")
_UNLISTED = Group("unlisted", "Not in the list of systems", collapsed=True)


def wanted(path: str) -> bool:
    return path.endswith((".yaml", ".yml"))


def history(files: Mapping[str, str]) -> History:
    """The history in the files of a folder, by path."""
    records: list[Affair] = []
    lines: list[ReportLine] = []
    settings: dict[str, object] = {}
    for path, text in sorted(files.items()):
        try:
            values = read_yaml(text, path)
            if path.endswith(_SETTINGS) or ("timeline" not in values and mappings(values.get("systems"))):
                settings = settings or values
            else:
                records.append(_affair(path, values))
        except MALFORMED as error:
            lines.append(ReportLine(path, Outcome.LEFT_OUT, f"no incident can be read from this file: {why(error)}"))
    listed, groups = _systems(settings)
    extra = _unlisted(records, {system.id for system in listed})
    return History(
        name=str(settings.get("name") or settings.get("brandname") or ""),
        url=str(settings.get("url") or settings.get("brandurl") or ""),
        groups=(*groups, *([_UNLISTED] if extra else [])),
        components=(*listed, *extra),
        records=tuple(records),
        lines=tuple(lines),
        is_complete=bool(settings),
    )


def _systems(settings: Mapping[str, object]) -> tuple[list[Component], list[Group]]:
    """Systems in the order of the file. `Voice / Atlanta` is in the group `Voice` if that has another system."""
    systems = [one for one in mappings(settings.get("systems")) if one.get("id")]
    names = [str(one.get("name") or one["id"]) for one in systems]
    sizes = Counter(_prefix(name) for name in names)
    groups = {
        prefix: Group(slug(prefix) or f"group-{number}", prefix)
        for number, (prefix, size) in enumerate(sizes.items(), 1)
        if prefix and size > 1
    }
    components = []
    for one, name in zip(systems, names, strict=True):
        group = groups.get(_prefix(name))
        components.append(
            Component(str(one["id"]), name, str(one.get("description") or ""), group.id if group else None)
        )
    return components, list({group.id: group for group in groups.values()}.values())


def _prefix(name: str) -> str:
    return name.partition(" / ")[0].strip() if " / " in name else ""


def _unlisted(records: Iterable[Affair], listed: set[str]) -> list[Component]:
    named = dict.fromkeys(system for record in records for system in record.components if system not in listed)
    return [Component(system, system, group=_UNLISTED.id) for system in named]


def _affair(path: str, values: Mapping[str, object]) -> Affair:
    notes: list[str] = []
    said = _timeline(mappings(values.get("timeline")), notes)
    if not said:
        raise ValueError("it has no timeline")
    window = _window(values, said, notes)
    word = str(values.get("impact") or "none")
    severity = severity_of(word)
    if severity is None:
        notes.append(f"the impact `{word}` is unknown; written as minor")
    return Affair(
        place=path,
        source_id=str(values.get("id") or path.rpartition("/")[2].rpartition(".")[0]),
        title=str(values.get("name") or ""),
        said=fitting(said, planned=window is not None, notes=notes),
        window=window,
        severity=severity or Severity.MINOR,
        components=texts(values.get("systems")),
        notes=tuple(notes),
    )


def _window(values: Mapping[str, object], said: Iterable[Said], notes: list[str]) -> tuple[datetime, datetime] | None:
    keys = (("starts", "scheduled_for", "start"), ("ends", "scheduled_until", "end"))
    starts, ends = (next((moment(str(values[key])) for key in names if key in values), None) for names in keys)
    if starts and ends:
        if ends <= starts:
            notes.append("its end is not after its start; written as one minute")
        return starts, max(ends, starts + MINUTE)
    return window_of(said) if is_planned(said) else None


def _timeline(entries: Iterable[Mapping[str, object]], notes: list[str]) -> list[Said]:
    said: list[Said] = []
    for entry in entries:
        written = str(entry.get("ts") or "").strip()
        at = _at(written, said[-1].at if said else None)
        if at is None:
            notes.append(f"an entry has no time that can be read (`{written[:40]}`) and is left out")
            continue
        said.append(Said(at, markdown(str(entry.get("description") or "")), _phase(entry)))
    return said


def _phase(entry: Mapping[str, object]) -> Phase | None:
    """Flags such as `resolved: true`; an entry without any leaves the phase as it was."""
    flags = [key for key, value in entry.items() if str(value).casefold() == "true"]
    words = [*flags, str(entry.get("status") or ""), str(entry.get("phase") or "")]
    phases = [phase for word in words if (phase := phase_of(word))]
    return Phase.RESOLVED if Phase.RESOLVED in phases else next(iter(phases), None)


def _at(text: str, previous: datetime | None) -> datetime | None:
    """A time, or one relative to the entry before: `+1h30m`, or a clock time of the same day."""
    if previous and (after := _DURATION.fullmatch(text)):
        hours, minutes, seconds = (int(part or 0) for part in after.groups())
        return later(previous, hours, minutes, seconds)
    if previous and (clock := _CLOCK.fullmatch(text)):
        hour = int(clock[1]) % 12 + 12 * (clock[4].lower() == "pm") if clock[4] else int(clock[1])
        return moment(f"{previous:%Y-%m-%d} {hour}:{clock[2]}:{clock[3] or '00'}")
    return moment(text)
