"""Where something is written: the site as it is, whom to ask, and the way from a draft to its files."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from statusgen.author.draft import Draft, Refused
from statusgen.author.moments import moment
from statusgen.author.putting import names_in, put
from statusgen.author.trial import Trial, caused, trial
from statusgen.cli.codes import CONTENT, FINE, Failure
from statusgen.cli.foretold import foretold
from statusgen.cli.here import Here
from statusgen.cli.output import data, say, write
from statusgen.cli.site import placed, root_of
from statusgen.model.site import Site
from statusgen.problems import Problem
from statusgen.read.load import Reading, load
from statusgen.report import report
from statusgen.report.terminal import safe


@dataclass(frozen=True, slots=True)
class Desk:
    """`asks`: somebody sits at a terminal, and what is missing can be asked."""

    here: Here
    root: Path
    reading: Reading
    asks: bool
    answers: dict[str, str] = field(default_factory=dict)  # nobody is asked the same twice

    @property
    def site(self) -> Site:
        return self.reading.site

    @property
    def now(self) -> datetime:
        return self.here.now

    @property
    def zone(self) -> ZoneInfo:
        return self.site.settings.zone

    def moment(self, text: str | None) -> datetime | None:
        """A time as it was typed, on the site's clock where it has no offset."""
        return moment(text, self.now, self.zone) if text else None

    def taken(self, folder: str) -> tuple[str, ...]:
        """Names, without suffix, that a folder of content has already."""
        return tuple(names_in(self.root, folder))

    def ask(self, what: str, otherwise: str) -> str:
        """An answer from the terminal; where there is none, the command ends and says how to give it."""
        if not self.asks:
            raise click.UsageError(otherwise)
        if what not in self.answers:
            self.answers[what] = str(click.prompt(what, err=True, prompt_suffix=": ")).strip()
        return self.answers[what]


@contextmanager
def desk(here: Here) -> Iterator[Desk]:
    """The site of the command; what cannot be written like this ends as a mistake in the command line."""
    root = root_of(here)
    asks = all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))
    try:
        yield Desk(here, root, load(root, here.now, here.subscribers), asks)
    except Refused as error:
        raise click.UsageError(str(error)) from error


def finish(at: Desk, draft: Draft, *, dry: bool) -> int:
    """Tries the draft, and writes it if it is fit; prints its paths, and says who would be told."""
    with trial(at.root, draft) as tried:
        agreed, after = _agreed(at, tried)
    if dry:
        data("".join(f"--- {path}\n{text}" for path, text in agreed.files.items()))
    else:
        data("".join(f"{path}\n" for path in _shown(put(at.root, agreed))))
    for line in foretold(at.here, at.root, at.site, after.site, agreed.about):
        say(line)
    return FINE


def _agreed(at: Desk, tried: Trial) -> tuple[Draft, Reading]:
    """The draft without errors, and how the site reads with it."""
    after = tried.reading(at.now, at.here.subscribers)
    if wrong := caused(at.reading.problems, after.problems):
        _refuse(at, wrong)
    return tried.drafted(), after


def _refuse(at: Desk, wrong: tuple[Problem, ...]) -> None:
    write(sys.stderr, report(placed(wrong, at.root), "text", color=at.here.colors(sys.stderr)))
    raise Failure(CONTENT, "nothing was written: with the errors above the site could not be built")


def _shown(paths: tuple[Path, ...]) -> Iterator[str]:
    """From the current folder, where that is shorter."""
    here = Path.cwd().resolve()
    for path in paths:
        full = path.resolve()
        yield safe(str(full.relative_to(here) if full.is_relative_to(here) else path))
