"""`statusgen reschedule`: planned work moves."""

from dataclasses import replace
from typing import Any

import click

from statusgen.author.draft import Refused
from statusgen.author.moments import end, lasting
from statusgen.author.saying import folder_of, update_draft
from statusgen.cli.affairs import affair_named, coming_works, works_of
from statusgen.cli.desk import desk, finish
from statusgen.cli.here import Here
from statusgen.cli.said import SAID, WHICH, WRITING, options, saying
from statusgen.cli.update import occurrence_of, subject
from statusgen.model.maintenance import Maintenance
from statusgen.model.occurrences import maintenances_at
from statusgen.model.plans import planned
from statusgen.model.windows import is_ahead


@click.command()
@click.argument("maintenance", metavar="[MAINTENANCE]", required=False)
@click.option("--starts", metavar="TIME", help="When it begins now. Alone, it keeps the length.")
@click.option("--ends", metavar="TIME", help="When it ends now: a time, or +2h after it starts.")
@click.option("--for", "lasts", metavar="DURATION", help="How long it takes now, instead of --ends.")
@options(*SAID, *WHICH, *WRITING)
@click.pass_obj
def command(here: Here, /, *, maintenance: str | None, **given: Any) -> int:
    """Move planned work.

    An update says its new times. Pages, feeds and calendars know then that it was moved, and since when. MAINTENANCE is
    its id, or as much of it as names only one; if there is only one ahead, it may be left out.
    """
    with desk(here, given) as at:
        work = affair_named(here, at.reading, maintenance, coming_works(at.reading, here), works_of(at.reading))
        if not isinstance(work, Maintenance):
            raise Refused(f"{work.id} is not planned work")
        if not (given["starts"] or given["ends"] or given["lasts"]):
            raise Refused("to when? Give --starts, --ends or --for.")
        day = occurrence_of(at, work, given["occurrence"], needed=True)
        known = (one for one in maintenances_at(at.site, here.now) if one.id == work.id and one.occurrence == day)
        starts = at.moment(given["starts"])
        meant = next(known, work)
        before = planned(meant, here.now)
        begins = starts or before[0]
        ends = end(given["ends"], begins, at.zone) if given["ends"] else None
        ends = begins + lasting(given["lasts"]) if given["lasts"] else ends
        # What was called off takes place again when it is moved, if to its own time.
        if (begins, ends or begins + (before[1] - before[0])) == before and is_ahead(meant, here.now):
            raise Refused(f"{work.id} is planned for then already: `statusgen update` adds a word.")
        said = saying(at, replace(subject(work, None), kind="moved"), given, needed=False)
        said = replace(said, occurrence=day, starts=starts, ends=ends)
        return finish(at, update_draft(work, said, at.now, at.taken(folder_of(work))))
