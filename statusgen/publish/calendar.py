"""Calendars of maintenance: everything, and each service, group and team by itself.

What repeats is written out, each time with an id of its own, for calendars do not agree on exceptions to rules.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from functools import partial
from itertools import chain
from zoneinfo import ZoneInfo

from statusgen.model.maintenance import Maintenance
from statusgen.model.occurrences import occurrences
from statusgen.model.plans import plans
from statusgen.model.site import Settings, Site
from statusgen.publish.artefact import Artefact, digest
from statusgen.publish.scopes import Scope, places, scopes
from statusgen.publish.views.scene import Scene
from statusgen.render import ics
from statusgen.render.events import Event, event, event_bytes
from statusgen.render.words import Words

NAME = "maintenance.ics"

# Whole months, so that a calendar moves on once a month and not every day; and never more events than this, the next
# ones first.
MONTHS_BACK = 12
MONTHS_AHEAD = 12
MOST = 1000

_REFRESH = "PT1H"


def calendar_artefacts(scene: Scene) -> Iterator[Artefact]:
    """A calendar for each scope."""
    site, now = scene.site, scene.now
    shelves: dict[tuple[str, ...], list[Event]] = defaultdict(list)
    for maintenance in _concerned(site, now):
        made = event(maintenance, site, now)
        for path in places(_services(maintenance), site):
            if len(shelves[path]) < MOST:
                shelves[path].append(made)
    for scope in scopes(site):
        events = sorted(shelves[scope.path], key=_order)
        yield calendar(site.settings, scene.words, scope, tuple(events), {})


def calendar(
    settings: Settings, language: Words, scope: Scope, events: tuple[Event, ...], homes: Mapping[str, str]
) -> Artefact:
    """`homes`: the address of the site that has the page of a maintenance, by its id, where it is another one's."""
    shown = (settings.name, settings.url, settings.tag, settings.timezone, settings.mail.reply_to, repr(language))
    there = [homes.get(one.id, "") for one in events]
    key = digest("calendar", *shown, *scope.path, scope.name, repr(events), *filter(None, there))
    pages = [replace(settings, url=home or settings.url) for home in there]
    return Artefact(
        scope.folder + NAME, key, partial(_bytes, settings, language, scope, tuple(zip(events, pages, strict=True)))
    )


def events_of(site: Site, now: datetime) -> tuple[Event, ...]:
    """All that one calendar of everything has."""
    events = (event(one, site, now) for one in _concerned(site, now)[:MOST])
    return tuple(sorted(events, key=_order))


def _order(one: Event) -> tuple[datetime, str]:
    return one.plan.starts, one.uid


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


def _services(maintenance: Maintenance) -> tuple[str, ...]:
    """Every service that it names, once."""
    return tuple(dict.fromkeys(chain(maintenance.effects, *(update.effects for update in maintenance.updates))))


# How they are written


def _bytes(settings: Settings, language: Words, scope: Scope, events: tuple[tuple[Event, Settings], ...]) -> bytes:
    """Of events, each with the settings of the site that has its page."""
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
    return ics.component("VCALENDAR", head, (event_bytes(there, language, one) for one, there in events))
