"""Where something is written: the site as it is, whom to ask, and the way from a draft to its files."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import click

from statusgen.author.committing import NotCommitted, commit, refuse_uncommittable
from statusgen.author.draft import Draft, Refused
from statusgen.author.moments import moment
from statusgen.author.putting import names_in, put
from statusgen.author.trial import Trial, caused, kept, trial, warnings
from statusgen.cli.codes import CONTENT, FINE, WORLD, Failure
from statusgen.cli.editor import edit
from statusgen.cli.foretold import foretold
from statusgen.cli.here import Here
from statusgen.cli.output import data, say, write
from statusgen.cli.site import placed, root_of
from statusgen.cli.sources import say_missing
from statusgen.model.repositories import HERE, elsewhere, home_for, home_of, prefix_of
from statusgen.model.service import Audience
from statusgen.model.site import Repository, Settings, Site
from statusgen.problems import Problem
from statusgen.read.load import Reading, load
from statusgen.read.root import SETTINGS
from statusgen.report import report
from statusgen.report.terminal import safe

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Desk:
    """`asks`: somebody sits at a terminal, and what is missing can be asked. The other flags are those of WRITING."""

    here: Here
    root: Path
    reading: Reading
    asks: bool
    edit: bool = False
    commit: bool = False
    dry: bool = False
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

    @property
    def sources(self) -> tuple[Repository, ...]:
        """Those that are there."""
        return tuple(one for one in elsewhere(self.site.settings) if one not in self.site.missing)

    def taken(self, folder: str) -> tuple[str, ...]:
        """Names, without suffix, that a folder of content has already."""
        return tuple(names_in(self.root, folder))

    def taken_anywhere(self, folder: str) -> tuple[str, ...]:
        """The same of this folder here and in all sources."""
        return tuple(
            name for prefix in ("", *map(prefix_of, self.sources)) for name in names_in(self.root, prefix + folder)
        )

    def at_home(self, draft: Draft, audience: Audience) -> Draft:
        """Something new where it belongs: in the first source whose readers these are, else in the site's folder."""
        home = home_for(self.site.settings, audience)
        if home in self.site.missing:
            only = " and ".join(map(safe, audience))
            raise Failure(WORLD, f"what is for {only} belongs into {safe(home.path)}, which is not there")
        return draft.called(lambda path: prefix_of(home) + path) if home else draft

    def ask(self, what: str, otherwise: str) -> str:
        """An answer from the terminal; where there is none, the command ends and says how to give it."""
        if not self.asks:
            raise click.UsageError(otherwise)
        if what not in self.answers:
            self.answers[what] = str(click.prompt(what, err=True, prompt_suffix=": ")).strip()
        return self.answers[what]


@contextmanager
def desk(here: Here, given: Mapping[str, Any]) -> Iterator[Desk]:
    """The site of the command, with its options; what cannot be written ends as a mistake in the command line."""
    root = root_of(here)
    asks = all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))
    try:
        reading = load(root, here.now, here.subscribers)
        if reading.site.settings == Settings():
            _show(here, root, tuple(one for one in reading.problems if one.span.path == SETTINGS))
            raise Failure(CONTENT, "nothing was written: without settings nobody knows the clock of the site")
        say_missing(reading.site, root)
        yield Desk(here, root, reading, asks, given["edit"], given["commit"], given["dry"])
    except Refused as error:
        raise click.UsageError(str(error)) from error
    except UnicodeEncodeError as error:
        raise click.UsageError("What was typed is not UTF-8 text.") from error


def finish(at: Desk, draft: Draft) -> int:
    """Tries the draft, and writes it if it is fit; prints its paths, and says who would be told."""
    if at.commit and not at.dry:
        _committed(refuse_uncommittable, at, draft)
    with trial(at.root, draft, [one.path for one in at.sources]) as tried:
        after = _read(at, tried)
        agreed = tried.drafted()
    told = list(foretold(at.here, at.root, at.site, after.site, agreed.about))  # what fails here fails before we write
    if at.dry:
        data("".join(f"--- {path}\n{text}" for path, text in agreed.files.items()))
    else:
        data("".join(f"{path}\n" for path in _shown(put(*_housed(at, agreed)))))
    for line in told:
        say(line)
    if at.commit and not at.dry:
        say(f"Committed as {_committed(commit, at, agreed)}: {safe(agreed.message)}")
    return FINE


def _committed(step: Callable[[Path, Draft], Answer], at: Desk, draft: Draft) -> Answer:
    try:
        return step(*_housed(at, draft))
    except NotCommitted as error:
        what = "nothing was written" if step is refuse_uncommittable else "the files are written, but not committed"
        raise Failure(WORLD, f"{what}: {error}") from error


def _housed(at: Desk, draft: Draft) -> tuple[Path, Draft]:
    """The folder of the repository that the draft is for, and the draft with paths from there."""
    home = home_of(at.site.settings, draft.first)
    if home is None or home.path == HERE:
        return at.root, draft
    return (at.root / home.path).resolve(), draft.called(lambda path: path.removeprefix(prefix_of(home)))


def _read(at: Desk, tried: Trial) -> Reading:
    """How the site reads with the draft, as an editor leaves it. Without errors, or the command ends."""
    while True:
        if at.edit:
            _edited(at, tried)
        after = tried.reading(at.now, at.here.subscribers)
        wrong = caused(at.reading.problems, after.problems)
        _show(at.here, at.root, wrong or warnings(tried.draft, after.problems))
        if not wrong:
            return after
        if not at.edit:
            raise Failure(CONTENT, "nothing was written: with the errors above the site could not be built")
        if not (at.asks and click.confirm("Edit it again", default=True, err=True)):
            raise Failure(CONTENT, f"nothing was written; your text is in {kept(tried)}")


def _show(here: Here, root: Path, problems: tuple[Problem, ...]) -> None:
    if problems:
        write(sys.stderr, report(placed(problems, root), "text", color=here.colors(sys.stderr)))


def _edited(at: Desk, tried: Trial) -> None:
    edit(at.here.environ, [tried.root / path for path in tried.draft.files])
    if tried.is_wordless:
        raise Failure(CONTENT, "there is no text in it, so nothing was written")


def _shown(paths: tuple[Path, ...]) -> Iterator[str]:
    """From the current folder, where that is shorter."""
    here = Path.cwd().resolve()
    for path in paths:
        full = path.resolve()
        yield safe(str(full.relative_to(here) if full.is_relative_to(here) else path))
