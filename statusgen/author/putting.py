"""A draft goes to its places: everything or nothing, over nobody's work."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path

from statusgen.author.draft import Draft
from statusgen.author.placing import place, refuse_links
from statusgen.read.source import bytes_of


def put(root: Path, draft: Draft) -> tuple[Path, ...]:
    """Writes the files; their paths, the one with the words first. Raises OSError with nothing written."""
    refuse_links(root, draft.files)
    for path, text in draft.was.items():
        if text_of(root, path) != text:
            message = "somebody else has just changed this file; nothing was written"
            raise OSError(errno.EBUSY, message, str(root / path))
    place(root, draft.files, new=draft.new.keys())
    return tuple(root / path for path in sorted(draft.files, key=lambda path: path != draft.first))


def text_of(root: Path, path: str) -> str:
    """A file to the last byte, with its own ends of lines. Raises OSError, UnicodeDecodeError."""
    return bytes_of(root / path).decode("utf-8")


def names_in(root: Path, folder: str) -> Iterator[str]:
    """Names without suffixes of what is in a folder of content, hidden files and translations too."""
    if (root / folder).is_dir():
        yield from (name.partition(".")[0] for name in os.listdir(root / folder))  # noqa: PTH208 - names, not paths
