"""What is true of every page, found by reading its HTML."""

import posixpath
from collections.abc import Mapping
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

VOID = {"meta", "link", "br", "hr", "img", "input", "path", "circle", "use", "rect"}
LINKS = {"a": "href", "link": "href", "script": "src", "img": "src", "use": "href"}


class Reading(HTMLParser):
    """`links` are (tag, target); `faults` are what no page of ours may have."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.faults: list[str] = []
        self.text: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        self.faults += [f"<{tag}> is never closed" for tag in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if len(given) < len(attrs):
            self.faults.append(f"<{tag}> has an attribute twice")
        if given.get("id"):
            self.ids.append(given["id"] or "")
        self.faults += [f"<{tag} {name}>" for name in given if name.startswith("on") or name == "style"]
        if tag in {"style", "iframe", "object", "form", "base"} or (tag == "script" and "src" not in given):
            self.faults.append(f"<{tag}>")
        if tag in LINKS and LINKS[tag] in given:
            self.links.append((f"{tag} {given.get('rel', '')}".strip(), given[LINKS[tag]] or ""))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.faults.append(f"</{tag}> closes something else, at {self.getpos()}")

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def dead_links(files: Mapping[str, bytes], url: str) -> list[tuple[str, str]]:
    """Links (page, target) from pages to what is not among the files of the site at `url`, relative or absolute."""
    found = []
    for path, content in files.items():
        for _, link in Reading(content.decode()).links if path.endswith(".html") else ():
            whole = urljoin(url + path, link)
            if whole.startswith(url) and not link.startswith("#"):
                target = posixpath.normpath(unquote(urlsplit(whole.removeprefix(url)).path) or ".")
                names = {target, posixpath.normpath(f"{target}/index.html")}
                if not names & files.keys():
                    found.append((path, link))
            elif not urlsplit(link).scheme and not link.startswith("#"):
                found.append((path, link))  # it leaves the site
    return found
