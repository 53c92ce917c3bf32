"""HTML as a tree to compare: what GitHub's own renderer makes of a text, and what ours does."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import cmarkgfm
from cmarkgfm.cmark import Options

_VOID = {"br", "hr", "img", "input"}
_HEADINGS = re.compile("h[1-6]")
_BLOCKS = {
    "root", "p", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre", "blockquote", "ul", "ol", "li", "table", "thead",
    "tbody", "tr", "th", "td",
}  # fmt: skip


@dataclass
class Node:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node | str"] = field(default_factory=list)

    def every(self) -> list["Node"]:
        below = [child for child in self.children if isinstance(child, Node)]
        return [self, *(node for child in below for node in child.every())]


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Node("root")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in _VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            assert self.open.pop().tag == tag, "tags are closed in order"

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def parsed(html: str) -> Node:
    builder = _Builder()
    builder.feed(html)
    builder.close()
    assert len(builder.open) == 1, "every tag is closed"
    return builder.open[0]


def shown(html: str) -> Node:
    """What a reader sees: without attributes and wrappers that change nothing, spaces as a browser collapses them."""
    return _plain(parsed(html), literal=False)


def github(text: str, *, raw: bool = False) -> Node:
    """GitHub's rendering, headings moved as ours are: the highest is h3, the next h4 and so on.

    Without `raw` its own safe mode removes tags and unsafe links.
    """
    root = shown(cmarkgfm.github_flavored_markdown_to_html(text, Options.CMARK_OPT_UNSAFE if raw else 0))
    headings = [node for node in root.every() if _HEADINGS.fullmatch(node.tag)]
    used = sorted({node.tag for node in headings})
    for node in headings:
        node.tag = f"h{min(used.index(node.tag) + 3, 6)}"
    return root


def _plain(node: Node, *, literal: bool) -> Node:
    literal = literal or node.tag == "pre"
    children: list[Node | str] = []
    for child in node.children:
        for part in [child] if isinstance(child, str) else _parts(_plain(child, literal=literal)):
            if isinstance(part, str) and children and isinstance(children[-1], str):
                children[-1] += part
            else:
                children.append(part)
    if node.tag == "pre" and "lang" in node.attributes and isinstance(children[0], Node):
        children[0].attributes["class"] = f"language-{node.attributes['lang']}"
    return Node(node.tag, _meaning(node), children if literal else _collapsed(node.tag, children))


def _parts(node: Node) -> list[Node | str]:
    if node.tag == "label" or (node.tag == "a" and "href" not in node.attributes):
        return node.children
    return [] if node.tag == "p" and not node.children else [node]


def _meaning(node: Node) -> dict[str, str]:
    kept = {
        "a": ("href", "title"),
        "ol": ("start",),
        "code": ("class",),
        "input": ("checked", "disabled"),
        "img": ("alt",),
    }
    found = {name: node.attributes[name] for name in kept.get(node.tag, ()) if name in node.attributes}
    if node.tag in {"td", "th"}:
        align = node.attributes.get("align") or node.attributes.get("class", "").removeprefix("align-")
        found |= {"align": align} if align else {}
    return {name: "" if name in {"checked", "disabled"} else value for name, value in found.items()}


def _collapsed(tag: str, children: list[Node | str]) -> list[Node | str]:
    def edge(index: int) -> bool:
        if not 0 <= index < len(children):
            return tag in _BLOCKS
        other = children[index]
        return isinstance(other, Node) and other.tag in {*_BLOCKS, "br"}

    result: list[Node | str] = []
    for index, child in enumerate(children):
        if isinstance(child, str):
            child = re.sub("[ \n]+", " ", child)  # noqa: PLW2901 - the text as a browser shows it
            child = child.lstrip(" ") if edge(index - 1) else child  # noqa: PLW2901
            child = child.rstrip(" ") if edge(index + 1) else child  # noqa: PLW2901
        if child:
            result.append(child)
    return result
