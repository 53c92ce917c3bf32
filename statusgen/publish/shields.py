"""Badges for programs that draw them themselves: shields.io's endpoint format, schema version 1."""

import json
from collections.abc import Iterator

from statusgen.publish.artefact import Artefact, of_bytes
from statusgen.publish.views.badge import badges
from statusgen.publish.views.banner import Look
from statusgen.publish.views.scene import Scene

_COLOURS = {
    Look.NONE: "brightgreen",
    Look.MAINTENANCE: "blue",
    Look.MINOR: "yellow",
    Look.MAJOR: "orange",
    Look.CRITICAL: "red",
    Look.UNKNOWN: "lightgrey",
}


def shields(scene: Scene) -> Iterator[Artefact]:
    """`badge.json` beside every `badge.svg`, saying the same."""
    for badge in badges(scene):
        document = {
            "schemaVersion": 1,
            "label": badge.name,
            "message": scene.words.message(badge.state),
            "color": _COLOURS[badge.look],
        }
        content = json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n"
        yield of_bytes(badge.path.removesuffix("svg") + "json", content)
