"""What git knows of the site's folder. Only asks; runs no hook, no pager, no protocol."""

import os
import subprocess
from pathlib import Path

# Nothing that a repository configures may run here.
_SAFE = ("-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "protocol.allow=never")
# A missing object would be fetched, and fetching runs what the configuration names: no protocol is allowed at all.
_ALONE = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
}


def head(root: Path) -> str:
    """The commit that is checked out at `root`; empty where there is no git, no repository or no commit."""
    return _answer(root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}") or ""


def is_older(root: Path, commit: str, than: str) -> bool:
    """Whether `commit` is a proper ancestor of `than`. False where git does not know one of them."""
    return commit != than and _answer(root, "merge-base", "--is-ancestor", "--end-of-options", commit, than) is not None


def _answer(root: Path, *arguments: str) -> str | None:
    """What git prints; None where it fails or is not there."""
    command = ["git", *_SAFE, "-C", str(root), *arguments]
    environment = {**os.environ, **_ALONE}
    try:
        done = subprocess.run(  # noqa: S603 - a list of arguments, never a shell
            command, capture_output=True, text=True, timeout=20, check=False, env=environment
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None
