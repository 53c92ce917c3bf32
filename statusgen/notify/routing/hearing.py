"""Which news of an affair a person is to hear at all, as what, and why: before it is asked whether now is the time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from statusgen.model.incident import Incident
from statusgen.model.maintenance import Maintenance
from statusgen.model.people import Contact, Subscriber
from statusgen.model.site import Site
from statusgen.notify.ledger.rows import Row
from statusgen.notify.news import Kind, News, is_drill
from statusgen.notify.notification import Because, Past, Reason
from statusgen.notify.routing.concern import Concern
from statusgen.notify.routing.quiet import Rhythm, rhythm_of
from statusgen.notify.routing.record import NOTHING, Record, Thread
from statusgen.notify.routing.register import Register, one_spelling
from statusgen.notify.routing.wants import events_of

# Told to everyone who was told of the rest.
ENDS = frozenset({Kind.RESOLVED, Kind.COMPLETED, Kind.CANCELLED})
# Said once more, by hand or by the clock, these are no second beginning or end.
_ONCE = frozenset({Kind.STARTED, Kind.COMPLETED, Kind.RESOLVED})
_PLANS = frozenset({Kind.SCHEDULED, Kind.RESCHEDULED})
BY_HAND = frozenset({Because.PUT_ON, Because.TEAM_PUT_ON})


@dataclass(frozen=True, slots=True)
class Run:
    """What holds for everyone: the whole site, who there is, which channels are set up, what earlier runs did."""

    site: Site
    register: Register
    channels: frozenset[str]
    past: Past
    now: datetime

    @property
    def known(self) -> frozenset[str]:
        return self.past.known

    def is_refused(self, event: str, person: Subscriber, contact: Contact) -> bool:
        """Whether this was refused for good at that very address."""
        return (event, person.id, one_spelling(contact)) in self.past.refused

    def rhythm(self, person: Subscriber) -> Rhythm | None:
        return rhythm_of(person, self.register.teams.get(person.id, ()), self.site.settings.timezone)


class Through(NamedTuple):
    """A list that is told of something. `sent`: the relay took it."""

    name: str
    sent: bool


class Case(NamedTuple):
    """A person and an affair. `through` has the lists of theirs that are told of it, by id of the news.

    `held`: something of it was held back for them by an earlier run. `before`: rows from when it was an exercise, if it
    no longer is, or the other way round.
    """

    person: Subscriber
    thread: Thread
    concern: Concern
    record: Record = NOTHING
    through: Mapping[str, Through] = {}
    held: bool = False
    before: tuple[Row, ...] = ()


class Heard(NamedTuple):
    """News that they are to hear. `place` is that in its thread."""

    news: News
    kind: Kind
    reason: Reason
    place: int


def heard(case: Case, run: Run) -> Iterator[Heard]:
    """Oldest first, told already or not. What they said themselves they may not want to hear again."""
    for place, one in enumerate(case.thread.news):
        if one.author == case.person.id and not case.person.own_updates:
            continue
        kind = _as_told(one, case.record)
        reason = _reason(one, kind, case, run)
        if reason:
            yield Heard(one, kind, reason, place)


def _reason(one: News, kind: Kind, case: Case, run: Run) -> Reason | None:
    told, begun = bool(case.record.told), case.record.reason(one.id)
    if one.update and not one.update.notify and not (told or begun):
        return None  # an end that is marked as not worth telling: for those alone who know of the beginning
    if one.kind is Kind.CORRECTED and not (begun or case.record.was_told(_corrected(one, case.thread))):
        return None
    found = case.concern.reason(case.person, run.register, events_of(kind, one.affair))
    if found and (found.code in BY_HAND or not is_drill(one.affair)):
        return found
    if one.kind is Kind.CORRECTED:
        return Reason(Because.TOLD_WRONG)
    return Reason(Because.TOLD_BEFORE) if kind in ENDS and (told or begun is Because.TOLD_BEFORE) else None


def _corrected(one: News, thread: Thread) -> Iterator[str]:
    """Ids of the news of what it corrects, and of what that corrected; former ones, too."""
    if not one.update or not isinstance(one.affair, Incident | Maintenance):
        return
    corrects = {update.id: update.corrects for update in one.affair.updates}
    wrong = one.update.corrects
    while wrong:
        name = f"{one.thread}/{wrong}"
        yield name
        if name in thread.places:
            yield thread.news[thread.places[name]].id
        wrong = corrects.pop(wrong, None)  # once each: should they name each other, that is the check's to say


def _as_told(one: News, record: Record) -> Kind:
    """A beginning is one only for those who heard nothing yet; who knew another plan hears of a new one."""
    told = record.told
    if not told:
        return Kind.SCHEDULED if one.kind is Kind.RESCHEDULED else one.kind
    if one.kind in _PLANS:
        return Kind.REVIVED if told[-1].kind == Kind.CANCELLED else Kind.RESCHEDULED
    again = one.kind in _ONCE and told[-1].kind == one.kind and told[-1].event != one.id
    return Kind.UPDATED if again or one.kind is Kind.OPENED else one.kind
