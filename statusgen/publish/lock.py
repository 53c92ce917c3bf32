"""Locks that die with their process: flock, so that nothing has to be cleaned up after a kill."""

import fcntl
import math
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PAUSE = 0.05  # seconds between two tries


class Busy(Exception):
    """Another run holds the lock, and still held it after the time we were willing to wait."""


@contextmanager
def locked(path: Path, wait: float, busy: str) -> Iterator[None]:
    """Holds the lock file `path`, created if missing. Raises Busy(`busy`) after `wait` seconds."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        for _ in range(math.ceil(max(wait, 0) / _PAUSE)):
            if seized(handle):
                break
            time.sleep(_PAUSE)
        else:
            if not seized(handle):
                raise Busy(busy)
        yield
    finally:
        os.close(handle)


def seized(handle: int) -> bool:
    """Whether the exclusive lock of an open file or folder is ours now. Closing the handle gives it back."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
