"""Sites whose every text is a payload, and sites of the same shape whose every text is a word."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any, get_type_hints

from statusgen.model.incident import Incident, Phase, Update
from statusgen.model.maintenance import Announcement, Maintenance
from statusgen.model.people import People, Team
from statusgen.model.service import Effect, Service
from statusgen.model.site import AudienceSetting, Group, Mail, Settings, Site

NOW = datetime(2026, 11, 21, 14, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)

# No words: ids, and what the reader holds to a syntax of its own.
SYNTAX = {"id", "url", "timezone", "language", "theme", "tag", "accent", "logo", "font", "density"}


def filled(thing: Any, text: str) -> Any:
    """With this text in every field that takes words, also in those that were added after this was written."""
    hints = get_type_hints(type(thing))
    words = {one.name: text for one in fields(thing) if hints[one.name] is str and one.name not in SYNTAX}
    pairs = {one.name: {text: text} for one in fields(thing) if hints[one.name] == Mapping[str, str]}
    return replace(thing, **words, **pairs)


def site_of(texts: Sequence[str], name: str) -> Site:
    """For each text a service with its group and team, and everything that can happen to it. The page is `name`'s."""
    services = tuple(filled(_service(number), text) for number, text in enumerate(texts))
    return Site(
        settings=filled(_settings(texts), name),
        services={one.id: one for one in services},
        incidents=tuple(one for number, text in enumerate(texts) for one in _incidents(number, text)),
        maintenances=tuple(one for number, text in enumerate(texts) for one in _maintenances(number, text)),
        announcements=tuple(filled(_announcement(number), text) for number, text in enumerate(texts)),
        people=People({f"t{number}": filled(Team(f"t{number}", ""), text) for number, text in enumerate(texts)}),
    )


def _settings(texts: Sequence[str]) -> Settings:
    groups = tuple(filled(Group(f"g{number}", ""), text) for number, text in enumerate(texts))
    audiences = (filled(AudienceSetting("everyone", ""), texts[0]),)
    mail = filled(Mail(), texts[0])
    return Settings(url="https://status.example/live/", groups=groups, audiences=audiences, mail=mail)


def _service(number: int) -> Service:
    return Service(f"s{number}", "", group=f"g{number}", owner=f"team:t{number}")


def _announcement(number: int) -> Announcement:
    return Announcement(f"a{number}", "", NOW - HOUR, services=(f"s{number}",))


def _updates(text: str, phase: Phase, effects: Mapping[str, Effect]) -> tuple[Update, ...]:
    """The first is corrected by the second."""
    first = Update("first", NOW - HOUR / 2, phase=phase, effects=effects)
    return filled(first, text), filled(replace(first, id="second", at=NOW - HOUR / 4, corrects="first"), text)


def _incidents(number: int, text: str) -> Iterator[Incident]:
    """An open one, and an exercise."""
    effects = {f"s{number}": Effect.PARTIAL_OUTAGE}
    updates = _updates(text, Phase.IDENTIFIED, effects)
    yield filled(Incident(f"i{number}", "", NOW - HOUR, effects=effects, updates=updates), text)
    yield filled(Incident(f"d{number}", "", NOW - HOUR, effects=effects, drill=True, updates=updates), text)


def _maintenances(number: int, text: str) -> Iterator[Maintenance]:
    """One under way, and a planned one."""
    effects = {f"s{number}": Effect.UNDER_MAINTENANCE}
    updates = _updates(text, Phase.IN_PROGRESS, {})
    yield filled(Maintenance(f"m{number}", "", NOW - HOUR, NOW + HOUR, effects=effects, updates=updates), text)
    yield filled(Maintenance(f"p{number}", "", NOW + 48 * HOUR, NOW + 49 * HOUR, effects=effects), text)
