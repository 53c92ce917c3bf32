"""The source's components as our services: those that are there already, by whatever they are known, and new ones."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, count

from statusgen.author.importers.files import SERVICES, Files, fields_of, front, marked_id, marker_of, yaml_text
from statusgen.author.importers.history import Component, History, Outcome, ReportLine
from statusgen.author.importers.prose import clean, line, slug, spaced

_LONGEST = 5_000  # characters in a description


@dataclass(slots=True)
class Services:
    """`ids` is ours by theirs; `files` are new ones."""

    ids: dict[str, str] = field(default_factory=dict)
    files: Files = field(default_factory=dict)
    lines: list[ReportLine] = field(default_factory=list)


def services(history: History, format_: str, existing: Mapping[str, str], groups: Iterable[str]) -> Services:
    """Every component gets a service; a file is written only for one that nothing on the site can be."""
    result, known = Services(), _Known.read(existing)
    group_ids = set(groups)
    for component in history.components:
        found = known.find(format_, component)
        result.ids[component.id] = found or known.claim(format_, component)
        if not found:
            _add(result, component, format_, group_ids)
    return result


def _add(result: Services, component: Component, format_: str, groups: set[str]) -> None:
    path = f"{SERVICES}/{result.ids[component.id]}.yaml"
    values: dict[str, object] = {"name": line(component.name) or line(component.id) or "Service"}
    if description := spaced(clean(component.description).strip())[:_LONGEST]:
        values["description"] = description
    if component.group in groups:
        values["group"] = component.group
    elif component.group:
        message = f"content/site.yaml has no group `{component.group}`; the service is in none"
        result.lines.append(ReportLine(path, Outcome.NOTE, message))
    result.files[path] = yaml_text(format_, component.id, values)


@dataclass(slots=True)
class _Known:
    """Services by what they can be recognised by: the mark of an import, else their id, else their name."""

    marks: dict[tuple[str, str], str] = field(default_factory=dict)
    unmarked: set[str] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    numbers: dict[str, Iterator[int]] = field(default_factory=dict)  # the next for names that are taken

    @classmethod
    def read(cls, existing: Mapping[str, str]) -> "_Known":
        known = cls()
        for path, text in existing.items():
            stem, _, suffix = path.removeprefix(f"{SERVICES}/").rpartition(".")
            if path.startswith(f"{SERVICES}/") and suffix in ("yaml", "md"):
                known.add(stem, front(text) if suffix == "md" else text)
        return known

    def add(self, service: str, text: str) -> None:
        self.ids.add(service)
        if mark := marker_of(text):
            self.marks[mark] = service
        else:
            self.unmarked.add(service)
            self.names[str(fields_of(text).get("name", "")).casefold()] = service

    def find(self, format_: str, component: Component) -> str | None:
        short = _short(component)
        return (
            self.marks.get((format_, marked_id(component.id)))
            or (short if short in self.unmarked else None)
            or self.names.get(component.name.casefold())
        )

    def claim(self, format_: str, component: Component) -> str:
        """A new id: the name, told apart by the source's id where the name is taken."""
        short, code = _short(component), slug(component.id, 20)
        numbers = self.numbers.setdefault(short, count(2))
        choices = chain([short, f"{short}-{code}"], (f"{short}-{number}" for number in numbers))
        found = next(choice for choice in choices if choice not in self.ids)
        self.ids.add(found)
        self.marks[format_, marked_id(component.id)] = found
        return found


def _short(component: Component) -> str:
    return slug(component.name, 40) or slug(component.id, 40) or "service"
