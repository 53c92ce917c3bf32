"""Writes the generated parts of the documentation: `python -m tests.house.write_docs` from the top of the repository.

The ends of docs/commands.md and docs/themes.md, docs/fields.md whole, and in docs/problems.md the line below each code.
"""

import re
import sys
from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum
from importlib import import_module
from pathlib import Path
from textwrap import indent
from typing import Any, get_args

import click

from statusgen.cli.commands import COMMANDS
from statusgen.cli.main import statusgen
from statusgen.codes import CODES
from statusgen.model.languages import Markdown
from statusgen.read.schema import KINDS, json_schema
from statusgen.render.words import Message

sys.path.insert(0, str(Path(__file__).parent))
from theme_source import OPTIONAL, hints, templates_of_views, view_classes

DOCS = Path(__file__).parents[2] / "docs"
BEGIN = "<!-- From here on written by `python -m tests.house.write_docs`. -->\n"


def pages() -> dict[str, str]:
    """Name of the page -> its text as it should be."""
    return {
        "commands.md": commands_page(),
        "fields.md": fields_page(),
        "problems.md": problems_page(),
        "themes.md": themes_page(),
    }


def main() -> None:
    for name, text in pages().items():
        (DOCS / name).write_text(text, encoding="utf-8", newline="\n")


# Commands


def commands_page() -> str:
    """What is written by hand, and then every command with its arguments and options."""
    by_hand = (DOCS / "commands.md").read_text(encoding="utf-8").split(BEGIN)[0]
    commands = "\n".join(_command(name) for name in COMMANDS)
    options = _table(("Option", "What it does"), _options(statusgen))
    shared = f"## Options of every command\n\nThey stand before the command's name.\n\n{options}"
    return f"{by_hand}{BEGIN}\n{shared}\n{commands}"


def _command(name: str) -> str:
    return _described(name, import_module(COMMANDS[name][0]).command, "##")


def _described(name: str, command: click.Command, level: str) -> str:
    """A command, and those below it."""
    parts = [f"{level} statusgen {name}\n", f"    {_usage(name, command)}\n", f"{_prose(command.help or '')}\n"]
    if options := list(_options(command)):
        parts.append(_table(("Option", "What it does"), options))
    if isinstance(command, click.Group):
        parts += [_described(f"{name} {below}", one, f"{level}#") for below, one in command.commands.items()]
    return "\n".join(parts)


def _usage(name: str, command: click.Command) -> str:
    arguments = [_argument(one) for one in command.params if isinstance(one, click.Argument)]
    optional = ["[OPTIONS]"] if any(isinstance(one, click.Option) for one in command.params) else []
    return " ".join(["statusgen", name, *optional, *arguments])


def _argument(argument: click.Argument) -> str:
    if isinstance(argument.type, click.Choice):
        return "{" + "|".join(argument.type.choices) + "}"
    return argument.metavar or (argument.name or "").upper()


def _prose(text: str) -> str:
    """Paragraphs on one line each; those that click leaves as they are (after a \\b) as code."""
    parts = text.split("\n\n")
    return "\n\n".join(
        indent(part[2:], "    ") if part.startswith("\b\n") else " ".join(part.split()) for part in parts
    )


def _options(command: click.Command) -> Iterator[tuple[str, str]]:
    for option in command.params:
        if isinstance(option, click.Option) and option.name != "help":
            yield " ".join(f"`{name}`" for name in option.opts) + _value(option), _what(option)


def _value(option: click.Option) -> str:
    if option.is_flag:
        return ""
    if isinstance(option.type, click.Choice):
        return " " + ", ".join(f"`{choice}`" for choice in option.type.choices)
    return f" {option.metavar or option.type.name.split(' ')[0].upper()}"


def _what(option: click.Option) -> str:
    shown = f" Default: `{option.default}`." if option.show_default else ""
    return f"{option.help}{shown}"


# Fields


def fields_page() -> str:
    """Every field of every kind of file, from the schemas that editors use."""
    kinds = "\n".join(_kind(kind) for kind in KINDS)
    return (
        "# Every field of every file\n\n"
        "<!-- Written by `python -m tests.house.write_docs` from the JSON Schemas. -->\n\n"
        "What each field is for, with examples, is in [The content format](content.md). "
        "`statusgen schema NAME` prints the same as JSON Schema, for editors. "
        "`[]` stands for each entry of a list, `<id>` for an id that you choose, `<language>` for one of the site's "
        "other [languages](languages.md). **Bold** fields must be there.\n\n"
        f"{kinds}"
    )


def _kind(kind: str) -> str:
    schema = json_schema(kind)
    rows = _fields(schema, schema.get("$defs", {}), "")
    table = _table(("Field", "What may stand there", "Default", "What it says"), rows)
    return f"## {kind}\n\n{schema.get('description', '')}\n\n{table}"


