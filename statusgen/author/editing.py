"""One value of a YAML file set or added to, and every other byte left as somebody wrote it.

Places come from the parser's marks. Whatever was written is read again: an edit that would change anything but what it
is to change is not made, and the next way is tried. Where there is none, it is said what to write by hand.
"""

import copy
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from statusgen.author.draft import Refused
from statusgen.read import yaml

_BOM = "\ufeff"

_UP_TO_BRACKET = re.compile(r"(?:[\s,]|(?<=\s)#[^\n]*)*[\]}]")

Where = tuple[str, ...]  # keys, from the outermost mapping inwards


class Unchangeable(Refused):
    """No way is known to change this value alone: where it is, and what to write instead."""


@dataclass(frozen=True, slots=True)
class _Page:
    """`text` is without byte order mark, with the ends of lines that it has; `starts` are where its lines begin."""

    text: str
    path: str
    mapping: yaml.Mapping
    starts: tuple[int, ...]

    @property
    def eol(self) -> str:
        return "\r\n" if "\r\n" in self.text else "\n"

    def at(self, line: int, column: int) -> int:
        """The place of a mark in the text."""
        return self.starts[line - 1] + column - 1

    def start(self, node: yaml.Node) -> int:
        return self.at(node.span.line, node.span.column)

    def end(self, node: yaml.Node) -> int:
        """Behind its last character. The parser marks of a list or mapping only where it begins."""
        start = self.start(node)
        if not isinstance(node, yaml.Scalar):
            last = node.items[-1] if node.items else None
            found = last[1] if isinstance(last, tuple) else last
            inner = self.end(found) if found else start + 1
            return self.closing(inner) if self.is_flow(node) else inner
        return start + len(self.text[start : self.at(node.span.end_line, node.span.end_column)].rstrip())

    def closing(self, place: int) -> int:
        """Behind the bracket that follows, past blanks, a comma and remarks."""
        found = _UP_TO_BRACKET.match(self.text, place)
        return found.end() if found else place

    def is_flow(self, node: yaml.Node) -> bool:
        return self.text[self.start(node)] in "[{"

    def line_end(self, place: int) -> int:
        """Behind the last character of the line, comment and all."""
        end = self.text.find("\n", place)
        end = len(self.text) if end < 0 else end
        return end - 1 if self.text[end - 1 : end] == "\r" else end

    def indent(self, place: int) -> str:
        """What stands before it in its line."""
        return self.text[self.text.rfind("\n", 0, place) + 1 : place]

    def colon(self, key: yaml.Scalar) -> int | None:
        """Behind the colon of a key, if it follows at once."""
        rest = self.text[self.end(key) :]
        gap = len(rest) - len(rest.lstrip(" \t"))
        return self.end(key) + gap + 1 if rest[gap : gap + 1] == ":" else None

    def inserted(self, *pieces: tuple[int, str]) -> str:
        text = self.text
        for place, piece in sorted(pieces, reverse=True):
            text = text[:place] + piece + text[place:]
        return text


def with_item(text: str, path: str, key: str, item: str) -> str:
    """The file with one more entry in the list at `key`, a list that may not be there yet, or be a single text.

    Raises Unchangeable.
    """
    page = _page(text, path)
    value = page.mapping.get(key)
    before = yaml.to_plain(value) or []
    items = before if isinstance(before, list) else [before]
    ways = _items_added(page, key, value, item) if value else _fields_added(page, f"{key}: [{item}]")
    return _bom_of(text) + _first_right(page, key, [*items, item], ways)


def with_value(text: str, path: str, key: str, value: str) -> str:
    """The file with this text at `key`, in the place of another or for the first time. Raises Unchangeable."""
    page = _page(text, path)
    old = page.mapping.get(key)
    bare = [_plain(value)] if "\n" not in _plain(value) else []
    spellings = (*bare, json.dumps(value, ensure_ascii=False))
    if old is None:
        ways: Iterable[str] = (way for one in spellings for way in _fields_added(page, f"{key}: {one}"))
    else:
        ways = _value_set(page, key, old, spellings)
    return _bom_of(text) + _first_right(page, key, value, ways)


