"""Letters for the tests of mail, and the slow way of making the same ones: the standard library's EmailMessage."""

from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from statusgen.model.keys import keys_from
from statusgen.model.people import Subscriber
from statusgen.model.site import Mail, Settings
from statusgen.notify.mail.letters import Addressee, Post, post
from statusgen.notify.message import Facts, Message

NOW = datetime(2026, 11, 21, 14, 20, tzinfo=UTC)
KEYS = keys_from("a key that is only for tests")
EVENT, THREAD = "incidents/checkout-errors/20261121T1405Z", "incidents/checkout-errors"
CALENDAR = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:PUBLISH\r\nSUMMARY:Wartung f\xc3\xbcr alle\r\nEND:VCALENDAR\r\n"
FACTS = Facts("checkout-errors", "20261121T1405Z", "investigating", "major", ("checkout", "payments"), "You follow it.")


def message_of(
    subject: str = "[Acme status] Checkout errors",
    text: str = "Hello\n.\n",
    html: str = "<p>Hello</p>\n",
    calendar: bytes = b"",
) -> Message:
    return Message(subject, "Investigating", "short", text, html, "https://status.acme.example/x/", calendar)


def settings_of(**mail: str) -> Settings:
    mail = {"sender": "Acme status <status@acme.example>", **mail}
    return Settings("Acme status", "https://status.acme.example/", mail=Mail(**mail))


def post_of(**mail: str) -> Post:
    return post(settings_of(**mail), KEYS, NOW)


def addressee(name: str = "Ana", address: str = "ana@example.org", *, is_list: bool = False, **more) -> Addressee:
    return Addressee(EVENT, THREAD, Subscriber("ana", name, (), is_list=is_list), address, **more)


def oracle(name: str, message: Message, reason: str) -> EmailMessage:
    """What differs from letter to letter, by the book. Unfolded: its folding is what we do not trust."""
    letter = EmailMessage(policy=SMTP.clone(max_line_length=100_000))
    letter["To"] = Address(name, addr_spec="ana@example.org")
    letter["Subject"] = message.subject
    letter["X-Status-Reason"] = reason
    letter.set_content(message.text)
    letter.add_alternative(message.html, subtype="html")
    return letter
