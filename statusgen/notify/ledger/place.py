"""Where a ledger can be, before anything of it is opened: each other thing at that place needs other words."""

import grp
import os
import pwd
import stat
from pathlib import Path

from statusgen.notify.ledger.rows import Unready

_SQLITE = b"SQLite format 3\0"  # sqlite.org/fileformat2.html, 1.3


def refuse_place(path: Path) -> None:
    """Raises Unready where no ledger is, none can be, or anybody could write one."""
    if path.name.startswith(":") or str(path).startswith("file:"):
        raise Unready(f"STATUSGEN_LEDGER must name a file on a disk: {path} would be forgotten after each run")
    if path.is_symlink() and not path.exists():
        raise Unready(f"{path} is a symbolic link to nothing: is the disk there that it leads to?")
    if path.parent.exists() and not path.parent.is_dir():
        raise Unready(
            f"{path.parent} is no folder, so {path.name} cannot be in it: STATUSGEN_LEDGER must lead elsewhere"
        )
    if not path.exists():
        _refuse_open_folder(path)
        return
    found = path.stat()
    if stat.S_ISDIR(found.st_mode):
        raise Unready(f"{path} is a folder: STATUSGEN_LEDGER must name a file, such as {path / 'ledger.sqlite'}")
    if not stat.S_ISREG(found.st_mode):
        raise Unready(f"{path} is no regular file: STATUSGEN_LEDGER must name one")
    if found.st_size == 0:
        raise Unready(f"{path} is empty, so it is no ledger: bring back a copy; if there never was one, remove it")
    with path.open("rb") as file:
        if file.read(len(_SQLITE)) != _SQLITE:
            raise Unready(
                f"{path} is no ledger, and begins like none: STATUSGEN_LEDGER says which file is. If this one was it, "
                "it is damaged: bring back a copy"
            )
    _refuse_open_folder(path)
    if found.st_mode & stat.S_IWOTH:
        raise Unready(f"anybody on this machine can write {path}: look whether somebody did, then chmod 600 it")


def _refuse_open_folder(path: Path) -> None:
    """Whoever can put files beside a ledger can have SQLite read them as its journal, sticky bit or not."""
    folder = path.resolve().parent
    if folder.is_dir() and folder.stat().st_mode & stat.S_IWOTH:
        raise Unready(
            f"anybody on this machine can put files into {folder}, and so change the ledger or take it away: "
            "give it a folder of its own, with chmod 700"
        )


def shared_with(path: Path) -> str:
    """The group whose members can change the ledger, if that is more than its owner; empty where there is none."""
    for place in (path.resolve(), path.resolve().parent):
        found = place.stat()
        if found.st_mode & stat.S_IWGRP and not _is_of_one(found.st_uid, found.st_gid):
            return _group(found.st_gid)
    return ""


def owned_by_another(path: Path) -> str:
    """The user to whom the ledger or its folder belongs, if that is neither us nor the administrator; else empty."""
    owners = (place.stat().st_uid for place in (path.resolve(), path.resolve().parent))
    return next((_user(owner) for owner in owners if owner not in {0, os.geteuid()}), "")


def _user(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return str(user)


def _is_of_one(user: int, group: int) -> bool:
    """Whether that is the group that many systems give each user, with nobody else in it."""
    try:
        known = grp.getgrgid(group)
        return known.gr_name == pwd.getpwuid(user).pw_name and not known.gr_mem
    except KeyError:
        return False


def _group(group: int) -> str:
    try:
        return grp.getgrgid(group).gr_name
    except KeyError:
        return str(group)


def refuse_folder(path: Path, root: Path) -> None:
    """Raises Unready below what is published, or kept in the repository."""
    for folder in ("public", "content"):
        if path.resolve().is_relative_to((root / folder).resolve()):
            why = "is published" if folder == "public" else "belongs to the repository"
            raise Unready(f"the ledger must not be in {folder}/, which {why}: STATUSGEN_LEDGER must lead elsewhere")
