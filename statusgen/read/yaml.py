"""The door to YAML: text to a tree of nodes that know their places, and plain values back to text.

Parsing goes through libyaml's events, and the tree is composed here, not by libyaml: its composer recurses in C and
crashes on deep nesting, and by the time it answers an alias bomb has grown. Every scalar stays text; types are the
fields' business.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from statusgen.problems import Problem, Span
from statusgen.read.complaints import explained
from statusgen.read.source import FORBIDDEN, Source

MAX_DEPTH = 20
MAX_EVENTS = 20_000
MAX_CHARACTERS = 256_000

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SWALLOWED = re.compile(r"[ \t]*#(?=\S)[^\n]*")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text. `empty` tells `key:` with nothing behind it from `key: ""`."""

    text: str
    span: Span
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Sequence:
    items: tuple["Node", ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys are unique: `parse` keeps the first of several."""

    items: tuple[tuple[Scalar, "Node"], ...]
    span: Span
    _by_key: dict[str, tuple[Scalar, "Node"]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_key", {item[0].text: item for item in self.items})

    def get(self, key: str) -> "Node | None":
        found = self._by_key.get(key)
        return found[1] if found else None

    def key(self, key: str) -> Scalar | None:
        found = self._by_key.get(key)
        return found[0] if found else None


Node = Scalar | Sequence | Mapping


class Text(str):
    """A scalar as the fields see it: a text that knows where it stands."""

    __slots__ = ("span",)
    span: Span


def parse(text: str, path: str, line: int = 1) -> tuple[Node | None, list[Problem]]:
    """The tree of one YAML document that begins on `line` of the file, and everything wrong with it.

    The node is None where the text is empty or not YAML at all.
    """
    composer = _Composer(Source(path, text), line - 1)
    try:
        node = composer.document()
    except _StopError as stop:
        return None, [*composer.problems, stop.args[0]]
    except yaml.MarkedYAMLError as error:
        return None, [*composer.problems, composer.syntax(error)]
    return node, composer.problems


def plain(node: Node) -> object:
    """Dicts, lists and `Text`s. Keys without any value are left out: they say nothing."""
    if isinstance(node, Mapping):
        return {key.text: plain(value) for key, value in node.items if not _is_empty(value)}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    text = Text(node.text)
    text.span = node.span
    return text


def to_plain(node: Node | None) -> object:
    """Like `plain`, with bare `str`s; None for no node."""
    if node is None:
        return None
    if isinstance(node, Mapping):
        return {key.text: to_plain(value) for key, value in node.items}
    if isinstance(node, Sequence):
        return [to_plain(item) for item in node.items]
    return node.text


def emit(value: object) -> str:
    """Block-style YAML of dicts, lists, texts, numbers and flags, in the order given; `parse` reads the same back."""
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000)


def _is_empty(node: Node) -> bool:
    return isinstance(node, Scalar) and node.empty


class _StopError(Exception):
    """Carries the one problem after which reading on makes no sense."""


class _Composer:
    def __init__(self, source: Source, offset: int) -> None:
        self.source = source
        self.offset = offset
        self.lines = source.text.split("\n")
        self.problems: list[Problem] = []
        self.last: Any = None  # the last scalar: what follows a quoted one may be wrong because of its quotes
        self.events = self._guarded()

    def document(self) -> Node | None:
        if len(self.source.text) > MAX_CHARACTERS:
            raise _StopError(
                self._at(Span(self.source.path, 1 + self.offset, 1), "yaml-limit", "is longer than 256 kB")
            )
        node = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if node is not None:
                    raise _StopError(self._refused(event, "a second document begins here"))
                node = self.node(next(self.events), 0)
        return node

    def node(self, event: yaml.Event, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise _StopError(self._at(self.span(event), "yaml-limit", f"is nested deeper than {MAX_DEPTH}"))
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            items = tuple(self.node(item, depth + 1) for item in self._until(yaml.SequenceEndEvent))
            return Sequence(items, self.span(event))
        pairs = [self.pair(key, depth) for key in self._until(yaml.MappingEndEvent)]
        return Mapping(tuple(self._unique(pairs)), self.span(event))

    def pair(self, event: yaml.Event, depth: int) -> tuple[Scalar, Node]:
        key = self.node(event, depth + 1)
        if not isinstance(key, Scalar):
            raise _StopError(self._refused(event, "a list or mapping stands where a key belongs"))
        if key.text == "<<" and not getattr(event, "style", ""):
            raise _StopError(self._refused(event, "merge keys (`<<`) are not used here"))
        return key, self.node(next(self.events), depth + 1)

    def scalar(self, event: yaml.ScalarEvent) -> Scalar:
        is_plain = not event.style
        span = self.span(event)
        row = span.end_line - 1 - self.offset
        rest = self.lines[row][span.end_column - 1 :] if row < len(self.lines) else ""
        if is_plain and (lost := _SWALLOWED.match(rest)):
            self.problems.append(self._swallowed(span, lost))
        if found := FORBIDDEN.search(event.value):
            self.problems.append(self._hidden(span, found[0]))
        return Scalar(event.value, span, empty=is_plain and not event.value)

    def span(self, event: yaml.Event) -> Span:
        return Span(self.source.path, *self._place(event.start_mark), *self._place(event.end_mark))

    def _place(self, mark: Any) -> tuple[int, int]:
        """Line and column from 1, in the file. libyaml's marks are typed as missing, and never are."""
        return mark.line + 1 + self.offset, mark.column + 1

    def syntax(self, error: yaml.MarkedYAMLError) -> Problem:
        line, column, message, hint = explained(error, self.last, self.lines)
        return self._at(Span(self.source.path, line + 1 + self.offset, column + 1), "yaml-syntax", message, hint)

    def _guarded(self) -> Iterator[yaml.Event]:
        """libyaml's events, refusing what has no business in content before anything is built from it."""
        for count, event in enumerate(yaml.parse(self.source.text, Loader=_Loader)):
            if count > MAX_EVENTS:
                raise _StopError(self._at(self.span(event), "yaml-limit", f"has more than {MAX_EVENTS:,} parts"))
            if isinstance(event, yaml.AliasEvent):
                raise _StopError(self._refused(event, f"aliases (`*{event.anchor}`) are not used here"))
            if isinstance(event, yaml.NodeEvent) and event.anchor:
                raise _StopError(self._refused(event, f"anchors (`&{event.anchor}`) are not used here"))
            if tag := getattr(event, "tag", None):
                raise _StopError(self._refused(event, f"tags (`{tag}`) are not used here"))
            self.last = event if isinstance(event, yaml.ScalarEvent) else self.last
            yield event

    def _until(self, end: type[yaml.Event]) -> Iterator[yaml.Event]:
        for event in self.events:
            if isinstance(event, end):
                return
            yield event

    def _unique(self, pairs: list[tuple[Scalar, Node]]) -> Iterator[tuple[Scalar, Node]]:
        seen: dict[str, Scalar] = {}
        for key, value in pairs:
            first = seen.setdefault(key.text, key)
            if first is key:
                yield key, value
            else:
                message = f"`{key.text}` is already set on line {first.span.line}"
                self.problems.append(self._at(key.span, "duplicate-key", message, "keep one of them"))

    def _swallowed(self, before: Span, lost: re.Match[str]) -> Problem:
        line, column = before.end_line, before.end_column
        text = lost[0].strip()
        span = Span(self.source.path, line, column + lost[0].index("#"), line, column + len(lost[0]))
        return self._at(span, "swallowed-comment", f"`{text}` is a comment and gets lost", "put the value in quotes")

    def _hidden(self, span: Span, character: str) -> Problem:
        """In quotes YAML has escapes for what may not stand in a file itself."""
        message = f"this means the control character U+{ord(character):04X}"
        return self._at(span, "control-character", message, "delete the escape; `\\\\` stands for a backslash")

    def _refused(self, event: yaml.Event, message: str) -> Problem:
        hint = "write the value out, or put it in quotes if it is text"
        return self._at(self.span(event), "yaml-feature", message, hint)

    def _at(self, span: Span, code: str, message: str, hint: str = "") -> Problem:
        line = span.line - self.offset - 1
        excerpt = self.lines[line][:400] if line < len(self.lines) else ""
        return Problem(span, code, message, hint, excerpt)


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]  # chosen at run time
    """Times need no quotes: here every scalar is text, and quoted times are hard to read."""


_Dumper.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in _Dumper.yaml_implicit_resolvers.items()
}


def _represent_text(dumper: yaml.Dumper, text: str) -> yaml.Node:
    style = "|" if "\n" in text and not re.search(r"[ \t]\n|^\s|[^\S\n]$", text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _represent_text)
