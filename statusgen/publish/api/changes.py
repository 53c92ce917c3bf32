"""When the meaning of a thing last changed: something was said, or a planned time was reached."""

from datetime import datetime

from statusgen.model.incident import Incident
from statusgen.model.maintenance import Maintenance
from statusgen.model.windows import maintenance_course


def incident_changed(incident: Incident, now: datetime) -> datetime:
    """Of an incident that has started."""
    last = next((update.at for update in reversed(incident.updates) if update.at <= now), incident.started)
    return max(last, incident.started)


def maintenance_changed(maintenance: Maintenance, now: datetime) -> datetime:
    """In the future, at its planned start, if nothing has happened to it yet."""
    return maintenance_course(maintenance, now)[-1].at
