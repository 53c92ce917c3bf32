"""What a change does to what was published already: edited, vanished, renamed, or told with a time of the past.

Readers, feeds, mail threads and the ledger know things by their ids, and believe that what was said was said then.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from statusgen.model.affair import Affair
from statusgen.model.incident import Incident, Update
from statusgen.model.maintenance import Announcement, Maintenance
from statusgen.model.service import Effect, Effects
from statusgen.model.site import Site
from statusgen.problems import Problem, Span

_TIMELY = timedelta(hours=1)  # what was said so long before a commit may have been on its way
_FOR_EVER = "ids are for ever: links, feeds and mail threads hang on them"
# What an update says besides its text and services, and what that is called.
_FIELDS = {
    "phase": "the phase",
    "at": "the time",
    "impact": "the impact",
    "action": "the advice",
    "next_update": "the promise of the next update",
    "starts": "the start",
    "ends": "the end",
    "occurrence": "the day that is meant",
}


def rewritten(before: Site, after: Site, now: datetime, since: datetime | None = None) -> tuple[Problem, ...]:
    """All of it as warnings, sorted by place. `since` is when `before` was committed, if that is known.

    Published is what `before` says of the time until `now`; what lies ahead may be worded anew. A new update is
    back-dated if it is older than what was said of the same last, or than `since` by more than an hour.
    """
    if not (before.services or _by_place(before) or before.announcements):
        return ()  # there was no page yet
    found = [
        *_services(before, after),
        *_missing(before.incidents, after.incidents, "incident", now),
        *_missing(before.maintenances, after.maintenances, "maintenance", now),
        *_missing(before.announcements, after.announcements, "announcement", now),
    ]
    known, aliases = _by_place(before), _aliases(after)
    for place, affair in _by_place(after).items():
        old = known[place].updates if place in known else ()
        if old != affair.updates:
            found += _Updates(old, affair.updates, aliases, now, since).problems()
    unread = {span.path for span in after.left_out}  # nobody knows what these say
    return tuple(sorted(one for one in found if one.code != "vanished-id" or one.span.path not in unread))


def _services(before: Site, after: Site) -> Iterator[Problem]:
    there = after.services.keys() | _aliases(after).keys()
    for service in before.services.values():
        if service.id not in there:
            hint = f"write `aliases: [{service.id}]` into the service that it is now, or `retired:` into this one"
            yield Problem(Span(service.span.path), "vanished-id", f"the service {service.id} is gone", hint)


def _missing(before: Iterable[Affair], after: Iterable[Affair], noun: str, now: datetime) -> Iterator[Problem]:
    there, known = {one.id: one for one in after}, {one.id: one for one in before}
    fresh = {_gist(one): one for one in there.values() if one.id not in known}
    for one in known.values():
        if one.id in there or not _is_published(one, now):
            continue
        if again := fresh.get(_gist(one)):
            yield _renamed(again.id, again.span, f"the {noun} {one.id}", one.id)
        else:
            message, hint = f"the {noun} {one.id} is gone", f"bring it back; {_FOR_EVER}"
            yield Problem(Span(one.span.path), "vanished-id", message, hint)


def _is_published(thing: Affair, now: datetime) -> bool:
    """Planned work is as soon as it is written down: pages and calendars have it."""
    if isinstance(thing, Maintenance):
        return True
    return (thing.started if isinstance(thing, Incident) else thing.at) <= now


def _gist(thing: Affair) -> tuple[str, datetime]:
    """What stays when something is renamed."""
    if isinstance(thing, Announcement):
        return thing.title, thing.at
    return thing.title, thing.started if isinstance(thing, Incident) else thing.starts


def _renamed(name: str, span: Span, what: str, former: str) -> Problem:
    return Problem(span, "renamed-id", f"{what} has another id now, {name}", f"call it {former} again; {_FOR_EVER}")


@dataclass(frozen=True, slots=True)
class _Updates:
    """Those of one incident or maintenance, before and after; `aliases` are former ids of services."""

    before: Sequence[Update]
    after: Sequence[Update]
    aliases: Mapping[str, str]
    now: datetime
    since: datetime | None

    def problems(self) -> Iterator[Problem]:
        known, there = {one.id for one in self.before}, {one.id: one for one in self.after}
        fresh = {_words(one): one for one in self.after if one.id not in known}
        published = [one for one in self.before if one.at <= self.now]
        for one in published:
            again = fresh.pop(_words(one), None) if one.id not in there else None
            if one.id in there:
                yield from self.edited(one, there[one.id])
            elif again:
                yield _renamed(again.id, again.span, f"the update {one.id}", one.id)
            else:
                hint = "bring it back, and say with `corrects:` in a new update what was wrong with it"
                yield Problem(Span(one.span.path), "vanished-id", f"the update {one.id} is gone", hint)
        last = max((one.at for one in published), default=None)
        for one in fresh.values():
            yield from self.backdated(one, last)

    def edited(self, before: Update, after: Update) -> Iterator[Problem]:
        """White space does not count. Translations, and who said it, may be mended."""
        changed = ["the text"] if before.text.split() != after.text.split() else []
        changed += [name for field, name in _FIELDS.items() if getattr(before, field) != getattr(after, field)]
        if self.current(before.effects) != self.current(after.effects):
            changed.append("the services")
        if changed:
            message = f"this was published as of {_moment(before.at)}, and now reads otherwise: {', '.join(changed)}"
            hint = f"put it back, and say it visibly: a new update with `corrects: {before.id}` (`statusgen correct`)"
            yield Problem(after.span, "edited-update", message, hint)

    def current(self, effects: Effects) -> dict[str, Effect]:
        """By what the services are called now."""
        return {self.aliases.get(service, service): effect for service, effect in effects.items()}

    def backdated(self, update: Update, last: datetime | None) -> Iterator[Problem]:
        """`last` is when something was said of it last."""
        if last and update.at < last:
            why = f"and the last one published is of {_moment(last)}"
        elif self.since and update.at < self.since - _TIMELY:
            why = f"and there was nothing of it yet at {_moment(self.since)}"
        else:
            return
        hint = "write when it is said, and in its text since when what it tells has been so"
        message = f"this is new and says it is of {_moment(update.at)}, {why}"
        yield Problem(update.span, "backdated-update", message, hint)


def _words(update: Update) -> tuple[object, ...]:
    """What stays when an update is renamed."""
    return update.at, update.phase, *update.text.split()


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _by_place(site: Site) -> dict[tuple[type, str], Incident | Maintenance]:
    affairs: tuple[Incident | Maintenance, ...] = (*site.incidents, *site.maintenances)
    return {(type(one), one.id): one for one in affairs}


def _aliases(site: Site) -> dict[str, str]:
    return {alias: service.id for service in site.services.values() for alias in service.aliases}
