"""Where the sites of all audiences stand, and what a gate in front of them has to know."""

import json
from dataclasses import asdict, dataclass, replace
from urllib.parse import urlsplit

from statusgen.model.access import visible
from statusgen.model.service import EVERYONE
from statusgen.model.site import Settings, Site
from statusgen.render.addresses import PRIVATE, place

LISTING = "access.json"  # beside the trees that are served, never in one
OF_PEOPLE = "private"  # the folder of these; only what is below `f/` in it is served, for its manifest names them all
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Gate:
    """One complete site: where it is served, in which folder it lies, and which groups are let in. No groups: all."""

    prefix: str
    folder: str
    audience: str
    groups: tuple[str, ...]


def gates(settings: Settings) -> tuple[Gate, ...]:
    """Of the site for everyone, then of each audience's. `settings` are those of the whole site."""
    top = urlsplit(settings.url).path
    own = (Gate(f"{top}{place(one.id)}/", place(one.id), one.id, one.groups or (one.id,)) for one in settings.audiences)
    return (Gate(top, EVERYONE[0], EVERYONE[0], ()), *own)


def listing(settings: Settings) -> bytes:
    """`access.json`: everything that a gate has to know, and nothing of what is in the sites."""
    trees = [asdict(gate) for gate in gates(settings)]
    found: dict[str, object] = {"version": _VERSION, "url": settings.url, "trees": trees}
    if settings.private_pages:
        prefix = f"{urlsplit(settings.url).path}{PRIVATE}/"
        found["private"] = {"prefix": prefix, "folder": f"{OF_PEOPLE}/{PRIVATE}"}
    return f"{json.dumps(found, ensure_ascii=False, indent=2)}\n".encode()


def site_for(whole: Site, audience: str) -> Site:
    """All that the audience may see, as a site of its own: at its own address, in feeds and calendars by its own
    names, and listed by no search engine. `everyone`: the site itself."""
    seen, settings = visible(whole, audience), whole.settings
    if audience in EVERYONE:
        return seen
    own = replace(seen.settings, url=f"{settings.url}{place(audience)}/", tag=f"{settings.tag}.{audience}", index=False)
    return replace(seen, settings=own, audience=audience)


def home(site: Site) -> str:
    """The address of the site for everyone; `site` is that or an audience's own."""
    url = site.settings.url
    return url.removesuffix(f"{place(site.audience)}/") if site.audience else url
