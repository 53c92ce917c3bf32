"""Locks that die with their process: flock, so that nothing has to be cleaned up after a kill."""

import fcntl
import math
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_PAUSE = 0.05  # seconds between two tries
_PATIENCE = 20  # tries after which whoever looks on wants to know what we wait for


class Busy(Exception):
    """Another run holds the lock, and still held it after the time we were willing to wait."""


@contextmanager
def locked(path: Path, wait: float, busy: str, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Holds the lock file `path`, created if missing. Calls `waiting` once it takes longer than a moment.

    Raises Busy(`busy`) after `wait` seconds.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        last = math.ceil(max(wait, 0) / _PAUSE)
        for number in range(last + 1):
            if seized(handle):
                break
            if number == last:
                raise Busy(busy)
            if number == _PATIENCE:
                waiting()
            time.sleep(_PAUSE)
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
