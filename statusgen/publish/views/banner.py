"""The banner: one honest sentence on how things stand."""

from dataclasses import dataclass
from enum import StrEnum

from statusgen.model.incident import Incident
from statusgen.model.maintenance import Maintenance
from statusgen.model.service import Effect
from statusgen.model.status import Indicator
from statusgen.publish.views.scene import Scene
from statusgen.render.words import Message


class Look(StrEnum):
    """What the banner looks like: an indicator, or unknown where the program cannot know."""

    NONE = "none"
    MAINTENANCE = "maintenance"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Banner:
    """How things stand in one sentence, and what the top of the page looks like."""

    look: Look
    sentence: Message


def banner(scene: Scene) -> Banner:
    """Harm first, then open incidents, then maintenance. All is well only if it is, and if everything could be read."""
    status = scene.status
    if status.indicator is Indicator.NONE:
        return _quiet(scene)
    return Banner(Look(status.indicator), _harm(scene) or _incidents(status.incidents) or _works(scene))


def _quiet(scene: Scene) -> Banner:
    if scene.site.left_out:
        return Banner(Look.UNKNOWN, Message("banner.unsure"))
    return Banner(Look.NONE, Message("banner.good" if scene.status.services else "banner.no_incident"))


def _harm(scene: Scene) -> Message | None:
    """What the worst service is to its users, and how many others are not well either."""
    states = [state for state in scene.status.services.values() if state.effect.rank > Effect.UNDER_MAINTENANCE.rank]
    if not states:
        return None
    names = scene.site.services
    worst = sorted(states, key=lambda state: -state.effect.rank)
    first, *rest = worst
    values = (("service", names[first.service].name),)
    key = f"banner.{first.effect.value}"
    if len(rest) == 1 and rest[0].effect is first.effect:
        return Message(f"{key}_two", values=(*values, ("second", names[rest[0].service].name)))
    return Message(f"{key}_more", len(rest), values) if rest else Message(key, values=values)


def _incidents(incidents: tuple[Incident, ...]) -> Message | None:
    if not incidents:
        return None
    return Message("banner.incidents", len(incidents), (("title", incidents[0].title.rstrip(" .")),))


def _works(scene: Scene) -> Message:
    """Running maintenances, and the services they touch."""
    running: tuple[Maintenance, ...] = scene.status.maintenances
    title = ("title", running[0].title.rstrip(" .")) if running else ("title", "")
    under = [
        scene.site.services[state.service].name
        for state in scene.status.services.values()
        if state.effect is Effect.UNDER_MAINTENANCE
    ]
    if len(running) > 1 or not under:
        return Message("banner.works", len(running) - 1, (title,))
    return Message("banner.works_on", len(under) - 1, (title, ("service", under[0])))
