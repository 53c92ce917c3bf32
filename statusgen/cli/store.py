"""Which ledger it is, by STATUSGEN_LEDGER: a file, or a ref of a git repository; and whose."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from statusgen.cli.clock import clock
from statusgen.cli.here import Here
from statusgen.cli.sending import keys
from statusgen.model.keys import Keys, WeakKey
from statusgen.model.site import Site
from statusgen.notify.ledger.fetching import create_git_ledger, open_git_ledger
from statusgen.notify.ledger.forge import GitPlace, git_place
from statusgen.notify.ledger.git import GitLedger
from statusgen.notify.ledger.place import refuse_folder
from statusgen.notify.ledger.rows import Marks, Row, Unready
from statusgen.notify.ledger.sqlite import SqliteLedger, create_ledger, open_ledger
from statusgen.read.root import SETTINGS

Place = Path | GitPlace
Store = SqliteLedger | GitLedger
_IGNORE = "# What was sent to whom: it belongs to the machine that sends, not into the repository.\n*\n"


def ledger_place(here: Here, root: Path) -> Place:
    """Where STATUSGEN_LEDGER says, else below the site's root. Raises Unready where nothing can be there."""
    named = here.environ.get("STATUSGEN_LEDGER")
    place = (named and git_place(named, root)) or (Path(named) if named else root / ".statusgen" / "ledger.sqlite")
    if isinstance(place, Path):
        refuse_folder(place, root)
    return place


def opened(here: Here, root: Path) -> Store:
    """The ledger, not yet begun. Raises NoLedger, Unready, Stuck."""
    place = ledger_place(here, root)
    if isinstance(place, GitPlace):
        try:
            return open_git_ledger(place, keys(here), here.clock, clock)
        except WeakKey as error:
            raise Unready(f"{error}; the ledger {place} can only be read with it") from error
    return open_ledger(place, here.clock, clock)


def make(here: Here, root: Path, rows: Sequence[Row], news: Iterable[tuple[str, str]], marks: Marks) -> Place:
    """A new ledger that has these, and where it is. Raises FileExistsError, OSError, Unready, Stuck."""
    place = ledger_place(here, root)
    if isinstance(place, GitPlace):
        create_git_ledger(place, rows, news, marks, keys(here), here.clock())
    else:
        _hide(place, root)
        create_ledger(place, rows, news, marks)
    return place


def _hide(path: Path, root: Path) -> None:
    """Our own folder in the site's root is no part of the repository."""
    if path.parent == root / ".statusgen":
        path.parent.mkdir(mode=0o700, exist_ok=True)
        (path.parent / ".gitignore").write_text(_IGNORE, encoding="utf-8")


def marks_of(site: Site, key: Keys) -> Marks:
    """What a ledger of this site and key says of itself."""
    return Marks(site.settings.url, key.check)


def acquaint(ledger: Store, site: Site, key: Keys | None, *, only_looks: bool = False) -> None:
    """The ledger with the site that it is about. Raises Unready, if it is another one's."""
    _refuse_foreign(ledger, site, key, only_looks=only_looks)
    ledger.meet(site.people.subscribers)


def _refuse_foreign(ledger: Store, site: Site, key: Keys | None, *, only_looks: bool) -> None:
    """Unready, if the ledger is another site's, or was made with another key; without a key only the site counts.

    Who only looks may do so where the settings, and with them the site's address, could not be read.
    """
    found, adopt = ledger.marks(), "`statusgen notify init --adopt` takes it as it is"
    if any(span.path == SETTINGS for span in site.left_out):
        if not only_looks:
            raise Unready(f"{SETTINGS} has errors, so nobody can say whether {ledger.path} is this site's")
    elif found.site and found.site != site.settings.url:
        raise Unready(
            f"{ledger.path} is the ledger of {found.site}, and this site is {site.settings.url}. "
            f"STATUSGEN_LEDGER says which file is; if the site has moved, {adopt}"
        )
    if key and found.key and found.key != key.check:
        raise Unready(
            f"STATUSGEN_KEY is not the one with which {ledger.path} was made. Bring the old key back, or unsubscribe "
            f"links and bounces of mail that is out lead nowhere; if it is lost, {adopt}"
        )
