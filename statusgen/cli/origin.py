"""What a site is built from: a commit of its repository, and one of each source that its readers can read."""

from collections.abc import Mapping
from pathlib import Path

from statusgen.cli.codes import WORLD, Failure
from statusgen.model.access import may_see
from statusgen.model.repositories import HERE, elsewhere
from statusgen.model.service import EVERYONE
from statusgen.model.site import Site
from statusgen.read.git import head, is_older
from statusgen.report.terminal import safe


class Commit:
    """A CI job that ends late must not put an older truth back, of none of them.

    A stamp is the commit of the site itself, then a line `<commit> <path>` for each source: nothing of those that the
    readers of a site know nothing of.
    """

    def __init__(self, root: Path, site: Site, *, allow_older: bool) -> None:
        self.root = root
        self.allow_older = allow_older
        self.head = head(root)
        self.sources = {one: head(root / one.path) for one in elsewhere(site.settings) if one not in site.missing}

    def stamp(self, audience: str | None) -> str:
        """Of the site of an audience; of the pages of people (None), which are of all."""
        readers = frozenset({*EVERYONE, *((audience,) if audience else ())})
        ours = ((one, id_) for one, id_ in self.sources.items() if audience is None or may_see(readers, one.readers))
        return "\n".join([self.head, *(f"{id_} {one.path}" for one, id_ in ours if id_)])

    def guard(self, audience: str | None, standing: str) -> None:
        """Refuses where the standing site was built from a newer commit of anything."""
        there, here = _commits(standing), _commits(self.stamp(audience))
        for path in here.keys() & there.keys() if not self.allow_older else ():
            if here[path] and there[path] and is_older(self.root / path, here[path], there[path]):
                what = f"the site there was built from commit {there[path][:12]}, and this is {here[path][:12]}"
                where = "" if path == HERE else f" of {safe(path)}"
                otherwise = "nothing was written (--allow-older replaces it all the same)"
                raise Failure(WORLD, f"{what}, an older one{where}; {otherwise}")


def _commits(stamp: str) -> Mapping[str, str]:
    """By path; empty where nobody knows."""
    first, *others = stamp.split("\n")
    return {HERE: first} | {path: id_ for id_, _, path in (line.partition(" ") for line in others)}
