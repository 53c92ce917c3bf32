"""Who is told what and why, and who is not and why not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from statusgen.model.incident import Severity
from statusgen.model.people import Contact, Subscriber
from statusgen.notify.ledger.rows import Row
from statusgen.notify.news import Kind, News


class Because(StrEnum):
    """Why someone is told. In order: the first that holds is the one that is said."""

    PUT_ON = "put_on"  # a responder named this person
    TEAM_PUT_ON = "team_put_on"  # a responder named a team of this person
    RULE = "rule"  # a rule of the site put them on
    FOLLOWS = "follows"
    WANTS = "wants"  # a want of their own
    TEAM_WANTS = "team_wants"  # a want of a team, for members who have none
    TOLD_BEFORE = "told_before"  # an end is told to everyone who was told of the rest
    TOLD_WRONG = "told_wrong"  # they got the text that is corrected
    OWNER = "owner"  # they are to keep its promises
    OWNER_TEAM = "owner_team"  # a team of theirs is


class WhyNot(StrEnum):
    """Why someone is not told. Those of LASTING are written down; all others may change with the next run."""

    NOT_CONCERNED = "not_concerned"  # nothing puts them on it
    SEVERITY = "severity"  # would be theirs, were it worse
    EVENT = "event"  # would be theirs, but not this kind of news
    LABELS = "labels"
    MAY_NOT_SEE = "may_not_see"
    IGNORES = "ignores"
    MUTED = "muted"
    OWN_UPDATE = "own_update"
    DRILL = "drill"  # drills are for those put on them alone
    THROUGH_LIST = "through_list"  # a declared list of theirs is told
    SAME_ADDRESS = "same_address"  # someone else is told at this address
    NO_CONTACT = "no_contact"  # no channel of theirs is set up, or all refused for good
    QUIET = "quiet"  # held until quiet hours end
    DIGEST = "digest"  # held until the daily summary
    SUPERSEDED = "superseded"  # a newer message says where things stand
    TOO_OLD = "too_old"
    OVER = "over"  # they came to it after its end
    BEFORE = "before"  # it was there when the ledger began
    TOLD = "told"  # the ledger has it


LASTING = frozenset(
    {
        WhyNot.SUPERSEDED,
        WhyNot.TOO_OLD,
        WhyNot.OVER,
        WhyNot.BEFORE,
        WhyNot.THROUGH_LIST,
        WhyNot.SAME_ADDRESS,
    }
)


@dataclass(frozen=True, slots=True)
class Reason:
    """`who` is the team, list or author that it is about, `services` those of the want or rule that matched.

    A want may be narrower: to what is at least as bad as `least`, with these `labels`. Where that could not be said of
    what it is about, say of work that is planned, a want for all has no services here.
    """

    code: Because
    who: str = ""
    services: tuple[str, ...] = ()
    least: Severity = Severity.NONE
    labels: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Notification:
    """One message to one person, about `news`. `kind` is how it is told to them: ADDED with the state so far, perhaps.

    `contacts` are those to try, best first. `covers` are ids of older news that this message makes needless. A SUMMARY
    has in `others` the latest news of each further affair that it tells of. `since`: when they were last told of it.
    `title`: what the affair was called when it was first told in their language, where it is called otherwise now.
    """

    news: News
    kind: Kind
    subscriber: Subscriber
    contacts: tuple[Contact, ...]
    reason: Reason
    covers: tuple[str, ...] = ()
    others: tuple[News, ...] = ()
    since: datetime | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Silence:
    """Someone who is not told. `until`: when that may change by itself. `who`: the list or person that it is about.

    `waits`: it is theirs and only its time has not come, so that they will be no newcomers then. That is written down.
    """

    news: News
    subscriber: Subscriber
    why: WhyNot
    until: datetime | None = None
    who: str = ""
    waits: bool = False

    @property
    def lasts(self) -> bool:
        """Whether it is written down and never asked again: what another is to get for them may not arrive there."""
        return self.why in LASTING and not self.waits


@dataclass(frozen=True, slots=True)
class Past:
    """What earlier runs did, as far as it matters to the news of now.

    `known` are ids of news that an earlier run has planned for: who has no row of it then came later, but for those for
    whom something of it was `held` back, by (thread, subscriber's id). `rows` are the deliveries by the same, oldest
    first. `refused` are (event, subscriber's id, contact in one spelling): ways that led nowhere. `renamed` are former
    ids of news, by those that they have now.
    """

    known: frozenset[str] = frozenset()
    held: frozenset[tuple[str, str]] = frozenset()
    rows: Mapping[tuple[str, str], tuple[Row, ...]] = field(default_factory=dict)
    refused: frozenset[tuple[str, str, Contact]] = frozenset()
    renamed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Routing:
    """All of one run. `news` is everything that it planned for: from now on it is known."""

    notifications: tuple[Notification, ...]
    silences: tuple[Silence, ...]
    news: tuple[News, ...]
