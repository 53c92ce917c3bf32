"""Names of groups at the identity provider."""

import re
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

from statusgen.read.fields import refuse, text_of

# Headers part groups by commas or blanks, and configurations of web servers write them in quotes.
_GROUP = re.compile(r"[A-Za-z0-9/][A-Za-z0-9._@:/+-]{0,127}")


def _group_name(text: str) -> str:
    if not _GROUP.fullmatch(text):
        hint = "write a name or id that the identity provider sends, of letters without accents, digits and ._@:/+-"
        refuse("bad-value", f"`{text}` cannot be the name of a group", hint)
    return text


GroupName = Annotated[
    str,
    BeforeValidator(text_of),
    AfterValidator(_group_name),
    WithJsonSchema({"type": "string", "pattern": f"^{_GROUP.pattern}$"}),
]
