"""From a document to a checked shape: every mistake of every field in one go, each with its place."""

from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from statusgen.codes import CODES
from statusgen.problems import Problem
from statusgen.read import yaml
from statusgen.read.document import Document
from statusgen.read.fields import Context, nearest
from statusgen.read.schema import Shape
from statusgen.read.translations import IN_LANGUAGE, as_written

Decoded = TypeVar("Decoded", bound=Shape)


def decode(document: Document, shape: type[Decoded], context: Context) -> tuple[Decoded | None, list[Problem]]:
    """The document's mapping as `shape`; None if anything in it is an error."""
    noted = len(context.warnings)
    try:
        decoded = shape.model_validate(yaml.plain(document.mapping), context=context)
    except ValidationError as error:
        return None, [_problem(document, shape, details) for details in error.errors(include_url=False)]
    finally:
        warnings = context.warnings[noted:]
        del context.warnings[noted:]
    return decoded, [document.source.problem(w.code, w.message, w.span, w.hint) for w in warnings]


def _problem(document: Document, shape: type[Shape], error: ErrorDetails) -> Problem:
    loc = as_written([step for step in error["loc"] if step != "[key]"])
    in_key = "[key]" in error["loc"]
    if error["type"] in CODES:
        context = error["ctx"]
        return document.problem(error["type"], context["message"], loc, context["hint"], key=in_key)
    if error["type"] == "missing":
        return _missing(document, loc)
    if error["type"] == "extra_forbidden":
        hint = nearest(str(loc[-1]), _names(shape, loc[:-1]))
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
