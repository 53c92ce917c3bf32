"""A recording SMTP server that fails on demand. Every message is on the disk before it is answered.

    python tests/notify/sink.py FOLDER [options]      prints its port, serves until SIGTERM

`FOLDER/messages.jsonl` has what was taken, `FOLDER/steps.jsonl` every step of every connection as it is reached.
STEP is CONNECT, EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA, BODY (the first bytes after 354), DOT (the message is written,
the answer is not), REPLY (that answer is written) or QUIT. N counts how often the step was reached on all connections
together, from 1; a fault without N comes every time. What breaks the protocol is noted under `complaints` and answered
all the same.
"""

import argparse
import asyncio
import base64
import contextlib
import json
import os
import signal
import ssl
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TEXTS = {
    250: "2.0.0 taken",
    421: "4.3.2 closing",
    450: "4.2.1 mailbox busy",
    451: "4.3.0 later",
    452: "4.2.2 full for now",
    550: "5.1.1 no such person",
    552: "5.2.2 full",
    554: "5.7.1 not wanted",
}


# What tests read and start


@dataclass(frozen=True)
class Received:
    """`answer` is the code that was, or would have been, answered; `content` is without dot-stuffing and last dot."""

    connection: int
    sender: str
    recipients: tuple[str, ...]
    options: tuple[str, ...]
    answer: int
    content: bytes
    complaints: tuple[str, ...]

    @property
    def taken(self) -> bool:
        """Whether a real server would now deliver it."""
        return self.answer < 300


def messages(folder: Path) -> list[Received]:
    """All whole messages in the order of writing; one that a kill of the sink tore is left out."""
    path = folder / "messages.jsonl"
    lines = path.read_bytes().splitlines(keepends=True) if path.exists() else []
    return [_received(json.loads(line)) for line in lines if line.endswith(b"\n")]


def _received(record: dict) -> Received:
    lists = {name: tuple(record[name]) for name in ("recipients", "options", "complaints")}
    return Received(**{**record, **lists, "content": base64.b64decode(record["content"])})


def steps(folder: Path) -> list[tuple[int, str]]:
    """(connection, step) in the order in which they were reached."""
    path = folder / "steps.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True) if path.exists() else []
    return [tuple(json.loads(line)) for line in lines if line.endswith("\n")]


def reached(folder: Path, step: str, count: int = 1, patience: float = 20) -> None:
    """Waits until the step was reached that often."""
    end = time.monotonic() + patience
    while sum(name == step for _, name in steps(folder)) < count:
        if time.monotonic() > end:
            raise TimeoutError(f"{step} was not reached {count} times; seen: {steps(folder)[-20:]}")
        time.sleep(0.005)


@contextlib.contextmanager
def running(folder: Path, *options: str) -> Iterator[int]:
    """The sink as a process of its own; its port."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, __file__, str(folder), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield int(process.stdout.readline())
        finally:
            process.terminate()
            process.wait(10)


# The server


class Gone(Exception):
    """This connection is over."""


class Journal:
    """Messages, each durable when `write` returns, and steps, which are only written."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        self._messages = os.open(folder / "messages.jsonl", flags, 0o644)
        self._steps = os.open(folder / "steps.jsonl", flags, 0o644)

    def write(self, record: Received) -> None:
        whole = {**vars(record), "content": base64.b64encode(record.content).decode()}
        os.write(self._messages, json.dumps(whole).encode() + b"\n")
        os.fsync(self._messages)

    def step(self, connection: int, name: str) -> None:
        os.write(self._steps, json.dumps([connection, name]).encode() + b"\n")


