"""A file as its parts: one mapping with places, and, in a Markdown file, the body behind it."""

import re
from collections.abc import Mapping
from collections.abc import Sequence as Items
from dataclasses import dataclass, field

from statusgen.problems import Problem, Span
from statusgen.read import yaml
from statusgen.read.source import Source

Loc = Items[str | int]  # a path into the mapping: keys and list positions

_OPENING = re.compile(r"\s*---[ \t]*(\n|$)")
_CLOSING = re.compile(r"^---[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Document:
    """`body` begins on `body_line` (from 1); a YAML file has none. `bodies` are translations of it, by language."""

    source: Source
    mapping: yaml.Mapping
    body: str = ""
    body_line: int = 0
    bodies: Mapping[str, str] = field(default_factory=dict)

    def span(self, loc: Loc, *, key: bool = False) -> Span:
        """Where the value at `loc` stands, or with `key` its key; the nearest thing around it if it is not there."""
        node: yaml.Node | None = self.mapping
        span = self.mapping.span
        for step in loc:
            name = node.key(str(step)) if isinstance(node, yaml.Mapping) else None
            node = _child(node, step)
            if node is None:
                return name.span if name else span
            span = name.span if name and (key or _is_empty(node)) else node.span
        return span

    def problem(self, code: str, message: str, loc: Loc = (), hint: str = "", *, key: bool = False) -> Problem:
        """A problem located at `loc`."""
        return self.source.problem(code, message, self.span(loc, key=key), hint)


def parse_yaml(source: Source) -> tuple[Document | None, list[Problem]]:
    """A file that is one YAML mapping."""
    mapping, problems = _mapping(source, source.text, 1)
    return (Document(source, mapping) if mapping else None), problems


def parse_markdown(source: Source) -> tuple[Document | None, list[Problem]]:
    """A file of front matter between two `---` lines, and a Markdown body."""
    opening = _OPENING.match(source.text)
    if not opening:
        hint = "begin the file with a line `---`, then the fields, then another `---`"
        return None, [_at_line(source, 1, "missing-front-matter", "the opening `---` is missing", hint)]
    closing = _CLOSING.search(source.text, opening.end())
    if not closing:
        hint = "put a line `---` between the fields and the text"
        line = source.text.count("\n", 0, opening.end())
        return None, [_at_line(source, line or 1, "unclosed-front-matter", "the closing `---` is missing", hint)]
    first = source.text.count("\n", 0, opening.end()) + 1
    mapping, problems = _mapping(source, source.text[opening.end() : closing.start()], first)
    if mapping is None:
        return None, problems
    body_line = source.text.count("\n", 0, closing.end()) + 2
    return Document(source, mapping, source.text[closing.end() :].removeprefix("\n"), body_line), problems


def parse_text(source: Source) -> list[Problem]:
    """A file that is Markdown from its first line on: what is wrong with it as such."""
    if not _OPENING.match(source.text):
        return []
    hint = "begin with the text; write fields beside those of the original, as `impact.de: …`"
    return [_at_line(source, 1, "unknown-field", "a translation of a text has no fields of its own", hint)]


def _mapping(source: Source, text: str, line: int) -> tuple[yaml.Mapping | None, list[Problem]]:
    node, problems = yaml.parse(text, source.path, line)
    if isinstance(node, yaml.Mapping) or problems:
        return (node if isinstance(node, yaml.Mapping) else None), problems
    if node is None:
        return yaml.Mapping((), Span(source.path, line, 1)), problems
    hint = "begin with the name of a field and a colon"
    return None, [_at_line(source, node.span.line, "wrong-type", "this is not `field: value`", hint)]


def _child(node: yaml.Node | None, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.Mapping):
        return node.get(str(step))
    if isinstance(node, yaml.Sequence) and isinstance(step, int) and step < len(node.items):
        return node.items[step]
    return None


def _is_empty(node: yaml.Node) -> bool:
    return isinstance(node, yaml.Scalar) and node.empty


def _at_line(source: Source, line: int, code: str, message: str, hint: str) -> Problem:
    return source.problem(code, message, Span(source.path, line, 1), hint)
