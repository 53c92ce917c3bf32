"""What is fuzzed of records that the program made itself, and of what is said to it: damaged ones are named as such."""

import asyncio
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

from fuzz_inputs import mutated, nested, scalars, torn
from hypothesis import strategies as st

from statusgen.access.identity import identities
from statusgen.access.listing import Unusable, listing
from statusgen.model.site import AudienceSetting, Settings
from statusgen.notify.ledger import lease
from statusgen.notify.ledger.forge import git_place
from statusgen.notify.ledger.owner import ourselves
from statusgen.notify.ledger.rows import Busy, LeaseLost, Marks, Outcome, State, Stuck, Unready
from statusgen.notify.ledger.segments import filed, row_line, step_line
from statusgen.notify.ledger.sqlite import open_ledger
from statusgen.notify.ledger.standing import examined
from statusgen.notify.mail.relay import BadRelay, relay
from statusgen.notify.mail.wire import Lost, Wire
from statusgen.publish.artefact import of_bytes
from statusgen.publish.gates import listing as listing_of
from statusgen.publish.output import dry_run, read_stamp, write
from statusgen.publish.refusals import MANIFEST, OutputError

sys.path.insert(0, str(Path(__file__).parents[1] / "notify"))
from ledgers import KEYS, NOON, Clock, make, row

_STATES = (State.SENT, State.RETRY, State.SKIPPED, State.PLANNED)
ROWS = [row(state.value, state=state) for state in _STATES]


def texts_or_bytes(*samples: str) -> st.SearchStrategy[bytes]:
    texts = st.one_of(mutated(samples), mutated(samples), nested()).map(
        lambda text: text.encode("utf-8", "surrogatepass")
    )
    return st.one_of(texts, texts, torn([sample.encode() for sample in samples]))


# --- the ledger in git


@cache
def segments() -> Mapping[str, bytes]:
    lines = [{"news": ["incidents/a/opened", "x"]}, {"held": ["a", "b"]}, {"title": ["incidents/a", "en", "A"]}]
    first = filed((), Marks("https://a.example/", KEYS.check), NOON, [*lines, *map(row_line, ROWS)], KEYS)
    more = filed(first, Marks("https://a.example/", KEYS.check), NOON, [step_line(ROWS[3])], KEYS)
    return {one.path: one.content for one in more}


@st.composite
def segment_files(draw: st.DrawFn) -> dict[str, bytes]:
    files = dict(segments())
    path = draw(st.sampled_from(sorted(files)))
    files[path] = draw(texts_or_bytes(files[path].decode()))
    return files


def check_segments(files: Mapping[str, bytes]) -> None:
    """Whatever is in the ref: faults in words, with the key and without it; who goes on has a sound ledger."""
    whole = examined(files, KEYS)
    assert whole.faults or whole.segments
    assert all(isinstance(fault, str) for fault in (*whole.faults, *examined(files, None).faults))


def leases() -> st.SearchStrategy[bytes]:
    return texts_or_bytes(lease.written(lease.lease_of(ourselves(), NOON.timestamp())).decode())


def check_lease(content: bytes) -> None:
    with suppress(ValueError):
        found = lease.read(content)
        found.is_over(ourselves(), NOON.timestamp())
        found.in_words(NOON.timestamp())


# --- the ledger as a file


@cache
def _place() -> Path:
    return Path(tempfile.mkdtemp(prefix="statusgen-fuzz-"))


@cache
def ledger() -> bytes:
    path = make(_place() / "sound.sqlite", ROWS, [("incidents/a/opened", "mark")])
    return path.read_bytes()


