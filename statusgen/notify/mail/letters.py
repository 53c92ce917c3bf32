"""Letters as bytes. What a whole cohort shares is made once; a letter of one person is joined from ready pieces.

Header fields: RFC 5322; List-*: RFC 2369, 2919, 8058; Auto-Submitted: RFC 3834; Feedback-ID is what large providers
group complaints by. Nothing here folds or encodes by itself: that is the work of `headers`.
"""

from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import quote

from statusgen.model.keys import Keys
from statusgen.model.people import Subscriber
from statusgen.model.site import Settings
from statusgen.notify.mail import headers
from statusgen.notify.mail.addresses import Mailbox, mailbox, on_wire, to_tokens
from statusgen.notify.mail.bodies import body
from statusgen.notify.mail.parcel import Parcel, Unsendable
from statusgen.notify.mail.proof import prove, prove_body
from statusgen.notify.message import Facts, Message
from statusgen.render.blanks import Form, form

CHANNEL = "email"
_LONGEST_BOUNCE = 26  # of the local part of the bounce address: 64 (RFC 5321, 4.5.3.1.1) less what VERP adds


@dataclass(frozen=True, slots=True)
class Post:
    """What all letters of a run have in common. `now` is the moment of sending; urls end with a slash.

    `bounce` and `preferences` are empty where not set up. `commands` is the mailbox that takes unsubscribing by mail.
    """

    sender: Mailbox
    reply_to: Mailbox | None
    commands: str
    list_id: str
    list_name: str
    site: str
    bounce: str
    preferences: str
    keys: Keys
    now: datetime

    @property
    def domain(self) -> str:
        return self.sender.address.rpartition("@")[2]


def post(settings: Settings, keys: Keys, now: datetime) -> Post:
    """From the settings of the site. Raises Unsendable, which says what is missing."""
    mail = settings.mail
    if not mail.sender:
        raise Unsendable("`mail: from:` is not set in content/site.yaml: there is no address to send from")
    sender = mailbox(mail.sender)
    if not sender.address.isascii():
        raise Unsendable("`mail: from:` in content/site.yaml must be an ASCII address: not every relay takes others")
    reply_to = mailbox(mail.reply_to) if mail.reply_to else None
    bounce = mailbox(mail.bounce).address if mail.bounce else ""
    if len(bounce.partition("@")[0]) > _LONGEST_BOUNCE:
        raise Unsendable(f"`mail: bounce:` may have at most {_LONGEST_BOUNCE} characters before the @")
    return Post(
        sender=sender,
        reply_to=reply_to,
        commands=bounce or (reply_to or sender).address,
        list_id=mail.list_id or f"{settings.tag}.{sender.address.rpartition('@')[2]}",
        list_name=settings.name,
        site=settings.url,
        bounce=bounce,
        preferences=mail.preferences,
        keys=keys,
        now=now,
    )


@dataclass(frozen=True, slots=True)
class Addressee:
    """One person or list and what they are told. `duplicate`: it may have reached them before.

    `key` is that of the delivery in the ledger, which may be older than the key of now; without one it is made.
    """

    event: str
    thread: str
    subscriber: Subscriber
    address: str = field(repr=False)
    duplicate: bool = False
    attempts: int = 0
    key: str = ""


@dataclass(frozen=True, slots=True)
class Cohort:
    """One message for everybody who gets the same, as ready and proven pieces of a letter around what is personal."""

    post: Post
    head: bytes
    middle: bytes
    unsubscribe: Form
    tail: bytes
    body: Form

    def parcel(self, to: Addressee) -> Parcel:
        """The whole letter and its envelope. Raises Unsendable."""
        key = to.key or self.post.keys.delivery(to.event, to.subscriber.id, CHANNEL)
        address = on_wire(to.address)
        content = self.letter(to, address)
        return Parcel(key, _envelope(self.post, key), address, content, not address.isascii(), to.attempts)

    def letter(self, to: Addressee, address: str) -> bytes:
        """The bytes, each piece of them proven. `address` is `to.address` as on the wire."""
        person = to.subscriber
        reader = headers.field("To", to_tokens("the name of a person", Mailbox(person.name, address)))
        ids = _ids(self.post, to.event, to.thread, person.id)
        unsubscribe = b"" if person.is_list else self.unsubscribe.filled(self.post.keys.person(person.id))
        doubt = b"X-Status-Duplicate: possible\r\n" if to.duplicate else b""
        prove(reader + ids + unsubscribe, _PERSONAL[person.is_list, bool(self.post.preferences)])
        link = self.post.keys.link(person.id, person.link) if self.body.blanks else ""
        return b"".join(
            (self.head, reader, self.middle, ids, unsubscribe, self.tail, doubt, self.body.filled(link)),
        )


