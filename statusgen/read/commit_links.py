"""Which commit has what was said: each update with a link to it, as far as git knows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from statusgen.model.incident import Incident, Source, Update
from statusgen.model.maintenance import Maintenance
from statusgen.model.repositories import HERE, elsewhere, prefix_of
from statusgen.model.site import Repository, Site
from statusgen.read.git import last_changes, prefix

Affair = TypeVar("Affair", Incident, Maintenance)

_FOLDERS = ("content/incidents", "content/maintenance")


def with_commit_links(site: Site, root: Path) -> Site:
    """The site as it is where no `source_url` is set, or there is no git that knows anything."""
    home = Repository(HERE, (), site.settings.source_url)
    for one in (home, *elsewhere(site.settings)):
        if one.source_url and one not in site.missing:
            place = root / one.path
            links = _Links(one.source_url, prefix(place), prefix_of(one), last_changes(place, *_FOLDERS))
            site = replace(site, incidents=links.linked(site.incidents), maintenances=links.linked(site.maintenances))
    return site


@dataclass(frozen=True, slots=True)
class _Links:
    """`changes`: see last_changes; `prefix` leads from the repository's top to the site, or to the source whose files
    have paths that begin with `ours`."""

    pattern: str
    prefix: str
    ours: str
    changes: Mapping[str, tuple[str, datetime]]

    def linked(self, affairs: Iterable[Affair]) -> tuple[Affair, ...]:
        return tuple(replace(one, updates=tuple(map(self.update, one.updates))) for one in affairs)

    def update(self, update: Update) -> Update:
        path = update.span.path.removeprefix(self.ours)
        if path not in self.changes or not update.span.path.startswith(self.ours):
            return update
        commit, at = self.changes[path]
        href = self.pattern.replace("{path}", quote(self.prefix + path)).replace("{commit}", commit)
        return replace(update, source=Source(href, at))
