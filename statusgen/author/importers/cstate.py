"""cState: config.yml names the systems, content/issues/*.md are notices with front matter and a Markdown body.

A notice is an incident, unless it is `informational`: cState never lets those change the status, so they become
announcements. Updates stand in the body, newest first, each ended by `{{< track "time" >}}`; a `[Final message]`
above an `[Initial message]` is what was said when it was resolved. Times without an offset are in the `timeZone` of
the configuration, UTC without one, as Hugo reads them.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from statusgen.author.importers.feed import zone_name
from statusgen.author.importers.files import mappings, read_yaml, texts
from statusgen.author.importers.history import (
    MALFORMED,
    Affair,
    Component,
    History,
    Notice,
    Outcome,
    Record,
    ReportLine,
    Said,
    fitting,
    phase_of,
    severity_of,
    why,
)
from statusgen.author.importers.markup import without_html
from statusgen.author.importers.moments import moment
from statusgen.author.importers.prose import clean, slug
from statusgen.model.incident import Phase, Severity
from statusgen.model.site import Group

_CONFIG = re.compile(r"(?:.*/)?(?:config|hugo)\.(?:ya?ml|toml|json)")
_ISSUE = re.compile(r"(?:.*/)?content/(?:[^/]+/)*issues/(?:[^/]+/)*[^/]+\.(?:md|markdown|html)")
_SHORTCODE = re.compile(r"\{\{[<%]([^{}]*)[>%]\}\}")
_ENDING_SHORTCODE = re.compile(_SHORTCODE.pattern + r"[ \t]*(?:\n|$)")
_LEAD = re.compile(
    r"(\*\*|\*|__|_)([A-Za-z][A-Za-z -]{0,40}?)[ \t]{0,9}\d{0,9}:?\1[ \t]*:?[ \t]*(?:[-\u2013\u2014]+[ \t]*)?"
)
_LABEL = re.compile(r"^\[([^\]\n]{3,60})\]:?[ \t]*$", re.MULTILINE)
_FINAL = re.compile(r"final|clos|end of|resol", re.IGNORECASE)
_INITIAL = re.compile(r"initial|open", re.IGNORECASE)
_UNLISTED = Group("unlisted", "Not in the list of systems", collapsed=True)


def wanted(path: str) -> bool:
    return bool(_CONFIG.fullmatch(path) and path.count("/") < 3) or bool(_ISSUE.fullmatch(path))


def history(files: Mapping[str, str]) -> History:
    """The history in the files of a folder, by path."""
    lines: list[ReportLine] = []
    config = _config(files, lines)
    zone = zone_name(str(config.get("timezone") or ""))
    parameters = config.get("params")
    listed, groups = _systems(_lowered(parameters) if isinstance(parameters, dict) else {})
    names = {system.name.casefold(): system.id for system in listed}
    records: list[Record] = []
    for path, text in sorted(files.items()):
        if not _CONFIG.fullmatch(path):
            try:
                records.append(_record(path, text, ZoneInfo(zone) if zone else UTC, names))
            except MALFORMED as error:
                lines.append(ReportLine(path, Outcome.LEFT_OUT, why(error)))
    extra = _unlisted(records, {system.id for system in listed})
    return History(
        name=str(config.get("title") or ""),
        url=str(config.get("baseurl") or ""),
        timezone=zone,
        language=str(config.get("languagecode") or "").partition("-")[0].lower(),
        groups=(*groups, *([_UNLISTED] if extra else [])),
        components=(*listed, *extra),
        records=tuple(records),
        lines=tuple(lines),
        is_complete=bool(config),
    )


def _config(files: Mapping[str, str], lines: list[ReportLine]) -> dict[str, object]:
    config: dict[str, object] = {}
    for path, text in sorted(files.items()):
        if _CONFIG.fullmatch(path):
            try:
                config = _values(text, path, path.rpartition(".")[2]) | config
            except MALFORMED as error:
                lines.append(ReportLine(path, Outcome.LEFT_OUT, f"the settings cannot be read: {why(error)}"))
    return config


def _values(text: str, path: str, suffix: str) -> dict[str, object]:
    """A mapping in YAML, TOML or JSON, every scalar a text, keys in lower case."""
    if suffix == "toml":
        return _lowered(tomllib.loads(text))
    if suffix == "json":
        return _lowered(json.loads(text))
    return read_yaml(text, path)


def _lowered(values: object) -> dict[str, object]:
    if not isinstance(values, dict):
        raise ValueError("this is not `field: value`")  # noqa: TRY004  # about the text, as all that is raised here
    return {str(key).casefold(): _plain(value) for key, value in values.items()}


def _plain(value: object) -> object:
    """As the YAML door gives it: texts, lists and mappings alone."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


