"""Statuspage: what its API v2 answers (one incident or many, maintenances, components), and its history feeds.

Incidents keep the page's own codes, updates their own ids. Where the same incident comes from several files, what
knows most about it is used: the API, then histories gathered from the feed, then the feed, then history.json.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from statusgen.author.importers import feed
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
from statusgen.author.importers.moments import moment
from statusgen.author.importers.prose import slug
from statusgen.model.incident import Phase, Severity
from statusgen.model.service import Effect
from statusgen.model.site import Group

Json = Any  # what json.loads answers
_KEYS = {"components", "incident", "incidents", "scheduled_maintenance", "scheduled_maintenances", "months"}


def wanted(path: str) -> bool:
    return path.endswith((".json", ".jsonl", ".atom", "history.xml"))


@dataclass(slots=True)
class _Found:
    """What the files have, while they are read one by one. Affairs are by how much their kind of file knows."""

    page: dict[str, Json] = field(default_factory=dict)
    components: dict[str, Component] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    ranked: list[tuple[int, Affair]] = field(default_factory=list)
    lines: list[ReportLine] = field(default_factory=list)

    def leave_out(self, place: str, why: str) -> None:
        self.lines.append(ReportLine(place, Outcome.LEFT_OUT, why))


def history(files: Mapping[str, str]) -> History:
    """The history in the files of a folder, by path."""
    found = _Found()
    for path, text in sorted(files.items()):
        if path.endswith((".atom", ".xml")):
            _read_feed(found, path, text)
        elif path.endswith(".jsonl"):
            _read_lines(found, path, text)
        else:
            _read_json(found, path, text)
    page = found.page
    return History(
        name=str(page.get("name") or ""),
        url=str(page.get("url") or ""),
        timezone=feed.zone_name(str(page.get("time_zone") or "")),
        groups=tuple(found.groups.values()),
        components=tuple(found.components.values()),
        records=tuple(affair for _, affair in sorted(found.ranked, key=lambda pair: pair[0])),
        lines=tuple(found.lines),
    )


def _read_feed(found: _Found, path: str, text: str) -> None:
    read = feed.atom(path, text)
    found.page = found.page or dict(read.page)
    found.ranked += [(2, affair) for affair in read.affairs]
    found.lines += read.lines


def _read_lines(found: _Found, path: str, text: str) -> None:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        place = f"{path}:{number}"
        try:
            record = json.loads(line)
            affair = feed.gathered(place, record)
        except MALFORMED as error:
            found.leave_out(place, f"no incident can be read from this line: {why(error)}")
            continue
        for name in affair.components:
            found.components.setdefault(name, Component(name, name))
        found.ranked.append((1, affair))


def _read_json(found: _Found, path: str, text: str) -> None:
    try:
        data = json.loads(text)
        if isinstance(data, dict):
            _read_page(found, data)
        records = list(_records(path, data))
    except MALFORMED as error:
        found.leave_out(path, f"this is no answer of the API: {why(error)}")
        return
    for place, record in records:
        _read_record(found, place, record)
    if not records and not (isinstance(data, dict) and any(isinstance(data.get(key), list | dict) for key in _KEYS)):
        found.leave_out(path, "no incident, maintenance or component in it")


def _read_page(found: _Found, data: dict[str, Json]) -> None:
    page = data.get("page")
    if isinstance(page, dict) and page.get("name") and not found.page:
        found.page = page
    listed = [one for one in data.get("components") or [] if isinstance(one, dict) and one.get("id")]
    for one in listed:
        if one.get("group"):
            group = slug(str(one.get("name"))) or slug(str(one["id"]))
            found.groups[str(one["id"])] = Group(group, str(one.get("name") or group))
    for one in listed:
        if not one.get("group"):
            group_of = found.groups.get(str(one.get("group_id")))
            found.components[str(one["id"])] = _component(one, group_of.id if group_of else None)


def _component(data: Mapping[str, Json], group: str | None = None) -> Component:
    name = str(data.get("name") or data["id"])
    return Component(str(data["id"]), name, str(data.get("description") or ""), group)


def _records(path: str, data: Json) -> Iterator[tuple[str, Json]]:
    """Every incident and maintenance of a document, whichever of the API's answers it is, and where in it."""
    if isinstance(data, list):
        for position, one in enumerate(data):
            yield from _records(f"{path}#{_code(one) or position}", one)
    elif isinstance(data, dict):
        if data.keys() & {"incident_updates", "timestamp"}:
            yield path, data
        for key in ("incident", "scheduled_maintenance"):
            yield from ((path, one) for one in [data.get(key)] if one)
        for one in _listed(data):
            yield f"{path}#{_code(one)}", one


