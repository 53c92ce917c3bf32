"""`statusgen check`: every problem of every file, in one run."""

import sys
from pathlib import Path

import click

from statusgen.cli.codes import CONTENT, FINE
from statusgen.cli.here import Here
from statusgen.cli.output import data, say
from statusgen.cli.site import read_site, stopping
from statusgen.report import FORMATS, report
from statusgen.report.paint import plain
from statusgen.report.text import summary


@click.command()
@click.option("--strict", is_flag=True, help="Let warnings fail too.")
@click.option(
    "--format",
    "fmt",
    type=click.Choice(list(FORMATS)),
    default="text",
    show_default=True,
    help="For people (text, concise), programs (json), or forges (github, gitlab, sarif).",
)
@click.option(
    "--output",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the report there, and to stderr only how many problems there are.",
)
@click.pass_obj
def command(here: Here, *, strict: bool, fmt: str, output: Path | None) -> int:
    """Report every problem of every file.

    The exit code is 1 if there is an error, with --strict also if there is a warning.
    """
    problems = read_site(here)[1].problems
    if output is None:
        data(report(problems, fmt, color=here.colors(sys.stdout)))
    else:
        output.write_text(report(problems, fmt), encoding="utf-8", newline="\n")
        say(summary(problems, plain))
    return CONTENT if stopping(problems, strict=strict) else FINE
