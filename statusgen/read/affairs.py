"""Services, incidents, maintenances and announcements, from their shapes to the model, with references resolved."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from statusgen.model.access import all_may_see
from statusgen.model.course import effects_at, is_open
from statusgen.model.course import said as said_by
from statusgen.model.incident import Incident, Phase, Update
from statusgen.model.maintenance import Announcement, Maintenance
from statusgen.model.service import EVERYONE, Audience, Service
from statusgen.problems import Problem
from statusgen.read import yaml
from statusgen.read.document import Document
from statusgen.read.names import AFFAIRS, Names
from statusgen.read.schema import (
    AffairShape,
    AnnouncementShape,
    IncidentShape,
    MaintenanceShape,
    MaintenanceUpdateShape,
    ServiceShape,
    Shape,
    UpdateShape,
)
from statusgen.read.series import move_problems, saying_problem, time_problems
from statusgen.read.translations import translations

# Clocks of two machines differ; a quarter of an hour is a typing mistake.
SLACK = timedelta(minutes=10)
SILENCE = timedelta(days=1)

Told = tuple[Document, str, UpdateShape | MaintenanceUpdateShape]  # an update's file, its id, and what it says


@dataclass(slots=True)
class Said:
    """What was said of one affair. `refused` are the ids of updates that cannot be used, `left_out` the files of
    corrections that go with what they correct: by itself a correction would be told as news, and again later.
    """

    told: list[Told] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    left_out: list[str] = field(default_factory=list)

    def kept(self, told: list[Told], names: Names) -> list[Told]:
        """In order of (at, id), without corrections of what was refused, or was not said before."""
        found: dict[str, Told] = {}
        for document, name, shape in sorted(told, key=lambda one: (one[2].at, one[1])):
            if shape.corrects is None or shape.corrects in found:
                found[name] = (document, name, shape)
                continue
            if shape.corrects in self.refused:
                self.left_out.append(document.source.path)
            else:
                message = f"there is no earlier update `{shape.corrects}` here"
                names.problems.append(document.problem("unknown-update", message, ("corrects",)))
            self.refused.add(name)
        return list(found.values())


def service_from(name: str, shape: ServiceShape, document: Document, around: Audience) -> Service:
    """Its references are still as written: services name each other. `around`: whom it is for if it does not say."""
    return Service(
        id=name,
        name=shape.name,
        description=document.body.strip() or shape.description,
        group=shape.group,
        owner=shape.owner,
        depends_on=tuple(shape.depends_on),
        audience=tuple(shape.audience) if "audience" in shape.model_fields_set else around,
        aliases=tuple(shape.aliases),
        since=shape.since,
        retired=shape.retired,
        showcase_uptime=shape.showcase_uptime,
        links=shape.links,
        translations=translations(shape, document.bodies, "description"),
        span=document.mapping.span,
    )


def resolved_service(service: Service, document: Document, names: Names) -> Service:
    """The service with only such references as exist, and as its readers may see."""
    audience = names.readers_of(document, service.audience)
    return replace(
        service,
        group=names.group(document, service.group, ("group",)) if service.group else None,
        owner=names.member(document, service.owner, ("owner",)) if service.owner else None,
        depends_on=names.each_service(document, service.depends_on, ("depends_on",), audience),
        audience=audience,
    )


def incident_from(name: str, shape: IncidentShape, document: Document, said: Said, names: Names) -> Incident | None:
    """None if nothing says when it began."""
    audience = names.readers_of(document, shape.audience)
    updates = _updates(said.kept(said.told, names), audience, names)
    # A narrower update must not tell everyone when it all began.
    started = shape.started or min((one.at for one in updates if one.audience == audience), default=None)
    if started is None:
        hint = "add `started:`, or a first update"
        names.problems.append(document.problem("missing-field", "nothing says when this began", (), hint))
        return None
    return Incident(
        id=name,
        title=shape.title,
        started=started,
        summary=shape.summary,
        severity=shape.severity,
        effects=names.effects(document, shape.services, audience),
        owner=_owner(document, shape, names),
        audience=audience,
        stakeholders=names.members(document, shape.stakeholders, ("stakeholders",)),
        links=shape.links,
        labels=shape.labels,
        drill=shape.drill,
        public_of=shape.public_of,
        public=shape.public,
        updates=updates,
        translations=translations(shape),
        span=document.mapping.span,
    )


def maintenance_from(
    name: str, shape: MaintenanceShape, document: Document, said: Said, names: Names
) -> Maintenance | None:
    """None if its times make no sense. Updates that name no or the wrong occurrence are left out."""
    if problems := list(time_problems(shape, document, names)):
        names.problems.extend(problems)
        return None
    audience = names.readers_of(document, shape.audience)
    clear = [one for one in said.told if _is_clear(one, shape, names)]
    said.refused.update({name for _, name, _ in said.told} - {name for _, name, _ in clear})
    clear = said.kept(clear, names)
    maintenance = Maintenance(
        id=name,
        title=shape.title,
        starts=shape.starts,
        ends=shape.ends,
        summary=shape.summary,
        effects=names.effects(document, shape.services, audience),
        owner=_owner(document, shape, names),
        audience=audience,
        stakeholders=names.members(document, shape.stakeholders, ("stakeholders",)),
        links=shape.links,
        labels=shape.labels,
        reminders=tuple(shape.reminders),
        repeats=shape.repeats,
        drill=shape.drill,
        updates=_updates(clear, audience, names),
        translations=translations(shape),
        span=document.mapping.span,
    )
    documents = {name: said_in for said_in, name, _ in clear}
    names.problems.extend(move_problems(maintenance, documents, names.settings.zone))
    return maintenance


def _is_clear(told: Told, shape: MaintenanceShape, names: Names) -> bool:
    document, _, update = told
    problem = saying_problem(document, update, shape, names) if isinstance(update, MaintenanceUpdateShape) else None
    names.problems.extend(filter(None, [problem]))
    return problem is None


def announcement_from(name: str, shape: AnnouncementShape, document: Document, names: Names) -> Announcement:
    audience = names.readers_of(document, shape.audience)
    if shape.until and shape.until <= shape.at:
        names.problems.append(document.problem("ends-before-start", "`until` is not after `at`", ("until",)))
    return Announcement(
        id=name,
        title=shape.title,
        at=shape.at,
        text=document.body.strip(),
        until=shape.until,
        services=names.each_service(document, shape.services, ("services",), audience),
        audience=audience,
        notify=shape.notify,
        by=shape.by,
        translations=translations(shape, document.bodies),
        span=document.mapping.span,
    )


def _owner(document: Document, shape: AffairShape, names: Names) -> str | None:
    return names.member(document, shape.owner, ("owner",)) if shape.owner else None


def _updates(told: list[Told], audience: Audience, names: Names) -> tuple[Update, ...]:
    updates = tuple(_update(document, name, shape, audience, names) for document, name, shape in told)
    readers = {update.id: update.audience for update in updates}
    for update, (document, _, _) in zip(updates, told, strict=True):
        names.problems.extend(_unseen(update, document, audience, readers))
    return updates


def _unseen(update: Update, document: Document, around: Audience, readers: Mapping[str, Audience]) -> Iterator[Problem]:
    """Where some for whom an update is may not see what it belongs to, or what it corrects: it would be hidden."""
    if not all_may_see(update.audience, around):
        message, hint = "not everyone whom this is for may see what it belongs to", "an update can only be narrower"
        yield document.problem("audience-leak", message, ("audience",), hint)
    elif not all_may_see(update.audience, allowed := readers.get(update.corrects or "", EVERYONE)):
        message = f"not everyone who reads this may see the update `{update.corrects}`"
        hint = f"write `audience: [{', '.join(allowed)}]`, as there"
        yield document.problem("audience-leak", message, ("corrects",), hint)


def _update(
    document: Document, name: str, shape: UpdateShape | MaintenanceUpdateShape, around: Audience, names: Names
) -> Update:
    audience = names.readers_of(document, shape.audience) if shape.audience else around
    planned = shape if isinstance(shape, MaintenanceUpdateShape) else None
    return Update(
        id=name,
        at=shape.at,
        text=document.body.strip(),
        phase=shape.phase,
        effects=names.effects(document, shape.services, audience),
        impact=shape.impact,
        action=shape.action,
        next_update=shape.next_update,
        notify=shape.corrects is None if shape.notify is None else shape.notify,
        by=shape.by,
        corrects=shape.corrects,
        audience=audience,
        occurrence=planned.occurrence if planned else None,
        starts=planned.starts if planned else None,
        ends=planned.ends if planned else None,
        translations=translations(shape, document.bodies),
        span=document.mapping.span,
    )


def incident_problems(incident: Incident, document: Document, told: list[Told], now: datetime) -> Iterator[Problem]:
    """What is odd about the times, the services and the silence of an incident."""
    if incident.started > now + SLACK:
        yield document.problem("future-time", "`started` lies in the future", ("started",))
    for said_in, _, shape in told:
        if shape.at < incident.started:
            message = f"this is before the incident started ({incident.started:%Y-%m-%dT%H:%MZ})"
            yield said_in.problem("before-start", message, ("at",), "correct `at`, or set `started:` in incident.yaml")
    yield from _at_once(told)
    if not any(yaml.to_plain(one.mapping.get("services")) for one in (document, *(said_in for said_in, _, _ in told))):
        yield document.problem("no-services", "no service is named", (), "add `services: {<id>: <effect>}`")
    if left := worst_left(incident, now):
        message = f"resolved, but {left} is left with an effect that will never end"
        yield document.problem("lasting-effect", message, (), f"say `services: {{{left}: operational}}` in an update")
    last = max((update.at for update in said_by(incident.updates, now)), default=incident.started)
    if is_open(incident, now) and now - last > SILENCE:
        message = f"still open, and nothing was said since {last:%Y-%m-%dT%H:%MZ}"
        yield document.problem("silent-incident", message, (), "add an update, or resolve it")


def _at_once(told: list[Told]) -> Iterator[Problem]:
    """Updates at the very time of another, in another phase: in the order of their names, one undoes the other."""
    seen: dict[datetime, tuple[str, Phase | None]] = {}
    for said_in, name, shape in sorted(told, key=lambda one: one[1]):
        first, phase = seen.setdefault(shape.at, (name, shape.phase))
        if not shape.corrects and shape.phase and phase and shape.phase is not phase:
            message = f"this has the time of `{first}`, and counts as said after it because of its name"
            yield said_in.problem(
                "same-time", message, ("at",), "give the later one a later `at`, by a minute or a second"
            )


def announcing_problems(work: Maintenance, document: Document, now: datetime) -> Iterator[Problem]:
    """Planned work of which nothing was said. What repeats is no news, and a drill is in no feed."""
    if work.starts > now and not (work.repeats or work.drill):
        hint = f"add {work.id}/{now:%Y%m%dT%H%MZ}-scheduled.md with `phase: scheduled` and `at:`"
        yield document.problem("unannounced-maintenance", "nothing says when this work was announced", (), hint)


def worst_left(incident: Incident, now: datetime) -> str | None:
    """The service that a resolved incident leaves worst off, if any."""
    left = {} if is_open(incident, now) else effects_at(incident, now)
    return max(left, key=lambda service: left[service].rank, default=None)


def tie_problems(stub: Incident, document: Document, names: Names, known: Mapping[str, Incident]) -> Iterator[Problem]:
    """What `public_of` ties together: something for everyone, and the restricted incident behind it."""
    name, loc = stub.public_of or "", ("public_of",)
    if name in names.unread or AFFAIRS[0] in names.unread:
        return
    if name not in known and names.may_be_missing():
        return
    if name not in known:
        near = [one.id for one in known.values() if names.may_hint(one.audience)]
        hint = names.nearest(document, "bad-public-of", name, near) or "name the restricted incident behind this one"
        yield document.problem("bad-public-of", f"there is no incident `{name}`", loc, hint)
    elif stub.audience != EVERYONE:
        message, hint = "not everyone may read this incident", "remove it: the one for everyone names this one"
        yield document.problem("bad-public-of", message, loc, hint)
    elif known[name].audience == EVERYONE:
        message, hint = (
            f"the incident `{name}` is for everyone itself",
            "link to it under `links:`, if it helps readers",
        )
        yield document.problem("bad-public-of", message, loc, hint)
    elif not all_may_see(names.repository_readers(document), known[name].audience):
        message = f"not everyone who can read this repository may know of `{name}`"
        hint = "leave it out, and write `public:` with the id of this one in the other: only its readers see that"
        yield document.problem("wrong-source", message, loc, hint)


def front_problems(
    incident: Incident, document: Document, names: Names, known: Mapping[str, Incident]
) -> Iterator[Problem]:
    """The same tie from the other side: `public` in a restricted incident names one for everyone."""
    name, loc = incident.public or "", ("public",)
    if name in names.unread or AFFAIRS[0] in names.unread:
        return
    if incident.audience == EVERYONE:
        message, hint = "everyone may read this incident itself", "`public_of` names a restricted one behind it"
        yield document.problem("bad-public-of", message, loc, hint)
    elif name not in known:
        if not names.may_be_missing(EVERYONE):
            near = [one.id for one in known.values() if one.audience == EVERYONE]
            hint = names.nearest(document, "bad-public-of", name, near) or "name the incident that everyone may read"
            yield document.problem("bad-public-of", f"there is no incident `{name}`", loc, hint)
    elif known[name].audience != EVERYONE:
        message, hint = f"not everyone may read the incident `{name}`", "name one that everyone may read"
        yield document.problem("bad-public-of", message, loc, hint)


def check_references(document: Document, shape: Shape, names: Names) -> None:
    """Looks up what a shape names, for the problems alone: its file has other mistakes and is left out."""
    named = getattr(shape, "audience", None)
    audience = names.readers_of(document, named) if named else ()
    services = getattr(shape, "services", None)
    if isinstance(services, dict):
        names.effects(document, services, audience)
    if owner := getattr(shape, "owner", None):
        names.member(document, owner, ("owner",))
    if group := getattr(shape, "group", None):
        names.group(document, group, ("group",))
    names.members(document, getattr(shape, "stakeholders", ()), ("stakeholders",))


def retirement_problems(
    affair: Incident | Maintenance, began: datetime, document: Document, names: Names
) -> Iterator[Problem]:
    """Effects of something that began after the service was retired."""
    for name in affair.effects:
        retired = names.services[name].retired
        if retired and began.date() >= retired:
            message = f"the service `{name}` is retired since {retired}"
            yield document.problem("retired-service", message, ("services", name), key=True)


def is_too_new(shape: UpdateShape | MaintenanceUpdateShape, now: datetime) -> bool:
    """An update from the future: a typing mistake, which would be told at once and never go away."""
    return shape.at > now + SLACK
