"""What the tests of all importers share: a source in memory, imported into a folder, and the site read back."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from statusgen.author.importers import ImportReport, Outcome, import_history
from statusgen.model.site import Site
from statusgen.problems import errors
from statusgen.read.load import load

NOW = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)


class Import:
    """A source and a site side by side. `report` is of the last import."""

    def __init__(self, folder: Path, format_: str) -> None:
        self.source, self.root, self.format = folder / "source", folder / "site", format_
        self.source.mkdir()
        self.report = ImportReport((), (), (), ())

    def run(self, files: Mapping[str, str | bytes] | None = None, now: datetime = NOW) -> Site:
        """Write these files into the source, import it, and read the site; no file may be in error."""
        for path, text in (files or {}).items():
            target = self.source / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text if isinstance(text, bytes) else text.encode())
        self.report = import_history(self.format, self.source, self.root, now)
        if not (self.report.found or self.root.exists()):
            return Site()  # nothing of the format, so nothing was written
        reading = load(self.root, now)
        assert errors(reading.problems) == (), errors(reading.problems)
        return reading.site

    def tree(self) -> dict[str, bytes]:
        return dict(_tree(self.root))

    def said(self, *outcomes: Outcome) -> dict[str, str]:
        return {line.path: line.message for line in self.report.of(*outcomes)}

    def counts(self) -> Counter[Outcome]:
        return Counter(line.outcome for line in self.report.lines)


def _tree(root: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(root.rglob("*")):
        if path.is_file():
            yield path.relative_to(root).as_posix(), path.read_bytes()
