"""The files an import makes: their text, and the mark by which a later import knows them.

The mark is a comment on the first line, `# imported: <format> <id in the source>`. A file that carries it belongs to
the import and is rewritten when the source changes. Who deletes the line makes the file their own: later imports
leave it as it is. Files that never had the line are never touched.
"""

import re
from collections.abc import Mapping
from datetime import datetime

from statusgen.author.importers.prose import line
from statusgen.problems import Span, errors
from statusgen.read import yaml
from statusgen.read.prose import MAX_LENGTH, prose_problems
from statusgen.read.source import CONFLICT, FORBIDDEN

SITE = "content/site.yaml"
SERVICES = "content/services"
INCIDENTS = "content/incidents"
MAINTENANCE = "content/maintenance"
ANNOUNCEMENTS = "content/announcements"

Files = dict[str, str]  # path below the root -> text

_MARK = re.compile(r"(?:---\n)?# imported: (\S+)(?: (.+))?\n")


def marker_of(text: str) -> tuple[str, str] | None:
    """Format and source id of a file that an import made and nobody took over."""
    found = _MARK.match(text)
    return (found[1], found[2] or "") if found else None


def yaml_text(format_: str, source_id: str, values: Mapping[str, object]) -> str:
    """A YAML file of ours, with its mark."""
    return f"{_mark(format_, source_id)}\n{yaml.emit(dict(values))}"


def markdown_text(format_: str, source_id: str, values: Mapping[str, object], body: str) -> str:
    """A Markdown file of ours with front matter and mark."""
    return (
        f"---\n{yaml_text(format_, source_id, values)}---\n{body}\n"
        if body
        else (f"---\n{yaml_text(format_, source_id, values)}---\n")
    )


def fitting_body(text: str) -> tuple[str, str]:
    """The text as content may hold it, and what had to be done to it; empty if nothing that changes what is shown.

    What would be too much for a page is shown as it was written, as code, as far as there is room.
    """
    text = CONFLICT.sub(r" \g<0>", text)
    problems = errors(prose_problems(text, Span("")))
    if not problems:
        return text, ""
    ticks = "`" * (1 + max(map(len, re.findall("`{3,}", text)), default=2))
    room = MAX_LENGTH - 2 * len(ticks) - 100
    shown = text[: max(room, 0)]
    cut = "" if shown == text else f", the first {len(shown):,} characters of {len(text):,}"
    return f"{ticks}\n{shown}\n{ticks}", f"{problems[0].message}; written as code{cut}"


def front(text: str) -> str:
    """The front matter of a Markdown file, without its rules; empty if it has none."""
    return _parts(text)[0]


def body(text: str) -> str:
    """What follows the front matter, without blank lines around it."""
    return _parts(text)[1].strip("\n")


def fields_of(text: str) -> dict[str, object]:
    """A YAML mapping as plain values, every scalar a text; empty for anything else."""
    node, _ = yaml.parse(text, "")
    values = yaml.to_plain(node)
    return values if isinstance(values, dict) else {}


def read_yaml(text: str, path: str) -> dict[str, object]:
    """A YAML mapping of another tool's file, keys in lower case. Raises ValueError that says where it is not one."""
    node, problems = yaml.parse(FORBIDDEN.sub("", text.replace("\r\n", "\n")), path)
    if node is None:
        raise ValueError(f"line {problems[0].span.line}: {problems[0].message}" if problems else "it is empty")
    values = yaml.to_plain(node)
    if not isinstance(values, dict):
        raise ValueError("this is not `field: value`")  # noqa: TRY004  # about the text, as all that is raised here
    return {str(key).casefold(): value for key, value in values.items()}


def mappings(value: object) -> list[dict[str, object]]:
    """Those entries of a list that are mappings, keys in lower case; nothing for what is no list."""
    entries = value if isinstance(value, list) else []
    return [{str(key).casefold(): item for key, item in one.items()} for one in entries if isinstance(one, dict)]


def texts(value: object) -> tuple[str, ...]:
    """Texts of a list, or a text on its own."""
    entries = value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(one.strip() for one in entries if isinstance(one, str) and one.strip()))


def written(moment: datetime) -> str:
    """A time as our files say it: UTC, whole seconds."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _parts(text: str) -> tuple[str, str]:
    opening, _, rest = text.partition("---\n")
    if opening.strip():
        return "", text
    inside = re.split(r"^---[ \t]*(?:\n|$)", rest, maxsplit=1, flags=re.MULTILINE)
    return (inside[0], inside[1]) if len(inside) == 2 else (rest, "")


def marked_id(source_id: str) -> str:
    """A source's id as a mark can hold it: one line, so that no id can smuggle a field into our files."""
    return line(source_id.encode("utf-8", "backslashreplace").decode(), 200)


def _mark(format_: str, source_id: str) -> str:
    return f"# imported: {format_} {marked_id(source_id)}".rstrip()
