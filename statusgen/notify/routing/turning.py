"""It stands otherwise than someone heard last: an end that was told is taken back in content, or put back."""

import re
from collections.abc import Sequence
from dataclasses import replace

from statusgen.model.incident import Incident
from statusgen.model.maintenance import Maintenance
from statusgen.model.plans import planned
from statusgen.model.windows import is_ahead
from statusgen.notify.events.maintenances import stamp
from statusgen.notify.events.telling import is_current
from statusgen.notify.ledger.rows import Row, State
from statusgen.notify.news import EXERCISE, SUMMARIES, Kind, News, is_drill
from statusgen.notify.notification import Because, Reason
from statusgen.notify.routing.hearing import ENDS, Case, Heard, Run
from statusgen.notify.routing.record import is_superseded, is_turn, may_have_arrived, turn
from statusgen.notify.routing.wants import any_event_of, events_of

# Those that say when it begins, or that it has, and have that in their ids; but not if an update says that it has.
_OF_A_START = frozenset({Kind.SCHEDULED, Kind.RESCHEDULED, Kind.REVIVED, Kind.REMINDER, Kind.STARTED})
_START = re.compile(r"/(\d{8}T\d{4}Z)(?:/|~|$)")
_AHEAD_OF_THE_END = frozenset({*_OF_A_START, Kind.REOPENED})
_GOES_ON = frozenset({Kind.UPDATED, Kind.REMINDER})


def as_turned(lead: Heard, case: Case, run: Run) -> Heard:
    """Whoever heard that it is over, which nobody says any more, hears of what follows as of a beginning."""
    if lead.kind not in _GOES_ON or _clock_is_behind(case, run):
        return lead
    return lead._replace(kind=_anew(case)) if _is_taken_back(case, run) else lead


def turned(found: Sequence[Heard], case: Case, run: Run) -> Heard | None:
    """The newest, told as what it is now; None if that is what they know. `found`: all that they are to hear.

    What may have told them so is told again until that is known, as long as it is so.
    """
    new, certain = _turned(found, case, run), case.record.without_open_turns
    if new or certain is case.record:
        return new
    again = _turned(found, case._replace(record=certain), run)
    return again if again and case.record.is_open(again.news.id) else None


def _turned(found: Sequence[Heard], case: Case, run: Run) -> Heard | None:
    if _clock_is_behind(case, run):
        return None
    news = [one for one in case.thread.news if one.kind is not Kind.CORRECTED]
    ends = [one for one in news if one.kind in ENDS]
    if news and _is_taken_back(case, run):
        return _heard(news[-1], _anew(case), case, run)
    if ends and _is_put_back(ends[-1], case, run):
        return _heard(ends[-1], ends[-1].kind, case, run)
    if news and _is_moved_back(case, run):
        ahead = isinstance(case.concern.affair, Maintenance) and is_ahead(case.concern.affair, run.now)
        return _heard(news[-1], Kind.RESCHEDULED if ahead else Kind.STARTED, case, run)
    if found and is_lost(found[-1], case, run):
        return _heard(found[-1].news, found[-1].kind, case, run)
    return None


def is_lost(newest: Heard, case: Case, run: Run) -> bool:
    """It was given up for something newer, which never reached them and is gone from the content."""
    record, present = case.record, {one.id for one in case.thread.news}
    skipped = [row for row in record.rows if row.event == newest.news.id and is_superseded(row)]
    if not skipped or run.site.left_out or newest.place < record.reached(case.thread):
        return False
    after = [row for row in record.rows if row.at >= skipped[-1].at]
    in_summary = any(row.at >= skipped[-1].at for row in run.past.rows.get((SUMMARIES, case.person.id), ()))
    under_way = any(row.event in present and (row.state is State.DEAD or record.is_open(row.event)) for row in after)
    return not (in_summary or under_way or any(map(may_have_arrived, after)))


def _clock_is_behind(case: Case, run: Run) -> bool:
    """What was told later than now is not taken back: it has not come yet, by a clock that another run was ahead of."""
    return any(row.at > run.now for row in case.record.rows)


def _is_taken_back(case: Case, run: Run) -> bool:
    """Where something could not be read, perhaps that is the end."""
    present = {one.id for one in case.thread.news}
    ended = any(row.kind in ENDS and (is_turn(row) or row.event not in present) for row in case.record.last)
    return ended and not run.site.left_out and is_current(case.concern.affair, run.site, run.now)


def _is_put_back(end: News, case: Case, run: Run) -> bool:
    """They heard that it goes on, and not of an end since, for this one had been told, or given up for what they heard
    instead: an old commit, or something that is gone."""
    present = {one.id for one in case.thread.news}
    again = any(
        row.kind not in ENDS and (is_turn(row) or (row.kind in _AHEAD_OF_THE_END and row.event not in present))
        for row in case.record.last
    )
    known = any(row.event == end.id and (row in case.record.told or is_superseded(row)) for row in case.record.rows)
    return again and known and not run.site.left_out and not is_current(case.concern.affair, run.site, run.now)


def _is_moved_back(case: Case, run: Run) -> bool:
    """They heard last of another start than that of now, and this one had been told, or given up for that: so it is no
    news by its id; perhaps it runs by now."""
    work, record = case.concern.affair, case.record
    if not isinstance(work, Maintenance) or (work.repeats and not work.occurrence) or run.site.left_out:
        return False
    wanted = case.concern.reason(case.person, run.register, events_of(Kind.RESCHEDULED, work))
    known = [row for row in record.lately if row in record.told or is_superseded(row)]
    told = [row for row in known if row in record.told and (_starts(row) or row.kind == Kind.STARTED)]
    last = _starts(told[-1]) if told else None
    starts = stamp(planned(work, run.now)[0])
    if wanted is None or last is None or last[1] == starts or not is_current(work, run.site, run.now):
        return False
    return any(found[1] == starts for row in known if (found := _starts(row)))


def _starts(row: Row) -> re.Match[str] | None:
    """The start that it told of, as its id has it."""
    return _START.search(row.event) if row.kind in _OF_A_START else None


def _anew(case: Case) -> Kind:
    if isinstance(case.concern.affair, Incident):
        return Kind.REOPENED
    return Kind.STARTED if any(one.kind is Kind.STARTED for one in case.thread.news) else Kind.REVIVED


def _heard(news: News, kind: Kind, case: Case, run: Run) -> Heard:
    exercise = EXERCISE if is_drill(news.affair) else ""
    plan = _plan(case, run) if kind in _OF_A_START else ""
    name = turn(news.thread, case.record.turns + 1, kind) + plan + exercise
    about = replace(news, id=name, kind=kind, at=run.now, until=None)
    reason = case.concern.reason(case.person, run.register, any_event_of(news.affair)) or Reason(Because.TOLD_BEFORE)
    return Heard(about, kind, reason, len(case.thread.news))


def _plan(case: Case, run: Run) -> str:
    work = case.concern.affair
    return f"/{stamp(planned(work, run.now)[0])}" if isinstance(work, Maintenance) else ""
