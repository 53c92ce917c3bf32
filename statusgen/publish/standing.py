"""The site as it stands: what in it is ours, and which of its files are still as we left them.

Two records. The *manifest* lies in the published tree and depends on its files alone, so that the same site has the
same manifest on any machine. The *book* lies beside the tree: times of files, so that an unchanged one need not be
read again, and stamps. A lost book costs time (and, once, the protection that stamps give); a lost manifest makes the
folder a foreign one.

The manifest says what is ours, and no more is believed of it without the book: a repository can carry a `public/` with
any bytes in it and a manifest to match. Only for a file that the book has seen at this very time is the manifest's key
taken for the key of those bytes; all else is made anew and compared. Nobody knows what times a checkout will give.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from statusgen.publish.artefact import Artefact, digest
from statusgen.publish.refusals import MANIFEST, BadPath, check_paths, foreign_folder
from statusgen.publish.swap import flush_one
from statusgen.publish.tree import Seen, look

_VERSION = 1
_DAMAGED = (AttributeError, KeyError, RecursionError, TypeError, ValueError)  # what using a damaged record raises


class Made(NamedTuple):
    """One file of the manifest: the key that it was made for, and the digest of its bytes."""

    key: str
    digest: str


@dataclass(frozen=True, slots=True)
class Book:
    """`stamps`: what the caller said about a tree, by its label. `seen`: files as they were when last looked at."""

    stamps: Mapping[str, str] = field(default_factory=dict)
    seen: Mapping[str, Seen] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """What an earlier build made, what of it is there now, and the label (digest of the manifest) of the whole."""

    made: Mapping[str, Made]
    seen: Mapping[str, Seen]
    label: str
    book: Book

    @property
    def stamp(self) -> str:
        return self.book.stamps.get(self.label, "")

    @property
    def is_known(self) -> bool:
        """Whether the book is about this very manifest."""
        return self.label in self.book.stamps

    def has(self, artefact: Artefact) -> bool:
        """Whether a build of ours put the artefact's file there for the same key, and nobody changed it since."""
        path = artefact.path
        made, seen = self.made.get(path), self.seen.get(path)
        known = self.is_known and seen is not None and seen == self.book.seen.get(path)
        return bool(known and made and seen and made == (artefact.key, seen.digest))

    def holds(self, path: str, wanted: str) -> bool:
        """Whether a file with these bytes, told by their digest, stands there already."""
        return path in self.seen and self.seen[path].digest == wanted


def standing_in(out: Path, home: Path) -> Standing:
    """The site in `out` with the book in `home`. Raises ForeignFolder if there is something, and it is not ours."""
    raw = _manifest_in(out)
    made = {} if raw is None else _made(out, raw)
    book = read_book(home)
    return Standing(made, look(out, made, book.seen), label(raw or b""), book)


def stamp_in(out: Path, home: Path) -> str:
    """What the caller of the last write said about the site in `out`; empty if there is none."""
    manifest = out / MANIFEST
    return read_book(home).stamps.get(label(manifest.read_bytes()), "") if manifest.is_file() else ""


def label(manifest: bytes) -> str:
    return digest(manifest)


def manifest_of(made: Mapping[str, Made]) -> bytes:
    document = {"version": _VERSION, "files": made}
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def read_book(home: Path) -> Book:
    """The book; an empty one if it is lost, damaged or of another version. One that cannot be read is an OSError."""
    try:
        document = json.loads((home / "book.json").read_bytes())
        seen = {path: Seen(*entry) for path, entry in document["seen"].items()}
        stamps = dict(document["stamps"].items())
        is_sound = document["version"] == _VERSION and all(map(_is_seen, seen.values()))
    except (FileNotFoundError, *_DAMAGED):
        return Book()
    return Book(stamps, seen) if is_sound and all(isinstance(stamp, str) for stamp in stamps.values()) else Book()


def _is_seen(seen: Seen) -> bool:
    return isinstance(seen.size, int) and isinstance(seen.mtime, int) and isinstance(seen.digest, str)


def save_book(home: Path, book: Book) -> None:
    document = {"version": _VERSION, "stamps": book.stamps, "seen": book.seen}
    new = home / "book.json.new"
    new.write_text(json.dumps(document, separators=(",", ":")), encoding="utf-8")
    flush_one(new)
    new.rename(home / "book.json")


def _manifest_in(out: Path) -> bytes | None:
    """None if there is no folder, or an empty one."""
    if (out / MANIFEST).is_file() and not (out / MANIFEST).is_symlink():
        return (out / MANIFEST).read_bytes()
    if out.exists() and any(out.iterdir()):
        raise foreign_folder(out)
    return None


def _made(out: Path, raw: bytes) -> dict[str, Made]:
    try:
        document = json.loads(raw)
        made = {path: Made(*entry) for path, entry in document["files"].items()}
        check_paths(made)
        is_sound = document["version"] == _VERSION and all(
            isinstance(one, str) for each in made.values() for one in each
        )
    except (BadPath, *_DAMAGED) as error:
        raise foreign_folder(out) from error
    if not is_sound:
        raise foreign_folder(out)
    return made
