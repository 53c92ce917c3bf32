"""A bare repository as the forge, throw-away clones of it as CI has them, and a git that can kill whoever calls it."""

import os
import shutil
import subprocess
from itertools import count
from pathlib import Path

from offices import EARLY, KEY, NOW, SETTINGS, Office, begin
from runs import ended, start

from statusgen.notify.ledger.forge import REF

_NUMBERS = count(1)
_GIT = """#!/bin/sh
for one in "$@"; do case "$one" in fetch|push|ls-remote|fast-import) step=$one; break;; esac; done
if [ -z "$step" ]; then exec {git} "$@"; fi
echo "$step" >> "$STEPS"
now="$step:$(grep -c "^$step$" "$STEPS")"
if [ "$KILL" = "$now:before" ]; then kill -9 "$PPID"; exit 1; fi
if [ "$KILL" = "$now:down" ]; then echo "fatal: unable to access the forge" >&2; exit 128; fi
{git} "$@"
code=$?
if [ "$KILL" = "$now:lost" ]; then echo "fatal: the remote end hung up unexpectedly" >&2; exit 128; fi
if [ "$KILL" = "$now:after" ]; then kill -9 "$PPID"; fi
exit $code
"""


def git(place: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", "-c", "user.name=Ana", "-c", "user.email=ana@acme.example", "-C", str(place), *arguments],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


def forge(folder: Path, *people: str) -> Path:
    """A bare repository with a site on which nothing has happened yet, and no ledger."""
    git(folder, "init", "--quiet", "--bare", "-b", "main", "forge.git")
    site = Office(folder / "desk")
    site.write("content/site.yaml", SETTINGS)
    site.write("content/services/checkout.yaml", "name: Checkout\n")
    site.people(*people)
    git(site.root, "init", "--quiet", "-b", "main")
    git(site.root, "remote", "add", "origin", str(folder / "forge.git"))
    merge(site.root, "A site")
    return folder / "forge.git"


def merge(desk: Path, message: str, *more: str) -> None:
    git(desk, "add", "-A")
    git(desk, "commit", "--quiet", "-m", message)
    git(desk, "push", "--quiet", *more, "origin", "main")


def clone(forge: Path, folder: Path, *, depth: int = 1, ledger: str = "git:origin") -> Office:
    """As CI makes one, with nothing in it from an earlier one."""
    place = folder / f"clone-{next(_NUMBERS)}"
    shallow = (f"--depth={depth}",) if depth else ()
    git(folder, "clone", "--quiet", *shallow, "-b", "main", f"file://{forge}", str(place))
    ours = {"STATUSGEN_LEDGER": ledger, "STATUSGEN_KEY": KEY, "TMPDIR": str(folder)}  # a killed run leaves something
    return Office(place, environment=ours)


def run(office: Office, *arguments: str, now: str = NOW, kill: str = "") -> tuple[int, str]:
    """What `statusgen` says there. `kill` is STEP:N:HOW, about the Nth fetch, push and so on.

    HOW is `before` or `after`: SIGKILL there; `down`: it fails; or `lost`: it is done, and seems to have failed.
    """
    folder = office.root.parent / f"run-{next(_NUMBERS)}"
    process = start(["-C", str(office.root), "--now", now, *arguments], environ(office, folder, kill), folder)
    return ended(process), (folder / "said").read_text(encoding="utf-8")


def environ(office: Office, folder: Path, kill: str = "") -> dict[str, str]:
    if not kill:
        return office.environ()
    folder.mkdir()
    (folder / "git").write_text(_GIT.format(git=shutil.which("git")), encoding="utf-8")
    (folder / "git").chmod(0o755)
    ours = {"PATH": f"{folder}:{os.environ['PATH']}", "STEPS": str(folder / "steps"), "KILL": kill}
    return office.environ() | ours


def tip(forge: Path, ref: str = REF) -> str:
    return git(forge, "for-each-ref", "--format=%(objectname)", ref)


def begun(folder: Path, *people: str) -> Path:
    """A forge with a ledger, and an incident that nobody was told of."""
    made = forge(folder, *people)
    office = clone(made, folder)
    code, said = run(office, "notify", "init", now=EARLY)
    assert code == 0, said
    desk = Office(folder / "desk")
    begin(desk)
    merge(desk.root, "Checkout fails")
    return made
