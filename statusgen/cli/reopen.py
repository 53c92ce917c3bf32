"""`statusgen reopen`: what was resolved is back."""

from typing import Any

import click

from statusgen.author.draft import Refused
from statusgen.cli.affairs import affair_named, incidents_of, resolved_incidents
from statusgen.cli.desk import desk
from statusgen.cli.here import Here
from statusgen.cli.said import SAID, WRITING, options
from statusgen.cli.update import say_of
from statusgen.model.incident import INCIDENT_PHASES, Phase


@click.command()
@click.argument("incident", metavar="[INCIDENT]", required=False)
@click.option(
    "--phase",
    type=click.Choice([one.value for one in INCIDENT_PHASES[:3]]),
    default=Phase.INVESTIGATING.value,
    show_default=True,
    help="Where it stands now.",
)
@options(*SAID, *WRITING)
@click.pass_obj
def command(here: Here, /, *, incident: str | None, phase: str, **given: Any) -> int:
    """Say that a resolved incident is back.

    Its services have the effects that they had before it was resolved, unless --service says which they have now.
    INCIDENT is its id, or as much of it as names only one.
    """
    with desk(here, given) as at:
        wanted = resolved_incidents(here)
        affair = affair_named(here, at.reading, incident, wanted, incidents_of(at.reading, here))
        if not wanted.fits(affair):
            raise Refused(f"{affair.id} is open: `statusgen update` says what is new of it.")
        return say_of(at, affair, Phase(phase), given)
