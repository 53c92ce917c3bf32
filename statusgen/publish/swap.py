"""What Python's library lacks: exchanging two folders in one step, and flushing a whole file system."""

import ctypes
import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path

_AT_FDCWD = -100
_EXCHANGE = 2  # RENAME_EXCHANGE (Linux renameat2) and RENAME_SWAP (macOS renamex_np) happen to agree

# The kernel, the file system, or (EPERM) an old container's system call filter does not know the call.
_UNSUPPORTED = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM}


def exchange(new: Path, live: Path, aside: Path) -> None:
    """Makes `new` stand at `live` and what stood at `live` at `new`; if nothing did, `new` just moves there.

    One atomic step on Linux and macOS. Where the system refuses that, three renames by way of `aside`: between
    the first two `live` does not exist, and if the process dies just there, `recover` must put it back.
    """
    if not live.exists():
        new.rename(live)
    elif not _exchanged(new, live):
        live.rename(aside)
        try:
            new.rename(live)
        finally:
            recover(live, aside)
        aside.rename(new)


def recover(live: Path, aside: Path) -> None:
    """Puts back what an `exchange` without system support moved aside before it was killed."""
    if aside.exists() and not live.exists():
        aside.rename(live)


def flush(folder: Path) -> None:
    """Forces all below `folder` to the disk: its whole file system in one call, else file by file."""
    if not _flushed_at_once(folder):
        for path in folder.rglob("*"):
            if path.is_file() or path.is_dir():
                flush_one(path)
        flush_one(folder)


def flush_one(path: Path) -> None:
    """Forces one file, or the names in one folder, to the disk."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _exchanged(one: Path, other: Path) -> bool:
    """False where the system cannot; OSError where it can and fails."""
    call = _exchange_call()
    if call is None:
        return False
    if call(os.fsencode(one), os.fsencode(other)) == 0:
        return True
    code = ctypes.get_errno()
    if code in _UNSUPPORTED:
        return False
    raise OSError(code, os.strerror(code), str(one), None, str(other))


def _exchange_call() -> Callable[[bytes, bytes], int] | None:
    libc = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "darwin":
        swap = getattr(libc, "renamex_np", None)
        return swap and (lambda a, b: int(swap(a, b, ctypes.c_uint(_EXCHANGE))))
    rename = getattr(libc, "renameat2", None)  # glibc 2.28, musl 1.2.6
    return rename and (lambda a, b: int(rename(_AT_FDCWD, a, _AT_FDCWD, b, ctypes.c_uint(_EXCHANGE))))


def _flushed_at_once(folder: Path) -> bool:
    syncfs = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
    if syncfs is None:
        return False
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        if syncfs(handle) == 0:
            return True
        code = ctypes.get_errno()
    finally:
        os.close(handle)
    if code in _UNSUPPORTED:
        return False
    raise OSError(code, os.strerror(code), str(folder))
