"""Whose site is built, and which problems are the business of its readers."""

from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import click

from statusgen.model.access import closed_to
from statusgen.model.service import EVERYONE
from statusgen.model.site import Settings
from statusgen.problems import Level, Problem
from statusgen.publish.gates import gates
from statusgen.read.fields import nearest
from statusgen.read.load import Reading

Command = TypeVar("Command", bound=Callable[..., object])

# What follows from several files, of which some may be for fewer readers than the one that it stands in.
_FROM_SEVERAL = frozenset(
    {
        "lasting-effect",
        "no-services",
        "same-time",
        "silent-incident",
        "unannounced-maintenance",
        "unknown-incident",
    }
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
    known = {*EVERYONE, *(one.id for one in settings.audiences)}
    if audience and audience not in known:
        raise click.UsageError(f"There is no audience {audience!r} in content/site.yaml. {_hint(audience, known)}")
    return ((audience or EVERYONE[0], out),)


def _hint(audience: str, known: Collection[str]) -> str:
    hint = nearest(audience, known)
    return f"{hint[0].upper()}{hint[1:]}" if hint else ""


def concerning(reading: Reading, audience: str | None, *, keep_going: bool) -> Reading:
    """With only such problems, and such gaps, as would be there had nothing been written for others.

    An error stops a build whomever it is about, unless that keeps going: nobody knows what its file would have been.
    """
    readers = frozenset({*EVERYONE, *((audience,) if audience else ())})
    closed = closed_to(reading.site, readers)

    def concerns(problem: Problem) -> bool:
        if problem.level is Level.ERROR and not keep_going:
            return True
        wide = bool(reading.site.settings.audiences) and problem.code in _FROM_SEVERAL
        return not wide and not problem.span.path.startswith(closed)

    left_out = tuple(span for span in reading.site.left_out if not span.path.startswith(closed))
    return Reading(replace(reading.site, left_out=left_out), tuple(filter(concerns, reading.problems)))
