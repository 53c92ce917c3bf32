"""A canary in every field of everything restricted: sung in every surface of its own tree, and heard in no other."""

import base64
import gzip
import quopri
import zlib
from contextlib import suppress
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from shutil import rmtree
from urllib.parse import quote

import pytest

from statusgen.problems import errors
from statusgen.publish.gates import listing, site_for
from statusgen.publish.plan import plan
from statusgen.read.load import load

NOW = datetime(2026, 11, 21, 14, 20, tzinfo=UTC)
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
SURFACES = (
    "404.html index.html history/index.html history/2026-11.html search.json search/index.html "
    "announcements/index.html maintenance/index.html history.atom history.rss updates.atom updates.rss "
    "feed.json maintenance.ics metrics sitemap.xml api/v2/summary.json api/v2/components.json "
    "api/v2/incidents.json api/v2/incidents/unresolved.json api/v2/scheduled-maintenances.json "
    "api/v2/scheduled-maintenances/active.json api/history/2026-11.json incidents/known/index.html "
    "incidents/known/updates.atom services/shop/index.html de/index.html de/search.json "
    f"incidents/{ID}-fire/index.html maintenance/{ID}-move/index.html announcements/{ID}-news/index.html "
    f"services/{ID}/index.html services/{ID}/badge.svg services/{ID}/feed.json "
    f"services/{ID}/maintenance.ics services/{ID}-old/index.html groups/{ID}/index.html "
    f"teams/{ID}/index.html de/incidents/{ID}-fire/index.html"
)


def forms(word: str) -> set[bytes]:
    """A word as it may be hidden in a file."""
    raw = word.encode()
    bare = {raw, raw.lower(), raw.upper(), quopri.encodestring(raw), quopri.encodestring(raw, quotetabs=True)}
    # Base64 has three phases; the letters at both ends depend on the neighbours.
    phased = {base64.b64encode(b"." * phase + raw).rstrip(b"=")[4:-2] for phase in range(3)}
    web = {quote(word).encode(), quote(word, safe="").encode(), quote(word).lower().encode()}
    escaped = {escape(word).encode(), word.encode("ascii", "xmlcharrefreplace"), word.encode("unicode_escape")}
    numbers = {"".join(form.format(ord(letter)) for letter in word).encode() for form in ("&#{};", "&#x{:x};")}
    return bare | phased | web | escaped | numbers | {raw.hex().encode(), word.encode("utf-16-le"), raw[::-1]}


FORMS = sorted(forms(ID) | forms(ID.upper()) | forms("Kanärie") | forms("rie & <7>") | {b"rie &amp; &lt;7&gt;"})


def unpacked(content: bytes) -> bytes:
    """With what is compressed in it, and lines put together that mail or calendars fold."""
    found = [content, content.replace(b"=\r\n", b"").replace(b"=\n", b""), content.replace(b"\r\n ", b"")]
    for magic, window in ((b"\x1f\x8b", 31), (b"\x78\x9c", 15), (b"\x78\xda", 15)):
        at = content.find(magic)
        while at >= 0:
            with suppress(zlib.error):
                found.append(zlib.decompressobj(window).decompress(content[at:]))
            at = content.find(magic, at + 1)
    return b"\n".join(found)


def heard(path: str, content: bytes) -> list[bytes]:
    text = path.encode() + b"\n" + unpacked(content)
    return [form for form in FORMS if form in text]


@pytest.fixture(scope="module")
def trees(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    root: Path = tmp_path_factory.mktemp("canary")
    for path, text in SITE.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    reading = load(root, NOW)
    assert not errors(reading.problems)
    made = {
        audience: {one.path: one.make() for one in plan(site_for(reading.site, audience), NOW, root)}
        for audience in ("everyone", "blue", ID)
    }
    made["listing"] = {"access.json": listing(reading.site.settings)}
    rmtree(root)
    return made


@pytest.mark.parametrize("audience", ["everyone", "blue"])
def test_no_file_of_another_tree_holds_it_in_any_form(trees, audience: str) -> None:
    assert not {path: found for path, content in trees[audience].items() if (found := heard(path, content))}


def test_its_own_tree_has_it_on_every_surface(trees) -> None:
    own = trees[ID]
    assert not [path for path in SURFACES.split() if path not in own]
    assert not [path for path in SURFACES.split() if not heard("", own[path])]


def test_a_stub_and_what_is_behind_it_lead_to_each_other_on_their_own_tree_alone(trees) -> None:
    assert f'href="../../incidents/{ID}-fire/index.html"'.encode() in trees[ID]["incidents/known/index.html"]
    assert b'href="../../incidents/known/index.html"' in trees[ID][f"incidents/{ID}-fire/index.html"]
    assert b"Not for everyone" not in trees["everyone"]["incidents/known/index.html"]


@pytest.mark.parametrize("packed", [gzip.compress, zlib.compress, base64.b64encode, quopri.encodestring, bytes.hex])
def test_it_would_be_heard(packed) -> None:
    content = packed(f"Well: {WORD}, and {ID}!".encode())
    assert heard("", b"<p>" + (content.encode() if isinstance(content, str) else content) + b"</p>")


def test_the_listing_has_names_of_audiences_and_groups_and_nothing_else(trees) -> None:
    assert "Kanärie" not in trees["listing"]["access.json"].decode()
