"""`statusgen correct`: what was said was wrong."""

from dataclasses import replace
from typing import Any

import click

from statusgen.author.draft import Refused
from statusgen.author.saying import folder_of, update_draft
from statusgen.cli.affairs import Affair, affair_named, incidents_of, open_incidents, similar, works_of
from statusgen.cli.desk import desk, finish
from statusgen.cli.here import Here
from statusgen.cli.said import SPOKEN, WRITING, options, saying
from statusgen.cli.update import subject
from statusgen.model.course import said
from statusgen.model.incident import Update


@click.command()
@click.argument("incident", metavar="[INCIDENT]", required=False)
@click.argument("update", metavar="[UPDATE]", required=False)
@click.option("--tell", is_flag=True, help="Tell those who were told what was wrong. Default: nobody is told.")
@options(*SPOKEN, *WRITING)
@click.pass_obj
def command(here: Here, /, *, incident: str | None, update: str | None, tell: bool, **given: Any) -> int:
    """Correct what was said, visibly.

    The page shows the right text, and that it was corrected. UPDATE is the id of the wrong update, or a part of it;
    default: the latest one. INCIDENT is its id, or as much of it as names only one; if one incident is open, it may be
    left out. The correction is for whom the update was for.
    """
    with desk(here, given) as at:
        known = [*incidents_of(at.reading, here), *works_of(at.reading)]
        affair = affair_named(here, at.reading, incident, open_incidents(here), known)
        wrong = _update_named(affair, update, here)
        words = saying(at, replace(subject(affair, None), kind="correction"), given)
        words = replace(words, corrects=wrong.id, notify=True if tell else None)
        if wrong.audience != affair.audience and not words.audience:
            words = replace(words, audience=wrong.audience)
        return finish(at, update_draft(affair, words, at.now, at.taken(folder_of(affair))))


def _update_named(affair: Affair, name: str | None, here: Here) -> Update:
    """The update of that id, or the only one with that part in it; the latest without a name."""
    spoken = said(affair.updates, here.now)
    if not spoken:
        raise Refused(f"nothing was said of {affair.id} yet that could be corrected")
    if name is None:
        return spoken[-1]
    exact = [one for one in spoken if one.id == name]
    near = exact or [one for one in spoken if name.lower() in one.id.lower()]
    if len(near) == 1:
        return near[0]
    ids = [one.id for one in near or spoken]
    if near:
        raise Refused(f"{name!r} may be {' or '.join(ids)}: write more of it")
    hint = similar(name, ids) or f" There is {', '.join(ids[-5:])}."
    raise Refused(f"{affair.id} has no update with {name!r} in its id.{hint}")
