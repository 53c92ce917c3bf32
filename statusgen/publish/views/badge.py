"""Badges: a state in one line, for other people's pages and readmes."""

from collections.abc import Iterator
from dataclasses import dataclass

from statusgen.model.service import Effect, Service
from statusgen.publish.views.banner import Look, banner
from statusgen.publish.views.paths import PAGE_BADGE, service_badge
from statusgen.publish.views.scene import Scene
from statusgen.publish.xmltext import fit
from statusgen.render.words import Message

# Tenths of a pixel that a character takes at 11 px in a sans-serif of the wide kind (Verdana, DejaVu Sans), so that
# most fonts fit. Every other character counts as _USUAL, those of scripts as broad as they are high as _BROAD.
_WIDTHS = {
    **dict.fromkeys("'|ijl", 31), **dict.fromkeys(" ,.:;!I()[]ft/\\", 43), **dict.fromkeys("-rJ`*", 50),
    **dict.fromkeys('?"cksvxyz{}', 58), **dict.fromkeys("CDGHMNOQRU&", 84), **dict.fromkeys("mW%@", 110),
    **dict.fromkeys("w+<>=~#^", 91),
}  # fmt: skip
_USUAL, _BROAD, _NOTHING = 71, 113, 0
_PADDING = 60  # on either side of the text
_LONGEST = 40  # characters; longer names end in an ellipsis, and stand whole in the title


@dataclass(frozen=True, slots=True)
class Text:
    """What stands on one half of a badge, and how many pixels that half is wide."""

    text: str
    width: int


@dataclass(frozen=True, slots=True)
class BadgeView:
    """Template `badge.svg`. `name` and `state` are whole, for those who cannot see it; `left` and `right` are shown."""

    look: Look
    name: str
    state: str
    left: Text
    right: Text


@dataclass(frozen=True, slots=True)
class Badge:
    """What a badge says, of the page or of one service, and where it lies; its state is a word of the catalogue."""

    path: str
    name: str
    look: Look
    state: Message


_LOOKS = {
    Effect.OPERATIONAL: Look.NONE,
    Effect.UNDER_MAINTENANCE: Look.MAINTENANCE,
    Effect.DEGRADED_PERFORMANCE: Look.MINOR,
    Effect.PARTIAL_OUTAGE: Look.MAJOR,
    Effect.MAJOR_OUTAGE: Look.CRITICAL,
}


def badges(scene: Scene) -> Iterator[Badge]:
    """That of the page, never better than its banner, and one a service. A retired one keeps its: others link to it."""
    yield Badge(PAGE_BADGE, scene.site.settings.name, banner(scene).look, _of_page(scene))
    for service in scene.site.services.values():
        yield _of_service(scene, service)


def _of_page(scene: Scene) -> Message:
    """What the banner says of the worst service, unless incidents are graver than that."""
    look = banner(scene).look
    effects = [state.effect for state in scene.status.services.values()]
    worst = max(effects, key=lambda effect: effect.rank, default=Effect.OPERATIONAL)
    is_said = worst is not Effect.OPERATIONAL and _LOOKS[worst] is look
    return Message(f"effect.{worst}" if is_said else f"badge.{look}")


def _of_service(scene: Scene, service: Service) -> Badge:
    path = service_badge(service.id)
    if service.id not in scene.status.services:
        return Badge(path, service.name, Look.UNKNOWN, Message("badge.retired"))
    effect = scene.effect(service.id)
    return Badge(path, service.name, _LOOKS[effect], Message(f"effect.{effect}"))


def badge_view(badge: Badge, state: str) -> BadgeView:
    """`state` is the badge's in the page's language."""
    name = fit(badge.name)
    return BadgeView(badge.look, name, state, _text(name), _text(state))


def _text(text: str) -> Text:
    shown = text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"
    return Text(shown, (sum(map(_width, shown)) + 2 * _PADDING + 9) // 10)


def _width(character: str) -> int:
    code = ord(character)
    if 0x300 <= code < 0x370 or 0x200B <= code < 0x2010 or 0xFE00 <= code < 0xFE10:  # marks, joiners, variants
        return _NOTHING
    return _WIDTHS.get(character, _USUAL if code < 0x2E80 else _BROAD)
