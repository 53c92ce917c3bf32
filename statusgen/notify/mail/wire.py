"""One connection as replies and bytes (RFC 5321, 4.2), with nothing left in our own memory that could go out late."""

import asyncio
import re
import ssl
from collections import deque
from typing import NamedTuple, cast

from statusgen.model.secret import Secret
from statusgen.notify.mail.failures import in_words

_ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}", re.ASCII)
_BEGIN = re.compile(rb"[2-5][0-9][0-9](?:[ -]|$)")
_MOST = 65536  # bytes of one reply; RFC 5321 has 512 for each line
_AROUND = 6  # bytes of a line beside its words: code, hyphen, end
_SHOWN = 300  # characters of it


class Lost(Exception):
    """The connection is gone, or the other side does not speak SMTP; says how."""


class Reply(NamedTuple):
    """A tuple, because each letter has four and nothing is quicker to make."""

    code: int
    lines: tuple[str, ...]
    hidden: tuple[Secret, ...] = ()

    def __str__(self) -> str:
        return f"{self.code} {_shown(' '.join(self.lines), self.hidden)}".rstrip()

    @property
    def is_good(self) -> bool:
        return 200 <= self.code < 300

    @property
    def is_final(self) -> bool:
        """Refused for good."""
        return self.code >= 500

    @property
    def enhanced(self) -> str:
        """The status of RFC 2034, such as 5.1.1; empty without one."""
        first = self.lines[0].split(" ")[0] if self.lines else ""
        return first if _ENHANCED.fullmatch(first) else ""

    @property
    def codes(self) -> str:
        """All that may be told of an answer that could repeat a password."""
        return f"{self.code} {self.enhanced}".rstrip()


def _shown(text: str, hidden: tuple[Secret, ...]) -> str:
    """What can be printed, cut at a blank: half an address would no longer be known for one."""
    for secret in hidden:
        text = re.sub(re.escape(secret.reveal()), repr(secret), text, flags=re.IGNORECASE)
    line = text if text.isprintable() else "".join(c for c in text if c.isprintable())
    return line if len(line) <= _SHOWN else line[:_SHOWN].rpartition(" ")[0]


class Wire(asyncio.Protocol):
    """Who waits for a reply gets it, or Lost. `overdue` is asked from outside: one clock for all connections.

    A reply that nobody asked for breaks the connection: whatever came next would be taken for the answer to something
    else, in the end for "250" to a letter that was never taken. What is `hidden` is in nothing that is told.
    """

    def __init__(self, hidden: tuple[Secret, ...] = ()) -> None:
        self.hidden = hidden
        self.transport: asyncio.Transport | None = None
        self.lost = ""
        self.is_plain = True  # not encrypted: what is written goes to the system as it is
        self._loop = asyncio.get_running_loop()
        self._buffer = b""
        self._lines: list[str] = []
        self._code = b""  # of these lines: all have the same (RFC 5321, 4.2.1)
        self._replies: deque[Reply] = deque()
        self._waiter: asyncio.Future[None] | None = None
        self._patience = self._deadline = 0.0
        self._full = False
        self._due = 1  # replies that were asked for and have not come; the greeting comes unasked
        self._hushed = False

    # What asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        # Over TLS asyncio counts the limit itself as too much, and with 0 would never tell us that all is gone.
        self.is_plain = transport.get_extra_info("ssl_object") is None
        self.transport.set_write_buffer_limits(high=0 if self.is_plain else 1)
        self._full = False

    def data_received(self, data: bytes) -> None:
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        for line in lines:
            self._line(line.rstrip(b"\r"))
        if len(self._buffer) + sum(len(line) + _AROUND for line in self._lines) > _MOST:
            self.cut("the relay talks without end")
        if self._replies:
            self._wake()

    def _line(self, line: bytes) -> None:
        if self.lost:
            return
        code = line[:3]
        if not _BEGIN.match(line) or (self._lines and code != self._code):
            self.cut(f"the relay does not speak SMTP{self._own_words(line.decode('utf-8', 'replace'))}")
            return
        self._code = code
        self._lines.append(line[4:].decode("utf-8", "replace"))
        if line[3:4] != b"-":
            reply, self._lines = Reply(int(code), tuple(self._lines), self.hidden), []
            self._came(reply)

    def _came(self, reply: Reply) -> None:
        if self._due:
            self._due -= 1
            self._replies.append(reply)
        elif reply.code == 421:
            self.cut(f"the relay is closing{self._own_words(str(reply))}")
        else:
            self.cut(f"the relay answers before it is asked{self._own_words(str(reply))}")

    def _own_words(self, text: str) -> str:
        return "" if self._hushed else f": {_shown(text, self.hidden)}"

    def connection_lost(self, exc: Exception | None) -> None:
        why = f"the connection broke: {in_words(exc)}" if exc else "the relay closed the connection"
        self.lost = self.lost or why
        self._wake()

    def pause_writing(self) -> None:
        self._full = True

    def resume_writing(self) -> None:
        self._full = False
        self._wake()

    def _wake(self) -> None:
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)

    # What a session calls

    def write(self, data: bytes, replies: int = 0, *, secret: bool = False) -> None:
        """Raises Lost if that has been noticed already.

        `replies` are due in return; to a `secret` they may repeat it, so nobody sees their words. Who waits already
        waits from now on.
        """
        if self.lost or self.transport is None:
            raise Lost(self.lost)
        self._due += replies
        self._hushed = secret
        self._deadline = self._loop.time() + self._patience
        self.transport.write(data)

    @property
    def left(self) -> int:
        """Bytes that were written, and that the system has not taken yet."""
        return self.transport.get_write_buffer_size() if self.transport else 0

    async def reply(self, seconds: float) -> Reply:
        """The next reply, which may have come already."""
        while not self._replies:
            await self._wait(seconds)
        return self._replies.popleft()

    async def drained(self, seconds: float) -> None:
        """Until the system has taken all that was written."""
        while self._full:
            await self._wait(seconds)

    async def _wait(self, seconds: float) -> None:
        if self.lost:
            raise Lost(self.lost)
        self._patience, self._deadline = seconds, self._loop.time() + seconds
        self._waiter = self._loop.create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None

    def overdue(self) -> None:
        """Cuts the connection if someone has waited for too long."""
        if self._waiter and self._loop.time() > self._deadline:
            self.cut("the relay did not answer in time")

    def cut(self, why: str) -> None:
        """At once: whatever was not sent yet never is."""
        self.lost = self.lost or why
        if self.transport:
            self.transport.abort()
        self._wake()

    async def encrypt(self, context: ssl.SSLContext, host: str, seconds: float) -> None:
        """STARTTLS. What came before the handshake was sent by anybody (CVE-2011-0411). Raises Lost, OSError."""
        if self._replies or self._buffer or self._lines or self.transport is None:
            self.cut("the relay, or someone between, talked on after STARTTLS")
        if self.lost or self.transport is None:
            raise Lost(self.lost)
        # asyncio's own limit begins with the handshake, which a connection that breaks right now never reaches.
        async with asyncio.timeout(seconds):
            transport = await self._loop.start_tls(
                self.transport, self, context, server_hostname=host, ssl_handshake_timeout=seconds
            )
        if transport is None:
            raise Lost(self.lost or "the connection broke during the TLS handshake")
        self.connection_made(transport)
