"""What was written becomes one commit of git, with nothing else in it. The repository's own hooks run."""

import subprocess
from collections.abc import Collection, Iterable
from pathlib import Path, PurePosixPath

from statusgen.author.draft import Draft
from statusgen.read.git import surroundings

_MAIN = {"incidents": "incident.yaml", "maintenance": "maintenance.yaml"}
_MANY = 600  # characters of what git says


class NotCommitted(Exception):
    """Git did not make the commit: its own words."""


def refuse_uncommittable(root: Path, draft: Draft) -> None:
    """Raises NotCommitted where a commit cannot be made, or would hold what somebody else has begun. Writes nothing."""
    _git(root, "rev-parse", "--is-inside-work-tree")
    _git(root, "var", "GIT_COMMITTER_IDENT")
    changed = _git(root, "status", "--porcelain=v1", "-z", "--untracked-files=no", "--", *draft.edited)
    if draft.edited and changed:
        paths = ", ".join(line[3:] for line in changed.split("\0") if line)
        raise NotCommitted(f"{paths} has changes that are not committed yet: commit them first, or leave out --commit")


def commit(root: Path, draft: Draft) -> str:
    """One commit of the draft's files, and its short id. Raises NotCommitted; then they are as if freshly written.

    Of something that git does not know yet its main file is in the same commit: alone, an update could not be built.
    """
    paths = [*draft.files, *_unknown_mains(root, draft)]
    new = [path for path in paths if path not in draft.edited]
    try:
        if new:
            _git(root, "add", "--intent-to-add", "--", *new)
        _git(root, "commit", "--quiet", "--only", "-m", draft.message, "--", *paths)
    except NotCommitted:
        _forget(root, new)
        raise
    return _git(root, "rev-parse", "--short", "HEAD").strip()


def _unknown_mains(root: Path, draft: Draft) -> Iterable[str]:
    """The main files of the folders that the draft's files are in, where git does not have them."""
    folders = {PurePosixPath(path).parent for path in draft.files}
    mains = {f"{one}/{_MAIN[one.parts[1]]}" for one in folders if len(one.parts) == 3 and one.parts[1] in _MAIN}
    there = sorted(one for one in mains - draft.files.keys() if (root / one).is_file())
    known = set(_git(root, "ls-files", "-z", "--", *there).split("\0")) if there else set()
    return [one for one in there if one not in known]


def _forget(root: Path, new: Collection[str]) -> None:
    """New files are unknown to git again, as they were."""
    if new:
        try:
            _git(root, "rm", "--cached", "--quiet", "--ignore-unmatch", "--", *new)
        except NotCommitted:  # what stopped the commit stops this too, and its words are told already
            return


def _git(root: Path, *arguments: str) -> str:
    """What git prints. Paths are taken literally, whatever signs are in them; nobody is asked for anything."""
    command = ["git", "--literal-pathspecs", "-C", str(root), *arguments]
    environment = {**surroundings(), "GIT_TERMINAL_PROMPT": "0", "GIT_EDITOR": "true"}
    try:
        done = subprocess.run(  # noqa: S603 - a list of arguments, never a shell
            command, capture_output=True, text=True, errors="backslashreplace", check=False, env=environment
        )
    except OSError as error:
        raise NotCommitted(f"git cannot be run: {error.strerror}") from error
    if done.returncode:
        said = (done.stderr or done.stdout).strip() or f"git {arguments[0]} ended with {done.returncode}"
        raise NotCommitted(said[:_MANY])
    return done.stdout