@st.composite
def ledgers(draw: st.DrawFn) -> bytes:
    """A ledger in which bytes are wrong: few in its pages, or all behind its beginning."""
    if not draw(st.integers(0, 5)):
        return b"SQLite format 3\0" + draw(st.binary(max_size=2000))
    content = bytearray(ledger())
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(16, len(content) - 1))
        piece = draw(
            st.one_of(st.binary(min_size=1, max_size=6), st.sampled_from([b"\0" * 64, b"\xff" * 64, b"sent", b"x"]))
        )
        content[at : at + len(piece)] = piece
    return bytes(content[: draw(st.sampled_from([len(content)] * 5 + [len(content) // 2, 4096, 5000]))])


def check_ledger(content: bytes) -> None:
    """Opened, read and written to, or refused as one of what a store may raise."""
    path = _place() / "torn.sqlite"
    for name in ("torn.sqlite-wal", "torn.sqlite-shm", "torn.sqlite-journal", "torn.sqlite-reserve"):
        (_place() / name).unlink(missing_ok=True)
    path.write_bytes(content)
    path.chmod(0o600)  # one that others could write is refused
    clock = Clock()
    with suppress(Unready, Stuck, Busy, LeaseLost):
        opened = open_ledger(path, clock, clock)
        try:
            opened.marks()
            if opened.faults():
                return
            opened.begin()
            opened.claim([ROWS[3].key])
            opened.write([Outcome(ROWS[3].key, State.SENT, "250 ok")])
            opened.end()
        finally:
            opened.db.close()


# --- access.json, the manifest, and the book beside a site


@cache
def access() -> str:
    audiences = (AudienceSetting("red", "Red", ("ana",), ("grp-red", "b")), AudienceSetting("blue", "Blue", ()))
    return listing_of(Settings("Acme", "https://status.acme.example/sub/", audiences=audiences)).decode()


def listings() -> st.SearchStrategy[str]:
    return st.one_of(mutated([access()]), mutated([access()]), nested())


def check_listing(text: str) -> None:
    with suppress(Unusable):
        found = listing(text)
        assert found.everyone not in found.trees


@cache
def output() -> Path:
    write([of_bytes("index.html", b"old"), of_bytes("a/b.html", b"b")], _place() / "public", stamp="abc")
    return _place() / "public"


@st.composite
def records(draw: st.DrawFn) -> tuple[str, bytes]:
    """The path of a record beside or in an output, and what it says now."""
    out = output()
    path = draw(st.sampled_from([f"public/{MANIFEST}", ".public.statusgen/book.json"]))
    return path, draw(texts_or_bytes((out.parent / path).read_text(encoding="utf-8")))


def check_record(record: tuple[str, bytes]) -> None:
    """A damaged book costs time, a damaged manifest makes the folder a foreign one: either way, in our words."""
    path, content = record
    before = (output().parent / path).read_bytes()
    try:
        (output().parent / path).write_bytes(content)
        with suppress(OutputError):
            dry_run([of_bytes("index.html", b"new")], output())
        read_stamp(output())
    finally:
        (output().parent / path).write_bytes(before)


# --- what the environment and the command line say, and what a relay answers


def settings() -> st.SearchStrategy[str]:
    samples = [
        "smtp://user:pass%2Fword@relay.example:587/?connections=10&rate=100/s&starttls=require&timeout=30&helo=ci.example",
        "git:https://git.example/x.git#refs/statusgen/ledger",
        "kim=payments,ops:Cookie: $KIM",
    ]
    return st.one_of(mutated(samples), scalars())


def check_setting(text: str) -> None:
    with suppress(BadRelay):
        relay(text)
    with suppress(Unready):
        git_place(text, Path())
    with suppress(Unusable, OSError):
        identities([text], {"KIM": text}, lambda _: text)


_AT_ONCE = 256 * 1024  # bytes that asyncio takes off the wire in one piece


class _Nowhere(asyncio.Transport):
    """Takes everything."""

    def write(self, data: object) -> None:
        pass

    def abort(self) -> None:
        pass

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        pass


def answers() -> st.SearchStrategy[list[bytes]]:
    """Pieces as they come off the wire."""
    talk = (
        "220 relay.example ESMTP\r\n250-relay.example\r\n250-PIPELINING\r\n250-SIZE 1000\r\n250 8BITMIME\r\n354 Go\r\n"
    )
    return st.lists(texts_or_bytes(talk, "421 4.3.2 Bye\r\n", "550 5.1.1 <a@b.example> unknown\r\n"), max_size=4)


def check_answers(pieces: list[bytes]) -> None:
    async def talk() -> None:
        wire = Wire()
        wire.connection_made(_Nowhere())
        with suppress(Lost):
            wire.write(b"NOOP\r\n", 3)
        for piece in pieces:
            for at in range(0, len(piece), _AT_ONCE):
                wire.data_received(piece[at : at + _AT_ONCE])
            wire.overdue()
        with suppress(Lost, TimeoutError):
            async with asyncio.timeout(0):
                while True:
                    assert str(await wire.reply(0)).isprintable()
        wire.connection_lost(None)

    asyncio.run(talk())
