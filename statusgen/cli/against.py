"""What the site does to what an earlier commit has published."""

import tempfile
from pathlib import Path

from statusgen.cli.codes import USAGE, WORLD, Failure
from statusgen.cli.here import Here
from statusgen.lint.published import rewritten
from statusgen.model.repositories import without_sources
from statusgen.model.site import Site
from statusgen.problems import Problem
from statusgen.read.git import committed_at
from statusgen.read.load import load
from statusgen.read.tree import NoRevision, Unreadable, commit_of, merge_base, tree_of, unpack


def rewriting(root: Path, revision: str, site: Site, here: Here) -> tuple[Problem, ...]:
    """Compared with the commit in which what is checked out parted from the revision: what others have published on
    theirs since then is not ours to keep. Sources have a history of their own. Raises Failure.
    """
    try:
        commit = merge_base(root, commit_of(root, revision), commit_of(root, "HEAD"))
        with tempfile.TemporaryDirectory(prefix="statusgen-check-", ignore_cleanup_errors=True) as folder:
            unpack(tree_of(root, commit), Path(folder))
            before = load(Path(folder), here.now, here.subscribers, alone=True).site
    except NoRevision as error:
        raise Failure(USAGE, str(error)) from error
    except Unreadable as error:
        raise Failure(WORLD, str(error)) from error
    return rewritten(before, without_sources(site), here.now, committed_at(root, commit))
