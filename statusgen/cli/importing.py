"""`statusgen import`: the history of another status page."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import click

from statusgen.author.importers import IMPORTERS, ImportReport, Outcome, ReportLine, import_history
from statusgen.cli.codes import CONTENT, FINE
from statusgen.cli.here import Here
from statusgen.cli.output import data, say
from statusgen.cli.site import root_of
from statusgen.report.json import document
from statusgen.report.terminal import safe

_TOLD = (Outcome.CHANGED, Outcome.LEFT_OUT, Outcome.NOTE)  # for people; the rest is only counted


@click.command("import")
@click.argument("format_", metavar="FORMAT", type=click.Choice(list(IMPORTERS)))
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--into",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="The site's root; it may be a new folder. Default: the site that we are in.",
)
@click.option("--dry-run", is_flag=True, help="Write nothing, and say what would be written.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document with every record of the source.")
@click.pass_obj
def command(here: Here, *, format_: str, source: Path, into: Path | None, dry_run: bool, as_json: bool) -> int:
    """Take over the history of another status page.

    SOURCE is a folder or file as FORMAT has it. Importing again changes nothing; a later version of the source adds
    what is new. Every record ends on the site or is named here with the reason.

    The import owns the files that it made: where the source and such a file differ, the source wins, and the record is
    named as changed. Delete the first line of a file, the comment `# imported: …`, and it is yours.
    """
    report = import_history(format_, source, into or root_of(here), here.now, dry_run=dry_run)
    if as_json:
        data(document(asdict(report)))
    else:
        data("".join(f"{_line(line)}\n" for line in report.of(*_TOLD)))
    if not report.found:
        say(f"statusgen: nothing in {safe(str(source))} is of the format {format_}; nothing was written")
        return CONTENT
    say(_sentence(report, dry_run=dry_run))
    return FINE


def _line(line: ReportLine) -> str:
    return f"{line.outcome.value}: {safe(line.path)}: {safe(line.message)}"


def _sentence(report: ImportReport, *, dry_run: bool) -> str:
    files = f"{len(report.written):,} files {'to write' if dry_run else 'written'}, {len(report.unchanged):,} unchanged"
    return f"{files}. Records: {_counted(line.outcome for line in report.lines)}."


def _counted(outcomes: Iterable[Outcome]) -> str:
    counts = Counter(outcomes)
    return ", ".join(f"{counts[outcome]:,} {outcome.value}" for outcome in Outcome if counts[outcome]) or "none"
