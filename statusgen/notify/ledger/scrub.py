"""What the other side answered, without the addresses that it likes to repeat."""

import re
from base64 import b64encode

# Of mail, however the @ is written, or a number of a telephone.
_ADDRESS = re.compile(r"[^\s<>,;:]*(?:@|[=%+]40|[(\[]at[)\]])[^\s<>,;]*|\+\d[\d ()-]{5,}\d", re.IGNORECASE)
_SIGN = re.compile(r"[@=%+(\[]")
_CODES = re.compile(r"\d{3}(?: [245]\.\d{1,3}\.\d{1,3})?(?= |$)")  # RFC 5321, 4.2, and RFC 2034
_LONGEST = 500  # characters: an answer, not an essay
# Between two words of a local part, and before the first: any sign, as it is or encoded (RFC 2045, 3461, 3986).
_BETWEEN = r"(?:[=%+][0-9A-F]{2}|[\W_]){0,4}"
_BEFORE = r"(?:(?<![^\W_])|(?<=[=%+][0-9A-F]{2}))"
_AFTER = r"(?![^\W_])"
_ENCODING = re.compile(r"[=%+\\]")
_WORD = re.compile(r"[^\W_]+")


def without_addresses(detail: str, *known: str) -> str:
    """On one line, with `…` in the place of each address.

    Of `known` addresses the part before the @ goes too, in any spelling. The codes that an answer begins with stay.
    """
    line = " ".join((detail if detail.isascii() else detail.encode("utf-8", "replace").decode()).split())
    codes = found[0] if (found := _CODES.match(line)) else ""
    rest = line[len(codes) :]
    for address in known:
        rest = _without(address, rest)
    # Nearly every answer has none of the signs that an address is written with, and needs no search.
    rest = _ADDRESS.sub("…", rest) if _SIGN.search(rest) else rest
    return (codes + rest)[:_LONGEST]


def _without(address: str, line: str) -> str:
    local = address.rpartition("@")[0]
    names = dict.fromkeys((local, local.partition("+")[0]))
    for whole in (address, local):
        line = line.replace(b64encode(whole.encode()).decode().rstrip("="), "…")
    words = [found for name in names if (found := _WORD.findall(name))]
    if not words or (_is_plain(line) and not any(_begins(word[0], line) for word in words)):
        return line
    spellings = "|".join(_BETWEEN.join("".join(map(_spelt, word)) for word in each) for each in words)
    return re.sub(f"{_BEFORE}(?:{spellings}){_AFTER}", "…", line, flags=re.IGNORECASE)


def _is_plain(line: str) -> bool:
    """Nothing in it is encoded: what it names it names as it is. So is nearly every answer."""
    return line.isascii() and not _ENCODING.search(line)


def _begins(word: str, line: str) -> bool:
    """Whether a plain line could name what begins with this word: a glance spares nearly every answer the search."""
    return not word.isascii() or word.casefold() in line.casefold()


def _spelt(character: str) -> str:
    encoded = "".join(f"[=%+]{byte:02X}" for byte in character.encode())
    return rf"(?:{re.escape(character)}|{encoded}|\\x\{{0*{ord(character):X}\}})"  # the last: RFC 6533, 3
