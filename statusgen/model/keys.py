"""Ids that only we can make: each is an HMAC-SHA256 (RFC 2104) of what it stands for, under STATUSGEN_KEY."""

import hashlib
import hmac
from dataclasses import dataclass, field

from statusgen.model.secret import Secret

SHORTEST = 16  # bytes; whoever guesses the key can forge bounces and the links of preferences
LEAST_VARIED = 6  # characters that differ: 16 random hexadecimal digits have 10, and fewer than 6 never


class WeakKey(ValueError):
    """STATUSGEN_KEY is missing or too short; says how to make one."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Every id has a purpose, so that none can be used in another's place. All are lower-case hexadecimal."""

    secret: Secret
    _begun: hmac.HMAC = field(init=False, repr=False, compare=False)  # with the key: each id goes on from a copy

    def __post_init__(self) -> None:
        object.__setattr__(self, "_begun", hmac.new(self.secret.reveal().encode(), digestmod="sha256"))

    def delivery(self, event: str, subscriber: str, channel: str, number: int = 0) -> str:
        """The key of a delivery in the ledger: 32 digits. `number`: of those before it that went the same way."""
        return self._digest("delivery", event, subscriber, channel, *([str(number)] if number else []))

    def place(self, event: str, subscriber: str, channel: str, address: str) -> str:
        """What tells the address of a delivery from another one, and nothing more: 16 digits."""
        return self._digest("place", event, subscriber, channel, address)[:16]

    def message_id(self, event: str, subscriber: str, channel: str) -> str:
        """The left side of a Message-ID, the same on every try: 32 digits."""
        return self._digest("message-id", event, subscriber, channel)

    def root(self, thread: str, subscriber: str) -> str:
        """The left side of the id that all mail of one affair to one person refers to: 32 digits."""
        return self._digest("root", thread, subscriber)

    def person(self, subscriber: str) -> str:
        """What stands for a person in links: 32 digits."""
        return self._digest("person", subscriber)

    def link(self, subscriber: str, number: int) -> str:
        """The address of a person's own page: 32 digits. Another `number` is another address."""
        return self._digest("link", subscriber, str(number))

    def reader(self, subscriber: str) -> str:
        """What tells the ids in a person's own feeds from those in anybody else's, at whatever address: 16 digits."""
        return self._digest("reader", subscriber)[:16]

    def blank(self, what: str) -> str:
        """What stands where something personal will be put in: 32 digits that nobody can write into content."""
        return self._digest("blank", what)

    def bounce(self, token: str) -> str:
        """The MAC in an envelope sender, where room is short (RFC 5321, 4.5.3.1.1): 16 digits."""
        return self._digest("bounce", token)[:16]

    def hidden(self, subscriber: str) -> str:
        """What stands for a person in a ledger that others can read: 32 digits."""
        return self._digest("ledger", subscriber)

    def seal(self, content: bytes) -> str:
        """What shows that such a ledger has this from us: 32 digits."""
        return self._digest("seal", hashlib.sha256(content).hexdigest())

    @property
    def check(self) -> str:
        """What tells this key from another, and gives nothing of it away: 8 digits."""
        return self._digest("check")[:8]

    def _digest(self, purpose: str, *parts: str) -> str:
        # A NUL is in no id, so no two lists of parts give the same text.
        mac = self._begun.copy()
        mac.update("\0".join((purpose, *parts)).encode())
        return mac.hexdigest()[:32]


def keys_from(key: str | None) -> Keys:
    """From the value of STATUSGEN_KEY. Raises WeakKey."""
    bare = "".join((key or "").split())
    if not key or len(bare.encode()) < SHORTEST or len(set(bare)) < LEAST_VARIED:
        what = "not set" if not bare else "too easy to guess: it has too few different characters"
        if bare and len(bare.encode()) < SHORTEST:
            what = f"shorter than {SHORTEST} bytes"
        raise WeakKey(
            f"STATUSGEN_KEY is {what}; make one with `openssl rand -hex 32` and keep it: it must never change"
        )
    return Keys(Secret(key))
