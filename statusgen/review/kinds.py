"""Files of the site by what they are: of hundreds that change, a few lines are worth reading."""

from collections.abc import Callable, Iterator, Sequence

from statusgen.review.comparing import Files
from statusgen.review.escaping import code

_FEEDS = (".atom", ".rss", "feed.json")
# The first that holds.
_KINDS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("Pages", lambda path: path.endswith(".html")),
    ("Feeds", lambda path: path.endswith(_FEEDS)),
    ("Calendars", lambda path: path.endswith(".ics")),
    ("For programs", lambda _: True),
)
_FIRST = ("index.html", "incidents/", "maintenance/", "announcements/", "services/")


def kind_of(path: str) -> str:
    return next(name for name, holds in _KINDS if holds(path))


def grouped(files: Files, most: int) -> Iterator[str]:
    """A line for each kind: how many are new, changed and gone, and which, if they are at most `most`, or some."""
    parts = (("new", files.added), ("changed", files.changed), ("gone", files.removed))
    for name, _ in _KINDS:
        said = [_said(word, [path for path in paths if kind_of(path) == name], most) for word, paths in parts]
        if any(said):
            yield f"{name}: {'; '.join(filter(None, said))}"


def _said(word: str, paths: Sequence[str], most: int) -> str:
    if not paths:
        return ""
    shown = ", ".join(map(code, sorted(paths, key=_place)[:most]))
    return f"{len(paths):,} {word} ({shown}{', …' if len(paths) > most else ''})"


def _place(path: str) -> tuple[int, str]:
    return next((place for place, begin in enumerate(_FIRST) if path.startswith(begin)), len(_FIRST)), path
