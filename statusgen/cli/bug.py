"""The last word where the program itself is wrong: where that was, and nothing of what it was about.

Messages of exceptions quote values, and a value may be somebody's address or a password: none is ever shown.
"""

import sys
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from statusgen import __version__
from statusgen.cli.output import say

_PACKAGE = "statusgen"
_MOST = 30  # lines; a recursion without end has a thousand


def tell(error: BaseException) -> None:
    """Says on stderr what to report of an exception that nobody foresaw."""
    say("\n".join(_lines(error)))


def tell_of_all() -> None:
    """The same for what no command can catch: threads, and what ends with the process."""
    import threading  # noqa: PLC0415

    sys.excepthook = lambda _kind, error, _trace: tell(error)
    threading.excepthook = lambda given: tell(given.exc_value) if given.exc_value else None
    sys.unraisablehook = lambda given: tell(given.exc_value) if given.exc_value else None


def _lines(error: BaseException) -> Iterator[str]:
    import platform  # noqa: PLC0415 (only then)
    import traceback  # noqa: PLC0415

    yield f"statusgen: this is a mistake of the program, not yours: {_kinds(error)}"
    if isinstance(error, ImportError):  # these name modules, and nothing else
        yield f"  {error.name}: {error.path}"
    frames = [line for line in map(_place, traceback.extract_tb(error.__traceback__)) if line]
    yield from frames[-_MOST:]
    yield (
        "What it was about is left out: that may be somebody's address. Please report these lines and the command that "
        "you gave; if others could use the mistake, then as SECURITY.md says."
    )
    yield f"statusgen {__version__}, Python {platform.python_version()}, {platform.system()}"


def _kinds(error: BaseException) -> str:
    """The class of the exception, and of those that led to it."""
    kinds, cause = [type(error).__name__], error.__cause__ or error.__context__
    while cause and len(kinds) < _MOST:
        kinds.append(type(cause).__name__)
        cause = cause.__cause__ or cause.__context__
    return ", after ".join(kinds)


def _place(frame: Any) -> str:
    """A line of our code or of a library's. What else has lines, as a theme has, may have a name that says too much."""
    parts = PurePath(frame.filename).parts
    for home in (_PACKAGE, "site-packages", f"python{sys.version_info[0]}.{sys.version_info[1]}"):
        if home in parts and frame.filename.endswith(".py"):
            place = parts[len(parts) - 1 - parts[::-1].index(home) :]
            return f"  {PurePath(*place).as_posix()}:{frame.lineno} in {frame.name}"
    return ""
