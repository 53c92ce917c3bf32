"""Subscribers by the hundred thousand: `subscribers.jsonl`, one JSON object a line. YAML files have their limits.

Each line is what stands in `subscribers.yaml` behind an id, with that `id`. What is right is read straight through;
only a line with a mistake is parsed once more, for the places of what is wrong in it.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from statusgen.model.people import Subscriber, Want
from statusgen.problems import Problem, Span
from statusgen.read import yaml
from statusgen.read.decode import problems_of
from statusgen.read.document import Document
from statusgen.read.encrypted import Opener
from statusgen.read.fields import Context
from statusgen.read.schema import BulkShape
from statusgen.read.settings import subscriber_from
from statusgen.read.source import FORBIDDEN, Source

MAX_BYTES = 200_000_000
MAX_LINE = 64_000
# A file whose lines are all wrong is wrong in one way: nobody reads the hundredth mistake.
MOST_WRONG = 100


class _WrongLine(ValueError):
    """Carries a code, a message, a hint and a column."""


@dataclass(slots=True)
class Bulk:
    """Subscribers by id, and the number and text of each one's line. `complete`: no line was refused."""

    path: str
    subscribers: dict[str, Subscriber] = field(default_factory=dict)
    lines: dict[str, tuple[int, str]] = field(default_factory=dict)
    complete: bool = True

    def document(self, subscriber: str) -> Document:
        """The line as a document, for saying where something in it stands."""
        return _document(self.path, *self.lines[subscriber])


def read_bulk(base: Path, path: str, context: Context, opener: Opener) -> Bulk:
    """The file base/path. Every line that is right is used, whatever the others are."""
    found, wants, wrong, problems = Bulk(path), _Shared(), 0, opener.problems
    data = opener.data(base, path, MAX_BYTES)
    found.complete = data is not None
    for number, line in _lines(data or b""):
        text = line.decode("utf-8", "replace")
        try:
            one = _subscriber(path, number, _utf8(line), context)
        except _WrongLine as mistake:
            problems.append(_located(path, number, text, mistake))
        except ValidationError as error:
            problems.extend(problems_of(_document(path, number, text), BulkShape, error))
        else:
            if one.id not in found.subscribers:
                found.subscribers[one.id] = wants.shared(one)
                found.lines[one.id] = (number, text)
                continue
            problems.append(_twice(found, one, number, text))
        wrong, found.complete = wrong + 1, False
        if wrong == MOST_WRONG:
            break
    return found


def _lines(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The lines in which something stands, with their numbers."""
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.strip():
            yield number, line.removesuffix(b"\r")


def _utf8(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"byte 0x{line[error.start]:02x} is not UTF-8"
        raise _WrongLine("not-utf8", message, "save it as UTF-8 text", error.start + 1) from error


def _subscriber(path: str, number: int, text: str, context: Context) -> Subscriber:
    shape = BulkShape.model_validate(_mapping(text), context=context)
    return subscriber_from(shape.id, shape, Span(path, number, 1, number, len(text) + 1))


def _mapping(text: str) -> Any:
    if len(text) > MAX_LINE:
        raise _WrongLine("file-too-large", f"this line is longer than {MAX_LINE:,} characters", "", 1)
    try:
        found = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        hint = 'write one object a line, as {"id": "ana", "name": "Ana", "contacts": [{"email": "ana@acme.example"}]}'
        raise _WrongLine("json-syntax", f"this is not JSON: {error.msg}", hint, error.colno) from error
    except RecursionError as error:
        raise _WrongLine("json-syntax", "this is nested too deeply", "", 1) from error
    if "\\" in text or FORBIDDEN.search(text):
        _check(found)
    if not isinstance(found, dict):
        raise _WrongLine("json-syntax", "this is not a JSON object", "write one object a line, in { }", 1)
    return found


def _plain(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """What the same would be in YAML: every scalar its text; a null says nothing."""
    found = {key: value if type(value) is str else _text(value) for key, value in pairs if value is not None}
    if len(found) < len(pairs):
        _check_twice(pairs)
    return found


def _check_twice(pairs: list[tuple[str, Any]]) -> None:
    keys = [key for key, _ in pairs]
    for key in keys:
        if keys.count(key) > 1:
            raise _WrongLine("duplicate-key", f"`{key}` stands twice in one object", "keep one of the two", 1)


def _text(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return [_text(item) for item in value] if isinstance(value, list) else value


def _check(value: Any) -> None:
    """No control character, written as such or as an escape."""
    if isinstance(value, str) and (found := FORBIDDEN.search(value)):
        message = f"the character U+{ord(found[0]):04X} is not allowed in content"
        raise _WrongLine("control-character", message, "delete it; it is invisible, so retype the word around it", 1)
    items = [*value.keys(), *value.values()] if isinstance(value, dict) else value
    for item in items if isinstance(items, list) else ():
        _check(item)


_DECODER = json.JSONDecoder(object_pairs_hook=_plain, parse_int=str, parse_float=str, parse_constant=str)


def _document(path: str, number: int, text: str) -> Document:
    """Nearly all JSON is YAML. Where it is not, everything stands at the beginning of the line."""
    node, _ = yaml.parse(text, path, number)
    mapping = node if isinstance(node, yaml.Mapping) else yaml.Mapping((), Span(path, number, 1))
    return Document(Source(path, text, number), mapping)


def _located(path: str, number: int, text: str, mistake: _WrongLine) -> Problem:
    code, message, hint, column = mistake.args
    return Problem(Span(path, number, column), code, message, hint, text[:400])


def _twice(found: Bulk, one: Subscriber, number: int, text: str) -> Problem:
    message = f"`{one.id}` is already on line {found.lines[one.id][0]}"
    return Problem(_document(found.path, number, text).span(["id"]), "id-clash", message, "", text[:400])


@dataclass(slots=True)
class _Shared:
    """Most people want what others want: equal wants are one value, and memory stays small."""

    wants: dict[object, tuple[Want, ...]] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)

    def shared(self, one: Subscriber) -> Subscriber:
        key = tuple((want.services, want.severity, want.events, _items(want.labels), want.via) for want in one.wants)
        word = self.words.setdefault
        return replace(
            one,
            wants=self.wants.setdefault(key, one.wants),
            timezone=word(one.timezone, one.timezone),
            language=word(one.language, one.language),
        )


def _items(labels: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(labels.items()))
