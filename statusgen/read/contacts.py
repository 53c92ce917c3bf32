"""Fields of people: what a contact of each channel looks like, the mailboxes of the site, and who is no person."""

import re
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

from statusgen.read.addresses import BadAddress, email_address, mailbox
from statusgen.read.fields import CHANNELS, KindField, Line, refuse, text_of

_PHONE = r"\+[1-9][0-9]{6,14}"  # E.164
_LONGEST_BOUNCE = 26
_FORMS = {
    "sms": (_PHONE, "+49301234567"),
    "voice": (_PHONE, "+49301234567"),
    "webhook": (r"https?://[^\s/?#@]+([/?#]\S*)?", "https://…"),
    "teams": (r"https://[^\s/?#@]+([/?#]\S*)?", "https://…"),
}


def _no_list(text: object) -> object:
    if text == "list":
        refuse("bad-value", "`list` is not allowed here", "for a distribution list write `list: true`")
    return text


def _mailbox(line: str) -> str:
    try:
        return mailbox(line)
    except BadAddress as error:
        hint = "write it as Acme status <status@acme.example>"
        refuse("bad-address", f"this is neither `Name <address>` nor an address: {error}", hint)


def _bounce(line: str) -> str:
    """What stands before the @ grows by 38 characters that say who bounced (RFC 5321, 4.5.3.1.1: at most 64)."""
    found = _mailbox(line)
    if len(found.rpartition("@")[0].rpartition("<")[2]) > _LONGEST_BOUNCE:
        what = f"this address has more than {_LONGEST_BOUNCE} characters before the @"
        refuse("bad-address", what, "take a shorter one, such as bounces@…: what says who bounced is added to it")
    return found


def _email(text: str) -> str:
    try:
        return email_address(text)
    except BadAddress as error:
        hint = "write one address, as name@example.com; who else is to hear is a subscriber of their own"
        refuse("bad-address", f"this is not an address for email: {error}", hint)


def _contact(value: object) -> dict[str, str]:
    if not isinstance(value, dict) or len(value) != 1:
        refuse("wrong-type", "a contact is one channel and its address", "write it as `- email: ana@example.com`")
    channel, address = next(iter(value.items()))
    if channel not in CHANNELS:
        refuse("bad-value", f"`{channel}` is not a channel", meant=(channel, CHANNELS))
    if channel == "email":
        return {channel: _email(text_of(address))}
    pattern, form = _FORMS.get(channel, (r"\S+", "an id"))
    if not re.fullmatch(pattern, text_of(address)):
        refuse("bad-address", f"this is not an address for {channel}", f"write it as {form}")
    return {channel: str(address)}


Mailbox = Annotated[Line, AfterValidator(_mailbox)]
Bounce = Annotated[Line, AfterValidator(_bounce)]
ContactField = Annotated[
    dict[str, str],
    BeforeValidator(_contact),
    WithJsonSchema(
        {
            "type": "object",
            "properties": {name: {"type": "string"} for name in CHANNELS},
            "additionalProperties": False,
            "minProperties": 1,
            "maxProperties": 1,
        }
    ),
]
PersonKind = Annotated[KindField, BeforeValidator(_no_list)]
