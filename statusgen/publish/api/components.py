"""Services and groups as Statuspage's components."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import cached_property
from itertools import chain

from statusgen.model.maintenance import Maintenance
from statusgen.model.service import Effect, Service
from statusgen.model.site import Group, Site
from statusgen.model.status import Status, group_effect
from statusgen.publish.api.changes import states_changed
from statusgen.publish.api.codes import code
from statusgen.publish.api.records import Component, GroupComponent, Prose

# Every component must say when it was made. Of an empty site nobody knows.
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Catalogue:
    """All components of a site at a moment, retired ones too: old incidents name them."""

    site: Site
    status: Status
    works: tuple[Maintenance, ...]  # without drills
    now: datetime

    @cached_property
    def dawn(self) -> datetime:
        """The first moment that anything is written of; 1970 if nothing is."""
        site = self.site
        known = chain(
            (incident.started for incident in site.incidents),
            (one.starts for one in site.maintenances),
            (one.at for one in site.announcements),
        )
        return min((moment for moment in known if moment <= self.now), default=_NEVER)

    @cached_property
    def states(self) -> Mapping[str, datetime]:
        """When the state of each service last changed (`states_changed`), without drills."""
        begun = (one for one in self.site.incidents if one.started <= self.now and not one.drill)
        return states_changed(begun, self.works, self.now)

    @cached_property
    def by_service(self) -> Mapping[str, Component]:
        return dict(self._components())

    @cached_property
    def listed(self) -> tuple[Component, ...]:
        """In the page's order: each group, then what is in it; at last what is in none. Nothing that is retired."""
        groups = (self._group(position, group) for position, group in enumerate(self.site.settings.groups, start=1))
        return (*chain.from_iterable(groups), *self._shown(None))

    def group_id(self, group: str | None) -> str | None:
        return code(self.site.settings.tag, "groups", group) if group else None

    def full_name(self, service: str) -> str:
        """With its group's name in front."""
        names = {group.id: group.name for group in self.site.settings.groups}
        one = self.site.services[service]
        return f"{names[one.group]} - {one.name}" if one.group in names else one.name

    def _components(self) -> Iterator[tuple[str, Component]]:
        groups = self.site.settings.groups
        for group in (None, *(group.id for group in groups)):
            first = len(groups) + 1 if group is None else 1
            for position, service in enumerate(self.site.in_group(group), start=first):
                component = self._component(service, position)
                changed = max(component.created_at, self.states.get(service.id, _NEVER))
                yield service.id, replace(component, updated_at=changed)

    def _component(self, service: Service, position: int) -> Component:
        state = self.status.services.get(service.id)
        made = self._midnight(service.since) if service.since else self.dawn
        return Component(
            id=code(self.site.settings.tag, "services", service.first_id),
            name=service.name,
            status=state.effect if state else Effect.OPERATIONAL,
            created_at=made,
            updated_at=made,
            position=position,
            description=Prose(service.description) if service.description else None,
            showcase=service.showcase_uptime,
            start_date=service.since,
            group_id=self.group_id(service.group),
            page_id=code(self.site.settings.tag),
        )

    def _shown(self, group: str | None) -> tuple[Component, ...]:
        services = (service.id for service in self.site.in_group(group))
        return tuple(self.by_service[service] for service in services if service in self.status.services)

    def _group(self, position: int, group: Group) -> tuple[Component, ...]:
        """The group and its components; nothing if all of them are retired."""
        within = self._shown(group.id)
        if not within:
            return ()
        head = GroupComponent(
            id=code(self.site.settings.tag, "groups", group.id),
            name=group.name,
            status=group_effect(self.site, self.status, group.id),
            created_at=min(one.created_at for one in within),
            updated_at=max(one.updated_at for one in within),
            position=position,
            description=None,
            showcase=False,
            start_date=None,
            group_id=None,
            page_id=code(self.site.settings.tag),
            group=True,
            components=tuple(one.id for one in within),
        )
        return (head, *within)

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.site.settings.zone).astimezone(UTC)
