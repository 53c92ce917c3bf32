"""A session with a relay: greeting, encryption, authentication, and one letter's dialogue up to the go-ahead."""

import asyncio
import base64
import re
import socket
import ssl
from dataclasses import dataclass

from statusgen.model.secret import Secret
from statusgen.notify.ledger.scrub import without_addresses
from statusgen.notify.mail.failures import distrust
from statusgen.notify.mail.parcel import Parcel
from statusgen.notify.mail.relay import Encryption, Relay
from statusgen.notify.mail.wire import Lost, Reply, Wire

# Seconds to wait for each answer: RFC 5321, 4.5.3.2.
CONNECT, GREETING, COMMAND, DATA, BLOCK, DOT, GOODBYE = 60.0, 300.0, 300.0, 120.0, 180.0, 600.0, 5.0
_STEPS = ("mail", "rcpt", "data")
_DOT_AT_START = re.compile(rb"\n\.")  # far quicker than looking for three bytes
# What may stand in the <> of MAIL and RCPT: letters prove it, this makes sure of whatever else comes along.
_PATH = re.compile(r"[^\s<>\x00-\x20\x7f-\x9f\u2028\u2029]{3,320}")


class RelayDown(Exception):
    """No mail can be given to the relay now, or with these settings; says why. What was not sent stays planned."""


class Refused(Exception):
    """This one letter is not taken. `where`: mail, rcpt or data."""

    def __init__(self, where: str, reply: Reply) -> None:
        super().__init__(f"{where}: {reply}")
        self.where, self.reply = where, reply


@dataclass(slots=True)
class Session:
    """`offers`: the keywords of EHLO with their parameters. `dirty`: a transaction was begun that led to nothing."""

    wire: Wire
    relay: Relay
    offers: dict[str, str]
    dirty: bool = False

    def patience(self, seconds: float) -> float:
        return self.relay.timeout or seconds

    async def ask(self, command: str, seconds: float = COMMAND, *, secret: bool = False) -> Reply:
        self.wire.write(f"{command}\r\n".encode(), 1, secret=secret)
        return await self.wire.reply(self.patience(seconds))

    # Beginning and end

    async def greet(self) -> None:
        reply = await self.wire.reply(self.patience(GREETING))
        _must(reply, "the greeting")
        await self.hello()

    async def hello(self) -> None:
        reply = await self.ask(f"EHLO {self.relay.helo or _own_name(self.wire)}")
        _must(reply, "EHLO")
        words = [line.split(" ", 1) for line in reply.lines[1:]]
        self.offers = {word[0].upper(): word[1] if len(word) > 1 else "" for word in words}

    async def encrypt(self) -> None:
        """STARTTLS, and EHLO again: what was offered before counts no more (RFC 3207, 4.2)."""
        if "STARTTLS" not in self.offers:
            if self.relay.encryption is Encryption.REQUIRE:
                raise RelayDown(f"{self.relay} offers no STARTTLS, and `starttls=require` asks for it")
            return
        _must(await self.ask("STARTTLS"), "STARTTLS")
        await self.wire.encrypt(ssl.create_default_context(), self.relay.host, self.patience(CONNECT))
        await self.hello()

    async def log_in(self, *, safe: bool) -> None:
        """AUTH PLAIN (RFC 4616), else LOGIN. The password goes over no open line, unless asked for."""
        if not safe:
            raise RelayDown(f"{self.relay} offers no TLS, and the password would go there in the clear")
        user, password = self.relay.user, self.relay.password.reveal()
        methods = self.offers.get("AUTH", "").upper().split(" ")
        if "PLAIN" in methods:
            await self._credential(_plain(user, password))
        elif "LOGIN" in methods:
            await self._credential("AUTH LOGIN", 334)
            await self._credential(_b64(user), 334)
            await self._credential(_b64(password))
        else:
            raise RelayDown(f"{self.relay} takes no password that we could send: it offers no AUTH PLAIN or LOGIN")

    async def _credential(self, line: str, wanted: int = 235) -> None:
        """One step of logging in. Of a refusal only the codes are told: its words may repeat what we said."""
        reply = await self.ask(line, secret=True)
        if reply.code != wanted:
            raise RelayDown(f"{self.relay} does not let us in: {reply.codes}")

    async def quit(self) -> None:
        """As a courtesy: everything is settled, so it does not matter if it goes wrong."""
        try:
            self.wire.write(b"QUIT\r\n", 1)
            await self.wire.reply(min(GOODBYE, self.patience(GOODBYE)))
        except Lost:
            return
        finally:
            self.wire.cut("over")

    # A letter

    def problem(self, parcel: Parcel) -> str:
        """Why this relay cannot take the letter at all, or nothing."""
        if not (_PATH.fullmatch(parcel.sender) and _PATH.fullmatch(parcel.recipient)):
            return "500 5.1.3 an address of the envelope has a character that it must not have"
        if parcel.utf8 and "SMTPUTF8" not in self.offers:
            return "550 5.6.7 the relay takes no address beyond ASCII (it offers no SMTPUTF8)"
        limit = self.offers.get("SIZE", "")
        if limit.isdigit() and 0 < int(limit) < len(parcel.content):
            return f"552 5.3.4 the letter has {len(parcel.content):,} bytes and the relay takes {int(limit):,}"
        return ""

    def commands(self, parcel: Parcel) -> tuple[bytes, ...]:
        mail = f"MAIL FROM:<{parcel.sender}>"
        mail += f" SIZE={len(parcel.content)}" if "SIZE" in self.offers else ""
        mail += " BODY=8BITMIME SMTPUTF8" if parcel.utf8 else ""
        rcpt = f"RCPT TO:<{parcel.recipient}>"
        if "DSN" in self.offers:  # RFC 3461: nobody wants to hear of delays, and no copy of the letter back
            mail += f" RET=HDRS ENVID={parcel.key}"
            rcpt += " NOTIFY=FAILURE"
        lines = (f"{mail}\r\n".encode(), f"{rcpt}\r\n".encode(), b"DATA\r\n")
        return (b"RSET\r\n", *lines) if self.dirty else lines

    @property
    def pipelines(self) -> bool:
        return "PIPELINING" in self.offers

    async def answers(self, parcel: Parcel, *, ahead: bool) -> None:
        """Asks for leave to send the letter, if that was not done ahead, until `354`. Raises Refused, Lost."""
        steps = ("rset", *_STEPS) if self.dirty else _STEPS
        commands = () if ahead else self.commands(parcel)
        pipelines = self.pipelines
        if pipelines and not ahead:
            self.wire.write(b"".join(commands), len(commands))
        refusal: Refused | None = None
        for number, where in enumerate(steps):
            if not pipelines:
                self.wire.write(commands[number], 1)
            reply = await self.wire.reply(self.patience(DATA if where == "data" else COMMAND))
            if reply.code == 421:
                raise Lost(f"the relay is closing: {reply}")
            if reply.code < 400 and not (reply.code == 354 if where == "data" else reply.is_good):
                raise Lost(f"the relay does not speak SMTP: it answers {where.upper()} with {reply}")
            if reply.code >= 400 and where != "rset":
                refusal = refusal or Refused(where, reply)
            elif where == "data":
                await self._go_ahead(wanted=refusal is None)
            if refusal and not pipelines:
                break
        self.dirty = refusal is not None
        if refusal:
            raise refusal

    async def _go_ahead(self, *, wanted: bool) -> None:
        """A relay may want a letter though it took no recipient: then it gets an empty one (RFC 2920, 3.1)."""
        if not wanted:
            self.wire.write(b".\r\n", 1)
            await self.wire.reply(self.patience(DOT))


