"""`statusgen init`: a small site that builds, to start from."""

import shlex
from pathlib import Path

import click

from statusgen.author.example import InTheWayError, write_pipeline, write_starter
from statusgen.author.forges import FORGES
from statusgen.cli.codes import WORLD, Failure
from statusgen.cli.here import Here
from statusgen.cli.output import data, say
from statusgen.read.root import SETTINGS


@click.command()
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--ci",
    "forge",
    type=click.Choice([*FORGES]),
    help="Write the files, too, with which this forge checks branches and publishes the page; where a site is already, "
    "only those. `plain` is shell scripts for cron or any other pipeline.",
)
@click.pass_obj
def command(here: Here, *, folder: Path, forge: str | None) -> None:
    """Write a small site that builds, to start from.

    DIR is made if it is missing; default: the folder of -C, else the current one. Prints the files it wrote, and
    overwrites none.
    """
    folder = (here.directory or Path()) / folder
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
