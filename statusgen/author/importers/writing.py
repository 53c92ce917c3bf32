"""Where an import touches the world: reading the source and the site, and writing files, never outside the root."""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from statusgen.author.importers.history import Outcome, ReportLine
from statusgen.author.placing import place, refuse_links
from statusgen.read.source import bytes_of

# Far above any history known to us: the largest file has a few megabytes. All of it is held in memory at once.
MAX_FILE = 32_000_000
MAX_SOURCE = 128_000_000


def read_source(source: Path, wanted: Callable[[str], bool]) -> tuple[dict[str, str], list[ReportLine]]:
    """Texts of the wanted files of a folder, or of one file whatever its name; and what is not read, and why.

    Raises OSError where the source itself cannot be read.
    """
    if not source.is_dir():
        return _texts({source.name: source.resolve(strict=True)})
    lines: list[ReportLine] = []
    files = dict(_walk(source, lines))
    unwanted = _ignored(path for path in files if not wanted(path))
    texts, unread = _texts({path: file for path, file in files.items() if wanted(path)})
    return texts, [*unwanted, *lines, *unread]


def read_content(root: Path) -> dict[str, str]:
    """Every YAML and Markdown file below content/ of the site; empty where it is no text or cannot be read.

    So it is known to be there, and nobody's import: it is not written over.
    """
    files = {f"content/{path}": file for path, file in _walk(root / "content", []) if path.endswith((".yaml", ".md"))}
    return dict.fromkeys(files, "") | _texts(files)[0]


def write(root: Path, files: Mapping[str, str], removed: Iterable[str] = ()) -> None:
    """All files appear, or none. Raises OSError before anything is written if a symbolic link stands where
    a folder or file of content belongs: it could lead out of the root."""
    home = root.resolve()
    refuse_links(home, (*files, *removed))
    place(home, files)
    for path in removed:
        (home / path).unlink(missing_ok=True)


def _walk(folder: Path, lines: list[ReportLine]) -> Iterator[tuple[str, Path]]:
    """Regular files by relative path, sorted; hidden folders (.git, caches) are not the source's history."""

    def leave_out(path: Path, why: str) -> None:
        lines.append(ReportLine(path.relative_to(folder).as_posix(), Outcome.LEFT_OUT, why))

    def unreadable(error: OSError) -> None:
        leave_out(Path(str(error.filename)), f"cannot be read: {error.strerror}")

    for current, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted([*folders, *names]):
            file = Path(current) / name
            if file.is_symlink():
                leave_out(file, "a symbolic link, which is not followed")
            elif file.is_file():
                yield file.relative_to(folder).as_posix(), file


def _texts(files: Mapping[str, Path]) -> tuple[dict[str, str], list[ReportLine]]:
    """Texts by path, until it is too much; and which are none, and why."""
    texts, lines, room = {}, [], MAX_SOURCE
    for path, file in files.items():
        try:
            size = file.stat().st_size
            texts[path] = _text(file, size, room)
            room -= size
        except UnicodeDecodeError as error:
            lines.append(ReportLine(path, Outcome.LEFT_OUT, f"not UTF-8 text (byte {error.start})"))
        except ValueError as error:
            lines.append(ReportLine(path, Outcome.LEFT_OUT, str(error)))
        except OSError as error:
            lines.append(ReportLine(path, Outcome.LEFT_OUT, f"cannot be read: {error.strerror or error}"))
    return texts, lines


def _text(file: Path, size: int, room: int) -> str:
    """Raises OSError, and ValueError that says why it is not read."""
    if size > MAX_FILE:
        raise ValueError(f"it has {_mb(size)}, and at most {_mb(MAX_FILE)} are read: split it")
    if size > room:
        raise ValueError(f"the source has more than {_mb(MAX_SOURCE)}: import the rest of it on its own")
    return bytes_of(file, MAX_FILE).decode("utf-8-sig")


def _mb(size: int) -> str:
    return f"{size / 1_000_000:,.0f} MB"


def _ignored(paths: Iterable[str]) -> list[ReportLine]:
    """One line for each file or folder at the top of the source of which nothing is read."""
    tops = Counter(PurePosixPath(path).parts[0] for path in paths)
    return [
        ReportLine(top, Outcome.LEFT_OUT, f"{count} file(s) of no kind that holds incidents or settings here")
        for top, count in sorted(tops.items())
    ]
