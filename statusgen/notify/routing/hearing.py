"""Which news of an affair a person is to hear at all, as what, and why: before it is asked whether now is the time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from statusgen.model.course import is_open
from statusgen.model.incident import Incident
from statusgen.model.maintenance import Maintenance
from statusgen.model.people import Contact, Subscriber
from statusgen.model.site import Site
from statusgen.notify.events.telling import is_current
from statusgen.notify.ledger.rows import Row, State
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
# After an end: it is back.
_BACK = frozenset({Kind.REOPENED, Kind.SCHEDULED, Kind.RESCHEDULED, Kind.REVIVED, Kind.STARTED})
# Said of what is over, these change nothing about that.
_AFTERWARDS = frozenset({Kind.UPDATED, Kind.POSTMORTEM, Kind.CORRECTED})
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
    if _is_needless(one, case, run):
        return None
    found = case.concern.reason(case.person, run.register, events_of(kind, one.affair))
    if found and (found.code in BY_HAND or not is_drill(one.affair)):
        return found
    if one.kind is Kind.CORRECTED:
        return Reason(Because.TOLD_WRONG)
    is_end, is_return = kind in ENDS and told, kind in _BACK and _is_news_of_return(one, case, run)
    return Reason(Because.TOLD_BEFORE) if is_end or is_return or begun is Because.TOLD_BEFORE else None


def _is_needless(one: News, case: Case, run: Run) -> bool:
    """Whatever they ask for."""
    begun = case.record.reason(one.id)
    if one.update and not one.update.notify and not (case.record.told or begun):
        return True  # an end that is marked as not worth telling: for those alone who know of the beginning
    if one.kind is Kind.CORRECTED:
        return not (begun or case.record.was_told(_corrected(one, case.thread)))
    return one.kind in ENDS and _has_returned(one, run)


def _has_returned(end: News, run: Run) -> bool:
    """It was over, and no longer is, perhaps by words for the page alone: who has not heard of that end need not."""
    if isinstance(end.affair, Incident):
        return is_open(end.affair, run.now)
    is_series = isinstance(end.affair, Maintenance) and end.affair.repeats is not None and end.affair.occurrence is None
    return not is_series and is_current(end.affair, run.site, run.now)


def _is_news_of_return(one: News, case: Case, run: Run) -> bool:
    """Whether it goes on, and they believe since what they were told last that it is over."""
    place = case.thread.places.get(one.id, -1)
    return (
        place > case.record.reached(case.thread)
        and _believes_it_over(case)
        and is_current(case.concern.affair, run.site, run.now)
    )


def _believes_it_over(case: Case) -> bool:
    record, news = case.record, case.thread.news
    if any(row.kind in ENDS for row in record.last):
        return True
    last = next((row for row in reversed(record.told) if row.kind != Kind.CORRECTED), None)
    if last is None or last.kind not in _AFTERWARDS:
        return False
    before = news[: case.thread.places.get(last.event, -1) + 1]
    return next((one.kind in ENDS for one in reversed(before) if one.kind in ENDS | _BACK), False)


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
    """A beginning is one only for those who heard nothing yet; who knew another plan hears of a new one. That this very
    news may have arrived makes it no second."""
    told = [row for row in record.told if row.event != one.id or row.state is State.SENT]
    if not told:
        return Kind.SCHEDULED if one.kind is Kind.RESCHEDULED else one.kind
    if one.kind in _PLANS:
        return Kind.REVIVED if told[-1].kind == Kind.CANCELLED else Kind.RESCHEDULED
    again = one.kind in _ONCE and told[-1].kind == one.kind and told[-1].event != one.id
    return Kind.UPDATED if again or one.kind is Kind.OPENED else one.kind
