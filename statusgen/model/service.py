"""Services, and the effects that incidents and maintenances have on them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from statusgen.problems import NOWHERE, Span

# Who may see a thing: ids of audiences, or EVERYONE.
Audience = tuple[str, ...]
EVERYONE: Audience = ("everyone",)

# Language -> name of a field -> its text in that language.
Translations = Mapping[str, Mapping[str, str]]


class Effect(StrEnum):
    """What a service is to its users, in rising order of harm."""

    OPERATIONAL = "operational"
    UNDER_MAINTENANCE = "under_maintenance"
    DEGRADED_PERFORMANCE = "degraded_performance"
    PARTIAL_OUTAGE = "partial_outage"
    MAJOR_OUTAGE = "major_outage"

    @property
    def rank(self) -> int:
        """0 for operational to 4 for a major outage."""
        return _RANKS[self]


_RANKS = {effect: rank for rank, effect in enumerate(Effect)}

Effects = Mapping[str, Effect]  # service id -> effect


def worst(effects: Iterable[Effect]) -> Effect:
    """The most harmful of them; operational if there are none."""
    return max(effects, key=_RANKS.__getitem__, default=Effect.OPERATIONAL)


@dataclass(frozen=True, slots=True)
class Service:
    """Something whose state people ask about. `description` is Markdown."""

    id: str
    name: str
    description: str = ""
    group: str | None = None
    owner: str | None = None
    depends_on: tuple[str, ...] = ()
    audience: Audience = EVERYONE
    aliases: tuple[str, ...] = ()
    since: date | None = None
    retired: date | None = None
    showcase_uptime: bool = True
    links: Mapping[str, str] = field(default_factory=dict)
    translations: Translations = field(default_factory=dict)
    span: Span = field(default=NOWHERE, compare=False)

    @property
    def first_id(self) -> str:
        """The oldest of its ids, by which programs go on knowing it when it is renamed."""
        return self.aliases[0] if self.aliases else self.id
