"""How a ledger in git is made, fetched and looked at."""

import secrets
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from statusgen.notify.ledger import lease as leases
from statusgen.notify.ledger.forge import Forge, GitPlace, NotTaken, forge_at, in_hint
from statusgen.notify.ledger.git import Clock, GitLedger, Shelf
from statusgen.notify.ledger.lease import Lease
from statusgen.notify.ledger.memory import Memory
from statusgen.notify.ledger.people import People
from statusgen.notify.ledger.rows import Marks, NoLedger, Row, Stuck, Unready
from statusgen.notify.ledger.segments import Cipher, filed, row_line
from statusgen.notify.ledger.sqlite import SqliteLedger, create_ledger, open_ledger
from statusgen.notify.ledger.standing import Examined, Standing, examined

_PAUSES = (0.0, 0.5, 2.0)  # seconds before each try
_EPOCH = datetime.fromtimestamp(0, UTC)


def open_git_ledger(place: GitPlace, cipher: Cipher, clock: Clock, real: Clock) -> GitLedger:
    """The ledger that is there; never makes one. Raises NoLedger, Unready, Stuck."""
    folder = TemporaryDirectory(prefix="statusgen-ledger-")
    try:
        forge = forge_at(place, Path(folder.name, "git"))
        commit, files = _fetched(forge)
        lease = _lease(files.pop(leases.FILE, b""), place)
        whole = examined(files, cipher)
        _refuse_unreadable(whole, place, cipher)
        memory = _memory(forge, place)
        memory.refuse_older(whole.segments)
        local = _filled(Path(folder.name, "ledger.sqlite"), whole.standing, clock)
    except BaseException:
        folder.cleanup()
        raise
    journal, rows = local.changed(0)
    shelf = Shelf(commit, whole.segments, journal, len(rows), marks=whole.standing.marks)
    return GitLedger(forge, local, folder, cipher, clock, real, shelf, memory, lease)


def create_git_ledger(
    place: GitPlace, rows: Sequence[Row], news: Iterable[tuple[str, str]], marks: Marks, cipher: Cipher, now: datetime
) -> None:
    """A new ref with a ledger that already has these. Raises FileExistsError, Unready, Stuck."""
    people = People(cipher)
    lines = [*({"news": one} for one in news), *(row_line(people.hide(row)) for row in rows)]
    (first,) = filed((), marks, now, lines, cipher)
    with TemporaryDirectory(prefix="statusgen-ledger-") as folder:
        forge = forge_at(place, Path(folder, "git"))
        commit = forge.commit("", "Segment 1 [skip ci]\n", now, {first.path: first.content})
        try:
            if forge.tip():
                raise FileExistsError(str(place))
            forge.push("", commit)
        except NotTaken as error:
            if error.late:
                raise FileExistsError(str(place)) from error
            raise Stuck(f"the ledger {place} cannot be made: {error}; {in_hint(str(error))}") from error


def examine_git_ledger(place: GitPlace, cipher: Cipher | None) -> Examined:
    """Whatever is there, with every fault. Raises NoLedger, Unready, Stuck."""
    with TemporaryDirectory(prefix="statusgen-ledger-") as folder:
        forge = forge_at(place, Path(folder, "git"))
        _, files = _fetched(forge)
        files.pop(leases.FILE, None)
        whole = examined(files, cipher)
        older = "" if whole.faults else _memory(forge, place).fault(whole.segments)
        return replace(whole, faults=(f"it {older}",)) if older else whole


def _memory(forge: Forge, place: GitPlace) -> Memory:
    return Memory(forge.kept and forge.kept / "statusgen-ledger.json", str(place))


def _fetched(forge: Forge) -> tuple[str, dict[str, bytes]]:
    words = ""
    for pause in _PAUSES:
        time.sleep(pause * (0.5 + secrets.randbelow(1000) / 1000))
        try:
            commit = forge.fetch()
        except NotTaken as error:
            words = str(error)
            continue
        if not commit:
            raise NoLedger(
                f"there is no ledger {forge.place}. If there never was one, `statusgen notify init` makes it, and "
                "takes all that is there now as told. If there was one, bring the ref back: STATUSGEN_LEDGER names it"
            )
        return commit, forge.files(commit)
    raise Stuck(f"the ledger {forge.place} cannot be fetched: {words}; {in_hint(words)}")


def _refuse_unreadable(whole: Examined, place: GitPlace, cipher: Cipher) -> None:
    made_with = whole.standing.marks.key
    if made_with and made_with != cipher.check:
        raise Unready(
            f"STATUSGEN_KEY is not the one with which the ledger {place} was made, and nobody can be known in it by "
            "another. Bring the old key back; if it is lost, name another ref and run `statusgen notify init`: then "
            "all that is there now counts as told"
        )
    if whole.faults:
        raise Unready(
            f"the ledger {place} is damaged: {whole.faults[0]}. `statusgen ledger verify` says more. Bring back the "
            "commit of that ref that was right, or name another ref and run `statusgen notify init`"
        )


def _filled(path: Path, standing: Standing, clock: Clock) -> SqliteLedger:
    """It is nobody's but ours, and gone with us: its own lease never ends, and nothing waits for the disk."""
    create_ledger(path, (), (), standing.marks)
    local = open_ledger(path, clock, lambda: _EPOCH)
    local.db.execute("PRAGMA synchronous = OFF")
    local.begin()
    titles = ((thread, language, title) for (thread, language), title in standing.titles.items())
    local.plan([*standing.rows.values()], standing.news.items(), standing.held, titles)
    return local


def _lease(content: bytes, place: GitPlace) -> Lease | None:
    try:
        return leases.read(content) if content else None
    except ValueError as error:
        raise Unready(f"{leases.FILE} in the ledger {place} is damaged: look who wrote it, and remove it") from error
