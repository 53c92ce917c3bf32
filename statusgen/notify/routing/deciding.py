"""One person and one affair: what they are told of it now, or why nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from statusgen.model.maintenance import Maintenance
from statusgen.model.people import Contact
from statusgen.notify.events.telling import is_current
from statusgen.notify.ledger.rows import SETTLED, Row, State
from statusgen.notify.news import EXERCISE, Kind, News, is_drill
from statusgen.notify.notification import Because, Notification, Reason, Silence, WhyNot
from statusgen.notify.routing.concern import rank_of
from statusgen.notify.routing.hearing import BY_HAND, ENDS, Case, Heard, Run, heard
from statusgen.notify.routing.quiet import Hold
from statusgen.notify.routing.record import may_have_arrived
from statusgen.notify.routing.turning import as_turned, is_lost, turned
from statusgen.notify.routing.wants import any_event_of, events_of

_WEEK = timedelta(days=7)
_PLANS = frozenset({Kind.SCHEDULED, Kind.RESCHEDULED})
_BEGINNINGS = frozenset({Kind.OPENED, Kind.SCHEDULED})
_MISSED = frozenset({WhyNot.SUPERSEDED, WhyNot.TOO_OLD})  # of something that never arrived


@dataclass(frozen=True, slots=True)
class Decision:
    """At most one notification; else why there is none. `released`: when it stopped being held back, if it was."""

    notification: Notification | None = None
    silences: tuple[Silence, ...] = ()
    released: datetime | None = None


class _Message(NamedTuple):
    """What might be told: `lead` is what it is about, `told` the same as they hear it, `covers` what it replaces.

    `joins`: they came to the affair after this was told to others, and hear the state so far, however old.
    """

    lead: Heard
    told: Heard
    contacts: tuple[Contact, ...]
    covers: Sequence[Heard] = ()
    hold: Hold | None = None
    joins: bool = False


class _Why(NamedTuple):
    why: WhyNot
    until: datetime | None = None
    who: str = ""


# With these, nothing of what waits will be told; with others the newest may be, later.
_ALL_OF_IT = frozenset({WhyNot.OVER, WhyNot.TOO_OLD})


def decide(case: Case, run: Run) -> Decision:
    """The newest of what they are to hear and have not. What is older than what they know is superseded."""
    done, reached = case.record.done, case.record.reached(case.thread)
    found = list(heard(case, run))
    carried = _carried([one for one in found if one.news.id not in done], case)
    reached = max([reached, *(one.place for one in carried)])
    done |= {one.news.id for one in carried}
    waiting = [one for one in found if one.news.id not in done]
    late = tuple(
        _silent(one, case, _Why(WhyNot.SUPERSEDED))
        for one in waiting
        if one.place < reached and (one.news.update is None or one.news.update.notify)
    )
    fresh = [one for one in waiting if one.place >= reached]
    current = [one for one in fresh if one.news.until is None or one.news.until > run.now]
    expired: list[Heard] = []
    if current:
        expired = [one for one in fresh if one.place > current[-1].place]
        fresh = [one for one in fresh if one.place <= current[-1].place]
        end = _end(current[-1], case, run)
        decision = _decided(_message([*current, *end], [*fresh, *end], case, run), case, run)
    else:
        decision = Decision(None, tuple(_silent(one, case, _Why(WhyNot.TOO_OLD)) for one in fresh))
    settled = (_silent(one, case, _Why(WhyNot.THROUGH_LIST, who=case.through[one.news.id].name)) for one in carried)
    silences = (*late, *settled, *(_silent(one, case, _Why(WhyNot.TOO_OLD)) for one in expired), *decision.silences)
    if decision.notification is None and all(one.why is WhyNot.TOO_OLD for one in decision.silences):
        decision = _aside(found, case, run)
        silences += decision.silences
    return replace(decision, silences=silences) if silences else decision


def _carried(waiting: Sequence[Heard], case: Case) -> list[Heard]:
    """What a list of theirs has got for sure."""
    return [one for one in waiting if one.news.id in case.through and case.through[one.news.id].sent]


def _end(last: Heard, case: Case, run: Run) -> list[Heard]:
    """Whoever hears of it at all hears in the same message that it is over, whatever kinds of news they want."""
    news = case.thread.news
    if is_current(last.news.affair, run.site, run.now):
        return []
    place = next((place for place in range(len(news) - 1, last.place, -1) if news[place].kind in ENDS), None)
    return [] if place is None else [Heard(news[place], news[place].kind, last.reason, place)]


def _message(current: Sequence[Heard], fresh: Sequence[Heard], case: Case, run: Run) -> _Message:
    lead = _lead(current)
    hold = _hold(lead.news, case, run)
    joins = _joins(lead.news, case, run)
    told = _as_added(lead, case) if joins else as_turned(_as_whole(lead, current, case), case, run)
    told = _as_begun(_as_real(_as_new_to_them(told, case, run), case), case)
    return _Message(lead, told, _contacts(told, case, run), fresh, hold, joins)


def _lead(current: Sequence[Heard]) -> Heard:
    """The newest; a correction only where nothing else waits, for whatever waits reads as it was corrected."""
    return next((one for one in reversed(current) if one.kind is not Kind.CORRECTED), current[-1])


def _as_whole(lead: Heard, current: Sequence[Heard], case: Case) -> Heard:
    """Who hears in one message of the beginning and what followed hears of a beginning; so does who is reminded of a
    plan that they never heard of."""
    begun = next((one.kind for one in current if one.kind in _BEGINNINGS), None) or _begun(case)
    if lead.kind is Kind.REMINDER and not case.record.told and not _is_occurrence(lead.news):
        begun = Kind.SCHEDULED
    return lead._replace(kind=begun) if begun and lead.kind in (Kind.UPDATED, Kind.REMINDER) else lead


def _begun(case: Case) -> Kind | None:
    """The beginning that an earlier run told them of, if neither it nor anything else can have arrived."""
    waiting = (row for row in case.record.rows if row.state not in SETTLED and row.kind in _BEGINNINGS)
    return next((Kind(row.kind) for row in waiting), None) if not case.record.told else None


def _as_real(lead: Heard, case: Case) -> Heard:
    """Who took it for an exercise hears first of all that it is none."""
    rehearsed = not is_drill(lead.news.affair) and any(may_have_arrived(row) for row in case.before)
    return lead._replace(kind=Kind.REAL) if rehearsed and not case.record.told and lead.kind not in ENDS else lead


def _as_new_to_them(lead: Heard, case: Case, run: Run) -> Heard:
    """The state so far, under the id of the news, where all before it was refused for good: by an address that is
    corrected now, say.
    """
    rows = case.record.rows
    missed = any(row.state is State.SKIPPED and row.detail in _MISSED for row in rows)
    refused = any(row.state is State.DEAD for row in rows)
    goes_on = lead.kind in (Kind.UPDATED, Kind.REOPENED) and is_current(lead.news.affair, run.site, run.now)
    return lead._replace(kind=Kind.ADDED) if goes_on and missed and refused and not case.record.told else lead


def _as_begun(told: Heard, case: Case) -> Heard:
    """What goes out once more says the same, for nobody knows which of the two is read."""
    return told._replace(kind=case.record.begun_as(told.news.id) or told.kind)


def _is_occurrence(news: News) -> bool:
    """Of work that repeats: the series was announced."""
    return isinstance(news.affair, Maintenance) and news.affair.occurrence is not None


def _as_added(lead: Heard, case: Case) -> Heard:
    """The state so far, by the newest of all news, be it of a kind that they would not hear of."""
    news = next((one for one in reversed(case.thread.news) if one.kind is not Kind.CORRECTED), lead.news)
    added = replace(news, id=_personal(Kind.ADDED, case), kind=Kind.ADDED, until=None)
    return lead._replace(news=added, kind=Kind.ADDED)


def _personal(kind: Kind, case: Case) -> str:
    """The id of what is news for them alone. They may be put on it more than once."""
    again = f"/{case.record.removals + 1}" if case.record.removals else ""
    exercise = EXERCISE if is_drill(case.concern.affair) else ""
    return f"{case.thread.news[-1].thread}/{kind}{again}{exercise}"


def _contacts(told: Heard, case: Case, run: Run) -> tuple[Contact, ...]:
    """Those to try, best first: what is under way stays on its way, and an address that refused it for good is passed
    over."""
    event, affair, person = told.news.id, told.news.affair, case.person
    best = case.record.live(event) or case.concern.via(person, run.register, events_of(told.kind, affair))
    usable: dict[str, Contact] = {}
    for contact in sorted(person.contacts, key=lambda one: one.channel != best):
        if contact.channel in run.channels and not run.is_refused(event, person, contact):
            usable.setdefault(contact.channel, contact)
    return tuple(usable.values())


def _hold(news: News, case: Case, run: Run) -> Hold:
    """After a mute it counts as said when that ended."""
    now, mute, rhythm = run.now, case.person.mute_until, run.rhythm(case.person)
    if news.undated and isinstance(news.affair, Maintenance):
        return rhythm.hold_undated(news.affair.starts, rank_of(news.affair), now) if rhythm else Hold(now)
    at = mute if mute and news.at < mute <= now else news.at
    return rhythm.hold(at, rank_of(news.affair), now, run.site.settings.notify.max_age) if rhythm else Hold(at)


def _joins(news: News, case: Case, run: Run) -> bool:
    """Whether they came to it only after it was told to others. To whoever was mute when it was said it is the same,
    however often we ran meanwhile; who was just left in peace for a while was there.
    """
    if case.record.rows:
        return False
    return _was_mute(news, case, run) or (news.id in run.known and not case.held) or _was_exercise(news, run)


def _was_exercise(news: News, run: Run) -> bool:
    """For so long that it is too old now: nobody else could know that it was real."""
    return f"{news.id}{EXERCISE}" in run.known and run.now - news.at > run.site.settings.notify.max_age


def _was_mute(news: News, case: Case, run: Run) -> bool:
    mute = case.person.mute_until
    return mute is not None and news.at < mute <= run.now and not news.undated


def _decided(message: _Message, case: Case, run: Run) -> Decision:
    why = _refusal(message, case, run)
    if why:
        silent = message.covers if why.why in _ALL_OF_IT else [message.lead]
        waits = why.why is WhyNot.THROUGH_LIST or (not message.joins and _waits(why, message.lead.news))
        return Decision(None, tuple(_silent(one, case, why, waits=waits) for one in silent))
    hold, event = message.hold, message.told.news.id
    is_new = not message.joins and not message.lead.news.undated and not case.record.is_open(event)
    released = hold.since if hold and hold.was_held and is_new else None
    return Decision(_notification(message, case), (), released)


def _waits(why: _Why, news: News) -> bool:
    """A mute ends with the state so far for all who were mute; but nobody could say that of a plan without a date."""
    return why.why in (WhyNot.QUIET, WhyNot.DIGEST) or (why.why is WhyNot.MUTED and news.undated)


def _notification(message: _Message, case: Case) -> Notification:
    """It makes needless what else waits, corrections of what they now hear as it reads, and what is under way."""
    news, kind, reason, _ = message.told
    record, thread = case.record, case.thread.news
    covers = dict.fromkeys(
        [
            *(one.news.id for one in message.covers),
            *(one.id for one in thread if one.kind is Kind.CORRECTED and one.id not in record.done),
            *([thread[-1].id] if message.joins else []),
            *record.waiting(case.thread, but=news.id),
            *(row.event for row in case.before if row.state not in SETTLED),
        ]
    )
    covers.pop(news.id, None)
    since = record.before(news.id)
    return Notification(news, kind, case.person, message.contacts, reason, tuple(covers), since=since)


def _refusal(message: _Message, case: Case, run: Run) -> _Why | None:
    return next(_refusals(message, case, run), None)


def _refusals(message: _Message, case: Case, run: Run) -> Iterator[_Why]:
    """The rules that forbid it; the first decides."""
    person, news, now, mute = case.person, message.lead.news, run.now, case.person.mute_until
    if news.affair.id in person.ignores:
        yield _Why(WhyNot.IGNORES)
    if mute and now < mute:
        yield _Why(WhyNot.MUTED, mute)
    if news.id in case.through:
        yield _Why(WhyNot.THROUGH_LIST, who=case.through[news.id].name)
    if not message.contacts:
        yield _Why(WhyNot.NO_CONTACT)
    came_late = message.joins or (mute is not None and news.at < mute and not news.undated)
    if came_late and not is_current(news.affair, run.site, now):
        yield _Why(WhyNot.OVER)
    if _is_too_old(message, run):
        yield _Why(WhyNot.TOO_OLD)
    if message.hold and message.hold.until:
        yield _Why(message.hold.why, message.hold.until)


def _is_too_old(message: _Message, run: Run) -> bool:
    """The state so far never is, and a plan grows old with its start alone."""
    if message.joins or message.hold is None or message.lead.news.kind in _PLANS:
        return False
    return run.now - message.hold.since > run.site.settings.notify.max_age


def _aside(found: Sequence[Heard], case: Case, run: Run) -> Decision:
    """Nothing new waits. Perhaps they are still to hear that they were put on it, or that they no longer are."""
    name = _personal(Kind.ADDED, case)
    if found and (case.record.is_open(name) or _is_back(case, run) or _missed_all(found[-1], name, case, run)):
        told = _as_added(found[-1], case)
        message = _Message(told, told, _contacts(told, case, run), [told], _hold(found[-1].news, case, run), joins=True)
        return _decided(message, case, run)
    other = turned(found, case, run) or _removed(case, run)
    if other is None:
        return Decision()
    return _decided(_Message(other, other, _contacts(other, case, run), (), _hold_now(case, run)), case, run)


def _missed_all(newest: Heard, added: str, case: Case, run: Run) -> bool:
    """Whether nothing of it ever reached them, for the one message that they were to have is gone."""
    return (
        added not in case.record.done
        and not any(map(may_have_arrived, case.record.rows))
        and is_lost(newest, case, run)
    )


def _removed(case: Case, run: Run) -> Heard | None:
    """That nothing connects them with it any more, where someone had put them on it."""
    row = _put_on_by(case)
    if row is None or not _is_left(case, run):
        return None
    name = _personal(Kind.REMOVED, case)
    news = replace(case.thread.news[-1], id=name, kind=Kind.REMOVED, at=run.now, until=None)
    return Heard(news, Kind.REMOVED, Reason(Because(row.reason)), len(case.thread.news))


def _hold_now(case: Case, run: Run) -> Hold:
    """Of what nobody knows when it came to be: of an edit, not of something said."""
    rhythm, now = run.rhythm(case.person), run.now
    if rhythm is None:
        return Hold(now)
    return replace(rhythm.hold_undated(now + _WEEK, rank_of(case.concern.affair), now), was_held=False)


def once_more(case: Case, run: Run, events: frozenset[str]) -> Notification | None:
    """The newest of these news, told to them already but in a message that did not get through."""
    found = [one for one in heard(case, run) if one.news.id in events]
    if not found:
        return None
    lead = found[-1]
    message = _Message(lead, lead, _contacts(lead, case, run), (), _hold(lead.news, case, run))
    return None if _refusal(message, case, run) else _notification(message, case)


def _put_on_by(case: Case) -> Row | None:
    """The message by which they last heard, or may have heard, that someone had put them on it."""
    rows = (row for row in reversed(case.record.lately) if may_have_arrived(row))
    return next((row for row in rows if row.reason in BY_HAND), None)


def _is_back(case: Case, run: Run) -> bool:
    """Whether the last that they heard is that they are no longer on it, and they are again."""
    if not case.record.removals or case.record.lately:
        return False
    affair = case.concern.affair
    reason = case.concern.reason(case.person, run.register, any_event_of(affair))
    return reason is not None and is_current(affair, run.site, run.now)


def _is_left(case: Case, run: Run) -> bool:
    """Whether it goes on, and nothing connects them with it any more."""
    affair = case.concern.affair
    reason = case.concern.reason(case.person, run.register, any_event_of(affair))
    return reason is None and is_current(affair, run.site, run.now)


def _silent(one: Heard, case: Case, why: _Why, *, waits: bool = False) -> Silence:
    return Silence(one.news, case.person, why.why, why.until, why.who, waits)