def _listed(data: Mapping[str, Json]) -> Iterator[Json]:
    for key in ("incidents", "scheduled_maintenances"):
        yield from data.get(key) or []
    for month in data.get("months") or []:
        for one in month["incidents"]:
            yield {"year": month.get("year"), **one}


def _code(record: Json) -> str:
    return str(record.get("id") or record.get("code") or "") if isinstance(record, dict) else ""


def _read_record(found: _Found, place: str, record: Json) -> None:
    try:
        if "incident_updates" in record:
            affair, rank = _affair(place, record), 0
            _add_components(found, record)
        else:
            affair, rank = feed.stub(place, record), 3
    except MALFORMED as error:
        found.leave_out(place, f"no incident can be read from this: {why(error)}")
        return
    found.ranked.append((rank, affair))


def _add_components(found: _Found, record: Mapping[str, Json]) -> None:
    for one in record.get("components") or []:
        found.components.setdefault(str(one["id"]), _component(one))
    for update in record["incident_updates"]:
        for one in update.get("affected_components") or []:
            found.components.setdefault(str(one["code"]), _component({"id": one["code"], **one}))


def _affair(place: str, record: Mapping[str, Json]) -> Affair:
    notes: list[str] = []
    said = [_said(update, notes) for update in reversed(record["incident_updates"])]
    if not said:
        raise ValueError("nothing was said about it")
    is_dated = record.get("started_at") or record.get("created_at")
    impact = str(record.get("impact") or "none")
    planned = is_planned(said) or bool(record.get("scheduled_for")) or impact == "maintenance"
    if not planned and record.get("status") == "resolved" and not any(one.phase is Phase.RESOLVED for one in said):
        notes.append("it is resolved, but no update says so; an empty update was added")
        said.append(Said(_moment(record, "resolved_at", "updated_at"), "", Phase.RESOLVED))
    return Affair(
        place=place,
        source_id=str(record["id"]),
        title=str(record.get("name") or ""),
        said=fitting(said, planned=planned, notes=notes),
        started=_moment(record, "started_at", "created_at") if is_dated and not planned else None,
        window=_window(record, said, notes) if planned else None,
        severity=_severity(impact, notes),
        components=tuple(str(one["id"]) for one in record.get("components") or []),
        notes=tuple(notes),
    )


def _said(update: Mapping[str, Json], notes: list[str]) -> Said:
    affected = update.get("affected_components")
    status = str(update.get("status") or "")
    if status and phase_of(status) is None:
        notes.append(f"`{status}` is no phase; the update was written without one")
    return Said(
        at=_moment(update, "display_at", "created_at"),
        text=markdown(str(update.get("body") or "")),
        phase=phase_of(status),
        states={str(one["code"]): _effect(one, notes) for one in affected} if affected else None,
        source_id=str(update.get("id") or ""),
        notify=update.get("deliver_notifications") is not False,
    )


def _effect(component: Mapping[str, Json], notes: list[str]) -> Effect:
    word = str(component.get("new_status") or Effect.OPERATIONAL)
    if word not in tuple(Effect):
        notes.append(f"`{word}` is no state of a component; written as operational")
        return Effect.OPERATIONAL
    return Effect(word)


def _severity(word: str, notes: list[str]) -> Severity:
    found = severity_of(word)
    if found is None:
        notes.append(f"the impact `{word}` is unknown; written as minor")
    return found or Severity.MINOR


def _moment(record: Mapping[str, Json], *keys: str) -> datetime:
    """The first of the times that is given. Raises ValueError for one that is no time."""
    text = next((str(record[key]) for key in keys if record.get(key)), "")
    found = moment(text)
    if found is None:
        raise ValueError(f"`{text}` is no time ({keys[0]})")
    return found


def _window(record: Mapping[str, Json], said: Iterable[Said], notes: list[str]) -> tuple[datetime, datetime]:
    if not (record.get("scheduled_for") and record.get("scheduled_until")):
        notes.append("it does not say when it was planned for; written as from its begin to its end")
        return window_of(said)
    starts, ends = _moment(record, "scheduled_for"), _moment(record, "scheduled_until")
    if ends <= starts:
        notes.append("its end is not after its start; written as one minute")
    return starts, max(ends, starts + MINUTE)