class Sink:
    """What all connections share: options, counts and the journal."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.journal = Journal(Path(options.folder))
        self.counts: Counter[str] = Counter()
        self.connections = 0

    async def serve(self) -> None:
        tls = certificate(self.options.tls) if self.options.tls else None
        server = await asyncio.start_server(self.connected, "127.0.0.1", self.options.port, ssl=tls, limit=2**26)
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, os._exit, 0)
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        connection = Connection(self, self.connections, reader, writer)
        with contextlib.suppress(Gone, ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await connection.talk()
        writer.transport.abort() if connection.abrupt else writer.close()

    def answer_in_turn(self, step: str) -> int:
        """The next of the answers that were ordered for this step."""
        self.counts[f"answer to {step}"] += 1
        wanted = [spec.split("=")[1].split(",") for spec in self.options.answers if spec.startswith(f"{step}=")]
        return int(wanted[0][(self.counts[f"answer to {step}"] - 1) % len(wanted[0])]) if wanted else 250


def certificate(files: list[str]) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*files)
    return context


class Connection:
    """One client. `abrupt`: it is to be cut, not closed."""

    def __init__(self, sink: Sink, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.sink, self.number, self.reader, self.writer = sink, number, reader, writer
        self.options = sink.options
        self.buffer = b""
        self.abrupt = False
        self.known = not self.options.auth
        self.encrypted = bool(self.options.tls)
        self.taken = 0
        self.begun = False
        self.sender, self.parameters, self.recipients, self.complaints = "", [], [], []

    async def talk(self) -> None:
        await self.step("CONNECT")
        self.say("220 sink ESMTP")
        while True:
            line = (await self.until(b"\r\n")).decode("utf-8", "surrogateescape")
            verb, _, rest = line.partition(" ")
            if self.buffer and (self.options.no_pipelining or verb.upper() == "DATA"):
                self.complaints.append(f"more after {verb} without leave")
            command = getattr(self, f"on_{verb.lower()}", None)
            if self.options.goodbye and self.taken >= self.options.goodbye and verb.upper() != "QUIT":
                self.say(f"421 {TEXTS[421]}")
                raise Gone
            await (command(rest) if command else self.unknown(verb))

    # Reading, writing, failing

    async def until(self, end: bytes) -> bytes:
        while end not in self.buffer:
            await self.flush()
            more = await self.reader.read(65536)
            if not more:
                raise Gone
            self.buffer += more
        found, self.buffer = self.buffer.split(end, 1)
        return found

    def say(self, *lines: str) -> None:
        text = "".join(f"{line}\r\n" for line in lines)
        self.writer.write(text.encode("utf-8", "surrogateescape"))

    async def flush(self) -> None:
        await self.writer.drain()

    async def step(self, name: str) -> None:
        """Notes that the step was reached, then fails in the way that was ordered for it."""
        self.sink.counts[name] += 1
        self.sink.journal.step(self.number, name)
        if late := [spec.split("=")[1] for spec in self.options.late if spec.startswith(f"{name}=")]:
            await asyncio.sleep(float(late[0]))
        if path := self.ordered(self.options.kill, name):
            await self.flush()
            os.kill(int(Path(path).read_text(encoding="ascii")), signal.SIGKILL)
        if self.ordered(self.options.stall, name):
            await self.flush()
            await asyncio.sleep(3600)
        if self.ordered(self.options.drop, name):
            self.abrupt = True
            raise Gone

    def ordered(self, specs: list[str], name: str) -> str:
        """What is ordered for this time: the rest of the specification, or its name."""
        for spec in specs:
            step, _, rest = spec.partition(":")
            count, _, extra = rest.partition(":")
            if step == name and count in {"", str(self.sink.counts[name])}:
                return extra or name
        return ""

    # Commands

    async def unknown(self, verb: str) -> None:
        self.complaints.append(f"unknown command {verb[:20]}")
        self.say("500 5.5.2 what?")

    async def on_ehlo(self, _: str) -> None:
        await self.step("EHLO")
        o = self.options
        offers = {
            "PIPELINING": not o.no_pipelining,
            f"SIZE {o.size}": True,
            "8BITMIME": not o.no_8bit,
            "SMTPUTF8": not o.no_utf8,
            "DSN": not o.no_dsn,
            "STARTTLS": bool(o.starttls) and not self.encrypted,
            f"AUTH {o.methods}": bool(o.auth),
            "ENHANCEDSTATUSCODES": True,
        }
        names = ["sink", *(name for name, offered in offers.items() if offered)]
        self.say(*(f"250{'-' if name != names[-1] else ' '}{name}" for name in names))

    async def on_helo(self, _: str) -> None:
        self.say("250 sink")

    async def on_starttls(self, _: str) -> None:
        await self.step("STARTTLS")
        self.say("220 2.0.0 go on")
        await self.flush()
        self.buffer = b""
        await self.writer.start_tls(certificate(self.options.starttls))
        self.encrypted = True

    async def on_auth(self, rest: str) -> None:
        await self.step("AUTH")
        method, _, initial = rest.partition(" ")
        if method.upper() == "PLAIN":
            given = base64.b64decode(initial or await self.ask("")).decode().split("\0")[1:]
        else:
            given = [base64.b64decode(await self.ask(word)).decode() for word in ("VXNlcm5hbWU6", "UGFzc3dvcmQ6")]
        self.known = ":".join(given) == self.options.auth
        self.say("235 2.7.0 welcome" if self.known else "535 5.7.8 wrong")

    async def ask(self, word: str) -> bytes:
        self.say(f"334 {word}")
        return await self.until(b"\r\n")

    async def on_mail(self, rest: str) -> None:
        await self.step("MAIL")
        address, *self.parameters = rest.split(" ")
        self.sender, self.recipients = address[len("FROM:<") : -1], []
        code = self.sink.answer_in_turn("MAIL")
        self.begun = code < 300 and self.known
        self.say(f"{code} {TEXTS[code]}" if self.known else "530 5.7.0 who are you?")

    async def on_rcpt(self, rest: str) -> None:
        await self.step("RCPT")
        address, *more = rest.split(" ")
        recipient = address[len("TO:<") : -1]
        code = self.sink.answer_in_turn("RCPT")
        code = 550 if recipient in self.options.refuse else 450 if recipient in self.options.defer else code
        if code < 300 and self.begun:
            self.recipients.append(recipient)
            self.parameters += more
        self.say(f"{code} {TEXTS[code]}" if self.begun else "503 5.5.1 MAIL first")

    async def on_data(self, _: str) -> None:
        await self.step("DATA")
        if not self.recipients and not self.options.data_anyway:
            self.say("554 5.5.1 no valid recipients")
            return
        self.say("354 go on")
        await self.body()

    async def body(self) -> None:
        await self.flush()
        self.buffer = b"\r\n" + (self.buffer or await self.reader.read(65536))
        await self.step("BODY")
        raw = await self.until(b"\r\n.\r\n")
        content = (raw[2:] + b"\r\n" if raw else b"").replace(b"\r\n.", b"\r\n").removeprefix(b".")
        await self.received(content, raw)

    async def received(self, content: bytes, raw: bytes) -> None:
        code = self.sink.answer_in_turn("DOT") if self.recipients else 554
        notes = (*self.complaints, *complaints(raw[2:], self.parameters))
        whole = (self.number, self.sender, tuple(self.recipients), tuple(self.parameters), code, content, notes)
        self.sink.journal.write(Received(*whole))
        self.complaints = []
        await self.step("DOT")
        self.taken += 1
        self.say(f"{code} {TEXTS[code]}")
        self.recipients = []
        await self.step("REPLY")

    async def on_rset(self, _: str) -> None:
        self.recipients = []
        self.say("250 2.0.0 forgotten")

    async def on_noop(self, _: str) -> None:
        self.say("250 2.0.0 nothing")

    async def on_quit(self, _: str) -> None:
        await self.step("QUIT")
        self.say("221 2.0.0 bye")
        await self.flush()
        raise Gone


def complaints(raw: bytes, parameters: list[str]) -> list[str]:
    """What RFC 5321 and 5322 forbid in a body as it came over the wire."""
    lines = raw.split(b"\r\n")
    return [
        text
        for text, wrong in (
            ("bare CR or LF", any(b"\n" in line or b"\r" in line for line in lines)),
            ("NUL", b"\0" in raw),
            ("line over 998 octets", any(len(line) > 999 for line in lines)),
            ("a dot was not doubled", any(line.startswith(b".") and not line.startswith(b"..") for line in lines)),
            ("8 bits without BODY=8BITMIME", not raw.isascii() and "BODY=8BITMIME" not in parameters),
        )
        if wrong
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    say = parser.add_argument
    say("folder")
    say("--port", type=int, default=0)
    say("--drop", action="append", default=[], metavar="STEP[:N]", help="cut the connection there, unanswered")
    say("--stall", action="append", default=[], metavar="STEP[:N]", help="answer nothing from there on")
    say("--late", action="append", default=[], metavar="STEP=SECONDS", help="answer that much later")
    say("--kill", action="append", default=[], metavar="STEP:N:FILE", help="SIGKILL the process whose id is in FILE")
    say("--answers", action="append", default=[], metavar="STEP=CODES", help="MAIL, RCPT or DOT: codes in turn")
    say("--goodbye", type=int, default=0, metavar="K", help="421 after K messages of a connection")
    say("--refuse", action="append", default=[], metavar="ADDRESS", help="550 for this recipient")
    say("--defer", action="append", default=[], metavar="ADDRESS", help="450 for this recipient")
    say("--data-anyway", action="store_true", help="354 even where every recipient was refused")
    say("--size", type=int, default=10_000_000)
    say("--auth", default="", metavar="USER:PASSWORD")
    say("--methods", default="PLAIN LOGIN")
    say("--tls", nargs=2, metavar=("CERTIFICATE", "KEY"), help="TLS from the first byte")
    say("--starttls", nargs=2, metavar=("CERTIFICATE", "KEY"))
    for offer in ("pipelining", "8bit", "utf8", "dsn"):
        say(f"--no-{offer}", action="store_true")
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(Sink(parser.parse_args()).serve())


if __name__ == "__main__":
    main()
