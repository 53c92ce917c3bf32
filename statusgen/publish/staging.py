"""The hidden folder beside an output, and in it the tree that will replace the output.

`.public.statusgen/` beside `public/` is closed to other users and ignored by git. In it:
    lock         held by the run at work; lies there empty for ever
    book.json    times of files, stamps (see `standing`)
    spare/       the site before the one that stands now. The next build starts from it, so that only what differs
                 has to be linked; its files are those of the present site but for the last changes
    staging/     the tree being built; the next run removes what a killed one left of it
    held-*/      an earlier tree that a reader still holds locked; removed when it lets go
    aside/       only where folders cannot be exchanged: the site itself, between two renames
"""

# ruff: noqa: PTH102, PTH106, PTH108, PTH123 - a build places ten thousand files, and pathlib is slow at that
import errno
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from statusgen.publish.lock import locked, seized
from statusgen.publish.refusals import BadOutput
from statusgen.publish.swap import recover
from statusgen.publish.tree import Tree, folders_of, tree

_OF_NO_SITE = {"lock", "book.json", ".gitignore"}
_LASTING = {*_OF_NO_SITE, "spare"}

# What the kernel answers where files cannot be linked: no such thing here, too many, not your file, another system.
_UNLINKABLE = {errno.EPERM, errno.EMLINK, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EXDEV}


def home_of(out: Path) -> Path:
    """The hidden folder that belongs to an output."""
    return out.parent / f".{out.name}.statusgen"


@contextmanager
def at_work(out: Path, wait: float, waiting: Callable[[], None]) -> Iterator[Path]:
    """The hidden folder, locked and tidy, whatever happened to the run before. Raises Busy after `wait` seconds.

    `waiting` is called once another run is in the way for longer than a moment.
    """
    home = home_of(out)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    _check_ours(home, home / "lock")
    busy = f"Another build is writing {out} and did not finish within {wait:g} s. Nothing was touched; try again later."
    with locked(home / "lock", wait, busy, waiting):
        # Only under the lock: what lies beside it comes and goes while another build is at work.
        _check_ours(*home.iterdir())
        recover(out, home / "aside")
        _tidy(home)
        yield home


def forget(out: Path, wait: float) -> None:
    """Removes the site before the one that stands, and what a killed run left: for an output that is given up.

    Raises Busy after `wait` seconds.
    """
    home = home_of(out)
    if home.is_dir() and any(entry.name not in _OF_NO_SITE for entry in home.iterdir()):
        with at_work(out, wait, lambda: None):
            if (home / "spare").exists():
                _remove_tree(home / "spare")


def _check_ours(*paths: Path) -> None:
    """Refuses what is a link or a device in the hidden folder: what we clear there would be somebody else's.

    A repository can carry such a folder, and building it must never lead out of it.
    """
    for path in filter(os.path.lexists, paths):
        if not (stat.S_ISDIR(kind := path.lstat().st_mode) or stat.S_ISREG(kind)):
            raise BadOutput(f"{path} is a link or a device; a build keeps no such thing there. Remove it.")


@contextmanager
def staging(home: Path) -> Iterator[Path]:
    """The folder to build in, locked against readers of the tree that it was. Removed if the build fails."""
    top = home / "staging"
    handle = _stage(home, top)
    try:
        yield top
    except BaseException:
        shutil.rmtree(top, ignore_errors=True)  # the disk may be full: give back at once what we took
        raise
    finally:
        os.close(handle)
    if top.exists():
        top.rename(home / "spare")


@dataclass(frozen=True, slots=True)
class Stage:
    """A tree under construction at `top`. `linked` are the paths at which it has the very file of the tree `old`."""

    top: Path
    old: Path
    linked: set[str]

    def keep(self, path: str) -> None:
        """Takes the file from the old tree as it is: the same inode where the file system can, else a copy."""
        if path in self.linked:
            return
        source, target = f"{self.old}/{path}", f"{self.top}/{path}"
        try:
            os.link(source, target, follow_symlinks=False)
        except OSError as error:
            if error.errno not in _UNLINKABLE:
                raise
            shutil.copy2(source, target, follow_symlinks=False)

    def put(self, path: str, content: bytes) -> os.stat_result:
        """Writes a file of its own. What stood there is never opened for writing: it may be the old tree's too."""
        target = f"{self.top}/{path}"
        if path in self.linked:
            os.unlink(target)
        with open(target, "xb") as file:
            file.write(content)
            file.flush()
            return os.fstat(file.fileno())

    def copy_modes(self, folders: set[str]) -> None:
        """Gives the top, and folders made by hand, the permissions that they have in the old tree."""
        for path in ("", *sorted(folders)) if self.old.exists() else ():
            shutil.copymode(f"{self.old}/{path}", f"{self.top}/{path}")


def stage_of(top: Path, old: Path, before: Tree, wanted: set[str], extra_folders: set[str]) -> Stage:
    """Clears `top` of all but the wanted files that are those of `old` (listed in `before`), and makes its folders."""
    there = tree(top)
    linked = {path for path, inode in there.files.items() if path in wanted and before.files.get(path) == inode}
    folders = folders_of(wanted) | extra_folders
    for path in there.files.keys() - linked:
        os.unlink(f"{top}/{path}")
    for path in sorted(there.folders - folders, reverse=True):
        os.rmdir(f"{top}/{path}")
    for path in sorted(folders - there.folders):
        os.mkdir(f"{top}/{path}")
    return Stage(top, old, linked)


def _stage(home: Path, top: Path) -> int:
    """Makes the folder `top`, of the spare tree if no reader holds that, and gives its locked handle."""
    spare = home / "spare"
    if spare.exists():
        handle = _folder(spare)
        if _let_go(handle):
            spare.rename(top)
            return handle
        _set_aside(spare, handle)
        os.close(handle)
    top.mkdir()
    handle = _folder(top)
    _let_go(handle)
    return handle


def _tidy(home: Path) -> None:
    """Removes all that a killed run left, but for trees that a reader holds."""
    with suppress(FileExistsError), (home / ".gitignore").open("x", encoding="utf-8") as file:
        file.write("*\n")
    for entry in sorted(home.iterdir()):
        if entry.name in _LASTING and entry.is_dir() is (entry.name == "spare"):
            continue
        if entry.is_dir() and not entry.is_symlink():
            _remove_tree(entry)
        else:
            entry.unlink()


def _remove_tree(folder: Path) -> None:
    handle = _folder(folder)
    try:
        if _let_go(handle):
            shutil.rmtree(folder)
        else:
            _set_aside(folder, handle)
    finally:
        os.close(handle)


def _set_aside(folder: Path, handle: int) -> None:
    folder.rename(folder.with_name(f"held-{os.fstat(handle).st_ino}"))


def _folder(path: Path) -> int:
    return os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)


def _let_go(handle: int) -> bool:
    """Whether no reader holds the open folder; from now on we do. Where folders cannot be locked (NFS), none does."""
    try:
        return seized(handle)
    except OSError:
        return True