def _systems(parameters: Mapping[str, object]) -> tuple[list[Component], list[Group]]:
    """An untitled category is no group: cState hides its name."""
    groups = {
        str(one.get("name")): Group(
            slug(str(one.get("name"))) or f"group-{number}", str(one.get("name")), collapsed=one.get("closed") == "true"
        )
        for number, one in enumerate(mappings(parameters.get("categories")), 1)
        if one.get("untitled") != "true"
    }
    systems = []
    for one in mappings(parameters.get("systems")):
        group = groups.get(str(one.get("category")))
        name = str(one.get("name") or "")
        systems.append(Component(name, name, str(one.get("description") or ""), group.id if group else None))
    return systems, list(groups.values())


def _unlisted(records: Iterable[Record], listed: set[str]) -> list[Component]:
    named = dict.fromkeys(system for record in records for system in record.components if system not in listed)
    return [Component(system, system, group=_UNLISTED.id) for system in named]


def _record(path: str, text: str, zone: tzinfo, names: Mapping[str, str]) -> Record:
    notes: list[str] = []
    values, body = _parted(path, clean(text), notes)
    name = path.rpartition("/")[2].rpartition(".")[0]
    if name == "_index":
        raise ValueError("a page about the notices, none itself")
    if values.get("draft") == "true":
        raise ValueError("a draft, which cState does not publish either")
    at = _moment(values, "date", zone)
    affected = texts(values.get("affected") or values.get("affectedsystems") or [])
    systems = tuple(dict.fromkeys(names.get(system.casefold(), system) for system in affected))
    title = str(values.get("title") or name)
    if values.get("informational") == "true":
        until = _end(values, at, zone, notes) if values.get("resolved") == "true" else None
        body = _without_shortcodes(body, zone)
        return Notice(path, name, title, at, body, until, systems, _folder(name), tuple(notes))
    said = list(_said(values, body, at, zone, notes))
    severity = _severity(str(values.get("severity") or "notice"), notes)
    return Affair(
        place=path,
        source_id=name,
        title=title,
        said=fitting(said, planned=False, notes=notes),
        started=at,
        severity=severity,
        components=systems,
        folder=_folder(name),
        notes=tuple(notes),
    )


def _parted(path: str, text: str, notes: list[str]) -> tuple[dict[str, object], str]:
    """Front matter and body. The opening `---` may be missing."""
    text = text.lstrip()
    if text.startswith("{"):
        values, end = json.JSONDecoder().raw_decode(text)
        return _lowered(values), text[end:].strip()
    rule = "+++" if text.startswith("+++") else "---"
    inside = text.removeprefix(rule).lstrip(" \n")
    if not text.startswith(rule):
        if not re.match(r"[A-Za-z]+:", text):
            raise ValueError("it has no front matter")
        notes.append("the opening `---` is missing; read as if it were there")
    front = re.split(rf"^{re.escape(rule)}[ ]*(?:\n|$)", inside, maxsplit=1, flags=re.MULTILINE)
    if len(front) < 2:
        raise ValueError(f"its front matter is not closed by `{rule}`")
    return _values(front[0], path, "toml" if rule == "+++" else "yaml"), front[1].strip()


def _moment(values: Mapping[str, object], key: str, zone: tzinfo) -> datetime:
    written = str(values.get(key) or "")
    found = moment(written, zone)
    if found is None:
        raise ValueError(f"`{key}: {written}` is no time" if written else f"it has no `{key}`")
    return found


