"""The JSON Schema (2020-12) of the files in api/history: it says what every field means."""

from typing import Any

from statusgen.model.incident import INCIDENT_PHASES, MAINTENANCE_PHASES, Severity
from statusgen.model.service import Effect

# It rises when a field goes or changes its meaning. New fields may come at any time.
VERSION = 1

Schema = dict[str, Any]


def history_schema() -> Schema:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "statusgen history",
        "description": "One month of a status page (api/history/<yyyy-mm>.json), or the index of all months.",
        "oneOf": [{"$ref": "#/$defs/month"}, {"$ref": "#/$defs/index"}],
        "$defs": {
            "month": _month(),
            "index": _index(),
            "incident": _incident(),
            "maintenance": _maintenance(),
            "announcement": _announcement(),
            "update": _update(),
            "spell": _spell(),
            "earlier": _object("An earlier wording of an update.", at=INSTANT, text=MARKDOWN),
            "effect": {"enum": [*Effect], "description": "What a service is to its users."},
            "service": _service(),
            "group": _object("Services that stand together.", id=ID, code=CODE, name=_text("Its name on the page.")),
            "page": _page(),
            "line": _line(),
        },
    }


def _object(description: str, **fields: Schema) -> Schema:
    """Every field is always there; what is not known is null, and new fields may come."""
    return {"type": "object", "description": description, "properties": fields, "required": [*fields]}


def _text(description: str) -> Schema:
    return {"type": "string", "description": description}


def _moment(description: str) -> Schema:
    return {"type": ["string", "null"], "format": "date-time", "description": description}


def _day(description: str) -> Schema:
    return {"type": ["string", "null"], "format": "date", "description": description}


def _many(kind: str, description: str) -> Schema:
    return {"type": "array", "items": {"$ref": f"#/$defs/{kind}"}, "description": description}


def _by_name(description: str, value: Schema) -> Schema:
    return {"type": "object", "additionalProperties": value, "description": description}


def _count(description: str) -> Schema:
    return {"type": "integer", "minimum": 0, "description": description}


MARKDOWN: Schema = {
    "type": "string",
    "description": "Markdown (GitHub's). Raw HTML in it means nothing: whoever makes HTML of it must sanitise that.",
}
INSTANT: Schema = {"type": "string", "format": "date-time", "description": "In UTC."}
ID: Schema = {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9-]*$", "description": "As in the content; permanent."}
CODE: Schema = {
    "type": "string",
    "pattern": "^[0-9b-df-hj-np-tv-z]{12}$",
    "description": "The same thing's id in api/v2.",
}
EFFECT: Schema = {"$ref": "#/$defs/effect"}
NUMBER: Schema = {"const": VERSION, "description": "Version of this format. It rises when a field goes or changes."}
MONTH: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$", "description": "In the page's time zone."}
PHASES: Schema = {"enum": [*INCIDENT_PHASES, *MAINTENANCE_PHASES, None], "description": "null: none was stated."}


def _month() -> Schema:
    return _object(
        "What began in one month, newest first, without exercises. A month that is past stays as it is, "
        "unless something is still said about what began in it.",
        version=NUMBER,
        month=MONTH,
        incidents=_many("incident", "What was not planned."),
        maintenances=_many("maintenance", "What was planned, and each time that a repeating one came."),
        announcements=_many("announcement", "What was to be known besides."),
    )


def _index() -> Schema:
    return _object(
        "Which months there are, what the ids in them stand for, and what is planned.",
        version=NUMBER,
        schema=_text("Where this schema is, relative to the index."),
        page={"$ref": "#/$defs/page"},
        groups=_many("group", "In the page's order."),
        services=_many("service", "In the page's order, retired ones too."),
        months=_many("line", "Newest first; only months in which something began."),
        upcoming=_many("maintenance", "What has not begun, and what was called off before it did; the next one first."),
    )


def _affair(description: str, **fields: Schema) -> Schema:
    return _object(
        description,
        id=ID,
        code=CODE,
        url=_text("Its page."),
        title=_text("Plain text."),
        summary=_text("Plain text; may be empty."),
        links=_by_name("Addresses by name.", _text("An address, as it was written.")),
        labels=_by_name("Free labels.", _text("Plain text.")),
        **fields,
        services=_by_name(
            "Service id -> effect. Of an incident the worst that it had; of a maintenance as planned.", EFFECT
        ),
        spells=_many("spell", "Which service was affected from when to when, in order of start."),
        updates=_many("update", "Oldest first."),
    )


def _incident() -> Schema:
    return _affair(
        "Something that was not planned.",
        severity={"enum": [*Severity], "description": "How bad it was as a whole, as its authors judged."},
        phase={**PHASES, "enum": [*INCIDENT_PHASES, None]},
        started_at=INSTANT,
        ended_at=_moment("When it was said to be resolved; null while it is open."),
        next_update_at=_moment("When the next update is promised; null if none is."),
    )


def _maintenance() -> Schema:
    return _affair(
        "Something planned.",
        occurrence=_day("Of one that repeats: the day for which this one was planned, which tells it from the others."),
        phase={"enum": [*MAINTENANCE_PHASES], "description": "Where it stands."},
        starts_at={**INSTANT, "description": "Planned start."},
        ends_at={**INSTANT, "description": "Planned end."},
        started_at=_moment("When it began; null if it has not."),
        ended_at=_moment("When it ended; null if it has not, or never began."),
    )


def _announcement() -> Schema:
    return _object(
        "Something to know that is neither.",
        id=ID,
        url=_text("Its page."),
        title=_text("Plain text."),
        at=INSTANT,
        until=_moment("Until when it is shown; null: for ever."),
        services={"type": "array", "items": ID, "description": "Ids of the services that it concerns."},
        text=MARKDOWN,
    )


def _update() -> Schema:
    return _object(
        "One thing said, as it reads now.",
        id=ID,
        at=INSTANT,
        phase=PHASES,
        services=_by_name("Service id -> effect from then on; only what changed.", EFFECT),
        text=MARKDOWN,
        impact=_text("What people notice: plain text, may be empty."),
        action=_text("What to do: plain text, may be empty."),
        next_update_at=_moment("When it promises the next one by itself, beyond the page's usual promise."),
        corrected_at=_moment("When it was corrected last."),
        earlier=_many("earlier", "What it said before it was corrected, oldest first."),
    )


def _spell() -> Schema:
    return _object(
        "A time during which one service was not operational.",
        service=ID,
        effect=EFFECT,
        **{"from": INSTANT},
        until=_moment("null: it is so now."),
    )


def _service() -> Schema:
    return _object(
        "Something whose state people ask about.",
        id=ID,
        code=CODE,
        name=_text("Its name on the page."),
        group={"type": ["string", "null"], "description": "Id of its group."},
        since=_day("From when on it was watched; null: from the beginning."),
        retired=_day("From when on it is no longer shown."),
    )


def _page() -> Schema:
    return _object(
        "The status page.",
        code=CODE,
        name=_text("Its name."),
        url=_text("Its address, with a slash at the end."),
        language=_text("BCP 47."),
        timezone=_text("IANA name. Months and days are those of this zone."),
    )


def _line() -> Schema:
    return _object(
        "One month in the index.",
        month=MONTH,
        file=_text("Relative to the index."),
        updated_at={**INSTANT, "description": "When something in it last changed its meaning."},
        incidents=_count("How many."),
        maintenances=_count("How many."),
        announcements=_count("How many."),
    )
