"""People and teams are put on something that goes on; how bad it is changes."""

from statusgen.author.draft import Draft
from statusgen.author.editing import with_item, with_value
from statusgen.model.incident import Incident, Severity
from statusgen.model.maintenance import Maintenance


def joined_draft(affair: Incident | Maintenance, who: str, summary: str, text: str) -> Draft:
    """`who` is put on it; with a summary where it had none. `text` is its file as it is. Raises Refused."""
    path = affair.span.path
    edited = with_value(text, path, "summary", summary) if summary else text
    edited = with_item(edited, path, "stakeholders", who)
    return Draft(affair.id, path, f"{affair.id}: put {who} on it", edited={path: edited}, was={path: text})


def with_severity(draft: Draft, incident: Incident, severity: Severity, text: str) -> Draft:
    """The same draft, which also says how bad the incident is now. Raises Refused."""
    path = incident.span.path
    edited = with_value(text, path, "severity", severity.value)
    return Draft(draft.about, draft.first, draft.message, draft.new, {path: edited}, {path: text})
