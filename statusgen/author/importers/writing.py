"""Where an import touches the world: reading the source and the site, and writing files, never outside the root."""

import errno
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from statusgen.author.importers.history import Outcome, ReportLine


def read_source(source: Path, wanted: Callable[[str], bool]) -> tuple[dict[str, str], list[ReportLine]]:
    """Texts of the wanted files of a folder, or of one file whatever its name; and what is not read, and why."""
    if not source.is_dir():
        return _texts({source.name: source})
    files = dict(_walk(source))
    texts, lines = _texts({path: file for path, file in files.items() if wanted(path)})
    return texts, [*_ignored(path for path in files if not wanted(path)), *lines]


def read_content(root: Path) -> dict[str, str]:
    """Every YAML and Markdown file below content/ of the site that is text."""
    files = {f"content/{path}": file for path, file in _walk(root / "content") if path.endswith((".yaml", ".md"))}
    return _texts(files)[0]


def write(root: Path, files: Mapping[str, str], removed: Iterable[str] = ()) -> None:
    """Each file appears whole or not at all. Raises OSError before anything is written if a symbolic link stands where
    a folder or file of content belongs: it could lead out of the root."""
    home = root.resolve()
    for path in (*files, *removed):
        _refuse_links(home, path)
    for path, text in sorted(files.items()):
        target = home / path
        target.parent.mkdir(parents=True, exist_ok=True)
        _replace(target, text)
    for path in removed:
        (home / path).unlink(missing_ok=True)


def _refuse_links(home: Path, path: str) -> None:
    for place in (home / path, *(home / path).parents):
        if place == home:
            return
        if place.is_symlink():
            raise OSError(errno.ELOOP, "a symbolic link stands here, and nothing is written through it", str(place))


def _replace(target: Path, text: str) -> None:
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=".import-")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(name).chmod(0o644)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _walk(folder: Path) -> Iterator[tuple[str, Path]]:
    """Regular files by relative path, sorted; hidden folders (.git, caches) are not the source's history."""
    for current, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(current) / name
            if file.is_file() and not file.is_symlink():
                yield file.relative_to(folder).as_posix(), file


def _texts(files: Mapping[str, Path]) -> tuple[dict[str, str], list[ReportLine]]:
    texts, lines = {}, []
    for path, file in files.items():
        try:
            texts[path] = file.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            lines.append(ReportLine(path, Outcome.LEFT_OUT, f"not UTF-8 text (byte {error.start})"))
    return texts, lines


def _ignored(paths: Iterable[str]) -> list[ReportLine]:
    """One line for each file or folder at the top of the source of which nothing is read."""
    tops = Counter(PurePosixPath(path).parts[0] for path in paths)
    return [
        ReportLine(top, Outcome.LEFT_OUT, f"{count} file(s) of no kind that holds incidents or settings here")
        for top, count in sorted(tops.items())
    ]
