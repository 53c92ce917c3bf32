"""Permanent names for feeds and entries: `tag:` URIs (RFC 4151).

RFC 4287 (4.2.6) wants an id that never changes, wherever the feed moves, and that nobody else uses. So it is made of
ids only, never of a title, an address or the time of build, and it begins with the site's own `tag:`, by which
organisations tell their incidents of the same name apart where somebody reads both.

RFC 4151 also wants an authority: a domain, and a date on which it was held. The site's own domain will not do, for it
moves with the site, and a domain of ours would make every site depend on who holds that one. So it is one that nobody
can ever hold, and hence nobody else can mint names under: RFC 2606 keeps `.invalid` free for ever.
"""

from urllib.parse import quote

from statusgen.render.events import DOMAIN

AUTHORITY = f"{DOMAIN},2026"


def tag_uri(tag: str, *path: str) -> str:
    """The URI of the thing at `path`, which consists of ids, on the site whose permanent name is `tag`."""
    return f"tag:{AUTHORITY}:" + "/".join(quote(part, safe="") for part in (tag, *path))
