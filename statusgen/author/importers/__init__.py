"""Histories from other tools, as files of ours.

Importing again changes nothing; importing a later version of the source adds what is new and rewrites what was edited,
and every incident and update keeps its id. What cannot be read is named in the report and stops nothing else.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from statusgen.author.importers import cstate, stactus, statuspage
from statusgen.author.importers.files import SITE
from statusgen.author.importers.history import History, Outcome, ReportLine
from statusgen.author.importers.planning import plan
from statusgen.author.importers.writing import read_content, read_source, write

__all__ = ["IMPORTERS", "ImportReport", "Importer", "Outcome", "ReportLine", "import_history"]


class Importer(NamedTuple):
    """`wanted` says which files of a folder are read, by relative path; `history` what they say."""

    wanted: Callable[[str], bool]
    history: Callable[[Mapping[str, str]], History]


IMPORTERS: dict[str, Importer] = {
    "cstate": Importer(cstate.wanted, cstate.history),
    "stactus": Importer(stactus.wanted, stactus.history),
    "statuspage": Importer(statuspage.wanted, statuspage.history),
}


@dataclass(frozen=True, slots=True)
class ImportReport:
    """`written`, `removed` and `unchanged` are files of the site; `lines` name every record of the source."""

    written: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]
    lines: tuple[ReportLine, ...]

    @property
    def found(self) -> bool:
        """Whether anything of the format was there: more than the settings, which are written for any source."""
        return any(path != SITE for path in (*self.written, *self.unchanged))

    def of(self, *outcomes: Outcome) -> tuple[ReportLine, ...]:
        """The lines of these outcomes."""
        return tuple(line for line in self.lines if line.outcome in outcomes)


def import_history(format_: str, source: Path, root: Path, now: datetime, *, dry_run: bool = False) -> ImportReport:
    """Bring the history at `source`, a folder or a file, into the site at `root`; nothing if nothing is of that format.

    Raises KeyError for a format that is not one of IMPORTERS, and OSError if the world fails, which includes a symbolic
    link that would lead a file out of `root`.
    """
    importer = IMPORTERS[format_]
    files, lines = read_source(source, importer.wanted)
    planned = plan(importer.history(files), format_, read_content(root), now)
    report = ImportReport(
        written=tuple(sorted(planned.files)),
        removed=tuple(planned.removed),
        unchanged=tuple(planned.unchanged),
        lines=(*lines, *planned.lines),
    )
    if report.found and not dry_run:
        write(root, planned.files, planned.removed)
    return report
