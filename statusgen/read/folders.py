"""The way to a folder of content, as it is written in the settings."""

import posixpath
import re
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

from statusgen.read.fields import refuse, text_of

_LONGEST = 200
_UNFIT = re.compile(r"[\\:\x00-\x1f]|^~")


def _folder(value: object) -> str:
    """From the site's root, without detours. An absolute path would be right on one machine alone."""
    text = text_of(value).strip()
    if text.startswith("/") or _UNFIT.search(text) or not 0 < len(text) <= _LONGEST:
        hint = "write the way to it from the site's root, with forward slashes: ../payments-status"
        refuse("bad-value", f"`{text[:_LONGEST]}` does not lead to a folder from here", hint)
    return posixpath.normpath(text)


Folder = Annotated[
    str,
    BeforeValidator(_folder),
    WithJsonSchema({"type": "string", "pattern": r"^[^/\\:~][^\\:]*$", "maxLength": _LONGEST}),
]
