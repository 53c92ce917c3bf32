"""`statusgen init`: a small site that builds, to start from."""

import os
import shlex
from pathlib import Path

import click

from statusgen.author.example import InTheWayError, write_pipeline, write_starter
from statusgen.author.forges import FORGES
from statusgen.cli.codes import WORLD, Failure
from statusgen.cli.here import Here
from statusgen.cli.output import data, say
from statusgen.read.root import SETTINGS, find_root


@click.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--ci",
    "forge",
    type=click.Choice([*FORGES]),
    help="Write the files, too, with which this forge checks branches and publishes the page; where a site is already, "
    "only those. `plain` is shell scripts for cron or any other pipeline.",
)
@click.pass_obj
def command(here: Here, *, folder: Path | None, forge: str | None) -> None:
    """Write a small site that builds, to start from.

    DIR is made if it is missing; default: the folder of -C, else the current one, unless a site is around that.
    Prints the files it wrote, and overwrites none.
    """
    if folder is None and here.directory is None:
        _refuse_within_site(Path.cwd(), forge)
    folder = (here.directory or Path()) / (folder or Path())
    there = (folder / SETTINGS).is_file()
    try:
        written = write_pipeline(folder, forge) if forge and there else write_starter(folder, here.now, forge or "")
    except InTheWayError as error:
        raise Failure(WORLD, str(error)) from error
    data("".join(f"{path}\n" for path in written))
    if not there:
        where = "" if folder == Path() else f" -C {shlex.quote(str(folder))}"
        say(f"A site to start from. Look at it: statusgen{where} serve")
    if forge:
        say("What to set up at the forge stands in the first lines of the new files, and in docs/ci.md.")


def _refuse_within_site(here: Path, forge: str | None) -> None:
    """A second site in a folder of the first is a slip of whoever stands there; who wants one names its folder."""
    root = find_root(here)
    if root and root != here.resolve():
        there = shlex.quote(os.path.relpath(root))
        own = f"`statusgen -C {there} init --ci {forge}` writes its pipeline" if forge else f"`-C {there}` works on it"
        raise click.UsageError(
            f"There is a site around this folder already, in {there}: {own}; `statusgen init .` writes another here."
        )