async def open_session(relay: Relay, wires: set[Wire]) -> Session:
    """Ready for letters. `wires` has the connection, so that its time is watched. RelayDown, Lost, OSError."""
    try:
        wire = await _connection(relay)
        wires.add(wire)
        try:
            return await _prepared(Session(wire, relay, {}))
        except BaseException:
            wire.cut("over")
            wires.discard(wire)
            raise
    except ssl.SSLCertVerificationError as error:
        raise RelayDown(f"the certificate of {relay} is not to be trusted: {distrust(error)}") from error


async def _connection(relay: Relay) -> Wire:
    context = ssl.create_default_context() if relay.encryption is Encryption.IMPLICIT else None
    async with asyncio.timeout(relay.timeout or CONNECT):
        loop = asyncio.get_running_loop()
        _, wire = await loop.create_connection(lambda: Wire(_hidden(relay)), relay.host, relay.port, ssl=context)
    return wire


async def _prepared(session: Session) -> Session:
    relay, wire = session.relay, session.wire
    await session.greet()
    if relay.encryption in {Encryption.OFFERED, Encryption.REQUIRE}:
        await session.encrypt()
    if relay.user:
        await session.log_in(safe=not wire.is_plain or relay.is_here or relay.encryption is Encryption.NEVER)
    return session


def stuffed(content: bytes) -> bytes:
    """As DATA wants it, but for the final dot: RFC 5321, 4.5.2."""
    body = content.replace(b"\r\n.", b"\r\n..") if _DOT_AT_START.search(content) else content
    body = b"." + body if body.startswith(b".") else body
    return body if body.endswith(b"\r\n") else body + b"\r\n"


def _must(reply: Reply, what: str) -> None:
    if reply.is_final:
        raise RelayDown(f"the relay refuses {what}: {without_addresses(str(reply))}")
    if not reply.is_good:
        raise Lost(f"the relay refuses {what} for now: {reply}")


def _hidden(relay: Relay) -> tuple[Secret, ...]:
    """The password in every form that the relay heard, the longest first."""
    password = relay.password.reveal()
    heard = (_b64(f"\0{relay.user}\0{password}"), _b64(password), password) if password else ()
    return tuple(Secret(one.rstrip("=") or one) for one in heard)


def _plain(user: str, password: str) -> str:
    return "AUTH PLAIN " + _b64(f"\0{user}\0{password}")


def _b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _own_name(wire: Wire) -> str:
    """A full name, or the address in brackets where the machine has none (RFC 5321, 4.1.4)."""
    name = socket.gethostname()
    if "." in name and name.isascii():
        return name
    address = wire.transport.get_extra_info("sockname")[0] if wire.transport else "127.0.0.1"
    return f"[IPv6:{address}]" if ":" in address else f"[{address}]"
