"""It stands otherwise than someone heard last: an end that was told is taken back in content, or put back."""

from dataclasses import replace

from statusgen.model.incident import Incident
from statusgen.notify.events.telling import is_current
from statusgen.notify.news import EXERCISE, Kind, News, is_drill
from statusgen.notify.notification import Because, Reason
from statusgen.notify.routing.hearing import ENDS, Case, Heard, Run
from statusgen.notify.routing.record import is_turn, turn
from statusgen.notify.routing.wants import any_event_of

_GOES_ON = frozenset({Kind.UPDATED, Kind.REMINDER})


def as_turned(lead: Heard, case: Case, run: Run) -> Heard:
    """Whoever heard that it is over, which nobody says any more, hears of what follows as of a beginning."""
    return lead._replace(kind=_anew(case)) if lead.kind in _GOES_ON and _is_taken_back(case, run) else lead


def turned(case: Case, run: Run) -> Heard | None:
    """The newest, told as what it is now; None if that is what they know."""
    news = [one for one in case.thread.news if one.kind is not Kind.CORRECTED]
    ends = [one for one in news if one.kind in ENDS]
    if news and _is_taken_back(case, run):
        return _heard(news[-1], _anew(case), case, run)
    if ends and _is_put_back(case, run):
        return _heard(ends[-1], ends[-1].kind, case, run)
    return None


def _is_taken_back(case: Case, run: Run) -> bool:
    """Where something could not be read, perhaps that is the end."""
    present = {one.id for one in case.thread.news}
    ended = any(row.kind in ENDS and (is_turn(row) or row.event not in present) for row in case.record.last)
    return ended and not run.site.left_out and is_current(case.concern.affair, run.site, run.now)


def _is_put_back(case: Case, run: Run) -> bool:
    """They heard that it goes on, and not of an end since, for they had heard of this one before."""
    again = any(is_turn(row) and row.kind not in ENDS for row in case.record.last)
    return again and not run.site.left_out and not is_current(case.concern.affair, run.site, run.now)


def _anew(case: Case) -> Kind:
    if isinstance(case.concern.affair, Incident):
        return Kind.REOPENED
    return Kind.STARTED if any(one.kind is Kind.STARTED for one in case.thread.news) else Kind.SCHEDULED


def _heard(news: News, kind: Kind, case: Case, run: Run) -> Heard:
    exercise = EXERCISE if is_drill(news.affair) else ""
    name = turn(news.thread, case.record.turns + 1, kind) + exercise
    about = replace(news, id=name, kind=kind, at=run.now, until=None)
    reason = case.concern.reason(case.person, run.register, any_event_of(news.affair)) or Reason(Because.TOLD_BEFORE)
    return Heard(about, kind, reason, len(case.thread.news))
