"""What a build consists of: files planned whole, made only when they differ."""

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import blake2b


@dataclass(frozen=True, slots=True)
class Artefact:
    """One file of the output. `path` is relative with forward slashes. Equal `key`s mean equal bytes, on any machine;
    `make` gives those bytes and may be slow, so it is called only when no file with this key stands there already."""

    path: str
    key: str
    make: Callable[[], bytes] = field(compare=False, repr=False)


def digest(*parts: str | bytes) -> str:
    """32 hex digits that tell any two different sequences of parts apart."""
    running = blake2b(digest_size=16)
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        running.update(len(data).to_bytes(8, "big") + data)
    return running.hexdigest()


def of_bytes(path: str, content: bytes) -> Artefact:
    """An artefact whose bytes are already there."""
    return Artefact(path, digest(content), lambda: content)
