"""What stands in a folder. Symbolic links are leaves: a walk never leaves the folder."""

# os and not pathlib here: ten thousand folders are walked at each build, and pathlib would triple the time
import errno
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from stat import S_ISREG
from typing import NamedTuple

from statusgen.publish.artefact import digest

# Whatever somebody did to it, or wrote for its name: it is no file of ours any more.
_NO_FILE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.EACCES, errno.EPERM, errno.ENAMETOOLONG})


class Tree(NamedTuple):
    """Paths relative to the top, with forward slashes. `files` (all that is no folder) lead to their inode number;
    `odd` are those of them that hold no bytes of their own: links, pipes, devices."""

    folders: set[str]
    files: dict[str, int]
    odd: set[str]


class Seen(NamedTuple):
    """A file's size, time of change (ns) and, found when it had these two, digest."""

    size: int
    mtime: int
    digest: str


def tree(top: Path) -> Tree:
    """All below `top`; nothing if there is no such folder."""
    folders: set[str] = set()
    files: dict[str, int] = {}
    odd: set[str] = set()
    waiting = [""] if top.is_dir() else []
    while waiting:
        prefix = waiting.pop()
        with os.scandir(f"{top}/{prefix}") as entries:
            for entry in entries:
                path = prefix + entry.name
                if entry.is_dir(follow_symlinks=False):
                    folders.add(path)
                    waiting.append(f"{path}/")
                else:
                    files[path] = entry.inode()
                    if not entry.is_file(follow_symlinks=False):
                        odd.add(path)
    return Tree(folders, files, odd)


def folders_of(paths: Iterable[str]) -> set[str]:
    """Every folder that these paths need, without the top."""
    folders: set[str] = set()
    for path in paths:
        parent = path.rpartition("/")[0]
        while parent and parent not in folders:
            folders.add(parent)
            parent = parent.rpartition("/")[0]
    return folders


def look(top: Path, paths: Iterable[str], known: Mapping[str, Seen]) -> dict[str, Seen]:
    """Those of `paths` that are regular files. One is read only where its size or time is not as `known`."""
    found = {}
    for path in paths:
        try:
            status = os.lstat(f"{top}/{path}")
            seen = known.get(path)
            if not S_ISREG(status.st_mode):
                continue
            if not seen or (seen.size, seen.mtime) != (status.st_size, status.st_mtime_ns):
                seen = Seen(status.st_size, status.st_mtime_ns, digest((top / path).read_bytes()))
            found[path] = seen
        except OSError as error:
            if error.errno not in _NO_FILE:
                raise
    return found
