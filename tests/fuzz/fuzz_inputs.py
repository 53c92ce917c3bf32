"""What fuzzing is made of: hostile scalars, floods, documents with pieces torn out, and documents by our schemas."""

import json
import string
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from statusgen.read import yaml
from statusgen.read.schema import json_schema

sys.path.insert(0, str(Path(__file__).parents[1] / "read"))
from floods import FLOODS

Texts = st.SearchStrategy[str]

# Each is odd in its own way to somebody who parses, compares, shows or sends it.
SCALARS = (
    "", " ", "\t", "~", "null", "no", "on", "true", ".inf", ".nan", "-0", "0x10", "0o17", "1_000", "1e400", "9" * 400,
    "-9223372036854775809", "1.10", "12:30", "190:20:30", "2026-02-30", "2026-11-21", "0000-00-00T00:00:00Z",
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-11-21T24:00:00Z", "2026-11-21T14:20:60Z",
    "2026-03-29T02:30:00", "2026-10-25T02:30:00", "0m", "-30m", "99999999999d", "1h1h", "P1D", "24:00", "99:99",
    "FREQ=SECONDLY", "FREQ=DAILY;COUNT=999999999", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;BYDAY=5FR",
    "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;UNTIL=99991231T235959Z", "FREQ=WEEKLY;BYDAY=MO,MO", "FREQ=;=;;", "..", ".",
    "a/../b", "/etc/passwd", "con", "nul.md", "COM1", "a.", "team:", "group:", "team:team:red", "everyone",
    "\u017fhop", "\ua731hop", "sh\u043ep", "Shop", "shop ", "e\u0301", "\u00e9", "\ufb01", "İ", "ß", "ǆ",
    "\u202eshop", "\u200b", "😀👩\u200d👩\u200d👧", "\u0301" * 50, "\u2028", "\u2029", "\x85", "\x00", "\x1b[31m",
    "\r\nBcc: x@evil.invalid", "=?utf-8?q?=0D=0ABcc:x?=", "a@b, c@d", '"a b"@c.example', "a@[127.0.0.1]",
    "A <a@b.example>", "<a@b>", "@", "a@b@c", "javascript:alert(1)", "https://", "http://[::1", "http://a:99999/",
    "http://a:b@c/", "mailto:", "//a", "http://\u2100", "http://a/\ud7ff", "http://\u0130.example/", "http://xn--a/",
    "http://1.1.1.1.1/", "http://a..b/", "HTTP://A/%zz", "<script>alert(1)</script>", "{{7*7}}", "{% x %}", "{{",
    "${x}", "%s", "%(x)s", "{0.__class__}", "\\", "'", '"', "::error::x", "--upload-pack=x", "-x", "$(x)", "`x`", "*",
    "&a", "*a", "!!python/object:os.system", "<<", "? a", "- a", "a: b", "# a", "a #b", "a:", "|", ">", "[", "]", "{",
    "}", ",", "---", "...", "%YAML 1.1", "<<<<<<< HEAD", "=======", "#fff", "#12345678901", "red", "url(x)",
    "expression(x)", "en", "de", "x-klingon", "zz-ZZ", "art-lojban", "i-default", "Etc/UTC", "UTC", "Europe/Berlin",
    "GMT+25", "../../etc/localtime", "posixrules", "localtime",
)  # fmt: skip
# Right in many places, so that a document of them gets far.
FITTING = (
    "shop", "bank", "vault", "core", "office", "red", "team:red", "ana", "bo", "all", "everyone", "group:core",
    "slow", "fire", "move", "1", "2", "30m", "24h", "1h", "none", "2026-11-21T14:06:00Z", "2026-11-21T13:00:00Z",
    "2026-11-21T14:30:00+02:00", "2026-12-01T22:00:00Z", "2026-11-20", "08:30", "22:00", "minor", "critical",
    "resolved", "investigating", "completed", "in_progress", "partial_outage", "under_maintenance", "operational",
    "true", "false", "0.5", "7", "https://a.example/", "a@acme.example", "email", "sms", "opened", "incident",
    "Plain words.", "**Bold** `a`", "#0b5fff", "en", "de", "Europe/Berlin", "FREQ=MONTHLY;BYDAY=1TU",
    "FREQ=DAILY;COUNT=3",
)  # fmt: skip
SCRAPS = (
    ":", ": ", "\n", "\n\n", "---\n", "...\n", "- ", "  ", "\t", "[", "]", "{", "}", '"', "'", "|", ">", "#", " #",
    "&a ", "*a", "<<: ", "!!str ", "? ", ",", "<", "</a>", "<!--", "null", "\x00", "\x85", "\u2028", "\ufeff", "é",
    "e\u0301", "\\", "0", "-", "**", "_", "`", "```\n", "~~~\n", "1. ", "> ", "|", "](", "![", "\r", "\r\n", "    ",
    "&#0;", "&amp;", "%",
)  # fmt: skip
BYTES = (
    b"\xff",
    b"\xfe\xff",
    b"\xff\xfe",
    b"\x80",
    b"\xed\xa0\x80",
    b"\xc0\xaf",
    b"\xf4\x90\x80\x80",
    b"\0",
    b"\r",
    b"\x1b",
)

NESTING = (("[", "]"), ("{a: ", "}"), ('{"a":', "}"), ("- ", ""), ("? ", ""), ("(", ")"))

# Numbers that bounds of the program lie at, or beyond any reason.
SIZES = st.one_of(st.integers(1, 200), st.sampled_from([1_000, 5_000, 20_000, 60_000, 110_000, 260_000, 1_000_001]))


