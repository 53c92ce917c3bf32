"""What the search page looks through: every incident, maintenance, announcement and service with its words.

There may be ten thousand incidents. So texts are kept as the words that occur in them, each once, and go in packs of
hundreds: `search.json` holds the newest and names the pack with what is older, which names the next. Packs are filled
from the oldest on, so a full one stays as it is while time goes on, and nobody fetches more than it takes to answer.
"""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from unicodedata import category, normalize

from statusgen.model.service import Service
from statusgen.publish.artefact import Artefact, digest
from statusgen.publish.threads import ANNOUNCEMENTS, INCIDENTS, MAINTENANCE, Post, Thread
from statusgen.publish.views.paths import SEARCH_INDEX, search_pack, service_path
from statusgen.publish.views.scene import Scene
from statusgen.render import markup

PACK = 500
VERSION = 1

_KINDS = {INCIDENTS: "incident", MAINTENANCE: "maintenance", ANNOUNCEMENTS: "announcement"}
_WORD = re.compile(r"[^\W_]+")
_MARKED_UP = re.compile(r"[<\[&`~]")  # without these Markdown hides nothing: no comments, no link targets
_NEVER = datetime.min.replace(tzinfo=UTC)


def search_artefacts(scene: Scene) -> Iterator[Artefact]:
    """Like feeds without drills: a line of results cannot say EXERCISE loudly enough."""
    told = sorted(scene.told, key=_rank)
    packs = [tuple(told[begin : begin + PACK]) for begin in range(0, len(told), PACK)] or [()]
    for number, pack in enumerate(packs, 1):
        older = search_pack(number - 1) if number > 1 else None
        newest = number == len(packs)
        services = tuple(scene.site.services.values()) if newest else ()
        path = SEARCH_INDEX if newest else search_pack(number)
        key = digest(path, older or "", *(thread.key for thread in pack), *map(_service_key, services))
        yield Artefact(path, key, partial(_bytes, pack, services, older))


def words_of(texts: Iterable[str]) -> str:
    """The words that occur in plain texts, each once, as they are compared: without case and accents.

    In alphabetical order, which takes a seventh less when compressed.
    """
    return " ".join(sorted(set(_WORD.findall(_folded(" ".join(texts))))))


def _folded(text: str) -> str:
    """The theme's search.js does the same to what is typed."""
    decomposed = normalize("NFKD", text)
    if not decomposed.isascii():
        decomposed = "".join(character for character in decomposed if not category(character).startswith("M"))
    return decomposed.lower()


def _bytes(pack: tuple[Thread, ...], services: tuple[Service, ...], older: str | None) -> bytes:
    documents = [*map(_of_service, services), *map(_of_thread, reversed(pack))]
    document = {"version": VERSION, "older": older, "documents": documents}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _of_thread(thread: Thread) -> dict[str, object]:
    at = _begin(thread)
    return {
        "kind": _KINDS[thread.folder],
        "title": thread.title,
        "path": f"{thread.folder}/{thread.id}/index.html",
        "at": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if at else None,
        "services": list(thread.services.values()),
        "words": words_of(chain([thread.summary], chain.from_iterable(map(_texts, thread.posts)))),
    }


def _texts(post: Post) -> Iterator[str]:
    yield _plain(post.text)
    yield post.impact
    yield post.action


def _of_service(service: Service) -> dict[str, object]:
    return {
        "kind": "service",
        "title": service.name,
        "path": service_path(service.id),
        "at": None,
        "services": [],
        "words": words_of([_plain(service.description)]),
    }


def _service_key(service: Service) -> str:
    return digest(service.id, service.name, service.description)


def _plain(markdown: str) -> str:
    """What a reader sees. Rendering takes a while, and what is plain already need not be."""
    return markup.plain(markdown) if _MARKED_UP.search(markdown) else markdown


def _begin(thread: Thread) -> datetime | None:
    return thread.planned[0] if thread.planned else thread.published


def _rank(thread: Thread) -> tuple[datetime, str, str]:
    return _begin(thread) or _NEVER, thread.folder, thread.id
