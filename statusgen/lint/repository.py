"""Who can read the files themselves: a page that hides something helps little where its source is open."""

from collections.abc import Iterator

from statusgen.lint.finding import Finding
from statusgen.lint.text import Text
from statusgen.model.incident import Incident, Update
from statusgen.model.maintenance import Announcement, Maintenance
from statusgen.model.repositories import home_of
from statusgen.model.service import EVERYONE, Audience, Service
from statusgen.model.site import Site
from statusgen.read.root import SETTINGS

CODE = "unknown-readers"


def unknown_readers(site: Site) -> Iterator[Finding]:
    """Once for a site with something for few in a repository of which nobody said who reads it."""
    if any(audience != EVERYONE and home_of(site.settings, path) is None for path, audience in _audiences(site)):
        message = "something here is for few, and nobody says who can read this repository"
        hint = "say it with `sources: [{path: ., readers: …}]`; or `lint: {off: [unknown-readers]}`, if all may see it"
        yield Finding(CODE, Text(SETTINGS, "audiences", "", "", ()), 0, 0, message, hint)


def _audiences(site: Site) -> Iterator[tuple[str, Audience]]:
    """Paths of files, and for whom they are."""
    affairs: tuple[Incident | Maintenance, ...] = (*site.incidents, *site.maintenances)
    told = (update for affair in affairs for update in affair.updates)
    things: tuple[Service | Announcement | Incident | Maintenance | Update, ...]
    things = (*site.services.values(), *site.announcements, *affairs, *told)
    return ((one.span.path, one.audience) for one in things)
