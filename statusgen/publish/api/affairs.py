"""Incidents and maintenances as Statuspage tells them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from statusgen.model.course import Step, course, worst_effects
from statusgen.model.incident import Incident, Phase
from statusgen.model.maintenance import Maintenance
from statusgen.model.plans import planned
from statusgen.model.service import Effect, Effects
from statusgen.model.site import Site
from statusgen.model.windows import maintenance_course
from statusgen.publish.api.codes import code
from statusgen.publish.api.components import Catalogue
from statusgen.publish.api.records import AffectedComponent, Body, IncidentRecord, IncidentUpdate, ScheduledMaintenance
from statusgen.publish.threads import INCIDENTS, MAINTENANCE, Post, incident_thread, maintenance_thread

_RUNNING = (Phase.IN_PROGRESS, Phase.VERIFYING)


@dataclass(frozen=True, slots=True)
class Turn:
    """A post, and how things stood once it had been said. `effects` hold every service named so far."""

    post: Post
    phase: Phase
    effects: Mapping[str, Effect]


@dataclass(frozen=True, slots=True)
class Desk:
    """Where affairs become records."""

    site: Site
    catalogue: Catalogue
    now: datetime

    def incident(self, incident: Incident) -> IncidentRecord:
        """Of an incident that has started."""
        steps = course(incident, self.now)
        posts = incident_thread(incident, self.site, self.now).posts
        turns = tuple(_turns(incident, posts, steps)) or (_beginning(incident),)
        id_ = code(self.site.settings.tag, INCIDENTS, incident.id)
        monitored = (turn.post.at for turn in turns if turn.phase is Phase.MONITORING)
        return IncidentRecord(
            id=id_,
            name=incident.title,
            status=turns[-1].phase,
            created_at=turns[0].post.at,
            updated_at=max(turn.post.updated for turn in turns),
            monitoring_at=max(monitored, default=None),
            resolved_at=steps[-1].ended,
            impact=incident.severity,
            shortlink=f"{self.site.settings.url}{INCIDENTS}/{incident.id}/",
            started_at=incident.started,
            page_id=code(self.site.settings.tag),
            incident_updates=self._updates((INCIDENTS, incident.id), turns, incident),
            components=tuple(self.catalogue.by_service[one] for one in worst_effects(incident, self.now)),
        )

    def maintenance(self, maintenance: Maintenance) -> ScheduledMaintenance:
        turns = self._works(maintenance)
        named = dict.fromkeys(service for turn in turns for service in turn.effects)
        path = maintenance_path(maintenance)
        starts, ends = planned(maintenance, self.now)
        return ScheduledMaintenance(
            id=code(self.site.settings.tag, *path),
            name=maintenance.title,
            status=_sayable(turns[-1].phase),
            created_at=turns[0].post.at,
            updated_at=max(turn.post.updated for turn in turns),
            monitoring_at=None,
            resolved_at=_over_since(turns),
            impact="maintenance",
            shortlink=f"{self.site.settings.url}{MAINTENANCE}/{maintenance.id}/",
            started_at=turns[0].post.at,
            page_id=code(self.site.settings.tag),
            incident_updates=self._updates(path, turns, maintenance),
            components=tuple(self.catalogue.by_service[service] for service in named),
            scheduled_for=starts,
            scheduled_until=ends,
        )

    def _works(self, maintenance: Maintenance) -> tuple[Turn, ...]:
        """It affects services only while it runs. The first turn announces it, with the summary if nobody else did."""
        steps = maintenance_course(maintenance, self.now)
        posts = self._posts(maintenance, steps)
        named = dict.fromkeys(maintenance.effects, Effect.OPERATIONAL)
        turns = []
        if not (posts and posts[0].id and posts[0].phase in (None, Phase.SCHEDULED)):
            dawn = min(self.catalogue.dawn, steps[0].at, *(post.at for post in posts))
            first = Post("", dawn, Phase.SCHEDULED, text=maintenance.summary or maintenance.title)
            turns.append(Turn(first, Phase.SCHEDULED, dict(named)))
        for post in posts:
            step = next(step for step in reversed(steps) if step.at <= post.at)
            named |= dict.fromkeys(dict(post.effects), Effect.OPERATIONAL)
            harm = step.effects if step.phase in _RUNNING else {}
            turns.append(Turn(post, step.phase or Phase.SCHEDULED, {**named, **harm}))
        return tuple(turns)

    def _posts(self, maintenance: Maintenance, steps: tuple[Step, ...]) -> list[Post]:
        """What was said, and planned times that were reached."""
        said = [post for post in maintenance_thread(maintenance, self.site, self.now).posts if post.id]
        spoken = {post.at for post in said}
        changes = (step for before, step in pairwise(steps) if step.phase is not before.phase)
        reached = (Post("", step.at, step.phase) for step in changes if step.at not in spoken)
        return sorted((*said, *reached), key=lambda post: (post.at, post.id))

    def _updates(
        self, path: tuple[str, ...], turns: tuple[Turn, ...], affair: Incident | Maintenance
    ) -> tuple[IncidentUpdate, ...]:
        """Newest first."""
        told = {update.id for update in affair.updates if update.notify}
        before: tuple[Effects, ...] = ({}, *(turn.effects for turn in turns))
        updates = (
            self._update(path, turn, effects, delivered=turn.post.id in told or turn.phase is Phase.RESOLVED)
            for turn, effects in zip(turns, before, strict=False)
        )
        return tuple(updates)[::-1]

    def _update(self, path: tuple[str, ...], turn: Turn, before: Effects, *, delivered: bool) -> IncidentUpdate:
        post, tag = turn.post, self.site.settings.tag
        return IncidentUpdate(
            # a post that nobody said has no id; ids of updates never begin with a hyphen
            id=code(tag, *path, "updates", post.id or f"-{turn.phase}"),
            status=_sayable(turn.phase),
            body=Body(post, heading=turn.phase is Phase.CANCELLED),
            incident_id=code(tag, *path),
            created_at=post.at,
            updated_at=post.updated,
            display_at=post.at,
            affected_components=tuple(self._affected(turn.effects, before)) or None,
            deliver_notifications=delivered,
        )

    def _affected(self, effects: Effects, before: Effects) -> Iterator[AffectedComponent]:
        for service, effect in effects.items():
            component = self.catalogue.by_service[service]
            old = before.get(service, Effect.OPERATIONAL)
            yield AffectedComponent(component.id, self.catalogue.full_name(service), old, effect)


def _turns(incident: Incident, posts: Iterable[Post], steps: tuple[Step, ...]) -> Iterator[Turn]:
    """Before a phase was stated it is being investigated."""
    phase, named = Phase.INVESTIGATING, dict.fromkeys(incident.effects, Effect.OPERATIONAL)
    for post, step in zip(posts, steps[1:], strict=True):
        # A postmortem while it is still open must not make programs believe that it is over.
        if step.phase and (step.ended or step.phase is not Phase.POSTMORTEM):
            phase = step.phase
        named |= dict.fromkeys(dict(post.effects), Effect.OPERATIONAL)
        yield Turn(post, phase, {**named, **step.effects})


def _beginning(incident: Incident) -> Turn:
    """Nothing was said yet: the summary speaks. Programs rely on there being an update."""
    text = incident.summary or incident.title
    return Turn(Post("", incident.started, text=text), Phase.INVESTIGATING, dict(incident.effects))


def maintenance_path(maintenance: Maintenance) -> tuple[str, ...]:
    """The ids that its own is made of; each time that a repeating one comes has its own."""
    day = (maintenance.occurrence.isoformat(),) if maintenance.occurrence else ()
    return MAINTENANCE, maintenance.id, *day


def _over_since(turns: tuple[Turn, ...]) -> datetime | None:
    """When it was completed or cancelled, if it still is."""
    since = None
    for turn in turns:
        over = turn.phase in (Phase.COMPLETED, Phase.CANCELLED)
        since = (since or turn.post.at) if over else None
    return since


def _sayable(phase: Phase) -> Phase:
    """Statuspage knows no cancelled maintenance: it is over, and its update says why."""
    return Phase.COMPLETED if phase is Phase.CANCELLED else phase
