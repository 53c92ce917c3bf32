"""`statusgen postmortem`: looking back at an incident."""

from typing import Any

import click

from statusgen.author.draft import Refused
from statusgen.cli.affairs import affair_named, incidents_of, resolved_incidents
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
    """Say what was learnt from an incident that is over.

    It does not open the incident again. INCIDENT is its id, or as much of it as names only one.
    """
    with desk(here, given) as at:
        wanted = resolved_incidents(here)
        affair = affair_named(here, at.reading, incident, wanted, incidents_of(at.reading, here))
        if not wanted.fits(affair):
            raise Refused(f"{affair.id} is open: `statusgen resolve` says first that it is over.")
        return say_of(at, affair, Phase.POSTMORTEM, given)
