"""What in the site is worth telling: events with ids from content, never from commits or text."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from statusgen.model.affair import Affair
from statusgen.model.incident import Incident, Update
from statusgen.model.maintenance import Announcement
from statusgen.model.service import EVERYONE, Audience

# The thread of summaries: they belong to a person, not to an affair.
SUMMARIES = "summaries"


# Ends the id of all news of an exercise: should that turn out to be real, it is news. No id in content has this sign.
EXERCISE = "~exercise"


class Kind(StrEnum):
    """What a message is about. ADDED, REMOVED, REAL, REVIVED and SUMMARY are of one person, all others of content.

    OVERDUE is for the owner alone: a promise of an update was broken.
    """

    OPENED = "opened"
    UPDATED = "updated"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    REAL = "real"
    POSTMORTEM = "postmortem"
    CORRECTED = "corrected"
    ADDED = "added"
    REMOVED = "removed"
    SCHEDULED = "scheduled"
    RESCHEDULED = "rescheduled"
    REVIVED = "revived"
    REMINDER = "reminder"
    STARTED = "started"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    ANNOUNCEMENT = "announcement"
    SUMMARY = "summary"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class News:
    """One thing to tell. `id` is permanent, and every person hears of it at most once.

    `thread` is what mail threads and the ledger group by: `incidents/<id>`, `maintenance/<id>` (with `/<day>` where it
    repeats), `announcements/<id>`. `at` is when it was said, or when the clock reached it; from `until` on nobody needs
    it any more. `update` is the one that says it, as it reads now; None where the clock or the affair itself does.
    Nothing says when a plan without an update was made: it is `undated`, and its `at` the latest that it can have been.
    """

    id: str
    kind: Kind
    thread: str
    affair: Affair
    at: datetime
    until: datetime | None = None
    update: Update | None = None
    audience: Audience = EVERYONE

    @property
    def undated(self) -> bool:
        return self.update is None and self.kind is Kind.SCHEDULED

    @property
    def author(self) -> str | None:
        """Who said it."""
        said = self.affair if isinstance(self.affair, Announcement) else self.update
        return said.by if said else None


def is_drill(affair: Affair) -> bool:
    return not isinstance(affair, Announcement) and affair.drill


def thread_of(affair: Affair) -> str:
    """See News. Of what repeats, each occurrence has a thread, and the series another."""
    if isinstance(affair, Incident):
        return f"incidents/{affair.id}"
    if isinstance(affair, Announcement):
        return f"announcements/{affair.id}"
    return f"maintenance/{affair.id}" + (f"/{affair.occurrence}" if affair.occurrence else "")
