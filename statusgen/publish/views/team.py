"""A team: what it looks after, and what goes on there. Its people are on no page."""

from dataclasses import dataclass

from statusgen.model.people import Team
from statusgen.model.service import Effect, worst
from statusgen.publish.views.incident import IncidentCard
from statusgen.publish.views.maintenance import MaintenanceCard, ahead_cards, running_cards
from statusgen.publish.views.scene import Scene
from statusgen.publish.views.service import ServiceRow, open_cards, service_row, touching


@dataclass(frozen=True, slots=True)
class TeamView:
    """Template `team.html`. `effect` is the worst among its `services`, which may be none."""

    id: str
    name: str
    effect: Effect
    services: tuple[ServiceRow, ...]
    incidents: tuple[IncidentCard, ...]
    running: tuple[MaintenanceCard, ...]
    ahead: tuple[MaintenanceCard, ...]


def team_view(scene: Scene, team: Team) -> TeamView:
    alive = [service for service in scene.site.owned_by(team) if service.id in scene.status.services]
    rows = tuple(service_row(scene, service) for service in alive)
    paths = {row.path for row in rows}
    return TeamView(
        id=team.id,
        name=team.name,
        effect=worst(row.effect for row in rows),
        services=rows,
        incidents=open_cards(scene, {row.id for row in rows}),
        running=touching(running_cards(scene), paths),
        ahead=touching(ahead_cards(scene), paths),
    )
