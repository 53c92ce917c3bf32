"""Tables as GitHub reads them: a head, a row of dashes that says how each column is aligned, and rows."""

import re
from xml.etree.ElementTree import Element, SubElement

MAX_CELLS = 20_000  # rows are filled up with empty cells only so far: `|` times many columns would grow without end

_DELIMITERS = re.compile(r"\s*+\|?\s*+:?-++:?\s*+(?:\|\s*+:?-++:?\s*+)*+\|?\s*+$")
_BAR = re.compile(r"(?<!\\)\|")
_CLASSES = {"-": "", ":-": "align-left", "-:": "align-right", ":-:": "align-center"}


def cells(row: str) -> list[str]:
    """The cells of a row; `\\|` is a bar, even in code."""
    row = row.strip()
    row = row[1:] if row.startswith("|") else row
    parts = _BAR.split(row)
    if len(parts) > 1 and not parts[-1].strip():
        parts.pop()
    return [part.strip().replace("\\|", "|") for part in parts]


def alignments(row: str) -> tuple[str, ...]:
    """The class of each column if this row is one of dashes, else nothing."""
    if not _DELIMITERS.match(row):
        return ()
    return tuple(_CLASSES[re.sub("-+", "-", cell)] for cell in cells(row))


def fill(table: Element, rows: list[str]) -> None:
    """Appends head and body; `rows` are the head, the dashes, and the rest as written."""
    head, dashes, *body = rows
    classes = alignments(dashes)
    _append_row(SubElement(table, "thead"), "th", cells(head), classes)
    if not body:
        return
    parent = SubElement(table, "tbody")
    for number, row in enumerate(body):
        texts = cells(row)[: len(classes)]
        if number * len(classes) < MAX_CELLS:
            texts += [""] * (len(classes) - len(texts))
        _append_row(parent, "td", texts, classes)


def _append_row(parent: Element, tag: str, texts: list[str], classes: tuple[str, ...]) -> None:
    row = SubElement(parent, "tr")
    for text, name in zip(texts, classes, strict=False):
        cell = SubElement(row, tag, {"class": name} if name else {})
        cell.text = text
