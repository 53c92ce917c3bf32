"""Lines to blocks as GitHub sees them: CommonMark's container algorithm (spec 0.31, appendix), tables, task lists.

Python-Markdown's own block parser wants four spaces, blank lines before lists, and recursion; this one replaces it.
One pass over the lines, no recursion. What is literal is already escaped and marked atomic, the rest is inline text.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from xml.etree.ElementTree import Element, SubElement

from statusgen.render.markup import leaves, references, tables
from statusgen.render.markup.references import References

MAX_DEPTH = 20  # quotes and list items inside each other; what is deeper is text

_TABBED_PREFIX = re.compile(r"[ >+*\-\d.)]*\t[ \t]*")
_QUOTE = re.compile(r" {0,3}> ?")
_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*))?$")
_CLOSING_HASHES = re.compile(r"(?:^|(?<![ \t])[ \t]++)#++[ \t]*+$")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_FENCE = re.compile(r"( {0,3})(`{3,}(?=[^`]*$)|~{3,})(.*)$")
_ITEM = re.compile(r" {0,3}([-+*]|(\d{1,9})[.)])( +|$)")
# HTML whose content is no prose either: everything up to the end mark is dropped.
_HIDDEN = re.compile(
    r" {0,3}<(?:(?P<tag>script|style|textarea)(?=[\s>]|$)|(?P<mark>!--|\?|!\[CDATA\[|![A-Za-z]))", re.I
)
_HIDDEN_END = {"!--": "-->", "?": "?>", "![cdata[": "]]>"}


class Kind(Enum):
    """The first four hold blocks, the others hold lines."""

    DOCUMENT = auto()
    QUOTE = auto()
    LIST = auto()
    ITEM = auto()
    PARAGRAPH = auto()
    CODE = auto()
    FENCE = auto()
    TABLE = auto()
    HIDDEN = auto()


@dataclass(slots=True)
class Block:
    """An open block. `indent`: where an item's content or a fence begins; `mark`: a list's bullet, or an end."""

    kind: Kind
    element: Element
    indent: int = 0
    mark: str = ""
    lines: list[str] = field(default_factory=list)
    loose: bool = False


def tree(lines: list[str], root: Element) -> References:
    """Appends the blocks of `lines` to `root`, and returns the references they define."""
    parser = _Parser(root)
    for line in lines[:-1] if lines and not lines[-1] else lines:
        parser.read(line)
    parser.close(0)
    return parser.references


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


class _Parser:
    def __init__(self, root: Element) -> None:
        self.open = [Block(Kind.DOCUMENT, root)]
        self.references: References = {}
        # After a blank line: how many open blocks saw more than blanks in it, for a quote's `>` is not blank outside.
        self.blank_from: int | None = None

    @property
    def tip(self) -> Block:
        return self.open[-1]

    def read(self, line: str) -> None:
        """Takes one line without its end."""
        if "\t" in line and (tabs := _TABBED_PREFIX.match(line)):
            line = tabs[0].expandtabs(4) + line[tabs.end() :]
        level, rest, quotes = self._continued(line)
        literal = self.tip.kind in {Kind.FENCE, Kind.HIDDEN} and level == len(self.open) - 1
        if not rest.strip() and not literal:
            self._read_blank(level, rest, quotes)
            return
        self._read_text(level, rest)
        self.blank_from = None

    def _continued(self, line: str) -> tuple[int, str, int]:
        """How many open containers go on in this line, the rest of it, and how many of them end with a quote."""
        rest, quotes = line, 1
        for level, block in enumerate(self.open):
            if block.kind is Kind.QUOTE:
                if not (match := _QUOTE.match(rest)):
                    return level, rest, quotes
                rest, quotes = rest[match.end() :], level + 1
            elif block.kind is Kind.ITEM:
                if not (_indent(rest) >= block.indent or (not rest.strip() and self._has_content(level))):
                    return level, rest, quotes
                rest = rest[block.indent :]
            elif block.kind.value > Kind.ITEM.value:
                return level, rest, quotes
        return len(self.open), rest, quotes

    def _has_content(self, level: int) -> bool:
        return len(self.open) > level + 1 or len(self.open[level].element) > 0

    def _read_blank(self, level: int, rest: str, quotes: int) -> None:
        in_code = self.tip.kind is Kind.CODE and level == len(self.open) - 1
        self.close(level + 1 if in_code else level)
        if in_code:
            self.tip.lines.append(rest[4:])
        self.blank_from = quotes

    def _read_text(self, level: int, rest: str) -> None:
        direct = level == len(self.open) - 1  # the tip holds lines and its containers all go on
        if direct and self._continue_leaf(rest):
            return
        opened = True
        while opened:
            level, rest, opened = self._open_container(level, rest)
        if not rest.strip():
            return
        if self._open_leaf(level, rest):
            return
        if self.tip.kind is Kind.PARAGRAPH:  # goes on, even lazily
            self.tip.lines.append(rest.lstrip())
            return
        self._add(level, Kind.PARAGRAPH, "p").lines.append(rest.lstrip())

    def _continue_leaf(self, rest: str) -> bool:
        block = self.tip
        if block.kind is Kind.FENCE:
            return self._continue_fence(block, rest)
        if block.kind is Kind.HIDDEN:
            return self._continue_hidden(block, rest)
        if block.kind is Kind.CODE and _indent(rest) >= 4:
            block.lines.append(rest[4:])
            return True
        return block.kind is Kind.PARAGRAPH and self._underlined(block, rest)

    def _continue_fence(self, block: Block, rest: str) -> bool:
        closing = rest.strip()
        if _indent(rest) < 4 and len(closing) >= len(block.mark) and not closing.strip(block.mark[0]):
            self.close(len(self.open) - 1)
        else:
            block.lines.append(rest[min(block.indent, _indent(rest)) :])
        return True

    def _continue_hidden(self, block: Block, rest: str) -> bool:
        if (end := rest.lower().find(block.mark)) >= 0:
            self.close(len(self.open) - 1)
            after = rest[end + len(block.mark) :].lstrip(" >" if block.mark.startswith("</") else " ")
            if after:
                self._read_text(len(self.open), after)
        return True

    def _underlined(self, block: Block, rest: str) -> bool:
        """A paragraph becomes a heading by its underline, or its last line a table's head by the delimiters below."""
        if match := _UNDERLINE.match(rest):
            block.lines = references.taken(block.lines, self.references)
            if not block.lines:
                return False
            block.element.tag = "h1" if match[1][0] == "=" else "h2"
            self.close(len(self.open) - 1)
            return True
        aligned = tables.alignments(rest) if _indent(rest) < 4 and not _ITEM.match(rest) else ()
        if not aligned or len(tables.cells(block.lines[-1])) != len(aligned):
            return False
        head = block.lines.pop()
        self.close(len(self.open) - 1)
        table = self._add(len(self.open), Kind.TABLE, "table")
        table.lines = [head, rest]
        return True

    def _open_container(self, level: int, rest: str) -> tuple[int, str, bool]:
        """Opens a quote or list item that begins here; says how deep we are then, what is left, and whether it did."""
        indent = _indent(rest)
        if indent >= 4 or sum(block.kind in {Kind.QUOTE, Kind.ITEM} for block in self.open[:level]) >= MAX_DEPTH:
            return level, rest, False
        if match := _QUOTE.match(rest):
            self._add(level, Kind.QUOTE, "blockquote")
            return len(self.open), rest[match.end() :], True
        match = _ITEM.match(rest)
        if not match or _RULE.match(rest) or not self._may_begin_item(level, match, rest):
            return level, rest, False
        content = rest[match.end() :]
        width = match.end() if content and len(match[3]) < 5 else match.end(1) + 1
        self._add_item(level, match, width)
        return len(self.open), rest[width:], True

    def _may_begin_item(self, level: int, match: re.Match[str], rest: str) -> bool:
        """Only an item with content, and a numbered one only by the number 1, interrupts a paragraph."""
        if level >= len(self.open) or self.open[level].kind is not Kind.PARAGRAPH:
            return True
        return bool(rest[match.end() :].strip()) and (match[2] is None or int(match[2]) == 1)

    def _add_item(self, level: int, match: re.Match[str], width: int) -> None:
        mark = match[1][-1]
        parent = self.open[level - 1]
        if parent.kind is not Kind.LIST or parent.mark != mark:
            outer = self._add(level, Kind.LIST, "ul" if match[2] is None else "ol")
            outer.mark = mark
            if match[2] is not None and int(match[2]) != 1:
                outer.element.set("start", str(int(match[2])))
            level = len(self.open)
        self._add(level, Kind.ITEM, "li").indent = width

    def _open_leaf(self, level: int, rest: str) -> bool:
        if _indent(rest) >= 4:
            if self.tip.kind is Kind.PARAGRAPH:
                return False
            self._add(level, Kind.CODE, "pre").lines.append(rest[4:])
            return True
        if match := _FENCE.match(rest):
            block = self._add(level, Kind.FENCE, "pre")
            block.indent, block.mark = len(match[1]), match[2]
            block.lines.append(match[3].strip())
            return True
        if match := _HIDDEN.match(rest):
            return self._open_hidden(level, match, rest)
        return self._read_one_line(level, rest)

    def _read_one_line(self, level: int, rest: str) -> bool:
        """Headings, rules, and rows of a table that goes on."""
        if match := _HEADING.match(rest):
            text = _CLOSING_HASHES.sub("", (match[2] or "").strip())
            self._add(level, Kind.PARAGRAPH, f"h{len(match[1])}").lines.append(text.strip())
        elif _RULE.match(rest):
            self._add(level, Kind.PARAGRAPH, "hr")
        else:
            in_table = self.tip.kind is Kind.TABLE and level == len(self.open) - 1
            if in_table:
                self.tip.lines.append(rest)
            return in_table
        self.close(len(self.open) - 1)
        return True

    def _open_hidden(self, level: int, match: re.Match[str], rest: str) -> bool:
        end = f"</{match['tag'].lower()}" if match["tag"] else _HIDDEN_END.get(match["mark"].lower(), ">")
        if end in rest[match.end() :].lower():
            return False  # all in one line: the inline rules drop it, and keep what stands beside it
        block = self._add(level, Kind.HIDDEN, "p")
        block.mark = end
        return True

    def _add(self, level: int, kind: Kind, tag: str) -> Block:
        """Closes what does not go on, and opens a block there; after a blank line the list around it is loose."""
        if kind is not Kind.ITEM and self.open[level - 1].kind is Kind.LIST:
            level -= 1
        self.close(level)
        parent = self.tip
        if self.blank_from is not None and level >= self.blank_from and len(parent.element):
            around = self.open[level - 2] if parent.kind is Kind.ITEM else parent
            around.loose = True
        block = Block(kind, SubElement(parent.element, tag))
        self.open.append(block)
        return block

    def close(self, level: int) -> None:
        """Closes every open block from `level` on, the innermost first."""
        while len(self.open) > max(level, 1):
            block = self.tip
            _FINISH.get(block.kind, _finish_nothing)(self, block)
            self.open.pop()
        if level == 0:
            self.open.clear()

    def remove_tip(self) -> None:
        self.open[-2].element.remove(self.tip.element)

    def finish_paragraph(self, block: Block) -> None:
        if block.element.tag == "p":
            block.lines = references.taken(block.lines, self.references)
            if not block.lines:
                self.remove_tip()
        block.element.text = "\n".join(block.lines).strip()


def _finish_nothing(_parser: _Parser, _block: Block) -> None:
    """Quotes, items and the document are ready as they are."""


def _finish_hidden(parser: _Parser, _block: Block) -> None:
    parser.remove_tip()


_FINISH: dict[Kind, Callable[[_Parser, Block], None]] = {
    Kind.PARAGRAPH: _Parser.finish_paragraph,
    Kind.CODE: lambda _, block: leaves.fill_code(block.element, block.lines),
    Kind.FENCE: lambda _, block: leaves.fill_fence(block.element, block.lines),
    Kind.TABLE: lambda _, block: tables.fill(block.element, block.lines),
    Kind.LIST: lambda _, block: leaves.finish_list(block.element, loose=block.loose),
    Kind.HIDDEN: _finish_hidden,
}
