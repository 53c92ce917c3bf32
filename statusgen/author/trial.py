"""A draft tried out beside the site: read as it would be, before the site has any of it.

Only what a draft can break is there: settings, services, people, and the one thing that it is about. Sources lie
around it as they do around the site.
"""

import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from statusgen.author.draft import Draft
from statusgen.problems import Level, Problem, errors
from statusgen.read.encrypted import people_files
from statusgen.read.load import Reading, load
from statusgen.read.names import PEOPLE
from statusgen.read.root import SETTINGS

_EVERYWHERE = ("content/services", "content/templates")
_ALWAYS = (*_EVERYWHERE, "themes", *people_files(PEOPLE))
_FOLDERS = (("content", "incidents"), ("content", "maintenance"))


@dataclass(frozen=True, slots=True)
class Trial:
    """A folder with a draft's files, and a part of the site around them."""

    root: Path
    draft: Draft

    def reading(self, now: datetime, subscribers: Path | None) -> Reading:
        return load(self.root, now, subscribers)

    def drafted(self) -> Draft:
        """The draft as its files are now: an editor may have changed them. Raises OSError, UnicodeDecodeError."""
        return self.draft.with_texts({path: (self.root / path).read_bytes().decode() for path in self.draft.files})

    @property
    def is_wordless(self) -> bool:
        """Whether the file for the words is Markdown with none in it."""
        head, closing, rest = (self.root / self.draft.first).read_text("utf-8", "replace").partition("\n---")
        body = rest.partition("\n")[2] if closing else head
        return self.draft.first.endswith(".md") and not body.strip()


def kept(tried: Trial) -> Path:
    """A folder that stays, with the draft's files as they are now: nobody's words are lost."""
    folder = Path(tempfile.mkdtemp(prefix="statusgen-draft-"))
    for path in tried.draft.files:
        place = folder / path[path.index("content/") :]
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(tried.root / path, place)
    return folder


@contextmanager
def trial(root: Path, draft: Draft, sources: Collection[str] = ()) -> Iterator[Trial]:
    """`sources` are paths from the root. Raises OSError; nothing is left of it afterwards."""
    with tempfile.TemporaryDirectory(prefix="statusgen-", ignore_cleanup_errors=True) as folder:
        site = _room(Path(folder), root, sources)
        for path in (*_ALWAYS, *_settings(root), *_around(draft), *_of_sources(root, sources)):
            _copy(root / path, site / path)
        for path, text in draft.files.items():
            (site / path).parent.mkdir(parents=True, exist_ok=True)
            (site / path).write_text(text, encoding="utf-8", newline="")
        yield Trial(site, draft)


def _room(folder: Path, root: Path, sources: Collection[str]) -> Path:
    """A folder for the site, as deep below `folder` as sources lie above it, and with the folders around it named as
    they are: no source can be another one there, nor outside."""
    height = max((PurePosixPath(path).parts.count("..") for path in sources), default=0)
    names = [*["_"] * (height + 1), *root.resolve().parts[1:]][-(height + 1) :] if height else []
    site = folder.joinpath(*names)
    site.mkdir(parents=True, exist_ok=True)
    for path in sources:
        if (root / path / "content").is_dir():
            (site / path / "content").mkdir(parents=True, exist_ok=True)
    return site


def _of_sources(root: Path, sources: Collection[str]) -> Iterator[str]:
    for path in sources:
        yield from (f"{path}/{folder}" for folder in _EVERYWHERE if (root / path / folder).is_dir())


def caused(before: Iterable[Problem], after: Iterable[Problem]) -> tuple[Problem, ...]:
    """The errors that were not there before."""
    known = {(one.code, one.message, one.span.path) for one in before}
    return tuple(one for one in errors(after) if (one.code, one.message, one.span.path) not in known)


def warnings(draft: Draft, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """What is odd about the draft's own files, though it can be read."""
    return tuple(one for one in problems if one.level is Level.WARNING and one.span.path in draft.files)


def _settings(root: Path) -> list[str]:
    """Files directly in content/: the settings, and the pictures that they name."""
    if not (root / "content").is_dir():
        return [SETTINGS]
    return [f"content/{path.name}" for path in (root / "content").iterdir() if path.is_file()]


def _around(draft: Draft) -> set[str]:
    """The folders that the draft's files are in, where each thing has one of its own."""
    places = [PurePosixPath(path) for path in draft.files]
    return {str(place.parent) for place in places if place.parts[-4:-2] in _FOLDERS}


def _copy(source: Path, target: Path) -> None:
    if source.is_symlink() or not source.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, symlinks=True, ignore_dangling_symlinks=True)
    else:
        shutil.copyfile(source, target)
