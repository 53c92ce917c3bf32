"""Many files placed at once. Where the world fails (a full disk), what was begun is taken back."""

import errno
import os
import secrets
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path


class HalfDoneError(OSError):
    """The world failed, and what was placed before that could not be taken back: the message names every file."""


def place(root: Path, files: Mapping[str, str], new: Collection[str] = ()) -> None:
    """Write texts below `root`, by relative path: first all beside their places, then each to its own in one step.

    Raises OSError with nothing changed, or HalfDoneError. New files never take the place of one that came in between;
    those of `new` of no file at all.
    """
    begun: dict[Path, Path] = {}  # where its text waits -> where it belongs
    folders: list[Path] = []
    placed: list[Path] = []
    there = {path for path in files if path not in new and os.path.lexists(root / path)}
    try:
        for path, text in sorted(files.items()):
            folders += _made_folders((root / path).parent)
            waiting = (root / path).parent / f".{secrets.token_hex(6)}.new"
            begun[waiting] = root / path
            _write(waiting, text, root / path)
            if path in there:
                shutil.copymode(root / path, waiting)
        for waiting, target in begun.items():
            _move(waiting, target, replacing=target.relative_to(root).as_posix() in there)
            placed.append(target)
    except BaseException as error:
        fresh = [path for path in placed if path.relative_to(root).as_posix() not in there]
        remaining = [path for path in placed if path not in fresh]
        remaining += _not_removed((*begun, *fresh))
        _remove_empty(folders)
        if remaining and isinstance(error, OSError):
            raise _half_done(error, remaining) from error
        raise


def refuse_links(root: Path, paths: Iterable[str]) -> None:
    """Raises OSError if a symbolic link stands where a folder or file belongs: it could lead out of the root."""
    home = root.resolve()
    for path in paths:
        for level in (home / path, *(home / path).parents):
            if level == home:
                break
            if level.is_symlink():
                raise OSError(errno.ELOOP, "a symbolic link stands here, and nothing is written through it", str(level))


@contextmanager
def _naming(target: Path) -> Iterator[None]:
    """In place of the system, which names no file, or the one beside it."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(target)) from error


def _write(waiting: Path, text: str, target: Path) -> None:
    with _naming(target), waiting.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)


def _move(waiting: Path, target: Path, *, replacing: bool) -> None:
    with _naming(target):
        if replacing or not _linked(waiting, target):
            waiting.replace(target)


def _linked(waiting: Path, target: Path) -> bool:
    """Gives a new file its name in one step that fails if the name is taken; False where the disk has no such step."""
    try:
        target.hardlink_to(waiting)
    except OSError as error:
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, "somebody else has just written this file") from error
        return False
    waiting.unlink()
    return True


def _made_folders(folder: Path) -> Iterator[Path]:
    """Makes the folder and those above it, and names each that it made, as soon as it is made."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for one in reversed(missing):
        one.mkdir()
        yield one


def _not_removed(paths: Iterable[Path]) -> list[Path]:
    """Removes the files, and names those that it could not."""
    for path in paths:
        with suppress(OSError):
            path.unlink(missing_ok=True)
    return [path for path in paths if os.path.lexists(path)]


def _remove_empty(folders: list[Path]) -> None:
    for folder in reversed(folders):
        with suppress(OSError):
            folder.rmdir()


def _half_done(error: OSError, remaining: Iterable[Path]) -> HalfDoneError:
    named = ", ".join(map(str, remaining))
    return HalfDoneError(error.errno, f"{error.strerror}; these files are written already: {named}", error.filename)
