"""A canary in every field of everything restricted, and ears for it: however it is hidden in what others get."""

import base64
import json
import quopri
import re
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, suppress
from html import escape
from urllib.parse import quote

ID, WORD = "kanarie7", "Kanärie & <7>"  # as an id can be; as words can be
LINK = "https://kanarie7.example/x"
OPEN = "content/incidents/known"
SITE = {
    "content/site.yaml": (
        "name: Acme status\nurl: https://status.acme.example/\nupdates: {promise: 30m}\nlanguages: [en, de]\n"
        f"groups: [{{id: core, name: Core}}, {{id: {ID}, name: '{WORD}', name.de: '{WORD}'}}]\n"
        f"audiences: {{{ID}: {{name: '{WORD}', members: ['team:{ID}'], groups: [{ID}]}}, blue: {{name: Blue}}}}\n"
        f"rules: [{{when: {{services: [{ID}]}}, add: ['team:{ID}']}}]\n"
    ),
    "content/services/shop.yaml": "name: Shop\ngroup: core\n",
    f"content/services/{ID}.yaml": (
        f"name: '{WORD}'\ndescription: '{WORD}'\ndescription.de: '{WORD}'\ngroup: {ID}\nowner: team:{ID}\n"
        f"aliases: [{ID}-old]\naudience: {ID}\nlinks: {{'{WORD}': '{LINK}'}}\ndepends_on: [shop]\n"
    ),
    f"content/services/{ID}-two.yaml": f"name: '{WORD}'\naudience: {ID}\ndepends_on: [{ID}]\n",
    f"content/incidents/{ID}-fire/incident.yaml": (
        f"title: '{WORD}'\ntitle.de: '{WORD}'\nsummary: '{WORD}'\nseverity: critical\nstarted: 2026-11-21T13:00:00Z\n"
        f"services: {{{ID}: major_outage, shop: major_outage}}\nowner: {ID}-ana\naudience: [{ID}]\n"
        f"stakeholders: ['team:{ID}']\nlinks: {{'{WORD}': '{LINK}'}}\nlabels: {{'{WORD}': '{WORD}'}}\n"
    ),
    f"content/incidents/{ID}-fire/{ID}.md": (
        f"---\nphase: identified\nat: 2026-11-21T13:05:00Z\nby: {ID}-ana\n"
        f"impact: '{WORD}'\naction: '{WORD}'\n---\n{WORD}\n"
    ),
    f"content/incidents/{ID}-fire/{ID}.de.md": f"{WORD}\n",
    f"content/maintenance/{ID}-move/maintenance.yaml": (
        f"title: '{WORD}'\nsummary: '{WORD}'\nstarts: 2026-11-21T14:00:00Z\nends: 2026-11-21T15:00:00Z\n"
        f"audience: {ID}\nservices: {{{ID}: under_maintenance}}\n"
    ),
    f"content/announcements/{ID}-news.md": (
        f"---\ntitle: '{WORD}'\nat: 2026-11-21T14:00:00Z\naudience: {ID}\nservices: [{ID}]\n---\n{WORD}\n"
    ),
    f"content/templates/{ID}.md": f"---\nkind: update\nservice: {ID}\n---\n{WORD}\n",
    f"{OPEN}/incident.yaml": (
        f"title: Known\nstarted: 2026-11-21T12:00:00Z\nservices: {{shop: partial_outage}}\npublic_of: {ID}-fire\n"
    ),
    f"{OPEN}/1.md": "---\nphase: identified\nat: 2026-11-21T12:30:00Z\n---\nFound.\n",
    f"{OPEN}/{ID}.md": (
        f"---\nphase: monitoring\nat: 2026-11-21T14:00:00Z\naudience: {ID}\nservices: {{{ID}: major_outage}}\n"
        f"impact: '{WORD}'\n---\n{WORD}\n"
    ),
    f"{OPEN}/{ID}-better.md": (
        f"---\ncorrects: '1'\nat: 2026-11-21T14:05:00Z\naudience: {ID}\nimpact: '{WORD}'\n---\n{WORD}\n"
    ),
    "subscribers.yaml": (
        f"teams:\n  {ID}: {{name: '{WORD}', members: [{ID}-ana]}}\nsubscribers:\n"
        f"  {ID}-ana: {{name: '{WORD}', contacts: [{{email: {ID}@acme.example}}], follows: [{ID}-fire]}}\n"
    ),
}


def forms(word: str) -> set[bytes]:
    """A word as it may be hidden in a file."""
    raw = word.encode()
    bare = {raw, raw.lower(), raw.upper(), quopri.encodestring(raw), quopri.encodestring(raw, quotetabs=True)}
    # Base64 has three phases; the letters at both ends depend on the neighbours.
    phased = {base64.b64encode(b"." * phase + raw).rstrip(b"=")[4:-2] for phase in range(3)}
    web = {quote(word).encode(), quote(word, safe="").encode(), quote(word).lower().encode()}
    escaped = {escape(word).encode(), word.encode("ascii", "xmlcharrefreplace"), word.encode("unicode_escape")}
    numbers = {"".join(form.format(ord(letter)) for letter in word).encode() for form in ("&#{};", "&#x{:x};")}
    escaped |= {json.dumps(word)[1:-1].encode(), "".join(f"\\u{ord(letter):04x}" for letter in word).encode()}
    wide = {word.encode("utf-16-le"), word.encode("utf-16-be")}
    return bare | phased | web | escaped | numbers | wide | {raw.hex().encode(), raw[::-1]}


FORMS = sorted(forms(ID) | forms(ID.upper()) | forms("Kanärie") | forms("rie & <7>") | {b"rie &amp; &lt;7&gt;"})
_BASE64 = re.compile(rb"(?:[A-Za-z0-9+/_-]{4}\s*){10,}[A-Za-z0-9+/_-]{0,3}={0,2}")
_PACKED = re.compile(rb"\x1f\x8b|\x78[\x01\x5e\x9c\xda]")
_DATABASE = b"SQLite format 3\0"


def unpacked(content: bytes, depth: int = 3) -> Iterator[bytes]:
    """As it is, with folded lines put together, and all that is packed, encoded or stored in it."""
    yield content
    for fold in (b"=\r\n", b"=\n", b"\r\n ", b"\r\n", b"\n "):
        if fold in content:
            yield content.replace(fold, b"")
    if depth:
        for one in _inside(content):
            yield from unpacked(one, depth - 1)


def _inside(content: bytes) -> Iterator[bytes]:
    for found in _PACKED.finditer(content):
        with suppress(zlib.error):
            yield zlib.decompressobj(47).decompress(content[found.start() :])  # with either header; a piece will do
    for found in _BASE64.finditer(content):
        text = re.sub(rb"\s", b"", found[0]).translate(bytes.maketrans(b"-_", b"+/")).rstrip(b"=")
        yield base64.b64decode(text[: len(text) // 4 * 4])
    if content.startswith(_DATABASE):
        yield from _stored(content)


def _stored(content: bytes) -> Iterator[bytes]:
    """Each cell: what is long lies in pieces in the file."""
    with closing(sqlite3.connect(":memory:")) as db:
        db.deserialize(content)
        for (table,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
            for row in db.execute(f'SELECT * FROM "{table}"'):
                yield from (cell if isinstance(cell, bytes) else str(cell).encode() for cell in row if cell is not None)


def heard(path: str, content: bytes) -> list[bytes]:
    """Each form in which it is in a file, or in its name."""
    text = b"\n".join((path.encode(), *unpacked(content)))
    return [form for form in FORMS if form in text]
