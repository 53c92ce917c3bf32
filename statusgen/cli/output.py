"""Data to stdout, talk to stderr; a reader who has seen enough is no mistake."""

import os
import sys
from typing import TextIO

from statusgen.cli.codes import WORLD, Failure


def data(text: str) -> None:
    """Writes what was asked for."""
    write(sys.stdout, text)


def say(text: str) -> None:
    """Writes a line for people."""
    write(sys.stderr, f"{text}\n")


def write(stream: TextIO | None, text: str) -> None:
    """Writes at once. What cannot be encoded becomes an escape; a closed pipe ends the talk, not the work."""
    if stream is None:  # closed from the start
        return
    encoding = stream.encoding or "utf-8"
    try:
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
        stream.flush()
    except BrokenPipeError:
        silence(stream)
    except OSError as error:
        silence(stream)
        raise Failure(WORLD, f"cannot write the output: {error.strerror}") from error


def silence(stream: TextIO | None) -> None:
    """Sends everything from now on, and what is still in the buffer, nowhere."""
    if stream is None:
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
