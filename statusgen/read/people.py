"""Teams and subscribers: one file, a folder with a file each, many in one bulk file; all of them perhaps elsewhere."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TypeVar

from statusgen.model.languages import languages_of
from statusgen.model.people import People, Subscriber, Team, Want
from statusgen.model.site import Site
from statusgen.problems import Problem, Span, errors
from statusgen.read.bulk import Bulk, read_bulk
from statusgen.read.decode import decode
from statusgen.read.discretion import discreet
from statusgen.read.document import Document, Loc, parse_yaml
from statusgen.read.encrypted import Opener, people_files, plain_name, stem_of
from statusgen.read.fields import Context
from statusgen.read.idle import idle_preferences, idle_quiet_hours, is_idle
from statusgen.read.layout import Layout
from statusgen.read.names import AFFAIRS, PEOPLE, Names
from statusgen.read.root import CONTENT
from statusgen.read.schema import Shape, SubscriberShape, SubscribersShape, TeamShape
from statusgen.read.settings import subscriber_from, team_from
from statusgen.read.source import is_there

Place = tuple[Document, Loc]  # where someone is described

_BULK = ".jsonl"

Decoded = TypeVar("Decoded", bound=Shape)


@dataclass(frozen=True, slots=True)
class Described:
    """People as described, and where. `unread` are those whose file could not be used."""

    people: People = field(default_factory=People)
    teams: dict[str, Place] = field(default_factory=dict)
    subscribers: dict[str, Place] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()
    bulk: Bulk | None = None
    encrypted: frozenset[str] = frozenset()  # paths of which nothing is ever shown

    def place(self, subscriber: str) -> Place:
        """Where they are described; a line of the bulk file is parsed for it."""
        if subscriber not in self.subscribers and self.bulk:
            return self.bulk.document(subscriber), ()
        return self.subscribers[subscriber]


def load_people(root: Path, elsewhere: Path | None, context: Context, problems: list[Problem]) -> Described:
    """`subscribers.yaml`, else `subscribers/`, below `root`, and whoever is in `subscribers.jsonl` beside it.

    Or `elsewhere`, which is any of the three, with what has the same name beside it. Each file may be encrypted.
    """
    base, name = (elsewhere.parent, elsewhere.name) if elsewhere else (root, PEOPLE)
    stem = stem_of(name)
    if elsewhere and not os.path.lexists(elsewhere):
        problems.append(_nothing_at(elsewhere, stem))
        return Described(unread=frozenset({PEOPLE}))
    opener = Opener(problems)
    if not elsewhere or plain_name(name) == stem + _BULK:
        name = opener.one_of(base, f"{stem}.yaml") or stem
    described = Described()
    if os.path.isdir(base / name):  # noqa: PTH112 - False where nobody may look, and the file says so
        described = _from_folder(base, name, context, opener)
    elif is_there(base / name) or (elsewhere and elsewhere.name == name):
        described = _from_file(base, name, context, opener)
    if bulk := opener.one_of(base, stem + _BULK):
        described = _with_bulk(described, read_bulk(base, bulk, context, opener), problems)
    return _opened(described, opener)


def _opened(described: Described, opener: Opener) -> Described:
    """With what is to be known of the files as such. Nobody is unknown while it is open which file is meant."""
    opener.tell()
    unread = described.unread | ({PEOPLE} if opener.clashing else frozenset())
    people = replace(described.people, locked=tuple(sorted(opener.locked)))
    return replace(described, people=people, unread=unread, encrypted=frozenset(opener.encrypted))


def _nothing_at(elsewhere: Path, stem: str) -> Problem:
    beside = [name for name in people_files(stem) if is_there(elsewhere.parent / name)]
    hint = f"there is `{beside[0]}`" if beside else "a path that is not absolute begins where the command is run"
    message = "STATUSGEN_SUBSCRIBERS names it, and there is nothing here"
    return Problem(Span(elsewhere.name), "unreadable-file", message, hint)


def leading_there(problems: Iterable[Problem], root: Path, elsewhere: Path | None) -> Iterator[Problem]:
    """The problems, those of people that are `elsewhere` with paths that lead there from `root`."""
    if elsewhere is None:
        yield from problems
        return
    names = {elsewhere.name, *people_files(stem_of(elsewhere.name))} - {CONTENT}
    way = Path(os.path.relpath(elsewhere.parent, root))
    for one in problems:
        theirs = one.span.path.split("/")[0] in names
        yield replace(one, span=replace(one.span, path=(way / one.span.path).as_posix())) if theirs else one


def _with_bulk(described: Described, bulk: Bulk, problems: list[Problem]) -> Described:
    """Who stands in both is a mistake, and stays as the YAML has it."""
    people = described.people
    for name in people.subscribers.keys() & bulk.subscribers.keys():
        document = bulk.document(name)
        problems.append(document.problem("id-clash", f"`{name}` stands in a YAML file as well", ("id",)))
    together = replace(people, subscribers={**bulk.subscribers, **people.subscribers})
    unread = described.unread if bulk.complete else described.unread | {PEOPLE}
    return replace(described, people=together, bulk=bulk, unread=unread)


def _from_file(base: Path, path: str, context: Context, opener: Opener) -> Described:
    document = _document(base, path, opener)
    shape, found = decode(document, SubscribersShape, context) if document else (None, [])
    opener.problems.extend(found)
    if not (document and shape) or errors(found):
        return Described(unread=frozenset({PEOPLE}))
    teams: dict[str, Place] = {name: (document, ("teams", name)) for name in shape.teams}
    persons: dict[str, Place] = {name: (document, ("subscribers", name)) for name in shape.subscribers}
    people = People(
        {name: team_from(name, team, document.span(teams[name][1], key=True)) for name, team in shape.teams.items()},
        {
            name: subscriber_from(name, one, document.span(persons[name][1], key=True))
            for name, one in shape.subscribers.items()
        },
    )
    return Described(people, teams, persons)


def _from_folder(base: Path, folder: str, context: Context, opener: Opener) -> Described:
    """`<id>.yaml` are people and lists, `teams/<id>.yaml` teams: the folder that only administrators may change."""
    described, unread = Described(), set[str]()
    layout = Layout(base, opener.problems, ignored=("teams",))
    people = {}
    for name, document, shape in _shapes(layout, folder, SubscriberShape, context, opener):
        if not (document and shape):
            unread.add(name)
            continue
        people[name] = subscriber_from(name, shape, document.mapping.span)
        described.subscribers[name] = (document, ())
    teams = {}
    for name, document, team in _shapes(layout, f"{folder}/teams", TeamShape, context, opener):
        if not (document and team):
            unread.add(f"team:{name}")
            continue
        teams[name] = team_from(name, team, document.mapping.span)
        described.teams[name] = (document, ())
    unread |= {PEOPLE} if layout.unlisted else set()
    return replace(described, people=People(teams, people), unread=frozenset(unread))


def _shapes(
    layout: Layout, folder: str, kind: type[Decoded], context: Context, opener: Opener
) -> Iterator[tuple[str, Document | None, Decoded | None]]:
    """Every file of the folder; without a shape where it cannot be used."""
    for entry in layout.files(folder, ".yaml", plain=plain_name):
        document = _document(layout.root, entry.path, opener)
        shape, found = decode(document, kind, context) if document else (None, [])
        layout.problems.extend(found)
        yield entry.id, document, None if errors(found) else shape


def _document(base: Path, path: str, opener: Opener) -> Document | None:
    source = opener.source(base, path)
    if source is None:
        return None
    document, found = parse_yaml(source)
    opener.problems.extend(found)
    return None if errors(found) else document


def read_person(path: Path, site: Site) -> tuple[Subscriber | None, tuple[Problem, ...]]:
    """One person's file by itself, beside the people of a site that it may name; its name is their id."""
    problems: list[Problem] = []
    opener = Opener(problems)
    document = _document(path.parent, path.name, opener)
    opener.tell()
    context = Context(site.settings.zone, languages_of(site.settings))
    shape, found = decode(document, SubscriberShape, context) if document else (None, [])
    problems.extend(found)
    if not (document and shape) or errors(problems):
        return None, tuple(discreet(problems, path, opener.encrypted))
    one = subscriber_from(stem_of(path.name), shape, document.mapping.span)
    described = Described(People({}, {one.id: one}), {}, {one.id: (document, ())})
    names = Names(site.settings, site.services, site.people, frozenset(), problems)
    names.missing = tuple(one.readers for one in site.missing)
    checked = checked_people(described, site, names)
    return checked.subscribers[one.id], tuple(discreet(problems, path, opener.encrypted))


