"""`statusgen resolve`: an incident is over."""

from typing import Any

import click

from statusgen.author.draft import Refused
from statusgen.cli.affairs import affair_named, incidents_of, open_incidents
from statusgen.cli.desk import desk
from statusgen.cli.here import Here
from statusgen.cli.said import SAID, WRITING, options
from statusgen.cli.update import say_of
from statusgen.model.incident import Phase


@click.command()
@click.argument("incident", metavar="[INCIDENT]", required=False)
@options(*SAID, *WRITING)
@click.pass_obj
def command(here: Here, /, *, incident: str | None, **given: Any) -> int:
    """Say that an incident is over.

    Every service of it works again, unless --service says otherwise; everyone who was told of it is told. INCIDENT is
    its id, or as much of it as names only one; if one incident is open, it may be left out.
    """
    with desk(here, given) as at:
        wanted = open_incidents(here)
        affair = affair_named(here, at.reading, incident, wanted, incidents_of(at.reading, here))
        if not wanted.fits(affair):
            raise Refused(f"{affair.id} is resolved already: `statusgen update` adds a word, `correct` mends one.")
        return say_of(at, affair, Phase.RESOLVED, given)
