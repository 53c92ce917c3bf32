"""Where a ledger can be, before anything of it is opened: each other thing at that place needs other words."""

import stat
from pathlib import Path

from statusgen.notify.ledger.rows import Unready


def refuse_place(path: Path) -> None:
    """Raises Unready where no ledger is, none can be, or anybody could write one."""
    if path.name.startswith(":") or str(path).startswith("file:"):
        raise Unready(f"STATUSGEN_LEDGER must name a file on a disk: {path} would be forgotten after each run")
    if path.is_symlink() and not path.exists():
        raise Unready(f"{path} is a symbolic link to nothing: is the disk there that it leads to?")
    if not path.exists():
        return
    found = path.stat()
    if stat.S_ISDIR(found.st_mode):
        raise Unready(f"{path} is a folder: STATUSGEN_LEDGER must name a file, such as {path / 'ledger.sqlite'}")
    if not stat.S_ISREG(found.st_mode):
        raise Unready(f"{path} is no regular file: STATUSGEN_LEDGER must name one")
    if found.st_size == 0:
        raise Unready(f"{path} is empty, so it is no ledger: bring back a copy; if there never was one, remove it")
    if found.st_mode & stat.S_IWOTH:
        raise Unready(f"anybody on this machine can write {path}: look whether somebody did, then chmod 600 it")


def refuse_folder(path: Path, root: Path) -> None:
    """Raises Unready below what is published, or kept in the repository."""
    for folder in ("public", "content"):
        if path.resolve().is_relative_to((root / folder).resolve()):
            why = "is published" if folder == "public" else "belongs to the repository"
            raise Unready(f"the ledger must not be in {folder}/, which {why}: STATUSGEN_LEDGER must lead elsewhere")
