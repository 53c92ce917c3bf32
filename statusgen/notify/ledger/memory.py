"""What a clone remembers of a ledger in git: the last segment that it saw. A ref alone cannot say that it went back."""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from statusgen.notify.ledger.rows import Unready
from statusgen.notify.ledger.segments import Segment


@dataclass(frozen=True, slots=True)
class Memory:
    """A file beside what git keeps of the clone; none where there is no clone."""

    path: Path | None
    ledger: str

    def refuse_older(self, segments: Sequence[Segment]) -> None:
        """Raises Unready where the ledger is not the one that was here, or one that goes on from it."""
        if fault := self.fault(segments):
            raise Unready(f"the ledger {self.ledger} {fault}")

    def fault(self, segments: Sequence[Segment]) -> str:
        """What is wrong with it in this respect; nothing if nothing is."""
        number, end = self._seen().get(self.ledger, (0, ""))
        last = segments[-1].last if segments else 0
        at = next((one for one in segments if one.first <= number <= one.last), None)
        if number > last or (at and at.last == number and at.end != end):
            return (
                f"went back: it ends with segment {last}, and segment {number} was seen here. Whoever was told since "
                "would be told again. Bring the newer commit of that ref back; if it is to be as it is, remove "
                f"{self.path}"
            )
        return ""

    def note(self, segments: Sequence[Segment]) -> None:
        """Where that cannot be written there is none, as in a clone that is thrown away."""
        if self.path and segments:
            seen = self._seen() | {self.ledger: (segments[-1].last, segments[-1].end)}
            with suppress(OSError):
                fresh = self.path.with_suffix(".new")
                fresh.write_text(f"{json.dumps(seen)}\n", encoding="utf-8")
                fresh.replace(self.path)

    def _seen(self) -> dict[str, Any]:
        """By ledger the number of a segment, and how it ended."""
        try:
            return dict(json.loads(self.path.read_text(encoding="utf-8"))) if self.path else {}
        except (OSError, ValueError):
            return {}
