"""What the other side answered, without the addresses that it likes to repeat."""

import re

_ADDRESS = re.compile(r"[^\s<>,;:]*@[^\s<>,;]*|\+\d[\d ()-]{5,}\d")  # of mail, or a number of a telephone
_LONGEST = 500  # characters: an answer, not an essay


def without_addresses(detail: str) -> str:
    """On one line, with `…` in the place of each address."""
    line = " ".join(detail.encode("utf-8", "replace").decode().split())
    return _ADDRESS.sub("…", line)[:_LONGEST] if "@" in line or "+" in line else line[:_LONGEST]
