"""Texts in other languages: `title.de` beside `title`, and `<id>.de.md` beside `<id>.md`.

A shape gathers the first kind: beside its field `title` it has a field `title_in` with the alias `title.<language>`,
a mapping of languages to texts. Nobody writes that key; documentation and schemas show it.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ValidationInfo, WithJsonSchema

from statusgen.model.languages import languages_of
from statusgen.model.service import Translations
from statusgen.model.site import Settings
from statusgen.problems import Problem, Span
from statusgen.read.document import Document, Loc, parse_text
from statusgen.read.fields import LANGUAGE, Context, Line, Prose, nearest, refuse
from statusgen.read.prose import prose_problems
from statusgen.read.source import read_source

IN_LANGUAGE = ".<language>"


def gathered(shape: type[BaseModel], data: Any) -> Any:
    """The mapping with each `title.de: …` as the entry `de` of `title.<language>`, where the shape has that field."""
    if not (isinstance(data, dict) and any("." in key for key in data)):
        return data
    aliases = {field.alias for field in shape.model_fields.values()}
    found: dict[str, Any] = {}
    for key, value in data.items():
        original, dot, language = key.partition(".")
        if dot and original + IN_LANGUAGE in aliases:
            found.setdefault(original + IN_LANGUAGE, {})[language] = value
        else:
            found[key] = value
    return found


def as_written(loc: list[str | int]) -> list[str | int]:
    """A place as the file has it: `title.de`, not `de` in `title.<language>`."""
    written: list[str | int] = []
    for step in loc:
        last = written[-1] if written else None
        if isinstance(last, str) and last.endswith(IN_LANGUAGE):
            written[-1] = last.replace("<language>", str(step))
        else:
            written.append(step)
    return written


def with_patterns(schema: dict[str, Any]) -> dict[str, Any]:
    """A JSON Schema in which such fields are patterns of keys."""
    for mapping in (schema, *schema.get("$defs", {}).values()):
        fields = mapping.get("properties", {})
        for name in [name for name in fields if name.endswith(IN_LANGUAGE)]:
            key = f"^{name.removesuffix(IN_LANGUAGE)}[.]{LANGUAGE.pattern}$"
            mapping.setdefault("patternProperties", {})[key] = {
                what: value for what, value in fields.pop(name).items() if what != "default"
            }
    return schema


def strange(language: str, languages: tuple[str, ...] | None) -> tuple[str, str] | None:
    """Message and hint where nothing is translated into that language; `languages` are the site's, its own first."""
    if languages is None or language in languages[1:]:
        return None
    if language in languages:
        return f"`{language}` is the language that the site is written in", "write it without a language"
    hint = nearest(language, languages[1:]) or f"write `languages: [en, {language}]` in content/site.yaml"
    return f"`{language}` is none of the site's languages", hint


def translations(shape: BaseModel, bodies: Mapping[str, str] | None = None, body: str = "text") -> Translations:
    """What the shape says in other languages, and with it its text, which the model calls `body`."""
    found: dict[str, dict[str, str]] = {}
    for name, field in type(shape).model_fields.items():
        if field.alias and field.alias.endswith(IN_LANGUAGE):
            for language, text in getattr(shape, name).items():
                found.setdefault(language, {})[name.removesuffix("_in")] = text
    for language, text in (bodies or {}).items():
        found.setdefault(language, {})[body] = text.strip()
    return found


def read_translation(
    root: Path, path: str, language: str, languages: tuple[str, ...] | None, original: Document | None
) -> tuple[str, list[Problem]]:
    """The text of one file, which translates the body of `original`. It can be used if no problem is an error."""
    if wrong := strange(language, languages):
        return "", [Problem(Span(path), "unknown-language", *wrong)]
    if original and not original.body.strip():
        hint = f"write a text below the second `---` of {original.source.path}, or remove this file"
        return "", [Problem(Span(path), "translation-of-nothing", "there is no text to translate", hint)]
    source, problems = read_source(root, path)
    if not source:
        return "", problems
    return source.text, [*problems, *parse_text(source), *prose_problems(source.text, Span(path, 1, 1))]


def language_problems(settings: Settings, document: Document) -> Iterator[Problem]:
    """Of the settings' own translations: which languages there are is known only when all of them are read."""
    groups = ((("groups", index), group.translations) for index, group in enumerate(settings.groups))
    places: list[tuple[Loc, Translations]] = [((), settings.translations), *groups]
    for loc, said in places:
        for language, texts in said.items():
            if wrong := strange(language, languages_of(settings)):
                for name in texts:
                    where = (*loc, f"{name}.{language}")
                    yield document.problem("unknown-language", wrong[0], where, wrong[1], key=True)


def _translated_into(language: str, info: ValidationInfo) -> str:
    """A key of `title_in`: a language of the site, and there must be a title. A missing one is reported by itself."""
    if wrong := strange(language, (info.context or Context()).languages):
        refuse("unknown-language", *wrong)
    original = (info.field_name or "").removesuffix("_in")
    if info.data.get(original) == "":
        hint = (
            f"write `{original}:` first; what stands below the front matter has a file of its own, <id>.{language}.md"
        )
        refuse("translation-of-nothing", f"there is no `{original}` to translate", hint)
    return language


_Into = Annotated[str, BeforeValidator(_translated_into)]
Lines = Annotated[dict[_Into, Line], WithJsonSchema({"type": "string", "maxLength": 500})]
Proses = Annotated[dict[_Into, Prose], WithJsonSchema({"type": "string", "maxLength": 5_000})]
