"""`statusgen resolve`: an incident is over."""

from typing import Any

import click

from statusgen.author.draft import Refused
from statusgen.author.saying import folder_of, update_draft
from statusgen.cli.affairs import affair_named, incidents_of, open_incidents
from statusgen.cli.desk import desk, finish
from statusgen.cli.here import Here
from statusgen.cli.said import SAID, WRITING, options, saying
from statusgen.cli.update import subject
from statusgen.model.incident import Phase


@click.command()
@click.argument("incident", metavar="[INCIDENT]", required=False)
@options(*SAID, *WRITING)
@click.pass_obj
def command(here: Here, /, *, incident: str | None, dry: bool, **given: Any) -> int:
    """Say that an incident is over.

    Every service of it works again, unless --service says otherwise; everyone who was told of it is told. INCIDENT is
    its id, or as much of it as names only one; if one incident is open, it may be left out.
    """
    with desk(here) as at:
        wanted = open_incidents(here)
        affair = affair_named(here, at.reading, incident, wanted, incidents_of(at.reading, here))
        if not wanted.fits(affair):
            raise Refused(f"{affair.id} is resolved already: `statusgen update` adds a word, `correct` mends one.")
        said = saying(at, subject(affair, Phase.RESOLVED), given)
        return finish(at, update_draft(affair, said, at.now, at.taken(folder_of(affair))), dry=dry)
