"""What is of one person alone, put into bytes that many share, where a blank of the same length stands for it.

As nothing moves, what was folded or encoded around the blank stays right.
"""

import base64
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

FOLD = b"\r\n "  # in the middle of a line of a calendar (RFC 5545, 3.1)
SOFT_BREAK = b"=\r\n"  # in quoted-printable (RFC 2045, 6.7)
_LINE = 57  # bytes that a line of base64 stands for (RFC 2045, 6.8)


class _Blank(Protocol):
    def filled(self, own: bytes) -> bytes:
        """What stands there with this in it."""


@dataclass(frozen=True, slots=True)
class Form:
    """Pieces with blanks between them, of which there is one less."""

    pieces: tuple[bytes, ...]
    blanks: tuple[_Blank, ...] = ()

    def filled(self, text: str) -> bytes:
        """With this in every blank: ASCII letters and digits, as many as the blank has."""
        if not self.blanks:
            return self.pieces[0]
        own = text.encode("ascii")
        made = [self.pieces[0]]
        for blank, piece in zip(self.blanks, self.pieces[1:], strict=True):
            made += (blank.filled(own), piece)
        return b"".join(made)


@dataclass(frozen=True, slots=True)
class _Broken:
    """A blank that is in `parts`, with `mark` between them."""

    parts: tuple[slice, ...]
    mark: bytes

    def filled(self, own: bytes) -> bytes:
        return self.mark.join([own[part] for part in self.parts])


@dataclass(frozen=True, slots=True)
class _Encoded:
    """Whole lines of base64, and what they stand for, around each blank in it."""

    around: tuple[bytes, ...]

    def filled(self, own: bytes) -> bytes:
        return in_base64(own.join(self.around))


def form(content: bytes, blank: str, mark: bytes = b"") -> Form:
    """Every place of the blank; `mark` is what may have been put into it where a line was full."""
    if not blank:
        return Form((content,))
    between = b"(?:" + re.escape(mark) + b")?" if mark else b""
    found = re.split(b"(" + between.join(re.escape(one.encode()) for one in blank) + b")", content)
    return Form(tuple(found[::2]), tuple(_broken(one, mark) for one in found[1::2]))


def _broken(found: bytes, mark: bytes) -> _Broken:
    parts, at = [], 0
    for part in found.split(mark) if mark else [found]:
        parts.append(slice(at, at + len(part)))
        at += len(part)
    return _Broken(tuple(parts), mark)


def form_in_base64(content: bytes, blank: str) -> Form:
    """The content in base64, with every place of the blank in it."""
    pieces, blanks, done = [], [], 0
    for begin, end in _lines_with(content, blank.encode()) if blank else ():
        pieces.append(in_base64(content[done:begin]))
        blanks.append(_Encoded(tuple(content[begin:end].split(blank.encode()))))
        done = end
    return Form((*pieces, in_base64(content[done:])), tuple(blanks))


def _lines_with(content: bytes, blank: bytes) -> Iterator[tuple[int, int]]:
    """From where to where the lines go that have blanks in them; those that share a line together."""
    begin = end = -1
    for found in re.finditer(re.escape(blank), content):
        first, last = found.start() // _LINE * _LINE, -(-found.end() // _LINE) * _LINE
        if first >= end >= 0:
            yield begin, end
        begin, end = (begin if begin >= 0 and first < end else first), last
    if end >= 0:
        yield begin, end


def in_base64(content: bytes) -> bytes:
    """In lines of 76 characters."""
    return base64.encodebytes(content).replace(b"\n", b"\r\n")


def joined(forms: Iterable[Form]) -> Form:
    """One after the other."""
    pieces: list[bytes] = [b""]
    blanks: list[_Blank] = []
    for one in forms:
        pieces[-1] += one.pieces[0]
        pieces += one.pieces[1:]
        blanks += one.blanks
    return Form(tuple(pieces), tuple(blanks))
