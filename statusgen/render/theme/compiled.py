"""What templates were compiled to, for as long as the program runs: that takes longer than most pages do."""

from functools import lru_cache
from types import CodeType

from jinja2.bccache import Bucket, BytecodeCache

_MOST = 64  # languages and zones; of each the latest of every file


class Compiled(BytecodeCache):
    """By name and file of a template, and only as long as its text is the same."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        checksum, code = self._known.get(bucket.key, ("", None))
        bucket.code = code if checksum == bucket.checksum else None

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._known[bucket.key] = (bucket.checksum, bucket.code)


@lru_cache(_MOST)
def compiled(_words: str, _zone: str) -> Compiled:
    """For templates in these words and this zone: what filters make of a constant is part of what is compiled."""
    return Compiled()