def scalars() -> Texts:
    return st.one_of(st.sampled_from(FITTING), st.sampled_from(SCALARS), st.text(max_size=30))


def prose() -> Texts:
    """Markdown, most of it harmless, some of it made to keep a renderer busy."""
    pieces = st.lists(st.one_of(st.sampled_from(SCRAPS), st.sampled_from(FITTING), st.text(max_size=8)), max_size=30)
    return st.one_of(pieces.map("".join), floods(), scalars())


@st.composite
def floods(draw: st.DrawFn) -> str:
    """Two tricks behind each other."""
    names = draw(st.lists(st.sampled_from(sorted(FLOODS)), min_size=1, max_size=2))
    return draw(st.sampled_from(["", "\n", "\n\n", "> "])).join(FLOODS[name](draw(SIZES)) for name in names)


@st.composite
def mutated(draw: st.DrawFn, texts: Sequence[str]) -> str:
    """One of the texts, torn: pieces cut out, doubled, moved, repeated very often, or from another text."""
    text = draw(st.sampled_from(texts))
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 40)))
        text = text[:start] + draw(_patch(text[start:end], texts)) + text[end:]
        text = text[:1_100_000]
    return text


@st.composite
def _patch(draw: st.DrawFn, piece: str, texts: Sequence[str]) -> str:
    match draw(st.integers(0, 5)):
        case 0:
            return draw(st.sampled_from(SCRAPS))
        case 1:
            return draw(scalars())
        case 2:
            return piece * draw(st.integers(0, 3))
        case 3:
            other = draw(st.sampled_from(texts))
            start = draw(st.integers(0, len(other)))
            return other[start : start + draw(st.integers(0, 60))]
        case 4:
            return (piece or draw(st.sampled_from(SCRAPS))) * max(1, draw(SIZES) // max(1, len(piece)))
        case _:
            return piece.swapcase()


@st.composite
def torn(draw: st.DrawFn, texts: Sequence[bytes]) -> bytes:
    """The same with bytes, which need be no text."""
    content = bytearray(draw(st.sampled_from(texts)))
    for _ in range(draw(st.integers(0, 8))):
        start = draw(st.integers(0, len(content)))
        piece = draw(st.one_of(st.sampled_from(BYTES), st.binary(max_size=12)))
        content[start : start + draw(st.integers(0, 64))] = piece
    return bytes(content)


@st.composite
def nested(draw: st.DrawFn) -> str:
    """What opens and never ends, or ends much later: of JSON and YAML alike."""
    opening, closing = draw(
        st.sampled_from([("[", "]"), ("{a: ", "}"), ('{"a":', "}"), ("- ", ""), ("? ", ""), ("(", ")")])
    )
    depth = draw(SIZES) // len(opening)
    return (
        opening * depth
        + draw(st.sampled_from(["", "1", "a", "9" * 5000, "1e999", "-"]))
        + closing * draw(st.sampled_from([0, depth]))
    )


# Documents by the schema that editors get: every field, its right values and any other.


def documents(kind: str) -> Texts:
    """YAML of that kind of file."""
    schema = json_schema(kind)
    return _of(schema, schema.get("$defs", {}), 0).map(_emitted)


def lines_of(kind: str) -> Texts:
    """The same as lines of JSON."""
    schema = json_schema(kind)
    one = _of(schema, schema.get("$defs", {}), 0).map(lambda value: json.dumps(value, ensure_ascii=False))
    return st.lists(one, max_size=4).map("\n".join)


def _emitted(value: object) -> str:
    return yaml.emit(value) if isinstance(value, dict) else json.dumps(value)


def _of(schema: Mapping[str, Any], named: Mapping[str, Any], depth: int) -> st.SearchStrategy[Any]:
    """A value that the schema may allow, and now and then any other."""
    if "$ref" in schema:
        return st.deferred(lambda: _of(named[schema["$ref"].rpartition("/")[2]], named, depth))
    if "anyOf" in schema:
        return st.one_of([_of(one, named, depth) for one in schema["anyOf"]])
    if "enum" in schema:
        return st.one_of(st.sampled_from(schema["enum"]), scalars())
    make: Callable[..., st.SearchStrategy[Any]] | None = {"object": _mapping, "array": _list}.get(
        schema.get("type", "")
    )
    right = make(schema, named, depth) if make and depth < 6 else st.one_of(scalars(), prose())
    return st.one_of(right, right, right, right, scalars(), st.lists(scalars(), max_size=2))


def _list(schema: Mapping[str, Any], named: Mapping[str, Any], depth: int) -> st.SearchStrategy[Any]:
    return st.lists(_of(schema.get("items", {}), named, depth + 1), max_size=3)


@st.composite
def _mapping(draw: st.DrawFn, schema: Mapping[str, Any], named: Mapping[str, Any], depth: int) -> dict[str, Any]:
    fields, found = schema.get("properties", {}), {}
    for name in schema.get("required", ()):
        if draw(st.integers(0, 9)):
            found[name] = draw(_of(fields[name], named, depth + 1))
    optional = sorted(fields)
    for name in draw(st.lists(st.sampled_from(optional), max_size=5, unique=True)) if optional else ():
        found[name] = draw(_of(fields[name], named, depth + 1))
    rest = schema.get("additionalProperties")
    for name in draw(st.lists(scalars(), max_size=3)) if isinstance(rest, dict) else ():
        found[name] = draw(_of(rest, named, depth + 1))
    if not draw(st.integers(0, 9)):
        found[draw(st.text(string.ascii_lowercase + "._-", max_size=9))] = draw(scalars())
    return found
