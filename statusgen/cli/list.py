"""`statusgen list`: incidents, maintenances and announcements, a line each."""

from datetime import datetime

import click

from statusgen.cli.facts import facts, is_current
from statusgen.cli.find import left_out, service_named, things
from statusgen.cli.here import Here
from statusgen.cli.lines import table
from statusgen.cli.output import data
from statusgen.cli.site import AT, as_shown, read_site, seen, warn_of_gaps
from statusgen.model.affair import services_of
from statusgen.report.json import document


@click.command()
@click.option("--open", "current", is_flag=True, help="Only what is open, running, still to come or still valid.")
@click.option("--service", metavar="ID", help="Only what is about this service.")
@click.option("--limit", metavar="N", type=click.IntRange(min=1), help="Only the newest N.")
@AT
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def command(
    here: Here, /, *, current: bool, service: str | None, limit: int | None, at: datetime | None, as_json: bool
) -> int:
    """List incidents, maintenances and announcements, newest first.

    All of them are listed, those that are not for everyone with their audience before the title. How a thing stands is
    what everyone sees.
    """
    _, reading = read_site(here)
    site, now = seen(as_shown(reading.site), here, at)
    found = things(site, now)
    if current:
        found = [thing for thing in found if is_current(thing, now)]
    if service:
        wanted = service_named(site, service)
        found = [thing for thing in found if wanted in services_of(thing)]
    items = [facts(thing, site, now) for thing in found[:limit]]
    data(document({"items": items, "left_out": left_out(site)}) if as_json else table(items, site.settings.zone))
    return warn_of_gaps(reading)
