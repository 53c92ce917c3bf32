"""`statusgen cancel`: planned work does not take place."""

from typing import Any

import click

from statusgen.author.draft import Refused
from statusgen.cli.affairs import affair_named, coming_works, works_of
from statusgen.cli.desk import desk
from statusgen.cli.here import Here
from statusgen.cli.said import SAID, WRITING, options
from statusgen.cli.update import say_of
from statusgen.model.incident import Phase
from statusgen.model.maintenance import Maintenance
from statusgen.model.windows import is_over, maintenance_phase_at


@click.command()
@click.argument("maintenance", metavar="[MAINTENANCE]", required=False)
@click.option("--occurrence", metavar="DATE", help="Which one, of work that repeats: the day for which it was planned.")
@click.option("--all", "whole", is_flag=True, help="Of work that repeats: this one and all that would come.")
@options(*SAID, *WRITING)
@click.pass_obj
def command(here: Here, /, *, maintenance: str | None, whole: bool, **given: Any) -> int:
    """Call off planned work.

    MAINTENANCE is its id, or as much of it as names only one; if there is only one ahead, it may be left out.
    """
    with desk(here, given) as at:
        work = affair_named(here, at.reading, maintenance, coming_works(at.reading, here), works_of(at.reading))
        if isinstance(work, Maintenance) and work.repeats and not (whole or given["occurrence"]):
            raise Refused(f"{work.id} repeats: --occurrence DATE calls off one of them, --all every one from now on.")
        if whole and given["occurrence"]:
            raise Refused("either --occurrence or --all")
        if isinstance(work, Maintenance) and not work.repeats and is_over(work, here.now):
            phase = maintenance_phase_at(work, here.now)
            raise Refused(f"{work.id} is {phase} already: `statusgen update` adds a word, `correct` mends one.")
        return say_of(at, work, Phase.CANCELLED, given)
