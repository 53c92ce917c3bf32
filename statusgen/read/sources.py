"""Which commit has what was said: each update with a link to it, as far as git knows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from statusgen.model.incident import Incident, Source, Update
from statusgen.model.maintenance import Maintenance
from statusgen.model.site import Site
from statusgen.read.git import last_changes, prefix

Affair = TypeVar("Affair", Incident, Maintenance)

_FOLDERS = ("content/incidents", "content/maintenance")


def with_sources(site: Site, root: Path) -> Site:
    """The site as it is where `source_url` is not set, or there is no git that knows anything."""
    if not site.settings.source_url:
        return site
    links = _Links(site.settings.source_url, prefix(root), last_changes(root, *_FOLDERS))
    return replace(site, incidents=links.linked(site.incidents), maintenances=links.linked(site.maintenances))


@dataclass(frozen=True, slots=True)
class _Links:
    """`changes`: see last_changes; `prefix` leads from the repository's top to the site."""

    pattern: str
    prefix: str
    changes: Mapping[str, tuple[str, datetime]]

    def linked(self, affairs: Iterable[Affair]) -> tuple[Affair, ...]:
        return tuple(replace(one, updates=tuple(map(self.update, one.updates))) for one in affairs)

    def update(self, update: Update) -> Update:
        path = update.span.path
        if path not in self.changes:
            return update
        commit, at = self.changes[path]
        href = self.pattern.replace("{path}", quote(self.prefix + path)).replace("{commit}", commit)
        return replace(update, source=Source(href, at))
