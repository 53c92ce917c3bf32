"""Names of files that are no ids, ids in files that are none, and things in the tree that are no files."""

import os
import shutil
import socket
import stat
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hostile_site import FILES, NOW, hostile, limited, reading, unrefused, write

from statusgen.problems import errors
from statusgen.read.load import load

GOOD = b"name: A name that nobody is to read\n"
# As what is before `.yaml`, and as what a folder of an incident is called.
NAMES = {
    "upper case": "Shop",
    "a blank at the end": "shop ",
    "a blank at the start": " shop",
    "a dot at the end": "shop.",
    "two dots": "..shop",
    "a device": "con",
    "a device with an ending": "nul.x",
    "a numbered device": "com1",
    "a numbered device of old": "lpt¹",
    "an option": "-rf",
    "a long option": "--help",
    "a line break": "a\nb",
    "an escape": "a\x1b[31mb",
    "a bell": "a\x07",
    "a tab": "a\tb",
    "a backslash": "a\\b",
    "a colon": "a:b",
    "a shell's": "$(id)",
    "a back tick": "`id`",
    "a star": "*",
    "percent": "%2e%2e",
    "a slash by its number": "..%2fshop",
    "a slash that is none": "a\u2215b",
    "a full stop that is none": "a\uff0e\uff0e",
    "Cyrillic": "sh\u043ep",
    "a long s": "\u017fhop",
    "a ligature": "\ufb01re",
    "composed": "caf\u00e9",
    "decomposed": "cafe\u0301",
    "zero width": "sh\u200bop",
    "turned around": "\u202epohs",
    "LINE SEPARATOR": "a\u2028b",
    "an emoji": "\U0001f600",
    "an underscore": "a_b",
    "65 characters": "a" * 65,
    "240 characters": "a" * 240,
    "no text": os.fsdecode(b"a\xff"),
}
# Where files name things by their ids, or files by their names. One place of a file at a time: what is wrong with an id
# hides whom a reference beside it does not find.
INCIDENT = "content/incidents/slow/incident.yaml"
SHOP = "content/services/shop.yaml"
PEOPLE = "subscribers.yaml"
ROUNDS = (
    {
        "content/site.yaml": (
            "name: X\nurl: https://a.example/\ntimezone: {}\ntheme: {}\ntag: {}\naudiences:\n  {}: {{name: X}}\n"
            "groups:\n  - id: {}\n    name: X\nlook:\n  logo: {}\nmail:\n  from: a@b.example\n  list_id: {}\n"
        )
    },
    {
        SHOP: "name: X\naliases: [{}]\n",
        INCIDENT: "title: X\nservices:\n  {}: major_outage\n",
        PEOPLE: "teams:\n  {}: {{name: X}}\n",
        "content/incidents/slow/2.md": "---\nat: 2026-11-21T14:10:00Z\ncorrects: {}\n---\nX\n",
        "content/maintenance/move/maintenance.yaml": (
            "title: X\nstarts: 2026-11-22T10:00:00Z\nends: 2026-11-22T11:00:00Z\nservices:\n  {}: major_outage\n"
        ),
        "content/templates/shop.md": "---\nservice: {}\n---\nX\n",
    },
    {SHOP: "name: X\ndepends_on: [{}]\n", INCIDENT: "title: X\nstakeholders: [{}]\n"},
    {PEOPLE: "subscribers:\n  {}: {{name: X, contacts: [{{email: a@b.example}}]}}\n"},
    {SHOP: "name: X\nowner: {}\n", INCIDENT: "title: X\npublic_of: {}\n"},
    {SHOP: "name: X\naudience: {}\n", INCIDENT: "title: X\nowner: {}\n"},
    {SHOP: "name: X\ngroup: {}\n", INCIDENT: "title: X\naudience: {}\n"},
    {PEOPLE: "teams:\n  t:\n    name: X\n    members: [{}]\n"},
)
LEADING_OUT = (
    "../../etc/passwd", "/etc/passwd", "..", "a/../b", "./a", "a//b", "..\\..\\x", "C:\\x", "//host/share", "con", "-x",
    "~root", "%2e%2e%2f", "a\u2044b", "\u017fhop", "A", "a b", "x" * 300, "{{7*7}}", "$HOME",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_what_is_no_id_is_never_one_and_is_named(name: str, tmp_path: Path) -> None:
    """Hidden files alone are nobody's content, and are left alone."""
    write(tmp_path, FILES)
    (tmp_path / "content/services" / f"{NAMES[name]}.yaml").write_bytes(GOOD)
    folder = tmp_path / "content/incidents" / NAMES[name]
    folder.mkdir()
    (folder / "incident.yaml").write_bytes(b"title: A title that nobody is to read\n")
    found = reading(tmp_path)
    assert found.site.services.keys() == {"shop", "bank", "vault"}
    assert {one.id for one in found.site.incidents} == {"slow", "fire"}
    assert len({one.span.path for one in errors(found.problems)}) >= 2 or NAMES[name].startswith(".")


@pytest.mark.parametrize("text", LEADING_OUT)
def test_no_field_leads_out_of_the_site(text: str) -> None:
    written = text.replace("\\", r"\\")
    assert [found for forms in ROUNDS if (found := unrefused(forms, written))] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("content/services/x.yaml", "content/services/x.md"),
        ("content/incidents/slow/a.md", "content/incidents/slow/A.md"),
        ("content/incidents/slow/incident.yaml", "content/incidents/slow/INCIDENT.YAML"),
        ("content/services/caf\u00e9.yaml", "content/services/cafe\u0301.yaml"),
        ("content/services/x.yaml", "content/services/X.yaml"),
    ],
)
def test_two_names_that_are_one_elsewhere_are_named(one: str, other: str) -> None:
    update = FILES["content/incidents/slow/1.md"]
    text = update if one.endswith("a.md") else FILES.get(one, "name: X\n")
    second = "---\nname: X\n---\n" if other.endswith("x.md") else text
    found = hostile({one: text, other: second})
    assert {problem.span.path for problem in found.problems} & {one, other}