def _end(values: Mapping[str, object], at: datetime, zone: tzinfo, notes: list[str]) -> datetime:
    try:
        end = _moment(values, "resolvedwhen", zone)
    except ValueError as error:
        notes.append(f"it is resolved, but when is not known ({error}); written as resolved when it began")
        return at
    if end < at:
        notes.append("it was resolved before it began; written as resolved when it began")
    return max(end, at)


def _severity(word: str, notes: list[str]) -> Severity:
    found = severity_of(word)
    if found is None:
        notes.append(f"the severity `{word}` is unknown; written as minor")
    return found or Severity.MINOR


def _folder(name: str) -> str:
    """cState's file name is its id; most begin with a date already."""
    return slug(name) or "notice"


def _said(values: Mapping[str, object], body: str, at: datetime, zone: tzinfo, notes: list[str]) -> Iterator[Said]:
    """Oldest first. What is resolved gets an update that says so, if none does."""
    said = list(_tracked(body, at, zone, notes))
    is_resolved = values.get("resolved") == "true"
    if is_resolved and not any(one.phase is Phase.RESOLVED for one in said):
        end = _end(values, at, zone, notes)
        first, last = _sections(said[0].text) if len(said) == 1 else (said[0].text, "")
        said = [
            replace(said[0], text=first),
            *said[1:],
            Said(max(end, *(one.at for one in said)), last, Phase.RESOLVED),
        ]
    yield from said


def _tracked(body: str, at: datetime, zone: tzinfo, notes: list[str]) -> Iterator[Said]:
    pieces: list[tuple[str, datetime]] = []
    end = 0
    for shortcode in _ENDING_SHORTCODE.finditer(body):
        written = _tracked_time(shortcode)
        if not written:
            continue
        time = moment(written, zone)
        if time is None:
            notes.append(f"`{written[:40]}` is no time; its update stands with the one below it")
            continue
        pieces.append((body[end : shortcode.start()], time))
        end = shortcode.end()
    rest = body[end:].strip()
    if pieces and (parts := _before_lead(pieces[0][0])):
        rest = f"{parts[0]}\n\n{rest}".strip()
        pieces[0] = (parts[1], pieces[0][1])
    if rest or not pieces:
        yield Said(at, _without_shortcodes(rest, zone))
    for text, time in reversed(pieces):
        lead = _LEAD.match(text.strip())
        phase = phase_of(lead[2]) if lead else None
        shown = text.strip()[lead.end() :] if lead and phase else text
        yield Said(time, _without_shortcodes(shown, zone), phase)


def _tracked_time(shortcode: re.Match[str]) -> str:
    """What `track` was given, as it was written; empty for other shortcodes."""
    name, *written = shortcode[1].split(None, 1)[:2] or [""]
    return "".join(written).strip().strip("\"'`").strip() if name == "track" else ""


def _before_lead(text: str) -> tuple[str, str] | None:
    """Text that stands above a first `*Update* - …` belongs to the notice itself."""
    paragraphs = text.strip().rpartition("\n\n")
    if paragraphs[0] and _LEAD.match(paragraphs[2]) and not _LEAD.match(paragraphs[0]):
        return paragraphs[0], paragraphs[2]
    return None


def _sections(text: str) -> tuple[str, str]:
    """What was said first and what was said last, by labels on lines of their own; the latter may be empty."""
    labels = list(_LABEL.finditer(text))
    if len(labels) < 2 or not _FINAL.search(labels[0][1]):
        return text, ""
    last = text[labels[0].end() : labels[1].start()].strip()
    before = text[: labels[0].start()].strip()
    rest = text[labels[1].start() :]
    if len(labels) == 2 and _INITIAL.search(labels[1][1]):
        rest = text[labels[1].end() :]
    return "\n\n".join(part for part in (before, rest.strip()) if part), last


def _without_shortcodes(text: str, zone: tzinfo) -> str:
    """A time within a sentence is written out; other shortcodes are Hugo's and mean nothing here."""

    def shown(shortcode: re.Match[str]) -> str:
        written = _tracked_time(shortcode)
        time = moment(written, zone)
        return f"{time:%Y-%m-%d %H:%M} UTC" if time else written

    return without_html(_SHORTCODE.sub(shown, text)).strip()
