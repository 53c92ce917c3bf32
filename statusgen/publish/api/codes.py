"""Ids as Statuspage has them: twelve characters, digits and lower-case consonants."""

from hashlib import blake2b

_ALPHABET = "0123456789bcdfghjklmnpqrstvwxyz"
LENGTH = 12


def code(tag: str, *path: str) -> str:
    """The id of the thing at `path`, which consists of our ids, on the site whose permanent name is `tag`.

    It never changes as long as these do not, and among a million things two share one with a chance of 1 in 10^6.
    """
    data = "".join(f"{len(part)}:{part}" for part in (tag, *path)).encode()
    rest = int.from_bytes(blake2b(data, digest_size=16).digest())
    powers = (len(_ALPHABET) ** place for place in range(LENGTH))
    return "".join(_ALPHABET[rest // power % len(_ALPHABET)] for power in powers)
