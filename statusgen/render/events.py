"""A maintenance as an event of a calendar: in the site's calendars, and with mail, the same to the letter.

An event is what was planned and said, never how far the clock is: its bytes change when somebody says something.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from statusgen.model.course import Entry, entries, said
from statusgen.model.incident import Phase
from statusgen.model.maintenance import Maintenance
from statusgen.model.plans import Plan, plans, revisions
from statusgen.model.service import Effect
from statusgen.model.site import Settings, Site
from statusgen.render import ics, markup
from statusgen.render.words import Words

# A domain that nobody can ever hold (RFC 2606), so nobody else can mint ids under it.
DOMAIN = "statusgen.invalid"
_FOLDER = "maintenance"  # of its page
# Of what nobody said when it was planned: whatever is said later, is later.
_UNDATED = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Event:
    """One maintenance, or one occurrence. All that its text depends on; `latest` is what was said last."""

    uid: str
    id: str
    title: str
    summary: str
    status: str
    revision: int
    revised: datetime
    plan: Plan
    was: Plan
    services: tuple[tuple[str, Effect], ...]
    latest: Entry | None


def event(maintenance: Maintenance, site: Site, now: datetime) -> Event:
    """Of what repeats: of one occurrence."""
    told = entries(maintenance.updates, now)
    made = plans(maintenance, now)
    # No id has a dot in it: no other maintenance can be called what an occurrence of this one is.
    name = f"{maintenance.id}.{maintenance.occurrence}" if maintenance.occurrence else maintenance.id
    return Event(
        uid=f"{name}@{site.settings.tag}.{DOMAIN}",
        id=maintenance.id,
        title=maintenance.title,
        summary=maintenance.summary,
        status=_status(told, made[-1]),
        revision=revisions(maintenance, now),
        revised=max((update.at for update in said(maintenance.updates, now)), default=_UNDATED),
        plan=made[-1],
        was=made[0],
        services=tuple((site.services[one].name, effect) for one, effect in maintenance.effects.items()),
        latest=told[-1] if told else None,
    )


def _status(told: tuple[Entry, ...], plan: Plan) -> str:
    """TENTATIVE is what was put off and has no new time yet: scheduled again after its time had come."""
    stated = [entry for entry in told if entry.phase]
    if stated and stated[-1].phase is Phase.CANCELLED:
        return "CANCELLED"
    put_off = stated and stated[-1].phase is Phase.SCHEDULED and stated[-1].at >= plan.starts
    return "TENTATIVE" if put_off else "CONFIRMED"


def published(events: Iterable[Event], settings: Settings, language: Words) -> bytes:
    """A calendar to go with mail: nobody is asked to answer (RFC 5546, 3.2.1)."""
    head = (
        ("VERSION", "2.0"),
        ("PRODID", "-//statusgen//maintenance//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
    )
    return ics.component("VCALENDAR", head, (event_bytes(settings, language, one) for one in events))


def event_bytes(settings: Settings, language: Words, event: Event) -> bytes:
    """Its component of a calendar, with a link to the page."""
    page = f"{settings.url}{_FOLDER}/{event.id}/"
    revised = ics.moment(event.revised)
    properties = (
        ("UID", ics.text(event.uid)),
        ("DTSTAMP", revised),
        ("LAST-MODIFIED", revised),
        ("SEQUENCE", str(event.revision)),
        ("DTSTART", ics.moment(event.plan.starts)),
        ("DTEND", ics.moment(event.plan.ends)),
        ("STATUS", event.status),
        ("TRANSP", "TRANSPARENT"),  # nobody is busy because a service is
        ("SUMMARY", ics.text(_title(event, language))),
        ("DESCRIPTION", ics.text("\n\n".join(_description(event, language, settings.zone)))),
        ("URL", page),
        ("CATEGORIES", ics.texts(name for name, _ in event.services)),
        ("CONTACT", ics.text(settings.mail.reply_to)),
    )
    return ics.component("VEVENT", properties)


def _title(event: Event, language: Words) -> str:
    """That it was called off is said in words too: not every calendar shows a status."""
    if event.status != "CANCELLED":
        return event.title
    return language.say("entry.title", phase=language.say("phase.cancelled"), title=event.title)


def _description(event: Event, language: Words, zone: ZoneInfo) -> Iterator[str]:
    """Paragraphs: what it means, for what, since when it is at another time, what was said last."""
    if event.summary:
        yield event.summary
    if event.services:
        named = [f"{name} ({language.say(f'effect.{effect}')})" for name, effect in event.services]
        yield _fact(language, "maintenance.services", language.series(named))
    if (event.was.starts, event.was.ends) != (event.plan.starts, event.plan.ends):
        yield language.say("maintenance.moved", was=_span(event.was, language, zone))
    if event.latest:
        yield from _latest(event.latest, language)


def _latest(entry: Entry, language: Words) -> Iterator[str]:
    if said := markup.plain(entry.text).strip():
        yield said
    if entry.impact:
        yield _fact(language, "incident.impact", entry.impact)
    if entry.action:
        yield _fact(language, "incident.action", entry.action)


def _fact(language: Words, name: str, value: str) -> str:
    return language.say("entry.fact", name=language.say(name), text=value)


def _span(plan: Plan, language: Words, zone: ZoneInfo) -> str:
    start, end = (language.moment(at, zone) for at in (plan.starts, plan.ends))
    return language.say("time.span", start=start, end=end)
