"""From a history and what the site holds already to the files that an import writes. Pure.

Ids: `<date>-<id in the source>` for an incident, `<time>-<phase>` for an update, and never another one afterwards.
What an earlier import wrote is recognised by its mark (see `files`) and, within an incident, by `matching`.
"""

import hashlib
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import chain, count
from urllib.parse import urlsplit

from statusgen.author.importers import files as f
from statusgen.author.importers.effects import changes
from statusgen.author.importers.history import Affair, History, Notice, Outcome, Record, ReportLine, Said, in_order
from statusgen.author.importers.matching import Trace, matched
from statusgen.author.importers.moments import moment
from statusgen.author.importers.prose import line, printable, slug
from statusgen.author.importers.services import Services, services
from statusgen.model.incident import Phase
from statusgen.model.site import Group
from statusgen.read.web import is_base

_CLOCK_SKEW = timedelta(minutes=10)  # as `check` allows


@dataclass(slots=True)
class Plan:
    """`files` are those that are new or differ from what is there; `removed` are updates the source took back."""

    files: f.Files = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    lines: list[ReportLine] = field(default_factory=list)

    def put(self, path: str, text: str, there: str | None) -> Outcome:
        """Plan the file, unless it is there and has no mark: then somebody made it their own."""
        if there == text or (there is not None and not f.marker_of(there)):
            self.unchanged.append(path)
            return Outcome.UNCHANGED
        self.files[path] = text
        return Outcome.NEW if there is None else Outcome.CHANGED

    def note(self, path: str, message: str) -> None:
        self.lines.append(ReportLine(path, Outcome.NOTE, message))


def plan(history: History, format_: str, existing: Mapping[str, str], now: datetime) -> Plan:
    """`existing` are the texts of all files below content/, by path from the root."""
    result = Plan(lines=list(history.lines))
    if f.SITE not in existing:
        result.put(f.SITE, _site_text(history, format_), None)
    made = services(history, format_, existing, _group_ids(existing.get(f.SITE), history.groups))
    result.lines += made.lines
    result.files |= made.files
    shelf = _Shelf.of(existing)
    owners = {(kind, name): source_id for (kind, _, source_id), name in shelf.marked.items()}
    planner = _Planner(format_, now, made, shelf, result, owners)
    seen: dict[str, str] = {}
    for record in (replace(one, source_id=f.marked_id(one.source_id)) for one in history.records):
        if first := seen.get(record.source_id):
            message = f"the same as {first}, which was used"
            result.lines.append(ReportLine(record.place, Outcome.LEFT_OUT, message))
        else:
            seen[record.source_id] = record.place
            planner.add(record)
    if history.is_complete:
        planner.note_missing(seen)
    return result


def _site_text(history: History, format_: str) -> str:
    """Settings as the source has them; what our settings would refuse is replaced by what everybody has to look at."""
    url = f"{printable(history.url).strip().rstrip('/')}/"
    values: dict[str, object] = {
        "name": line(history.name) or "Status",
        "url": url if is_base(url) else "http://localhost/",
        "timezone": history.timezone or "UTC",
    }
    host = urlsplit(str(values["url"])).hostname or ""
    if tag := slug(line(history.name) if host == "localhost" else host, 50):
        values["tag"] = tag  # two sites with the same one have the same ids in their feeds
    if re.fullmatch("[a-z]{2,3}", history.language):
        values["language"] = history.language
    groups: dict[str, dict[str, object]] = {}
    for group in history.groups:
        groups.setdefault(group.id, _group(group))
    if groups:
        values["groups"] = list(groups.values())
    return f.yaml_text(format_, "", values)


def _group(group: Group) -> dict[str, object]:
    folded = {"collapsed": True} if group.collapsed else {}
    return {"id": group.id, "name": line(group.name), **folded}


def _group_ids(site_text: str | None, groups: Iterable[Group]) -> list[str]:
    """Groups that services can name: those of the settings as they are, or as they are about to be."""
    if site_text is None:
        return [group.id for group in groups]
    listed = f.fields_of(site_text).get("groups")
    entries = listed if isinstance(listed, list) else []
    return [str(entry.get("id")) for entry in entries if isinstance(entry, dict)]


