"""What pages and mails are about: an incident, a maintenance or an announcement."""

from collections.abc import Iterator
from itertools import chain

from statusgen.model.incident import Incident
from statusgen.model.maintenance import Announcement, Maintenance

Affair = Incident | Maintenance | Announcement

_FOLDERS: dict[type, str] = {Incident: "incidents", Maintenance: "maintenance", Announcement: "announcements"}


def reference(affair: Affair) -> str:
    """What tells it from all others: `incidents/<id>`, `maintenance/<id>`, `announcements/<id>`. So lie their pages."""
    return f"{_FOLDERS[type(affair)]}/{affair.id}"


def services_of(affair: Affair) -> Iterator[str]:
    """Every one that was ever named in it, perhaps more than once."""
    if isinstance(affair, Announcement):
        return iter(affair.services)
    return chain(affair.effects, *(update.effects for update in affair.updates))