_MOST_SHARED = 100  # nobody reads more, and whoever shares one address with thousands made one mistake


def checked_people(described: Described, site: Site, names: Names) -> People:
    """The people with only such references as exist; incidents that they follow or ignore may be gone: a warning."""
    affairs = {*(one.id for one in site.incidents), *(one.id for one in site.maintenances)}
    teams = {name: _team(team, described.teams[name], names) for name, team in described.people.teams.items()}
    people = {}
    for name, one in described.people.subscribers.items():
        if is_idle(one):
            names.problems.extend(_idle(idle_preferences(one, described.place(name)[1]), described.place(name)[0]))
        if _is_known(one, names, affairs):
            people[name] = one
            continue
        document, loc = described.place(name)
        people[name] = replace(
            one,
            wants=_wants(one.wants, document, (*loc, "wants"), names),
            members=names.members(document, one.members, (*loc, "members")),
        )
        names.problems.extend(_gone(one, (document, loc), affairs, names))
    names.problems.extend(islice(_shared_addresses(described), _MOST_SHARED))
    return replace(described.people, teams=teams, subscribers=people)


def _shared_addresses(described: Described) -> Iterator[Problem]:
    """At the second of two, and without the address, which is nobody's business."""
    first: dict[tuple[str, str], str] = {}
    for name, one in described.people.subscribers.items():
        for index, contact in enumerate(one.contacts):
            other = first.setdefault((contact.channel, contact.address.reveal().casefold()), name)
            if other != name:
                document, loc = described.place(name)
                message = f"`{other}` has the same address, so what both are to hear is sent there once"
                hint = "keep one of the two, or name `members` if it is a list"
                yield document.problem("same-address", message, (*loc, "contacts", index), hint)


