"""The folders that a theme is made of, nearest first, and reading what lies in them."""

import os
import re
import stat
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from statusgen.bundled import bundled

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


class ThemeError(Exception):
    """A theme cannot be found or does not work; the message says where, and what to do."""


def layers(root: Path, name: str) -> tuple[Path, ...]:
    """The folders of a theme and of those it extends, nearest first."""
    found: list[Path] = []
    wanted: str | None = name
    try:
        while wanted is not None:
            folder = _folder(root, wanted, found)
            found.append(folder)
            wanted = _extended(folder / "theme.toml")
    except OSError as error:
        _refuse(error)
    return tuple(found)


def _folder(root: Path, name: str, seen: list[Path]) -> Path:
    """A site's theme `default` may extend the program's `default`: a folder that was seen is passed over."""
    places = [root / "themes" / name, bundled("themes") / name] if _NAME.fullmatch(name) else []
    for place in places:
        if any(part.is_symlink() for part in (place, place.parent, *place.glob("*")) if place.is_relative_to(root)):
            raise ThemeError(f"{place}: a symbolic link stands here; put the files themselves here")
        if place.is_dir() and not any(place.samefile(other) for other in seen):
            return place
    if any(place in seen for place in places):
        raise ThemeError(f"themes/{name}/theme.toml: the theme extends itself; extend `default`, or nothing")
    raise ThemeError(f"There is no theme {name!r}: make the folder themes/{name}/, or set `theme: default`")


def _extended(path: Path) -> str | None:
    text = text_if_there(path)
    if text is None:
        raise ThemeError(f'{path}: missing; a theme needs this file, with the line: extends = "default"')
    try:
        extended = tomllib.loads(text).get("extends")
    except ValueError as error:
        raise ThemeError(f"{path}: {error}") from error
    if extended is None or isinstance(extended, str):
        return extended
    raise ThemeError(f"{path}: `extends` is the name of one theme, in quotes")


def files(folder: Path) -> Iterator[Path]:
    """The files of a theme, by path. A link could publish any file of the machine, so none is followed."""
    for path in sorted(_below(folder)):
        if _is_file(path) and not path.name.startswith("."):
            yield path


def _is_file(path: Path) -> bool:
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return False
    except OSError as error:
        _refuse(error)
    if stat.S_ISLNK(mode):
        raise ThemeError(f"{path}: a symbolic link; put the file itself here")
    return stat.S_ISREG(mode)


def _below(folder: Path) -> Iterator[Path]:
    """Everything. What may not be looked into is an error: a page would silently look like another theme's."""
    if folder.is_dir():
        for place, names, files_ in os.walk(folder, onerror=_refuse):
            yield from (Path(place, name) for name in (*names, *files_))


def _refuse(error: OSError) -> NoReturn:
    raise ThemeError(f"{error.filename}: cannot be read: {error.strerror}") from error


def bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        _refuse(error)


def text_if_there(path: Path) -> str | None:
    return text_of(path) if _is_file(path) else None


def text_of(path: Path) -> str:
    content = bytes_of(path)
    try:
        return content.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ThemeError(f"{path}:{line}: byte 0x{content[error.start]:02x} is not UTF-8; save it as UTF-8") from error
