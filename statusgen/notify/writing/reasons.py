"""Why someone gets a message, and how they can get less or more, as sentences."""

from collections.abc import Callable

from statusgen.model.incident import Severity
from statusgen.model.people import People
from statusgen.model.site import Site
from statusgen.notify.news import Kind
from statusgen.notify.notification import Because, Reason
from statusgen.notify.writing.occasion import Occasion
from statusgen.render.words import Words

_WITH_SERVICES = {Because.WANTS, Because.TEAM_WANTS}


def why_of(occasion: Occasion) -> str:
    """In the reader's language, with names."""
    reader, words = occasion.notification.subscriber, occasion.voice.words
    if reader.is_list:
        return words.say("mail.because.list", who=reader.name)
    site, people = occasion.matter.site, occasion.people
    return sentence(occasion.kind, occasion.notification.reason, words, lambda id_: named(id_, site, people, words))


def sentence(kind: Kind, reason: Reason, words: Words, name: Callable[[str], str]) -> str:
    """Why; `name` says what teams and services are called."""
    if kind in {Kind.SUMMARY, Kind.REMOVED}:
        return words.say(f"mail.because.{kind}")
    who, services = name(reason.who), asked_for(reason, words, name)
    if reason.code is Because.RULE and who:
        return words.say("mail.because.rule_team", who=who)
    if reason.code in _WITH_SERVICES and services:
        return words.say(f"mail.because.{reason.code}_services", who=who, services=services)
    return words.say(f"mail.because.{reason.code}", who=who)


def asked_for(reason: Reason, words: Words, name: Callable[[str], str]) -> str:
    """What the want was for: `Checkout that is major or worse, with region: eu`; empty where that is not said."""
    what = words.series([name(one) for one in reason.services])
    if what and reason.least is not Severity.NONE:
        what = words.say(f"mail.narrowed.{reason.least}", what=what)
    if what and reason.labels:
        labels = words.series([f"{label}: {value}" for label, value in reason.labels])
        what = words.say("mail.narrowed.labels", what=what, labels=labels)
    return what


def named(id_: str, site: Site, people: People, words: Words) -> str:
    """What people call a team, a service or a group of services; of `site` only what is in it has a name."""
    if id_ == "all":
        return words.say("mail.everything")
    if id_.startswith("group:"):
        return words.say("mail.group", name=_group(id_.removeprefix("group:"), site))
    team = id_.removeprefix("team:")
    if id_ in site.services:
        return site.services[id_].name
    return people.teams[team].name if team in people.teams else id_


def _group(id_: str, site: Site) -> str:
    return next((group.name for group in site.settings.groups if group.id == id_), id_)


def change_of(occasion: Occasion) -> str:
    """No address of anybody is in it but the site's own: many people get the same bytes."""
    settings, words = occasion.matter.site.settings, occasion.voice.words
    if occasion.notification.subscriber.is_list:
        return words.say("mail.change.list")
    if settings.mail.reply_to:
        return words.say("mail.change.write", address=settings.mail.reply_to)
    return words.say("mail.change.ask")
