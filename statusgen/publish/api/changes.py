"""When the meaning of a thing last changed: something was said, a planned time was reached, a state became another."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import chain, pairwise

from statusgen.model.course import Step, course
from statusgen.model.incident import Incident, Phase
from statusgen.model.maintenance import Maintenance
from statusgen.model.windows import maintenance_course

_RUNNING = (Phase.IN_PROGRESS, Phase.VERIFYING)
_NOTHING = Step(datetime.min.replace(tzinfo=UTC))

# What an open incident or a running maintenance changes though it touches no service: how the page stands.
PAGE = ""


def incident_changed(incident: Incident, now: datetime) -> datetime:
    """Of an incident that has started."""
    last = next((update.at for update in reversed(incident.updates) if update.at <= now), incident.started)
    return max(last, incident.started)


def maintenance_changed(maintenance: Maintenance, now: datetime) -> datetime:
    """In the future, at its planned start, if nothing has happened to it yet."""
    return maintenance_course(maintenance, now)[-1].at


def states_changed(
    incidents: Iterable[Incident], works: Iterable[Maintenance], now: datetime
) -> Mapping[str, datetime]:
    """When an incident or maintenance last changed the state of each service, by id, and (PAGE) any state at all.

    `incidents` have started. Words alone change nothing. Newest first, so that most of what is old is passed over.
    """
    affairs: list[tuple[datetime, Incident | Maintenance]] = [(incident_changed(one, now), one) for one in incidents]
    affairs += [(maintenance_changed(one, now), one) for one in works]
    found: dict[str, datetime] = {}
    for at, affair in sorted(affairs, key=lambda pair: pair[0], reverse=True):
        if any(one not in found or found[one] < at for one in _touched(affair)):
            for service, when in _turns(affair, now):
                found[service] = max(when, found.get(service, when))
    return found


def _touched(affair: Incident | Maintenance) -> Iterator[str]:
    return chain([PAGE], affair.effects, *(update.effects for update in affair.updates))


def _turns(affair: Incident | Maintenance, now: datetime) -> Iterator[tuple[str, datetime]]:
    """Each service whose state it made another, and PAGE whenever it did anything to any state."""
    steps = course(affair, now) if isinstance(affair, Incident) else maintenance_course(affair, now)
    for before, step in pairwise((_NOTHING, *steps)):
        was, became = _harm(affair, before), _harm(affair, step)
        changed = [one for one in {**was, **became} if was.get(one) is not became.get(one)]
        yield from ((one, step.at) for one in changed)
        if changed or _goes_on(affair, before) != _goes_on(affair, step):
            yield PAGE, step.at


def _harm(affair: Incident | Maintenance, step: Step) -> Mapping[str, object]:
    return step.effects if isinstance(affair, Incident) or step.phase in _RUNNING else {}


def _goes_on(affair: Incident | Maintenance, step: Step) -> bool:
    if isinstance(affair, Incident):
        return step is not _NOTHING and step.ended is None
    return step.phase in _RUNNING
