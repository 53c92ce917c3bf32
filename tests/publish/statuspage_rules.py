"""What Statuspage's API v2 looks like, field by field in its order, as lists of faults.

Written from its documentation and from what pages that it serves really answer.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import pairwise
from urllib.parse import urlsplit

ID = re.compile(r"[0-9bcdfghjklmnpqrstvwxyz]{12}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:\d\d)")
EFFECTS = {"operational", "degraded_performance", "partial_outage", "major_outage", "under_maintenance"}
PHASES = {"investigating", "identified", "monitoring", "resolved", "postmortem"}
WORKS = {"scheduled", "in_progress", "verifying", "completed"}
IMPACTS = {"none", "minor", "major", "critical"}
DESCRIPTIONS = {
    "none": {"All Systems Operational"},
    "maintenance": {"Service Under Maintenance"},
    "minor": {"Minor Service Outage", "Partially Degraded Service", "Degraded System Service"},
    "major": {"Partial System Outage"},
    "critical": {"Major Service Outage", "Major System Outage"},
}

Check = Callable[[object], bool]


def text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def flag(value: object) -> bool:
    return isinstance(value, bool)


def number(value: object) -> bool:
    return type(value) is int and value > 0


def nothing(value: object) -> bool:
    return value is None


def code(value: object) -> bool:
    return isinstance(value, str) and bool(ID.fullmatch(value))


def moment(value: object) -> bool:
    return isinstance(value, str) and bool(MOMENT.fullmatch(value)) and datetime.fromisoformat(value).tzinfo is not None


def day(value: object) -> bool:
    return isinstance(value, str) and bool(re.fullmatch(r"\d{4}-\d\d-\d\d", value))


def address(value: object) -> bool:
    return isinstance(value, str) and bool(urlsplit(value).netloc) and urlsplit(value).scheme in {"http", "https"}


def harmless(value: object) -> bool:
    """As text, and as the HTML that many programs take it for."""
    return text(value) and "<" not in str(value)


def one_of(values: set[str]) -> Check:
    return lambda value: value in values


def maybe(check: Check) -> Check:
    return lambda value: value is None or check(value)


def many(value: object) -> bool:
    return isinstance(value, list)


PAGE = {"id": code, "name": text, "url": address, "time_zone": text, "updated_at": moment}
STATUS = {"indicator": one_of({*DESCRIPTIONS}), "description": text}
COMPONENT = {
    "id": code, "name": text, "status": one_of(EFFECTS), "created_at": moment, "updated_at": moment, "position": number,
    "description": maybe(harmless), "showcase": flag, "start_date": maybe(day), "group_id": maybe(code),
    "page_id": code, "group": flag, "only_show_if_degraded": flag,
}  # fmt: skip
GROUP = COMPONENT | {"components": many}
AFFECTED = {"code": code, "name": text, "old_status": one_of(EFFECTS), "new_status": one_of(EFFECTS)}
UPDATE = {
    "id": code, "status": one_of(PHASES), "body": harmless, "incident_id": code, "created_at": moment,
    "updated_at": moment, "display_at": moment, "affected_components": maybe(many), "deliver_notifications": flag,
    "custom_tweet": nothing, "tweet_id": nothing,
}  # fmt: skip
INCIDENT = {
    "id": code, "name": text, "status": one_of(PHASES), "created_at": moment, "updated_at": moment,
    "monitoring_at": maybe(moment), "resolved_at": maybe(moment), "impact": one_of(IMPACTS), "shortlink": address,
    "started_at": moment, "page_id": code, "incident_updates": many, "components": many, "reminder_intervals": nothing,
}  # fmt: skip
WORK = {
    **{name: check for name, check in INCIDENT.items() if name != "reminder_intervals"},
    "status": one_of(WORKS), "impact": one_of({"maintenance"}), "monitoring_at": nothing,
    "scheduled_for": moment, "scheduled_until": moment,
}  # fmt: skip
DOCUMENTS = {
    "summary.json": ("components", "incidents", "scheduled_maintenances", "status"),
    "status.json": ("status",),
    "components.json": ("components",),
    "incidents.json": ("incidents",),
    "incidents/unresolved.json": ("incidents",),
    "scheduled-maintenances.json": ("scheduled_maintenances",),
    "scheduled-maintenances/upcoming.json": ("scheduled_maintenances",),
    "scheduled-maintenances/active.json": ("scheduled_maintenances",),
}


def faults(path: str, document: dict) -> Iterator[str]:
    """Of a document at a path below `api/v2/`."""
    if tuple(document) != ("page", *DOCUMENTS[path]):
        yield f"holds {tuple(document)}"
    yield from _fields("page", document["page"], PAGE)
    page = document["page"]["id"]
    if status := document.get("status"):
        yield from _fields("status", status, STATUS)
        if status["description"] not in DESCRIPTIONS[status["indicator"]]:
            yield f"status: {status}"
    yield from _components("components", document.get("components", []), page)
    yield from _groups(document.get("components", []))
    for name, shape in (("incidents", INCIDENT), ("scheduled_maintenances", WORK)):
        for affair in document.get(name, []):
            yield from _affair(affair, shape, page)
    ids = [one["id"] for name in DOCUMENTS[path] if name != "status" for one in document[name]]
    if len(ids) != len(set(ids)):
        yield "an id stands twice"


def _fields(where: str, value: dict, shape: dict[str, Check]) -> Iterator[str]:
    if list(value) != list(shape):
        yield f"{where}: fields are {list(value)}"
    else:
        yield from (f"{where}.{name}: {value[name]!r}" for name, check in shape.items() if not check(value[name]))


def _components(where: str, components: list[dict], page: str) -> Iterator[str]:
    for one in components:
        yield from _fields(where, one, GROUP if one.get("group") else COMPONENT)
        if one["page_id"] != page or (one["created_at"] > one["updated_at"] and _same_zone(one)):
            yield f"{where}: {one}"


def _groups(components: list[dict]) -> Iterator[str]:
    """Both ways of saying what is in which group agree, and positions count up within each."""
    inside: dict[str | None, list[dict]] = {}
    for one in components:
        inside.setdefault(one["group_id"], []).append(one)
    for group in (one for one in components if one["group"]):
        if group["components"] != [one["id"] for one in inside.get(group["id"], [])]:
            yield f"group {group['name']}"
    known = {one["id"] for one in components if one["group"]}
    yield from (f"no group {group}" for group in inside if group and group not in known)
    for scope in inside.values():
        positions = [one["position"] for one in scope]
        if positions != sorted(set(positions)):
            yield f"positions {positions}"


def _affair(affair: dict, shape: dict[str, Check], page: str) -> Iterator[str]:
    where = f"{affair.get('name')}"
    yield from _fields(where, affair, shape)
    yield from _components(f"{where}.components", affair["components"], page)
    updates = affair["incident_updates"]
    yield from (f"{where}: {one}" for one in [affair] if one["page_id"] != page or not updates)
    for update in updates:
        yield from _fields(f"{where}.update", update, UPDATE | {"status": shape["status"]})
        for one in update["affected_components"] or ():
            yield from _fields(f"{where}.affected", one, AFFECTED)
        if update["incident_id"] != affair["id"] or update["affected_components"] == []:
            yield f"{where}.update: {update}"
    yield from _course(where, affair, updates)


def _course(where: str, affair: dict, updates: list[dict]) -> Iterator[str]:
    """Newest first; each old state is the new one of before; the incident says what its updates say."""
    shown = [datetime.fromisoformat(update["display_at"]) for update in updates]
    if shown != sorted(shown, reverse=True) or len({update["id"] for update in updates}) != len(updates):
        yield f"{where}: order or ids of updates"
    for later, earlier in pairwise(updates):
        before = {one["code"]: one["new_status"] for one in earlier["affected_components"] or ()}
        for one in later["affected_components"] or ():
            if one["old_status"] != before.get(one["code"], "operational"):
                yield f"{where}: {one} after {before}"
    over = affair["status"] in {"resolved", "postmortem", "completed"}
    if affair["status"] != updates[0]["status"] or over != bool(affair["resolved_at"]):
        yield f"{where}: {affair['status']}, resolved at {affair['resolved_at']}"
    codes = {one["code"] for update in updates for one in update["affected_components"] or ()}
    if codes - {one["id"] for one in affair["components"]}:
        yield f"{where}: affects components that it does not list"


def _same_zone(one: dict) -> bool:
    return one["created_at"][-6:] == one["updated_at"][-6:]
