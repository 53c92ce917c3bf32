"""What closed code and lists are made into."""

import re
from xml.etree.ElementTree import Element, SubElement

from markdown.util import AtomicString, code_escape

_TASK = re.compile(r"\[([ xX])\](?=\s|$)")
_LANGUAGE = re.compile(r"[A-Za-z0-9_+#.-]{1,40}(?!\S)")


def fill_code(pre: Element, lines: list[str]) -> None:
    """Indented code: blank lines at its end belong to nothing."""
    while lines and not lines[-1].strip():
        lines.pop()
    _set_code(pre, lines)


def fill_fence(pre: Element, lines: list[str]) -> None:
    """Fenced code; the first line is what stands behind the opening fence, its first word the language."""
    info, *code = lines
    element = _set_code(pre, code)
    if match := _LANGUAGE.match(info):
        element.set("class", f"language-{match[0]}")


def _set_code(pre: Element, lines: list[str]) -> Element:
    code = SubElement(pre, "code")
    code.text = AtomicString(code_escape("".join(f"{line}\n" for line in lines)))
    return code


def finish_list(element: Element, *, loose: bool) -> None:
    """Makes tasks of the items that are some, and takes the paragraphs out of a tight list's items."""
    for item in element:
        if len(item) and item[0].tag == "p":
            _make_task(item, item[0])
        if not loose:
            _tighten(item)


def _make_task(item: Element, first: Element) -> None:
    """`[ ] text` becomes a box that cannot be clicked; the label around both gives it its name in any language."""
    text = first.text or ""
    if not (match := _TASK.match(text)):
        return
    item.set("class", "task")
    first.text = None
    words = SubElement(first, "label")
    box = SubElement(words, "input", {"type": "checkbox", "disabled": "disabled"})
    if match[1] != " ":
        box.set("checked", "checked")
    box.tail = text[match.end() :]


def _tighten(item: Element) -> None:
    """The text of a tight item's paragraphs stands in the item itself."""
    children, item[:] = list(item), []
    for child in children:
        if child.tag != "p":
            item.append(child)
            continue
        if len(item):
            item[-1].tail = (item[-1].tail or "") + (child.text or "")
        else:
            item.text = (item.text or "") + (child.text or "")
        item.extend(list(child))
