"""One connection as replies and bytes (RFC 5321, 4.2), with nothing left in our own memory that could go out late."""

import asyncio
import ssl
from collections import deque
from dataclasses import dataclass
from typing import cast

_MOST = 65536  # bytes of one reply; RFC 5321 has 512 for each line


class Lost(Exception):
    """The connection is gone, or the other side does not speak SMTP; says how."""


@dataclass(frozen=True, slots=True)
class Reply:
    code: int
    lines: tuple[str, ...]

    def __str__(self) -> str:
        text = " ".join(self.lines)
        return f"{self.code} {''.join(c for c in text if c.isprintable())[:300]}".rstrip()

    @property
    def is_good(self) -> bool:
        return self.code < 400

    @property
    def is_final(self) -> bool:
        """Refused for good."""
        return self.code >= 500

    @property
    def enhanced(self) -> str:
        """The status of RFC 2034, such as 5.1.1; empty without one."""
        first = self.lines[0].split(" ")[0] if self.lines else ""
        return first if first.count(".") == 2 and first.replace(".", "").isdigit() else ""


class Wire(asyncio.Protocol):
    """Who waits for a reply gets it, or Lost. `overdue` is asked from outside: one clock for all connections."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.lost = ""
        self._loop = asyncio.get_running_loop()
        self._buffer = b""
        self._lines: list[str] = []
        self._replies: deque[Reply] = deque()
        self._waiter: asyncio.Future[None] | None = None
        self._deadline = 0.0
        self._full = False

    # What asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        # Over TLS asyncio counts the limit itself as too much, and with 0 would never tell us that all is gone.
        self.transport.set_write_buffer_limits(high=1 if transport.get_extra_info("ssl_object") else 0)
        self._full = False

    def data_received(self, data: bytes) -> None:
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        for line in lines:
            self._line(line.rstrip(b"\r"))
        if len(self._buffer) + sum(map(len, self._lines)) > _MOST:
            self.cut("the relay talks without end")
        if self._replies:
            self._wake()

    def _line(self, line: bytes) -> None:
        if self.lost:
            return
        text = line.decode("utf-8", "replace")
        if not (line[:3].isdigit() and line[:1] in b"2345" and line[3:4] in b" -"):
            self.cut("the relay does not speak SMTP")
            return
        self._lines.append(text[4:])
        if line[3:4] != b"-":
            self._replies.append(Reply(int(line[:3]), tuple(self._lines)))
            self._lines = []

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost = self.lost or (f"the connection broke: {exc}" if exc else "the relay closed the connection")
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

    def write(self, data: bytes) -> None:
        """Raises Lost if that has been noticed already."""
        if self.lost or self.transport is None:
            raise Lost(self.lost)
        self.transport.write(data)

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
        self._deadline = self._loop.time() + seconds
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

    async def encrypt(self, context: ssl.SSLContext, host: str) -> None:
        """STARTTLS. What came before the handshake was sent by anybody (CVE-2011-0411). Raises Lost, ssl.SSLError."""
        if self._replies or self._buffer or self._lines or self.transport is None:
            self.cut("the relay, or someone between, talked on after STARTTLS")
            raise Lost(self.lost)
        transport = await self._loop.start_tls(self.transport, self, context, server_hostname=host)
        if transport is None:
            raise Lost(self.lost or "the connection broke during the TLS handshake")
        self.connection_made(transport)
