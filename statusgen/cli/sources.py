"""Further repositories that a site is read from: which are not there, and what cannot be done without them."""

import os
from collections.abc import Iterable
from pathlib import Path

from statusgen.cli.codes import WORLD, Failure
from statusgen.cli.output import say
from statusgen.model.access import may_see
from statusgen.model.repositories import elsewhere
from statusgen.model.service import EVERYONE
from statusgen.model.site import Repository, Settings, Site
from statusgen.read.root import CONTENT
from statusgen.report.terminal import safe


def say_missing(site: Site, root: Path) -> None:
    """Plainly, and each once: whoever cannot read a source sees what is left without it."""
    for one in site.missing:
        say(f"statusgen: {_why(one, root)}: what it has for {_listed(one.readers)} is left out.")


def refuse_missing(site: Site, root: Path, audiences: Iterable[str], otherwise: str) -> None:
    """Ends the command where a source is missing that something for one of these audiences may lie in."""
    readers = frozenset({*EVERYONE, *audiences})
    if missing := [one for one in site.missing if may_see(readers, one.readers)]:
        raise Failure(WORLD, f"{'; '.join(_why(one, root) for one in missing)}: {otherwise}")


def refuse_mixing(out: Path, root: Path, settings: Settings) -> None:
    """Ends the command where the output would have a source in it, which would be served, or be a source's content."""
    folder = Path(os.path.abspath(out)).resolve()  # noqa: PTH100 - it need not be there
    for one in elsewhere(settings):
        place = (root / one.path).resolve()
        if place.is_relative_to(folder):
            raise Failure(WORLD, f"{safe(str(out))} has the source {safe(one.path)} in it; nothing was written")
        if folder.is_relative_to(place / CONTENT):
            raise Failure(WORLD, f"{safe(str(out))} lies in the content of {safe(one.path)}; nothing was written")


def _why(one: Repository, root: Path) -> str:
    """A folder that is empty is a submodule that was not fetched."""
    try:
        there = bool(os.listdir(root / one.path))  # noqa: PTH208 - names, not paths
    except FileNotFoundError:
        there = False
    except OSError:
        there = True
    return f"the source {safe(one.path)} {'cannot be read' if there else 'is not there'}"


def _listed(readers: Iterable[str]) -> str:
    return " and ".join(map(safe, readers))
