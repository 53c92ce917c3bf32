"""The editor that somebody likes, on a draft that is no part of the site yet."""

import os
import shlex
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

from statusgen.cli.codes import WORLD, Failure


def edit(environ: Mapping[str, str], files: Iterable[Path]) -> None:
    """Opens the files in $VISUAL or $EDITOR, else vi, and waits. Raises Failure if it does not end well."""
    named = environ.get("VISUAL") or environ.get("EDITOR") or "vi"
    try:
        command = [*shlex.split(named), *map(str, files)]
        code = subprocess.run(command, check=False, env={**os.environ}).returncode  # noqa: S603 - the user's own editor
    except (OSError, ValueError) as error:
        raise Failure(WORLD, f"the editor `{named}` cannot be run: {error}; $EDITOR says which to use") from error
    if code:
        raise Failure(WORLD, f"the editor `{named}` ended with {code}; nothing was written")