# --- what is no file


def linked(to: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(to)


def pipe(path: Path) -> None:
    os.mkfifo(path)


def door(path: Path) -> None:
    """A socket's name may have 107 bytes (unix(7)): it is made elsewhere."""
    with tempfile.TemporaryDirectory() as short:
        server = socket.socket(socket.AF_UNIX)
        server.bind(f"{short}/s")
        server.close()
        shutil.move(f"{short}/s", path)


def endless(path: Path) -> None:
    try:
        os.mknod(path, 0o666 | stat.S_IFCHR, os.makedev(1, 5))  # /dev/zero
    except PermissionError:
        pytest.skip("only the administrator makes devices")


def folder(path: Path) -> None:
    path.mkdir()
    (path / "x.yaml").write_bytes(GOOD)


ODDITIES = {
    "a link out": linked("/etc/passwd"),
    "a link to nothing": linked("nowhere"),
    "a link to itself": linked("shop.yaml"),
    "a link to a sibling": linked("bank.md"),
    "a link to an endless file": linked("/dev/zero"),
    "a pipe": pipe,
    "a socket": door,
    "a device": endless,
    "a folder": folder,
}
FILE_PLACES = (
    "content/site.yaml",
    "content/services/shop.yaml",
    "content/incidents/slow/incident.yaml",
    "content/incidents/slow/1.md",
    "content/announcements/news.md",
    "content/logo.svg",
    "subscribers.yaml",
    "subscribers.jsonl",
)


@pytest.mark.parametrize("place", FILE_PLACES)
@pytest.mark.parametrize("odd", ODDITIES)
def test_what_is_no_file_is_named_and_neither_followed_nor_waited_for(odd: str, place: str, tmp_path: Path) -> None:
    write(tmp_path, FILES)
    (tmp_path / place).unlink(missing_ok=True)
    ODDITIES[odd](tmp_path / place)
    found = reading(tmp_path)
    assert [one for one in found.problems if one.span.path.startswith(place)], found.problems
    assert "root:" not in repr(found) and "that nobody is to read" not in repr(found.site)


@pytest.mark.parametrize("place", ["content", "content/services", "content/incidents", "content/incidents/slow"])
def test_a_folder_that_is_a_link_or_a_file_is_named(place: str, tmp_path: Path) -> None:
    elsewhere = write(tmp_path / "elsewhere", FILES) / place
    for number, odd in enumerate([lambda path: path.symlink_to(elsewhere), lambda path: path.write_bytes(b"x")]):
        root = write(tmp_path / f"site-{number}", FILES)
        shutil.rmtree(root / place)
        odd(root / place)
        assert [one for one in reading(root).problems if one.span.path.startswith(place)]


@pytest.fixture
def crowded() -> Iterator[Path]:
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield write(Path(folder), FILES)


def test_a_hundred_thousand_files_that_nobody_meant_are_named_in_seconds(crowded: Path) -> None:
    for number in range(100_000):
        os.close(os.open(crowded / f"content/services/{number}.txt", os.O_CREAT | os.O_WRONLY))
    with limited(60.0):
        found = load(crowded, NOW)
    assert len([one for one in found.problems if one.code == "unexpected-file"]) >= 100_000
    assert found.site.services.keys() == {"shop", "bank", "vault"}
