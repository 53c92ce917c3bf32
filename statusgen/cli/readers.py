"""Whose site is built, and which problems are the business of its readers."""

from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import click

from statusgen.model.access import Readers, closed_to, unclear
from statusgen.model.service import EVERYONE
from statusgen.model.site import Settings
from statusgen.problems import NOWHERE, Problem, Span
from statusgen.publish.gates import gates
from statusgen.read.fields import nearest
from statusgen.read.load import Reading
from statusgen.read.root import CONTENT

Command = TypeVar("Command", bound=Callable[..., object])

# Whom a person follows is no business of those who read pages.
_OF_PEOPLE = frozenset({"unknown-incident"})
_UNCLEAR = Problem(
    Span(CONTENT),
    "unclear-audience",
    "something in it has errors, and nobody can tell whom it is for",
    "`statusgen check` says what it is",
)


def whose(command: Command) -> Command:
    """The options that say whose site is built."""
    one = click.option(
        "--audience", metavar="ID", help="Build the site of this audience, in a folder named with --out."
    )
    every = click.option(
        "--all-audiences",
        "every",
        is_flag=True,
        help="Build the site for everyone and one for each audience, below the folder named with --out.",
    )
    return one(every(command))


def places(settings: Settings, out: Path, audience: str | None, *, every: bool) -> tuple[tuple[str, Path], ...]:
    """Audiences, the one for everyone first, and where the site of each goes."""
    if every:
        return tuple((gate.audience, out / gate.folder) for gate in gates(settings))
    return ((known(settings, audience), out),)


def known(settings: Settings, audience: str | None) -> str:
    """The id of an audience of the site; everyone where none is named."""
    there = {*EVERYONE, *(one.id for one in settings.audiences)}
    if audience and audience not in there:
        raise click.UsageError(f"There is no audience {audience!r} in content/site.yaml. {_hint(audience, there)}")
    return audience or EVERYONE[0]


def _hint(audience: str, known: Collection[str]) -> str:
    hint = nearest(audience, known)
    return f"{hint[0].upper()}{hint[1:]}" if hint else ""


def readers_of_site(audience: str | None) -> Readers:
    """Who reads the site of an audience, or everyone's."""
    return frozenset({*EVERYONE, *((audience,) if audience else ())})


def concerning(reading: Reading, readers: Readers) -> Reading:
    """With only such problems, and such gaps, as would be there had nothing been written for others.

    Where nobody can tell whom something is for, that is said, and nothing of what it is. `reading` is that of `load`
    with these readers.
    """
    closed, dark = closed_to(reading.site, readers), unclear(reading.site)

    def is_open(span: Span) -> bool:
        return not span.path.startswith((*closed, *dark))

    gaps, problems = reading.site.left_out, [one for one in reading.problems if is_open(one.span)]
    left_out = [one for one in gaps if is_open(one)]
    if any(not one.path.startswith(closed) for one in gaps if one not in left_out):
        problems.append(_UNCLEAR)
        left_out.append(NOWHERE)
    told = (one for one in sorted(problems) if one.code not in _OF_PEOPLE or not reading.site.settings.audiences)
    return Reading(replace(reading.site, left_out=tuple(left_out)), tuple(told))
