"""`statusgen check`: every problem of every file, in one run."""

import sys
from pathlib import Path

import click

from statusgen.cli.against import rewriting
from statusgen.cli.codes import CONTENT, FINE
from statusgen.cli.here import Here
from statusgen.cli.output import data, say
from statusgen.cli.site import placed, read_site, stopping
from statusgen.lint.placing import located
from statusgen.lint.rules import findings
from statusgen.report import FORMATS, report
from statusgen.report.paint import plain
from statusgen.report.text import summary


@click.command()
@click.option("--strict", is_flag=True, help="Let warnings fail too. Notes on wording never do.")
@click.option(
    "--against",
    metavar="REV",
    help="Also say what changed of what was published there: a branch, a tag or a commit, such as `origin/main`.",
)
@click.option("--all", "everything", is_flag=True, help="Look at the wording of everything, not only of the last days.")
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
def command(
    here: Here, /, *, strict: bool, against: str | None, everything: bool, fmt: str, output: Path | None
) -> int:
    """Report every problem of every file.

    The exit code is 1 if there is an error, with --strict also if there is a warning. Notes say what could be worded
    better in what is open and of the last days: they are advice, and `lint:` in content/site.yaml turns off what does
    not fit.

    --against reads the commit in which REV and what is checked out parted. Updates that were published and were edited
    without `corrects:`, ids that are gone or changed, and new updates with a time of the past are warnings.
    """
    root, reading = read_site(here)
    notes = placed(located(findings(reading.site, here.now, everything=everything), root), root)
    changed = placed(rewriting(root, against, reading.site, here), root) if against is not None else ()
    problems = tuple(sorted((*reading.problems, *notes, *changed)))
    if output is None:
        data(report(problems, fmt, color=here.colors(sys.stdout)))
    else:
        output.write_text(report(problems, fmt), encoding="utf-8", newline="\n")
        say(summary(problems, plain))
    return CONTENT if stopping(problems, strict=strict) else FINE
