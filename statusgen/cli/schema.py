"""`statusgen schema`: what may stand in a file, for editors."""

from pathlib import Path

import click

from statusgen.cli.output import data
from statusgen.publish.api.schema import history_schema
from statusgen.read.schema import KINDS, json_schema
from statusgen.report.json import dump

HISTORY = "history"  # what a site tells programs, not what people write


@click.command()
@click.argument("name", type=click.Choice((*KINDS, HISTORY)))
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the schema there instead of to stdout.",
)
def command(name: str, output: Path | None) -> None:
    """Print the JSON Schema of one kind of file.

    Editors that know it complete the fields and mark mistakes while you type. `history` is of the files that a site
    publishes in api/history.
    """
    schema = dump(history_schema() if name == HISTORY else json_schema(name))
    if output is None:
        data(schema)
    else:
        output.write_text(schema, encoding="utf-8", newline="\n")
