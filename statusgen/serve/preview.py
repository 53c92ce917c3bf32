"""What the preview shows at a moment, and when it changes."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from statusgen.model.service import EVERYONE
from statusgen.model.site import Site
from statusgen.problems import Problem
from statusgen.publish.artefact import Artefact
from statusgen.publish.gates import site_for
from statusgen.publish.plan import plan
from statusgen.read.load import load
from statusgen.read.root import SETTINGS

# A page tells the time of day at most to the minute, so a younger picture cannot be wrong by time alone.
FRESH = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Picture:
    """The site as planned at a moment. `failure` says why it is an older one than the files would give."""

    at: datetime
    artefacts: Mapping[str, Artefact] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    failure: str = ""

    def find(self, path: str) -> Artefact | None:
        """What is served at a URL path: a file, or the index of a folder."""
        name = path.lstrip("/")
        return self.artefacts.get(name) or self.artefacts.get(f"{name.rstrip('/')}/index.html".lstrip("/"))


class Preview:
    """The newest picture, for any number of threads; each change has a number that readers can wait for.

    `site` is what was read last, whole; shown is what `audience` may see of it.
    """

    def __init__(
        self,
        root: Path,
        clock: Callable[[], datetime],
        subscribers: Path | None = None,
        tell: Callable[[Picture], None] = lambda _: None,
        audience: str = EVERYONE[0],
    ) -> None:
        self._root = root
        self._tell = tell
        self._clock = clock
        self._subscribers = subscribers
        self._audience = audience
        self._changed = threading.Condition()
        self._rebuilding = threading.Lock()
        self._picture = Picture(clock())
        self.site = Site()
        self.number = 0
        self.rebuild()

    def picture(self) -> Picture:
        """The newest one, made anew where the clock has moved on."""
        if self._clock() - self._picture.at >= FRESH:
            self.rebuild()
        return self._picture

    def rebuild(self) -> None:
        """Reads everything again. Where that yields no site at all, the last good pages stay."""
        with self._rebuilding:
            picture = self._taken()
            self._tell(picture)
            with self._changed:
                self._picture = picture
                self.number += 1
                self._changed.notify_all()

    def wait(self, number: int, seconds: float) -> bool:
        """Whether a picture newer than `number` is there, at once or within so many seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: self.number > number, seconds)

    def _taken(self) -> Picture:
        now = self._clock()
        old = self._picture
        try:
            reading = load(self._root, now, self._subscribers)
            if any(span.path == SETTINGS for span in reading.site.left_out) and old.artefacts:
                return Picture(now, old.artefacts, reading.problems)
            self.site = reading.site
            artefacts = plan(site_for(reading.site, self._audience), now, self._root)
        except Exception as error:  # noqa: BLE001 - a preview outlives whatever a half-written theme does to it
            return Picture(now, old.artefacts, old.problems, f"{type(error).__name__}: {error}")
        return Picture(now, {artefact.path: artefact for artefact in artefacts}, reading.problems)
