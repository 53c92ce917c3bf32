"""Ids that are there twice, over all kinds of things that share them."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from statusgen.model.affair import Affair
from statusgen.model.service import Service
from statusgen.problems import Problem, Span

Rank = Callable[[str], int]  # of which repository a file is: 0 is the site's own, and the later one gives way


def clashes(things: Iterable[Affair], rank: Rank) -> Iterator[Problem]:
    """Incidents, maintenances and announcements share one space of ids: people say `show <id>`."""
    seen: dict[str, Span] = {}
    for thing in sorted(things, key=lambda one: rank(one.span.path)):
        if other := seen.get(thing.id):
            message = f"`{thing.id}` is already the id of {other.path}"
            yield Problem(thing.span, "id-clash", message, "rename the newer of the two")
        seen[thing.id] = thing.span


def hidden(services: Mapping[str, Service], rank: Rank) -> dict[str, Problem]:
    """By id, services of sources that have the id by which a service before them was known."""
    aliases = {alias: one.span.path for one in reversed([*services.values()]) for alias in one.aliases}
    found = {}
    for id_ in services.keys() & aliases.keys():
        path, other = services[id_].span.path, aliases[id_]
        if rank(path) > rank(other):
            found[id_] = Problem(Span(path), "id-clash", f"`{id_}` is an alias in {other}", "give this one another id")
    return found
