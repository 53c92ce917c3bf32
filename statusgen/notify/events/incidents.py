"""What is worth telling of an incident, from what was said of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from statusgen.model.affair import Affair
from statusgen.model.course import Entry, entries
from statusgen.model.incident import Incident, Phase, Update
from statusgen.notify.news import Kind, News, thread_of

# Said of an update that had been told otherwise, these are news of their own: they are part of the id.
_TURNS = (Phase.RESOLVED, Phase.COMPLETED, Phase.CANCELLED, Phase.POSTMORTEM)
# Told to everyone who was told of the rest, though the update be marked as not worth telling.
_ENDS = (Phase.RESOLVED, Phase.COMPLETED, Phase.CANCELLED)


def incident_news(incident: Incident, now: datetime) -> Iterator[News]:
    """In the order in which it was said. The first that is told opens it, though words for the page went before; and so
    the first that is told after it came back says that it did.
    """
    said = entries(incident.updates, now)
    if not said and incident.started <= now:
        thread = thread_of(incident)
        yield News(f"{thread}/opened", Kind.OPENED, thread, incident, incident.started, audience=incident.audience)
    over = opened = quietly = False
    for entry in said:
        kind = _kind(entry.phase, over=over)
        over = kind is Kind.RESOLVED or (over and kind is not Kind.REOPENED)
        if kind is Kind.UPDATED and not over:
            kind = Kind.OPENED if not opened else Kind.REOPENED if quietly else kind
        opened = opened or entry.update.notify
        quietly = not entry.update.notify if kind is Kind.REOPENED else quietly and not over
        yield from entry_news(incident, entry, kind)


def _kind(phase: Phase | None, *, over: bool) -> Kind:
    if phase is Phase.RESOLVED:
        return Kind.RESOLVED
    if phase is Phase.POSTMORTEM:
        return Kind.POSTMORTEM
    return Kind.REOPENED if over and phase else Kind.UPDATED


def entry_news(
    affair: Affair, entry: Entry, kind: Kind, plan: str = "", until: datetime | None = None
) -> Iterator[News]:
    """An update as it reads now, and those of its corrections that are to be told. `plan` is a further part of the id.

    What a correction made the end of it all is news from then on, and the correction itself is not.
    """
    update, thread = entry.current, thread_of(affair)
    turned = _turned(entry)
    if update.notify or update.phase in _ENDS:
        parts = (thread, update.id, plan, str(update.phase) if turned else "")
        at = turned.at if turned else update.at
        yield News("/".join(part for part in parts if part), kind, thread, affair, at, until, update, update.audience)
    for number, correction in enumerate(entry.corrections, 1):
        if correction.notify and correction is not turned:
            reads = _as_corrected(Entry(entry.update, entry.corrections[:number]).current, correction)
            name = f"{thread}/{correction.id}"
            yield News(name, Kind.CORRECTED, thread, affair, correction.at, None, reads, correction.audience)


def _turned(entry: Entry) -> Update | None:
    """The update or correction that gave it its phase, if that is one of TURNS."""
    phase, turned = entry.update.phase, entry.update
    for correction in entry.corrections:
        if correction.phase not in (None, phase):
            phase, turned = correction.phase, correction
    return turned if phase in _TURNS else None


def _as_corrected(update: Update, correction: Update) -> Update:
    return replace(
        update,
        id=correction.id,
        at=correction.at,
        by=correction.by,
        notify=correction.notify,
        corrects=correction.corrects,
        audience=correction.audience,
        translations=correction.translations,
    )
