"""From a document to a checked shape: every mistake of every field in one go, each with its place."""

from collections.abc import Iterator
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from statusgen.codes import CODES
from statusgen.problems import Problem
from statusgen.read import yaml
from statusgen.read.document import Document
from statusgen.read.fields import Context, Guesses
from statusgen.read.schema import Shape
from statusgen.read.translations import IN_LANGUAGE, as_written

Decoded = TypeVar("Decoded", bound=Shape)


def decode(document: Document, shape: type[Decoded], context: Context) -> tuple[Decoded | None, list[Problem]]:
    """The document's mapping as `shape`, and what is wrong with it.

    With errors the shape is only what is left without the wrong fields, good for looking at their neighbours and for
    nothing else; None where nothing is left.
    """
    data, noted = yaml.plain(document.mapping), len(context.warnings)
    problems = list(_empty_entries(document, shape))
    decoded: Decoded | None
    try:
        decoded = shape.model_validate(data, context=context)
    except ValidationError as error:
        problems += problems_of(document, shape, error)
        decoded = _rest(shape, data, error, context)
    warnings = context.warnings[noted:]
    del context.warnings[noted:]
    return decoded, problems + [document.source.problem(w.code, w.message, w.span, w.hint) for w in warnings]


def _rest(shape: type[Decoded], data: Any, error: ValidationError, context: Context) -> Decoded | None:
    """What is left of the data without the fields that are wrong."""
    wrong = {str(details["loc"][0]) for details in error.errors(include_url=False) if details["loc"]}
    kept = {key: value for key, value in data.items() if key not in wrong}
    try:
        return shape.model_validate(kept, context=context)
    except ValidationError:
        return None


def _empty_entries(document: Document, shape: type[BaseModel]) -> Iterator[Problem]:
    """Entries such as `checkout:` in `services:`. An empty field says nothing; an empty entry was meant to."""
    for name, field in shape.model_fields.items():
        entries = document.mapping.get(field.alias or name)
        if name == "audience" and isinstance(entries, yaml.Scalar) and entries.empty:
            hint = "name who may see it, or remove the line: then it is as wide as what it belongs to"
            yield document.problem("missing-field", "`audience` is empty", ("audience",), hint, key=True)
        if get_origin(field.annotation) is dict and isinstance(entries, yaml.Mapping):
            for key, value in entries.items:
                if isinstance(value, yaml.Scalar) and value.empty:
                    hint = "put a space behind the colon" if ":" in key.text else f"write `{key.text}: …`"
                    message, loc = f"`{key.text}` has no value", (field.alias or name, key.text)
                    yield document.problem("missing-field", message, loc, hint, key=True)


def problems_of(document: Document, shape: type[Shape], error: ValidationError) -> list[Problem]:
    """A misspelt field is one mistake, not an unknown field and a missing one."""
    guesses = Guesses()
    problems = [_problem(document, shape, details, guesses) for details in error.errors(include_url=False)]
    meant = {one.hint.split("`")[1] for one in problems if one.code == "unknown-field" and "`" in one.hint}
    return [one for one in problems if one.code != "missing-field" or meant.isdisjoint(one.message.split("`")[1:2])]


def _problem(document: Document, shape: type[Shape], error: ErrorDetails, guesses: Guesses) -> Problem:
    loc = as_written([step for step in error["loc"] if step != "[key]"])
    in_key = "[key]" in error["loc"]
    if error["type"] in CODES:
        context = error["ctx"]
        hint = context["hint"] or guesses.nearest(context["meant"])
        return document.problem(error["type"], context["message"], loc, hint, key=in_key)
    if error["type"] == "missing":
        return _missing(document, loc)
    if error["type"] == "extra_forbidden":
        hint = guesses.nearest((str(loc[-1]), _names(shape, loc[:-1])))
        if "\u00a0" in str(loc[-1]):
            hint = "an invisible no-break space stands in this line; retype its beginning"
        return document.problem("unknown-field", f"there is no field `{loc[-1]}` here", loc, hint, key=True)
    return document.problem("wrong-type", *_mistyped(error, loc))


def _missing(document: Document, loc: list[str | int]) -> Problem:
    span = document.span(loc)
    has_comment = "#" in document.source.line(span.line)
    hint = "text after ` #` is a comment; put the value in quotes" if has_comment else f"add a line `{loc[-1]}: …`"
    return document.problem("missing-field", f"`{loc[-1]}` is missing or empty", loc, hint)


def _mistyped(error: ErrorDetails, loc: list[str | int]) -> tuple[str, list[str | int], str]:
    if error["type"] in ("dict_type", "model_type", "model_attributes_type"):
        return "`field: value` lines belong here", loc, "indent them below, or write {field: value}"
    if error["type"] == "list_type":
        return "a list belongs here", loc, "write it as [one, two], or a line `- one` each"
    if error["type"] == "too_short":
        return "this list is empty", loc, "add an entry, or remove the line"
    return error["msg"], loc, ""


def _names(shape: type[BaseModel], loc: list[str | int]) -> list[str]:
    """The fields that exist where `loc` leads."""
    found: Any = shape
    for step in loc:
        fields = {field.alias or name: field.annotation for name, field in found.model_fields.items()}
        if step in fields:
            found = _shape_in(fields[str(step)])
    names = [field.alias or name for name, field in found.model_fields.items()]
    return [name for name in names if not name.endswith(IN_LANGUAGE)]


def _shape_in(annotation: Any) -> Any:
    """The Shape inside of an annotation such as `list[Shape]`, `dict[str, Shape]` or `Shape | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = [found for argument in get_args(annotation) if (found := _shape_in(argument))]
    return inner[-1] if inner else None
