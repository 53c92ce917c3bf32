"""The entrance: a folder becomes one frozen Site and every Problem of every file."""

import os
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path, PurePath
from typing import TypeVar

from statusgen.model.access import Readers, may_see, told_to
from statusgen.model.incident import Incident
from statusgen.model.languages import languages_of
from statusgen.model.maintenance import Announcement, Maintenance
from statusgen.model.repositories import prefix_of, usual_readers
from statusgen.model.service import EVERYONE, Audience, Service
from statusgen.model.site import Appearance, Settings, Site, Template
from statusgen.problems import Problem, Span, errors
from statusgen.read import affairs, yaml
from statusgen.read.clashes import clashes, hidden
from statusgen.read.contents import Contents
from statusgen.read.decode import decode
from statusgen.read.discretion import discreet
from statusgen.read.document import Document, parse_markdown, parse_yaml
from statusgen.read.fields import Context
from statusgen.read.layout import Entry, Layout
from statusgen.read.logo import read_logo
from statusgen.read.names import AFFAIRS, SERVICES, Names, cycles
from statusgen.read.people import checked_people, leading_there, load_people
from statusgen.read.placeholders import CODE as UNFILLED
from statusgen.read.placeholders import placeholder_problems
from statusgen.read.prose import prose_problems
from statusgen.read.repositories import Sources, sources_of
from statusgen.read.root import CONTENT, SETTINGS
from statusgen.read.schema import (
    AnnouncementShape,
    IncidentShape,
    MaintenanceShape,
    MaintenanceUpdateShape,
    ServiceShape,
    Shape,
    SiteShape,
    TemplateShape,
    UpdateShape,
)
from statusgen.read.settings import audience_problems, checked_settings, settings_from, tag_problems, theme_problems
from statusgen.read.source import is_there, read_source
from statusgen.read.translations import language_problems, read_translation

Read = TypeVar("Read", bound=Shape)


@dataclass(frozen=True, slots=True)
class Reading:
    """What is in a folder. Files with errors are not in the Site; `site.left_out` names them."""

    site: Site
    problems: tuple[Problem, ...]


def load(
    root: Path, now: datetime, subscribers: Path | None = None, readers: Readers | None = None, *, alone: bool = False
) -> Reading:
    """Everything below `root` and in its sources. `subscribers` is a file or folder used in place of the one in `root`.

    Never raises for what files say; problems are sorted by place. With `readers` nothing that these may not see
    adds to what is said of other files, or takes from it. `alone`: as if no source were there.
    """
    if os.path.islink(root / CONTENT):  # noqa: PTH114 - False where nobody may look; its files will say so
        problem = Problem(Span(CONTENT), "symlink", "this is a symbolic link", "put the folder itself here")
        return Reading(Site(left_out=(Span(CONTENT), Span(SETTINGS))), (problem,))
    reader = _Reader(root, now, readers, alone)
    site = reader.site(subscribers)
    told = discreet(sorted(set(reader.problems)), subscribers, reader.encrypted)
    problems = tuple(leading_there(told, root, subscribers))
    left_out = tuple(Span(path) for path in sorted({*reader.left_out, *(one.span.path for one in errors(problems))}))
    broken = {one.path for one in left_out}
    meant_for = {path: audience for path, audience in site.meant_for.items() if path in broken}
    return Reading(replace(site, left_out=left_out, meant_for=meant_for), problems)


