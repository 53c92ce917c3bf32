"""Finding the site and reading it, for every command that needs one."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import click

from statusgen.cli.clock import moment
from statusgen.cli.codes import CONTENT, FINE
from statusgen.cli.here import Here
from statusgen.cli.output import say
from statusgen.cli.sources import say_missing
from statusgen.model.access import visible
from statusgen.model.incident import Incident
from statusgen.model.maintenance import Maintenance
from statusgen.model.past import as_of
from statusgen.model.site import Site
from statusgen.problems import Problem, errors, without_notes
from statusgen.read.load import Reading, load
from statusgen.read.root import find_root
from statusgen.report.terminal import safe

Event = TypeVar("Event", Incident, Maintenance)

_NAMED = 10  # files that a line names

# For commands that can answer for the past.
AT = click.option(
    "--at",
    metavar="TIME",
    callback=moment,
    help="What people saw at that moment, for example 2026-11-21T14:05:00Z: nothing that was told later exists.",
)


def root_of(here: Here) -> Path:
    """The site's root: what `-C` names, else the nearest folder upwards that holds a site."""
    root = here.directory or find_root(Path.cwd())
    if root is None:
        raise click.UsageError(
            "There is no content/site.yaml in this folder or any above it. "
            "`-C DIR` names a site that is elsewhere; `statusgen init` writes one to start from."
        )
    # What lies beside a folder does not lie beside a link to it, and people open the paths that we print.
    return root.resolve() if os.path.islink(root) else root  # noqa: PTH114 - False where nobody may look


def read_site(here: Here) -> tuple[Path, Reading]:
    """The root, and what was read there; paths in problems lead there from the current directory."""
    root = root_of(here)
    reading = load(root, here.now, here.subscribers)
    say_missing(reading.site, root)
    return root, replace(reading, problems=placed(reading.problems, root))


def seen(site: Site, here: Here, at: datetime | None) -> tuple[Site, datetime]:
    """The site as it was told by `at`, and that moment; without one, all of it and the present moment."""
    if at is None:
        return site, here.now
    if at > here.now:
        raise click.UsageError(
            "--at looks back, and that moment is yet to come. `statusgen --now TIME` moves the clock."
        )
    return as_of(site, at), at


def as_shown(site: Site) -> Site:
    """Everything: what is for everyone as the page has it, without what only some may read of it; the rest as it is."""
    shown = visible(site, None)
    return replace(
        site,
        incidents=_shown_first(shown.incidents, site.incidents),
        maintenances=_shown_first(shown.maintenances, site.maintenances),
    )


def _shown_first(shown: Iterable[Event], there: Iterable[Event]) -> tuple[Event, ...]:
    known = {event.id: event for event in shown}
    return tuple(known.get(event.id, event) for event in there)


def placed(problems: Iterable[Problem], root: Path) -> tuple[Problem, ...]:
    """Problems with paths from the current directory: what editors open and forges annotate."""
    if os.path.relpath(root) == os.curdir:
        return tuple(problems)
    return tuple(replace(one, span=replace(one.span, path=_from_here(one.span.path, root))) for one in problems)


def _from_here(path: str, root: Path) -> str:
    """What lies outside of the site, as people may, has no business with its root."""
    outside = path.startswith(os.pardir)
    return Path(os.path.relpath(root / path) if outside else f"{os.path.relpath(root)}/{path}").as_posix()


def locked(site: Site) -> str:
    """What there is to say where people are encrypted and there is no key; empty where all are known."""
    files = site.people.locked
    more = f" and {len(files) - 1:,} more" if len(files) > 1 else ""
    return f"{safe(files[0])}{more} cannot be decrypted here for want of a key (see `statusgen check`)" if files else ""


def stopping(problems: Iterable[Problem], *, strict: bool) -> tuple[Problem, ...]:
    """What stands in the way: errors, and warnings too if that is how strict we are; never a note."""
    return without_notes(problems) if strict else errors(problems)


def warn_of_gaps(reading: Reading) -> int:
    """The exit code of an answer from what could be read; says so where that was not everything."""
    if not errors(reading.problems):
        return FINE
    say("statusgen: the content has errors, so this may not be the whole truth: see `statusgen check`.")
    say_left_out([span.path for span in reading.site.left_out])
    return CONTENT


def say_left_out(paths: Sequence[str]) -> None:
    """The first of them by name: a history that is read at a moment of the past leaves out thousands."""
    if paths:
        named = ", ".join(map(safe, paths[:_NAMED]))
        more = f" and {len(paths) - _NAMED:,} more" if len(paths) > _NAMED else ""
        say(f"Left out, in whole or in part: {named}{more}")
