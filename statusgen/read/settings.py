"""Settings and people, from their shapes to the model."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain
from pathlib import Path
from urllib.parse import urlsplit

from statusgen.bundled import CATALOGUES, bundled
from statusgen.model.people import Contact, Defaults, QuietHours, Subscriber, Team, Want
from statusgen.model.secret import Secret
from statusgen.model.service import EVERYONE
from statusgen.model.site import (
    Appearance,
    AudienceSetting,
    Group,
    History,
    Lint,
    Mail,
    Notify,
    Repository,
    Rule,
    Settings,
    Uptime,
)
from statusgen.problems import Problem, Span
from statusgen.read.document import Document
from statusgen.read.fields import nearest
from statusgen.read.names import Names
from statusgen.read.schema import (
    AudienceShape,
    DefaultsShape,
    LintShape,
    MailShape,
    QuietShape,
    RuleShape,
    SiteShape,
    SourceShape,
    SubscriberShape,
    TeamShape,
    WantShape,
)
from statusgen.read.translations import translations


def settings_from(shape: SiteShape) -> Settings:
    plain = Settings()
    language = shape.languages[0] if shape.languages and "language" not in shape.model_fields_set else shape.language
    return Settings(
        name=shape.name,
        url=shape.url,
        timezone=shape.timezone,
        language=language,
        languages=tuple(dict.fromkeys((language, *shape.languages))),
        theme=shape.theme,
        look=Appearance(shape.look.accent or "", None, shape.look.font or "", shape.look.density),
        tag=shape.tag,
        index=shape.index,
        source_url=shape.source_url or "",
        groups=tuple(Group(one.id, one.name, one.collapsed, translations(one)) for one in shape.groups),
        audiences=tuple(_audience(id_, one) for id_, one in shape.audiences.items()),
        private_pages=shape.private_pages,
        sources=tuple(_source(one) for one in shape.sources),
        promise=shape.updates.promise if shape.updates else None,
        uptime=Uptime(shape.uptime.days, shape.uptime.weights or plain.uptime.weights),
        history=History(shape.history.recent_days, shape.history.feed_entries),
        rules=tuple(_rule(rule) for rule in shape.rules),
        mail=_mail(shape.mail),
        notify=Notify(shape.notify.max_age or plain.notify.max_age, shape.notify.max_deliveries),
        lint=_lint(shape.lint),
        translations=translations(shape),
    )


def _audience(id_: str, shape: AudienceShape) -> AudienceSetting:
    return AudienceSetting(id_, shape.name, tuple(shape.members), tuple(shape.groups or (id_,)), shape.listed)


def _source(shape: SourceShape) -> Repository:
    readers = EVERYONE if EVERYONE[0] in shape.readers else tuple(dict.fromkeys(shape.readers))
    return Repository(shape.path, readers, shape.source_url or "")


def _lint(shape: LintShape) -> Lint:
    return Lint(
        off=tuple(shape.off),
        jargon=shape.jargon,
        known=tuple(shape.known),
        hosts=tuple(shape.hosts),
        tickets=tuple(shape.tickets),
        length=shape.length,
        days=shape.days,
    )


def _mail(shape: MailShape) -> Mail:
    return Mail(shape.sender, shape.reply_to, shape.bounce, shape.list_id, shape.preferences)


def _rule(shape: RuleShape) -> Rule:
    when = shape.when
    return Rule(tuple(shape.add), when.severity, tuple(when.services), when.labels)


def team_from(name: str, shape: TeamShape, span: Span) -> Team:
    return Team(name, shape.name, tuple(shape.members), _defaults(shape.defaults), span)


def subscriber_from(name: str, shape: SubscriberShape, span: Span) -> Subscriber:
    return Subscriber(
        id=name,
        name=shape.name,
        contacts=tuple(_contact(contact) for contact in shape.contacts),
        kind=shape.kind,
        is_list=shape.list,
        members=tuple(shape.members),
        timezone=shape.timezone or "",
        language=shape.language or "",
        wants=tuple(_want(want) for want in shape.wants),
        quiet_hours=_quiet(shape.quiet_hours),
        digest=shape.digest,
        mute_until=shape.mute_until,
        follows=tuple(shape.follows),
        ignores=tuple(shape.ignores),
        own_updates=shape.own_updates,
        link=shape.link,
        span=span,
    )


def _contact(contact: Mapping[str, str]) -> Contact:
    ((channel, address),) = contact.items()
    return Contact(channel, Secret(address))


def _want(shape: WantShape) -> Want:
    return Want(tuple(shape.services), shape.severity, tuple(shape.events), shape.labels, shape.via)


def _quiet(shape: QuietShape | None) -> QuietHours | None:
    return QuietHours(shape.start, shape.end, shape.exception) if shape else None


def _defaults(shape: DefaultsShape) -> Defaults:
    return Defaults(shape.severity, tuple(_want(want) for want in shape.wants), _quiet(shape.quiet_hours), shape.digest)


def checked_settings(settings: Settings, document: Document, names: Names) -> Settings:
    """The settings with only such references as exist."""
    audiences = tuple(
        replace(one, members=names.members(document, one.members, ("audiences", one.id, "members")))
        for one in settings.audiences
    )
    rules = (
        replace(
            rule,
            add=names.members(document, rule.add, ("rules", index, "add")),
            services=names.selected(document, rule.services, ("rules", index, "when", "services")),
        )
        for index, rule in enumerate(settings.rules)
    )
    for index, source in enumerate(settings.sources):
        names.audience(document, source.readers, ("sources", index, "readers"))
    # A rule of whose services none is left is for none: without any it would be for all.
    kept = (rule for rule, was in zip(rules, settings.rules, strict=True) if rule.services or not was.services)
    return replace(settings, audiences=audiences, rules=tuple(kept))


# Names that only we use, and hosts that nobody has (RFC 2606, 6761): a site that stands there is not in use yet.
_NO_OWN_TAG = frozenset({Settings().tag, "our-status"})
_NO_REAL_HOST = re.compile(r"(?:.*\.)?(?:example(?:\.(?:com|net|org))?|test|invalid|localhost)\.?|127\..*|::1")


def tag_problems(settings: Settings, document: Document) -> Iterator[Problem]:
    """A site in use whose feeds have the ids of any other site without a tag of its own."""
    host = urlsplit(settings.url).hostname or ""
    if settings.tag in _NO_OWN_TAG and not _NO_REAL_HOST.fullmatch(host):
        place = ("tag",) if document.mapping.get("tag") else ("url",)
        hint = "add `tag:` with a name that no other site has, before anybody reads its feeds"
        yield document.problem("shared-tag", f"the site has no `tag` of its own, but `{settings.tag}`", place, hint)


def audience_problems(settings: Settings, document: Document) -> Iterator[Problem]:
    """`everyone` is there already, and not to be given another meaning."""
    if any(one.id in EVERYONE for one in settings.audiences):
        hint = "give the audience another name"
        loc = ("audiences", EVERYONE[0])
        yield document.problem("bad-id", f"`{EVERYONE[0]}` stands for all readers already", loc, hint, key=True)


def theme_problems(root: Path, settings: Settings, document: Document) -> Iterator[Problem]:
    """A theme that is neither the site's own nor the program's, and languages for which neither has words."""
    shelves = [shelf for shelf in (root / "themes", bundled("themes")) if shelf.is_dir()]
    try:
        known = {entry.name for shelf in shelves for entry in shelf.iterdir() if entry.is_dir()}
    except OSError as error:
        yield Problem(Span("themes"), "unreadable-file", f"cannot be listed: {error.strerror or error}")
        return
    yield from _language_problems(shelves, settings, document)
    if settings.theme not in known:
        message = f"there is no theme `{settings.theme}`"
        yield document.problem("unknown-theme", message, ("theme",), nearest(settings.theme, known))


def _language_problems(shelves: list[Path], settings: Settings, document: Document) -> Iterator[Problem]:
    """Languages for which neither the program nor any theme here has a catalogue."""
    catalogues = chain(CATALOGUES.glob("*.toml"), *(shelf.glob("*/words/*.toml") for shelf in shelves))
    known = {path.stem for path in catalogues}
    listed = ("languages",) if document.mapping.get("languages") else ("language",)
    for language in settings.languages:
        if not {language, language.partition("-")[0].lower()} & known:
            message = f"nobody has words for the interface in `{language}`: headings and buttons are English there"
            hint = f"there are {', '.join(sorted(known))}; a theme brings others in words/{language}.toml"
            yield document.problem("no-words", message, listed, hint)
