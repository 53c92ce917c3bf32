"""What every importer hands on: another tool's history in our words, before it is laid out as files."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from statusgen.model.incident import MAINTENANCE_PHASES, Phase, Severity
from statusgen.model.service import Effect, Effects
from statusgen.model.site import Group

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


class Outcome(StrEnum):
    """What became of a record of the source."""

    NEW = "new"
    APPENDED = "appended"  # it was there already, and new updates were added to it
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    LEFT_OUT = "left out"  # not on the site; the message says why
    NOTE = "note"  # on the site, but something had to be guessed or could not be kept


@dataclass(frozen=True, slots=True)
class ReportLine:
    """`path` is a file or record of the source, or a file of the site."""

    path: str
    outcome: Outcome
    message: str = ""


@dataclass(frozen=True, slots=True)
class Component:
    """Something that can be affected. `id` is the source's; `group` is the id of one of the history's groups."""

    id: str
    name: str
    description: str = ""
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """One update. `text` is Markdown; `states` are by component id, None where the source does not say."""

    at: datetime
    text: str
    phase: Phase | None = None
    states: Effects | None = None
    source_id: str = ""
    notify: bool = True


@dataclass(frozen=True, slots=True)
class Affair:
    """An incident, or with a `window` a maintenance. `place` is where in the source, for the report.

    `source_id` never changes at the source. `folder` is our id for it, if the usual `<date>-<source id>` does not
    suit. `said` is oldest first where times are equal. A `is_stub` knows less than an earlier import may have read.
    """

    place: str
    source_id: str
    title: str
    said: tuple[Said, ...]
    started: datetime | None = None
    window: tuple[datetime, datetime] | None = None
    severity: Severity | None = None
    components: tuple[str, ...] = ()
    folder: str = ""
    notes: tuple[str, ...] = ()
    is_stub: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to know that never changed the state of anything: an announcement of ours."""

    place: str
    source_id: str
    title: str
    at: datetime
    text: str
    until: datetime | None = None
    components: tuple[str, ...] = ()
    folder: str = ""
    notes: tuple[str, ...] = ()


Record = Affair | Notice


@dataclass(frozen=True, slots=True)
class History:
    """All of a source. `lines` name what is in no record, and why. A feed never `is_complete`: it forgets."""

    name: str = ""
    url: str = ""
    timezone: str = ""
    language: str = ""
    groups: tuple[Group, ...] = ()
    components: tuple[Component, ...] = ()
    records: tuple[Record, ...] = ()
    lines: tuple[ReportLine, ...] = ()
    is_complete: bool = False


# One scale for both ways: what a severity does to a component of which nothing more is known.
EFFECTS = {
    Severity.NONE: Effect.OPERATIONAL,
    Severity.MINOR: Effect.DEGRADED_PERFORMANCE,
    Severity.MAJOR: Effect.PARTIAL_OUTAGE,
    Severity.CRITICAL: Effect.MAJOR_OUTAGE,
}

# What using a record raises where it is not of its format's form, or holds what no computer can count.
MALFORMED = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


def why(error: Exception) -> str:
    """One of MALFORMED, for people."""
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return f"`{error.args[0]}` is missing" if isinstance(error, KeyError) else str(error)


_SEVERITIES = {
    Severity.NONE: "none notice-only info informational information ok operational maintenance under-maintenance",
    Severity.MINOR: "minor low notice degraded degraded-performance warning small",
    Severity.MAJOR: "major medium high disrupted disruption partial partial-outage significant",
    Severity.CRITICAL: "critical down outage major-outage full-outage severe emergency blocker",
}
_SPELLINGS = {word: severity for severity, words in _SEVERITIES.items() for word in words.split()}


def severity_of(word: str) -> Severity | None:
    """The severity that a tool's word stands for, however it is spelled; None for a word never heard."""
    return _SPELLINGS.get("-".join(word.casefold().replace("_", " ").split()))


_PHASES = {
    Phase.INVESTIGATING: "investigating investigation detected open",
    Phase.IDENTIFIED: "identified",
    Phase.MONITORING: "monitoring watching",
    Phase.RESOLVED: "resolved fixed solved closed",
    Phase.POSTMORTEM: "postmortem post-mortem",
    Phase.SCHEDULED: "scheduled planned",
    Phase.IN_PROGRESS: "in-progress inprogress started",
    Phase.VERIFYING: "verifying",
    Phase.COMPLETED: "completed complete finished",
    Phase.CANCELLED: "cancelled canceled",
}
_PHASE_WORDS = {word: phase for phase, words in _PHASES.items() for word in words.split()}


def phase_of(word: str) -> Phase | None:
    """The phase that a tool's word stands for; None for `update` and any other word."""
    return _PHASE_WORDS.get("-".join(word.casefold().replace("_", " ").split()))


def in_order(said: Iterable[Said]) -> tuple[Said, ...]:
    """Oldest first, no two at the same second: what shares a minute keeps the source's order, a second apart.

    Updates are shown by (time, id), and ids begin with a time and a phase, so an order that only the source's list
    knows has to become part of the time.
    """
    ordered: list[Said] = []
    for one in sorted(said, key=lambda one: one.at):
        earliest = ordered[-1].at + SECOND if ordered else one.at
        ordered.append(replace(one, at=max(one.at, earliest)))
    return tuple(ordered)


def window_of(said: Iterable[Said]) -> tuple[datetime, datetime]:
    """When a maintenance began and ended, by what was said about it; for sources that do not keep the plan."""
    ordered = in_order(said)
    begun = next((one.at for one in ordered if one.phase is Phase.IN_PROGRESS), ordered[0].at)
    ended = [one.at for one in ordered if one.phase in (Phase.COMPLETED, Phase.CANCELLED)]
    return begun, max(ended[-1] if ended else ordered[-1].at, begun + MINUTE)


def is_planned(said: Iterable[Said]) -> bool:
    """Whether any of it speaks of a maintenance."""
    return any(one.phase in MAINTENANCE_PHASES for one in said)


_COUNTERPARTS = {Phase.RESOLVED: Phase.COMPLETED, Phase.MONITORING: Phase.VERIFYING, Phase.COMPLETED: Phase.RESOLVED}


def fitting(said: Iterable[Said], *, planned: bool, notes: list[str]) -> tuple[Said, ...]:
    """With phases of their kind alone: what is `resolved` about a maintenance is completed. Other misfits go."""
    fitted = []
    for one in said:
        phase = one.phase
        if phase and (phase in MAINTENANCE_PHASES) is not planned:
            phase = _COUNTERPARTS.get(phase)
            notes.append(f"an update is `{one.phase}`, which fits no {'maintenance' if planned else 'incident'}")
        fitted.append(replace(one, phase=phase))
    return tuple(fitted)
