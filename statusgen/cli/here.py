"""What every command is given: where, when, and whether to colour."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TextIO

from statusgen.cli.clock import clock


@dataclass(frozen=True, slots=True)
class Here:
    """`directory`: the site's root if it was named. `given`: the moment if it was. `now` holds either way."""

    directory: Path | None
    given: datetime | None
    now: datetime
    color: str
    environ: Mapping[str, str]

    @property
    def subscribers(self) -> Path | None:
        """The file or folder of STATUSGEN_SUBSCRIBERS: addresses are personal data, and may live elsewhere."""
        named = self.environ.get("STATUSGEN_SUBSCRIBERS")
        path = Path(named) if named else None
        return path.resolve() if path and path.name in ("", "..") else path  # a folder must have a name

    @property
    def clock(self) -> Callable[[], datetime]:
        """For what runs for long: a clock that stands still where the moment was fixed."""
        given = self.given
        return clock if given is None else lambda: given

    def colors(self, stream: TextIO | None) -> bool:
        """Whether to colour what goes there: as told, else by NO_COLOR and FORCE_COLOR, else on terminals."""
        if self.color != "auto":
            return self.color == "always"
        if self.environ.get("NO_COLOR"):
            return False
        if self.environ.get("FORCE_COLOR"):
            return True
        return stream is not None and stream.isatty() and self.environ.get("TERM") != "dumb"
