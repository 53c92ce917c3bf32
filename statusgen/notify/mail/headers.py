"""Header fields as bytes: folded only at white space, encoded words only where text needs them (RFC 5322, 2047).

The standard library's folding puts encoded words into List-Unsubscribe and References, where no reader decodes them.
"""

import base64
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from statusgen.notify.mail.parcel import Unsendable

_WIDTH = 76  # RFC 2047, 2: a line with an encoded word is at most 76 long
_WORD = 56  # of an encoded word, so that it fits behind the longest name that we use; the RFC's limit is 75
_FRAME = len("=?utf-8?q??=")
_LONGEST = 60  # a word above this cannot be folded well, so it is encoded, which can
# What ends a line somewhere: C0, DEL, C1 (with NEL), LINE and PARAGRAPH SEPARATOR; and halves of characters.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+")
_PLAIN_Q = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!*+-/")  # RFC 2047, 5 (3)


def checked(what: str, text: str) -> str:
    """The text, if it can stand in a header. Raises Unsendable."""
    if found := _CONTROL.search(text):
        raise Unsendable(f"{what} has the character U+{ord(found[0]):04X}, which no header may hold")
    return text


def field(name: str, tokens: Iterable[str]) -> bytes:
    """A whole field with its end of line. White space may be folded between tokens, and nowhere else."""
    lines, line = [], f"{name}:"
    for number, token in enumerate(tokens):
        if number and len(line) + 1 + len(token) > _WIDTH:
            lines.append(line)
            line = ""
        line += f" {token}"
    return "\r\n".join((*lines, f"{line}\r\n")).encode()


def text(name: str, value: str) -> bytes:
    """A field of free text, such as Subject. A tab becomes a blank."""
    return field(name, words(checked(name, value.replace("\t", " "))))


def words(value: str) -> Sequence[str]:
    """The tokens of free text: as it is where it can be, one run of encoded words where not."""
    parts = value.split(" ")
    awkward = [number for number, part in enumerate(parts) if _is_awkward(part)]
    if not awkward:
        return parts
    # White space at the edge of an encoded word belongs into it, so an empty part takes its neighbour along.
    first = max(awkward[0] - (not parts[awkward[0]]), 0)
    last = awkward[-1] + (not parts[awkward[-1]])
    return (*parts[:first], *encoded(" ".join(parts[first : last + 1])), *parts[last + 1 :])


def _is_awkward(part: str) -> bool:
    return not part or len(part) > _LONGEST or "=?" in part or not part.isascii()


def phrase(what: str, value: str) -> Sequence[str]:
    """The tokens of a display name: atoms, one quoted string, or encoded words."""
    value = checked(what, value.replace("\t", " "))
    parts = value.split(" ")
    if any(_is_awkward(part) for part in parts):
        return encoded(value) if value else ()
    if all(_ATOM.fullmatch(part) for part in parts):
        return parts
    escaped = value.replace("\\", r"\\").replace('"', r"\"")
    return f'"{escaped}"'.split(" ")


def encoded(value: str) -> Sequence[str]:
    """Encoded words (RFC 2047), none of which splits a character; B where that is shorter than Q."""
    if not value:
        return ()  # an encoded word of nothing is none (RFC 2047, 2)
    raw = value.encode()
    wide = sum(byte not in _PLAIN_Q and byte != 0x20 for byte in raw)
    return tuple(_in_q(value) if wide * 6 <= len(raw) + 12 else _in_b(value))


def _in_q(value: str) -> Iterator[str]:
    piece, room = "", _WORD - _FRAME
    for character in map(_q, value):
        if len(piece) + len(character) > room:
            yield f"=?utf-8?q?{piece}?="
            piece = ""
        piece += character
    yield f"=?utf-8?q?{piece}?="


def _q(character: str) -> str:
    raw = character.encode()
    return "".join("_" if byte == 0x20 else chr(byte) if byte in _PLAIN_Q else f"={byte:02X}" for byte in raw)


def _in_b(value: str) -> Iterator[str]:
    """Only the last word is padded: GMime reads words in a row as one, and stops at the first `=`."""
    room = (_WORD - _FRAME) // 4 * 3
    while len(value.encode()) > room:
        sizes = accumulate(len(character.encode()) for character in value[:room])
        cuts = [number for number, size in enumerate(sizes, 1) if size <= room and size % 3 == 0]
        yield _b(value[: cuts[-1]]) if cuts else f"=?utf-8?q?{_q(value[0])}?="
        value = value[cuts[-1] if cuts else 1 :]
    yield _b(value)


def _b(text: str) -> str:
    return f"=?utf-8?b?{base64.b64encode(text.encode()).decode()}?="
