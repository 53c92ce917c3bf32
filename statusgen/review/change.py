"""Everything that there is to say of a change, as values: a comment and a document are made of them."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path, PurePosixPath

from statusgen.lint.published import rewritten
from statusgen.model.site import Site
from statusgen.notify.sending.foretelling import matters, only
from statusgen.problems import Problem, without_notes
from statusgen.read.encrypted import stem_of
from statusgen.read.git import committed_at
from statusgen.read.names import PEOPLE
from statusgen.review.comparing import Files, access, banners, files, introduced, themes
from statusgen.review.history import steps
from statusgen.review.preview import Preview, preview
from statusgen.review.radius import Radius, radius
from statusgen.review.sides import Side, advised, for_everyone, moment_of


@dataclass(frozen=True, slots=True)
class Change:
    """`introduced` are all problems that are new, with notes; `mended` the number of errors and warnings that are gone.

    `banner` is what it says before and after. `themes` are files by which a theme changes, and
    `access` settings by which changes who may read what. `names`: people may be
    named, and what only some may read is in it.
    """

    base: Side
    head: Side
    now: datetime
    introduced: tuple[Problem, ...]
    mended: int
    files: Files
    banner: tuple[str, str]
    themes: tuple[str, ...]
    access: tuple[str, ...]
    radius: Radius
    preview: Preview | None
    names: bool

    @property
    def restricted(self) -> bool:
        """Whether something may have been left out because it is not for everyone; so for every change of the site."""
        audiences = self.base.site.settings.audiences or self.head.site.settings.audiences
        return bool(audiences) and not self.names

    @property
    def is_unknown(self) -> bool:
        """Whether people are encrypted, and there is no key here: then whom it tells cannot be said."""
        return bool(self.head.site.people.locked)

    @property
    def too_many(self) -> bool:
        """Whether a run would refuse to send as much as this at once."""
        return len(self.radius.told) > self.head.site.settings.notify.max_deliveries

    @property
    def grave(self) -> tuple[Problem, ...]:
        """Errors and warnings: what somebody has to mend."""
        return without_notes(self.introduced)

    def is_shown(self, problem: Problem) -> bool:
        """Whether everyone may read of it: it names no person, and nothing that is for some alone."""
        path = problem.span.path
        closed = path.startswith((*self.base.closed, *self.head.closed)) or self._is_uncertain(path)
        return self.names or not (_is_of_people(problem) or closed)

    def _is_uncertain(self, path: str) -> bool:
        """Whether its audience stands in a file that cannot be read. What could be read on the base is certain."""
        if not self.restricted or not path.startswith((*self.base.unread, *self.head.unread)):
            return False
        return path not in self.base.tree.blobs or path.startswith(self.base.unread)


def change(base: Side, head: Side, now: datetime, subscribers: Path | None, *, names: bool) -> Change:
    """`names`: with everything that only some may read, and who is told by name. Without, neither leaves a trace."""
    cut = _whole if names else for_everyone
    base, head = (replace(one, site=cut(one.site)) for one in (base, head))
    now = moment_of((base.site, head.site), now)
    base, head = advised(base, now), advised(head, now)
    matter = only(base.site, matters(base.site, head.site, now))
    reached = radius(base.site, head.site, steps(base.tree, matter, now, subscribers, cut), now)
    return Change(
        base=base,
        head=head,
        now=now,
        introduced=(*introduced(base.problems, head.problems), *_rewritten(base, head, now)),
        mended=len(without_notes(introduced(head.problems, base.problems))),
        files=files(base, head, now),
        banner=banners(base, head, now),
        themes=themes(base, head),
        access=access(base, head),
        radius=reached,
        preview=preview(reached.told, base, head, now),
        names=names,
    )


def _rewritten(base: Side, head: Side, now: datetime) -> tuple[Problem, ...]:
    """What the change does to what was published. A moment before the base was committed knows nothing of that."""
    since = committed_at(base.tree.root, base.commit)
    return rewritten(base.site, head.site, now, since if since and since <= now else None)


def _whole(site: Site) -> Site:
    return site


def _is_of_people(problem: Problem) -> bool:
    return stem_of(PurePosixPath(problem.span.path.split("/")[0]).name) == PEOPLE