def with_value_in_each(text: str, path: str, key: str, values: Mapping[Where, str]) -> str:
    """The file with a value, spelled as it is to stand there, at `key` of each of these mappings in it. All at once:
    there may be thousands.

    Raises Unchangeable, which names the first that cannot be changed.
    """
    page = _page(text, path)
    edited = _all_set(page, key, {where: [value] for where, value in values.items()})
    if not _says(page, edited, key, values):
        edited = page.text
        for where, value in values.items():
            edited = _one_set(_page(edited, path), key, where, value)
    return _bom_of(text) + edited


def _all_set(page: _Page, key: str, values: Mapping[Where, Sequence[str]]) -> str:
    """In the first way that comes to mind. From below, so that what lies above stays where the parser found it."""
    places = sorted(values, key=lambda where: page.start(_at(page, where)), reverse=True)
    for where in places:
        mapping = _at(page, where)
        page = replace(page, text=next(_ways(replace(page, mapping=mapping), key, values[where]), page.text))
    return page.text


def _one_set(page: _Page, key: str, where: Where, value: str) -> str:
    """In the first way that is right."""
    mapping = _at(page, where)
    for way in _ways(replace(page, mapping=mapping), key, [value]):
        if _says(page, way, key, {where: value}):
            return way
    raise _by_hand(page, mapping.key(key) or mapping, key, value)


def _ways(page: _Page, key: str, spellings: Sequence[str]) -> Iterator[str]:
    old = page.mapping.get(key)
    if old is not None:
        yield from _value_set(page, key, old, tuple(spellings))
    else:
        yield from (way for one in spellings for way in _fields_added(page, f"{key}: {one}"))


def _at(page: _Page, where: Where) -> yaml.Mapping:
    found: yaml.Node | None = page.mapping
    for name in where:
        found = found.get(name) if isinstance(found, yaml.Mapping) else None
    if not isinstance(found, yaml.Mapping) or not found.items:
        raise Unchangeable(f"{page.path}: there is no `field: value` at {'.'.join(where)}: see `statusgen check`")
    return found


def _says(page: _Page, edited: str, key: str, values: Mapping[Where, str]) -> bool:
    """Whether this text says the same as the page, but for these values."""
    wanted = copy.deepcopy(yaml.to_plain(page.mapping))
    for where, value in values.items():
        found: Any = wanted
        for name in where:
            found = found[name]
        found[key] = value
    node, problems = yaml.parse(_parsed(edited), page.path)
    known = {problem.code for problem in yaml.parse(_parsed(page.text), page.path)[1]}
    return yaml.to_plain(node) == wanted and {problem.code for problem in problems} <= known


def _page(text: str, path: str) -> _Page:
    node, _ = yaml.parse(_parsed(text), path)
    if not isinstance(node, yaml.Mapping) or not node.items:
        raise Unchangeable(f"{path} is not `field: value`: see `statusgen check`")
    bare = text.removeprefix(_BOM)
    return _Page(bare, path, node, (0, *(found.end() for found in re.finditer("\n", bare))))


def _parsed(text: str) -> str:
    """As the reader has it."""
    return text.removeprefix(_BOM).replace("\r\n", "\n")


def _bom_of(text: str) -> str:
    return _BOM if text.startswith(_BOM) else ""


def _first_right(page: _Page, key: str, value: object, ways: Iterable[str]) -> str:
    """The first way after which the file says the same as before, but for the value."""
    said = yaml.to_plain(page.mapping)
    assert isinstance(said, dict)  # noqa: S101 - a mapping is a dict
    wanted = {**said, key: value}
    known = {problem.code for problem in yaml.parse(_parsed(page.text), page.path)[1]}
    for way in ways:
        node, problems = yaml.parse(_parsed(way), page.path)
        if yaml.to_plain(node) == wanted and {problem.code for problem in problems} <= known:
            return way
    written = f"[{', '.join(map(_plain, value))}]" if isinstance(value, list) else _plain(str(value))
    raise _by_hand(page, page.mapping.key(key) or page.mapping, key, written)


