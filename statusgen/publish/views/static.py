"""Pages that explain: how to subscribe, how to read the site, and the one for what is not there."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from statusgen.model.service import Effect
from statusgen.publish.views.frame import Feed, feeds_in
from statusgen.publish.views.maintenance import ahead_cards, running_cards
from statusgen.publish.views.parts import Reference
from statusgen.publish.views.paths import PAGE_BADGE, group_path, incident_path, service_path, team_path
from statusgen.publish.views.scene import Scene

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)


@dataclass(frozen=True, slots=True)
class FeedSet:
    """The feeds of one service, group or team, or of one thing that goes on."""

    of: Reference
    feeds: tuple[Feed, ...]


@dataclass(frozen=True, slots=True)
class ProgramFile:
    """A file that programs read; `name` is the last part of its key in the catalogue."""

    name: str
    path: str
    media_type: str = "application/json"


PROGRAM_FILES = (
    ProgramFile("statuspage", "api/v2/summary.json"),
    ProgramFile("history", "api/history/index.json"),
    ProgramFile("metrics", "metrics", "text/plain"),
    ProgramFile("badge_svg", PAGE_BADGE, "image/svg+xml"),
    ProgramFile("badge", "badge.json"),
)


@dataclass(frozen=True, slots=True)
class SubscribeView:
    """Template `subscribe.html`. `url` is the site's, absolute: feed readers and programs want whole addresses.

    `webcal` is the same address as calendars are asked by it to subscribe to what lies there. `contact` is an address
    of mail, or empty. `going_on` is what is open, runs or comes.
    """

    url: str
    webcal: str
    contact: str
    feeds: tuple[Feed, ...]
    going_on: tuple[FeedSet, ...]
    groups: tuple[FeedSet, ...]
    teams: tuple[FeedSet, ...]
    services: tuple[FeedSet, ...]
    programs: tuple[ProgramFile, ...]


@dataclass(frozen=True, slots=True)
class AboutView:
    """Template `about.html`. `weights` are percent of each second that counts as down; other effects count nothing."""

    uptime_days: int
    timezone: str
    weights: tuple[tuple[Effect, str], ...]
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class NotFoundView:
    """Template `404.html`. It says nothing of what might be there."""


@dataclass(frozen=True, slots=True)
class ManifestView:
    """Template `site.webmanifest` (W3C Web Application Manifest): how the page stands on a phone's home screen."""


def subscribe_view(scene: Scene) -> SubscribeView:
    groups = (Reference(group.name, group_path(group.id)) for group in scene.site.settings.groups)
    teams = (Reference(team.name, team_path(team.id)) for team in scene.site.people.teams.values())
    services = (
        Reference(service.name, service_path(service.id))
        for service in scene.site.services.values()
        if service.id in scene.status.services
    )
    return SubscribeView(
        url=scene.site.settings.url,
        webcal=f"webcal:{scene.site.settings.url.partition(':')[2]}",
        contact=_contact(scene.site.settings.mail.reply_to),
        feeds=feeds_in(scene, ""),
        going_on=_feed_sets(scene, _going_on(scene)),
        groups=_feed_sets(scene, groups),
        teams=_feed_sets(scene, teams),
        services=_feed_sets(scene, services),
        programs=PROGRAM_FILES,
    )


def _contact(reply_to: str) -> str:
    """Nothing that would make a link of mail do more than address one."""
    return reply_to if _ADDRESS.fullmatch(reply_to) else ""


def _going_on(scene: Scene) -> Iterator[Reference]:
    """Open incidents, then maintenance that runs or comes; drills have no feeds."""
    yield from (Reference(one.title, incident_path(one.id)) for one in scene.status.incidents)
    for card in (*running_cards(scene), *ahead_cards(scene)):
        yield Reference(card.title, card.path)


def _feed_sets(scene: Scene, things: Iterable[Reference]) -> tuple[FeedSet, ...]:
    """Of those that have feeds, each once."""
    found = (FeedSet(of, feeds_in(scene, of.path.removesuffix("index.html"))) for of in dict.fromkeys(things))
    return tuple(one for one in found if one.feeds)


def about_view(scene: Scene) -> AboutView:
    settings = scene.site.settings
    weights = sorted(settings.uptime.weights.items(), key=lambda item: -item[0].rank)
    return AboutView(
        uptime_days=settings.uptime.days,
        timezone=settings.timezone,
        weights=tuple((effect, f"{weight * 100:g}") for effect, weight in weights),
        effects=tuple(Effect),
    )
