"""`statusgen demo`: an example site with something going on right now."""

from pathlib import Path
from tempfile import TemporaryDirectory

import click

from statusgen.author.example import write_example
from statusgen.cli.here import Here
from statusgen.cli.serve import preview, preview_options


@click.command()
@preview_options
@click.pass_obj
def command(here: Here, *, port: int, host: str, browser: bool) -> None:
    """Look at an example site with something going on right now.

    Its files are written to a temporary folder, where you may change them and see what happens; afterwards the
    folder is removed.
    """
    with TemporaryDirectory(prefix="statusgen-demo-") as folder:
        write_example(Path(folder), here.now)
        preview(Path(folder), here, host, port, browser=browser)
