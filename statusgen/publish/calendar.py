"""Calendars of maintenance: everything, and each service, group and team by itself.

An event is what was planned and said, never how far the clock is: its bytes change when somebody says something. What
repeats is written out, each time with an id of its own, for calendars do not agree on exceptions to rules.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import partial
from itertools import chain
from zoneinfo import ZoneInfo

from statusgen.model.course import Entry, entries, said
from statusgen.model.incident import Phase
from statusgen.model.maintenance import Maintenance
from statusgen.model.occurrences import occurrences
from statusgen.model.plans import Plan, plans, revisions
from statusgen.model.service import Effect
from statusgen.model.site import Settings, Site
from statusgen.publish import ics
from statusgen.publish.artefact import Artefact, digest
from statusgen.publish.scopes import Scope, places, scopes
from statusgen.publish.tags import AUTHORITY
from statusgen.publish.threads import MAINTENANCE
from statusgen.render import markup
from statusgen.render.words import Words, words

NAME = "maintenance.ics"

# Whole months, so that a calendar moves on once a month and not every day; and never more events than this, the next
# ones first.
MONTHS_BACK = 12
MONTHS_AHEAD = 12
MOST = 1000

# Of what nobody said when it was planned: whatever is said later, is later.
_UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
_REFRESH = "PT1H"
_DOMAIN = AUTHORITY.partition(",")[0]


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


def calendar_artefacts(site: Site, now: datetime) -> Iterator[Artefact]:
    """A calendar for each scope of a site that is restricted to its readers already."""
    shelves: dict[tuple[str, ...], list[Event]] = defaultdict(list)
    for maintenance in _concerned(site, now):
        event = _event(maintenance, site, now)
        for path in places(_services(maintenance), site):
            if len(shelves[path]) < MOST:
                shelves[path].append(event)
    for scope in scopes(site):
        events = sorted(shelves[scope.path], key=lambda event: (event.plan.starts, event.uid))
        yield _calendar(site.settings, scope, tuple(events))


def _calendar(settings: Settings, scope: Scope, events: tuple[Event, ...]) -> Artefact:
    shown = (settings.name, settings.url, settings.tag, settings.timezone, settings.language, settings.mail.reply_to)
    key = digest("calendar", *shown, *scope.path, scope.name, repr(events))
    return Artefact(scope.folder + NAME, key, partial(_bytes, settings, scope, events))


# Which events


def _concerned(site: Site, now: datetime) -> list[Maintenance]:
    """What lies in these months: from this month on in order of time, then what was before, backwards. No drills."""
    zone = site.settings.zone
    today = now.astimezone(zone).date()
    since, this, until = (_month(today, later, zone) for later in (-MONTHS_BACK, 0, MONTHS_AHEAD + 1))
    each = (occurrences(one, zone, now, until, since) for one in site.maintenances if not one.drill)
    found = [(plans(one, now)[-1], one) for one in chain.from_iterable(each)]
    found.sort(key=lambda pair: (pair[0].starts, pair[1].id))
    ahead = [one for plan, one in found if this < plan.ends and plan.starts < until]
    return ahead + [one for plan, one in reversed(found) if since < plan.ends <= this]


def _month(day: date, later: int, zone: ZoneInfo) -> datetime:
    """When the month so many months later begins."""
    year, month = divmod(day.year * 12 + day.month - 1 + later, 12)
    return datetime.combine(date(year, month + 1, 1), time(), zone)


def _event(maintenance: Maintenance, site: Site, now: datetime) -> Event:
    told = entries(maintenance.updates, now)
    made = plans(maintenance, now)
    name = f"{maintenance.id}-{maintenance.occurrence}" if maintenance.occurrence else maintenance.id
    return Event(
        uid=f"{name}@{site.settings.tag}.{_DOMAIN}",
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


def _services(maintenance: Maintenance) -> tuple[str, ...]:
    """Every service that it names, once."""
    return tuple(dict.fromkeys(chain(maintenance.effects, *(update.effects for update in maintenance.updates))))


def _status(told: tuple[Entry, ...], plan: Plan) -> str:
    """TENTATIVE is what was put off and has no new time yet: scheduled again after its time had come."""
    stated = [entry for entry in told if entry.phase]
    if stated and stated[-1].phase is Phase.CANCELLED:
        return "CANCELLED"
    put_off = stated and stated[-1].phase is Phase.SCHEDULED and stated[-1].at >= plan.starts
    return "TENTATIVE" if put_off else "CONFIRMED"


# How they are written


def _bytes(settings: Settings, scope: Scope, events: tuple[Event, ...]) -> bytes:
    language = words(settings.language)
    about = language.say("entry.scope", site=settings.name, scope=scope.name) if scope.name else settings.name
    name, description = language.say("calendar.name", about=about), language.say("calendar.about")
    head = (
        ("VERSION", "2.0"),
        ("PRODID", "-//statusgen//maintenance//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("NAME", ics.text(name)),  # RFC 7986; the X- are what older clients know
        ("X-WR-CALNAME", ics.text(name)),
        ("DESCRIPTION", ics.text(description)),
        ("X-WR-CALDESC", ics.text(description)),
        ("URL", settings.url + scope.folder),
        ("SOURCE;VALUE=URI", settings.url + scope.folder + NAME),
        ("REFRESH-INTERVAL;VALUE=DURATION", _REFRESH),
        ("X-PUBLISHED-TTL", _REFRESH),
    )
    return ics.component("VCALENDAR", head, (_event_bytes(settings, language, event) for event in events))


def _event_bytes(settings: Settings, language: Words, event: Event) -> bytes:
    page = f"{settings.url}{MAINTENANCE}/{event.id}/"
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
