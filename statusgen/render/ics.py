"""iCalendar as text (RFC 5545): lines, what is escaped in them, and where they are folded.

Written here and not by a library: these few rules are all that is needed, no version of anything changes a byte, and
`icalendar` would cost every build a tenth of a second to import. It reads what we write in the tests, as others do.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

LIMIT = 75  # octets of a line without its end (3.1)

# Not part of any text (3.3.11: controls), or taken for the end of a line by readers that split as Python does.
_UNFIT = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
_BREAKS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_ESCAPES = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})

Property = tuple[str, str]  # its name with any parameters, and its value as it stands in the file


def text(value: str) -> str:
    """A value of type TEXT (3.3.11)."""
    lines = _BREAKS.sub("\n", value.replace("\r\n", "\n").replace("\r", "\n"))
    return _UNFIT.sub("", lines).translate(_ESCAPES)


def texts(values: Iterable[str]) -> str:
    """Several of them as one list."""
    return ",".join(map(text, values))


def moment(at: datetime) -> str:
    """A DATE-TIME in UTC (3.3.5, form 2), in whole seconds."""
    return f"{at.year:04}{at:%m%dT%H%M%S}Z"


def component(name: str, properties: Iterable[Property], inside: Iterable[bytes] = ()) -> bytes:
    """A calendar, an event or the like, with others inside."""
    lines = (("BEGIN", name), *((name, value) for name, value in properties if value))
    return b"".join((*map(_line, lines), *inside, _line(("END", name))))


def _line(line: Property) -> bytes:
    return b"\r\n ".join(_folded(":".join(line).encode())) + b"\r\n"


def _folded(line: bytes) -> Iterator[bytes]:
    """Pieces of a line; before each but the first stands a space. No character is torn apart."""
    begin, room = 0, LIMIT
    while len(line) - begin > room:
        end = begin + room
        while line[end] & 0xC0 == 0x80:  # inside of a character of UTF-8
            end -= 1
        yield line[begin:end]
        begin, room = end, LIMIT - 1
    yield line[begin:]
