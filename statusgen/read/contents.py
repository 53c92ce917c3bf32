"""The folders of a site and of its sources, each kind of them as if it were one."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from statusgen.problems import Problem, Span
from statusgen.read.layout import Entry, Layout


@dataclass(frozen=True, slots=True)
class Contents:
    """`prefixes` are what the paths of the files of each begin with: of the site's own (nothing), then of its sources.

    An id is there once. Of two in a source and before it the one in the source gives way, and its file has the problem:
    whoever may not read the source learns nothing of it.
    """

    layout: Layout
    prefixes: tuple[str, ...]

    @property
    def unlisted(self) -> frozenset[str]:
        """Folders that could not be looked into, as if they were the site's own."""
        found = self.layout.unlisted
        return frozenset(path.removeprefix(prefix) for path in found for prefix in self.prefixes)

    def files(self, folder: str, *suffixes: str, translated: bool = False) -> Iterator[Entry]:
        listings = (
            self.layout.files(f"{prefix}{folder}", *suffixes, translated=translated) for prefix in self.prefixes
        )
        return self._once(chain.from_iterable(listings))

    def folders(self, folder: str, main: str) -> Iterator[Entry]:
        listings = (self.layout.folders(f"{prefix}{folder}", main) for prefix in self.prefixes)
        return self._once(chain.from_iterable(listings))

    def strays(self, named: Container[str] | None) -> None:
        """Reports what stands in content/ and is not read. `named`: see Layout; of a source nothing is."""
        self.layout.strays(named)
        for prefix in self.prefixes[1:]:
            self.layout.strays((), prefix)

    def rank(self, path: str) -> int:
        """Of which of them a file is: 0 is the site itself."""
        return max(number for number, prefix in enumerate(self.prefixes) if path.startswith(prefix))

    def _once(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        seen: dict[str, str] = {}
        for entry in entries:
            first = seen.setdefault(entry.id, entry.path)
            if first == entry.path:
                yield entry
            else:
                message, hint = f"`{entry.id}` is already {first}", "give one of the two another id"
                self.layout.problems.append(Problem(Span(entry.path), "id-clash", message, hint))
