"""What search engines are told: whether they may come, and which pages there are."""

from collections.abc import Iterable, Iterator
from html import escape
from urllib.parse import quote

from statusgen.model.site import Settings
from statusgen.publish.artefact import Artefact, of_bytes
from statusgen.publish.views.paths import NOT_FOUND

ROBOTS, SITEMAP = "robots.txt", "sitemap.xml"
MOST = 50_000  # pages in a sitemap (sitemaps.org, "Sitemaps XML format")


def crawler_artefacts(settings: Settings, pages: Iterable[str]) -> Iterator[Artefact]:
    """`pages` are paths, in the order in which to list them."""
    yield of_bytes(ROBOTS, robots(settings).encode())
    yield of_bytes(SITEMAP, sitemap(settings, pages).encode())


def robots(settings: Settings) -> str:
    """RFC 9309. Most status pages are internal, so nobody is invited unless the settings say so.

    It counts only at the top of a host; below a path the `noindex` of every page says the same.
    """
    if settings.index:
        return f"User-agent: *\nDisallow:\n\nSitemap: {settings.url}{SITEMAP}\n"
    return "User-agent: *\nDisallow: /\n"


def sitemap(settings: Settings, pages: Iterable[str]) -> str:
    """Sitemap protocol 0.9. It names no dates, so it changes only where a page comes or goes."""
    listed = [path for path in pages if path.endswith(".html") and not f"/{path}".endswith(f"/{NOT_FOUND}")][:MOST]
    urls = "".join(f"<url><loc>{_address(settings.url, path)}</loc></url>\n" for path in listed)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{urls}</urlset>\n"


def _address(url: str, path: str) -> str:
    """As the page's own canonical link, URL-escaped and then escaped for XML."""
    return escape(quote(url + path.removesuffix("index.html"), safe="%/:=&?~#+!$,;'@()*[]"))