def _is_known(one: Subscriber, names: Names, affairs: set[str]) -> bool:
    """Whether all that they name is there, under this very name: a glance that spares a hundred thousand the search."""
    selected = {name for want in one.wants for name in want.services} - {"all"}
    return (
        all(name in names.services or name.removeprefix("group:") in names.groups for name in selected)
        and all(name in names.people.subscribers for name in one.members)
        and affairs.issuperset(one.follows)
        and affairs.issuperset(one.ignores)
    )


def _idle(found: Iterator[tuple[Loc, str, str]], document: Document) -> Iterator[Problem]:
    for loc, what, hint in found:
        yield document.problem("idle-preference", what, loc, hint)


def _team(team: Team, place: Place, names: Names) -> Team:
    document, loc = place
    quiet = idle_quiet_hours(team.defaults.quiet_hours, (*loc, "defaults", "quiet_hours"))
    names.problems.extend(_idle(quiet, document))
    wants = _wants(team.defaults.wants, document, (*loc, "defaults", "wants"), names)
    members = names.members(document, team.members, (*loc, "members"))
    return replace(team, members=members, defaults=replace(team.defaults, wants=wants))


def _wants(wants: tuple[Want, ...], document: Document, loc: Loc, names: Names) -> tuple[Want, ...]:
    """A want of which no service is left wants nothing, and goes."""
    found = (
        replace(want, services=names.selected(document, want.services, (*loc, index, "services")))
        for index, want in enumerate(wants)
    )
    return tuple(want for want in found if want.services)


def _gone(person: Subscriber, place: Place, affairs: set[str], names: Names) -> Iterator[Problem]:
    document, loc = place
    if names.may_be_missing():
        return
    for field_name, ids in (("follows", person.follows), ("ignores", person.ignores)):
        for index, name in enumerate(ids):
            if name not in affairs and name not in names.unread and names.unread.isdisjoint(AFFAIRS):
                message = f"there is no incident or maintenance `{name}`"
                hint = names.nearest(document, "unknown-incident", name, affairs) or "remove it"
                yield document.problem("unknown-incident", message, (*loc, field_name, index), hint)
