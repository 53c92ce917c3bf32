"""The sites of all audiences in one folder: what stands beside the trees, and what is left of an audience that went."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from statusgen.publish.gates import LISTING, OF_PEOPLE
from statusgen.publish.output import write
from statusgen.publish.refusals import MANIFEST, check_kept_apart, output_folder
from statusgen.publish.staging import at_work, forget
from statusgen.publish.swap import flush_one
from statusgen.render.addresses import SITES


@contextmanager
def beside_each_other(out: Path, folders: Collection[str], wait: float) -> Iterator[Path]:
    """Room for trees in these folders of `out`, and for nobody else while they are written: gives the hidden folder.

    Raises Busy after `wait` seconds, and BadOutput before anything is written.
    """
    top = output_folder(out)
    for folder in folders:
        check_kept_apart(top / folder)
    with at_work(top, wait, lambda: None) as home:
        yield home


def put_listing(out: Path, content: bytes, home: Path) -> None:
    """Replaces `access.json` in one step, if it differs. `home` is the hidden folder beside `out`."""
    target, new = out / LISTING, home / LISTING
    if target.exists() and not target.is_symlink() and target.read_bytes() == content:
        return
    new.write_bytes(content)
    flush_one(new)
    new.replace(target)
    flush_one(out)


def give_up(out: Path, folders: Collection[str], wait: float) -> tuple[str, ...]:
    """Empties what is not among `folders` any more: sites of audiences, pages of people. The empty folders stay, and
    are named; of what was in them nothing is kept beside them either, not even by a run that was killed here.

    Raises Busy after `wait` seconds.
    """
    below = out / SITES
    found = sorted(path.name for path in below.glob("[!.]*")) if below.is_dir() else []
    gone = [name for name in (*(f"{SITES}/{name}" for name in found), OF_PEOPLE) if name not in folders]
    standing = tuple(folder for folder in gone if _is_site(out / folder))
    for folder in standing:
        write((), out / folder, wait=wait)
    for folder in gone:
        forget(out / folder, wait)
    return standing


def _is_site(folder: Path) -> bool:
    """One of ours, in which anything is left."""
    return (folder / MANIFEST).is_file() and any(one.name != MANIFEST for one in folder.iterdir())
