"""Records as JSON: the same bytes wherever and whenever they are made."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

from statusgen.model.incident import Phase
from statusgen.publish.api.records import Body, Prose
from statusgen.publish.threads import Post
from statusgen.render import markup
from statusgen.render.words import Words

# So a document does no harm where somebody puts it into a page; these stand inside strings only.
_HARMFUL = {character: f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}
_ENTITY = re.compile(r"&#?\w+;?")


@dataclass(frozen=True, slots=True)
class Manner:
    """How a site writes: its words, and the zone of its times."""

    words: Words
    zone: ZoneInfo

    def document(self, value: object) -> bytes:
        return dump(self.plain(value))

    def plain(self, value: object) -> Any:  # the value of a JSON document has no narrower type
        """Records as mappings in the order of their fields, and everything in them as JSON has it."""
        if isinstance(value, Body | Prose):
            return readable(markup.plain(value.markdown) if isinstance(value, Prose) else self._said(value))
        if is_dataclass(value):
            return {field.name: self.plain(getattr(value, field.name)) for field in fields(value)}
        if isinstance(value, Mapping):
            return {key: self.plain(one) for key, one in value.items()}
        if isinstance(value, tuple):
            return [self.plain(one) for one in value]
        return self._leaf(value)

    def _leaf(self, value: object) -> object:
        if isinstance(value, datetime):
            return moment(value, self.zone)
        return value.isoformat() if isinstance(value, date) else value

    def _said(self, body: Body) -> str:
        """As in feeds: the text, what it means, what to do, when more will be said. Never nothing."""
        parts = [*self._parts(body.post)]
        if body.heading or not parts:
            parts.insert(0, self.words.say(f"phase.{body.post.phase or Phase.INVESTIGATING}"))
        return "\n\n".join(parts)

    def _parts(self, post: Post) -> Iterator[str]:
        say = self.words.say
        if text := markup.plain(post.text):
            yield text
        if post.impact:
            yield say("entry.fact", name=say("incident.impact"), text=post.impact)
        if post.action:
            yield say("entry.fact", name=say("incident.action"), text=post.action)
        if post.due:
            yield say("entry.next", time=self.words.moment(post.due, self.zone))


def readable(text: str) -> str:
    """Plain text that is the same text as HTML: Statuspage's own bodies are HTML, and many programs show them so."""
    return _ENTITY.sub(_literal, text).replace("<", "&lt;")


def _literal(found: re.Match[str]) -> str:
    """`R&D` is what it is; what HTML takes for a character is escaped."""
    return found[0] if unescape(found[0]) == found[0] else f"&amp;{found[0][1:]}"


def moment(at: datetime, zone: ZoneInfo) -> str:
    """`2026-11-21T15:04:05.000+01:00`, and `Z` in UTC: milliseconds and the page's zone, as Statuspage writes them."""
    local = at.astimezone(zone)
    text = local.isoformat(timespec="milliseconds")
    return text.removesuffix("+00:00") + "Z" if local.tzname() == "UTC" else text


def instant(at: datetime) -> str:
    """`2026-11-21T14:04:05Z`."""
    return at.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"


def dump(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character, escape in _HARMFUL.items():
        text = text.replace(character, escape)
    return text.encode()