def cohort(message: Message, facts: Facts, post: Post) -> Cohort:
    """What everybody with this message shares, rendered, encoded and proven once. Raises Unsendable."""
    head, middle, tail = _head(post), _middle(message, post), _tail(facts, post)
    for piece, names in ((head, _HEAD), (middle, _MIDDLE[bool(post.reply_to)]), (tail, _TAIL)):
        prove(piece, names)
    whole = body(message, post.keys.blank("link"))
    prove_body(whole.filled(post.keys.blank("link")))
    return Cohort(post, head, middle, _unsubscribe(post), tail, whole)


def _head(post: Post) -> bytes:
    date = headers.text("Date", format_datetime(post.now))
    return date + headers.field("From", to_tokens("`mail: from:`", post.sender))


def _middle(message: Message, post: Post) -> bytes:
    answer = headers.field("Reply-To", to_tokens("`mail: reply_to:`", post.reply_to)) if post.reply_to else b""
    return answer + headers.text("Subject", message.subject)


def _ids(post: Post, event: str, thread: str, person: str) -> bytes:
    """The same on every try. The root is of a letter that never existed: all of the affair are answers to it."""
    domain = post.domain
    root = f"<{post.keys.root(thread, person)}@{domain}>"
    own = f"<{post.keys.message_id(event, person, CHANNEL)}@{domain}>"
    return f"Message-ID: {own}\r\nIn-Reply-To: {root}\r\nReferences: {root}\r\n".encode()


def _unsubscribe(post: Post) -> Form:
    """With a blank for what stands for the person."""
    token = post.keys.blank("person")
    by_mail = f"<mailto:{quote(post.commands, safe='@+')}?subject=unsubscribe%20{token}>"
    if not post.preferences:
        return form(headers.field("List-Unsubscribe", (by_mail,)), token)
    by_web = f"<{post.preferences}unsubscribe/{token}>,"
    one_click = b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    return form(headers.field("List-Unsubscribe", (by_web, by_mail)) + one_click, token)


def _tail(facts: Facts, post: Post) -> bytes:
    return b"".join((
        headers.field("List-Id", [*headers.phrase("the name of the site", post.list_name), f"<{post.list_id}>"]),
        headers.field("List-Help", (f"<{post.site}>",)),
        headers.field("List-Archive", (f"<{post.site}history/>",)),
        b"Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\nPrecedence: list\r\n",
        headers.text("Feedback-ID", f"{facts.incident}:{facts.phase}:status:{post.domain}"),
        *(headers.text(name, value or "none") for name, value in _facts(facts)),
    ))  # fmt: skip


def _facts(facts: Facts) -> tuple[tuple[str, str], ...]:
    return (
        ("X-Status-Incident", facts.incident),
        ("X-Status-Update", facts.update),
        ("X-Status-Phase", facts.phase),
        ("X-Status-Severity", facts.severity),
        ("X-Status-Services", ", ".join(facts.services)),
        ("X-Status-Reason", facts.reason),
    )


# The fields of each piece in their order, written down apart from the code that makes them.
_HEAD = (b"Date", b"From")
_MIDDLE = {False: (b"Subject",), True: (b"Reply-To", b"Subject")}
_TAIL = (
    *b"List-Id List-Help List-Archive Auto-Submitted X-Auto-Response-Suppress Precedence Feedback-ID".split(),
    *b"X-Status-Incident X-Status-Update X-Status-Phase X-Status-Severity X-Status-Services X-Status-Reason".split(),
)
_IDS = (b"To", b"Message-ID", b"In-Reply-To", b"References")
# By whether it is for a list, and whether there is a page of preferences.
_PERSONAL = {
    (True, False): _IDS,
    (True, True): _IDS,
    (False, False): (*_IDS, b"List-Unsubscribe"),
    (False, True): (*_IDS, b"List-Unsubscribe", b"List-Unsubscribe-Post"),
}


def _envelope(post: Post, key: str) -> str:
    """VERP: who bounces is in the address that bounces go to, with a MAC so that nobody can bounce for others."""
    if not post.bounce:
        return post.sender.address
    local, _, domain = post.bounce.rpartition("@")
    return f"{local}+{key[:20]}-{post.keys.bounce(key[:20])}@{domain}"
