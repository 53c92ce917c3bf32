"""One file's text, or what is wrong with the file as such."""

import errno
import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path

from statusgen.problems import Problem, Span

# Larger files are not content: the longest incident history known to us is a fiftieth of this.
MAX_BYTES = 1_000_000

_LINKED = (errno.ELOOP, errno.EMLINK)  # how systems say that O_NOFOLLOW met a link

# C0 and C1 controls but tab and newline, DEL, the invisible line separators, a stray BOM, non-characters.
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
CONFLICT = re.compile(r"^(?:<{7}|>{7}) .*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Source:
    """A text file below the root. `path` is relative; lines end in `\\n`, whatever they ended in on disk.

    `first` is the number of its first line: more than 1 where the text is only a part of the file.
    """

    path: str
    text: str
    first: int = 1
    _lines: list[str] = field(default_factory=list, init=False, repr=False, compare=False)  # once somebody asks

    def line(self, number: int) -> str:
        """The line of this number, for an excerpt; empty where there is none."""
        if not self._lines:
            self._lines.extend(self.text.split("\n"))
        place = number - self.first
        return self._lines[place][:400] if 0 <= place < len(self._lines) else ""

    def problem(self, code: str, message: str, span: Span | None = None, hint: str = "") -> Problem:
        """A problem of this file with its excerpt; without a span, of the file as a whole."""
        where = span or Span(self.path)
        return Problem(where, code, message, hint, self.line(where.line))


def read_source(root: Path, path: str) -> tuple[Source | None, list[Problem]]:
    """The file at root/path. No source means that nothing of it can be used, and why is in the problems."""
    blank = Source(path, "")
    try:
        data = bytes_of(root / path)
    except OSError as error:
        return None, [blank.problem(*unreadable(error))]
    if len(data) > MAX_BYTES:
        return None, [blank.problem("file-too-large", f"is larger than {MAX_BYTES // 1000:,} kB")]
    return source_of(path, data)


def source_of(path: str, data: bytes) -> tuple[Source | None, list[Problem]]:
    """The same of a file's bytes."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, [_not_utf8(path, data, error)]
    return _checked(path, text)


def is_there(path: Path) -> bool:
    """True also where nobody may look: then whoever reads it says so."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def unreadable(error: OSError) -> tuple[str, str, Span | None, str]:
    """Code, message and hint for what cannot be opened; in between, no more exact place than the file."""
    if error.errno in _LINKED:
        return "symlink", "this is a symbolic link", None, "put the file itself here"
    return "unreadable-file", f"cannot be read: {error.strerror or error}", None, ""


def bytes_of(path: Path, limit: int = MAX_BYTES) -> bytes:
    """At most one byte more than the limit. Never follows a link, never waits on a pipe."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(0, "not a regular file")
        return file.read(limit + 1)


def _not_utf8(path: str, data: bytes, error: UnicodeDecodeError) -> Problem:
    before = data[: error.start].decode("utf-8").split("\n")
    span = Span(path, len(before), len(before[-1]) + 1)
    hint = "save it as UTF-8 text" if b"\0" not in data else "this looks like a binary file; remove it"
    return Problem(span, "not-utf8", f"byte 0x{data[error.start]:02x} is not UTF-8", hint)


def _checked(path: str, text: str) -> tuple[Source | None, list[Problem]]:
    problems = []
    if text.startswith("\ufeff"):
        text = text[1:]
        problems.append(
            Problem(
                Span(path, 1, 1),
                "byte-order-mark",
                "begins with a byte order mark",
                "save it as UTF-8 without BOM",
            )
        )
    source = Source(path, text.replace("\r\n", "\n"))
    if found := FORBIDDEN.search(source.text):
        return None, [*problems, _forbidden(source, found)]
    if conflict := CONFLICT.search(source.text):
        line = source.text.count("\n", 0, conflict.start()) + 1
        span, hint = (
            Span(path, line, 1, line, len(conflict[0]) + 1),
            "keep one of the two versions, and delete the marks",
        )
        return None, [*problems, source.problem("merge-conflict", "this is the mark of a merge conflict", span, hint)]
    if not source.text.strip():
        return None, [*problems, source.problem("empty-file", "is empty", Span(path, 1, 1))]
    return source, problems


def _forbidden(source: Source, found: re.Match[str]) -> Problem:
    before = source.text[: found.start()].split("\n")
    line, column = len(before), len(before[-1]) + 1
    span = Span(source.path, line, column, line, column + 1)
    message = f"the character U+{ord(found[0]):04X} is not allowed in content"
    return source.problem(
        "control-character", message, span, "delete it; it is invisible, so retype the word around it"
    )
