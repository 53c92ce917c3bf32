"""What one input may cost: processor time of this process, and memory on top of what there is."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

SECONDS = 1.0
MEGABYTES = 100  # a whole run is to stay below 200, of which the program itself is half


class TooMuch(AssertionError):
    """The input took more time or memory than any input may."""


class _Over(BaseException):
    """Passes through whatever would catch an Exception."""


def _over(*_: object) -> NoReturn:
    raise _Over


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raises TooMuch after so much processor time, where it was spent; and where memory grew beyond any input's worth.

    The peak is that of this input: Linux lets a process forget the one before (proc(5), clear_refs).
    """
    with Path("/proc/self/clear_refs").open("w") as file:
        file.write("5")
    before = _status("VmRSS")
    previous = signal.signal(signal.SIGPROF, _over)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    except _Over as error:
        raise TooMuch(f"more than {seconds:g} s of processor time") from error
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, previous)
    if (grown := _status("VmHWM") - before) > MEGABYTES:
        raise TooMuch(f"{grown} MB more than before")


def _status(name: str) -> int:
    """In megabytes."""
    lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith(f"{name}:")), 0)