@dataclass(frozen=True, slots=True)
class _Shelf:
    """What is there: texts by path; main files by (folder of their kind, mark); paths by folder."""

    texts: Mapping[str, str]
    marked: Mapping[tuple[str, str, str], str]
    folders: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, existing: Mapping[str, str]) -> "_Shelf":
        marked: dict[tuple[str, str, str], str] = {}
        folders: dict[str, list[str]] = {}
        for path, text in sorted(existing.items()):
            folder, _, name = path.rpartition("/")
            kind = folder if folder == f.ANNOUNCEMENTS else folder.rpartition("/")[0]
            folders.setdefault(folder, []).append(name)
            is_main = name in ("incident.yaml", "maintenance.yaml") or kind == f.ANNOUNCEMENTS
            if is_main and (mark := f.marker_of(text)):
                marked.setdefault(
                    (kind, *mark), name.removesuffix(".md") if kind == folder else folder[len(kind) + 1 :]
                )
        return cls(existing, marked, {folder: tuple(names) for folder, names in folders.items()})


@dataclass(frozen=True, slots=True)
class _Planner:
    """Lays records out as files, one after the other."""

    format: str
    now: datetime
    services: Services
    shelf: _Shelf
    plan: Plan
    owners: dict[tuple[str, str], str]  # (folder of a kind, id) -> source id

    def add(self, record: Record) -> None:
        for note in record.notes:
            self.plan.note(record.place, note)
        if isinstance(record, Notice):
            self._notice(record)
        else:
            self._affair(record)

    def note_missing(self, seen: Container[str]) -> None:
        """Names what an earlier import brought and this source lacks. Renamed or deleted there: a person decides."""
        for (kind, format_, source_id), name in self.shelf.marked.items():
            if format_ == self.format and source_id not in seen:
                message = "it is no longer in the source, or could not be read there; kept, delete it if it is obsolete"
                self.plan.note(f"{kind}/{name}", message)

    def _notice(self, notice: Notice) -> None:
        name = self._id(f.ANNOUNCEMENTS, notice, notice.at)
        values: dict[str, object] = {"title": _title(notice), "at": f.written(notice.at)}
        if notice.until and notice.until > notice.at:
            values["until"] = f.written(notice.until)
        if affected := [self.services.ids[component] for component in notice.components]:
            values["services"] = list(dict.fromkeys(affected))
        path = f"{f.ANNOUNCEMENTS}/{name}.md"
        text = f.markdown_text(self.format, notice.source_id, values, self._body(notice.place, notice.text))
        self._report(notice, path, self.plan.put(path, text, self.shelf.texts.get(path)))

    def _affair(self, affair: Affair) -> None:
        said = self._already(affair)
        if not said or (affair.started and affair.started > self.now):
            message = "it lies in the future, or nothing was said about it yet; import again when it has begun"
            self.plan.lines.append(ReportLine(affair.place, Outcome.LEFT_OUT, message))
            return
        kind = f.MAINTENANCE if affair.window else f.INCIDENTS
        begun = affair.window[0] if affair.window else _first(affair, said)
        folder = f"{kind}/{self._id(kind, affair, begun)}"
        if affair.is_stub and folder in self.shelf.folders:
            self._report(affair, folder, Outcome.UNCHANGED)
            return
        start, course = changes(affair, said)
        main = f"{folder}/{'maintenance' if affair.window else 'incident'}.yaml"
        text = f.yaml_text(self.format, affair.source_id, self._main(affair, said, start))
        outcomes = [self.plan.put(main, text, self.shelf.texts.get(main))]
        outcomes += self._updates(folder, said, [self._text(affair, *pair) for pair in zip(said, course, strict=True)])
        self._report(affair, folder, _overall(outcomes), f" ({len(said)} updates)" if len(said) > 1 else "")

    def _already(self, affair: Affair) -> tuple[Said, ...]:
        said = in_order(affair.said)
        past = tuple(one for one in said if one.at <= self.now + _CLOCK_SKEW)
        if past and len(past) < len(said):
            self.plan.note(
                affair.place, f"{len(said) - len(past)} of its updates lie in the future and are left out for now"
            )
        return past

    def _main(self, affair: Affair, said: Sequence[Said], start: Mapping[str, str]) -> dict[str, object]:
        values: dict[str, object] = {"title": _title(affair)}
        if affair.severity is not None and not affair.window:
            values["severity"] = str(affair.severity)
        if start:
            values["services"] = self._effects(start)
        if affair.window:
            values |= {"starts": f.written(affair.window[0]), "ends": f.written(affair.window[1])}
        elif _first(affair, said) < said[0].at:
            values["started"] = f.written(_first(affair, said))
        return values

    def _effects(self, effects: Mapping[str, str]) -> dict[str, str]:
        return {self.services.ids[component]: str(effect) for component, effect in effects.items()}

    def _text(self, affair: Affair, said: Said, changed: Mapping[str, str]) -> str:
        values: dict[str, object] = {"phase": str(said.phase)} if said.phase else {}
        values["at"] = f.written(said.at)
        if changed:
            values["services"] = self._effects(changed)
        if not said.notify:
            values["notify"] = False
        return f.markdown_text(self.format, said.source_id, values, self._body(affair.place, said.text))

    def _body(self, place: str, text: str) -> str:
        body, note = f.fitting_body(text)
        if note:
            self.plan.note(place, f"a text is too much for a page: {note}")
        return body

    def _updates(self, folder: str, said: Sequence[Said], texts: Sequence[str]) -> Iterator[Outcome]:
        there = [name for name in self.shelf.folders.get(folder, ()) if name.endswith(".md")]
        names = dict(enumerate(_names(said, (), range(len(said)))))
        old: list[Trace] = []
        if there and {n: self.shelf.texts[f"{folder}/{n}.md"] for n in (m[:-3] for m in there)} != dict(
            zip(names.values(), texts, strict=True)
        ):
            old = [_trace(name[:-3], self.shelf.texts[f"{folder}/{name}"]) for name in there]
            names = _kept(said, old)
        for position, text in enumerate(texts):
            path = f"{folder}/{names[position]}.md"
            outcome = self.plan.put(path, text, self.shelf.texts.get(path))
            is_late = outcome is Outcome.NEW and folder in self.shelf.folders
            yield Outcome.APPENDED if is_late else outcome
        self._remove(folder, old, set(names.values()))

    def _remove(self, folder: str, old: Iterable[Trace], names: set[str]) -> None:
        """What the source took back goes: a `resolved` that was a mistake would keep an open incident closed."""
        for trace in old:
            path = f"{folder}/{trace.id}.md"
            if trace.id not in names and f.marker_of(self.shelf.texts[path]):
                self.plan.removed.append(path)
                self.plan.note(path, "the source took this update back; the file is removed")

    def _id(self, kind: str, record: Record, at: datetime) -> str:
        """The id an earlier import gave, else the one that the rule gives; told apart if another record has it."""
        if known := self.shelf.marked.get((kind, self.format, record.source_id)):
            return known
        name = record.folder or f"{at:%Y-%m-%d}-{slug(record.source_id, 50)}"
        if self.owners.setdefault((kind, name), record.source_id) == record.source_id:
            return name
        return f"{name[:57]}-{hashlib.sha256(record.source_id.encode()).hexdigest()[:6]}"

    def _report(self, record: Record, path: str, outcome: Outcome, more: str = "") -> None:
        self.plan.lines.append(ReportLine(record.place, outcome, f"{path}{more}"))


