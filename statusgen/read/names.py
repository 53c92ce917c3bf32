"""The ids that exist, and looking them up: an unknown one becomes a Problem with the nearest known one as a hint."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter

from statusgen.model.access import Readers, all_may_see, may_see
from statusgen.model.people import People
from statusgen.model.repositories import HERE, home_for, home_of, usual_readers
from statusgen.model.service import EVERYONE, Audience, Effects, Service
from statusgen.model.site import Repository, Settings
from statusgen.problems import Problem
from statusgen.read.document import Document, Loc
from statusgen.read.fields import Guesses
from statusgen.read.root import SETTINGS

PEOPLE = "subscribers"
SERVICES = "content/services"
AFFAIRS = ("content/incidents", "content/maintenance")


@dataclass(slots=True)
class Names:
    """Look-ups record problems; what they return is only what exists.

    A name whose own file could not be read (`unread`) is no second mistake: it is passed over in silence. SETTINGS,
    PEOPLE, SERVICES and AFFAIRS among them stand for all groups and audiences, for everyone, and so on. Hints name
    nothing that `readers` may not see.
    """

    settings: Settings
    services: Mapping[str, Service]
    people: People
    unread: frozenset[str] = frozenset()
    problems: list[Problem] = field(default_factory=list)
    readers: Readers | None = None  # None: whoever may see everything
    broken: Mapping[str, Audience] = field(default_factory=dict)  # services among `unread`, and whom they are for
    missing: tuple[Audience, ...] = ()  # readers of sources that are not there
    aliases: dict[str, str] = field(init=False)
    groups: frozenset[str] = field(init=False)
    audiences: frozenset[str] = field(init=False)
    guesses: dict[str, Guesses] = field(default_factory=dict)  # by file
    hints: dict[tuple[str, str], str] = field(default_factory=dict)  # by code and name

    def __post_init__(self) -> None:
        self.groups = frozenset(group.id for group in self.settings.groups)
        self.audiences = frozenset(audience.id for audience in self.settings.audiences) | frozenset(EVERYONE)
        self.aliases = {alias: service.id for service in self.services.values() for alias in service.aliases}

    def service(
        self, document: Document, name: str, loc: Loc, readers: Audience | None = None, *, key: bool = False
    ) -> str | None:
        """The id that a name or alias stands for. `readers` are those of what names it, where it has any."""
        if name in self.services:
            return name
        if name in self.aliases:
            return self.aliases[name]
        if name in self.unread or SERVICES in self.unread or self.may_be_missing(readers):
            return None
        self._unknown(document, "unknown-service", name, loc, key=key)
        return None

    def selected(self, document: Document, names: Iterable[str], loc: Loc) -> tuple[str, ...]:
        """Service ids, `group:<id>` and `all`, as rules and wants use them."""
        return tuple(
            found for index, name in enumerate(names) if (found := self._selected(document, name, (*loc, index)))
        )

    def each_service(self, document: Document, names: Iterable[str], loc: Loc, audience: Audience) -> tuple[str, ...]:
        """A list of services in something for `audience`, without those that its readers may not see."""
        return tuple(
            found
            for index, name in enumerate(names)
            if (found := self._service_for(document, name, audience, (*loc, index)))
        )

    def effects(self, document: Document, effects: Effects, audience: Audience) -> Effects:
        """The `services` of an affair or update, without those that do not exist or that its readers may not see."""
        found = {}
        for name, effect in effects.items():
            if service := self._service_for(document, name, audience, ("services", name), key=True):
                found[service] = effect
        return found

    def member(self, document: Document, name: str, loc: Loc) -> str | None:
        """`team:<id>` or a person."""
        if PEOPLE in self.unread or name in self.unread:
            return None
        kind, _, team = name.partition(":")
        if kind == "team" and team:
            if team in self.people.teams:
                return name
            self._unknown(document, "unknown-team", team, loc)
            return None
        if name in self.people.subscribers:
            return name
        if name in self.people.teams:
            hint = f"write `team:{name}`"
            self.problems.append(document.problem("unknown-person", f"`{name}` is a team", loc, hint))
            return None
        self._unknown(document, "unknown-person", name, loc)
        return None

    def members(self, document: Document, names: Iterable[str], loc: Loc) -> tuple[str, ...]:
        return tuple(found for index, name in enumerate(names) if (found := self.member(document, name, (*loc, index))))

    def group(self, document: Document, name: str, loc: Loc) -> str | None:
        if name in self.groups:
            return name
        if SETTINGS in self.unread:
            return None
        self._unknown(document, "unknown-group", name, loc)
        return None

    def audience(self, document: Document, names: Iterable[str], loc: Loc = ("audience",)) -> Audience:
        """Who may see it. An unknown audience narrows to nobody, never to everyone."""
        named = tuple(names)
        for index, name in enumerate(named):
            if name not in self.audiences and SETTINGS not in self.unread:
                self._unknown(document, "unknown-audience", name, (*loc, index))
        return EVERYONE if EVERYONE[0] in named else named

    def readers_of(self, document: Document, named: Iterable[str]) -> Audience:
        """Who may see what a file is about: who can read the source that it lies in, where it does not say. Nobody
        else sees what is in a source, whatever it says: it would come and go with the source."""
        if document.mapping.get("audience") is None:
            return usual_readers(self.settings, document.source.path)
        found, home = self.audience(document, named), home_of(self.settings, document.source.path)
        if home and self.audiences.issuperset((*found, *home.readers)):
            self._refuse_elsewhere(document, found, home)
        return _no_more(found, home.readers) if home and home.path != HERE else found

    def repository_readers(self, document: Document) -> Audience:
        """Who can read the file as it lies there; nobody that we know of where nobody said so."""
        home = home_of(self.settings, document.source.path)
        return home.readers if home else ()

    def may_be_missing(self, readers: Audience | None = None) -> bool:
        """Whether an unknown name can be that of something in a source that is not there, which these may see."""
        return any(readers is None or all_may_see(readers, one) for one in self.missing)

    def _refuse_elsewhere(self, document: Document, audience: Audience, home: Repository) -> None:
        """What is for fewer than can read it there anyway; what is for more, whose sites could not do without it."""
        belongs = home_for(self.settings, audience)
        hint = f"move it to {belongs.path}" if belongs else f"move it to a source for {_listed(audience)}"
        where = "this repository" if home.path == HERE else home.path
        if not all_may_see(home.readers, audience):
            message = f"{_listed(home.readers)} can read it in {where}, and it is for {_listed(audience)} alone"
            self.problems.append(document.problem("wrong-source", message, ("audience",), hint))
        elif home.path != HERE and set(audience) != set(home.readers):
            message = f"it is for {_listed(audience)}, and only {_listed(home.readers)} can read it in {where}"
            hint = f"{hint}, or leave out `audience`"
            self.problems.append(document.problem("wrong-source", message, ("audience",), hint))

    def nearest(self, document: Document, code: str, name: str, known: Iterable[str]) -> str:
        """A hint for an unknown name. Found once for all files: an old name of a service may stand in thousands."""
        guesses = self.guesses.setdefault(document.source.path, Guesses())
        if guesses.left and (code, name) not in self.hints:
            self.hints[code, name] = guesses.nearest((name, known))
        return self.hints.get((code, name), "")

    def _selected(self, document: Document, name: str, loc: Loc) -> str | None:
        if name == "all":
            return name
        kind, _, group = name.partition(":")
        if kind == "group" and group:
            return name if self.group(document, group, loc) else None
        return self.service(document, name, loc)

    def _service_for(
        self, document: Document, name: str, readers: Audience, loc: Loc, *, key: bool = False
    ) -> str | None:
        """The same in something for `readers`; None where not all of them may see it."""
        service = self.service(document, name, loc, readers, key=key)
        allowed = self.services[service].audience if service else self.broken.get(name, EVERYONE)
        if all_may_see(readers, allowed):
            return service
        message = f"not everyone who reads this may see the service `{service or name}`"
        hint = f"write `audience: [{', '.join(allowed)}]`, or leave the service out"
        self.problems.append(document.problem("audience-leak", message, loc, hint, key=key))
        return None

    def _unknown(self, document: Document, code: str, name: str, loc: Loc, *, key: bool = False) -> None:
        known: dict[str, Iterable[str]] = {
            "unknown-service": self._hints(),
            "unknown-team": self.people.teams,
            "unknown-person": self.people.subscribers,
            "unknown-group": self.groups,
            "unknown-audience": self.audiences,
        }
        message = f"there is no {code.removeprefix('unknown-')} `{name}`"
        hint = self.nearest(document, code, name, known[code])
        self.problems.append(document.problem(code, message, loc, hint, key=key))

    def may_hint(self, audience: Audience) -> bool:
        """Whether a hint may name something that is for `audience`."""
        return self.readers is None or may_see(self.readers, audience)

    def _hints(self) -> Iterator[str]:
        for one in self.services.values():
            if self.may_hint(one.audience):
                yield from (one.id, *one.aliases)


def _no_more(audience: Audience, readers: Audience) -> Audience:
    """Without those who are not among the readers."""
    if EVERYONE[0] in audience:
        return readers
    return audience if EVERYONE[0] in readers else tuple(one for one in audience if one in readers)


def _listed(audience: Audience) -> str:
    return " and ".join(audience) or "nobody"


def cycles(services: Mapping[str, Service]) -> Iterator[tuple[str, ...]]:
    """Circles of dependencies, each as the path that leads back to its first service."""
    needs = {service.id: set(service.depends_on) for service in services.values()}
    while True:
        try:
            return TopologicalSorter(needs).prepare()
        except CycleError as error:
            circle = tuple(reversed(error.args[1]))
            yield circle
            needs[circle[0]].discard(circle[1])
