"""What a set of feeds, or a calendar, is about: everything, or one service, group or team."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from statusgen.model.site import Site


@dataclass(frozen=True, slots=True)
class Scope:
    """Where its files lie, and what it is called; nothing of both where it is everything."""

    path: tuple[str, ...] = ()
    name: str = ""

    @property
    def folder(self) -> str:
        return "".join(f"{part}/" for part in self.path)


def scopes(site: Site) -> Iterator[Scope]:
    """All but the single incidents."""
    yield Scope()
    yield from (Scope(("services", service.id), service.name) for service in site.services.values())
    yield from (Scope(("groups", group.id), group.name) for group in site.settings.groups)
    yield from (Scope(("teams", team.id), team.name) for team in site.people.teams.values())


def places(services: Iterable[str], site: Site) -> Iterator[tuple[str, ...]]:
    """The paths of the scopes that something belongs to which concerns these services, each once."""
    concerned = [site.services[service] for service in services]
    yield ()
    yield from (("services", service.id) for service in concerned)
    yield from (("groups", group) for group in dict.fromkeys(service.group for service in concerned) if group)
    owners = {service.owner for service in concerned}
    yield from (("teams", team.id) for team in site.people.teams.values() if team.reference in owners)