def _overall(outcomes: Iterable[Outcome]) -> Outcome:
    """The main file decides whether it is new; of the rest, what was added counts for more than what was changed."""
    main, *rest = outcomes
    if main is Outcome.NEW:
        return main
    return next((one for one in (Outcome.APPENDED, Outcome.CHANGED) if one in (main, *rest)), Outcome.UNCHANGED)


def _title(record: Record) -> str:
    return line(record.title) or "Untitled"


def _first(affair: Affair, said: Sequence[Said]) -> datetime:
    return min(affair.started or said[0].at, said[0].at).astimezone(UTC)


def _names(said: Sequence[Said], taken: Iterable[str], positions: Iterable[int]) -> Iterator[str]:
    """New ids for updates: time and phase, numbered where an id is taken. Case is not what tells two ids apart."""
    used = {name.lower() for name in taken}
    for position in positions:
        one = said[position]
        base = f"{one.at:%Y%m%dT%H%MZ}-{str(one.phase or 'update').replace('_', '-')}"
        numbered = (f"{base}-{number}" for number in count(2))
        name = next(name for name in chain([base], numbered) if name.lower() not in used)
        used.add(name.lower())
        yield name


def _kept(said: Sequence[Said], old: Sequence[Trace]) -> dict[int, str]:
    """Ids by position: those of the files that are the same updates, and new ones for the rest."""
    traces = [Trace(one.at, one.text, one.phase, f.marked_id(one.source_id)) for one in said]
    names = {position: trace.id for position, trace in matched(traces, old).items()}
    rest = [position for position in range(len(said)) if position not in names]
    return names | dict(zip(rest, _names(said, (trace.id for trace in old), rest), strict=True))


def _trace(name: str, text: str) -> Trace:
    """What an update's file says, as far as it is needed to recognise it."""
    values = f.fields_of(f.front(text))
    at = moment(str(values.get("at", ""))) or datetime.min.replace(tzinfo=UTC)
    phase = str(values.get("phase", ""))
    mark = f.marker_of(text)
    return Trace(at, f.body(text), Phase(phase) if phase in tuple(Phase) else None, mark[1] if mark else "", name)