def _by_hand(page: _Page, node: yaml.Node, key: str, written: str) -> Unchangeable:
    span = node.span
    return Unchangeable(
        f"{page.path}:{span.line}:{span.column}: `{key}` is written in a way that cannot be changed without touching "
        f"what stands around it; write this by hand: {key}: {written}"
    )


def _plain(value: str) -> str:
    """As it would be written by hand, in one line."""
    return yaml.emit([value])[2:].strip()


def _items_added(page: _Page, key: str, value: yaml.Node, item: str) -> Iterator[str]:
    if isinstance(value, yaml.Scalar):
        yield from _from_scalar(page, key, value, item)
    elif isinstance(value, yaml.Sequence) and page.is_flow(value):
        yield from _in_brackets(page, value, item)
    elif isinstance(value, yaml.Sequence) and value.items:
        bullet = page.indent(page.start(value))
        yield page.inserted((page.line_end(page.end(value)), f"{page.eol}{bullet}- {item}"))


def _from_scalar(page: _Page, key: str, value: yaml.Scalar, item: str) -> Iterator[str]:
    """A list of what was a single text, or nothing."""
    name = page.mapping.key(key)
    colon = page.colon(name) if name else None
    if value.empty and colon is not None:
        yield page.inserted((colon, f" [{item}]"))
    elif value.span.line == value.span.end_line:
        yield page.inserted((page.start(value), "["), (page.end(value), f", {item}]"))


def _in_brackets(page: _Page, value: yaml.Sequence, item: str) -> Iterator[str]:
    if not value.items:
        yield page.inserted((page.start(value) + 1, item))
        return
    last = value.items[-1]
    end, indent = page.end(last), page.indent(page.start(last))
    rest = page.text[end : page.line_end(end)]
    if not indent.strip() and rest.strip() in ("", ","):  # each entry has a line of its own
        if rest.strip():
            yield page.inserted((page.line_end(end), f"{page.eol}{indent}{item},"))
        else:
            yield page.inserted((end, f",{page.eol}{indent}{item}"))
    yield page.inserted((end, f", {item}"))


def _fields_added(page: _Page, line: str) -> Iterator[str]:
    """Behind the last field, else at the end of the file, else before the last field."""
    first, last = page.mapping.items[0][0], page.mapping.items[-1]
    if page.is_flow(page.mapping):
        yield page.inserted((page.end(last[1]), f", {line}"))
        return
    before = page.indent(page.start(first))
    indent = before[: len(before) - len(before.lstrip(" "))]
    value_end = max(page.end(last[0]), page.end(last[1]))
    yield page.inserted((page.line_end(value_end), f"{page.eol}{indent}{line}"))
    if page.text.endswith("\n"):
        yield page.inserted((len(page.text), f"{indent}{line}{page.eol}"))
    yield page.inserted((page.start(last[0]), f"{line}{page.eol}{indent}"))


def _value_set(page: _Page, key: str, old: yaml.Node, spellings: tuple[str, ...]) -> Iterator[str]:
    """In quotes where the old one was in quotes."""
    name = page.mapping.key(key)
    colon = page.colon(name) if name else None
    if not isinstance(old, yaml.Scalar) or old.span.line != old.span.end_line:
        return
    start, end = page.start(old), page.end(old)
    if old.empty:
        yield from (page.inserted((colon, f" {one}")) for one in spellings if colon is not None)
        return
    quote = page.text[start]
    quoted = (f"{quote}{spellings[0]}{quote}",) if quote in "'\"" else ()  # right only where nothing in it is special
    yield from (page.text[:start] + one + page.text[end:] for one in (*quoted, *spellings))