def _fields(schema: dict[str, Any], definitions: dict[str, Any], prefix: str) -> Iterator[tuple[str, ...]]:
    for name, field in schema.get("properties", {}).items():
        strong = "**" if name in schema.get("required", ()) else ""
        yield f"{strong}`{prefix}{name}`{strong}", _type(field), _default(field), field.get("description", "")
        for key, translation in schema.get("patternProperties", {}).items():
            if key.startswith(f"^{name}[.]"):
                yield f"`{prefix}{name}.<language>`", _type(translation), "", translation["description"]
        for step, inner in _inside(field, definitions):
            yield from _fields(inner, definitions, f"{prefix}{name}{step}.")


def _inside(field: dict[str, Any], definitions: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Mappings within a field, each with how to get there."""
    entries = [("[]", field.get("items", {})), *(("", one) for one in field.get("anyOf", ()))]
    entries += [(".<id>", one) for one in field.get("patternProperties", {}).values()]
    for step, inner in (("", field), *entries):
        if reference := inner.get("$ref"):
            yield step, definitions[reference.rsplit("/", 1)[1]]


def _type(field: dict[str, Any]) -> str:
    if "enum" in field:
        return ", ".join(f"`{value}`" for value in field["enum"])
    for several in ("anyOf", "oneOf"):
        if several in field:
            types = (_type(one) for one in field[several] if one.get("type") != "null")
            return " or ".join(dict.fromkeys(filter(None, types)))
    if field.get("type") == "array":
        return f"list of {_type(field.get('items', {}))}"
    if "$ref" in field or field.get("type") == "object":
        inner = field.get("additionalProperties")
        return f"mapping to {_type(inner)}" if isinstance(inner, dict) and inner else "mapping"
    return _plain_type(field)


def _plain_type(field: dict[str, Any]) -> str:
    named = {"string": "text", "boolean": "`true` or `false`", "integer": "whole number", "number": "number"}
    bounds = [f"{words} {field[name]}" for name, words in (("minimum", "from"), ("maximum", "to")) if name in field]
    examples = [f"`{example}`" for example in field.get("examples", ())]
    words = named.get(field.get("type", ""), "")
    return " ".join([words, *bounds]) + (f", such as {', '.join(examples)}" if examples else "")


def _default(field: dict[str, Any]) -> str:
    default = field.get("default")
    if default in (None, "", [], {}) or isinstance(default, dict):
        return ""
    return f"`{str(default).lower() if isinstance(default, bool) else default}`".replace("['everyone']", "everyone")


# Problems


def problems_page() -> str:
    """The page with the level and meaning of each code as the table in the program has them."""

    def told(found: re.Match[str]) -> str:
        code = CODES.get(found[1])
        return f"### {found[1]}\n\n**{code.level}**: {code.meaning}\n" if code else found[0]

    text = (DOCS / "problems.md").read_text(encoding="utf-8")
    return re.sub(r"^### ([a-z0-9-]+)\n\n(?:\*\*.*\n)?", told, text, flags=re.MULTILINE)


# Themes


def themes_page() -> str:
    """What is written by hand, and then every view with its fields."""
    by_hand = (DOCS / "themes.md").read_text(encoding="utf-8").split(BEGIN)[0]
    shown = [(f"`{template}`", _kind_of(view_classes()[view])) for template, view in templates_of_views().items()]
    views = "\n".join(_view(one) for one in view_classes().values())
    return (
        f"{by_hand}{BEGIN}\n## Templates and their views\n\n{_table(('Template', 'View'), shown)}\n## Views\n\n{views}"
    )


def _view(one: type) -> str:
    fields = [
        (f"`{name}`", _kind_of(kind), "optional" if (one.__name__, name) in OPTIONAL else "")
        for name, kind in hints(one).items()
    ]
    table = _table(("Field", "What it is", ""), fields) if fields else "It has no fields.\n"
    return f"### {one.__name__}\n\n{_prose(one.__doc__ or '')}\n\n{table}"


_WORDS = {
    str: "text", int: "number", bool: "true or false", date: "date", datetime: "time", Markdown: "Markdown",
    Message: "message",
}  # fmt: skip


def _kind_of(kind: Any) -> str:
    inner = get_args(kind)
    if inner and inner[-1] is Ellipsis:
        return f"tuple of {_kind_of(inner[0])}"
    if inner and type(None) not in inner:
        return f"({', '.join(map(_kind_of, inner))})"
    if inner:
        return f"{' or '.join(_kind_of(one) for one in inner if one is not type(None))}, or none"
    if isinstance(kind, type) and issubclass(kind, Enum):
        return ", ".join(f"`{one.value}`" for one in kind)
    return _WORDS.get(kind) or f"[{kind.__name__}](#{kind.__name__.lower()})"


def _table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]] | list[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


if __name__ == "__main__":
    main()
