"""What git knows of the site's folder. Only asks; runs no hook, no pager, no protocol."""

import os
import re
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

# Nothing that a repository configures may run here.
SAFE = ("-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "protocol.allow=never")
# A missing object would be fetched, and fetching runs what the configuration names: no protocol is allowed at all.
ALONE = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
}
# What names another repository than the one that a folder lies in; hooks of git have it set.
_ELSEWHERE = frozenset(
    f"GIT_{name}"
    for name in (
        *("DIR", "COMMON_DIR", "WORK_TREE", "IMPLICIT_WORK_TREE", "INDEX_FILE", "PREFIX", "NAMESPACE", "GRAFT_FILE"),
        *("OBJECT_DIRECTORY", "ALTERNATE_OBJECT_DIRECTORIES", "REPLACE_REF_BASE", "SHALLOW_FILE"),
    )
)
_HEAD = "\x01"  # begins the line of a commit: no path of content has it
# `https://user@host/path`, `ssh://git@host:22/path` or `git@host:path` (git-clone(1), Git URLs).
_HOST = re.compile(r"(?:[a-z+]+://)?(?:[^/]*@)?(?P<host>[^:/@]+)(?=[:/])")


def surroundings() -> dict[str, str]:
    """The environment for git where a folder's own repository is meant, as everywhere: else what is restricted could
    end up in the repository of the site."""
    return {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}


def head(root: Path) -> str:
    """The commit that is checked out at `root`; empty where there is no git, no repository or no commit."""
    return _answer(root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}") or ""


def is_older(root: Path, commit: str, than: str) -> bool:
    """Whether `commit` is a proper ancestor of `than`. False where git does not know one of them."""
    return commit != than and _answer(root, "merge-base", "--is-ancestor", "--end-of-options", commit, than) is not None


def committed_at(root: Path, commit: str) -> datetime | None:
    """When a commit (its id) was made, by the clock of whoever made it. None where git does not know it."""
    said = (_answer(root, "rev-list", "--max-count=1", "--timestamp", commit, "--") or "").partition(" ")[0]
    return datetime.fromtimestamp(int(said), UTC) if said.isdigit() else None


def last_changes(root: Path, *folders: str) -> Mapping[str, tuple[str, datetime]]:
    """Path from `root` -> the commit that changed it last, and when that was made. Of what was merged the merge counts.

    Where the history is cut off nobody knows who changed what is left: such paths are not there.
    """
    ask = ("log", "--first-parent", "--diff-merges=first-parent", "--no-show-signature", "--no-renames", "--relative")
    cut = _answer(root, "rev-parse", "--is-shallow-repository") != "false"
    said = _answer(root, *ask, "-z", "--name-only", f"--format={_HEAD}%H %ct %P", "HEAD", "--", *folders) or ""
    found: dict[str, tuple[str, datetime]] = {}
    commit = None
    for part in said.split("\0"):
        if part.startswith(_HEAD):
            id_, at, *parents = part.removeprefix(_HEAD).split()
            commit = (id_, datetime.fromtimestamp(int(at), UTC)) if parents or not cut else None
        elif commit and part.strip():
            found.setdefault(part.removeprefix("\n"), commit)
    return found


def prefix(root: Path) -> str:
    """The way from the repository's top to `root`, with a slash at its end; empty where they are the same."""
    return _answer(root, "rev-parse", "--show-prefix") or ""


def remotes(root: Path) -> tuple[str, ...]:
    """The hosts that the repository is fetched from or pushed to; `insteadOf` is taken into account."""
    lines = (_answer(root, "remote", "--verbose") or "").splitlines()
    found = (_HOST.match(line.partition("\t")[2]) for line in lines)
    return tuple(_bare_host(match["host"].lower()) for match in found if match)


def _bare_host(host: str) -> str:
    """`ssh.github.com` and `altssh.gitlab.com` are ways to the same place where port 22 is closed."""
    return re.sub(r"^(?:alt)?ssh\.|^www\.", "", host)


def tracked(root: Path, *paths: str) -> tuple[str, ...]:
    """The files at or below these that are in the repository, as paths from `root`."""
    return tuple(filter(None, (_answer(root, "--literal-pathspecs", "ls-files", "-z", "--", *paths) or "").split("\0")))


def in_repository(root: Path, folder: str) -> bool:
    """Whether files of the folder are in the repository that `root` lies in, or would be with the next `git add`: not
    where it is ignored there, nor where it is a repository of its own, a submodule among them."""
    listing = ("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    said = _answer(root, "--literal-pathspecs", *listing, "--", folder) or ""
    return any(path.startswith(f"{folder}/") and not path.endswith("/") for path in said.split("\0"))


def was_tracked(root: Path, *paths: str) -> bool:
    """Whether any commit that is known here changed a file at or below these."""
    return bool(_answer(root, "--literal-pathspecs", "rev-list", "--all", "--max-count=1", "--", *paths))


def _answer(root: Path, *arguments: str) -> str | None:
    """What git prints; None where it fails or is not there."""
    command = ["git", *SAFE, "-C", str(root), *arguments]
    environment = {**surroundings(), **ALONE}
    try:
        done = subprocess.run(  # noqa: S603 - a list of arguments, never a shell
            command, capture_output=True, text=True, errors="replace", timeout=20, check=False, env=environment
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None