@dataclass(slots=True)
class _Reader:
    root: Path
    now: datetime
    readers: Readers | None = None  # None: whoever may see everything
    alone: bool = False  # without its sources
    problems: list[Problem] = field(default_factory=list)
    context: Context = field(default_factory=Context)
    pictures: list[str] = field(default_factory=list)  # names of files that the settings name
    unread: set[str] = field(default_factory=set)  # ids of incidents and maintenances that cannot be used
    left_out: list[str] = field(default_factory=list)  # files without an error of their own
    remains: list[tuple[Document, Shape]] = field(default_factory=list)  # of files with errors, to look at
    meant_for: dict[str, Audience] = field(default_factory=dict)  # by path, where that can be told
    broken: dict[str, Audience] = field(default_factory=dict)  # services that cannot be used, and whom they are for
    ties: list[tuple[Incident, Document]] = field(default_factory=list)  # those with `public_of` or `public`
    encrypted: frozenset[str] = frozenset()  # files of which nothing may be shown
    settings_read: Settings = field(default_factory=Settings)
    uncertain: frozenset[str] = frozenset()  # kinds of things that sources may have, of which nobody knows

    def site(self, subscribers: Path | None) -> Site:
        settings, where = self.settings()
        settings, sources = self.sources(settings, where, subscribers)
        layout = Contents(Layout(self.root, self.problems), ("", *map(prefix_of, sources.there)))
        layout.strays(self.pictures if where else None)
        services, documents, unread = self.services(layout)
        described = load_people(self.root, subscribers, self.context, self.problems)
        unread |= described.unread | (frozenset() if where else {SETTINGS, *self.uncertain})
        self.encrypted = described.encrypted
        names = Names(settings, services, described.people, unread, self.problems, self.readers, self.broken)
        names.missing = tuple(one.readers for one in sources.missing)
        if where:
            settings = checked_settings(settings, where, names)
        services = self.ordered(self.resolved(services, documents, names, layout), settings)
        names.services = services
        site = Site(
            settings,
            services,
            tuple(sorted(self.incidents(layout, names), key=lambda i: (i.started, i.id), reverse=True)),
            tuple(sorted(self.maintenances(layout, names), key=lambda m: (m.starts, m.id), reverse=True)),
            tuple(sorted(self.announcements(layout, names), key=lambda a: (a.at, a.id), reverse=True)),
            dict(self.templates(layout, names)),
            missing=tuple(sources.missing),
        )
        self.problems.extend(clashes((one for one in site.affairs if self.may_see(one.audience)), layout.rank))
        for document, shape in self.remains:
            affairs.check_references(document, shape, names)
        names.unread |= layout.unlisted | {PurePath(folder).name for folder in layout.unlisted} | self.unread
        self.tied(site, names)
        return replace(site, people=checked_people(described, site, names), meant_for=self.meant_for)

    def settings(self) -> tuple[Settings, Document | None]:
        """Where they cannot be used, everything else is still read, with the defaults."""
        if not is_there(self.root / SETTINGS):
            hint = "run `statusgen init`, or go to the folder of the site"
            self.problems.append(Problem(Span(SETTINGS), "missing-file", "there are no settings", hint))
            return Settings(), None
        document, shape = self.file(SETTINGS, SiteShape)
        if not shape:
            if document and document.mapping.get("sources"):
                self.uncertain = frozenset({SERVICES, *AFFAIRS})
            return Settings(), None
        settings = self.settings_read = settings_from(shape)
        self.context = Context(settings.zone, languages_of(settings))
        if document:
            self.problems.extend(theme_problems(self.root, settings, document))
            self.problems.extend(language_problems(settings, document))
            self.problems.extend(tag_problems(settings, document))
            self.problems.extend(audience_problems(settings, document))
            settings = replace(settings, look=self.look(settings.look, document, shape.look.logo))
        return settings, document

    def sources(self, settings: Settings, where: Document | None, people: Path | None) -> tuple[Settings, Sources]:
        """Where to read, and the settings without what cannot be a source: it decides for whom nothing is."""
        if not where:
            return settings, Sources()
        found = sources_of(self.root, settings, where, people, self.readers, alone=self.alone)
        self.problems.extend(found.problems)
        self.settings_read = replace(settings, sources=tuple(found.right))
        return self.settings_read, found

    def look(self, look: Appearance, document: Document, logo: str | None) -> Appearance:
        """With the picture that it names."""
        if logo is None:
            return look
        self.pictures.append(logo)
        found, problems = read_logo(self.root, logo, document)
        self.problems.extend(problems)
        return replace(look, logo=found)

    def services(self, layout: Contents) -> tuple[dict[str, Service], dict[str, Document], frozenset[str]]:
        """The services, where each is described, and the ids of those whose file cannot be used."""
        services, documents, unread = {}, {}, set()
        for entry in layout.files("content/services", ".yaml", ".md", translated=True):
            document, shape = self.translated(entry, ServiceShape)
            if document and shape:
                documents[entry.id] = document
                around = usual_readers(self.settings_read, entry.path)
                services[entry.id] = affairs.service_from(entry.id, shape, document, around)
            else:
                unread.add(entry.id)
                self.broken[entry.id] = self.meant_for.get(entry.path, usual_readers(self.settings_read, entry.path))
        return services, documents, frozenset(unread | layout.unlisted)

    def resolved(
        self, services: Mapping[str, Service], documents: Mapping[str, Document], names: Names, layout: Contents
    ) -> dict[str, Service]:
        aliases: dict[str, str] = {}
        gone = hidden(services, layout.rank)
        self.problems.extend(gone.values())
        services = {name: one for name, one in services.items() if name not in gone}
        seen = {name: one for name, one in services.items() if self.may_see(one.audience)}
        for service in seen.values():
            for index, alias in enumerate(service.aliases):
                if other := (alias if alias in seen else aliases.get(alias)):
                    message = f"the alias `{alias}` already stands for `{other}`"
                    self.problems.append(documents[service.id].problem("id-clash", message, ("aliases", index)))
                aliases[alias] = service.id
        found = {name: affairs.resolved_service(one, documents[name], names) for name, one in services.items()}
        for cycle in cycles(found):
            message = "services depend on each other in a circle: " + " → ".join(cycle)
            self.problems.append(documents[cycle[0]].problem("dependency-cycle", message, ("depends_on",)))
        return found

    @staticmethod
    def ordered(services: Mapping[str, Service], settings: Settings) -> dict[str, Service]:
        """As the page shows them: groups as in the settings, then those of no group; by name within."""
        place = {group.id: index for index, group in enumerate(settings.groups)}
        last = len(place)
        ranked = sorted(
            services.values(), key=lambda one: (place.get(one.group or "", last), one.name.casefold(), one.id)
        )
        return {service.id: service for service in ranked}

    def incidents(self, layout: Contents, names: Names) -> Iterator[Incident]:
        for entry in layout.folders("content/incidents", "incident.yaml"):
            said = self.said(entry, UpdateShape)
            document, shape = self.file(entry.path, IncidentShape)
            incident = shape and document and affairs.incident_from(entry.id, shape, document, said, names)
            self.left_out.extend(said.left_out)
            if incident and document:
                told = [one for one in said.told if self.is_seen(one[0].source.path)]
                self.problems.extend(affairs.incident_problems(self.seen(incident), document, told, self.now))
                self.problems.extend(affairs.retirement_problems(incident, incident.started, document, names))
                if incident.public_of is not None or incident.public is not None:
                    self.ties.append((incident, document))
                yield incident
            else:
                self.unread.add(entry.id)

    def maintenances(self, layout: Contents, names: Names) -> Iterator[Maintenance]:
        for entry in layout.folders("content/maintenance", "maintenance.yaml"):
            said = self.said(entry, MaintenanceUpdateShape)
            document, shape = self.file(entry.path, MaintenanceShape)
            found = shape and document and affairs.maintenance_from(entry.id, shape, document, said, names)
            self.left_out.extend(said.left_out)
            if found and document:
                self.problems.extend(affairs.retirement_problems(found, found.starts, document, names))
                # One that could not be read may announce it.
                if not any(self.is_seen(one.path) for one in entry.updates):
                    self.problems.extend(affairs.announcing_problems(found, document, self.now))
                yield found
            else:
                self.unread.add(entry.id)

    def may_see(self, audience: Audience) -> bool:
        return self.readers is None or may_see(self.readers, audience)

    def is_seen(self, path: str) -> bool:
        """Whether the readers may see this update, if they may see what it belongs to."""
        return self.may_see(self.meant_for.get(path, EVERYONE))

    def seen(self, incident: Incident) -> Incident:
        return incident if self.readers is None else told_to(incident, self.readers)

    def said(self, entry: Entry, kind: type[UpdateShape] | type[MaintenanceUpdateShape]) -> affairs.Said:
        """The updates of a folder that can be used, and the ids of the others."""
        said = affairs.Said()
        for update in entry.updates:
            document, shape = self.translated(update, kind)
            if not (document and shape):
                said.refused.add(update.id)
            elif affairs.is_too_new(shape, self.now):
                hint = f"it is {self.now:%Y-%m-%dT%H:%MZ} now; correct `at`"
                self.problems.append(document.problem("future-time", "this update is from the future", ("at",), hint))
                said.refused.add(update.id)
            else:
                said.told.append((document, update.id, shape))
        return said

    def announcements(self, layout: Contents, names: Names) -> Iterator[Announcement]:
        for entry in layout.files("content/announcements", ".md", translated=True):
            document, shape = self.translated(entry, AnnouncementShape)
            if document and shape:
                yield affairs.announcement_from(entry.id, shape, document, names)

    def templates(self, layout: Contents, names: Names) -> Iterator[tuple[str, Template]]:
        for entry in layout.files("content/templates", ".md"):
            document, shape = self.file(entry.path, TemplateShape)
            if document and shape:
                if shape.service:
                    names.service(document, shape.service, ("service",))
                meta = {key.text: str(yaml.to_plain(value)) for key, value in document.mapping.items}
                yield entry.id, Template(entry.id, document.body, meta, document.mapping.span)

    def tied(self, site: Site, names: Names) -> None:
        known = {incident.id: incident for incident in site.incidents}
        for incident, document in self.ties:
            if incident.public_of is not None:
                self.problems.extend(affairs.tie_problems(incident, document, names, known))
            if incident.public is not None:
                self.problems.extend(affairs.front_problems(incident, document, names, known))

    def translated(self, entry: Entry, shape: type[Read]) -> tuple[Document | None, Read | None]:
        """A file with its text in other languages; a translation that cannot be used is left out by itself."""
        document, found = self.file(entry.path, shape)
        bodies = {}
        for language, path in entry.translations:
            text, problems = read_translation(self.root, path, language, self.context.languages, document)
            self.problems.extend(problems)
            if entry.path in self.meant_for:
                self.meant_for[path] = self.meant_for[entry.path]
            if not errors(problems):
                bodies[language] = text
        return (replace(document, bodies=bodies) if document and bodies else document), found

    def file(self, path: str, shape: type[Read]) -> tuple[Document | None, Read | None]:
        """One file as a document and, if nothing in it is wrong, its shape."""
        source, problems = read_source(self.root, path)
        document = decoded = None
        if source:
            parse = parse_markdown if path.endswith(".md") else parse_yaml
            document, found = parse(source)
            problems += found
        if document:
            decoded, found = decode(document, shape, self.context)
            problems += found + list(prose_problems(document.body, Span(path, document.body_line, 1)))
            problems += placeholder_problems(document)
        if shape is TemplateShape:
            problems = [problem for problem in problems if problem.code != UNFILLED]
        self.problems.extend(problems)
        if document and "audience" in shape.model_fields:
            self.note_readers(path, document, {one.code for one in errors(problems)})
        if not errors(problems):
            return document, decoded
        if document and decoded:
            self.remains.append((document, decoded))
        return document, None

    def note_readers(self, path: str, document: Document, mistakes: Set[str]) -> None:
        """Whom a file is for, unless a mistake may be what was to say so."""
        said = document.mapping.get("audience")
        named = list(usual_readers(self.settings_read, path)) if said is None else yaml.to_plain(said)
        if named and "duplicate-key" not in mistakes and (said or "unknown-field" not in mistakes):
            self.meant_for[path] = tuple(map(str, named)) if isinstance(named, list) else (str(named),)
