"""`statusgen init`: a small site that builds, to start from."""

from pathlib import Path

import click

from statusgen.author.example import InTheWayError, write_starter
from statusgen.cli.codes import WORLD, Failure
from statusgen.cli.here import Here
from statusgen.cli.output import data, say


@click.command()
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(file_okay=False, path_type=Path))
@click.pass_obj
def command(here: Here, *, folder: Path) -> None:
    """Write a small site that builds, to start from.

    DIR is made if it is missing; default: the current folder. Prints the files it wrote, and overwrites none.
    """
    try:
        written = write_starter(folder, here.now)
    except InTheWayError as error:
        raise Failure(WORLD, str(error)) from error
    data("".join(f"{path}\n" for path in written))
    there = "" if folder == Path() else f" -C {folder}"
    say(f"A site to start from. Look at it: statusgen{there} serve")
