"""`statusgen review`: what merging a change would do."""

import tempfile
from pathlib import Path

import click

from statusgen.cli.codes import CONTENT, FINE, USAGE, WORLD, Failure
from statusgen.cli.here import Here
from statusgen.cli.output import data, say
from statusgen.cli.site import root_of
from statusgen.model.service import EVERYONE
from statusgen.read.tree import NoRevision, Tree, Unreadable, commit_of, differs, merge_base, tree_of
from statusgen.report.json import document
from statusgen.review.change import Change, change
from statusgen.review.markdown import comment
from statusgen.review.sides import unpacked
from statusgen.review.values import values


@click.command()
@click.option("--base", metavar="REV", required=True, help="What it would be merged into: a branch, a tag or a commit.")
@click.option("--head", metavar="REV", help="What would be merged. Default: what is checked out, as it is committed.")
@click.option(
    "--format",
    "fmt",
    type=click.Choice(["markdown", "json"]),
    default="markdown",
    show_default=True,
    help="A comment for a pull request, or one document for programs.",
)
@click.option(
    "--show-people", is_flag=True, help="Name who is told, and show what only some may read. Not for public comments."
)
@click.pass_obj
def command(here: Here, *, base: str, head: str | None, fmt: str, show_people: bool) -> int:
    """Say what merging a change would do, and whom it would tell.

    It says which problems come with it, which pages and feeds change, what the banner says, who is told, how and why,
    who is not, and what the message says. Both sides are read from git, from where they parted; the work tree is not
    touched, nothing of a branch is run, and neither ledger, key nor network are needed.

    The exit code is 1 if there are errors or warnings that were not there before.
    """
    root = root_of(here)
    try:
        trees = _trees(root, base, head)
        with tempfile.TemporaryDirectory(prefix="statusgen-review-", ignore_cleanup_errors=True) as folder:
            found = _change(trees, Path(folder), here, names=show_people)
            data(comment(found) if fmt == "markdown" else document(values(found)))
    except NoRevision as error:
        raise Failure(USAGE, str(error)) from error
    except Unreadable as error:
        raise Failure(WORLD, str(error)) from error
    return CONTENT if found.grave else FINE


def _trees(root: Path, base: str, head: str | None) -> tuple[Tree, Tree]:
    """That from which they parted, and the head."""
    ours, theirs = commit_of(root, base), commit_of(root, head or "HEAD")
    after = tree_of(root, theirs)
    if head is None and differs(after, root):
        say("What is not committed yet is left out.")
    return tree_of(root, merge_base(root, ours, theirs)), after


def _change(trees: tuple[Tree, Tree], folder: Path, here: Here, *, names: bool) -> Change:
    """Both are read at one moment."""
    readers = None if names else frozenset(EVERYONE)
    before, after = (
        unpacked(tree, folder / name, here.now, here.subscribers, readers)
        for tree, name in zip(trees, ("base", "head"), strict=True)
    )
    return change(before, after, here.now, here.subscribers, names=names)
