"""What is of one person alone, put into bytes that many share, where a blank of the same length stands for it."""

import re
from dataclasses import dataclass

NONE = b""
FOLD = b"\r\n "  # in the middle of a line of a calendar (RFC 5545, 3.1)
SOFT_BREAK = b"=\r\n"  # in quoted-printable (RFC 2045, 6.7)


@dataclass(frozen=True, slots=True)
class Form:
    """`pieces` are what stands around the blanks, one more than those. `cuts` are the parts that each is broken into,
    as places in it, with `mark` between them: the new text is broken there, too, so all else stays where it is."""

    pieces: tuple[bytes, ...]
    cuts: tuple[tuple[slice, ...], ...]
    mark: bytes

    def filled(self, text: str) -> bytes:
        """With this in each blank; it must be as long, and plain ASCII letters and digits as that is."""
        own = text.encode("ascii")
        made = [self.pieces[0]]
        for cut, piece in zip(self.cuts, self.pieces[1:], strict=True):
            made += (self.mark.join([own[part] for part in cut]), piece)
        return b"".join(made)


def form(content: bytes, blank: str, mark: bytes = NONE) -> Form:
    """`mark` is what may have been put into the blank where a line was full."""
    between = b"(?:" + re.escape(mark) + b")?" if mark else b""
    found = re.split(b"(" + between.join(re.escape(one.encode()) for one in blank) + b")", content)
    return Form(tuple(found[::2]), tuple(_cuts(one, mark) for one in found[1::2]), mark)


def _cuts(found: bytes, mark: bytes) -> tuple[slice, ...]:
    parts, at = found.split(mark) if mark else [found], 0
    cuts = []
    for part in parts:
        cuts.append(slice(at, at + len(part)))
        at += len(part)
    return tuple(cuts)
