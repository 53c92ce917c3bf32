"""A canary in every field of everything restricted: sung in every surface of its own tree, and heard in no other."""

import base64
import gzip
import json
import quopri
import sqlite3
import zlib
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from html import escape
from pathlib import Path
from shutil import rmtree
from urllib.parse import quote

import pytest
from canary import ID, SITE, WORD, heard

from statusgen.problems import errors
from statusgen.publish.gates import listing, site_for
from statusgen.publish.plan import plan
from statusgen.read.load import load

NOW = datetime(2026, 11, 21, 14, 20, tzinfo=UTC)
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


def in_a_picture(text: bytes) -> bytes:
    """A chunk of compressed text in a PNG file (PNG 1.2, 4.2.3.2)."""
    return b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\x40zTXtComment\x00\x00" + zlib.compress(text, 9) + b"\x00\x01\x02\x03"


def in_a_database(text: bytes) -> bytes:
    """In a cell that is longer than a page, in the middle of which the file has something else."""
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute("CREATE TABLE kept (what BLOB)")
        for number in range(64):  # the page ends somewhere within one of them
            db.execute("INSERT INTO kept VALUES (?)", (b"." * (4000 + number) + text + b"." * 8000,))
        db.commit()
        return db.serialize()


def in_a_letter(text: bytes) -> bytes:
    """In lines of 76 characters, as mail has it."""
    return b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(b"." * 50 + text).replace(b"\n", b"\r\n")


def hidden(*ways: Callable[[bytes], bytes | str]) -> bytes:
    """One way after the other."""
    content = f"Well, all of you: {WORD}, and {ID}!".encode()
    for way in ways:
        made = way(content)
        content = made if isinstance(made, bytes) else made.encode()
    return content


PACKED = (
    [gzip.compress], [zlib.compress], [partial(zlib.compress, level=1)], [base64.b64encode], [base64.urlsafe_b64encode],
    [quopri.encodestring], [bytes.hex], [quote],
    [lambda text: escape(text.decode())], [lambda text: json.dumps(text.decode())],
    [lambda text: text.decode().encode("utf-16")], [in_a_letter], [gzip.compress, in_a_letter], [in_a_picture],
    [in_a_database], [in_a_database, gzip.compress, base64.b64encode],
)  # fmt: skip


@pytest.mark.parametrize("ways", PACKED)
@pytest.mark.parametrize("shift", range(3))
def test_it_would_be_heard(ways: list[Callable[[bytes], bytes | str]], shift: int) -> None:
    start = b"" if ways[0] is in_a_database else b"<p>" + b"." * shift
    assert heard("", start + hidden(*ways) + b"</p>")


def test_the_listing_has_names_of_audiences_and_groups_and_nothing_else(trees) -> None:
    assert "Kanärie" not in trees["listing"]["access.json"].decode()
