"""What a run would do, for whoever answers for it: of each affair who is told and why, who is later, and who is not."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from statusgen.cli.reached import Relevance
from statusgen.cli.told import HELD, UNSAID
from statusgen.model.affair import Affair
from statusgen.model.incident import Incident
from statusgen.model.maintenance import Announcement, Maintenance
from statusgen.model.occurrences import present
from statusgen.model.people import Subscriber
from statusgen.model.plans import planned
from statusgen.model.site import Site
from statusgen.notify.ledger.rows import State
from statusgen.notify.news import Kind, News, is_drill, thread_of
from statusgen.notify.notification import Past, Silence, WhyNot
from statusgen.notify.routing.unheard import Unheard, unheard
from statusgen.notify.sending.outbox import Done
from statusgen.notify.sending.planning import Job
from statusgen.notify.writing.wording import KINDS, because, count, counted, local, series, silent_because, why_not
from statusgen.report.terminal import safe

_AHEAD = {
    Kind.SCHEDULED: "planned for",
    Kind.RESCHEDULED: "moved to",
    Kind.REVIVED: "to take place after all,",
    Kind.REMINDER: "a reminder of what starts",
}
_FEW = 8  # people of whom each is named; of more some stand for all
_SOME = 3
_MANY_REASONS = 10  # lines below one heading


class _Entry(NamedTuple):
    """Someone, and why: of them alone, and of several."""

    name: str
    why: str
    several: str


@dataclass(slots=True)
class _Block:
    """All of one affair; of summaries, all that tell of the same."""

    affairs: tuple[Affair, ...]
    jobs: dict[Kind, list[Job]] = field(default_factory=lambda: defaultdict(list))
    silences: list[Silence] = field(default_factory=list)
    unheard: Unheard | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """Where it happens: `before` is what earlier runs did, `set_up` are the channels that are."""

    site: Site
    before: Past
    set_up: frozenset[str]
    now: datetime


def story(done: Done, stage: Stage, *, addresses: bool) -> str:
    """The gravest first. No more lines than somebody reads: of many people it says how many."""
    blocks = sorted(_blocks(done, stage), key=lambda block: _place(block.affairs[0]))
    return "\n".join("".join(f"{line}\n" for line in _lines(block, stage, addresses=addresses)) for block in blocks)


def _blocks(done: Done, stage: Stage) -> Iterable[_Block]:
    found: dict[tuple[str, ...], _Block] = {}
    relevance = Relevance(stage.site, stage.now)
    told_of: set[tuple[str, str]] = set()  # by thread and person: what else of it they are not told does not matter
    for job in (*done.jobs.values(), *done.later):
        told = job.notification
        told_of |= {(thread_of(one.affair), told.subscriber.id) for one in (told.news, *told.others)}
        affairs = tuple(one.affair for one in (told.news, *told.others))
        key = tuple(sorted(one.id for one in affairs)) if told.kind is Kind.SUMMARY else (told.news.thread,)
        found.setdefault(key, _Block(affairs)).jobs[told.kind].append(job)
    for silence in done.routing.silences:
        is_told = (silence.news.thread, silence.subscriber.id) in told_of
        if not is_told and _is_worth_a_word(silence, stage, relevance):
            found.setdefault((silence.news.thread,), _Block((silence.news.affair,))).silences.append(silence)
    nobody = (_Block((one.affair,), unheard=one) for one in unheard(stage.site, done.routing, stage.before, stage.now))
    return (*found.values(), *nobody)


def _is_worth_a_word(silence: Silence, stage: Stage, relevance: Relevance) -> bool:
    """Not what is long settled: that someone ignores what an earlier run has dealt with, say."""
    if silence.why in UNSAID:
        return False
    if silence.why is WhyNot.NO_CONTACT:
        return relevance.is_missed(silence)
    if silence.lasts or silence.waits or silence.why in HELD or silence.news.id not in stage.before.known:
        return True
    return silence.why in (WhyNot.MUTED, WhyNot.MAY_NOT_SEE) and relevance.goes_on(silence.news)


def _place(affair: Affair) -> tuple[int, int, float, str]:
    if isinstance(affair, Incident):
        return (3 if affair.drill else 0), -affair.severity.rank, -affair.started.timestamp(), affair.id
    if isinstance(affair, Maintenance):
        return (3 if affair.drill else 1), 0, affair.starts.timestamp(), affair.id
    return 2, 0, -affair.at.timestamp(), affair.id


# A block


def _lines(block: _Block, stage: Stage, *, addresses: bool) -> Iterator[str]:
    titles = [_title(one) for one in block.affairs]
    yield titles[0] if len(titles) == 1 else f"{len(titles)} things: {'; '.join(titles)}"
    for kind, jobs in block.jobs.items():
        yield from _told(kind, jobs, stage, addresses=addresses)
    later = [one for one in block.silences if one.why in HELD]
    yield from _silent("later", later, stage)
    yield from _silent("not told", [one for one in block.silences if one.why not in HELD], stage)
    if block.unheard:
        yield f"  told to nobody: {_nobody(block.unheard, stage.site)}"


def _title(affair: Affair) -> str:
    sort = f", {affair.severity.value}" if isinstance(affair, Incident) and affair.severity.rank else ""
    drill = "[exercise] " if is_drill(affair) else ""
    return f"{drill}{safe(affair.title)} ({affair.id}){sort}"


def _told(kind: Kind, jobs: Sequence[Job], stage: Stage, *, addresses: bool) -> Iterator[str]:
    by: dict[str, list[Job]] = defaultdict(list)
    for job in jobs:
        by[job.contact.channel].append(job)
    for channel, same in sorted(by.items()):
        people = counted(job.notification.subscriber for job in same)
        yield f"  {_what(kind, same[0].notification.news, stage)}, to {people} by {channel}:"
        each = len(same) <= _FEW
        yield from _grouped([_entry(job, stage, addresses=addresses) for job in same], each=each)


def _entry(job: Job, stage: Stage, *, addresses: bool) -> _Entry:
    name = _name(job.notification.subscriber)
    shown = f"{name} <{safe(job.contact.address.reveal())}>" if addresses else name
    return _Entry(shown, _because(job, stage), _because(job, stage, several=True))


def _name(who: Subscriber) -> str:
    return f"{safe(who.name)} (a list)" if who.is_list else safe(who.name)


def _what(kind: Kind, news: News, stage: Stage) -> str:
    zone = stage.site.settings.zone
    if kind in _AHEAD and isinstance(news.affair, Maintenance):
        starts, _ = planned(present(news.affair, zone, stage.now), stage.now)
        return f"{_AHEAD[kind]} {local(starts, zone, stage.now)}"
    personal = kind in (Kind.SUMMARY, Kind.ADDED, Kind.REMOVED)
    return KINDS[kind] + ("" if personal or news.undated else f", {local(news.at, zone, stage.now)}")


def _because(job: Job, stage: Stage, *, several: bool = False) -> str:
    told, due = job.notification, job.row.due
    why = because(told.kind, told.reason, stage.site, several=several)
    if due:
        wait = f", and not tried before {local(due, stage.site.settings.zone, stage.now)}" if due > stage.now else ""
        why += f"; refused for now{wait}"
    return why + ("; once more: it may have arrived already" if job.row.duplicate else "")


def _silent(head: str, silences: Sequence[Silence], stage: Stage) -> Iterator[str]:
    """Each person once for the same reason, whatever number of news it is about."""
    if silences:
        yield f"  {head}:"
        once = {(one.subscriber.id, one.why, one.who, one.until): one for one in silences}.values()
        yield from _grouped([_silence(one, stage) for one in once])


def _silence(one: Silence, stage: Stage) -> _Entry:
    site, now, set_up = stage.site, stage.now, stage.set_up
    why, several = (silent_because(one, site, now, set_up, several=more) for more in (False, True))
    said = _refusal(one, stage.before) if one.why is WhyNot.NO_CONTACT else ""
    return _Entry(_name(one.subscriber), why + said, several + said)


def _refusal(one: Silence, before: Past) -> str:
    """What the other side said when it refused for good."""
    rows = before.rows.get((one.news.thread, one.subscriber.id), ())
    said = [row.detail for row in rows if row.state is State.DEAD and row.detail]
    return f" ({safe(said[-1])})" if said else ""


def _grouped(entries: Iterable[_Entry], *, each: bool = False) -> Iterator[str]:
    """A line for each reason with its people; with `each` one for every person."""
    entries = sorted(entries, key=lambda one: one.name.casefold())
    if each:
        yield from (f"    {one.name}: {one.why}" for one in entries)
        return
    by: dict[str, list[_Entry]] = defaultdict(list)
    for one in entries:
        by[one.several].append(one)
    groups = sorted(by.values(), key=len, reverse=True) if len(by) > _MANY_REASONS else [*by.values()]
    for some in groups[:_MANY_REASONS]:
        yield f"    {_names(some)}: {some[0].several if len(some) > 1 else some[0].why}"
    if rest := groups[_MANY_REASONS:]:
        number = count(sum(map(len, rest)), "more person", "more people")
        yield f"    {number}, for {count(len(rest), 'other reason', 'other reasons')} (--json has all)"


def _names(entries: Sequence[_Entry]) -> str:
    if len(entries) <= _FEW:
        return series([one.name for one in entries])
    return f"{len(entries):,} people, such as {series([one.name for one in entries[:_SOME]])}"


def _nobody(one: Unheard, site: Site) -> str:
    """Why, and for how many it would be if something were different."""
    if one.news is None:
        return "all that was said of it is marked `notify: false`"
    reason = "nobody is put on it, and no wish, team or rule is about it"
    if is_drill(one.affair):
        reason = "an exercise is told only to people and teams in its `stakeholders`, and there are none"
    elif isinstance(one.affair, Announcement):
        reason = "no wish or team is about it"
    near = [f"{count(number, 'person', 'people')} {_near(why, site, number)}" for why, number in one.near.items()]
    return "; ".join([reason, *near])


def _near(why: WhyNot, site: Site, number: int) -> str:
    if why is WhyNot.DRILL:
        return "would hear of it if it were real"
    return why_not(why, "", site, several=number > 1)
