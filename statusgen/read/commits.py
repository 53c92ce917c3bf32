"""Where a forge shows a commit: an address with something to fill in."""

import re
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

from statusgen.read.fields import refuse, text_of
from statusgen.read.web import is_link


def _source_url(value: object) -> str:
    """An address in the web once `{commit}` and `{path}` are filled in, and at least one of them is there."""
    text = text_of(value).strip()
    filled = text.replace("{commit}", "0").replace("{path}", "0")
    if other := re.search(r"\{[^{}]*\}|[{}]", filled):
        refuse("bad-value", f"nothing fills in `{other[0]}`", "`{commit}` and `{path}` are filled in, and nothing else")
    if filled == text or not is_link(filled) or not filled.startswith("http"):
        hint = "write an address with `{commit}` in it: https://git.example.com/status/commit/{commit}"
        refuse("bad-value", f"`{text}` does not lead to a commit", hint)
    return text


SourceUrl = Annotated[
    str,
    BeforeValidator(_source_url),
    WithJsonSchema({"type": "string", "pattern": r"^https?://.*\{(commit|path)\}"}),
]
