"""Everything that there is to say of a change, as values: a comment and a document are made of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from statusgen.model.access import may_see
from statusgen.model.service import EVERYONE
from statusgen.model.site import Site
from statusgen.problems import Problem, without_notes
from statusgen.review.comparing import Files, banners, files, introduced, themes
from statusgen.review.preview import Preview, preview
from statusgen.review.radius import Radius, radius
from statusgen.review.sides import Side

_PEOPLE = "subscribers"
_FOLDERS = {"incidents": "incidents", "maintenance": "maintenances", "announcements": "announcements"}


@dataclass(frozen=True, slots=True)
class Change:
    """`introduced` are all problems that are new, with notes; `mended` the number of errors and warnings that are gone.

    `shown` are those of them that anyone may read, `hidden` the number of the others. `restricted`: the site has
    audiences, and what is for these alone is left out. `names`: people may be named.
    """

    base: Side
    head: Side
    now: datetime
    introduced: tuple[Problem, ...]
    mended: int
    files: Files
    banner: tuple[str, str]
    themes: tuple[str, ...]
    radius: Radius
    preview: Preview | None
    names: bool

    @property
    def restricted(self) -> bool:
        audiences = self.base.site.settings.audiences or self.head.site.settings.audiences
        return bool(audiences) and not self.names

    @property
    def grave(self) -> tuple[Problem, ...]:
        """Errors and warnings: what somebody has to mend."""
        return without_notes(self.introduced)

    def is_shown(self, problem: Problem) -> bool:
        """Whether everyone may read of it: it names no person, and nothing that is for some alone."""
        return self.names or not (_is_of_people(problem) or problem.span.path.startswith(self._closed))

    @property
    def _closed(self) -> tuple[str, ...]:
        return tuple(sorted({one for side in (self.base, self.head) for one in _restricted(side.site)}))


def change(base: Side, head: Side, now: datetime, *, names: bool) -> Change:
    """`names`: with everything that only some may read, and who is told by name."""
    reached = radius(base.site, head.site, now, everything=names)
    return Change(
        base=base,
        head=head,
        now=now,
        introduced=introduced(base.problems, head.problems),
        mended=len(without_notes(introduced(head.problems, base.problems))),
        files=files(base, head, now),
        banner=banners(base, head, now),
        themes=themes(base, head),
        radius=reached,
        preview=preview(reached.told, base, head, now),
        names=names,
    )


def _is_of_people(problem: Problem) -> bool:
    return PurePosixPath(problem.span.path.split("/")[0]).stem == _PEOPLE


def _restricted(site: Site) -> Iterable[str]:
    """Where the files are of what not everyone may read."""
    public = frozenset(EVERYONE)
    for folder, name in _FOLDERS.items():
        for affair in getattr(site, name):
            updates = getattr(affair, "updates", ())
            if not all(may_see(public, audience) for audience in (affair.audience, *(one.audience for one in updates))):
                yield f"content/{folder}/{affair.id}{'.' if folder == 'announcements' else '/'}"
    yield from (f"content/services/{one.id}." for one in site.services.values() if not may_see(public, one.audience))
